"""Two runs over the same prompts -> what got better, worse and otherwise, and whether chance explains it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import comb
from typing import Any

from bot.evaluation.metrics import METRICS, Row, draw, with_interval
from errors import HiwarError


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
class Difference:
    """A metric in both runs, and the 95 % paired bootstrap interval of how far it moved."""

    before: float
    after: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, prompt by prompt.

    :param pairs: What changed first: better, worse, otherwise, same.
    :param metrics: Every metric that both runs measure, on the prompts that both have.
    :param p_value: Of McNemar's exact test: how probable so uneven a split of the prompts that changed is if
        neither run is better (McNemar 1947; the binomial form).
    :param alone: Ids of the prompts that only one of the runs has, or that ask or expect something else in each.
    """

    pairs: tuple[Pair, ...]
    metrics: dict[str, Difference]
    p_value: float
    alone: tuple[str, ...]

    def count(self, change: Change) -> int:
        """How many prompts changed so."""
        return sum(pair.change is change for pair in self.pairs)

    def to_json(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers: counts, test, metrics, and each prompt that changed."""
        return {
            **{change: self.count(change) for change in Change},
            "p_value": self.p_value,
            "metrics": {name: asdict(difference) for name, difference in self.metrics.items()},
            "alone": list(self.alone),
            "prompts": [_plain(pair) for pair in self.pairs if pair.change is not Change.SAME],
        }


def compare(before: Sequence[Row], after: Sequence[Row]) -> Comparison:
    """Compare two runs on the prompts that both have.

    :raises HiwarError: If they have none in common.
    """
    old = {row.result.prompt.id: row for row in before}
    new = {row.result.prompt.id: row for row in after}
    both = [name for name in old if name in new and old[name].result.prompt == new[name].result.prompt]
    if not both:
        raise HiwarError("runs_apart", "Compare two runs over the same prompts.")
    pairs = sorted((_pair(old[name], new[name]) for name in both), key=lambda pair: list(Change).index(pair.change))
    better = sum(pair.change is Change.BETTER for pair in pairs)
    worse = sum(pair.change is Change.WORSE for pair in pairs)
    alone = sorted((old.keys() | new.keys()) - set(both))
    return Comparison(tuple(pairs), _differences(pairs), mcnemar(better, worse), tuple(alone))


def mcnemar(better: int, worse: int) -> float:
    """The two-sided exact p-value of McNemar's test.

    :param better: Prompts that only the second run has right; `worse` those that only the first has.
    """
    changed = better + worse
    tail = sum(comb(changed, k) for k in range(min(better, worse) + 1)) / 2**changed
    return min(1.0, 2 * tail)


def _pair(before: Row, after: Row) -> Pair:
    if before.outcome.is_bad != after.outcome.is_bad:
        return Pair(before, after, Change.WORSE if after.outcome.is_bad else Change.BETTER)
    same = before.result.answer.text == after.result.answer.text
    return Pair(before, after, Change.SAME if same else Change.OTHERWISE)


def _differences(pairs: Sequence[Pair]) -> dict[str, Difference]:
    """Both runs are drawn from by the same prompts, so that what is hard in both cancels out."""
    if not pairs:
        return {}
    draws = draw(len(pairs))
    before, after = [pair.before for pair in pairs], [pair.after for pair in pairs]
    differences: dict[str, Difference] = {}
    for name, metric in METRICS.items():
        old, new = metric.samples(before, draws), metric.samples(after, draws)
        if moved := with_interval(new - old):
            differences[name] = Difference(float(old[0]), float(new[0]), *moved)
    return differences


def _plain(pair: Pair) -> dict[str, Any]:
    prompt = pair.after.result.prompt
    sides = {
        side: {"outcome": row.outcome, "text": row.result.answer.text}
        for side, row in (("before", pair.before), ("after", pair.after))
    }
    return {"change": pair.change, "id": prompt.id, "kind": prompt.kind, "question": prompt.question.text, **sides}
