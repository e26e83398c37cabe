"""A question and the sentences of a passage -> features, by which the reader starts.

The features compare vectors, words and numbers; none of them knows a word. `training.reader` fits their weights.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from bot.reading.encoder import TokenStates
from ingest.document import Span
from vectorstore.analyzer import fold, ngrams, stems

FEATURES = (
    "sentence_cosine", "passage_cosine",
    "late", "late_lowest", "passage_late", "passage_late_lowest",
    "stems", "ngrams", "own_stems", "passage_stems", "numbers",
    "position", "length", "has_number", "is_row", "is_question", "is_item", "sentences",
)  # fmt: skip
"""Names of the features, in their order.

late            mean over the question's tokens of the best cosine with one of the sentence's tokens, as in ColBERT
                (Khattab and Zaharia 2020, arXiv:2004.12832); `late_lowest` of the third that is matched worst, and
                `passage_late` with the tokens of the whole passage
stems, ngrams   share of the question's terms that the sentence holds, weighted by how rare they are; `own_stems` of
                the question without the turn before it, `passage_stems` in the passage with its headings
numbers         share of the question's numbers in the sentence or the headings; 1 if the question has none
"""

_PROMPT_TOKENS = 3  # "<s>", and two of "query: "
_UNREAD = 0.7  # stands for the cosines of a sentence behind the end of what is read: about their mean
_LONGEST = 400  # characters
_NUMBER = re.compile(r"\d+")
_ITEM = re.compile(r"\s*([-•*]|\d+[.)-]|\(?[أ-ي]\))")

Matrix = NDArray[np.float32]
Idf = Callable[[str, Iterable[str]], dict[str, float]]
"""How rare terms are: "stems" or "ngrams" and the terms to their weights, as `KeywordIndex.idf` gives it."""


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage as it is read.

    :param head: What stands above it: title, headings and lead-in.
    :param spans: Of its sentences, in `text`.
    """

    head: str
    text: str
    spans: tuple[Span, ...]

    @property
    def whole(self) -> str:
        """What the encoder reads."""
        return f"{self.head}\n{self.text}"

    def token_spans(self, states: TokenStates) -> list[tuple[int, int]]:
        """For each sentence its first token and the one behind its last; (0, 0) where none of it was read."""
        shift = len(self.head) + 1
        starts, ends = np.array(states.offsets).T
        middles, real = (starts + ends) // 2 - shift, ends > starts
        found: list[tuple[int, int]] = []
        for span in self.spans:
            inside = np.flatnonzero(real & (middles >= span.start) & (middles < span.end))
            found.append((int(inside[0]), int(inside[-1]) + 1) if len(inside) else (0, 0))
        return found


class AskedTerms:
    """The words and numbers of a question.

    :param text: The question behind the turn that it goes on from.
    :param own: The question itself.
    :param idf: How rare its terms are among the passages that are searched.
    """

    def __init__(self, text: str, own: str, idf: Idf) -> None:
        self._stems = idf("stems", set(stems(text)))
        self._own = idf("stems", set(stems(own)))
        self._ngrams = idf("ngrams", set(ngrams(text)))
        self._numbers = _numbers(own)

    def shares(self, sentence: str, passage: ReadPassage, in_passage: float) -> list[float]:
        """The features from `stems` to `numbers`."""
        held, asked = set(stems(sentence)), self._numbers
        found = len(asked & _numbers(passage.head + sentence)) / len(asked) if asked else 1.0
        return [
            _share(self._stems, held), _share(self._ngrams, set(ngrams(sentence))), _share(self._own, held),
            in_passage, found,
        ]  # fmt: skip

    def in_passage(self, passage: ReadPassage) -> float:
        """The feature `passage_stems`."""
        return _share(self._stems, set(stems(passage.whole)))


def evidence(question: TokenStates, asked: AskedTerms, passage: ReadPassage, states: TokenStates) -> Matrix:
    """Measure each sentence of a passage.

    :param question: Of the question behind the turn that it goes on from.
    :return: Shape (sentences, features).
    """
    asking, tokens = question.last.numpy(), states.last.numpy()
    vector, whole = _unit(asking.mean(0)), _unit(tokens.mean(0))
    cosines = _unit(asking[_PROMPT_TOKENS:-1]) @ _unit(tokens).T
    passage_late, in_passage = _mean_and_lowest(cosines.max(1)), asked.in_passage(passage)
    rows: list[list[float]] = []
    for at, (span, (first, end)) in enumerate(zip(passage.spans, passage.token_spans(states), strict=True)):
        sentence = passage.text[span.start : span.end]
        own = _unit(tokens[first:end].mean(0)) if end > first else whole
        best = cosines[:, first:end].max(1) if end > first else np.full(len(cosines), _UNREAD, np.float32)
        rows.append(
            [
                float(own @ vector),
                float(whole @ vector),
                *_mean_and_lowest(best),
                *passage_late,
                *asked.shares(sentence, passage, in_passage),
                at,
                *_form(sentence),
                len(passage.spans),
            ]
        )
    return np.array(rows, np.float32).reshape(len(rows), len(FEATURES))


def _form(sentence: str) -> list[float]:
    """The features from `length` to `is_item`."""
    return [
        min(len(sentence), _LONGEST) / 100,
        float(bool(_numbers(sentence))),
        float("|" in sentence),
        float(sentence.rstrip().endswith(("؟", "?"))),
        float(_ITEM.match(sentence) is not None),
    ]


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(fold(text)))


def _mean_and_lowest(best: Matrix) -> tuple[float, float]:
    third = max(1, len(best) // 3)
    return float(best.mean()), float(np.sort(best)[:third].mean())


def _unit(vectors: Matrix) -> Matrix:
    return vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)


def _share(weights: dict[str, float], held: Iterable[str]) -> float:
    total = fsum(weights.values())
    return fsum(weights[term] for term in weights.keys() & set(held)) / total if total else 0.0
