"""Plain text -> blocks: one a paragraph, heading or list item, with its page where form feeds part pages."""

import re
from collections.abc import Sequence

from ingest.document import Block, BlockKind
from ingest.encoding import decode
from ingest.numbering import follows, parse_numbering, without_bullet
from ingest.repair import ends_in_broken_url, repair_characters
from ingest.wording import (
    KNOWN_HEADINGS,
    LABEL,
    OUTER_HEADINGS,
    ends_sentence,
    ends_with_colon,
    fold,
)

_HEADING_WORDS = 14
_NARROWEST_WRAP = 40  # where all lines are shorter, each says something of its own
_WIDEST_WRAP = 130  # longer lines are no editor's: where they hold much of the text, each is a paragraph
_FULL = 0.75  # a line that an editor broke is about as long as its lines can be
_LEADERS = re.compile(r"\.{4,}|…{2,}|_{4,}")
_MARKED_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")


def load_text(data: bytes) -> tuple[Block, ...]:
    """Read a text file.

    :param data: The whole file, in any encoding that `ingest.encoding` knows.
    :return: Blocks of kind TEXT, in order; HEADING where a line is marked as in Markdown.
    :raises UnreadableDocumentError: If it is not text.
    """
    text = repair_characters(decode(data))
    full = _full_line(text)
    pages = text.split("\f")
    return tuple(
        _block(text, number if len(pages) > 1 else None)
        for number, page in enumerate(pages, 1)
        for text in _blocks(page, full)
    )


def _block(text: str, page: int | None) -> Block:
    marked = _MARKED_HEADING.match(text)
    if marked is None:
        return Block(text, page=page)
    return Block(text[marked.end() :].rstrip("# "), BlockKind.HEADING, level=len(marked[1]), page=page)


def _full_line(text: str) -> int:
    """The length from which on a line counts as full, so that its paragraph goes on in the next."""
    lengths = sorted(len(line.strip()) for line in text.splitlines() if line.strip())
    width = lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0
    full = int(_FULL * width)
    too_wide = sum(length for length in lengths if length > _WIDEST_WRAP)
    many_full = 3 * sum(length >= full for length in lengths) >= len(lengths)
    is_wrapped = width >= _NARROWEST_WRAP and many_full and 5 * too_wide <= sum(lengths)
    return full if is_wrapped else len(text)


def _blocks(page: str, full: int) -> list[str]:
    """Blocks end at blank lines, and at lines that end or begin something; other lines are wrapped ones."""
    blocks: list[list[str]] = []  # of lines
    goes_on = may_head = False
    lines = [*(line.strip() for line in page.split("\n")), "", ""]
    for line, following, after in zip(lines, lines[1:], lines[2:], strict=False):
        is_label = LABEL.match(line) is not None and bool(blocks) and LABEL.match(_head(blocks[-1])) is not None
        if goes_on and line and not is_label and not begins_block(line, blocks[-1][0]):
            blocks[-1].append(line)
            may_head = False
        else:
            blocks += [[line]] if line else []
            # The rest of a heading or item that was wrapped stands alone too, and does not end as a sentence.
            is_wrapped = following and not ends_sentence(following) and (not after or begins_block(after, following))
            may_head = not is_wrapped and not _counts_items(blocks)
        is_full = bool(line) and (len(line) >= full or ends_in_broken_url(line))
        goes_on = is_full and not _ends_block(line, may_head=may_head)
    return ["\n".join(lines) for lines in blocks]


def _head(lines: Sequence[str]) -> str:
    return "\n".join(lines[:3])  # a label has three words at most


def _counts_items(blocks: Sequence[Sequence[str]]) -> bool:
    """Whether the number of the last block goes on with a list, so that it is no heading."""
    number = parse_numbering(blocks[-1][0]) if len(blocks) > 1 else None
    if number is None:
        return False
    before = parse_numbering(blocks[-2][0])
    return ends_with_colon(blocks[-2][-1]) or (before is not None and follows(number, before))


def _ends_block(line: str, *, may_head: bool) -> bool:
    if ends_sentence(line) or ends_with_colon(line) or _LEADERS.search(line) or _MARKED_HEADING.match(line):
        return True
    is_heading = fold(line) in OUTER_HEADINGS | KNOWN_HEADINGS or parse_numbering(line) is not None
    return may_head and is_heading and len(line.split()) <= _HEADING_WORDS


def begins_block(line: str, first: str) -> bool:
    """Whether a line begins a block behind another one, whose last line is full and did not end as a sentence.

    :param first: The first line of the block before.
    """
    if without_bullet(line) is not None or _MARKED_HEADING.match(line) is not None:
        return True
    number, earlier = parse_numbering(line), parse_numbering(first)
    if number is None:
        return False
    # A figure that wrapping put first in a line counts nothing: what counts starts at 1, or goes on.
    counts = not number.style.startswith("digits") or number.value == 1
    return counts or (earlier is not None and follows(number, earlier))
