"""PowerPoint slides -> blocks: a page a slide, its title as heading, its large pictures read, the notes behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.group import GroupShape

from ingest.document import Block, BlockKind, Limits, PageMethod, PageReading, Reading
from ingest.errors import DamagedDocumentError, NoSlidesError, TooManyPagesError
from ingest.loaders.office.archive import check_archive, parse_part
from ingest.loaders.office.drawings import CHART_LINK, DIAGRAM_LINK, chart_rows, chart_title, diagram_points
from ingest.loaders.office.pictures import GOOD_PART, PictureReader, described, worst
from ingest.loaders.slides.order import in_reading_order
from ingest.loaders.slides.text import inherited_styles, lines_of, text_of
from ingest.loaders.tables import Cell, table_lines
from ingest.quality import Doubt

_NOTES = "ملاحظات المتحدث:"
_SHOWN = ("1", "true")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NEW_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
_SAID = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_ICON = "v"  # what an alternative requires that draws an object's icon
_SAYING = [f"{_P}sp", f"{_P}graphicFrame", "{http://schemas.microsoft.com/office/drawing/2010/main}m"]
_INK = f"{_P}contentPart"
_BACKGROUND, _SHOWN_IN = "./p:cSld/p:bg//a:blip", ".//a:blip"
# What stands on every slide says nothing about any.
_FURNITURE = {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER}


def load_pptx(data: bytes, limits: Limits) -> Reading:
    """Read slides (.pptx); hidden ones are left out, and told.

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
    shown = [slide for slide in slides if _is_shown(slide)]
    if not shown:
        raise NoSlidesError
    try:
        least = GOOD_PART * deck.slide_width * deck.slide_height
        contents = [(number, list(_slide(slide, number, least))) for number, slide in enumerate(slides, 1)]
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise DamagedDocumentError from error
    pictures = PictureReader(limits)
    pages = [_read(content, number, pictures) for number, content in contents]
    title = _title(shown[0])
    return Reading(
        tuple(block for blocks, _ in pages for block in blocks),
        tuple(reading for _, reading in pages),
        title=text_of(title._element.txBody) or None if title is not None else None,
    )


def _read(
    content: Sequence[Block | bytes | Doubt], number: int, pictures: PictureReader
) -> tuple[list[Block], PageReading]:
    """A slide's blocks, with the text of its pictures in their place, and how it was read."""
    blocks: list[Block] = []
    doubts: list[Doubt | None] = []
    for part in content:
        if isinstance(part, Block):
            blocks.append(part)
        elif isinstance(part, Doubt):
            doubts.append(part)
        else:
            seen = pictures.read(part, page=number)
            blocks += (replace(block, page=number) for block in seen.blocks)
            doubts.append(seen.doubt)
    is_seen = bool(blocks) and not any(block.verified for block in blocks)
    text = "\n".join(block.text for block in blocks)
    method = PageMethod.OCR if is_seen else PageMethod.TEXT_LAYER
    return blocks, PageReading(number, method, text, doubt=worst(doubts))


def _slide(slide: Any, number: int, least: float) -> Iterator[Block | bytes | Doubt]:
    """The blocks of a slide; among them its pictures of at least that area, and why something was left out."""
    if not _is_shown(slide):
        yield Doubt.HIDDEN
        return
    _choose(slide.element)
    title = _title(slide)
    if title is not None and (said := text_of(title._element.txBody)):
        yield Block(said, BlockKind.HEADING, 1, number)
    yield from _pictures(slide.part, slide.element, _BACKGROUND)
    others = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    for shape in in_reading_order(others):
        yield from _shape(shape, slide, number, least)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and (said := text_of(notes._txBody).removeprefix(_NOTES).strip()):
        # As a footnote: it belongs to the slide, and is no part of what the slide says last.
        yield Block(f"{_NOTES} {said}", BlockKind.FOOTNOTE, page=number)


def _is_shown(slide: Any) -> bool:
    return slide.element.get("show", "1") in _SHOWN


def _choose(root: Any) -> None:
    """Put one of each set of alternatives in its place: the one for today's programs if it may hold words."""
    for alternatives in reversed(list(root.iter(f"{_MC}AlternateContent"))):
        choice, fallback = alternatives.find(f"{_MC}Choice"), alternatives.find(f"{_MC}Fallback")
        says = choice is not None and choice.get("Requires") != _ICON and next(choice.iter(_SAYING), None) is not None
        kept = choice if says or fallback is None else fallback
        parent = alternatives.getparent()
        at = parent.index(alternatives)
        parent[at : at + 1] = [] if kept is None else list(kept)
    for ink in list(root.iter(_INK)):  # it is drawn by hand, and no shape to the library
        ink.getparent().remove(ink)


def _title(slide: Any) -> Any:
    """The shape with a slide's title; None where there is none, or a picture in its place."""
    title = slide.shapes.title
    return title if title is not None and title.has_text_frame else None


def _pictures(part: Any, element: Any, path: str) -> Iterator[bytes | Doubt]:
    """The pictures that an element shows, those that fill a shape or the background among them."""
    for shown in element.xpath(path):
        link = shown.get(f"{_R}embed")
        relation = part.rels.get(link) if link else None
        if relation is not None and not relation.is_external:
            yield relation.target_part.blob
        elif link or shown.get(f"{_R}link"):
            yield Doubt.OUTSIDE


def _shape(shape: Any, slide: Any, number: int, least: float) -> Iterator[Block | bytes | Doubt]:
    properties = shape._element.xpath("./*/p:cNvPr")[0]
    if properties.get("hidden") in _SHOWN:
        if any((text.text or "").strip() for text in shape._element.iter(_SAID)):
            yield Doubt.HIDDEN
        return
    if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
        return
    if isinstance(shape, GroupShape):
        for part in in_reading_order(list(shape.shapes)):
            yield from _shape(part, slide, number, least)
    else:
        is_large = (shape.width or 0) * (shape.height or 0) >= least
        shown = _pictures(shape.part, shape._element, _SHOWN_IN)
        yield from (picture for picture in shown if is_large or isinstance(picture, Doubt))
        yield from _words(shape, slide, number)
    if said := described(properties.get("descr") or ""):
        yield Block(said, BlockKind.LIST_ITEM, page=number)


def _words(shape: Any, slide: Any, number: int) -> Iterator[Block | Doubt]:
    if getattr(shape, "has_table", False) and shape.has_table:
        for line in table_lines([list(_cells(row)) for row in shape.table.rows]):
            yield Block(line, BlockKind.LIST_ITEM, page=number)
    elif shape.has_text_frame:
        lines = list(lines_of(shape._element.txBody, inherited_styles(shape, slide)))
        # A placeholder's lines are its points; one alone is a sentence.
        are_points = len(lines) > 1 or any(line.is_numbered for line in lines)
        kind = BlockKind.LIST_ITEM if are_points else BlockKind.PARAGRAPH
        yield from (Block(line.text, kind, page=number) for line in lines)
    else:
        for link in shape._element.iter(DIAGRAM_LINK, CHART_LINK, _NEW_CHART):
            yield from _drawing(link, shape.part, number)


def _cells(row: Any) -> Iterator[Cell]:
    for cell in row.cells:
        if not cell.is_spanned:
            text = text_of(cell._tc.txBody) if cell._tc.txBody is not None else ""
            yield Cell(text, cell.span_height, cell.span_width) if cell.is_merge_origin else Cell(text)


def _drawing(link: Any, part: Any, number: int) -> Iterator[Block | Doubt]:
    """The points of a diagram, or a chart as a table."""
    relation = part.rels.get(link.get(f"{_R}{'dm' if link.tag == DIAGRAM_LINK else 'id'}"))
    if link.tag == _NEW_CHART or relation is None or relation.is_external:
        yield Doubt.PART
        return
    root = parse_part(relation.target_part.blob)
    if link.tag == DIAGRAM_LINK:
        yield from (Block(text, BlockKind.LIST_ITEM, page=number) for text, _ in diagram_points(root))
        return
    if title := chart_title(root):
        yield Block(title, BlockKind.LIST_ITEM, page=number)
    for line in table_lines([[Cell(text) for text in row] for row in chart_rows(root)]):
        yield Block(line, BlockKind.LIST_ITEM, page=number)
