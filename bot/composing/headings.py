"""Quotes -> the headings that they stand below: of documents, and of sections where sides are to be told apart."""

from collections.abc import Sequence
from itertools import takewhile

from bot.composing import wording
from bot.composing.quotes import Quote
from vectorstore.passages import section_path


def grouped(quotes: Sequence[Quote], by_section: bool) -> list[Quote]:
    """Quotes with those of each document together, and in it those of each section; what was first stays first."""
    documents, sections = [_document(quote) for quote in quotes], _sections(quotes, by_section)
    places = list(zip(documents, sections, strict=True))
    order = sorted(range(len(quotes)), key=lambda i: (documents.index(documents[i]), places.index(places[i])))
    return [quotes[i] for i in order]


def below_headings(quotes: Sequence[Quote], lines: Sequence[str], by_section: bool) -> list[str]:
    """The lines of grouped quotes, those of each document below its title where there are several documents.

    :param by_section: Whether those of each section stand below its heading, likewise.
    """
    several = len({_document(quote) for quote in quotes}) > 1
    told: list[str] = []
    before: tuple[str, str] = ("", "")
    for quote, section, line in zip(quotes, _sections(quotes, by_section), lines, strict=True):
        data, place = quote.hit.passage.metadata, (_document(quote), section)
        if several and place[0] != before[0]:
            told.append(wording.from_document(data["title"], data["date"]))
        if section and place != before:
            told.append(wording.SECTION.format(heading=section.rstrip(":")))
        told.append(line)
        before = place
    return told


def _sections(quotes: Sequence[Quote], by_section: bool) -> list[str]:
    """For each quote the highest heading that it does not share with all quotes of its document; empty for none."""
    placed = [(_document(quote), section_path(quote.hit.passage) if by_section else ()) for quote in quotes]
    shared = {document: _shared([path for one, path in placed if one == document]) for document, _ in placed}
    return ["".join(path[shared[document] :][:1]) for document, path in placed]


def _shared(paths: Sequence[tuple[str, ...]]) -> int:
    """How many headings all paths begin with."""
    return sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False)))


def _document(quote: Quote) -> str:
    return quote.hit.passage.metadata["document_id"]
