"""A page -> the pictures on it that may show text, and an image of each as it is seen."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from ingest.loaders.pdf.engine.painted import Box, box_of, painted_objects

GOOD_PART = 0.05
"""Of the page; what is smaller, as a bullet or a logo, shows no text that matters."""

_LEAST_PIXELS = 20_000  # coarser than letters: a colour or a shade that is drawn out
_NEAR = 1.0  # points; strips so near are of one picture
_FILLED = 0.95  # of the box around two strips
_OVER = 0.1  # of the smaller of two strips
_MOST = 200
_MARGIN = 24  # pixels; letters at the very edge of an image are not recognised
_FINE = 16.0  # into so many parts a point is divided where edges are told in whole numbers


@dataclass(frozen=True, slots=True)
class _Part:
    """A picture, or a strip of one."""

    box: Box
    pixels: int


def find_pictures(page: pypdfium2.PdfPage) -> list[Box]:
    """What can be seen of each picture that takes up a good part of a page; one in strips is one."""
    edges = page.get_bbox()
    parts: list[_Part] = []
    for part in _parts(page, edges):
        _join(parts, part)
        if len(parts) >= _MOST:
            break
    least = GOOD_PART * _area(edges)
    return [part.box for part in parts if part.pixels >= _LEAST_PIXELS and _area(part.box) > least]


def draw_picture(page: pypdfium2.PdfPage, index: int, scale: Any) -> Image.Image:
    """One of the pictures that `find_pictures` finds, as it is seen, without the text that stands on it.

    :param scale: Pixels a point.
    """
    for item, _ in painted_objects(page.raw, pdfium.FPDF_PAGEOBJ_TEXT):
        pdfium.FPDFPageObj_SetIsActive(item, False)
    left, top, right, bottom = _as_seen(page, find_pictures(page)[index])
    width, height = page.get_size()
    image = page.render(scale=scale, crop=(left, height - bottom, width - right, top), may_draw_forms=False)
    return ImageOps.expand(image.to_pil().convert("RGB"), _MARGIN, "white")


def _parts(page: pypdfium2.PdfPage, edges: Box) -> Iterator[_Part]:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for item, matrix in painted_objects(page.raw, pdfium.FPDF_PAGEOBJ_IMAGE):
        x0, y0, x1, y1 = box_of(item, matrix)
        seen = max(x0, edges[0]), max(y0, edges[1]), min(x1, edges[2]), min(y1, edges[3])
        if seen[0] < seen[2] and seen[1] < seen[3] and pdfium.FPDFImageObj_GetImagePixelSize(item, width, height):
            yield _Part(seen, width.value * height.value)


def _join(parts: list[_Part], part: _Part) -> None:
    """Add a part to others, as one with each that goes on where it ends."""
    while other := next((other for other in parts if _go_on(part.box, other.box)), None):
        parts.remove(other)
        part = _Part(_around(part.box, other.box), part.pixels + other.pixels)
    parts.append(part)


def _go_on(box: Box, other: Box) -> bool:
    across = min(box[2], other[2]) - max(box[0], other[0])
    along = min(box[3], other[3]) - max(box[1], other[1])
    if min(across, along) < -_NEAR:
        return False
    over = max(across, 0) * max(along, 0)
    areas = _area(box), _area(other)
    return over <= _OVER * min(areas) and sum(areas) >= _FILLED * _area(_around(box, other))


def _around(box: Box, other: Box) -> Box:
    return min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _as_seen(page: pypdfium2.PdfPage, box: Box) -> tuple[float, float, float, float]:
    """Left, top, right and bottom edge in points from the upper left corner of the page, turned as it is shown."""
    size = [math.ceil(_FINE * side) for side in page.get_size()]
    corners = [_on_screen(page, size, x, y) for x in box[::2] for y in box[1::2]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _on_screen(page: pypdfium2.PdfPage, size: Sequence[int], x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE
