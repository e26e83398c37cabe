"""The only program that runs PDFium: `python -m ingest.loaders.pdf.engine SECONDS MEMORY read|render|draw ...`.

The PDF comes over standard input. SECONDS and MEMORY are those of `ingest.document.Limits`.

PDFium is native code that reads hostile files, and it is not thread-safe. It runs in a process of its own,
so that a crash costs one document; one page is open at a time. Answers are lines of JSON on standard
output: `{"pages": N}` or `{"refused": "password" | "empty" | "damaged" | "too_many_pages"}`, then what was asked for,
one page a line.
"""

import base64
import io
import sys
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ingest.document import Limits
from ingest.loaders.pdf.engine.attachments import attached_to_document, attached_to_page
from ingest.loaders.pdf.engine.drawing import drawn_bullets, read_drawing
from ingest.loaders.pdf.engine.fields import read_fields
from ingest.loaders.pdf.engine.glyphs import read_glyphs, turned
from ingest.loaders.pdf.engine.ligatures import with_ligatures_told
from ingest.loaders.pdf.engine.marking import marked
from ingest.loaders.pdf.engine.painted import read_text_objects
from ingest.loaders.pdf.engine.pictures import GOOD_PART, draw_picture, find_pictures
from ingest.loaders.pdf.engine.sight import Sight
from ingest.loaders.pdf.engine.words import read_words
from ingest.loaders.pdf.page import Page, Picture, Rule
from ingest.process_limits import OUT_OF_MEMORY, limit_process

_LARGEST_IMAGE = 100_000_000  # pixels
# PDFium calls it no error, and yet opens nothing, where there are no pages.
_REFUSALS = {pdfium.FPDF_ERR_PASSWORD: "password", pdfium.FPDF_ERR_SUCCESS: "empty"}
_INVISIBLE = 3  # a text rendering mode: what an OCR program lays under a scan


def _open(data: bytes) -> pypdfium2.PdfDocument | str:
    """The document, or why not."""
    try:
        document = pypdfium2.PdfDocument(data)
        document.init_forms()  # before any page is opened
        return document
    except pypdfium2.PdfiumError as error:
        return _REFUSALS.get(error.err_code or 0, "damaged")


def _read(document: pypdfium2.PdfDocument, numbers: Sequence[int]) -> Iterator[bytes]:
    for number in numbers:
        page = document[number - 1]
        try:
            yield _read_page(document, page, number).to_json()
        finally:
            page.close()


def _read_page(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    has_text = _has_visible_text(page)
    sight = Sight(page)
    text_page = page.get_textpage()
    try:
        glyphs, turns = read_glyphs(text_page.raw, read_text_objects(page.raw), sight) if has_text else ([], 0)
        words = tuple(with_ligatures_told(read_words(glyphs)))
    finally:
        text_page.close()
    drawing = read_drawing(page.raw)
    dots = [turned((x, y, x, y), turns)[:2] for x, y in drawing.dots]
    return Page(
        number=number,
        width=width,
        height=height,
        words=(*words, *drawn_bullets(dots, words), *read_fields(page.raw, document.formenv, words)),
        rules=tuple(Rule(*turned((rule.x0, rule.y0, rule.x1, rule.y1), turns)) for rule in drawing.rules),
        hidden=sight.hidden,
        has_picture=drawing.area > GOOD_PART * width * height,
        pictures=tuple(Picture(*turned(box, turns)) for box in find_pictures(page)),
        attached=(*(attached_to_document(document.raw) if number == 1 else ()), *attached_to_page(page.raw)),
    )


def _has_visible_text(page: pypdfium2.PdfPage) -> bool:
    """False where all text is an OCR program's, under the image that it was recognised from."""
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
    return any(pdfium.FPDFTextObj_GetTextRenderMode(text.raw) != _INVISIBLE for text in texts)


def _render(document: pypdfium2.PdfDocument, numbers: list[int], dpi: int, words: str) -> Iterator[bytes]:
    for number in numbers:
        page = document[number - 1]
        try:
            image = page.render(scale=_scale(page, dpi), grayscale=False).to_pil()
            if words:
                image = marked(image, _read_page(document, page, number), words)
            yield _as_png(image, dpi)
        finally:
            page.close()


def _draw(document: pypdfium2.PdfDocument, pictures: list[list[int]], dpi: int) -> Iterator[bytes]:
    for number, index in pictures:
        page = document[number - 1]
        try:
            yield _as_png(draw_picture(page, index, _scale(page, dpi)), dpi)
        finally:
            page.close()


def _scale(page: pypdfium2.PdfPage, dpi: int) -> Any:  # said to be an int
    width, height = page.get_size()
    return min(dpi / 72, (_LARGEST_IMAGE / max(width * height, 1)) ** 0.5)


def _as_png(image: Image.Image, dpi: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", dpi=(dpi, dpi))
    return b'"%s"' % base64.b64encode(target.getvalue())


def main(arguments: list[str], source: BinaryIO, target: BinaryIO) -> None:
    """Answer one question about a PDF.

    :param arguments: `read MAX_PAGES` for all pages, `read MAX_PAGES NUMBER...`, `render "DPI WORDS" NUMBER...`,
        with the words that are to be marked on the pages, or `draw DPI NUMBER:PICTURE...` for pictures on pages.
    """
    verb, first, *asked = arguments
    document = _open(source.read())
    if isinstance(document, str):
        target.write(b'{"refused": "%s"}\n' % document.encode())
        return
    count = len(document)
    if verb == "read" and count > int(first):
        target.write(b'{"refused": "too_many_pages"}\n')
        return
    target.write(b'{"pages": %d}\n' % count)
    wanted = [[int(number) for number in one.split(":")] for one in asked]
    pages = [number for number, *_ in wanted]
    if verb == "read":
        answers = _read(document, pages or range(1, count + 1))
    elif verb == "draw":
        answers = _draw(document, wanted, int(first))
    else:
        dpi, _, words = first.partition(" ")
        answers = _render(document, pages, int(dpi), words)
    for answer in answers:
        target.write(answer + b"\n")
        target.flush()


if __name__ == "__main__":
    seconds, memory, *question = sys.argv[1:]
    limit_process(Limits(seconds=int(seconds), memory=int(memory)))
    try:
        main(question, sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
