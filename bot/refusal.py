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

from bot.addressed import is_like, is_represented
from bot.commands import overrides
from bot.countries import continents_of, places
from bot.evidence import Evidence, kind, surroundings
from bot.extractive import choose_quotes
from bot.figures import figures
from bot.lexicon import LATER_ORDINALS, organisations, particulars
from bot.question import StandaloneQuestion
from bot.statements import asks_what_was_said
from bot.wanted import Wanted
from ingest.dates import mentions
from vectorstore.analyzer import fold, ngrams, stems, tokenize
from vectorstore.retriever import Hit

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
    :param place_missing: 1 if the question names a country, city or continent and the best passage does not.
    :param particular_missing: 1 if it speaks of an office, an act or a particular that nothing else implies, such as
        a minister or a vote, and the best passage does not.
    :param ordinal_missing: 1 if it speaks of the third of something or a later one and the best passage does not.
    :param name_missing: 1 if it names an organisation or an office-holder of whom no passage found speaks, or if none
        of its words stands in any of them.
    :param number_missing: Share of its numbers in figures that the best passage does not name; 1 if no passage
        found names a day that it names.
    :param topic_missing: If it asks what somebody says of something, the share of that which none of their sentences
        names.
    :param kind_missing: 1 if the question wants a time, a number, a person, a place or an address and the first
        quote has none, or stands in a passage without a particular that it speaks of; half for a number that does not
        stand beside what is counted, and for a day on which nothing is said to take place.
    :param kind_nowhere: Likewise, of all that would be quoted.
    :param command: 1 if the question tells the bot what to do, or to forget what it was told.
    :param foreign: 1 if the question is not in Arabic script: words cannot match, and cosines are lower.
    """

    sentence_cosine: float
    evidence: float
    place_missing: float
    particular_missing: float
    ordinal_missing: float
    name_missing: float
    number_missing: float
    topic_missing: float
    kind_missing: float
    kind_nowhere: float
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


def read_signals(question: StandaloneQuestion, ranked: Sequence[Evidence]) -> Signals:
    """Measure what was found for a question; `ranked` is best first and not empty."""
    best = ranked[0]
    kinds = (
        [
            kind(question, f"{quote.dated} {quote.text}", quote.speaker)
            * _names_particulars(question, quote.hit)
            * (question.wanted is not Wanted.NAME or is_represented(question.search, quote.text))
            for quote in choose_quotes(ranked)
        ]
        if question.wanted not in (Wanted.OTHER, Wanted.CALLED, Wanted.REASON)
        else [1.0]
    )
    around = _around(best.hit)
    elsewhere = [word for word in question.own if not _holds(around, word)]
    named = places(" ".join(elsewhere))
    return Signals(
        sentence_cosine=max(evidence.features.cosine for evidence in ranked),
        evidence=best.score,
        place_missing=float(bool(named - places(around) - continents_of(around))),
        particular_missing=float(not _names_particulars(question, best.hit)),
        ordinal_missing=float(not set(stems(" ".join(_ordinals(question.own)))) <= set(stems(around))),
        name_missing=float(
            not (
                _are_spoken_of(question, ranked)
                and _is_represented(question, ranked)
                and (len(elsewhere) < len(question.own) or _shares_words(question, ranked))
            )
        ),
        number_missing=max(_share_missing(_in_figures(question.own), around), _day_missing(question.own_text, ranked)),
        topic_missing=1.0 - max(evidence.on_topic for evidence in ranked),
        kind_missing=1.0 - kinds[0],
        kind_nowhere=1.0 - max(kinds),
        command=float(not _COMMANDS.isdisjoint(question.own[:_FIRST_WORDS]) or overrides(question.own_text)),
        foreign=float(not question.arabic),
    )


def _around(hit: Hit) -> str:
    """A passage with its document's title and date and with its headings."""
    told = hit.passage.metadata
    return f"{told['title']}\n{told['date']}\n{surroundings(hit)}"


def _names_particulars(question: StandaloneQuestion, hit: Hit) -> bool:
    """Whether a passage speaks of all the offices, acts and particulars that a question does."""
    return particulars(question.own) <= particulars(token.text for token in tokenize(_around(hit)))


def _holds(text: str, word: str) -> bool:
    """Whether a text holds a word: its stem, or else most of its character n-grams."""
    grams, found = ngrams(word), set(ngrams(text))
    return not set(stems(word)).isdisjoint(stems(text)) or sum(g in found for g in grams) >= _MOST * len(grams)


def _are_spoken_of(question: StandaloneQuestion, ranked: Sequence[Evidence]) -> bool:
    """Whether the passages found speak of whoever a question names: names are misspelt, and spelled in many ways."""
    asked = organisations(question.own_text)
    if not asked and not question.named:
        return True
    found = _all_around(ranked)
    words = {token.text for token in tokenize(found)}
    return asked <= organisations(found) and all(any(is_like(name, word) for word in words) for name in question.named)


def _is_represented(question: StandaloneQuestion, ranked: Sequence[Evidence]) -> bool:
    """Whether the passages found speak of a representative of whomever a question asks for the words of one."""
    asks = question.arabic and asks_what_was_said(question.search)
    return not asks or is_represented(question.own_text, _all_around(ranked))


def _shares_words(question: StandaloneQuestion, ranked: Sequence[Evidence]) -> bool:
    """Whether any word of a question stands in the passages found: nearness in meaning alone is chance."""
    found = _all_around(ranked)
    return not question.content or any(_holds(found, word) for word in question.content)


def _ordinals(words: Sequence[str]) -> list[str]:
    """The later ordinals of a question, but for those that stand beside their figures: lists number in figures."""
    known = {number % 10 for number in _in_figures(words)}
    return [
        word for word in LATER_ORDINALS.intersection(words) if known.isdisjoint(f.value % 10 for f in figures(word))
    ]


def _in_figures(words: Sequence[str]) -> set[float]:
    """Numbers of a question that are no words: "the four points" may be four without saying so."""
    return {figure.value for figure in figures(" ".join(words)) if not figure.spelled}


def _share_missing(numbers: set[float], text: str) -> float:
    return len(numbers - {figure.value for figure in figures(fold(text))}) / len(numbers) if numbers else 0.0


def _day_missing(question: str, ranked: Sequence[Evidence]) -> float:
    """1 if a question names a day of a month of which no passage found speaks."""
    asked = _days(question)
    return float(bool(asked) and not asked <= _days(_all_around(ranked)))


def _days(text: str) -> set[tuple[int, int]]:
    return {(day.month, day.day) for day in mentions(fold(text)) if day.day}


def _all_around(ranked: Sequence[Evidence]) -> str:
    """The passages found, with their headings."""
    return "\n".join({evidence.hit.row: surroundings(evidence.hit) for evidence in ranked}.values())
