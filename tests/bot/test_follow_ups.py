import pytest

from bot.answer import Answer, Question
from bot.chain import AnswerChain
from bot.follow_ups import COUNT, follow_ups

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("asked", ["كم مشاركاً حضر الجلسة الأولى؟", "كيف أطبخ المنسف؟"])
def test_every_follow_up_is_answered_from_another_passage(sample_chain: AnswerChain, asked: str) -> None:
    answer = sample_chain.invoke(Question(asked))
    offered = follow_ups(sample_chain, answer)
    assert 0 < len(offered) <= COUNT
    shown = {one.passage_id for one in answer.citations}
    answers = [sample_chain.invoke(Question(text)) for text in offered]
    assert not any(one.refused for one in answers)
    assert all(one.citations[0].passage_id not in shown for one in answers)
    assert len({one.citations[0].passage_id for one in answers}) == len(offered)
    assert asked not in offered


def test_an_answer_from_an_edition_that_is_gone_offers_nothing(sample_chain: AnswerChain) -> None:
    assert follow_ups(sample_chain, Answer("نص")) == ()
