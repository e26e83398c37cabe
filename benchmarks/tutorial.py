"""Hiwar beside the stack that most LangChain tutorials build: same embedder, documents and prompts, in one run.

    python -m benchmarks.tutorial DOCUMENTS=PROMPTS [DOCUMENTS=PROMPTS ...]

The tutorials' stack cuts every document's text with `RecursiveCharacterTextSplitter` into 1000 characters that
overlap by 200, and searches Chroma by similarity; its variant adds BM25 over `str.split()` by reciprocal rank
fusion (k = 60), as `BM25Retriever` and `EnsembleRetriever` do. It is given the text that Hiwar's loaders read.

A prompt's passage is found where one of the first 1, 3 or 5 passages holds the words that the prompt names, or
else its answers. "cited" is the share of prompts for which one of the passages that a reader is pointed to does:
for the tutorials' stack the four that it hands to its model, for Hiwar those that its answer quotes from.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_chroma import Chroma
from langchain_text_splitters import RecursiveCharacterTextSplitter
from rank_bm25 import BM25Okapi

from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from bot.evaluation.prompts import Prompt, holds_all
from bot.understanding.question import understand
from ingest.pipeline import MAX_TOKENS, find_documents, read_document
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED

_HANDED_OVER = 4  # passages, the default of LangChain's retrievers
_RANKS = (1, 3, 5)
_DEPTH = 20  # that are fused
_K = 60

Search = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """What a stack is worth: shares of the answerable prompts, and seconds a question."""

    found: tuple[float, ...]
    cited: float
    seconds: float


def main() -> None:
    """Measure every stack on every pair and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="DOCUMENTS=PROMPTS")
    model = load_embeddings()
    for pair in parser.parse_args().pairs:
        documents, path = (Path(part) for part in pair.split("=", 1))
        prompts = [prompt for prompt in read_prompts(path) if prompt.answerable and (prompt.passage or prompt.answers)]
        print(f"\n{len(prompts)} answerable prompts of {path.name} over {documents.name}")
        print(f"{'':32}{'@1':>7}{'@3':>7}{'@5':>7}{'cited':>8}{'s/question':>12}")
        for name, row in _rows(documents, prompts, model):
            found = "".join(f"{share:7.2f}" for share in row.found)
            print(f"{name:32}{found}{row.cited:8.2f}{row.seconds:12.3f}")


def _rows(documents: Path, prompts: Sequence[Prompt], model: SentenceTransformerEmbeddings) -> list[tuple[str, Row]]:
    with tempfile.TemporaryDirectory() as folder:
        similar, fused = tutorial_stacks(documents, model)
        library = Library(Path(folder))
        index_documents([documents], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS))
        chain = AnswerChain(library.editions.open_live(), model)
        rows = [
            ("tutorial: Chroma similarity", _measure(prompts, similar)),
            ("tutorial: with BM25 by RRF", _measure(prompts, fused)),
            ("Hiwar", _measure_ours(prompts, chain)),
        ]
        chain.edition.close()
    return rows


def tutorial_stacks(documents: Path, model: SentenceTransformerEmbeddings) -> tuple[Search, Search]:
    """The tutorials' two ways to search a folder of documents, each giving the text of the passages, best first."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    read = (read_document(path, count_tokens=model.count_tokens) for path in find_documents([documents]))
    chunks = [chunk for document in read for chunk in splitter.split_text(document.text)]
    store = Chroma.from_texts(chunks, model, collection_name="tutorial")
    keywords = BM25Okapi([chunk.split() for chunk in chunks])

    def similar(question: str) -> list[str]:
        return [found.page_content for found in store.similarity_search(question, k=_DEPTH)]

    def fused(question: str) -> list[str]:
        rankings = (similar(question), keywords.get_top_n(question.split(), chunks, n=_DEPTH))
        scores: dict[str, float] = {}
        for ranking in rankings:
            for rank, chunk in enumerate(ranking, 1):
                scores[chunk] = scores.get(chunk, 0) + 1 / (_K + rank)
        return sorted(scores, key=lambda chunk: -scores[chunk])

    return similar, fused


def _measure(prompts: Sequence[Prompt], search: Search) -> Row:
    start = time.perf_counter()
    found = [search(prompt.question.text) for prompt in prompts]
    seconds = time.perf_counter() - start
    cited = [_holds(prompt, passages[:_HANDED_OVER]) for prompt, passages in zip(prompts, found, strict=True)]
    return _row(prompts, found, cited, seconds)


def _measure_ours(prompts: Sequence[Prompt], chain: AnswerChain) -> Row:
    start = time.perf_counter()
    answers = [chain.invoke(prompt.question) for prompt in prompts]
    seconds = time.perf_counter() - start
    found = [[hit.passage.page_content for hit in chain.finder.find(understand(p.question)).hits] for p in prompts]
    cited = [_holds(p, [c.passage for c in answer.citations]) for p, answer in zip(prompts, answers, strict=True)]
    return _row(prompts, found, cited, seconds)


def _row(prompts: Sequence[Prompt], found: Sequence[list[str]], cited: Sequence[bool], seconds: float) -> Row:
    shares = (
        sum(_holds(prompt, passages[:rank]) for prompt, passages in zip(prompts, found, strict=True)) / len(prompts)
        for rank in _RANKS
    )
    return Row(tuple(shares), sum(cited) / len(prompts), seconds / len(prompts))


def _holds(prompt: Prompt, passages: Sequence[str]) -> bool:
    wanted = [(words,) for words in prompt.passage] or prompt.answers
    return any(holds_all(passage, wanted) for passage in passages)


if __name__ == "__main__":
    main()
