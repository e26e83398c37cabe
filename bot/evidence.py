"""Passages that were found -> their sentences, ranked by how well each answers the question.

A sentence is scored by a linear model over named features: what its vector says, what its passage is
worth, how much of the question's words it and its surroundings hold, and whether it has the kind of
thing that is asked for. The weights were fitted on development questions.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.question import StandaloneQuestion, Wanted
from ingest.document import Span
from vectorstore.analyzer import fold, ngrams, stems
from vectorstore.edition import Edition
from vectorstore.passages import section_path
from vectorstore.retriever import Hit


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one sentence, each about 0 to 1.

    :param cosine: Of the question with the sentence's own vector.
    :param passage: The passage's fused score, less the best passage's: 0 for the best, negative below.
    :param stems: Share of the question's stems in the sentence, weighted by how rare they are.
    :param ngrams: The same over character n-grams.
    :param context: The same over stems of the passage with its headings.
    :param kind: 1 if the question wants a time, a number, a person or a place and the sentence has one.
    :param short: 1 if the sentence is too short to say much.
    :param asks: 1 if the sentence is itself a question.
    """

    cosine: float
    passage: float
    stems: float
    ngrams: float
    context: float
    kind: float
    short: float
    asks: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage.

    :param hit: The passage that it stands in.
    :param index: Which of the passage's sentences it is, from 0.
    :param span: Where it stands in the passage's text.
    """

    hit: Hit
    index: int
    span: Span
    features: Features
    score: float

    @property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.hit.passage.page_content[self.span.start : self.span.end]


# In log-odds: fitted by softmax regression over the sentences of each development question; `short` and
# `asks` are set by hand, for the question sets hold neither fragments nor questions.
WEIGHTS = Features(
    cosine=60.0, passage=0.5, stems=2.5, ngrams=2.5, context=2.0, kind=1.5, short=-1.5, asks=-3.0
)
_SHORT = 25  # characters


def rank_evidence(
    question: StandaloneQuestion, vector: Sequence[float], hits: Sequence[Hit], edition: Edition
) -> list[Evidence]:
    """Score every sentence of the passages that were found.

    :param vector: The question's unit vector.
    :param hits: Passages, best first.
    :return: Their sentences, best first.
    """
    if not hits:
        return []
    query = np.asarray(vector, np.float32)
    coverage = Coverage.of(question.content, edition)
    found: list[Evidence] = []
    for hit in hits:
        spans, vectors = edition.sentences(hit.row)
        context = coverage.stems(_surroundings(hit))
        for index, (span, cosine) in enumerate(zip(spans, vectors @ query, strict=True)):
            text = hit.passage.page_content[span.start : span.end]
            features = Features(
                cosine=float(cosine), passage=hit.score - hits[0].score, stems=coverage.stems(text),
                ngrams=coverage.ngrams(text), context=context, kind=float(holds(question.wanted, text)),
                short=float(len(text) < _SHORT), asks=float(text.rstrip().endswith(("؟", "?"))),
            )  # fmt: skip
            found.append(Evidence(hit, index, span, features, _weigh(features)))
    return sorted(found, key=lambda evidence: -evidence.score)


def _weigh(features: Features) -> float:
    return sum(getattr(WEIGHTS, name) * getattr(features, name) for name in Features.__slots__)


def _surroundings(hit: Hit) -> str:
    return "\n".join((*section_path(hit.passage), hit.passage.metadata["lead_in"], hit.passage.page_content))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question a text holds, its terms weighted by how rare they are in the edition."""

    stem_weights: dict[str, float]
    ngram_weights: dict[str, float]

    @classmethod
    def of(cls, words: Iterable[str], edition: Edition) -> "Coverage":
        """Weigh the terms of a question's content words."""
        text = " ".join(words)
        idf = edition.keywords.idf
        return cls(idf("stems", stems(text)), idf("ngrams", ngrams(text)))

    def stems(self, text: str) -> float:
        """Share of the question's stems in `text`, 0 to 1."""
        return _share(self.stem_weights, stems(text))

    def ngrams(self, text: str) -> float:
        """Share of the question's character n-grams in `text`, 0 to 1."""
        return _share(self.ngram_weights, ngrams(text))


def _share(weights: dict[str, float], terms: Iterable[str]) -> float:
    total = sum(weights.values())
    return sum(weights[term] for term in weights.keys() & set(terms)) / total if total else 0.0


_NUMBER_WORDS = (
    "واحد واحده اثنان اثنين اثنتان اثنتين ثلاث ثلاثه اربع اربعه خمس خمسه ست سته سبع سبعه ثمان ثماني ثمانيه تسع "
    "تسعه عشر عشره عشرون عشرين ثلاثون ثلاثين اربعون اربعين خمسون خمسين ميه مايه ميات الف الاف"
).split()
_MONTH_WORDS = (
    "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر تشرين كانون شباط اذار نيسان "
    "ايار حزيران تموز ايلول"
).split()
_TITLE_WORDS = "السيد السيده الدكتور الدكتوره الاستاذ الاستاذه ممثل ممثله مدير مديره مستشار مستشاره مسوول مسووله".split()


def _any_word(words: Iterable[str]) -> str:
    return r"(?<!\w)(?:[وفبل]|ال|وال|بال)?(?:" + "|".join(words) + r")(?!\w)"


_HOLDS = {
    Wanted.TIME: re.compile(rf"\d{{4}}|{_any_word(_MONTH_WORDS)}"),
    Wanted.COUNT: re.compile(rf"\d|{_any_word(_NUMBER_WORDS)}"),
    Wanted.PERSON: re.compile(_any_word(_TITLE_WORDS)),
    Wanted.PLACE: re.compile(r"https?:|www\.|@|(?<!\w)(?:في|علي|عبر)(?!\w)"),
}


def holds(wanted: Wanted, text: str) -> bool:
    """Whether a text has the kind of thing that is wanted; False where nothing particular is."""
    pattern = _HOLDS.get(wanted)
    return bool(pattern and pattern.search(fold(text)))
