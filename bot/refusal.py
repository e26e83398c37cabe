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

from bot.evidence import Evidence, holds
from bot.extractive import choose_quotes
from bot.question import StandaloneQuestion, Wanted
from vectorstore.analyzer import ngrams, stems
from vectorstore.retriever import Hit

_FIFTH = 5
# Folded: who begins with one of these wants something done, not something known.
_COMMANDS = frozenset(
    """تجاهل تجاهلي انس انسي اكتب اكتبي اطبع ترجم احسب تصرف تظاهر ignore disregard forget pretend print write
    translate reveal ignorez oublie oubliez ecris ecrivez""".split()
)
_FIRST_WORDS = 3
_MOST = 0.5  # fewer n-grams in common are chance


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer and against it.

    :param sentence_cosine: Best cosine of the question with a sentence.
    :param lead: How far the best passage's fused score lies above the fifth's: a question that has an
        answer singles out a passage.
    :param head: How much of the question's first content word, mostly the thing that is asked for, the best
        sentence holds.
    :param missing: Share of the question's own content words of which the best sentence holds nothing.
    :param kind_missing: 1 if the question wants a time, a number, a person, a place or an address and no
        sentence that would be quoted has one.
    :param count: 1 if a number is asked for: figures that a report does not give are asked for often.
    :param place: 1 if a place is asked for.
    :param command: 1 if the question begins by telling the bot what to do.
    :param foreign: 1 if the question is not in Arabic script: words cannot match.
    """

    sentence_cosine: float
    lead: float
    head: float
    missing: float
    kind_missing: float
    count: float
    place: float
    command: float
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
    held = [_held(word, ranked[0].text) for word in question.own] if question.arabic and question.own else []
    quotes = choose_quotes(ranked)
    wants = question.wanted is not Wanted.OTHER
    return Signals(
        sentence_cosine=max(evidence.features.cosine for evidence in ranked),
        lead=hits[0].score - hits[:_FIFTH][-1].score,
        head=held[0] if held else 0.0,
        missing=held.count(0.0) / len(held) if held else 0.0,
        kind_missing=float(wants and not any(holds(question.wanted, quote.text) for quote in quotes)),
        count=float(question.wanted is Wanted.COUNT),
        place=float(question.wanted is Wanted.PLACE),
        command=float(not _COMMANDS.isdisjoint(question.own[:_FIRST_WORDS])),
        foreign=float(not question.arabic),
    )


def _held(word: str, text: str) -> float:
    """How much of a word a text holds, 0 to 1: its stem, or else most of its character n-grams."""
    if not set(stems(word)).isdisjoint(stems(text)):
        return 1.0
    grams, found = ngrams(word), set(ngrams(text))
    share = sum(gram in found for gram in grams) / len(grams)
    return share if share >= _MOST else 0.0
