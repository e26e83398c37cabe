"""Results -> what the answers were worth: each metric with a bootstrap interval, of all prompts and by kind.

Every metric is a sum over prompts divided by another, or a percentile, so that anyone can compute it again from
`results.jsonl`; `docs/evaluation.md` gives the formulas. Intervals are percentile bootstrap intervals over prompts
(Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.prompts import Outcome, Prompt, Verdict, count_held, holds_all, judge, spoken, words
from bot.evaluation.quotes import QuoteCounts, count_quotes
from bot.evaluation.run import Result

_RESAMPLES, _SEED = 1000, 0
_INTERVAL = (2.5, 97.5)
_DECIMALS = 4

Floats = NDArray[np.float64]
Draws = NDArray[np.int64]
"""Positions of rows, shape (samples, rows): the first sample is the run itself, the others are drawn from it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric's value with its 95 % interval, over so many prompts, parts of answers, citations or refusals."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """Every metric that can be measured, by name: of all prompts, and of those of each kind, intent and variety."""

    overall: dict[str, Measured]
    by_kind: dict[str, dict[str, Measured]]
    by_intent: dict[str, dict[str, Measured]]
    by_variety: dict[str, dict[str, Measured]]

    def to_json(self) -> dict[str, Any]:
        """Plain dicts and rounded numbers."""
        groups = {"by_kind": self.by_kind, "by_intent": self.by_intent, "by_variety": self.by_variety}
        by = {name: {key: _plain(part) for key, part in group.items()} for name, group in groups.items()}
        return {"all": _plain(self.overall), **by}


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted of one prompt.

    :param found: How many of the groups of answers the answer holds one of.
    :param exact: The answer says the expected words, in their order, and nothing else.
    :param f1: Overlap of the answer's words with the expected ones (SQuAD's F1, Rajpurkar et al. 2016).
    :param hits: Citations whose passage holds what the prompt names, or a part of it.
    :param quotes: How what is quoted relates to the sentences that the prompt expects.
    """

    result: Result
    verdict: Verdict
    found: int
    exact: bool
    f1: float
    hits: int
    quotes: QuoteCounts

    @property
    def outcome(self) -> Outcome:
        """The verdict in a word."""
        return self.verdict.outcome

    @property
    def expects_words(self) -> bool:
        """Whether the prompt says what its answer must hold."""
        return self.result.prompt.answerable and bool(self.result.prompt.answers)

    @property
    def expects_passage(self) -> bool:
        """Whether the prompt says what a cited passage must hold."""
        return self.expects_words or (self.result.prompt.answerable and bool(self.result.prompt.passage))

    @property
    def expects_sentences(self) -> bool:
        """Whether the prompt says which sentences a good answer quotes, and something was answered."""
        return self.result.prompt.answerable and self.quotes.expected > 0 and not self.result.answer.refused


def rows_of(results: Sequence[Result]) -> list[Row]:
    """Judge every result."""
    return [_row(result) for result in results]


def measure(rows: Sequence[Row]) -> Metrics:
    """Every metric of all prompts, and of the prompts of each kind, intent and variety."""
    return Metrics(
        _measure(rows),
        by_kind=_measure_by(rows, lambda prompt: prompt.kind),
        by_intent=_measure_by(rows, lambda prompt: prompt.intent),
        by_variety=_measure_by(rows, lambda prompt: prompt.variety),
    )


def _measure_by(rows: Sequence[Row], key: Callable[[Prompt], str]) -> dict[str, dict[str, Measured]]:
    keys = sorted({key(row.result.prompt) for row in rows} - {""})
    return {name: _measure([row for row in rows if key(row.result.prompt) == name]) for name in keys}


def draw(count: int) -> Draws:
    """The run itself and samples drawn from it with replacement, the same for the same number of prompts."""
    drawn = np.random.default_rng(_SEED).integers(0, count, (_RESAMPLES, count))
    return np.vstack([np.arange(count), drawn])


def with_interval(samples: Floats) -> tuple[float, float, float] | None:
    """The value of the first sample and the interval of the others; None if it cannot be measured.

    :param samples: A metric in each sample; NaN where it had nothing to count.
    """
    if np.isnan(samples[0]):
        return None
    low, high = np.nanpercentile(samples[1:], _INTERVAL)
    return float(samples[0]), float(low), float(high)


def _row(result: Result) -> Row:
    prompt, answer = result.prompt, result.answer
    said = [] if answer.refused else words(spoken(answer))
    # Of each group the alternative that the answer comes nearest to.
    expected = [word for group in prompt.answers for word in max(map(words, group), key=lambda words: _f1(said, words))]
    wanted = [(part,) for part in prompt.passage] or prompt.answers
    return Row(
        result=result,
        verdict=judge(prompt, answer),
        found=0 if answer.refused else count_held(spoken(answer), prompt.answers),
        exact=bool(said) and said == expected,
        f1=_f1(said, expected),
        # Any of what is wanted: an answer of two parts may cite a passage for each.
        hits=sum(any(holds_all(citation.passage, [group]) for group in wanted) for citation in answer.citations),
        quotes=count_quotes(answer, prompt.sentences),
    )


def _f1(said: Sequence[str], expected: Sequence[str]) -> float:
    common = (Counter(said) & Counter(expected)).total()
    return 2 * common / (len(said) + len(expected)) if common else 0.0


@dataclass(frozen=True, slots=True)
class _Ratio:
    """A sum over prompts, divided by another; prompts that add nothing below add nothing above."""

    above: Callable[[Row], float]
    below: Callable[[Row], float]

    def count(self, rows: Sequence[Row]) -> int:
        return int(sum(self.below(row) for row in rows))

    def samples(self, rows: Sequence[Row], draws: Draws) -> Floats:
        below = np.array([self.below(row) for row in rows], np.float64)
        above = np.array([self.above(row) if self.below(row) else 0 for row in rows], np.float64)
        divisors = below[draws].sum(axis=1)
        return np.divide(above[draws].sum(axis=1), divisors, out=np.full(len(draws), np.nan), where=divisors > 0)


@dataclass(frozen=True, slots=True)
class _Percentile:
    """A percentile over the prompts that count, between two of them by straight line."""

    value: Callable[[Row], float]
    percent: int
    counts: Callable[[Row], bool] = lambda row: True

    def count(self, rows: Sequence[Row]) -> int:
        return sum(map(self.counts, rows))

    def samples(self, rows: Sequence[Row], draws: Draws) -> Floats:
        values = np.array([self.value(row) if self.counts(row) else np.nan for row in rows], np.float64)[draws]
        measured = np.full(len(draws), np.nan)
        some = ~np.isnan(values).all(axis=1)
        measured[some] = np.nanpercentile(values[some], self.percent, axis=1)
        return measured


def _answerable(row: Row) -> bool:
    return row.result.prompt.answerable


def _refused(row: Row) -> bool:
    return row.result.answer.refused


METRICS: dict[str, _Ratio | _Percentile] = {
    "right": _Ratio(lambda row: row.outcome is Outcome.RIGHT, lambda row: row.verdict.judged),
    "correct": _Ratio(lambda row: bool(row.verdict.answered), lambda row: row.expects_words),
    "groups": _Ratio(lambda row: row.found, lambda row: len(row.result.prompt.answers) * _answerable(row)),
    "exact_match": _Ratio(lambda row: row.exact, lambda row: row.expects_words),
    "f1": _Ratio(lambda row: row.f1, lambda row: row.expects_words),
    "citation_hit": _Ratio(lambda row: bool(row.verdict.cited), lambda row: row.expects_passage),
    "citation_precision": _Ratio(
        lambda row: row.hits, lambda row: len(row.result.answer.citations) * row.expects_passage
    ),
    "first_quote": _Ratio(lambda row: row.quotes.first, lambda row: row.expects_sentences),
    "quote_precision": _Ratio(lambda row: row.quotes.good, lambda row: row.quotes.quoted * row.expects_sentences),
    "quote_recall": _Ratio(lambda row: row.quotes.found, lambda row: row.quotes.expected * row.expects_sentences),
    "verbatim": _Ratio(lambda row: bool(row.verdict.verbatim), lambda row: not _refused(row)),
    "refusal_precision": _Ratio(lambda row: not _answerable(row), _refused),
    "refusal_recall": _Ratio(_refused, lambda row: not _answerable(row)),
    "false_refusals": _Ratio(_refused, _answerable),
    "length": _Percentile(lambda row: len(row.result.answer.text), 50, lambda row: not _refused(row)),
    "latency_p50": _Percentile(lambda row: row.result.seconds, 50),
    "latency_p95": _Percentile(lambda row: row.result.seconds, 95),
}
"""Every metric by its name, in the order in which they are shown."""
SHARES = frozenset(METRICS) - {"length", "latency_p50", "latency_p95"}
"""Those that lie between 0 and 1."""


def _measure(rows: Sequence[Row]) -> dict[str, Measured]:
    draws = draw(len(rows))
    measured: dict[str, Measured] = {}
    for name, metric in METRICS.items():
        if found := with_interval(metric.samples(rows, draws)):
            measured[name] = Measured(*found, metric.count(rows))
    return measured


def _plain(metrics: dict[str, Measured]) -> dict[str, dict[str, float]]:
    return {
        name: {key: round(value, _DECIMALS) for key, value in asdict(measured).items()}
        for name, measured in metrics.items()
    }
