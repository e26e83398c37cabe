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

from bot.evidence import Coverage, Evidence
from bot.question import StandaloneQuestion, Wanted
from vectorstore.analyzer import stems
from vectorstore.edition import Edition
from vectorstore.passages import section_path
from vectorstore.retriever import Hit


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer and against it.

    :param passage_cosine: Best cosine of the question with a passage.
    :param sentence_cosine: Best cosine with a sentence.
    :param margin: How far the best passage's cosine lies above the mean of those found.
    :param sentence_stems: Share of the question's stems in the best sentence and its headings.
    :param passage_stems: The same in the best passage, with its headings.
    :param passage_ngrams: Best share of the question's character n-grams in a passage.
    :param unknown: Share of the question's stems, weighted, that no document holds.
    :param numbers: Share of the question's numbers that the best passage holds; 1 if it has none.
    :param kind: 1 if the best sentence has the kind of thing that is asked for, or none is.
    :param foreign: 1 if the question is not in Arabic script: words cannot match.
    """

    passage_cosine: float
    sentence_cosine: float
    margin: float
    sentence_stems: float
    passage_stems: float
    passage_ngrams: float
    unknown: float
    numbers: float
    kind: float
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


def read_signals(
    question: StandaloneQuestion, hits: Sequence[Hit], ranked: Sequence[Evidence], edition: Edition
) -> Signals:
    """Measure what was found for a question; `hits` and `ranked` are best first and not empty."""
    coverage = Coverage.of(question.content, edition)
    best = ranked[0]
    surroundings = [_with_headings(hit) for hit in hits]
    cosines = [hit.dense for hit in hits]
    return Signals(
        passage_cosine=max(cosines),
        sentence_cosine=max(evidence.features.cosine for evidence in ranked),
        margin=max(cosines) - sum(cosines) / len(cosines),
        sentence_stems=coverage.stems("\n".join((best.text, *section_path(best.hit.passage)))),
        passage_stems=coverage.stems(_with_headings(best.hit)),
        passage_ngrams=max(coverage.ngrams(text) for text in surroundings[:3]),
        unknown=_unknown(question, edition),
        numbers=coverage.numbers(_with_headings(best.hit)),
        kind=float(question.wanted is Wanted.OTHER or best.features.kind > 0),
        foreign=float(not question.arabic),
    )


def _with_headings(hit: Hit) -> str:
    data = hit.passage.metadata
    return "\n".join((data["title"], *section_path(hit.passage), data["lead_in"], hit.passage.page_content))


def _unknown(question: StandaloneQuestion, edition: Edition) -> float:
    terms = set(stems(" ".join(question.content)))
    weights = edition.keywords.idf("stems", terms)
    highest = max(edition.keywords.idf("stems", ["\0"]).values())  # what a term in no passage weighs
    total = sum(weights.values())
    return sum(w for w in weights.values() if w >= highest) / total if total else 0.0
