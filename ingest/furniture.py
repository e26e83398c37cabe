"""Blocks -> blocks without what is printed on each page beside the text: page numbers, running headers."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Block, BlockKind

_PAGE_NUMBER = re.compile(
    r"[\s\-–—|\[(]*+(?:صفحة|الصفحة|ص|page)?[\s.:]*+\d{1,3}(?:\s*(?:من|/|of)\s*\d{1,3})?[\s\-–—|\])]*", re.IGNORECASE
)
_SAME_HEIGHT = 3.0  # points
_REPEATS = 3  # on so many pages, a line at their edges is no text


@dataclass(frozen=True, slots=True)
class Edge:
    """A line near the top or the bottom of a page whose places on the page are known.

    :param page: Index of the page.
    :param line: Which line of the page it is.
    :param height: Of its baseline, in points.
    """

    page: int
    line: int
    text: str
    height: float


def running_lines(edges: Sequence[Edge], *, pages: int) -> list[Edge]:
    """The lines that come back at one height: running headers and footers; and page numbers.

    :param pages: How many the document has: in one of few pages, twice is often enough.
    """
    repeats = min(_REPEATS, max(2, pages))
    places = Counter((_pattern(edge.text), round(edge.height / _SAME_HEIGHT)) for edge in edges)

    def comes_back(edge: Edge) -> bool:
        at = round(edge.height / _SAME_HEIGHT)
        return sum(places[_pattern(edge.text), near] for near in (at - 1, at, at + 1)) >= repeats

    return [edge for edge in edges if _PAGE_NUMBER.fullmatch(edge.text) or comes_back(edge)]


def without_furniture(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Drop page numbers, and lines that come back at the top or the bottom of pages.

    :param blocks: Repaired blocks, with pages where the format has them. Known headings and items stay.
    """
    edges = _edges(blocks)
    counts = Counter(_pattern(blocks[index].text) for index in edges)

    def is_text(index: int, block: Block) -> bool:
        if block.kind not in (BlockKind.TEXT, BlockKind.PARAGRAPH):
            return True
        # What opens the document may be its title, whatever comes back of it.
        repeated = index > 0 and index in edges and counts[_pattern(block.text)] >= _REPEATS
        return not repeated and _PAGE_NUMBER.fullmatch(block.text) is None

    return tuple(block for index, block in enumerate(blocks) if is_text(index, block))


def _edges(blocks: Sequence[Block]) -> set[int]:
    """Indices of the blocks that begin or end a page, page numbers aside."""
    paged = [i for i, block in enumerate(blocks) if block.page is not None and not _PAGE_NUMBER.fullmatch(block.text)]
    page = [blocks[i].page for i in paged]
    return {
        index
        for at, index in enumerate(paged)
        if at in (0, len(paged) - 1) or page[at] != page[at - 1] or page[at] != page[at + 1]
    }


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", text)
