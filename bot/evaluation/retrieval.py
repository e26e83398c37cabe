"""Scores the retriever on a question set with relevance judgements: nDCG@10 and its companions.

A set is a folder with `corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`) and
`qrels.tsv` (TREC: query, 0, passage, relevance). It is indexed by the product's own edition, in a
folder that is thrown away, and searched by the product's own retriever.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import ir_measures
from ir_measures import RR, R, ScoredDoc, Success, nDCG

from errors import HiwarError
from ingest.document import IngestedDocument, Passage
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, publish_documents
from vectorstore.library import Library
from vectorstore.reranker import Reranker
from vectorstore.retriever import HybridRetriever

_FILES = "DIR needs corpus.jsonl, queries.jsonl and qrels.tsv."

MEASURES = [nDCG @ 10, RR @ 10, Success @ 1, Success @ 5, R @ 10]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """A question set in memory; `passages` and `questions` are (id, text) pairs."""

    name: str
    passages: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    qrels: tuple[ir_measures.Qrel, ...]


def read_retrieval_set(folder: Path) -> RetrievalSet:
    """Read a set from a folder.

    :raises HiwarError: If a file is missing or cannot be read, naming it and the line.
    """
    judged = tuple(ir_measures.read_trec_qrels(_existing(folder / "qrels.tsv").read_text("utf-8")))
    asked = {qrel.query_id for qrel in judged}
    return RetrievalSet(
        name=folder.name,
        passages=tuple(_pairs(folder / "corpus.jsonl")),
        questions=tuple((name, text) for name, text in _pairs(folder / "queries.jsonl") if name in asked),
        qrels=judged,
    )


def evaluate_retrieval(
    data: RetrievalSet,
    embeddings: SentenceTransformerEmbeddings,
    progress: Progress,
    reranker: Reranker | None = None,
) -> dict[str, float]:
    """Index a set, ask all its questions and score the ranking.

    :return: Measure to mean over the questions, 0 to 1; and "questions" and "passages", counts.
    """
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        embedder = Embedder(embeddings.name, lambda: embeddings)
        publish_documents(_documents(data.passages), library, embedder, partial(progress, f"{data.name}: passages"))
        edition = library.editions.open_live()
        retriever = HybridRetriever(edition=edition, embeddings=embeddings, reranker=reranker, k=10)
        run = list(_run(data.questions, retriever, lambda n, of: progress(f"{data.name}: questions", n, of)))
        edition.close()
    scores = ir_measures.calc_aggregate(MEASURES, data.qrels, run)
    counts = {"questions": float(len(data.questions)), "passages": float(len(data.passages))}
    return {**{str(measure): float(value) for measure, value in scores.items()}, **counts}


def _run(
    questions: Sequence[tuple[str, str]], retriever: HybridRetriever, progress: Callable[[int, int], None]
) -> Iterator[ScoredDoc]:
    for done, (name, text) in enumerate(questions, 1):
        for rank, passage in enumerate(retriever.invoke(text)):
            yield ScoredDoc(name, passage.metadata["document_id"], -float(rank))
        progress(done, len(questions))


def _documents(passages: Sequence[tuple[str, str]]) -> list[IngestedDocument]:
    # Without titles: their names are no words, and what stands above a passage is indexed with it.
    return [
        IngestedDocument(
            content_id=name, title="", source=name, language="", date=None, text=text,
            passages=(Passage(text, 0, len(text), (), None, 1, "", ()),),
        )
        for name, text in passages
    ]  # fmt: skip


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(_existing(path).read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            yield str(entry["_id"]), str(entry["text"])
        except (ValueError, KeyError, TypeError) as error:
            raise HiwarError("set_line_invalid", _FILES, name=path.name, number=number) from error


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise HiwarError("set_file_missing", _FILES, name=path.name)
    return path
