"""Blocks -> a document's body: every paragraph whole, with the headings above it and its part in a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from ingest.document import Block, BlockKind
from ingest.front_matter import read_front_matter
from ingest.furniture import without_furniture
from ingest.joining import join_cut
from ingest.numbering import Numbering, follows, parse_numbering, without_bullet
from ingest.repair import repair_paragraph
from ingest.wording import (
    ANNEXES,
    KNOWN_HEADINGS,
    LABEL,
    OUTER_HEADINGS,
    announces,
    ends_sentence,
    ends_with_colon,
    fold,
    has_arabic,
    is_open_ended,
    starts_as_sentence,
)

_HEADING_WORDS = 25
_HEADING_CHARACTERS = 500  # of a marked one; what is longer is a text, and is not said again with each passage
_SUBTITLE_WORDS = 22
_ALONE_WORDS = 9  # a subtitle that does not follow another heading is shorter
_CHAPTERS = {"roman", "name"}
_UNFINISHED = ("،", "؛", ",", ";")
_MARKED = "marked"  # the style of headings that the format itself tells apart


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading, a paragraph or a list item, whole.

    :param kind: HEADING, PARAGRAPH, LIST_ITEM or FOOTNOTE.
    :param section: Headings above it, from the highest; of a heading, itself included.
    :param verified: False where any of it was recognised from an image.
    """

    text: str
    kind: BlockKind
    section: tuple[str, ...]
    page: int | None
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    """A document in reading order, without its contents block.

    :param title: What the document calls itself, or None.
    :param date: ISO 8601, or None.
    """

    title: str | None
    date: str | None
    paragraphs: tuple[Paragraph, ...]


def read_body(blocks: Sequence[Block]) -> Body:
    """Find headings, paragraphs and lists in the blocks that a loader read."""
    repaired = [replace(block, text=repair_paragraph(block.text)) for block in blocks]
    text, notes = _set_notes_aside([block for block in repaired if block.text])
    front = read_front_matter(without_furniture(text))
    known = _tell_kinds(front.body, front.entries)
    # Lines such as "المكان: بيروت" are whole, and so are table rows, which are items to a loader, without a full
    # stop; where the format tells paragraphs, only a page break cuts them.
    labels = sum(1 for _ in takewhile(lambda block: LABEL.match(block.text), front.body))
    whole = [
        i < labels or b.kind is BlockKind.LIST_ITEM or (b.kind is not BlockKind.TEXT and b.page is None)
        for i, b in enumerate(front.body)
    ]
    joined = join_cut(known, whole, _behind(front.body, notes))
    if not front.body:  # a slide of a title alone, with all that is said in its notes
        joined = [note for several in notes.values() for note in several]
    return Body(front.title, front.date, tuple(_with_sections(joined)))


def _set_notes_aside(blocks: Sequence[Block]) -> tuple[list[Block], dict[int, list[Block]]]:
    """The blocks without footnotes, and the footnotes by the identity of the block that they come behind.

    Footnotes say nothing of what stands before or behind them: the text is read as if they were not there.
    """
    text: list[Block] = []
    notes: dict[int, list[Block]] = {}
    for block in blocks:
        if block.kind is not BlockKind.FOOTNOTE:
            text.append(block)
        else:
            notes.setdefault(id(text[-1]) if text else 0, []).append(block)
    return text, notes


def _behind(body: Sequence[Block], notes: dict[int, list[Block]]) -> list[list[Block]]:
    """Of each block of the body, the footnotes behind it; of the first one also those of what stood before."""
    behind = [notes.pop(id(block), []) for block in body]
    if behind:
        behind[0] = [*(note for early in notes.values() for note in early), *behind[0]]
    return behind


def _tell_kinds(blocks: Sequence[Block], entries: frozenset[str]) -> list[Block]:
    """Every block as a HEADING, a PARAGRAPH or a LIST_ITEM."""
    told: list[Block] = []
    counted: dict[str, Numbering] = {}  # the last heading's number in each style
    blocks = _with_initials_told(blocks, entries)
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        kind = block.kind
        if kind is BlockKind.TEXT:
            kind = _kind(block.text, told, following, entries, counted)
        if kind is BlockKind.HEADING and len(block.text) > _HEADING_CHARACTERS:
            kind = BlockKind.PARAGRAPH
        if kind is BlockKind.HEADING and (number := parse_numbering(block.text)):
            counted[number.style] = number
        bare = without_bullet(block.text) if kind is BlockKind.LIST_ITEM else None
        told.append(replace(block, text=bare or block.text, kind=kind))
    return told


def _kind(
    text: str,
    before: Sequence[Block],
    following: Block | None,
    entries: frozenset[str],
    counted: dict[str, Numbering],
) -> BlockKind:
    if without_bullet(text) is not None or _is_item(text, before, following, counted):
        return BlockKind.LIST_ITEM
    if _is_heading(text, before, following, entries):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _with_initials_told(blocks: Sequence[Block], entries: frozenset[str]) -> list[Block]:
    """A letter that no other letter follows on counts nothing: it is a person's title, as in "د. سمير خوري"."""
    numbers = [parse_numbering(block.text) if block.kind is BlockKind.TEXT else None for block in blocks]
    letters = {number.value: number for number in numbers if number and number.style == "letter"}.values()
    lacks_one = min((number.value for number in numbers if number and number.style == "roman"), default=1) == 2

    def counts(number: Numbering) -> bool:
        first = number.value == 1 and (lacks_one or any(follows(other, number) for other in letters))
        return first or any(follows(number, other) for other in letters)

    return [
        replace(block, kind=BlockKind.PARAGRAPH)
        if number and number.style == "letter" and not counts(number) and fold(block.text) not in entries
        else block
        for block, number in zip(blocks, numbers, strict=True)
    ]


def _is_item(text: str, before: Sequence[Block], following: Block | None, headings: dict[str, Numbering]) -> bool:
    """Whether a numbered line counts items and not headings.

    :param headings: The number of the last heading before it, by style.
    """
    number = parse_numbering(text)
    if number is None or number.style == "roman":
        return False
    previous = before[-1] if before else None
    # An item may have a second paragraph.
    items = [block for block in before[-2:] if block.kind is BlockKind.LIST_ITEM]
    if items and previous and previous.kind is not BlockKind.HEADING:
        counted = parse_numbering(items[-1].text)
        if counted is not None and follows(number, counted):
            is_unlike = ends_sentence(items[-1].text) and not ends_sentence(text)
            heading = headings.get(number.style)
            return not (is_unlike and heading is not None and follows(number, heading))
    if number.value != 1:
        return False
    lead_in = previous.text if previous and previous.kind is BlockKind.PARAGRAPH else ""
    names_part = number.rest == text  # "البند الأول": an item only beside the second
    if not names_part and (ends_with_colon(lead_in) or announces(lead_in.rsplit(".", 1)[-1])):
        return True
    after = parse_numbering(following.text) if following else None
    return after is not None and follows(after, number) and number.style != "name"


def _is_heading(text: str, before: Sequence[Block], following: Block | None, entries: frozenset[str]) -> bool:
    plain = fold(text)
    if plain in OUTER_HEADINGS | KNOWN_HEADINGS or plain in entries:
        return True
    if following is None or ends_sentence(text) or len(text.split()) > _HEADING_WORDS or not has_arabic(text):
        return False
    if text.endswith(_UNFINISHED):
        return False
    number = parse_numbering(text)
    if number is not None and not (ends_with_colon(text) and announces(text)):
        # Chapters may begin with any word; a counted sentence is none.
        return number.style in _CHAPTERS or not starts_as_sentence(number.rest)
    return _is_subtitle(text, before, following)


def _is_subtitle(text: str, before: Sequence[Block], following: Block | None) -> bool:
    """Whether a line without a number is a heading: short, no sentence, and followed by what it heads."""
    if following is None or ends_with_colon(text) or is_open_ended(text) or "://" in text:
        return False
    words = len(text.split())
    if words > _SUBTITLE_WORDS or starts_as_sentence(text) or without_bullet(following.text) is not None:
        return False
    under_heading = not before or before[-1].kind is BlockKind.HEADING
    whole_before = bool(before) and (ends_sentence(before[-1].text) or before[-1].kind is BlockKind.LIST_ITEM)
    heads_text = ends_sentence(following.text) or ends_with_colon(following.text) or len(following.text) > 200
    # "القرار: الموافقة" says something itself.
    stands_alone = whole_before and words <= _ALONE_WORDS and LABEL.match(text) is None
    return heads_text and (under_heading or stands_alone)


def _with_sections(blocks: Sequence[Block]) -> list[Paragraph]:
    outline = _Outline(_scanned_one(blocks))
    paragraphs: list[Paragraph] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            outline.enter(block)
        paragraphs.append(Paragraph(block.text, block.kind, outline.path(), block.page, block.verified))
    return paragraphs


def _scanned_one(blocks: Sequence[Block]) -> str | None:
    """The heading whose أ. was I. before it was scanned: II. comes later in its document, and no I. at all."""
    headings = [block.text for block in blocks if block.kind is BlockKind.HEADING]
    numbers = [(text, number) for text in headings if (number := parse_numbering(text))]
    romans = [number.value for _, number in numbers if number.style == "roman"]
    if not romans or min(romans) != 2:
        return None
    ones = [text for text, number in numbers if number.style == "letter" and number.value == 1]
    return ones[0] if len(ones) == 1 else None


class _Outline:
    """The headings that are open at a place in a document, each with the style of its numbering."""

    def __init__(self, scanned_one: str | None) -> None:
        self._open: list[tuple[str, str]] = []
        self._scanned_one = scanned_one

    def path(self) -> tuple[str, ...]:
        """Headings from the highest to the nearest."""
        return tuple(text for _, text in self._open)

    def enter(self, heading: Block) -> None:
        """Go to the section that a heading opens."""
        style = self._style(heading)
        if style == "outer":
            self._open.clear()
        elif style.startswith(_MARKED):
            # Of marked headings the deeper ones end; a document's numbering may nest in them.
            self._close(lambda other: not other.startswith(_MARKED) or other >= style)
        elif any(other == style for other, _ in self._open):
            while self._open.pop()[0] != style:
                pass
        else:
            self._close(lambda other: other in {"outer", "plain"})
        self._open.append((style, heading.text.rstrip(" :")))

    def _style(self, heading: Block) -> str:
        if heading.level is not None:
            return f"{_MARKED}{heading.level}"
        if heading.text == self._scanned_one:
            return "roman"
        number: Numbering | None = parse_numbering(heading.text)
        if number is not None:
            return "outer" if number.style in ANNEXES else number.style
        return "outer" if fold(heading.text) in OUTER_HEADINGS else "plain"

    def _close(self, ends: Callable[[str], bool]) -> None:
        self._open = [entry for entry in self._open if not ends(entry[0])]
