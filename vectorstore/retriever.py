"""A question -> the passages that may answer it, best first: dense and keyword search, scores fused.

Each side names its candidates; every candidate then gets its exact score from every side, the scores
are standardised over the candidates (z-scores, as in Bruch, Gai and Ingber, "An Analysis of Fusion
Functions for Hybrid Retrieval", 2023, arXiv:2210.11934) and added with fixed weights. Standardising over
the candidates and not over the whole store keeps the balance the same in small and large stores.

Where only some documents are searched, the rows of their passages are picked out before either side names
its candidates, and the dense side compares them one by one: nothing else is ranked, and nothing is missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray

from vectorstore.analyzer import is_arabic, tokenize
from vectorstore.edition import Edition
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.glossary import in_arabic
from vectorstore.parts import Part, are_others, parts
from vectorstore.passages import headings
from vectorstore.reranker import Reranker
from vectorstore.scope import Scope

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]

CANDIDATES = 100  # of each side
RERANKED = 30  # of the best that are fused, where a cross-encoder ranks anew
_ELSEWHERE = 1.0  # of the fused score: what it costs to stand under the headings of another meeting
DENSE, STEMS, NGRAMS = 0.6, 0.2, 0.2  # weights; tuned on development questions
TRANSLATED = 0.5  # what words are worth that a glossary has put for the question's own


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    :param passage: The stored passage.
    :param row: Its row in the edition.
    :param score: Fused score: higher is better, comparable within one question only.
    :param dense: Cosine of question and passage.
    :param stems: BM25 over stems.
    :param ngrams: BM25 over character n-grams.
    :param elsewhere: Whether its headings name another of several meetings than the question.
    """

    passage: Document
    row: int
    score: float
    dense: float
    stems: float
    ngrams: float
    elsewhere: bool = False


class HybridRetriever(BaseRetriever):
    """LangChain retriever over one edition; with a reranker the best passages are ranked anew."""

    edition: Any  # an Edition; pydantic would copy what it validates
    embeddings: SentenceTransformerEmbeddings
    reranker: Any = None  # a Reranker; likewise
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [hit.passage for hit in self.search(query, self.embeddings.embed_query(query))]

    def search(
        self, question: str, vector: Sequence[float], scope: Scope | None = None, of: frozenset[Part] | None = None
    ) -> list[Hit]:
        """Rank passages for a question.

        :param question: The question's text, for the keyword side.
        :param vector: The question's unit vector, for the dense side.
        :param scope: The documents that are searched; None or an empty one searches all.
        :param of: The parts, such as the second dialogue, that are asked about; None takes those that `question` names.
        :return: At most `k` passages, best first.
        """
        edition: Edition = self.edition
        if not edition.ids:
            return []
        arabic = is_arabic(question)
        keywords = edition.keywords.scores(question if arabic else f"{question} {translated(question)}")
        rows = _candidates(edition, vector, keywords, edition.rows_in(scope) if scope else None)
        if not len(rows):
            return []
        dense, stems, ngrams = (
            edition.cosines(vector, rows),
            keywords["stems"][rows],
            keywords["ngrams"][rows],
        )
        worth = np.where(edition.arabic[rows] == arabic, 1.0, 0.0 if arabic else TRANSLATED)
        scores = fuse(dense, stems, ngrams, worth)
        named = parts(question) if of is None else of
        taken = max(self.k, RERANKED) if self.reranker or named else self.k
        best = np.argsort(-scores, kind="stable")[:taken]
        passages = edition.passages(int(row) for row in rows[best])
        hits = [
            Hit(passage, int(rows[i]), float(scores[i]), float(dense[i]), float(stems[i]), float(ngrams[i]))
            for passage, i in zip(passages, best, strict=True)
        ]
        hits = rerank(self.reranker, question, hits) if self.reranker else hits
        return demote(hits, named)[: self.k]


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Put passages into the order of a cross-encoder's scores.

    The fused scores stay as they are spread and change their owners: what follows was fitted on them.
    """
    judged = np.array(reranker.scores(question, [hit.passage.page_content for hit in hits]), np.float32)
    order = np.argsort(-judged, kind="stable")
    return [replace(hits[i], score=hit.score) for hit, i in zip(hits, order, strict=True)]


def demote(hits: Sequence[Hit], named: frozenset[Part]) -> list[Hit]:
    """Put passages of other meetings than those that a question names further behind."""
    if not named:
        return list(hits)
    others = [are_others(named, parts(headings(hit.passage)), parts(hit.passage.page_content)) for hit in hits]
    lowered = [
        replace(hit, score=hit.score - _ELSEWHERE, elsewhere=True) if other else hit
        for hit, other in zip(hits, others, strict=True)
    ]
    return sorted(lowered, key=lambda hit: -hit.score)


def _candidates(edition: Edition, vector: Sequence[float], keywords: dict[str, Scores], within: Rows | None) -> Rows:
    """The rows that each side names, in order.

    :param within: The rows that may be named; None where all may.
    """
    if within is None:
        named = [edition.nearest(vector, CANDIDATES), *(_best(scores) for scores in keywords.values())]
    else:
        near = edition.nearest_of(vector, CANDIDATES, within)
        named = [near, *(within[_best(scores[within])] for scores in keywords.values() if len(within))]
    return np.unique(np.concatenate(named))


def translated(question: str) -> str:
    """The Arabic for the words of an English or French question, as far as the glossary knows it."""
    return " ".join(in_arabic(token.text for token in tokenize(question)))


def fuse(dense: Scores, stems: Scores, ngrams: Scores, worth: NDArray[np.float64]) -> Scores:
    """Fuse the scores of one question's candidates.

    :param dense: Cosines, shape (candidates,); `stems` and `ngrams` likewise hold BM25 scores.
    :param worth: What a match of words is worth, 0 to 1: 0 in another script, where none can match.
    :return: Shape (candidates,): higher is better.
    """
    lexical = STEMS * _standardise(stems) + NGRAMS * _standardise(ngrams)
    dense = _standardise(dense)
    return np.where(worth > 0, DENSE * dense + worth * lexical, dense).astype(np.float32)


def _standardise(scores: Scores) -> Scores:
    return (scores - scores.mean()) / (scores.std() + 1e-9)


def _best(scores: Scores) -> Rows:
    """Rows of the best keyword scores, those without a match left out."""
    count = min(CANDIDATES, len(scores))
    rows = np.argpartition(-scores, count - 1)[:count]
    return rows[scores[rows] > 0].astype(np.int64)
