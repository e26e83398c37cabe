"""Stretches of passages -> the lines and citations of an answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer import Citation
from bot.composing import wording
from bot.composing.speakers import place_of, speakers_in
from bot.composing.tables import head_of, on_one_line, rows_of
from ingest.document import Span
from vectorstore.edition import Edition
from vectorstore.passages import section_path
from vectorstore.retriever import Hit


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a passage that is quoted as one.

    :param speaker: Who speaks in it, if the quote itself does not say so; else empty.
    """

    hit: Hit
    span: Span
    speaker: str = ""

    @property
    def place(self) -> tuple[int, Span]:
        """The passage and where in it: the same for the same words, whatever they were found for."""
        return self.hit.row, self.span

    @property
    def text(self) -> str:
        """The words as they stand in the document."""
        return self.hit.passage.page_content[self.span.start : self.span.end]


def speaker_of(hit: Hit, first: int, edition: Edition) -> str:
    """Who speaks in a sentence that leaves that to one before it; empty where it does not or nobody is named."""
    return speakers_in(hit, edition)[first]


def cite(quotes: Sequence[Quote]) -> Iterator[tuple[str, Citation]]:
    """Give each quote its marker.

    :return: For each quote the words for the answer, marker included, and its citation. Figures that were
        recognised from a picture come with a caution, and who speaks is said where the quote leaves it unsaid.
    """
    for marker, quote in enumerate(quotes, 1):
        cited = citation(marker, quote.hit, quote.text)
        frame = "" if marker > 1 and _goes_on(quotes[marker - 2], quote) else _frame(quote)
        yield f"{frame}{cited_line(cited, said=bool(frame and quote.speaker))}", cited


def cited_line(cited: Citation, *, said: bool = False) -> str:
    """A quote on one line with its marker, and a caution where its figures were recognised from a picture.

    :param said: Whether who says it stands in front: then the quote is in quotation marks.
    """
    has_doubtful_figures = not cited.verified and any(letter.isdecimal() for letter in cited.quote)
    caution = f" {wording.UNVERIFIED_FIGURES}" if has_doubtful_figures else ""
    quote = on_one_line(cited.quote)
    return f"{wording.SAID.format(quote=quote) if said else quote} [{cited.marker}]{caution}"


def citation(marker: int, hit: Hit, quote: str) -> Citation:
    """A citation of a stored passage; `quote` must be a part of it."""
    data = hit.passage.metadata
    return Citation(
        marker=marker,
        passage_id=str(hit.passage.id),
        title=data["title"],
        section=section_path(hit.passage),
        page=data["page"] or None,
        quote=quote,
        passage=hit.passage.page_content,
        source=data["source"],
        verified=data["verified"],
    )


def _goes_on(before: Quote, quote: Quote) -> bool:
    """Whether the quote in front says who speaks in this one, or what the columns of its table hold."""
    if before.hit.row != quote.hit.row or before.span.end > quote.span.start:
        return False
    if rows_of(quote.text):
        return bool(rows_of(before.text))
    return bool(quote.speaker) and (before.speaker == quote.speaker or quote.speaker in before.text)


def _frame(quote: Quote) -> str:
    """Who speaks in a quote that does not say so and where, or what the columns of its table hold."""
    if quote.speaker:
        return f"{wording.frame(quote.speaker, place_of(section_path(quote.hit.passage)))} "
    head = _head_above(quote)
    return f"{wording.IN_TABLE.format(head=head)} " if head else ""


def _head_above(quote: Quote) -> str:
    """The head of the table that a quoted row stands in; empty where the quote is none or has it itself."""
    if not rows_of(quote.text):
        return ""
    text = quote.hit.passage.page_content
    start = quote.span.start
    while (before := text.rfind("\n", 0, max(start - 1, 0))) >= -1 and rows_of(text[before + 1 : start].rstrip("\n")):
        start = before + 1
        if before < 0:
            break
    head = head_of(text[start : quote.span.end])
    return head if head and head not in quote.text else ""
