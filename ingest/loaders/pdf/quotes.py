"""A page and a sentence that was read from it -> where on the page the sentence is painted."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.loaders.pdf.layout import find_margins, read_layout
from ingest.loaders.pdf.line import Line
from ingest.loaders.pdf.order import direction
from ingest.loaders.pdf.page import Page

_WORD = re.compile(r"\w+")
_MOST_WORDS = 400  # of a quote
_ENOUGH = 0.5  # of a line's words, or of the quote's


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page, in points; x grows to the right and y upwards."""

    x0: float
    y0: float
    x1: float
    y1: float


def find_quote(page: Page, quote: str) -> list[Box]:
    """Where a quote stands on a page, a box for each of its lines; none where it cannot be told.

    Words are compared without their marks, and lines that share most of their words with the quote, in
    its order, are taken: what was repaired or hyphenated between page and quote does no harm.

    :param quote: As it stands in the document's text.
    """
    lines = [part for line in read_layout(page, find_margins([page]), rtl=True) for part in _parts(line)]
    words = [(at, word) for at, line in enumerate(lines) for word in _words(line.text(rtl=True))]
    wanted = _words(quote)[:_MOST_WORDS]
    # On a long page, a match begins with no word that stands there often: to try them all takes long.
    matcher = SequenceMatcher(None, wanted, [word for _, word in words])
    matched: dict[int, list[int]] = {}
    for _, start, size in matcher.get_matching_blocks():
        for index in range(start, start + size):
            matched.setdefault(words[index][0], []).append(index)
    first = {at: index for index, (at, _) in reversed(list(enumerate(words)))}
    return [
        _box(lines[at], [index - first[at] for index in found])
        for at, found in matched.items()
        if len(found) >= _ENOUGH * min(sum(1 for of, _ in words if of == at), len(wanted))
    ]


def _parts(line: Line) -> Iterator[Line]:
    if line.cells:
        yield from (part for cell in line.cells for part in cell)
    else:
        yield line


def _words(text: str) -> list[str]:
    bare = _without_marks(text)  # before letters are taken apart: to order a pile of marks takes long
    return _WORD.findall(_without_marks(unicodedata.normalize("NFKD", bare)).casefold())


def _without_marks(text: str) -> str:
    return "".join(character for character in text if not unicodedata.combining(character) and character != "ـ")


def _box(line: Line, found: Sequence[int]) -> Box:
    """The stretch of a line from the first found word to the last; all of it where words cannot be told apart."""
    painted = [word for word in line.words if _words("".join(word.items))]
    if direction(line.items) != "L":
        painted.reverse()
    if len(painted) != len(_words(line.text(rtl=True))):
        painted = list(line.words)
        found = range(len(painted))
    part = painted[min(found) : max(found) + 1]
    return Box(
        min(word.x0 for word in part),
        min(word.y - 0.35 * word.size for word in part),
        max(word.x1 for word in part),
        max(word.y + 0.95 * word.size for word in part),
    )
