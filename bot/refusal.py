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

from bot.countries import countries
from bot.evidence import Evidence, kind, surroundings
from bot.extractive import choose_quotes
from bot.lexicon import LATER_ORDINALS, OFFICES
from bot.question import StandaloneQuestion
from bot.wanted import Wanted
from vectorstore.analyzer import ngrams, stems
from vectorstore.edition import Edition

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
    :param evidence: Score of the best sentence, in log-odds.
    :param country_missing: 1 if the question names a country and the best passage does not.
    :param office_missing: 1 if it speaks of a minister, a president or the like and the best passage does not.
    :param ordinal_missing: 1 if it speaks of the third of something or a later one and the best passage does not.
    :param kind_missing: 1 if the question wants a time, a number, a person, a place or an address and the first
        quote has none; half for a number that does not stand beside what is counted.
    :param kind_nowhere: Likewise, of all that would be quoted.
    :param event_missing: 1 if it takes something for having happened that the best passage does not speak of.
    :param whether: 1 if it asks whether something is so, in words of its own that the answer need not take up.
    :param command: 1 if the question begins by telling the bot what to do.
    :param foreign: 1 if the question is not in Arabic script: words cannot match, and cosines are lower.
    """

    sentence_cosine: float
    evidence: float
    country_missing: float
    office_missing: float
    ordinal_missing: float
    kind_missing: float
    kind_nowhere: float
    event_missing: float
    whether: float
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


def read_signals(question: StandaloneQuestion, ranked: Sequence[Evidence], edition: Edition) -> Signals:
    """Measure what was found for a question; `ranked` is best first and not empty."""
    best = ranked[0]
    kinds = (
        [kind(question, quote.text) for quote in choose_quotes(ranked)]
        if question.wanted is not Wanted.OTHER
        else [1.0]
    )
    around = f"{best.hit.passage.metadata['title']}\n{surroundings(best.hit)}"
    elsewhere = [word for word in question.own if not _holds(around, word)]
    named = countries(" ".join(elsewhere))
    return Signals(
        sentence_cosine=max(evidence.features.cosine for evidence in ranked),
        evidence=best.score,
        country_missing=float(bool(named and named - countries(around))),
        office_missing=float(not OFFICES.isdisjoint(elsewhere)),
        ordinal_missing=float(
            not set(stems(" ".join(LATER_ORDINALS.intersection(question.own)))) <= set(stems(around))
        ),
        kind_missing=1.0 - kinds[0],
        kind_nowhere=1.0 - max(kinds),
        event_missing=float(bool(question.event) and not _holds(around, question.event)),
        whether=float(question.whether),
        command=float(not _COMMANDS.isdisjoint(question.own[:_FIRST_WORDS])),
        foreign=float(not question.arabic),
    )


def _holds(text: str, word: str) -> bool:
    """Whether a text holds a word: its stem, or else most of its character n-grams."""
    grams, found = ngrams(word), set(ngrams(text))
    return not set(stems(word)).isdisjoint(stems(text)) or sum(g in found for g in grams) >= _MOST * len(grams)
