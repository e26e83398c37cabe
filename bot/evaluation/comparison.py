"""Two runs over the same prompts -> what got better, worse and otherwise, and whether chance explains it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb

from bot.evaluation.metrics import Row, is_right


class Change(StrEnum):
    """What became of a prompt from one run to the other."""

    BETTER = "better"
    WORSE = "worse"
    OTHERWISE = "otherwise"  # as right or as wrong as before, in other words
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Pair:
    """One prompt in both runs."""

    before: Row
    after: Row
    change: Change


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, prompt by prompt.

    :param p_value: Of McNemar's exact test: how probable so uneven a split of the prompts that changed is if
        neither run is better (McNemar 1947; the binomial form).
    :param alone: Ids of the prompts that only one of the runs has.
    """

    pairs: tuple[Pair, ...]
    p_value: float
    alone: tuple[str, ...]

    def count(self, change: Change) -> int:
        """How many prompts changed so."""
        return sum(pair.change is change for pair in self.pairs)


def compare(before: Sequence[Row], after: Sequence[Row]) -> Comparison:
    """Compare two runs by the ids of their prompts."""
    old = {row.result.prompt.id: row for row in before}
    new = {row.result.prompt.id: row for row in after}
    pairs = tuple(Pair(row, new[name], _change(row, new[name])) for name, row in old.items() if name in new)
    better = sum(pair.change is Change.BETTER for pair in pairs)
    worse = sum(pair.change is Change.WORSE for pair in pairs)
    return Comparison(pairs, mcnemar(better, worse), tuple(sorted(old.keys() ^ new.keys())))


def mcnemar(better: int, worse: int) -> float:
    """The two-sided exact p-value of McNemar's test.

    :param better: Prompts that only the second run has right; `worse` those that only the first has.
    """
    changed = better + worse
    tail = sum(comb(changed, k) for k in range(min(better, worse) + 1)) / 2**changed
    return min(1.0, 2 * tail)


def _change(before: Row, after: Row) -> Change:
    if is_right(before) != is_right(after):
        return Change.BETTER if is_right(after) else Change.WORSE
    return Change.SAME if before.result.answer.text == after.result.answer.text else Change.OTHERWISE
