"""From files to editions: what is the same document, what is read again and what is embedded again."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import docx
import numpy as np
import pytest

from errors import HiwarError
from ingest.document import Limits
from ingest.readings import DamagedReadingError
from vectorstore.difference import Change, difference
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import (
    Embedder,
    IndexingReport,
    Outcome,
    Reader,
    index_documents,
    restore,
    withdraw,
)
from vectorstore.library import Library

MINUTES = """# محضر اللجنة

افتتح رئيس اللجنة الجلسة الأولى في بيروت. وحضرها ممثلو سبع نقابات.

ناقشت اللجنة خطة التدريب ووافقت عليها. وطلبت من الأمانة نشرها قبل نهاية السنة.

قررت اللجنة أن تعقد جلستها المقبلة في شهر أيار/مايو في مدينة تونس.
"""
BUDGET = "# ميزانية السنة\n\nبلغت الميزانية ألف دينار. وخُصص نصفها لبرامج التدريب في المحافظات.\n"


class Corpus:
    """A folder of documents and the library that they are ingested into."""

    def __init__(self, root: Path, model: SentenceTransformerEmbeddings) -> None:
        self.folder = root / "documents"
        self.folder.mkdir()
        self.library = Library(root / "data")
        self.embedded = 0
        self.model = model
        self.embedder = Embedder(model.name, lambda: model)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def ingest(
        self, *paths: Path, tokens: int = 40, only: bool = False, dry_run: bool = False, publish: bool = True
    ) -> IndexingReport:
        self.embedded = 0

        def progress(what: str, done: int, of: int | None) -> None:
            if what == "Embedding passages":
                self.embedded = of

        reader = Reader(self.embedder, tokens)
        return index_documents(
            paths or [self.folder], self.library, reader, only=only, dry_run=dry_run, publish=publish, progress=progress
        )

    def sources(self) -> list[str]:
        return [record.source for record in self.library.live_records() if not record.withdrawn]


@pytest.fixture
def corpus(tmp_path: Path, tiny: SentenceTransformerEmbeddings) -> Corpus:
    return Corpus(tmp_path, tiny)


def outcomes(report: IndexingReport) -> dict[str, Outcome]:
    return {file.path.name: file.outcome for file in report.files}


def test_an_unchanged_corpus_publishes_reads_and_embeds_nothing(corpus: Corpus) -> None:
    corpus.write("minutes.md", MINUTES)
    corpus.ingest()
    live = corpus.library.editions.live()

    def fail() -> SentenceTransformerEmbeddings:
        raise AssertionError("the model is not needed")

    again = index_documents([corpus.folder], corpus.library, Reader(Embedder(corpus.model.name, fail), 40))
    assert outcomes(again) == {"minutes.md": Outcome.UNCHANGED}
    assert again.manifest is None
    assert corpus.library.editions.live() == live
    assert len(corpus.library.editions.names()) == 1


def test_the_same_content_under_two_names_is_one_document(corpus: Corpus) -> None:
    corpus.write("a.md", MINUTES)
    corpus.write("b.md", MINUTES)
    assert outcomes(corpus.ingest()) == {"a.md": Outcome.ADDED, "b.md": Outcome.DUPLICATE}
    assert corpus.sources() == ["a.md"]


def test_a_new_version_replaces_the_old_and_only_its_changed_passages_are_embedded(corpus: Corpus) -> None:
    path = corpus.write("minutes.md", MINUTES)
    corpus.write("budget.md", BUDGET)
    corpus.ingest()
    path.write_text(MINUTES.replace("تونس", "عمّان"), "utf-8")
    assert outcomes(corpus.ingest()) == {"budget.md": Outcome.UNCHANGED, "minutes.md": Outcome.REPLACED}
    assert corpus.embedded == 1
    old, new = (
        next(record for record in corpus.library.records(edition) if record.source == "minutes.md")
        for edition in corpus.library.editions.names()
    )
    assert old.document_id == new.document_id
    assert new.former == (old.content_id,)
    assert "تونس" in corpus.library.readings.get(old.reading).text
    assert "عمّان" in corpus.library.readings.get(new.reading).text


def test_a_corrected_document_under_another_name_is_a_new_version_of_it(corpus: Corpus) -> None:
    corpus.ingest(corpus.write("minutes.md", MINUTES))
    corrected = corpus.write("minutes-corrected.md", MINUTES.replace("تونس", "عمّان"))
    assert outcomes(corpus.ingest(corrected)) == {"minutes-corrected.md": Outcome.REPLACED}
    assert corpus.sources() == ["minutes-corrected.md"]
    both = outcomes(corpus.ingest())
    assert both == {"minutes.md": Outcome.SUPERSEDED, "minutes-corrected.md": Outcome.UNCHANGED}
    assert corpus.sources() == ["minutes-corrected.md"]


def test_a_document_of_the_same_title_and_other_content_is_another_document(corpus: Corpus) -> None:
    corpus.ingest(corpus.write("2020.md", MINUTES))
    other = corpus.write("2021.md", "# محضر اللجنة\n\nانتخبت اللجنة رئيساً جديداً. وشكرت الرئيس السابق على عمله.\n")
    assert outcomes(corpus.ingest(other)) == {"2021.md": Outcome.ADDED}
    assert corpus.sources() == ["2020.md", "2021.md"]


def test_the_next_minutes_under_the_same_name_and_title_are_another_document(corpus: Corpus) -> None:
    corpus.ingest(corpus.write("05/minutes.md", "# محضر اللجنة\n\nاجتمعت اللجنة في 3 أيار 2023. وقررت بناء مدرسة.\n"))
    june = "# محضر اللجنة\n\nاجتمعت اللجنة في 7 حزيران 2023. وناقشت ترميم المكتبة العامة.\n"
    assert outcomes(corpus.ingest(corpus.write("06/minutes.md", june))) == {"minutes.md": Outcome.ADDED}
    corrected = corpus.write("07/minutes.md", june.replace("العامة", "الوطنية"))
    assert outcomes(corpus.ingest(corrected)) == {"minutes.md": Outcome.REPLACED}
    assert sorted(record.date or "" for record in corpus.library.live_records()) == ["2023-05-03", "2023-06-07"]


def test_files_of_one_run_never_replace_each_other(corpus: Corpus) -> None:
    corpus.write("a/minutes.md", MINUTES)
    corpus.write("b/minutes.md", MINUTES.replace("تونس", "عمّان"))
    corpus.ingest()
    assert corpus.sources() == ["minutes.md", "minutes.md"]
    corpus.ingest()
    assert corpus.sources() == ["minutes.md", "minutes.md"]


def test_a_moved_file_stays_the_same_document(corpus: Corpus) -> None:
    path = corpus.write("minutes.md", MINUTES)
    corpus.ingest()
    moved = path.rename(corpus.folder / "renamed.md")
    corpus.ingest()
    assert [record.path for record in corpus.library.live_records()] == [str(moved)]


def test_documents_that_no_file_was_given_for_stay(corpus: Corpus) -> None:
    corpus.ingest(corpus.write("minutes.md", MINUTES))
    report = corpus.ingest(corpus.write("budget.md", BUDGET))
    assert [record.source for record in report.kept] == ["minutes.md"]
    assert corpus.sources() == ["budget.md", "minutes.md"]
    corpus.ingest(corpus.folder / "budget.md", only=True)
    assert corpus.sources() == ["budget.md"]


def test_another_passage_length_cuts_all_documents_anew(corpus: Corpus) -> None:
    minutes = corpus.write("minutes.md", MINUTES)
    budget = corpus.write("budget.md", BUDGET)
    corpus.ingest()
    minutes.unlink()
    before = corpus.library.live_records()
    assert outcomes(corpus.ingest(budget, tokens=20)) == {"budget.md": Outcome.REREAD}
    after = corpus.library.live_records()
    assert [r.document_id for r in after] == [r.document_id for r in before]
    assert sum(r.passages for r in after) > sum(r.passages for r in before)
    assert [change.kind for change in difference(before, after)] == [Change.REREAD, Change.REREAD]


def test_the_same_content_of_another_kind_is_read_as_that_kind(corpus: Corpus) -> None:
    path = corpus.write("notes.txt", "## الختام\n\nرُفعت الجلسة ظهراً. وشكر الرئيس **جميع** الحاضرين.\n")
    corpus.ingest()
    path.rename(path.with_suffix(".md"))
    assert outcomes(corpus.ingest()) == {"notes.md": Outcome.REREAD}
    record = corpus.library.live_records()[0]
    assert "**" not in corpus.library.readings.get(record.reading).text


def test_a_withdrawn_document_does_not_answer_until_it_is_restored(corpus: Corpus) -> None:
    path = corpus.write("minutes.md", MINUTES)
    corpus.write("budget.md", BUDGET)
    corpus.ingest()
    record = next(r for r in corpus.library.live_records() if r.source == "minutes.md")
    withdraw(corpus.library, corpus.embedder, record.document_id[:6])
    edition = corpus.library.editions.open_live()
    assert len(edition.ids) == edition.manifest.passages
    assert not any(name.startswith(record.content_id) for name in edition.ids)
    edition.close()
    assert outcomes(corpus.ingest(path)) == {"minutes.md": Outcome.WITHDRAWN}
    assert corpus.sources() == ["budget.md"]
    with pytest.raises(HiwarError, match="withdrawn already"):
        withdraw(corpus.library, corpus.embedder, record.document_id)
    restore(corpus.library, corpus.embedder, record.document_id)
    assert corpus.sources() == ["budget.md", "minutes.md"]


def test_the_last_document_can_be_withdrawn(corpus: Corpus) -> None:
    corpus.write("minutes.md", MINUTES)
    corpus.ingest()
    withdraw(corpus.library, corpus.embedder, corpus.library.live_records()[0].document_id)
    edition = corpus.library.editions.open_live()
    assert edition.ids == []
    edition.close()


def test_a_corrected_version_of_a_withdrawn_document_answers(corpus: Corpus) -> None:
    path = corpus.write("minutes.md", MINUTES)
    corpus.ingest()
    withdraw(corpus.library, corpus.embedder, corpus.library.live_records()[0].document_id)
    path.write_text(MINUTES.replace("تونس", "عمّان"), "utf-8")
    assert outcomes(corpus.ingest()) == {"minutes.md": Outcome.REPLACED}
    assert corpus.sources() == ["minutes.md"]


def test_a_dry_run_reports_and_publishes_nothing(corpus: Corpus) -> None:
    corpus.write("minutes.md", MINUTES)
    report = corpus.ingest(dry_run=True)
    assert outcomes(report) == {"minutes.md": Outcome.ADDED}
    assert corpus.library.editions.names() == []


def test_an_edition_can_be_built_and_published_later(corpus: Corpus) -> None:
    corpus.write("minutes.md", MINUTES)
    report = corpus.ingest(publish=False)
    assert report.manifest
    assert corpus.library.editions.live() is None
    corpus.library.editions.make_live(report.manifest.edition)
    assert corpus.sources() == ["minutes.md"]


def test_a_refused_file_leaves_its_former_version_live(corpus: Corpus) -> None:
    path = corpus.write("minutes.md", MINUTES)
    corpus.ingest()
    path.write_bytes(bytes(range(256)))
    corpus.write("budget.md", BUDGET)
    report = corpus.ingest()
    assert outcomes(report) == {"budget.md": Outcome.ADDED, "minutes.md": Outcome.REFUSED}
    assert corpus.sources() == ["budget.md", "minutes.md"]


def test_of_a_damaged_edition_all_documents_come_back_with_the_next_ingest(corpus: Corpus) -> None:
    corpus.write("minutes.md", MINUTES)
    budget = corpus.write("budget.md", BUDGET)
    corpus.ingest()
    live = corpus.library.editions.root / str(corpus.library.editions.live())
    (live / "vectors.npy").write_bytes(b"dust")
    report = corpus.ingest(budget)
    assert report.damaged
    assert corpus.sources() == ["budget.md", "minutes.md"]
    corpus.library.editions.open_live().close()


def test_no_document_is_dropped_where_the_live_edition_cannot_say_what_it_holds(corpus: Corpus) -> None:
    corpus.write("minutes.md", MINUTES)
    budget = corpus.write("budget.md", BUDGET)
    corpus.ingest()
    live = corpus.library.editions.root / str(corpus.library.editions.live())
    for file in (live / "documents.json", live.with_name(f"{live.name}.documents")):
        file.write_text("[]")
    with pytest.raises(HiwarError, match="damaged") as refused:
        corpus.ingest(budget)
    assert "--only" in refused.value.hint
    corpus.ingest(only=True)
    assert corpus.sources() == ["budget.md", "minutes.md"]


def test_a_sidecar_makes_a_new_version_and_is_kept_beside_the_original(corpus: Corpus) -> None:
    path = corpus.write("minutes.md", MINUTES)
    corpus.ingest()
    identity = corpus.library.live_records()[0].document_id
    sidecar = corpus.write("minutes.md.yaml", "title: محضر الجلسة الأولى\nsymbol: E/ESCWA/2020/1\n")
    assert outcomes(corpus.ingest()) == {"minutes.md": Outcome.REPLACED}
    assert outcomes(corpus.ingest()) == {"minutes.md": Outcome.UNCHANGED}
    corpus.library.forget_unused()
    sidecar.unlink()
    path.unlink()
    corpus.write("budget.md", BUDGET)
    report = corpus.ingest(tokens=60)  # the minutes are read anew, from what is kept of them
    (kept,) = report.kept
    assert (kept.document_id, kept.title, kept.symbol) == (identity, "محضر الجلسة الأولى", "E/ESCWA/2020/1")


def test_an_original_that_is_not_as_it_was_is_not_read_for_it(corpus: Corpus) -> None:
    path = corpus.write("minutes.md", MINUTES)
    corpus.write("minutes.md.yaml", "title: محضر الجلسة الأولى\n")
    corpus.ingest()
    path.unlink()
    next(corpus.library.originals.glob("*.yaml")).unlink()
    corpus.write("budget.md", BUDGET)
    before = corpus.library.live_records()
    report = corpus.ingest(corpus.folder / "budget.md", tokens=60)
    assert report.kept == report.stale == before  # as they were read, and told
    shutil.rmtree(corpus.library.readings.root)
    with pytest.raises(HiwarError, match="damaged"):
        corpus.ingest(corpus.folder / "budget.md", tokens=80)
    assert corpus.sources() == ["budget.md", "minutes.md"]


def test_readings_that_were_lost_are_made_again_from_the_originals(corpus: Corpus) -> None:
    minutes = corpus.write("minutes.md", MINUTES)
    corpus.ingest()
    minutes.unlink()
    shutil.rmtree(corpus.library.readings.root)
    corpus.ingest(corpus.write("budget.md", BUDGET))
    assert corpus.sources() == ["budget.md", "minutes.md"]
    assert all(record.title != record.content_id for record in corpus.library.live_records())


def test_an_altered_reading_is_known_by_its_checksum_and_an_older_one_by_its_shape(corpus: Corpus) -> None:
    corpus.ingest(corpus.write("minutes.md", MINUTES))
    readings, (record,) = corpus.library.readings, corpus.library.live_records()
    path = readings.root / f"{record.reading}.json"
    written = path.read_bytes()
    document = readings.get(record.reading)
    path.write_bytes(written.replace("تونس".encode(), "عمان".encode()))
    assert not readings.is_sound(record.reading)
    with pytest.raises(DamagedReadingError) as refused:
        readings.get(record.reading, record.source)
    assert "minutes.md" in str(refused.value)
    assert "النقابات" not in str(refused.value)
    path.write_bytes(re.sub(rb',"sha256":"\w+"', b"", written))
    assert readings.get(record.reading) == document
    path.write_bytes(written[:-200] + b"}")
    assert not readings.is_sound(record.reading)


def test_a_vector_that_was_altered_is_made_again(corpus: Corpus) -> None:
    corpus.ingest(corpus.write("minutes.md", MINUTES))
    with closing(sqlite3.connect(corpus.library.vectors)) as vectors:
        vectors.execute("UPDATE vectors SET passage = zeroblob(64) WHERE key = (SELECT min(key) FROM vectors)")
        vectors.commit()
    corpus.ingest(corpus.write("budget.md", BUDGET))
    new = next(record.passages for record in corpus.library.live_records() if record.source == "budget.md")
    assert corpus.embedded == new + 1
    edition = corpus.library.editions.open_live()
    norms = [float(np.linalg.norm(edition.passage_vectors(row).passage)) for row in range(len(edition.ids))]
    edition.close()
    assert norms == pytest.approx([1] * len(norms), abs=1e-3)


def test_withdrawing_over_a_damaged_reading_is_a_clear_error_and_changes_nothing(corpus: Corpus) -> None:
    corpus.write("minutes.md", MINUTES)
    corpus.ingest(corpus.write("budget.md", BUDGET), corpus.folder / "minutes.md")
    budget, minutes = corpus.library.live_records()
    path = corpus.library.readings.root / f"{minutes.reading}.json"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(DamagedReadingError, match=r"minutes\.md"):
        withdraw(corpus.library, corpus.embedder, budget.document_id)
    assert corpus.sources() == ["budget.md", "minutes.md"]
    assert len(corpus.library.editions.names()) == 1


def test_a_document_that_todays_limits_refuse_stays_as_it_was_read(corpus: Corpus) -> None:
    document = docx.Document()
    document.add_heading("محضر اللجنة", 1)
    document.add_paragraph("افتتح رئيس اللجنة الجلسة الأولى في بيروت. وحضرها ممثلو سبع نقابات.")
    document.save(str(corpus.folder / "minutes.docx"))
    corpus.ingest()
    before = corpus.library.live_records()
    narrow = Reader(corpus.embedder, 60, Limits(max_unpacked_bytes=200))
    report = index_documents([corpus.write("budget.md", BUDGET)], corpus.library, narrow)
    assert report.stale == report.kept == before
    assert corpus.sources() == ["budget.md", "minutes.docx"]
