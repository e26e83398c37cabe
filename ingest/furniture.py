"""Blocks -> blocks without what is printed on each page beside the text: page numbers, running headers."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.document import Block, BlockKind

_PAGE_NUMBER = re.compile(
    r"[\s\-–—|\[(]*(?:صفحة|الصفحة|ص|page)?[\s.:]*\d{1,3}(?:\s*(?:من|/|of)\s*\d{1,3})?[\s\-–—|\])]*", re.IGNORECASE
)
_REPEATS = 3  # on so many pages, a line at their edges is no text


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
