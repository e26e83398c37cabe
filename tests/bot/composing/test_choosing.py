"""Which sentences an answer quotes, and in what order."""

import pytest
from langchain_core.documents import Document

from bot.composing.choosing import CHOICES, chosen, newest_first
from bot.reading.reading import ReadSentence
from bot.understanding.intent import Intent
from ingest.document import Span
from vectorstore.retriever import Hit

SENTENCES = ("الأول.", "الثاني.", "الثالث.", "الرابع.")
TEXT = " ".join(SENTENCES)


def hit(row: int = 0, date: str = "2020-10-27", text: str = TEXT, document: str = "") -> Hit:
    metadata = {"date": date, "document_id": document or str(row)}
    return Hit(Document(page_content=text, metadata=metadata), row, 0.0, 0.0, 0.0, 0.0)


def sentence(index: int, score: float, row: int = 0, document: str = "", date: str = "2020-10-27") -> ReadSentence:
    start = TEXT.index(SENTENCES[index])
    return ReadSentence(hit(row, date, document=document), index, Span(start, start + len(SENTENCES[index])), score)


def test_a_fact_is_answered_with_the_most_direct_sentence_first() -> None:
    found = chosen([sentence(2, 3.0), sentence(0, 2.9), sentence(1, -9.0)], Intent.LOOKUP)
    assert found[0].index == 2
    assert all(one.index != 1 for one in found)


def test_a_list_is_given_in_the_order_of_its_passage() -> None:
    found = chosen([sentence(2, 3.0), sentence(0, 2.9), sentence(3, 2.8)], Intent.LIST)
    assert [one.index for one in found] == [0, 2, 3]


@pytest.mark.parametrize("intent", [Intent.SUMMARY, Intent.PROCEDURE])
def test_summaries_and_procedures_are_given_in_the_order_of_each_document(intent: Intent) -> None:
    of_one = [sentence(2, 3.0, 7, "a"), sentence(1, 2.8, 5, "a")]
    found = chosen([of_one[0], sentence(0, 2.9, 1, "b"), of_one[1]], intent)
    assert [(one.hit.row, one.index) for one in found] == [(5, 1), (7, 2), (1, 0)]


def test_the_best_sentence_is_quoted_however_low_its_score() -> None:
    for intent in Intent:
        assert [one.index for one in chosen([sentence(1, -20.0)], intent)] == [1]


def test_no_intent_is_without_a_choice() -> None:
    assert set(CHOICES) == set(Intent)


def test_the_same_words_are_quoted_once() -> None:
    assert len(chosen([sentence(0, 3.0), sentence(0, 3.0, row=1)], Intent.LIST)) == 1


def test_of_documents_that_answer_alike_the_newest_stands_first() -> None:
    old, further, new = sentence(0, 3.0, 0), sentence(1, 1.0, 0), sentence(2, 2.8, 1, date="2022-01-05")
    assert newest_first([old, new, further]) == [new, old, further]


def test_a_newer_document_that_answers_less_well_stays_behind() -> None:
    old, new, undated = sentence(0, 3.0, 0), sentence(1, 1.0, 1, date="2022-01-05"), sentence(2, 0.9, 2, date="")
    assert newest_first([old, new, undated]) == [old, new, undated]
