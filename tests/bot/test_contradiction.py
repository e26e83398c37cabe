from dataclasses import replace

import pytest
from langchain_core.documents import Document

from bot.contradiction import contradicting
from bot.evidence import Evidence, Features
from bot.extractive import choose_quotes
from ingest.document import Span
from vectorstore.retriever import Hit

ADDRESS = "تُرسل التقارير إلى reports@example.org قبل نهاية العام."
OTHER_ADDRESS = "أُرسلت تقارير الجمعيات إلى repports@example.org."
COUNT = "حضر الحوار الأول 87 مشاركاً من 21 دولة عربية."


def evidence(
    text: str, row: int, score: float, stems: float = 1.0, document: str | None = None, **features: float
) -> Evidence:
    passage = Document(page_content=text, metadata={"document_id": document or f"d{row}"})
    span = Span(0, len(text))
    known = replace(Features(0, 0, stems, 0, 0, 0, 0, 0, 0, 0, 0, 0), **features)
    hit = Hit(passage, row=row, score=0, dense=0, stems=0, ngrams=0)
    return Evidence(hit, 0, span, span, span, known, score)


@pytest.mark.parametrize(
    ("quoted", "other"),
    [
        pytest.param(ADDRESS, OTHER_ADDRESS, id="address"),
        pytest.param("تديره السيدة كارميلا غودو في القاهرة.", "رحبت السيدة كارملا جودو، المديرة الإقليمية.", id="name"),
        pytest.param(COUNT, "حضر الحوار الأول 78 مشاركاً من 21 دولة عربية.", id="figure"),
        pytest.param(
            "اعتُمد الاتفاق في مراكش بالمغرب يوم 10 كانون الأول.",
            "اعتُمد الاتفاق في مراكش بالمغرب يوم 11 كانون الأول.",
            id="date",
        ),
    ],
)
def test_what_is_written_otherwise_is_quoted_as_well_however_far_behind(quoted: str, other: str) -> None:
    ranked = [evidence(quoted, 0, 9.0), evidence("كلام آخر لا صلة له.", 1, 3.0), evidence(other, 2, 1.0)]
    assert [quote.text for quote in choose_quotes(ranked)] == [quoted, other]


def test_another_spelling_of_the_address_that_is_asked_for_is_quoted_whatever_else_its_sentence_says() -> None:
    ranked = [evidence(ADDRESS, 0, 9.0, kind=2.0), evidence(OTHER_ADDRESS, 1, 1.0, stems=0.1, kind=2.0)]
    assert [quote.text for quote in choose_quotes(ranked)] == [ADDRESS, OTHER_ADDRESS]


@pytest.mark.parametrize(
    ("quoted", "other"),
    [
        pytest.param(ADDRESS, evidence(ADDRESS.replace("قبل", "بعد"), 1, 1.0), id="the same address"),
        pytest.param(ADDRESS, evidence("يُكتب إلى minister@gov.example.", 1, 1.0), id="an address of others"),
        pytest.param(ADDRESS, evidence(OTHER_ADDRESS, 1, 1.0, stems=0.2), id="about something else"),
        pytest.param(
            "تكلمت السيدة سلمى الحداد.", evidence("شكرت السيدة هدى الحداد الحضور.", 1, 1.0), id="another person"
        ),
        pytest.param(COUNT, evidence("حضر الورشة 15 موظفاً من البلديات.", 1, 1.0), id="a count of others"),
        pytest.param(COUNT, evidence(COUNT.replace("87", "76"), 1, 1.0, document="d0"), id="figures of one document"),
    ],
)
def test_what_does_not_say_otherwise_is_not_quoted(quoted: str, other: Evidence) -> None:
    assert contradicting([evidence(quoted, 0, 9.0), other], [quoted]) is None


YEAR, OTHER_YEAR = "يُعقد المؤتمر في نهاية عام 2020.", "سيلتئم المشاركون في الربع الأول من 2021."


@pytest.mark.parametrize(
    ("document", "kind", "context", "shown"),
    [("d1", 1.0, 1.0, True), ("d0", 1.0, 1.0, False), ("d1", 0.0, 1.0, False), ("d1", 1.0, 0.5, False)],
)
def test_another_document_that_answers_as_much_with_another_time_is_quoted_as_well(
    document: str, kind: float, context: float, shown: bool
) -> None:
    quoted = evidence(YEAR, 0, 9.0, stems=0.7, kind=1.0, context=1.0)
    other = evidence(OTHER_YEAR, 1, 1.0, stems=0.3, document=document, carried=0.4, kind=kind, context=context)
    assert (contradicting([quoted, other], [YEAR]) is other) is shown


def test_nothing_contradicts_where_nothing_was_found() -> None:
    assert contradicting([], []) is None
