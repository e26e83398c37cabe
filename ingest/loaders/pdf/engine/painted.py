"""A page's text objects -> how each is painted, and which of them paint one stretch that the file spells out.

A browser paints a letter and its vowel signs apart, and spells both out once, on whichever it paints first
(ISO 32000, 14.9.4, `ActualText`). PDFium gives the letters that place alone; here all of it is known.
"""

import ctypes
import unicodedata
from codecs import BOM_UTF16_BE
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

Handle = Any
"""A pointer of PDFium's: to a page, or to something painted on it."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top edge."""

_LONGEST = 8  # characters of a spelling that one letter or ligature can have
_MOST_DEEP = 16  # forms in forms
_BOLD = 600
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Matrix = tuple[float, float, float, float, float, float]
"""As PDF has it: what turns, stretches and moves what is painted."""


@dataclass(slots=True)
class Spelt:
    """Text objects that paint one letter with its vowel signs, or one ligature.

    :param text: What they are spelt as, in the order of reading.
    :param boxes: Of each.
    :param origins: Where the glyph of each stands.
    """

    text: str
    boxes: list[Box] = field(default_factory=list)
    origins: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TextObject:
    """How a text object is painted.

    :param bold: Whether its font is a bold one.
    :param spelt: What it is a part of, if that is spelt out.
    :param box: Where it is known.
    :param colour: Red, green, blue and opacity, up to 255.
    :param invisible: Whether it is not painted at all, as what an OCR program lays under a scan.
    """

    bold: bool = False
    spelt: Spelt | None = None
    box: Box | None = None
    colour: tuple[int, int, int, int] = (0, 0, 0, 255)
    invisible: bool = False


def read_text_objects(page: Handle) -> dict[int, TextObject]:
    """The text objects of a page by their addresses; those in forms are among them."""
    spelt: dict[int, Spelt] = {}
    found: dict[int, TextObject] = {}
    for item, matrix in painted_objects(page, pdfium.FPDF_PAGEOBJ_TEXT):
        part, box = _spelt(item, spelt), box_of(item, matrix)
        if part is not None:
            part.boxes.append(box)
            part.origins.append(_origin(item, matrix))
        found[address(item)] = TextObject(
            bold=_is_bold(pdfium.FPDFTextObj_GetFont(item)),
            spelt=part,
            box=box,
            colour=_colour(item),
            invisible=pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        )
    return found


def address(item: Handle) -> int:
    """What tells one pointer from another."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def painted_objects(page: Handle, wanted: int) -> Iterator[tuple[Handle, Matrix]]:
    """Each object of a kind, `FPDF_PAGEOBJ_...`, with the matrix of the form that it stands in."""
    count, get = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    waiting = [(get(page, index), _IDENTITY, 0) for index in range(count(page))][::-1]
    while waiting:
        item, matrix, depth = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == wanted:
            yield item, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MOST_DEEP:
            inner = _multiplied(_matrix(item), matrix)
            parts = range(pdfium.FPDFFormObj_CountObjects(item))
            waiting += [(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1) for index in parts][::-1]


def _matrix(item: Handle) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _multiplied(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    across, along = _moved((e, f), then)
    return (
        a * then[0] + b * then[2],
        a * then[1] + b * then[3],
        c * then[0] + d * then[2],
        c * then[1] + d * then[3],
        across,
        along,
    )


def _moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def box_of(item: Handle, matrix: Matrix) -> Box:
    """Where an object is painted that stands in a form with this matrix."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    corners = [_moved((x.value, y.value), matrix) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _origin(item: Handle, matrix: Matrix) -> tuple[float, float]:
    return _multiplied(_matrix(item), matrix)[4:]


def _spelt(item: Handle, known: dict[int, Spelt]) -> Spelt | None:
    """The stretch that an object is a part of, where it is short enough for one letter or ligature."""
    for index in range(pdfium.FPDFPageObj_CountMarks(item)):
        mark = pdfium.FPDFPageObj_GetMark(item, index)
        if address(mark) not in known:
            text = _spelling(mark)
            if not 0 < len(text) <= _LONGEST or " " in text or unicodedata.combining(text[0]):
                continue
            known[address(mark)] = Spelt(text)
        return known[address(mark)]
    return None


def _spelling(mark: Handle) -> str:
    # As bytes: where PDFium gives it as a string, it takes UTF-16 for UTF-8.
    buffer, length = (ctypes.c_ubyte * (2 * _LONGEST + len(BOM_UTF16_BE)))(), ctypes.c_ulong()
    if not pdfium.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", buffer, len(buffer), length):
        return ""
    written = bytes(buffer[: length.value]) if length.value <= len(buffer) else b""
    return written[2:].decode("utf-16-be", errors="replace") if written.startswith(BOM_UTF16_BE) else ""


def _colour(item: Handle) -> tuple[int, int, int, int]:
    """What most of the object is painted with; black where that is not told, as of patterns."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
    stroked = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    get = pdfium.FPDFPageObj_GetStrokeColor if mode in stroked else pdfium.FPDFPageObj_GetFillColor
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not get(item, red, green, blue, opacity):
        return 0, 0, 0, 255
    return red.value, green.value, blue.value, opacity.value


def _is_bold(font: Handle) -> bool:
    buffer = ctypes.create_string_buffer(128)
    length = pdfium.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    name = buffer.raw[: max(length - 1, 0)].decode(errors="replace") if length <= len(buffer) else ""
    return "bold" in name.lower() if _style(name) else pdfium.FPDFFont_GetWeight(font) >= _BOLD


def _style(name: str) -> str:
    """What a font's name says behind its family's: "Regular" of "ABCDEF+NotoNaskhArabic-Regular"."""
    return name.replace(",", "-").partition("-")[2]
