"""The speed of the product against the speed of its model alone, as ratios measured in one run.

    python -m benchmarks.speed [DOCUMENTS]

Ingest: reading, embedding and publishing a folder, over `SentenceTransformer.encode` on the same passages.
Answer: question to whole quoted answer, over encoding the question with each passage that is read.
Start: seconds from `hiwar serve` to a page that answers, on a published edition.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.answer import Question
from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from bot.reading.reading import passages_read
from bot.understanding.question import understand
from ingest.pipeline import MAX_TOKENS
from vectorstore.building import Corpus
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.passages import headings, indexed_text
from vectorstore.vectors import BUNDLED

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3


def main() -> None:
    """Measure and print the three figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="?", type=Path, default=ROOT / "documents")
    parser.add_argument("--prompts", type=Path, default=ROOT / "tests" / "prompts" / "documents.jsonl")
    arguments = parser.parse_args()
    model = load_embeddings()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        print(f"ingest / encode     {ingest_ratio(arguments.documents, data, model):.2f}")
        chain = AnswerChain(Library(data / "0").editions.open_live(), model)
        print(f"answer / encode     {answer_ratio(chain, arguments.prompts):.2f}")
        chain.edition.close()
        print(f"server start        {server_start(data / '0'):.1f} s")


def ingest_ratio(documents: Path, data: Path, model: SentenceTransformerEmbeddings) -> float:
    """Median over rounds that run both in turn; each round publishes into a new folder."""
    ratios: list[float] = []
    for number in range(ROUNDS):
        library = Library(data / str(number))
        start = time.perf_counter()
        index_documents([documents], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS))
        ingest = time.perf_counter() - start
        corpus = Corpus(library.live_records(), library.readings)
        texts = [indexed_text(record.title, passage) for record, passage in corpus.passages()]
        start = time.perf_counter()
        model.model.encode(texts, prompt=model.prompt, batch_size=8)
        encode = time.perf_counter() - start
        print(f"  {len(texts)} passages: ingest {ingest:.1f} s, encode {encode:.1f} s")
        ratios.append(ingest / encode)
    return statistics.median(ratios)


def answer_ratio(chain: AnswerChain, prompts: Path) -> float:
    """Median time of a whole answer over median time of encoding the question with each passage that it reads."""
    questions = [prompt.question.text for prompt in read_prompts(prompts)]
    for question in questions[:3]:
        chain.invoke(Question(question))
    encoded, whole = [], []
    for question in questions:
        asked = understand(Question(question))
        hits = chain.finder.find(asked).hits[: passages_read(asked.intent)]
        pairs = [f"{question}\n{headings(hit.passage)}\n{hit.passage.page_content}" for hit in hits]
        start = time.perf_counter()
        chain.embeddings.model.encode(pairs, batch_size=8)
        encoded.append(time.perf_counter() - start)
        start = time.perf_counter()
        chain.invoke(Question(question))
        whole.append(time.perf_counter() - start)
    read, answered = statistics.median(encoded), statistics.median(whole)
    print(f"  {len(questions)} questions: encode {1000 * read:.0f} ms, answer {1000 * answered:.0f} ms")
    return answered / read


def server_start(data_dir: Path) -> float:
    """Seconds until the page is there; the second of two starts."""
    seconds = 0.0
    for _ in range(2):
        start = time.perf_counter()
        with serving(data_dir):
            seconds = time.perf_counter() - start
    return seconds


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its address, with a slash at its end, and its process."""

    url: str
    pid: int


@contextmanager
def serving(data_dir: Path) -> Generator[Served]:
    """Serve a data directory on a free port, for as long as the block lasts."""
    port = free_port()
    command = [sys.executable, "-m", "cli", "serve", "--data-dir", str(data_dir), "--port", str(port)]
    with served(command, f"http://127.0.0.1:{port}/", "healthz") as server:
        yield server


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(command: list[str], url: str, path: str = "") -> Generator[Served]:
    """Run a server for as long as the block lasts, which begins when the server answers.

    :param url: Its address, with a slash at its end.
    :param path: What it is asked for, below its address.
    """
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "HF_HUB_OFFLINE": "1"}) as server:
        try:
            while not _answers(url + path):
                if server.poll() is not None:
                    raise SystemExit("the server ended before it answered")
                time.sleep(0.05)
            yield Served(url, server.pid)
        finally:
            server.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as response:
            return response.status == 200
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


if __name__ == "__main__":
    main()
