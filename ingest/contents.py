"""Blocks -> the table of contents taken out, and the headings that it lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Block, BlockKind
from ingest.numbering import parse_numbering, without_bullet
from ingest.wording import CONTENTS, ends_sentence, fold

_LEADERS = re.compile(r"\s*+(?:[.…·_]\s?+){3,}+\s*+(?:[\d–-][\d\s–-]{0,11})?$|…++\s*+\d{0,4}$|[\s،|]++\d{1,3}$")
_TAIL = 80  # characters at a line's end, in which leaders and a page number stand, or the end of them
_PAGE_FIRST = re.compile(r"^\d{1,4}\s+(?=\d{1,2}[.)]|[^\s\d.)\-–—:/])")
_ENTRY_WORDS = 25


@dataclass(frozen=True, slots=True)
class Contents:
    """A document without its contents blocks.

    :param blocks: The other blocks.
    :param start: How many of them stood before the contents; all if there were none.
    :param entries: The contents' headings, folded and without page numbers.
    """

    blocks: tuple[Block, ...]
    start: int
    entries: frozenset[str]


def split_contents(blocks: Sequence[Block]) -> Contents:
    """Take the contents blocks out of a document: the table of contents, and lists of tables and figures."""
    rest: list[Block] = []
    starts: list[int] = []
    entries: set[str] = set()
    at = 0
    while at < len(blocks):
        if fold(blocks[at].text) in CONTENTS:
            end = _end(blocks, at + 1)
            starts.append(len(rest))
            entries.update(_entry(block.text) for block in blocks[at + 1 : end])
            at = end
        else:
            rest.append(blocks[at])
            at += 1
    return Contents(tuple(rest), starts[0] if starts else len(rest), frozenset(entries))


def _end(blocks: Sequence[Block], start: int) -> int:
    """Index of the first block behind the entries that begin at `start`."""
    end = start
    for index in range(start, len(blocks)):
        block = blocks[index]
        has_page = _LEADERS.search(block.text[-_TAIL:]) is not None or _PAGE_FIRST.match(block.text) is not None
        # The body begins where the contents began.
        begins_again = index > start and _same(blocks[start], block) and not has_page
        if block.kind is BlockKind.HEADING or begins_again:
            return index
        if not has_page and (ends_sentence(block.text) or len(block.text.split()) > _ENTRY_WORDS):
            break
        if has_page or block.kind is BlockKind.LIST_ITEM or without_bullet(block.text) is not None:
            end = index + 1
    # Lines without page behind the last one with a page are headings of the body.
    return end


def _same(entry: Block, block: Block) -> bool:
    return _words(entry.text) == _words(block.text)


def _words(text: str) -> str:
    bare = _without_page(text)
    number = parse_numbering(bare)
    return fold(number.rest if number else bare)


def _entry(text: str) -> str:
    return fold(_without_page(text))


def _without_page(text: str) -> str:
    return _PAGE_FIRST.sub("", text[:-_TAIL] + _LEADERS.sub("", text[-_TAIL:]))
