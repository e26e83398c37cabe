"""Results -> what the answers were worth: each metric with a bootstrap interval, of all prompts and by kind.

Every metric is a mean over prompts, over citations or over refusals, or a percentile, so that anyone can compute it
again from `results.jsonl`; `docs/evaluation.md` gives the formulas. Intervals are percentile bootstrap intervals over
prompts (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.prompts import MARKER, Verdict, holds_all, judge
from bot.evaluation.run import Result
from vectorstore.analyzer import tokenize

_RESAMPLES, _SEED = 1000, 0
_LOW, _HIGH = 2.5, 97.5
_OVERALL = "all"

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric's value with its 95 % interval, over so many prompts, citations or refusals."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted of one prompt.

    :param exact: The answer says the expected words and nothing else.
    :param f1: Overlap of the answer's words with the expected ones (SQuAD's F1, Rajpurkar et al. 2016).
    :param hits: Citations whose passage holds what the prompt names, of `citations`.
    """

    result: Result
    verdict: Verdict
    exact: float
    f1: float
    hits: int
    citations: int


def rows_of(results: Sequence[Result]) -> list[Row]:
    """Judge every result."""
    return [_row(result) for result in results]


def measure(rows: Sequence[Row]) -> dict[str, dict[str, Measured]]:
    """Every metric of all prompts, under "all", and of the prompts of each kind."""
    kinds = sorted({row.result.prompt.kind for row in rows if row.result.prompt.kind})
    groups = {_OVERALL: list(rows)} | {kind: [row for row in rows if row.result.prompt.kind == kind] for kind in kinds}
    return {name: _measure(group) for name, group in groups.items()}


def metrics_json(metrics: Mapping[str, Mapping[str, Measured]]) -> dict[str, Any]:
    """The metrics as plain dicts and numbers."""
    return {
        group: {
            name: {"value": round(m.value, 4), "low": round(m.low, 4), "high": round(m.high, 4), "n": m.n}
            for name, m in measured.items()
        }
        for group, measured in metrics.items()
    }


def is_right(row: Row) -> bool:
    """Whether a person would be content: answered right, or refused where there is no answer."""
    return row.verdict.decided and row.verdict.answered is not False


def _row(result: Result) -> Row:
    prompt, answer = result.prompt, result.answer
    said = [token.text for token in tokenize(MARKER.sub(" ", answer.text))]
    # Of each group the alternative that the answer comes nearest to.
    expected = [word for group in prompt.answers for word in max(map(_words, group), key=lambda w: _f1(said, w))]
    wanted = [(words,) for words in prompt.passage] or prompt.answers
    hits = sum(bool(wanted) and _supports(citation.passage, wanted) for citation in answer.citations)
    return Row(
        result=result,
        verdict=judge(prompt, answer),
        exact=float(not answer.refused and said == expected),
        f1=0.0 if answer.refused else _f1(said, expected),
        hits=hits,
        citations=len(answer.citations),
    )


def _supports(passage: str, wanted: Sequence[Sequence[str]]) -> bool:
    """Whether a passage holds any of what is wanted: an answer of two parts may cite one for each."""
    return any(holds_all(passage, [group]) for group in wanted)


def _words(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


def _f1(said: Sequence[str], expected: Sequence[str]) -> float:
    common = sum((Counter(said) & Counter(expected)).values())
    return 2 * common / (len(said) + len(expected)) if common else 0.0


def _mean_over(
    rows: Sequence[Row], numerator: Callable[[Row], float], denominator: Callable[[Row], float]
) -> tuple[Column, Column]:
    return (
        np.array([numerator(row) if denominator(row) else 0.0 for row in rows], float),
        np.array([denominator(row) for row in rows], float),
    )


_MEANS: dict[str, tuple[Callable[[Row], float], Callable[[Row], float]]] = {
    "correct": (
        lambda row: float(bool(row.verdict.answered)),
        lambda row: float(row.result.prompt.answerable and bool(row.result.prompt.answers)),
    ),
    "exact_match": (
        lambda row: row.exact,
        lambda row: float(row.result.prompt.answerable and bool(row.result.prompt.answers)),
    ),
    "f1": (lambda row: row.f1, lambda row: float(row.result.prompt.answerable and bool(row.result.prompt.answers))),
    "citation_hit": (lambda row: float(bool(row.verdict.cited)), lambda row: float(row.result.prompt.answerable)),
    "citation_precision": (
        lambda row: row.hits,
        lambda row: float(row.citations) if row.result.prompt.answerable else 0.0,
    ),
    "verbatim": (lambda row: float(row.verdict.verbatim), lambda row: 1.0),
    "refusal_precision": (
        lambda row: float(not row.result.prompt.answerable),
        lambda row: float(row.result.answer.refused),
    ),
    "refusal_recall": (
        lambda row: float(row.result.answer.refused),
        lambda row: float(not row.result.prompt.answerable),
    ),
    "false_refusals": (
        lambda row: float(row.result.answer.refused),
        lambda row: float(row.result.prompt.answerable),
    ),
}  # fmt: skip
_PERCENTILES: dict[str, tuple[Callable[[Row], float], float]] = {
    "length": (lambda row: float(len(row.result.answer.text)), 50),
    "latency_p50": (lambda row: row.result.seconds, 50),
    "latency_p95": (lambda row: row.result.seconds, 95),
}
METRICS = (*_MEANS, *_PERCENTILES)
"""The names of all metrics."""


def _measure(rows: Sequence[Row]) -> dict[str, Measured]:
    drawn = np.random.default_rng(_SEED).integers(0, len(rows), (_RESAMPLES, len(rows)))
    measured: dict[str, Measured] = {}
    for name, (numerator, denominator) in _MEANS.items():
        above, below = _mean_over(rows, numerator, denominator)
        if not below.sum():
            continue
        sums = below[drawn].sum(1)
        shares = above[drawn].sum(1)[sums > 0] / sums[sums > 0]
        measured[name] = _with_interval(above.sum() / below.sum(), shares, int(below.sum()))
    for name, (value, percent) in _PERCENTILES.items():
        values = np.array([value(row) for row in rows if not row.result.answer.refused or name != "length"])
        if len(values):
            again = np.random.default_rng(_SEED).choice(values, (_RESAMPLES, len(values)))
            measured[name] = _with_interval(
                float(np.percentile(values, percent)), np.percentile(again, percent, axis=1), len(values)
            )
    return measured


def _with_interval(value: float, resampled: Column, n: int) -> Measured:
    low, high = np.percentile(resampled, (_LOW, _HIGH))
    return Measured(float(value), float(low), float(high), n)
