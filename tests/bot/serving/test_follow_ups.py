import pytest

from bot.answer import Answer, Question
from bot.chain import AnswerChain
from bot.serving.follow_ups import COUNT, FollowUps
from vectorstore.scope import Scope

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("asked", ["كم مشاركاً حضر الجلسة الأولى؟", "كيف أطبخ المنسف؟"])
def test_every_follow_up_is_answered_from_another_passage(sample_chain: AnswerChain, asked: str) -> None:
    answer = sample_chain.invoke(Question(asked))
    offered = FollowUps(sample_chain).behind(answer)
    assert 0 < len(offered) <= COUNT
    shown = {one.passage_id for one in answer.citations}
    answers = [sample_chain.invoke(Question(text)) for text in offered]
    assert not any(one.refused for one in answers)
    assert all(one.citations[0].passage_id not in shown for one in answers)
    assert len({one.citations[0].passage_id for one in answers}) == len(offered)
    assert asked not in offered


def test_an_answer_from_an_edition_that_is_gone_offers_nothing(sample_chain: AnswerChain) -> None:
    assert FollowUps(sample_chain).behind(Answer("نص")) == ()


def test_what_was_found_is_offered_without_a_search_and_nothing_is_searched_while_others_wait(
    sample_chain: AnswerChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = sample_chain.invoke(Question("كم مشاركاً حضر الجلسة الأولى؟"))
    tried = list[str]()
    answers = sample_chain.answers

    def counted(text: str, scope: Scope) -> str:
        tried.append(text)
        return answers(text, scope)

    monkeypatch.setattr(sample_chain, "answers", counted)
    found = FollowUps(sample_chain)
    assert found.behind(answer, busy=lambda: True) == ()
    assert tried == []
    offered = found.behind(answer)
    assert offered
    tried.clear()
    assert found.behind(answer, busy=lambda: True) == offered == found.behind(answer)
    assert tried == []
