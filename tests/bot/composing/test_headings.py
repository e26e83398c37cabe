"""Below which headings quotes stand."""

from langchain_core.documents import Document

from bot.composing.headings import below_headings, grouped
from bot.composing.quotes import Quote
from ingest.document import Span
from vectorstore.passages import SECTION_SEPARATOR
from vectorstore.retriever import Hit


def quote(document: str, *section: str, start: int = 0, date: str = "") -> Quote:
    data = {"document_id": document, "title": document, "date": date, "section": SECTION_SEPARATOR.join(section)}
    return Quote(Hit(Document(page_content="نص المقطع", metadata=data), 0, 0.0, 0.0, 0.0, 0.0), Span(start, start + 3))


def told(*quotes: Quote, by_section: bool = True) -> list[str]:
    in_order = grouped(quotes, by_section)
    return below_headings(in_order, [str(quotes.index(one)) for one in in_order], by_section)


def test_the_quotes_of_a_document_stand_together_and_the_most_direct_one_stays_first() -> None:
    quotes = quote("a"), quote("b"), quote("a", start=4)
    assert told(*quotes, by_section=False) == ["في «a»:", "0", "2", "في «b»:", "1"]


def test_a_document_s_date_is_told_in_words() -> None:
    quotes = quote("a", date="2020-10-27"), quote("b")
    assert told(*quotes, by_section=False) == ["في «a» (27 تشرين الأول/أكتوبر 2020):", "0", "في «b»:", "1"]


def test_one_document_and_one_section_need_no_heading() -> None:
    assert told(quote("a", "النقاش", "النقابات"), quote("a", "النقاش", "النقابات", start=4)) == ["0", "1"]


def test_sides_stand_below_the_highest_headings_that_part_them() -> None:
    unions, owners = ("الجلسة", "النقابات", "الأجور"), ("الجلسة", "أصحاب العمل")
    quotes = quote("a", *unions), quote("a", *owners), quote("a", *unions, start=4)
    assert told(*quotes) == ["النقابات:", "0", "2", "أصحاب العمل:", "1"]


def test_sections_are_parted_within_each_document() -> None:
    quotes = quote("a", "النقاش"), quote("b", "القرارات"), quote("a", "القرارات:")
    assert told(*quotes) == ["في «a»:", "النقاش:", "0", "القرارات:", "2", "في «b»:", "1"]


def test_sections_are_left_out_where_they_tell_no_sides_apart() -> None:
    assert told(quote("a", "النقاش"), quote("a", "القرارات"), by_section=False) == ["0", "1"]


def test_what_stands_above_all_sections_has_no_heading() -> None:
    assert told(quote("a"), quote("a", "القرارات")) == ["0", "القرارات:", "1"]
