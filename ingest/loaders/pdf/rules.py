"""A page's drawing -> the level and upright lines in it, which frame tables and part footnotes from the text."""

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from ingest.loaders.pdf.page import Rule

_THIN = 3.0  # points; a filled box so thin is a line
_SHORTEST = 4.0
_MOST_SEGMENTS = 400  # a path with more is a drawing
_MOST_RULES = 4000

Handle = Any
"""A pointer of PDFium's: to a page, or to something painted on it."""

Point = tuple[float, float]


def read_rules(page: Handle) -> tuple[tuple[Rule, ...], bool]:
    """The ruled lines of a page, and whether more is painted than these, simple boxes and text."""
    rules: list[Rule] = []
    has_picture = False
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        lines = _straight_lines(item) if kind == pdfium.FPDF_PAGEOBJ_PATH else None
        if lines is None:
            has_picture = True
        elif len(rules) < _MOST_RULES:
            rules += _as_rules(lines, is_stroked=_is_stroked(item))
    return tuple(rules), has_picture


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
