"""Answers from chosen documents and dates alone, over the sample corpus, with the real model."""

from dataclasses import replace

import pytest

from bot.answer import Question
from bot.chain import AnswerChain
from bot.composing.wording import NOT_ANSWERED_WITHIN, scope_line
from bot.reading.answerable import load_answerability
from bot.serving.follow_ups import FollowUps
from vectorstore.scope import EVERYTHING, Scope

pytestmark = pytest.mark.slow

QUESTION = "كم مشاركاً حضر الجلسة الأولى؟"
LETTER = "رسالة إلى منظمى الحوار"
FIRST, SECOND = "الحوار الأول مع أصحاب المصلحة في شؤون الهجرة", "حوار أصحاب المصلحة: الجلسة الثانية"


def sources(chain: AnswerChain, scope: Scope, question: str = QUESTION) -> set[str]:
    answer = chain.invoke(Question(question, scope=scope))
    return {cited.title for cited in answer.citations or answer.related}


def test_only_what_was_chosen_is_cited(sample_chain: AnswerChain) -> None:
    assert sources(sample_chain, EVERYTHING) != {FIRST}
    assert sources(sample_chain, Scope((FIRST,))) == {FIRST}
    dated = {record.title for record in sample_chain.edition.answering if (record.date or "") > "2020-11-01"}
    assert sources(sample_chain, Scope(since="2020-11-01")) <= dated


def test_an_answer_says_what_was_searched(sample_chain: AnswerChain) -> None:
    scope = Scope((FIRST, "لا وثيقة بهذا الاسم"), until="2021-01-01")
    answer = sample_chain.invoke(Question(QUESTION, scope=scope))
    assert (answer.scope, answer.searched) == (scope, (FIRST,))
    assert sample_chain.invoke(Question(QUESTION)).searched == ()


def test_a_refusal_tells_of_the_scope_alone(sample_chain: AnswerChain) -> None:
    scope = Scope((LETTER,), since="2020-11-01")
    answer = sample_chain.invoke(Question("متى يُعقد المؤتمر الإقليمي؟", scope=scope))
    assert answer.reason == "not_in_documents"
    assert "بحثتُ في وثيقة واحدة ولم أبحث في غيرها" in answer.text
    assert f"نطاق البحث: «{LETTER}»، من 1 تشرين الثاني/نوفمبر 2020." in answer.text
    assert {related.title for related in answer.related} == {LETTER}


def test_so_does_a_refusal_to_those_who_ask_in_another_language(sample_chain: AnswerChain) -> None:
    never = replace(load_answerability(), threshold=2.0)
    chain = AnswerChain(sample_chain.edition, sample_chain.embeddings, answerability=never)
    answer = chain.invoke(Question("When is the regional conference?", scope=Scope((LETTER,))))
    assert answer.text.startswith(NOT_ANSWERED_WITHIN["en"])


def test_where_no_document_is_in_the_scope_nothing_is_searched(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question(QUESTION, scope=Scope(since="2031-01-01")))
    assert (answer.refused, answer.reason, answer.related) == (True, "nothing_in_scope", ())


def test_follow_ups_stay_in_the_scope(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("ماذا قالت السيدة ندى المصري؟", scope=Scope((SECOND,))))
    for text in FollowUps(sample_chain).behind(answer):
        assert sources(sample_chain, Scope((SECOND,)), text) == {SECOND}
        assert not sample_chain.invoke(Question(text, scope=Scope((SECOND,)))).refused


def test_a_long_choice_is_told_by_its_first_titles_and_its_number() -> None:
    assert scope_line(["أ", "ب", "ج", "د"], "", "") == "نطاق البحث: «أ»، «ب»، «ج»، وعددها 4."
    assert (
        scope_line([], "2020-01-01", "2020-12-31")
        == "نطاق البحث: من 1 كانون الثاني/يناير 2020 إلى 31 كانون الأول/ديسمبر 2020."
    )
