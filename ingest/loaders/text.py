"""Plain text -> blocks: one a paragraph, heading or list item, with its page where form feeds part pages."""

from collections.abc import Iterator

from ingest.document import Block
from ingest.encoding import decode
from ingest.numbering import parse_numbering, without_bullet
from ingest.repair import repair_characters
from ingest.wording import KNOWN_HEADINGS, OUTER_HEADINGS, ends_sentence, ends_with_colon, fold

_HEADING_WORDS = 14


def load_text(data: bytes) -> tuple[Block, ...]:
    """Read a text file.

    :param data: The whole file, in any encoding that `ingest.encoding` knows.
    :return: Blocks of kind TEXT, in order.
    :raises UnreadableDocumentError: If it is not text.
    """
    pages = repair_characters(decode(data)).split("\f")
    return tuple(
        Block(text, page=number if len(pages) > 1 else None)
        for number, page in enumerate(pages, 1)
        for text in _blocks(page)
    )


def _blocks(page: str) -> Iterator[str]:
    """Blocks end at blank lines, and at lines that end or begin something; other lines are wrapped ones."""
    block: list[str] = []
    for line in (*page.split("\n"), ""):
        line = line.strip()
        if block and (not line or _ends_block(block[-1], alone=len(block) == 1) or _begins_block(line)):
            yield " ".join(block)
            block = []
        if line:
            block.append(line)


def _ends_block(line: str, *, alone: bool) -> bool:
    if ends_sentence(line) or ends_with_colon(line):
        return True
    is_heading = fold(line) in OUTER_HEADINGS | KNOWN_HEADINGS or parse_numbering(line) is not None
    return alone and is_heading and len(line.split()) <= _HEADING_WORDS


def _begins_block(line: str) -> bool:
    return without_bullet(line) is not None or parse_numbering(line) is not None
