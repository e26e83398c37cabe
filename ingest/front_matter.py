"""The blocks before the body -> title, date, and the entries of the contents block."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.contents import split_contents
from ingest.dates import first_date, is_only_date
from ingest.document import Block, BlockKind
from ingest.loaders.tables import BAR
from ingest.numbering import parse_numbering, without_bullet
from ingest.sentences import split_sentences
from ingest.wording import (
    DOCUMENT_NAMES,
    INSTITUTIONS,
    KNOWN_HEADINGS,
    LABEL,
    OUTER_HEADINGS,
    PREPOSITIONS,
    ends_sentence,
    fold,
    has_arabic,
    starts_as_sentence,
)

_TITLE_BLOCKS = 12
_TITLE_WORDS = 30
_DATE_WORDS = 20
_INVOCATION = fold("بسم الله الرحمن الرحيم")


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
    contents = split_contents(blocks)
    blocks = contents.blocks
    if blocks and blocks[0].kind is BlockKind.HEADING:
        count = _marked_length(blocks)
    else:
        count = _title_block_length(blocks[: contents.start], ended=contents.start < len(blocks))
    return FrontMatter(_title(blocks[:count]), _date(blocks, count), contents.entries, tuple(blocks[count:]))


def _marked_length(blocks: Sequence[Block]) -> int:
    """How many blocks a title takes that its format marks as a heading: with the date behind it."""
    first = blocks[0]
    count = 1
    while count < len(blocks) and (is_only_date(blocks[count].text) or fold(blocks[count].text) == fold(first.text)):
        count += 1
    rest = blocks[count:]
    stands_alone = all(other.level is None or first.level is None or other.level > first.level for other in rest)
    # Where every chapter is of the title's level, the title is the heading without a text of its own.
    heads_nothing = count > 1 or (bool(rest) and rest[0].kind is BlockKind.HEADING)
    is_title = has_arabic(first.text) and fold(first.text) not in OUTER_HEADINGS and (stands_alone or heads_nothing)
    return count if is_title else 0


def _title_block_length(blocks: Sequence[Block], *, ended: bool) -> int:
    titled = 0  # blocks up to the first line that can be a title
    for count, block in enumerate(blocks[:_TITLE_BLOCKS]):
        if _begins_body(block, titled=titled > 0):
            return count if titled else 0
        if not titled and _names(block.text, words=2):
            titled = count + 1
    # Nothing but short lines: a title block only if something else, the contents, ends it.
    return len(blocks) if titled and ended and len(blocks) <= _TITLE_BLOCKS else titled


def _begins_body(block: Block, *, titled: bool) -> bool:
    text = block.text
    is_long = len(text.split()) > _TITLE_WORDS or len(split_sentences(text)) > 1
    if is_long or (block.kind is BlockKind.HEADING and titled):
        return True
    if block.kind is BlockKind.PARAGRAPH and BAR in text:  # the head of a table
        return True
    if not has_arabic(text):
        return titled and ends_sentence(text)
    is_heading = fold(text) in OUTER_HEADINGS | KNOWN_HEADINGS or parse_numbering(text) is not None
    is_label = titled and LABEL.match(text) is not None and not is_only_date(text)
    is_part = text.endswith((":", "،", "؛")) or without_bullet(text) is not None
    return is_heading or is_label or is_part or ends_sentence(text) or (titled and starts_as_sentence(text))


def _names(text: str, *, words: int) -> bool:
    is_name = has_arabic(text) and not is_only_date(text) and fold(text) != _INVOCATION
    return is_name and len(text.split()) >= words


def _says(text: str) -> bool:
    return has_arabic(text) and bool(fold(text))  # strokes alone are no word


def _title(blocks: Sequence[Block]) -> str | None:
    lines: list[str] = []
    for text in (block.text for block in blocks[:_TITLE_BLOCKS] if _says(block.text) and not is_only_date(block.text)):
        if lines and fold(text).split()[0] in PREPOSITIONS and not first_date(text):
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    # "تقرير" alone says what kind of document it is; the line behind it says which.
    named = [line for line in lines if _names(line, words=3)]
    others = [line for line in named if fold(line).split()[0] not in INSTITUTIONS and not first_date(line)]
    kinds = [line for line in others if fold(line).split()[0] in DOCUMENT_NAMES]
    return next(iter([*kinds, *others, *named, *lines]), None)


def _date(blocks: Sequence[Block], front: int) -> str | None:
    """The front matter's date, or that of the first short lines behind it."""
    lines = [block.text for block in blocks[:front]]
    for block in blocks[front : front + 3]:
        if block.kind is not BlockKind.HEADING and len(block.text.split()) <= _DATE_WORDS:
            lines.append(block.text)
    return next((found for line in lines if (found := first_date(line))), None)
