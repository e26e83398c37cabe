"""Memory and time of ingest and retrieval as the corpus grows; vectors are drawn at random, all else is real.

    python -m benchmarks.scale [--documents 1000] [--pages 50] [--questions 100]

The documents are made of the sample corpus's sentences in random order, with new numbers and with one word in
twenty made up, after Zipf's law out of 300,000, so that the vocabulary grows as it does in real text. Embedding
them would take hours on a small machine and says nothing about memory: a passage's vectors are drawn from a
generator seeded with its text. Reading, cutting, counting tokens, the caches, Chroma, the keyword indexes and
publishing are what the product does. Resident memory is the process's own, its peak that of the whole run so far.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from bot.evaluation.files import read_prompts
from ingest.document import Span
from ingest.pipeline import MAX_TOKENS
from ingest.sentences import split_sentences
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.retriever import HybridRetriever
from vectorstore.vectors import PassageVectors

ROOT = Path(__file__).resolve().parent.parent
_PAGE = 1800  # characters
_MADE_UP, _VOCABULARY = 0.05, 300_000
_NAME = "drawn at random"


class RandomEmbeddings(SentenceTransformerEmbeddings):
    """Counts tokens as the bundled model does, and draws vectors in its place."""

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
    ) -> Iterator[tuple[int, PassageVectors]]:
        """Vectors that depend on the texts alone."""
        for i, (text, spans) in enumerate(zip(texts, sentences, strict=True)):
            drawn = np.random.default_rng(crc32(text.encode())).standard_normal((1 + len(spans), self.dimension))
            drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
            yield i, PassageVectors(drawn[0].astype(np.float32), drawn[1:].astype(np.float32))


def main() -> None:
    """Make documents, ingest them, and search."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--questions", type=int, default=100)
    arguments = parser.parse_args()
    bundled = load_embeddings()
    model = RandomEmbeddings(bundled.model, name=_NAME)
    _say("model loaded")
    with tempfile.TemporaryDirectory() as folder:
        documents, library = Path(folder) / "documents", Library(Path(folder) / "data")
        write_documents(documents, arguments.documents, arguments.pages)
        _say("documents written")
        ingest(documents, library, model)
        search(library, bundled, arguments.questions)


def write_documents(folder: Path, count: int, pages: int) -> None:
    """Write text files of so many pages into a new folder."""
    folder.mkdir()
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "documents").glob("*.[tm][xd]*"))]
    stock = [text[s.start : s.end].replace("\n", " ") for text in texts for s in split_sentences(text)]
    stock = [sentence for sentence in stock if 40 < len(sentence) < 400]
    for number in range(count):
        chance = random.Random(number)
        sections = (_section(chance, stock, page) for page in range(1, pages + 1))
        text = f"تقرير رقم {number} عن المشاورات\n\n" + "\n\n".join(sections)
        (folder / f"report-{number:05}.txt").write_text(text, "utf-8")


def _section(chance: random.Random, stock: Sequence[str], number: int) -> str:
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < _PAGE:
        sentences = [_varied(chance, sentence) for sentence in chance.choices(stock, k=chance.randint(2, 5))]
        paragraphs.append(" ".join(sentence if sentence[-1] in ".؟!" else f"{sentence}." for sentence in sentences))
    return "\n\n".join((f"{number}. البند رقم {number}", *paragraphs))


def _varied(chance: random.Random, sentence: str) -> str:
    words = sentence.split()
    for i, word in enumerate(words):
        if word.isdecimal():
            words[i] = str(chance.randint(1, 10 ** len(word)))
        elif chance.random() < _MADE_UP:
            words[i] = _word(min(int(chance.paretovariate(0.7)), _VOCABULARY))
    return " ".join(words)


def _word(rank: int) -> str:
    """The made up word of that rank."""
    chance = random.Random(rank)
    return "".join(chance.choices("ابتجحدرزسشصعفقكلمنهوي", k=chance.randint(4, 8)))


def ingest(documents: Path, library: Library, model: SentenceTransformerEmbeddings) -> None:
    """Ingest and publish, telling what each step took."""
    steps = _Steps()
    index_documents([documents], library, Reader(Embedder(_NAME, lambda: model), MAX_TOKENS), progress=steps)
    steps.end("Building and publishing")
    manifest = library.editions.manifests()[-1]
    print(f"{manifest.documents} documents, {manifest.passages} passages, {manifest.sentences} sentences")


class _Steps:
    """Progress of ingest -> a line where a step ends."""

    def __init__(self) -> None:
        self._step, self._start = "", time.perf_counter()

    def __call__(self, step: str, done: int, total: int | None) -> None:
        if step != self._step:
            self._step = step
        if done == total:
            self.end(step)

    def end(self, step: str) -> None:
        """Say what it took."""
        _say(f"{step}, {time.perf_counter() - self._start:.0f} s")
        self._start = time.perf_counter()


def search(library: Library, bundled: SentenceTransformerEmbeddings, count: int) -> None:
    """Open the edition, and search for the sample corpus's questions; embedding them is not counted."""
    before = _resident()
    start = time.perf_counter()
    edition = library.editions.open_live()
    print(f"opened in {time.perf_counter() - start:.1f} s")
    retriever = HybridRetriever(edition=edition, embeddings=bundled)
    questions = [prompt.question.text for prompt in read_prompts(ROOT / "tests/prompts/documents.jsonl")][:count]
    vectors = [bundled.embed_query(question) for question in questions]
    seconds = list(_timed(retriever, questions, vectors))[len(questions) // 10 :]
    print(f"retrieval: median {1000 * statistics.median(seconds):.0f} ms, slowest {1000 * max(seconds):.0f} ms")
    print(f"resident for the index: {_resident() - before:.0f} MB")
    edition.close()


def _timed(retriever: HybridRetriever, questions: Iterable[str], vectors: Iterable[list[float]]) -> Iterator[float]:
    for question, vector in zip(questions, vectors, strict=True):
        start = time.perf_counter()
        retriever.search(question, vector)
        yield time.perf_counter() - start


def _say(what: str) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:40} resident {_resident():6.0f} MB, peak {peak:6.0f} MB", flush=True)


def _resident() -> float:
    """Megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
