"""What the server did, as numbers for Prometheus; no number tells what was asked."""

import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.answer import Answer
from web.corpus import CorpusSummary

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)  # quoting takes tenths, generating a minute


class Channel(StrEnum):
    """Where a question came in."""

    PAGE = "page"
    API = "api"
    MCP = "mcp"
    EVALUATION = "evaluation"


class Outcome(StrEnum):
    """What became of a question; stopped: by the one who asked, before the answer was whole."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(slots=True)
class Progress:
    """How far the answer to one question has come."""

    answer: Answer | None = None


class Metrics:
    """The numbers of one application.

    :param corpus: Gives the size and the edition of what is answered from, asked whenever the numbers are read.
    """

    def __init__(self, corpus: Callable[[], CorpusSummary]) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "hiwar_questions", "Questions by channel and outcome.", ["channel", "outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "hiwar_answer_seconds", "From question to whole answer.", ["channel"],
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._steps = Histogram(
            "hiwar_answer_step_seconds", "Spent in each step of answering.", ["step"],
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._in_flight = Gauge("hiwar_answers_in_flight", "Answers being made now.", registry=self._registry)
        self._errors = Counter(
            "hiwar_api_errors", "Requests of programs that were not served, by code.", ["code"], registry=self._registry
        )
        self._registry.register(_CorpusNumbers(corpus))
        for channel in Channel:  # a series that begins at zero shows its first increase
            for outcome in Outcome:
                self._questions.labels(channel, outcome)

    @contextmanager
    def answering(self, channel: Channel) -> Generator[Progress]:
        """Count a question: it is answered inside, and what has come of the answer is told to what this gives."""
        progress, start = Progress(), time.perf_counter()
        outcome = Outcome.FAILED
        self._in_flight.inc()
        try:
            yield progress
            outcome = Outcome.REFUSED if progress.answer and progress.answer.refused else Outcome.ANSWERED
            self._seconds.labels(channel).observe(time.perf_counter() - start)
            for step, seconds in (progress.answer.timings if progress.answer else {}).items():
                self._steps.labels(step).observe(seconds)
        except GeneratorExit:
            outcome = Outcome.STOPPED
            raise
        finally:
            self._in_flight.dec()
            self._questions.labels(channel, outcome).inc()

    def refuse(self, code: str) -> None:
        """Count a request that was answered by an error.

        :param code: One of the API's few codes.
        """
        self._errors.labels(code).inc()

    def text(self) -> bytes:
        """All numbers in Prometheus' text format."""
        return generate_latest(self._registry)


class _CorpusNumbers(Collector):
    def __init__(self, corpus: Callable[[], CorpusSummary]) -> None:
        self._corpus = corpus

    def collect(self) -> Iterable[Metric]:
        corpus = self._corpus()
        yield GaugeMetricFamily("hiwar_documents", "Documents in the live edition.", corpus.documents)
        yield GaugeMetricFamily("hiwar_passages", "Passages in the live edition.", corpus.passages)
        yield InfoMetricFamily("hiwar_edition", "The live edition.", {"edition": corpus.edition})
