"""Ruled lines -> the grids of tables, and which word stands in which cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.loaders.pdf.page import Rule, Word

_TOUCH = 3.0  # points; lines so near meet, or are one
_MOST_RULES = 800  # a page with more is a drawing, and to compare all with all would take long


@dataclass(frozen=True, slots=True)
class Grid:
    """The ruled lines of a table.

    :param ys: Heights of the level lines, from the top down.
    :param upright: The upright lines.
    """

    ys: tuple[float, ...]
    upright: tuple[Rule, ...]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in it."""
        left, right = min(rule.x0 for rule in self.upright), max(rule.x1 for rule in self.upright)
        return left <= x <= right and self.ys[-1] <= y <= self.ys[0]

    def rows(self, words: Iterable[Word]) -> list[list[list[Word]]]:
        """Rows from the top down, of cells from left to right, of words."""
        words = list(words)
        rows: list[list[list[Word]]] = []
        for top, bottom in pairwise(self.ys):
            inside = [word for word in words if bottom <= word.y < top]
            edges = self._edges((top + bottom) / 2)
            cells = [
                [word for word in inside if left <= (word.x0 + word.x1) / 2 < right] for left, right in pairwise(edges)
            ]
            if any(cells):
                rows.append(cells)
        return rows

    def _edges(self, y: float) -> list[float]:
        at = [(rule.x0 + rule.x1) / 2 for rule in self.upright if rule.y0 - _TOUCH <= y <= rule.y1 + _TOUCH]
        inner = _merged(at)[1:-1]
        return [float("-inf"), *inner, float("inf")]


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The grids with two columns or more."""
    if len(rules) > _MOST_RULES:
        return []
    grids: list[Grid] = []
    for group in _touching(rules):
        level = [rule for rule in group if rule.x1 - rule.x0 > rule.y1 - rule.y0]
        upright = [rule for rule in group if rule.x1 - rule.x0 <= rule.y1 - rule.y0]
        ys = _merged((rule.y0 + rule.y1) / 2 for rule in level)
        if len(ys) >= 2 and len(_merged((rule.x0 + rule.x1) / 2 for rule in upright)) >= 3:
            grids.append(Grid(tuple(reversed(ys)), tuple(upright)))
    return grids


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        near = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([rule, *(other for group in near for other in group)])
    return groups


def _touch(rule: Rule, other: Rule) -> bool:
    return (
        rule.x0 - _TOUCH <= other.x1
        and other.x0 - _TOUCH <= rule.x1
        and rule.y0 - _TOUCH <= other.y1
        and other.y0 - _TOUCH <= rule.y1
    )


def _merged(values: Iterable[float]) -> list[float]:
    """Values in order; those so near to each other that they are one line are so once."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _TOUCH:
            merged.append(value)
    return merged
