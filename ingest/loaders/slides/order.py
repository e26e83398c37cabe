"""The shapes of a slide -> the order in which they are read: from the top, from the right, a column with its head."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

_MOST_SHAPES = 300  # a slide with more is a drawing, or a trap
_OVERLAP = 0.25  # of the smaller of two shapes: frames are larger than what they hold
_ALIKE = 1.5  # rows of which one is so many times as high as another are no rows of a grid

Ends = Callable[[Any], tuple[int, int]]
"""Where a shape begins and ends on one axis."""


def in_reading_order(shapes: Sequence[Any]) -> list[Any]:
    """The shapes of a slide or a group in the order in which they are read.

    What stands side by side is read from the right. Columns are read one after the other, each with what stands
    above its text; the rows of a grid, whose boxes are alike and nearer to those beside them, one by one.
    """
    if len(shapes) > _MOST_SHAPES:
        return sorted(shapes, key=_from_the_top)
    zones = list(_zones(_cut(shapes, _height)))
    if len(zones) > 1:
        return [shape for zone in zones for shape in in_reading_order([one for band in zone for one in band])]
    bands = zones[0] if zones else []
    columns = _cut(shapes, _width)[::-1]
    if len(columns) == 1:
        return sorted(shapes, key=_from_the_top)
    parts = bands if len(bands) > 1 and _is_grid(bands, columns) else columns
    return [shape for part in parts for shape in in_reading_order(part)]


def _zones(bands: Sequence[list[Any]]) -> Iterator[list[list[Any]]]:
    """Bands from the top, those together that the same columns run through."""
    zone: list[list[Any]] = []
    for band in bands:
        whole = [shape for part in zone for shape in part]
        stands_in_columns = _has_columns(whole) or _has_columns(band)
        if zone and not (stands_in_columns and _has_columns([*whole, *band])):
            yield zone
            zone = []
        zone.append(band)
    if zone:
        yield zone


def _has_columns(shapes: Sequence[Any]) -> bool:
    return len(_cut(shapes, _width)) > 1


def _is_grid(bands: Sequence[Sequence[Any]], columns: Sequence[Sequence[Any]]) -> bool:
    """Whether boxes are alike and stand nearer to those beside them than to those above and below."""
    heights = [max(end - start for start, end in map(_height, band)) for band in bands]
    if max(heights) > _ALIKE * min(heights) or len({len(band) for band in bands}) > 1:
        return False
    return _gap(columns[::-1], _width) < _gap(bands, _height)


def _gap(parts: Sequence[Sequence[Any]], ends: Ends) -> int:
    """The widest gap between parts that follow each other on an axis."""
    limits = [(min(ends(one)[0] for one in part), max(ends(one)[1] for one in part)) for part in parts]
    return max(after[0] - before[1] for before, after in pairwise(limits))


def _cut(shapes: Sequence[Any], ends: Ends) -> list[list[Any]]:
    """Shapes in parts that stand behind each other on an axis."""
    parts: list[list[Any]] = []
    reached = smallest = 0
    for shape in sorted(shapes, key=ends):
        start, end = ends(shape)
        if not parts or start < reached - _OVERLAP * min(end - start, smallest):
            parts = parts or [[]]
            parts[-1].append(shape)
            smallest = min(smallest, end - start) if len(parts[-1]) > 1 else end - start
        else:
            parts.append([shape])
            smallest = end - start
        reached = max(reached, end) if len(parts[-1]) > 1 else end
    return parts


def _height(shape: Any) -> tuple[int, int]:
    top = shape.top or 0
    return top, top + (shape.height or 0)


def _width(shape: Any) -> tuple[int, int]:
    left = shape.left or 0
    return left, left + (shape.width or 0)


def _from_the_top(shape: Any) -> tuple[int, int]:
    return _height(shape)[0], -_width(shape)[1]
