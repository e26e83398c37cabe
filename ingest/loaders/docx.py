"""Word documents -> blocks: mammoth makes HTML of them, with headings, lists, tables and footnotes.

Mammoth gives a picture without its size. It is carried through the HTML as a mark and read where that stands.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree

import mammoth
from bs4 import BeautifulSoup

from ingest.document import Block, BlockKind, Limits, PageMethod, PageReading, Reading
from ingest.errors import DamagedDocumentError
from ingest.loaders.html import html_blocks
from ingest.loaders.office import check_archive
from ingest.loaders.pictures import GOOD_PART, PictureReader
from ingest.repair import repair_characters

# A title stands above all headings. Deleted text and comments are left out by mammoth itself.
_STYLES = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Subtitle'] => p:fresh",
        *(f"p[style-name='Heading {level}'] => h{level + 1}:fresh" for level in range(1, 6)),
    )
)


_PAGE = 7_560_000 * 10_692_000  # A4 in English Metric Units, as the sizes of pictures are
_NAMES = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_BODY, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_OPEN, _CLOSE = "\ue010", "\ue011"  # around a picture's number; of no script
_NUMBER = re.compile(r"\d+")
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


def load_docx(data: bytes, limits: Limits) -> Reading:
    """Read a Word document (.docx).

    :return: Blocks in order, the text of large pictures in their place, footnotes last. A Word file knows no
        pages: they are made when it is shown. Its large pictures stand in their stead, to be looked at.
    :raises UnreadableDocumentError: If it is damaged or unpacks to more than the limits allow, or if large
        pictures cannot be recognised.
    """
    check_archive(data, limits)
    pictures: list[bytes] = []
    try:
        small = _small_pictures(data)
        html = _as_html(data, small, pictures)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # what a broken part of the archive raises has no common base
        raise DamagedDocumentError from error
    return _with_pictures(html_blocks(html), pictures, PictureReader(limits))


def _as_html(data: bytes, small: set[bytes], pictures: list[bytes]) -> BeautifulSoup:
    """The document as HTML, with a mark where each picture stands that is collected."""

    def collected(image: Any) -> dict[str, str]:
        with image.open() as file:
            picture: bytes = file.read()
        if picture in small:
            return {"src": ""}
        pictures.append(picture)
        return {"src": str(len(pictures) - 1)}

    kept = mammoth.images.img_element(collected)
    converted: str = mammoth.convert_to_html(BytesIO(data), style_map=_STYLES, convert_image=kept).value
    soup = BeautifulSoup(repair_characters(converted.replace(_OPEN, "").replace(_CLOSE, "")), "lxml")
    for image in soup.find_all("img", src=_NUMBER):
        mark = soup.new_tag("div")
        mark.string = f"{_OPEN}{image['src']}{_CLOSE}"
        image.replace_with(mark)
    return soup


def _small_pictures(data: bytes) -> set[bytes]:
    """The pictures that are shown, and nowhere on a good part of a page."""
    largest: dict[str, int] = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if _RELATIONS not in archive.namelist():
            return set()
        targets = {
            str(link.get("Id")): str(link.get("Target")) for link in ElementTree.fromstring(archive.read(_RELATIONS))
        }
        for frame in ElementTree.fromstring(archive.read(_BODY)).iterfind(".//wp:extent/..", _NAMES):
            extent = next(frame.iterfind("wp:extent", _NAMES)).attrib
            area = int(extent["cx"]) * int(extent["cy"])
            for blip in frame.iterfind(".//a:blip", _NAMES):
                name = normpath(join("/word", targets.get(str(blip.get(f"{{{_NAMES['r']}}}embed")), "")))[1:]
                largest[name] = max(largest.get(name, 0), area)
        parts = set(archive.namelist())
        shown = [(archive.read(name), area >= GOOD_PART * _PAGE) for name, area in largest.items() if name in parts]
    return {picture for picture, is_large in shown if not is_large} - {
        picture for picture, is_large in shown if is_large
    }


def _with_pictures(marked: Sequence[Block], pictures: Sequence[bytes], reader: PictureReader) -> Reading:
    """The document with the text of its pictures behind the blocks that they stand in."""
    blocks: list[Block] = []
    readings: list[PageReading] = []
    section = ""
    done: set[int] = set()  # the label of merged cells may repeat a mark
    for block in marked:
        if text := _MARK.sub("", block.text).strip():
            blocks.append(replace(block, text=text))
            section = text if block.kind is BlockKind.HEADING else section
        for number in sorted({int(mark) for mark in _MARK.findall(block.text)} - done):
            done.add(number)
            seen = reader.read(pictures[number], page=number + 1)
            blocks += seen.blocks
            if seen.doubt:
                said = "\n".join(part.text for part in seen.blocks)
                readings.append(PageReading(None, PageMethod.OCR, said, doubt=seen.doubt, section=section))
    return Reading(tuple(blocks), tuple(readings))
