"""Bounds for metrics, as "correct=0.8": may an edition be published?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from bot.evaluation.metrics import METRICS, SHARES, Measured
from errors import HiwarError


@dataclass(frozen=True, slots=True)
class Bound:
    """The least or the most that a metric may be."""

    metric: str
    value: float
    is_least: bool

    def holds(self, metrics: Mapping[str, Measured]) -> bool:
        """Whether it was measured and lies within the bound."""
        measured = metrics.get(self.metric)
        if measured is None:
            return False
        return measured.value >= self.value if self.is_least else measured.value <= self.value

    def __str__(self) -> str:
        """As in "correct >= 0.8"."""
        return f"{self.metric} {'>=' if self.is_least else '<='} {self.value:g}"


def read_bounds(least: Sequence[str], most: Sequence[str]) -> list[Bound]:
    """Read bounds as they are typed.

    :raises HiwarError: If one is not METRIC=VALUE, or names no metric.
    """
    return [_bound(text, is_least=True) for text in least] + [_bound(text, is_least=False) for text in most]


def _bound(text: str, *, is_least: bool) -> Bound:
    name, _, value = text.partition("=")
    try:
        bound = Bound(name, float(value), is_least)
    except ValueError:
        raise _no_bound(text, "It must be METRIC=VALUE, as in correct=0.8") from None
    if name not in METRICS:
        raise _no_bound(text, f"The metrics are {', '.join(METRICS)}")
    if not 0 <= bound.value <= (1 if name in SHARES else inf):
        raise _no_bound(text, f"{name} lies between 0 and 1" if name in SHARES else f"{name} is 0 or more")
    return bound


def _no_bound(text: str, problem: str) -> HiwarError:
    return HiwarError("bound_invalid", f"{problem}. docs/evaluation.md says what each metric is.", text=text)
