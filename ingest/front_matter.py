"""The blocks before the body -> title, date, and the entries of the contents block."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import first_date, is_only_date
from ingest.document import Block, BlockKind
from ingest.numbering import parse_numbering
from ingest.wording import CONTENTS, KNOWN_HEADINGS, OUTER_HEADINGS, ends_sentence, fold, has_arabic

_LEADERS = re.compile(r"\s*[.…·_]{3,}\s*\d{0,4}\s*$|\s+\d{1,4}$")
_PAGE_FIRST = re.compile(r"^\d{1,4}\s+(?=\D)")
_BODY_WORDS = 12  # a block this long that ends a sentence is no title
_ENTRY_WORDS = 25
_TITLE_BLOCKS = 12
_DATE_WORDS = 20


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before the body.

    :param title: What the document calls itself; None where it does not.
    :param date: ISO 8601, or None.
    :param entries: The contents block's headings, folded and without page numbers.
    :param body: The other blocks.
    """

    title: str | None
    date: str | None
    entries: frozenset[str]
    body: tuple[Block, ...]


def read_front_matter(blocks: Sequence[Block]) -> FrontMatter:
    """Take title, date and contents off the front of a document."""
    blocks, entries = _without_contents(blocks)
    if blocks and blocks[0].kind is not BlockKind.TEXT:
        title, count = _marked_title(blocks)
    else:
        count = _title_block_length(blocks)
        title = _title(blocks[:count])
    return FrontMatter(title, _date(blocks, count), entries, tuple(blocks[count:]))


def without_leaders(text: str) -> str:
    """A line of the contents block without dots and page numbers."""
    return _PAGE_FIRST.sub("", _LEADERS.sub("", text))


def _without_contents(blocks: Sequence[Block]) -> tuple[list[Block], frozenset[str]]:
    start = next((i for i, block in enumerate(blocks) if fold(block.text) in CONTENTS), None)
    if start is None:
        return list(blocks), frozenset()
    entries: list[str] = []
    end = start + 1
    for block in blocks[start + 1 :]:
        entry = fold(without_leaders(block.text))
        if not _is_entry(block) or (entry in entries and not _LEADERS.search(block.text)):
            break
        entries.append(entry)
        end += 1
    return [*blocks[:start], *blocks[end:]], frozenset(entries)


def _is_entry(block: Block) -> bool:
    text = block.text
    if _LEADERS.search(text) or _PAGE_FIRST.match(text) or block.kind is BlockKind.LIST_ITEM:
        return True
    return (
        len(text.split()) <= _ENTRY_WORDS
        and not ends_sentence(text)
        and not (
            # The first heading of the body has neither dots nor page, as some entries do not.
            fold(text) in OUTER_HEADINGS and block.kind is BlockKind.TEXT
        )
    )


def _title_block_length(blocks: Sequence[Block]) -> int:
    for count, block in enumerate(blocks[:_TITLE_BLOCKS]):
        text = block.text
        long = len(text.split()) >= _BODY_WORDS and ends_sentence(text)
        is_heading = fold(text) in OUTER_HEADINGS | KNOWN_HEADINGS or parse_numbering(text) is not None
        if long or is_heading:
            return count
        if ends_sentence(text) and has_arabic(text):
            return 0  # no title block: the document begins with a sentence
    return 1 if len(blocks) == 1 else 0


def _title(blocks: Sequence[Block]) -> str | None:
    lines = [block.text for block in blocks if has_arabic(block.text) and not is_only_date(block.text)]
    if not lines:
        return None
    # "تقرير" alone says what kind of document it is; the line behind it says which.
    return next((line for line in lines if len(line.split()) > 2), lines[0])


def _marked_title(blocks: Sequence[Block]) -> tuple[str | None, int]:
    first = blocks[0]
    if first.kind is BlockKind.HEADING and has_arabic(first.text):
        return first.text, 1
    return None, 0


def _date(blocks: Sequence[Block], front: int) -> str | None:
    """The front matter's date, or that of the first short lines behind it."""
    lines = [block.text for block in blocks[:front]]
    for block in blocks[front : front + 3]:
        if block.kind is not BlockKind.HEADING and len(block.text.split()) <= _DATE_WORDS:
            lines.append(block.text)
    return next((found for line in lines if (found := first_date(line))), None)
