"""PowerPoint slides -> blocks: a page a slide, its title as heading, its large pictures read, the notes behind it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.group import GroupShape

from ingest.document import Block, BlockKind, Limits, PageMethod, PageReading, Reading
from ingest.errors import DamagedDocumentError, NoSlidesError, TooManyPagesError
from ingest.loaders.office import check_archive
from ingest.loaders.pictures import GOOD_PART, PictureReader, worst
from ingest.quality import Doubt
from ingest.repair import repair_characters

_NOTES = "ملاحظات المتحدث:"
_SHOWN = ("1", "true")
_BACKGROUND, _SHOWN_IN = "./p:cSld/p:bg//a:blip/@r:embed", ".//a:blip/@r:embed"
# What stands on every slide says nothing about any.
_FURNITURE = {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER}


def load_pptx(data: bytes, limits: Limits) -> Reading:
    """Read slides (.pptx); hidden ones are left out.

    :return: Blocks with the slide's number as page.
    :raises UnreadableDocumentError: If it is damaged, without slides or larger than the limits allow.
    """
    check_archive(data, limits)
    try:
        deck: Any = Presentation(BytesIO(data))
        slides: list[Any] = list(deck.slides)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # what a broken part of the archive raises has no common base
        raise DamagedDocumentError from error
    if len(slides) > limits.max_pages:
        raise TooManyPagesError
    shown = [(number, slide) for number, slide in enumerate(slides, 1) if slide.element.get("show", "1") in _SHOWN]
    if not shown:
        raise NoSlidesError
    try:
        least = GOOD_PART * deck.slide_width * deck.slide_height
        contents = [(number, list(_slide(slide, number, least))) for number, slide in shown]
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise DamagedDocumentError from error
    pictures = PictureReader(limits)
    pages = [_read(content, number, pictures) for number, content in contents]
    title = shown[0][1].shapes.title
    return Reading(
        tuple(block for blocks, _ in pages for block in blocks),
        tuple(reading for _, reading in pages),
        title=(_clean(title.text_frame.text).replace("\n", " ") or None) if title is not None else None,
    )


def _read(content: Sequence[Block | bytes], number: int, pictures: PictureReader) -> tuple[list[Block], PageReading]:
    """A slide's blocks, with the text of its pictures in their place, and how it was read."""
    blocks: list[Block] = []
    doubts: list[Doubt | None] = []
    for part in content:
        if isinstance(part, Block):
            blocks.append(part)
        else:
            seen = pictures.read(part, page=number)
            blocks += (replace(block, page=number) for block in seen.blocks)
            doubts.append(seen.doubt)
    is_seen = bool(blocks) and not any(block.verified for block in blocks)
    text = "\n".join(block.text for block in blocks)
    method = PageMethod.OCR if is_seen else PageMethod.TEXT_LAYER
    return blocks, PageReading(number, method, text, doubt=worst(doubts))


def _slide(slide: Any, number: int, least: float) -> Iterator[Block | bytes]:
    """The blocks of a slide and, where they stand among them, its pictures of at least that area."""
    title = slide.shapes.title
    if title is not None and title.text_frame.text.strip():
        yield Block(_clean(title.text_frame.text).replace("\n", " "), BlockKind.HEADING, 1, number)
    yield from _pictures(slide.part, slide.element, _BACKGROUND)
    others = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    for shape in _in_reading_order(others):
        yield from _shape(shape, number, least)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and notes.text.strip():
        said = _clean(notes.text).removeprefix(_NOTES).strip()
        # As a footnote: it belongs to the slide, and is no part of what the slide says last.
        yield Block(f"{_NOTES} {said}", BlockKind.FOOTNOTE, page=number)


def _pictures(part: Any, element: Any, path: str) -> Iterator[bytes]:
    """The pictures that an element shows, those that fill a shape or the background among them."""
    for link in element.xpath(path):
        yield part.related_part(link).blob


def _in_reading_order(shapes: Iterable[Any]) -> Iterator[Any]:
    """Shapes from the top down whatever was drawn first, and of those side by side the right one first."""
    row: list[Any] = []
    for shape in sorted(shapes, key=lambda shape: shape.top or 0):
        if row and (shape.top or 0) > (row[0].top or 0) + (row[0].height or 0) / 2:
            yield from sorted(row, key=_from_the_right)
            row = []
        row.append(shape)
    yield from sorted(row, key=_from_the_right)


def _from_the_right(shape: Any) -> int:
    return -(shape.left or 0) - (shape.width or 0)


def _shape(shape: Any, number: int, least: float) -> Iterator[Block | bytes]:
    if isinstance(shape, GroupShape):
        for part in _in_reading_order(shape.shapes):
            yield from _shape(part, number, least)
        return
    if (shape.width or 0) * (shape.height or 0) >= least:
        yield from _pictures(shape.part, shape._element, _SHOWN_IN)
    if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
        return
    elif getattr(shape, "has_table", False) and shape.has_table:
        for row in shape.table.rows:
            cells = (_clean(cell.text).replace("\n", " ") for cell in row.cells)
            yield Block(" | ".join(cell for cell in cells if cell), BlockKind.LIST_ITEM, page=number)
    elif shape.has_text_frame:
        texts = [_clean(paragraph.text) for paragraph in shape.text_frame.paragraphs]
        # A placeholder's lines are its points; one alone is a sentence.
        kind = BlockKind.LIST_ITEM if sum(map(bool, texts)) > 1 else BlockKind.PARAGRAPH
        yield from (Block(text, kind, page=number) for text in texts if text)


def _clean(text: str) -> str:
    lines = (" ".join(line.split()) for line in repair_characters(text).replace("\v", "\n").split("\n"))
    return "\n".join(line for line in lines if line)
