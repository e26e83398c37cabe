"""A page's drawing -> the ruled lines that frame tables and part off footnotes, and the bullets of lists."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from ingest.loaders.pdf.page import Rule, Word

_THIN = 3.0  # points; a filled box so thin is a line
_DOT = (1.5, 8.0)  # smallest and largest side
_NEAR = 2.5  # font sizes between a bullet and its text
_SHORTEST = 4.0
_MOST_SEGMENTS = 400  # a path with more is a drawing
_MOST_RULES = 4000

Handle = Any
"""A pointer of PDFium's: to a page, or to something painted on it."""

Point = tuple[float, float]


@dataclass(slots=True)
class Drawing:
    """What is painted on a page beside its text.

    :param rules: Level and upright lines.
    :param dots: Middles of small round or cornered marks, which may be bullets.
    :param area: Of all else but plain boxes, in square points.
    """

    rules: list[Rule] = field(default_factory=list)
    dots: list[Point] = field(default_factory=list)
    area: float = 0.0


def read_drawing(page: Handle) -> Drawing:
    """What is painted on a page beside its text."""
    drawing = Drawing()
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        lines = _straight_lines(item) if kind == pdfium.FPDF_PAGEOBJ_PATH else None
        left, bottom, right, top = _bounds(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH and all(
            _DOT[0] <= side <= _DOT[1] for side in (right - left, top - bottom)
        ):
            drawing.dots.append(((left + right) / 2, (bottom + top) / 2))
        elif lines is None:
            drawing.area += (right - left) * (top - bottom)
        elif len(drawing.rules) < _MOST_RULES:
            drawing.rules += _as_rules(lines, is_stroked=_is_stroked(item))
    return drawing


def drawn_bullets(dots: Sequence[Point], words: Sequence[Word]) -> list[Word]:
    """Dots that stand before or behind a line of text alone, as words."""
    bullets: list[Word] = []
    for x, y in dots:
        line = [word for word in words if word.y - 0.1 * word.size < y < word.y + 0.7 * word.size]
        before = [word for word in line if x < word.x0 < x + _NEAR * word.size]
        behind = [word for word in line if x - _NEAR * word.size < word.x1 < x]
        if bool(before) != bool(behind):
            word = (before or behind)[0]
            bullets.append(Word(("•",), x - 1, x + 1, word.y, word.size, word.bold))
    return bullets


def _bounds(item: Handle) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _is_stroked(path: Handle) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(stroke.value)


def _straight_lines(path: Handle) -> list[list[Point]] | None:
    """The path's strokes as the points that they join; None where it is curved or long."""
    count = pdfium.FPDFPath_CountSegments(path)
    if count > _MOST_SEGMENTS:
        return None
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    strokes: list[list[Point]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return None
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not strokes:
            strokes.append([])
        strokes[-1].append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            strokes[-1].append(strokes[-1][0])
    return strokes


def _as_rules(strokes: Sequence[Sequence[Point]], *, is_stroked: bool) -> Iterator[Rule]:
    for points in strokes:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Rule(min(xs), min(ys), max(xs), max(ys))
        width, height = box.x1 - box.x0, box.y1 - box.y0
        if min(width, height) <= _THIN:
            if max(width, height) >= _SHORTEST:
                yield box
        elif is_stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                edge = Rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                if min(edge.x1 - edge.x0, edge.y1 - edge.y0) <= _THIN and (x0, y0) != (x1, y1):
                    yield edge
