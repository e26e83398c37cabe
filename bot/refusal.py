"""Does what was found answer the question at all? A small calibrated model over named features.

Logistic regression; its numbers are data (`refusal.json`), fitted by `benchmarks/calibrate_refusal.py`
on labelled questions, and hold for the embedding model that they name.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.evidence import Evidence
from bot.question import StandaloneQuestion
from vectorstore.retriever import Hit

_FIFTH = 5


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer and against it.

    :param sentence_cosine: Best cosine of the question with a sentence.
    :param sentence_ngrams: Share of the question's character n-grams in the best sentence.
    :param lead: How far the best passage's fused score lies above the fifth's: a question that has an
        answer singles out a passage.
    :param margin: How far the best passage's cosine lies above the mean of those found.
    :param foreign: 1 if the question is not in Arabic script: words cannot match.
    """

    sentence_cosine: float
    sentence_ngrams: float
    lead: float
    margin: float
    foreign: float


@dataclass(frozen=True, slots=True)
class RefusalModel:
    """Weights by signal, an intercept, and the probability below which the bot refuses."""

    embeddings: str
    weights: dict[str, float]
    intercept: float
    threshold: float

    def confidence(self, signals: Signals) -> float:
        """Probability that the documents answer the question, 0 to 1."""
        values = asdict(signals)
        return 1 / (1 + math.exp(-self.intercept - sum(w * values[name] for name, w in self.weights.items())))


@cache
def load_refusal_model() -> RefusalModel:
    """The model that ships with the product."""
    data: dict[str, Any] = json.loads(files("bot").joinpath("refusal.json").read_text("utf-8"))
    return RefusalModel(data["embeddings"], data["weights"], data["intercept"], data["threshold"])


def read_signals(question: StandaloneQuestion, hits: Sequence[Hit], ranked: Sequence[Evidence]) -> Signals:
    """Measure what was found for a question; `hits` and `ranked` are best first and not empty."""
    cosines = [hit.dense for hit in hits]
    return Signals(
        sentence_cosine=max(evidence.features.cosine for evidence in ranked),
        sentence_ngrams=ranked[0].features.ngrams,
        lead=hits[0].score - hits[:_FIFTH][-1].score,
        margin=max(cosines) - sum(cosines) / len(cosines),
        foreign=float(not question.arabic),
    )
