"""An ingest that is killed at any step leaves the live edition answering, and the next one ends its work.

A child process ingests a second document beside a first. Each operation of it that changes the disk (opening
a file for writing, renaming, deleting, making a folder) is a step at which it may be killed: a run without a
kill counts them, and the others are killed at steps spread over the whole.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answer import Question
from bot.chain import AnswerChain
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, Outcome, Reader, index_documents
from vectorstore.library import Library

KILLS = 24
TOKENS = 40

# Audit hooks see what Python does; SQLite and Chroma write in between, at the steps before and after.
CHILD = """
import os, resource, signal, sys
from pathlib import Path
from vectorstore.embeddings import load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
import vectorstore.building, vectorstore.edition

document, model = sys.argv[1:3]
embeddings = load_embeddings(model)

def ingest():
    reader = Reader(Embedder(model, lambda: embeddings), {tokens})
    index_documents([Path(document)], Library(Path(data)), reader)

steps, fatal = 0, -1
def hook(event, arguments):
    global steps
    writes = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
    if writes or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect", "shutil.rmtree"):
        steps += 1
        if steps == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

print("ready", flush=True)
for line in sys.stdin:
    data, fatal, limit = line.split()
    fatal, limit = int(fatal), int(limit)
    child = os.fork()
    if child == 0:
        sys.addaudithook(hook)
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            ingest()
            print("done", steps, flush=True)
        except BaseException as error:
            print("failed", type(error).__name__, error, flush=True)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        print("killed", flush=True)
"""


class Ingests:
    """Ingests in a process of their own, killed at a step or cut off by a full disk on request."""

    def __init__(self, document: Path, model: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", CHILD.replace("{tokens}", str(TOKENS)), str(document), str(model)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert self._said() == "ready"

    def run(self, data: Path, *, kill_at: int = -1, largest_file: int = 0) -> str:
        assert self._process.stdin
        self._process.stdin.write(f"{data} {kill_at} {largest_file}\n")
        self._process.stdin.flush()
        return self._said()

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate("")


FIRST = "# محضر اللجنة\n\nافتتح رئيس اللجنة الجلسة الأولى في بيروت. وحضرها ممثلو سبع نقابات.\n"
SECOND = "# ميزانية السنة\n\nبلغت الميزانية ألف دينار. وخُصص نصفها لبرامج التدريب في المحافظات.\n"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Path:
    """A data directory in which the first document is published; the second lies beside it."""
    folder = tmp_path_factory.mktemp("kills")
    (folder / "first.md").write_text(FIRST, "utf-8")
    (folder / "second.md").write_text(SECOND, "utf-8")
    index_documents([folder / "first.md"], Library(folder / "data"), Reader(Embedder(tiny.name, lambda: tiny), TOKENS))
    return folder


@pytest.fixture(scope="module")
def ingests(published: Path, tiny_model: Path) -> Iterator[Ingests]:
    ingests = Ingests(published / "second.md", tiny_model)
    yield ingests
    ingests.close()


def answers(library: Library, model: SentenceTransformerEmbeddings) -> list[str]:
    """The documents that answer, after the live edition was opened and asked."""
    edition = library.editions.open_live()
    answer = AnswerChain(edition, model).invoke(Question("من افتتح الجلسة الأولى؟"))
    edition.close()
    assert answer.text
    return [record.source for record in library.live_records()]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_any_step_nothing_is_lost_or_doubled(
    published: Path, ingests: Ingests, tiny: SentenceTransformerEmbeddings, tmp_path: Path
) -> None:
    shutil.copytree(published / "data", tmp_path / "whole")
    said, steps = ingests.run(tmp_path / "whole").split()
    assert said == "done"
    assert int(steps) > KILLS
    outcomes: list[list[str]] = []
    for number in range(KILLS):
        data = tmp_path / str(number)
        shutil.copytree(published / "data", data)
        assert ingests.run(data, kill_at=1 + number * (int(steps) - 1) // (KILLS - 1)) == "killed"
        library = Library(data)
        outcomes.append(answers(library, tiny))
        again = ingests.run(data)
        assert again.startswith("done"), again
        assert answers(library, tiny) == ["first.md", "second.md"]
        assert len(library.editions.names()) == 2
        assert len([path for path in library.editions.root.iterdir() if path.is_dir()]) == 2
        assert library.readings.names() == {record.reading for record in library.live_records()}
    assert outcomes[0] == ["first.md"]
    assert all(outcome in (["first.md"], ["first.md", "second.md"]) for outcome in outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("largest_file", [100, 2_000, 20_000, 80_000, 160_000])
def test_a_disk_that_takes_no_more_leaves_the_live_edition_and_says_so(
    published: Path, ingests: Ingests, tiny: SentenceTransformerEmbeddings, tmp_path: Path, largest_file: int
) -> None:
    data = tmp_path / "data"
    shutil.copytree(published / "data", data)
    said = ingests.run(data, largest_file=largest_file)
    assert said.startswith("failed HiwarError"), said
    assert answers(Library(data), tiny) == ["first.md"]
    assert Library(data).editions.unfinished() == Library(data).drafts() == []
    assert ingests.run(data).startswith("done")
    assert answers(Library(data), tiny) == ["first.md", "second.md"]


class _CutOffError(Exception):
    pass


def test_what_was_embedded_before_a_cut_is_not_embedded_again(
    tmp_path: Path, tiny: SentenceTransformerEmbeddings
) -> None:
    text = "\n\n".join(
        f"ناقشت اللجنة البند رقم {n} من جدول الأعمال ووافقت عليه بالإجماع دون تعديل." for n in range(200)
    )
    (tmp_path / "long.md").write_text(f"# محضر طويل\n\n{text}\n", "utf-8")
    library, reader = Library(tmp_path / "data"), Reader(Embedder(tiny.name, lambda: tiny), 32)
    counts: list[tuple[int, int | None]] = []

    def cut(what: str, done: int, of: int | None) -> None:
        counts.append((done, of)) if what == "Embedding passages" else None
        if what == "Embedding passages" and done:
            raise _CutOffError

    def count(what: str, done: int, of: int | None) -> None:
        counts.append((done, of)) if what == "Embedding passages" else None

    with pytest.raises(_CutOffError):
        index_documents([tmp_path / "long.md"], library, reader, progress=cut)
    (_, whole), (kept, _) = counts
    assert whole
    counts.clear()
    report = index_documents([tmp_path / "long.md"], library, reader, progress=count)
    assert counts[0] == (0, whole - kept)
    assert 0 < kept < whole
    assert [file.outcome for file in report.files] == [Outcome.ADDED]
