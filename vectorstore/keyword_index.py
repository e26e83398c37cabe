"""Passages -> BM25 scores, twice: over stems and over character n-grams.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), by the `bm25s`
library, which scores every passage for a question and maps its arrays from the disk.
"""

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from vectorstore.analyzer import ngrams, stems
from vectorstore.bm25_builder import Bm25Builder

Scores = NDArray[np.float32]

_ANALYSES: dict[str, Callable[[str], list[str]]] = {"stems": stems, "ngrams": ngrams}


class KeywordIndex:
    """An index on disk, opened for reading."""

    def __init__(self, indexes: dict[str, bm25s.BM25]) -> None:
        self._indexes = indexes

    @classmethod
    def open(cls, folder: Path) -> "KeywordIndex":
        """Map an index that a builder has saved. Raises OSError or ValueError if its files are damaged."""
        if not folder.exists():
            return cls({})
        return cls({name: bm25s.BM25.load(str(folder / name), mmap=True, show_progress=False) for name in _ANALYSES})

    def scores(self, question: str) -> dict[str, Scores]:
        """Score every passage.

        :return: For "stems" and "ngrams" an array of shape (passages,), 0 where nothing matches.
        """
        return {name: _score(index, _ANALYSES[name](question)) for name, index in self._indexes.items()}

    def idf(self, name: str, terms: Iterable[str]) -> dict[str, float]:
        """How rare each term is, by BM25's inverse document frequency.

        :param name: "stems" or "ngrams", whose terms these are.
        :return: Term to weight, above 0; a term that no passage holds has the highest.
        """
        index = self._indexes[name]
        scores: dict[str, Any] = index.scores
        passages, starts = int(scores["num_docs"]), scores["indptr"]
        weights: dict[str, float] = {}
        for term in terms:
            at = index.vocab_dict.get(term)
            found = 0 if at is None else int(starts[at + 1] - starts[at])
            weights[term] = math.log(1 + (passages - found + 0.5) / (found + 0.5))
        return weights


class KeywordIndexBuilder:
    """Takes texts one after the other; the position of a text is its row. To be closed when done.

    :param folder: Where the index goes; the folder above is there and has room for as much again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._builders = {name: Bm25Builder(folder.parent) for name in _ANALYSES}

    def add(self, text: str) -> None:
        """Take the next text."""
        for name, analyse in _ANALYSES.items():
            self._builders[name].add(analyse(text))

    def save(self) -> None:
        """Write the index; of no texts there is none."""
        for name, builder in self._builders.items():
            builder.save(self._folder / name)

    def close(self) -> None:
        """Let go of what was noted on the way."""
        for builder in self._builders.values():
            builder.close()


def _score(index: bm25s.BM25, terms: list[str]) -> Scores:
    known = index.get_tokens_ids(terms)
    if not len(known):
        return np.zeros(int(index.scores["num_docs"]), np.float32)
    return index.get_scores_from_ids(known)
