"""What was recognised in the image of a page, or of a picture on one -> its lines."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from statistics import median

from ingest.loaders.ocr import Recognised
from ingest.loaders.pdf.blocks import PageLines
from ingest.loaders.pdf.layout import find_margins, read_layout
from ingest.loaders.pdf.page import Page, Rule, Word

_LETTERS = 0.8  # of the height of a word's box: about the font size
_UNSURE = 60.0  # mean confidence in per cent


def is_sure(recognised: Recognised) -> bool:
    """Whether most of what was recognised is likely to be right."""
    return recognised.confidence >= _UNSURE


def recognised_lines(recognised: Recognised, page: Page, *, rtl: bool) -> PageLines:
    """The lines of a page as they were recognised, in the place of its text layer.

    :param rtl: Whether the document's columns follow each other from right to left.
    """
    if (page.width > page.height) != (recognised.width > recognised.height):  # it was turned to be read
        page = replace(page, width=page.height, height=page.width)
    page = replace(page, words=tuple(_words(recognised, page)), rules=tuple(_rules(recognised, page)))
    return PageLines(page, read_layout(page, find_margins([page]), rtl=rtl))


def _rules(recognised: Recognised, page: Page) -> Iterator[Rule]:
    scale_x, scale_y = page.width / recognised.width, page.height / recognised.height
    for line in recognised.lines:
        top, bottom = page.height - scale_y * line.top, page.height - scale_y * line.bottom
        yield Rule(scale_x * line.left, bottom, scale_x * line.right, top)


def _words(recognised: Recognised, page: Page) -> Iterator[Word]:
    """The recognised words in the page's own measure; a whole word is one item, for its order is known."""
    scale_x, scale_y = page.width / recognised.width, page.height / recognised.height
    size = _LETTERS * scale_y * median([word.bottom - word.top for word in recognised.words] or [0])
    for _, line in groupby(recognised.words, key=lambda word: word.line):
        words = list(line)
        y = page.height - scale_y * median(word.bottom for word in words)
        for word in words:
            yield Word((word.text,), scale_x * word.left, scale_x * word.right, y, size, bold=False)
