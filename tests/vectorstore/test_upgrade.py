"""Data directories that earlier versions wrote, one archive a format: each is built anew, and answers as before.

In each, `seats.md` and `budget.txt` were ingested from /srv/minutes. From the second format on, `seats.md` is a second
version and `budget.txt` is withdrawn. The first format kept neither originals nor readings.

Whoever raises `FORMAT` adds an archive of the format before, made with the version that wrote it:

    hiwar ingest /srv/minutes; (correct 40 to 41 in seats.md); hiwar ingest /srv/minutes
    hiwar documents withdraw BUDGET; hiwar editions prune --keep 1
    rm data/editions/writer.*; tar c -C data . | xz -9e > tests/vectorstore/formats/N.tar.xz
"""

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.answer import Question
from bot.chain import AnswerChain
from errors import HiwarError
from ingest.pipeline import MAX_TOKENS
from tests.ports import free_port
from tests.waiting import post
from vectorstore.edition import open_edition
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, IndexingReport, Outcome, Reader, index_documents, restore, withdraw
from vectorstore.library import Library
from vectorstore.manifest import FORMAT, FutureEditionError, OutdatedEditionError
from vectorstore.rebuilding import rebuild

FORMATS = Path(__file__).with_name("formats")
QUESTION = Question("كم بلغ عدد مقاعد لجنة السواحل؟")
BUDGET = "ميزانية السنة المقبلة\n\nبلغت الميزانية ألف دينار. وخُصص نصفها لبرامج التدريب في المحافظات.\n"

pytestmark = pytest.mark.slow


def unpacked(written_as: int, folder: Path) -> Library:
    with tarfile.open(FORMATS / f"{written_as}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return Library(folder)


def reader_of(model: SentenceTransformerEmbeddings) -> Reader:
    return Reader(Embedder(model.name, lambda: model), MAX_TOKENS)


def answer(library: Library, model: SentenceTransformerEmbeddings) -> str:
    edition = library.editions.open_live()
    said = AnswerChain(edition, model).invoke(QUESTION)
    edition.close()
    assert not said.refused
    return said.text


def ingest(library: Library, model: SentenceTransformerEmbeddings, *paths: Path) -> IndexingReport:
    return index_documents(paths, library, reader_of(model))


def test_each_format_but_the_next_has_its_archive() -> None:
    assert {path.name for path in FORMATS.iterdir()} >= {f"{number}.tar.xz" for number in range(1, FORMAT)}


@pytest.mark.parametrize("written_as", range(1, FORMAT))
def test_an_edition_of_each_former_format_is_built_anew_and_answers_the_same(
    tmp_path: Path, e5: SentenceTransformerEmbeddings, written_as: int
) -> None:
    library = unpacked(written_as, tmp_path)
    old, before = library.editions.live(), library.live_records()
    with pytest.raises(OutdatedEditionError):
        library.editions.open_live()
    told: list[str] = []
    with library.editions.writing():
        manifest, stale = rebuild(library, reader_of(e5), progress=lambda what, done, of: told.append(what))
    assert manifest
    assert (manifest.format, manifest.after) == (FORMAT, old)
    assert told
    assert "41 مقعداً" in answer(library, e5)
    after = library.live_records()
    assert [(r.document_id, r.source, r.content_id, r.withdrawn, r.former) for r in before] == [
        (r.document_id, r.source, r.content_id, r.withdrawn, r.former) for r in after
    ]
    assert [record.withdrawn for record in after] == [written_as > 1, False]
    assert len(after[1].former) == (written_as > 1)
    assert len(stale) == (2 if written_as == 1 else 0)  # it kept no originals
    assert old in library.editions.names()
    assert not library.is_outdated()


def test_the_first_format_is_read_anew_where_the_files_still_lie(
    tmp_path: Path, e5: SentenceTransformerEmbeddings
) -> None:
    library = unpacked(1, tmp_path / "data")
    budget = tmp_path / "budget.txt"
    budget.write_text(BUDGET, "utf-8")
    report = ingest(library, e5, budget)
    assert [(file.outcome, file.path.name) for file in report.files] == [(Outcome.REREAD, "budget.txt")]
    assert [record.source for record in report.stale] == ["seats.md"]
    assert [record.source for record in library.live_records()] == ["budget.txt", "seats.md"]
    assert "41 مقعداً" in answer(library, e5)
    record = library.live_records()[0]
    assert library.original(record.content_id, record.source)


@pytest.mark.parametrize("written_as", range(1, FORMAT))
def test_an_ingest_carries_the_documents_of_a_former_format_along(
    tmp_path: Path, e5: SentenceTransformerEmbeddings, written_as: int
) -> None:
    library = unpacked(written_as, tmp_path / "data")
    new = tmp_path / "new.md"
    new.write_text("# محضر لجنة الموانئ\n\nافتتحت رئيسة لجنة الموانئ الجلسة في صور بحضور تسعة أعضاء.\n", "utf-8")
    report = ingest(library, e5, new)
    assert report.published
    assert sorted(record.source for record in library.live_records()) == ["budget.txt", "new.md", "seats.md"]
    assert "41 مقعداً" in answer(library, e5)


def test_a_document_of_the_first_format_can_be_withdrawn_at_once(
    tmp_path: Path, e5: SentenceTransformerEmbeddings
) -> None:
    library, embedder = unpacked(1, tmp_path), Embedder(e5.name, lambda: e5)
    budget = library.live_records()[0]
    withdraw(library, embedder, budget.document_id)
    assert "41 مقعداً" in answer(library, e5)
    restore(library, embedder, budget.document_id)
    assert [record.withdrawn for record in library.live_records()] == [False, False]


def test_an_edition_of_a_later_version_is_refused_and_left_alone(
    tmp_path: Path, e5: SentenceTransformerEmbeddings
) -> None:
    library = unpacked(2, tmp_path / "data")
    live = library.editions.root / str(library.editions.live())
    manifest = live / "manifest.json"
    manifest.write_text(re.sub(r'"format": *\d+', f'"format": {FORMAT + 1}', manifest.read_text()))
    new = tmp_path / "new.md"
    new.write_text(BUDGET, "utf-8")
    with pytest.raises(FutureEditionError, match="later version"):
        ingest(library, e5, new)
    with pytest.raises(FutureEditionError):
        open_edition(live)
    assert library.editions.names() == [live.name]


def test_what_an_old_edition_holds_must_be_what_was_written(tmp_path: Path, e5: SentenceTransformerEmbeddings) -> None:
    library = unpacked(1, tmp_path)
    documents = library.editions.root / str(library.editions.live()) / "documents.jsonl"
    documents.write_bytes(documents.read_bytes()[:-50])
    with library.editions.writing(), pytest.raises(HiwarError, match="damaged"):
        rebuild(library, reader_of(e5))
    assert len(library.editions.names()) == 1


def test_a_server_that_starts_over_the_first_format_builds_anew_and_answers(tmp_path: Path) -> None:
    library = unpacked(1, tmp_path)
    port = free_port()
    command = [sys.executable, "-m", "cli", "serve", "--data-dir", str(tmp_path), "--port", str(port)]
    open_to_all = {**os.environ, "HIWAR_API": "open", "HIWAR_WORKERS": "0"}
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, env=open_to_all, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        assert server.stderr
        try:
            assert "Hiwar answers at" in server.stdout.readline()
            said = post(f"http://127.0.0.1:{port}/api/ask", json={"question": QUESTION.text}).json()
        finally:
            server.terminate()
        told = server.stderr.read()
    assert "41 مقعداً" in said["text"]
    assert said["edition"] == library.editions.live()
    assert "earlier version of Hiwar" in told
    assert "Traceback" not in told
