"""Word documents -> blocks: `word` has all that they say said as text, and mammoth makes HTML of it.

What is no text, such as a picture, is carried through the HTML as a mark and read where that stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import PurePath
from typing import Any

import mammoth
from bs4 import BeautifulSoup

from ingest.document import Block, BlockKind, Limits, PageMethod, PageReading, Reading
from ingest.errors import DamagedDocumentError, UnreadableDocumentError
from ingest.formats import loader_of
from ingest.loaders.office.archive import check_archive
from ingest.loaders.office.pictures import PictureReader
from ingest.loaders.web.html import html_blocks
from ingest.loaders.word.preparing import HEADING, Chunk, Prepared, prepare
from ingest.loaders.word.writing import MARK, mark
from ingest.quality import Doubt
from ingest.repair import repair_characters

_DEEPEST_HEADING, _DEEPEST_POINT = 6, 9
# Deleted text and comments are left out by mammoth itself.
_STYLES = "\n".join(
    (
        *(f"p.{HEADING}{level} => h{min(level + 1, _DEEPEST_HEADING)}:fresh" for level in range(10)),
        "p[style-name^='Heading'] => p:fresh",  # which its level in the outline makes none
        "p[style-name='Subtitle'] => p:fresh",
        *(
            f"p:unordered-list({level}) => {'ul > li > ' * (level - 1)}ul > li:fresh"
            for level in range(1, _DEEPEST_POINT + 1)
        ),
    )
)
_ARCHIVED_PAGE = b"mime-version:"  # what a page with all that belongs to it begins with, in lower case


def load_docx(data: bytes, limits: Limits) -> Reading:
    """Read a Word document (.docx).

    :return: Blocks in order, the text of large pictures in their place, footnotes last. A Word file knows no
        pages: they are made when it is shown. What should be looked at stands in their stead: its large pictures,
        and what was left out.
    :raises UnreadableDocumentError: If it is damaged or unpacks to more than the limits allow, or if large
        pictures cannot be recognised.
    """
    check_archive(data, limits)
    marked: list[Chunk | Doubt | bytes] = []
    try:
        prepared = prepare(data)
        marked += prepared.marked
        html = _as_html(prepared, marked)
    except (MemoryError, RecursionError, UnreadableDocumentError):
        raise
    except Exception as error:  # what a broken part of the archive raises has no common base
        raise DamagedDocumentError from error
    read = _read(html_blocks(html), marked, limits)
    return replace(read, head=prepared.head)


def _as_html(prepared: Prepared, marked: list[Chunk | Doubt | bytes]) -> BeautifulSoup:
    """The document as HTML, with a mark where each picture stands that is collected."""

    def collected(image: Any) -> dict[str, str]:
        with image.open() as file:
            picture: bytes = file.read()
        if picture in prepared.small:
            return {"src": ""}
        marked.append(picture)
        return {"src": mark(len(marked) - 1)}

    kept = mammoth.images.img_element(collected)
    converted: str = mammoth.convert_to_html(BytesIO(prepared.data), style_map=_STYLES, convert_image=kept).value
    soup = BeautifulSoup(repair_characters(converted), "lxml")
    for image in soup.find_all("img", src=MARK):
        place = soup.new_tag("div")
        place.string = str(image["src"])
        image.replace_with(place)
    return soup


def _read(blocks: Sequence[Block], marked: Sequence[Chunk | Doubt | bytes], limits: Limits) -> Reading:
    """The document with what is marked in its blocks behind them, each thing once."""
    text: list[Block] = []
    readings: list[PageReading] = []
    pictures = PictureReader(limits)
    section = ""
    done: set[int] = set()  # the label of merged cells may repeat a mark
    for block in blocks:
        if said := MARK.sub("", block.text).strip():
            text.append(replace(block, text=said))
            section = said if block.kind is BlockKind.HEADING else section
        for number in sorted({int(found) for found in MARK.findall(block.text)} - done):
            done.add(number)
            if number < len(marked):
                seen = _seen(marked[number], number, pictures)
                text += seen.blocks
                readings += (replace(page, section=section) for page in seen.pages)
    return Reading(tuple(text), tuple(readings))


def _seen(thing: Chunk | Doubt | bytes, number: int, pictures: PictureReader) -> Reading:
    """What is read of something in a document that is no text of its own."""
    if isinstance(thing, Doubt):
        return Reading((), (PageReading(None, PageMethod.TEXT_LAYER, "", doubt=thing),))
    if isinstance(thing, Chunk):
        return _chunk(thing, pictures.limits)
    seen = pictures.read(thing, page=number + 1)
    said = "\n".join(part.text for part in seen.blocks)
    return Reading(seen.blocks, (PageReading(None, PageMethod.OCR, said, doubt=seen.doubt),) if seen.doubt else ())


def _chunk(chunk: Chunk, limits: Limits) -> Reading:
    """A document within the document; a doubt where it is in a format that is not read."""
    pages = b"\n".join(_pages_of_archive(chunk.data))
    data, suffix = (pages, ".html") if pages else (chunk.data, PurePath(chunk.name).suffix.lower())
    try:
        reading = loader_of(data, suffix)(data, limits)
    except UnreadableDocumentError:
        return Reading((), (PageReading(None, PageMethod.TEXT_LAYER, "", doubt=Doubt.PART),))
    blocks = tuple(replace(block, page=None) for block in reading.blocks)
    return Reading(blocks, tuple(replace(page, page=None) for page in reading.pages if page.doubt))


def _pages_of_archive(data: bytes) -> Iterator[bytes]:
    """The pages in a file of several (MHTML); none where it is no such file."""
    if data[: len(_ARCHIVED_PAGE)].lower() == _ARCHIVED_PAGE:
        for part in message_from_bytes(data, policy=default).walk():
            if part.get_content_type() == "text/html":
                yield bytes(part.get_payload(decode=True) or b"")
