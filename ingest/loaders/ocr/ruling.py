"""The image of a page -> the ruled lines of its tables, and the image without them.

To tesseract a table is a picture: it leaves out its cells, or takes the lines for letters.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan, degrees

import numpy as np
import numpy.typing as npt
from PIL import Image

_DARK = 0.8  # of the brightness of the paper
_RUN = 40  # pixels of a line that goes on; of a slanted one, few stand side by side
_NEAR = 12  # pixels; lines so near meet, and a break so short is none
_THICK = 14  # pixels; what is thicker is an area, and its edges are lines
_STEEPEST = 0.05  # a page that lies more askew was not laid in to be read
_LEVEL = 0.001  # what leans less is level
_SHORTEST = 50  # pixels; no row of a table is lower
_MOST_RUNS = 50_000  # a page with more is a picture
_SIDES = 2  # the upright lines of a frame
_BAND = 256  # rows that are looked at together: all at once take much memory

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A level or upright line, in pixels from the upper left corner."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: "RuledLine") -> bool:
        """Whether it touches another one."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across >= -_NEAR and min(self.bottom, other.bottom) - max(self.top, other.top) >= -_NEAR


@dataclass(frozen=True, slots=True)
class Ruled:
    """A page and its tables.

    :param image: A PNG; one that shows a frame or a table is level and without their lines.
    :param lines: Those of tables of two columns or more.
    """

    image: bytes
    lines: tuple[RuledLine, ...] = ()


@dataclass(slots=True)
class _Stroke:
    """What may be a level line: stretches of ink, each on one of successive rows.

    :param start: The row on which its left end is.
    :param end: The row on which its right end is.
    """

    left: int
    right: int
    top: int
    bottom: int
    start: int
    end: int

    @property
    def slope(self) -> float:
        """How many rows it falls for each column."""
        return (self.end - self.start) / max(self.right - self.left, 1)

    def goes_on(self, row: int, left: int, right: int) -> bool:
        """Whether a stretch of ink is a part of it."""
        return row - self.bottom <= 2 and left <= self.right + _NEAR and self.left - _NEAR <= right

    def add(self, row: int, left: int, right: int) -> None:
        """Take a stretch of ink in."""
        if left < self.left:
            self.left, self.start = left, row
        if right > self.right:
            self.right, self.end = right, row
        self.bottom = row


def without_tables(image: bytes) -> Ruled:
    """Find the tables of a page, and erase their lines and those of frames.

    :param image: A PNG of 300 dots an inch.
    """
    with Image.open(io.BytesIO(image)) as opened:
        page = opened.convert("L")
    pixels = np.asarray(page)
    paper = int(np.median(pixels[:: max(len(pixels) // 500, 1)]))
    strokes = _strokes(pixels < _DARK * paper)
    longest = max(strokes, key=lambda stroke: stroke.right - stroke.left, default=None)
    if longest is not None and _LEVEL < abs(longest.slope) < _STEEPEST:
        page = page.rotate(degrees(atan(longest.slope)), Image.Resampling.BICUBIC, fillcolor=paper)
        pixels = np.asarray(page)
        strokes = _strokes(pixels < _DARK * paper)
    uprights = [RuledLine(s.top, s.left, s.bottom, s.right) for s in _strokes((pixels < _DARK * paper).T)]
    level, upright = _crossing([RuledLine(s.left, s.top, s.right, s.bottom) for s in strokes], uprights)
    if not level:
        return Ruled(image)
    tables = [group for group in _groups([*level, *upright]) if sum(line in upright for line in group) > _SIDES]
    return Ruled(_erased(pixels, [*level, *upright], paper), tuple(line for group in tables for line in group))


def _strokes(dark: npt.NDArray[np.bool_]) -> list[_Stroke]:
    """What may be level lines."""
    thin = dark.copy()
    thin[_THICK:-_THICK] &= ~(dark[: -2 * _THICK] & dark[2 * _THICK :])
    done: list[_Stroke] = []
    begun: list[_Stroke] = []
    for count, (row, left, right) in enumerate(_runs(thin)):
        if count > _MOST_RUNS:
            return []
        done += (stroke for stroke in begun if row - stroke.bottom > 2)
        begun = [stroke for stroke in begun if row - stroke.bottom <= 2]
        stroke = next((stroke for stroke in begun if stroke.goes_on(row, left, right)), None)
        if stroke is None:
            begun.append(_Stroke(left, right, row, row, row, row))
        else:
            stroke.add(row, left, right)
    return [stroke for stroke in (*done, *begun) if _is_line(stroke)]


def _is_line(stroke: _Stroke) -> bool:
    length = stroke.right - stroke.left
    return length >= _SHORTEST and stroke.bottom - stroke.top <= _THICK + _STEEPEST * length


def _runs(dark: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """Long stretches of ink, from the top down: row, first column and the one behind the last."""
    for first in range(0, len(dark), _BAND):
        band = np.pad(dark[first : first + _BAND].view(np.int8), ((0, 0), (1, 1)))
        steps = np.diff(band, axis=1)
        rows, starts = np.nonzero(steps == 1)
        _, ends = np.nonzero(steps == -1)
        long = ends - starts >= _RUN
        yield from zip((rows[long] + first).tolist(), starts[long].tolist(), ends[long].tolist(), strict=True)


def _crossing(level: list[RuledLine], upright: list[RuledLine]) -> tuple[list[RuledLine], list[RuledLine]]:
    """The lines that meet two of the other direction or more."""
    while True:
        kept = [line for line in level if sum(map(line.meets, upright)) > 1]
        beside = [line for line in upright if sum(map(line.meets, kept)) > 1]
        if len(kept) == len(level) and len(beside) == len(upright):
            return kept, beside
        level, upright = kept, beside


def _groups(lines: Sequence[RuledLine]) -> list[list[RuledLine]]:
    """Lines that hang together."""
    groups: list[list[RuledLine]] = []
    for line in lines:
        met = [group for group in groups if any(map(line.meets, group))]
        groups = [group for group in groups if group not in met]
        groups.append([line, *(other for group in met for other in group)])
    return groups


def _erased(pixels: Pixels, lines: Sequence[RuledLine], paper: int) -> bytes:
    page = pixels.copy()
    for line in lines:
        if min(line.right - line.left, line.bottom - line.top) >= _THICK - 1:  # the edge of a dark area
            continue
        page[max(line.top - 2, 0) : line.bottom + 3, max(line.left - 2, 0) : line.right + 3] = paper
    target = io.BytesIO()
    Image.fromarray(page).save(target, "PNG")
    return target.getvalue()
