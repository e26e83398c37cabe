"""The ink of a word -> the number that it is in Arabic-Indic digits; tesseract's Arabic knows but two of the ten.

Digits do not join: each is a shape of its own, and is known by those of several fonts that it is like. The table of
these is made by `training.digits`; its card, `digits.json`, says from which fonts and how often a number is right.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

DIGITS = "٠١٢٣٤٥٦٧٨٩"
TABLE, CARD = (Path(__file__).with_name(f"digits.{kind}") for kind in ("bin", "json"))
SIDE = 16
"""A shape is drawn into so many rows of so many pixels."""

Ink = npt.NDArray[np.uint8]
"""How dark each pixel is, from 0, the paper, to 255."""
Shape = npt.NDArray[np.float32]
Part = tuple[int, int, int, int]
"""Left, top, right and bottom edge of a piece of ink, those behind the last pixel."""

_DARK = 102  # of 255; what is darker is ink
_LIKE = 0.7  # cosine of the angle between two shapes
_LOW = 0.55  # of the height of the highest digit
_ON_LINE = 0.2  # of that height: a dot whose middle is lower is a full stop
_UNLIKE_OTHERS = 0.03  # by so much a shape must be less like every other digit
_UNEVEN = 1.5  # times the least distance between the middles of digits: farther apart are two numbers
_ABOVE = 0.2  # of the narrower of two pieces, that may stand over the next one
_MOST_PARTS = 500


def read_number(ink: Ink) -> str | None:
    """The digits in ink from left to right, and behind them the full stop that stands left; None if any is neither."""
    found = parts(ink)
    if not found:
        return None
    highest = max(found, key=lambda part: part[3] - part[1])
    has_stop = len(found) > 1 and _height_in(highest, found[0]) < _ON_LINE
    if not _are_even(found[has_stop:]):
        return None
    digits = [_digit(ink, part, highest) for part in found[has_stop:]]
    return "".join(map(str, digits)) + "." * has_stop if None not in digits else None


def parts(ink: Ink) -> list[Part]:
    """The pieces of ink from left to right; those that stand above each other are one."""
    joined: list[Part] = []
    for part in sorted(_connected(ink)):
        while joined and _stand_above(joined[-1], part):
            last = joined.pop()
            part = min(last[0], part[0]), min(last[1], part[1]), max(last[2], part[2]), max(last[3], part[3])
        joined.append(part)
    return joined


def drawn(ink: Ink) -> npt.NDArray[np.uint8]:
    """Ink in a square of `SIDE` pixels, its proportions kept."""
    dark = ink >= _DARK
    rows, columns = np.nonzero(dark)
    dark = dark[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    side = max(dark.shape)
    square = np.zeros((side, side), np.uint8)
    top, left = (side - dark.shape[0]) // 2, (side - dark.shape[1]) // 2
    square[top : top + dark.shape[0], left : left + dark.shape[1]] = 255 * dark
    how = Image.Resampling.BOX if side >= SIDE else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(square).resize((SIDE, SIDE), how))


def shapes(pictures: npt.NDArray[np.uint8]) -> Shape:
    """Squares as vectors of length one that do not depend on how much ink there is."""
    vectors = pictures.reshape(-1, SIDE * SIDE).astype(np.float32)
    vectors -= vectors.mean(axis=1, keepdims=True)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)


def _digit(ink: Ink, part: Part, highest: Part) -> str | None:
    """The digit that a piece of ink is like; the zero is a dot at half the height of the others."""
    left, top, right, bottom = part
    is_dot = bottom - top < _LOW * (highest[3] - highest[1])
    if is_dot and not _ON_LINE <= _height_in(highest, part) <= 1 - _ON_LINE:
        return None
    like = (_table() @ shapes(drawn(ink[top:bottom, left:right]))[0]).reshape(len(DIGITS), -1).max(axis=1)
    like[1:] -= is_dot
    like[0] -= not is_dot
    first, second = np.argsort(like)[:-3:-1]
    is_sure = like[first] >= _LIKE and like[first] - like[second] >= _UNLIKE_OTHERS
    return DIGITS[first] if is_sure else None


def _are_even(digits: Sequence[Part]) -> bool:
    """Whether digits stand as far from each other as those of one number do: all are equally wide with their blanks."""
    steps = [(other[0] + other[2] - part[0] - part[2]) / 2 for part, other in pairwise(digits)]
    return not steps or max(steps) <= _UNEVEN * min(steps)


def _height_in(highest: Part, part: Part) -> float:
    """Where the middle of a piece of ink stands, from 0 at the bottom of the highest piece to 1 at its top."""
    return (highest[3] - (part[1] + part[3]) / 2) / (highest[3] - highest[1])


def _connected(ink: Ink) -> list[Part]:
    """The boxes around connected ink; none where there is too much of it for a word."""
    found: list[Part] = []
    begun: list[tuple[Part, list[tuple[int, int]]]] = []  # with the stretches on the last row
    for row, line in enumerate(np.pad((ink >= _DARK).view(np.int8), ((0, 1), (1, 1)))):
        steps = np.diff(line)
        stretches = zip(np.nonzero(steps == 1)[0].tolist(), np.nonzero(steps == -1)[0].tolist(), strict=True)
        new: list[tuple[Part, list[tuple[int, int]]]] = [((a, row, b, row + 1), [(a, b)]) for a, b in stretches]
        for part, ends in begun:
            met = [one for one in new if any(a <= d and c <= b for a, b in one[1] for c, d in ends)]
            if not met:
                found.append(part)
                continue
            boxes = [part, *(box for box, _ in met)]
            lefts, tops, rights, bottoms = zip(*boxes, strict=True)
            whole = min(lefts), min(tops), max(rights), max(bottoms)
            new = [*(one for one in new if one not in met), (whole, [end for _, ends_ in met for end in ends_])]
        begun = new
        if len(found) + len(begun) > _MOST_PARTS:
            return []
    return found


def _stand_above(part: Part, other: Part) -> bool:
    narrower = min(part[2] - part[0], other[2] - other[0])
    return part[2] - other[0] > _ABOVE * narrower


@cache
def _table() -> Shape:
    return shapes(np.frombuffer(TABLE.read_bytes(), np.uint8))
