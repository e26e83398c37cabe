"""The second copy of what editions say: it is believed for its own edition alone, and goes where its edition goes."""

import shutil
from pathlib import Path

import pytest

from checking import State, check, repair
from errors import HiwarError
from vectorstore import editions as shelf
from vectorstore import library as libraries
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, Reader, index_documents, withdraw
from vectorstore.library import Library

PORTS, TAXES, WATER = "ports.md", "taxes.md", "water.md"


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def reader(tiny: SentenceTransformerEmbeddings) -> Reader:
    return Reader(Embedder(tiny.name, lambda: tiny), 40)


@pytest.fixture
def library(tmp_path: Path, reader: Reader) -> Library:
    """Two editions: in the first two documents answer, in the live one the taxes are withdrawn."""
    library = Library(tmp_path / "data")
    index_documents([written(tmp_path, PORTS), written(tmp_path, TAXES)], library, reader)
    taxes = next(record for record in library.live_records() if record.source == TAXES)
    withdraw(library, reader.embedder, taxes.document_id)
    return library


def written(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text(f"# محضر {name}\n\nحضر الجلسة تسعة أعضاء من المحافظات، وقررت اللجنة نشر التقرير.\n", "utf-8")
    return path


def folders(library: Library) -> tuple[Path, Path]:
    first, live = library.editions.names()
    return library.editions.root / first, library.editions.root / live


def copy_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.documents")


def withdrawn(library: Library) -> list[str]:
    return [record.source for record in library.live_records() if record.withdrawn]


def mend(library: Library, reader: Reader) -> None:
    repair(library.root, reader, lambda what, done, of: None)


@pytest.mark.parametrize("lost", ["manifest.json", "documents.json"])
def test_the_copy_of_another_edition_is_not_believed(library: Library, reader: Reader, lost: str) -> None:
    first, live = folders(library)
    shutil.copy(copy_of(first), copy_of(live))
    (live / lost).unlink()
    with pytest.raises(HiwarError):
        library.live_records()
    assert check(library.root).state == State.BROKEN


def test_the_contents_of_another_edition_do_not_answer_in_the_place_of_the_live_one(
    library: Library, reader: Reader
) -> None:
    first, live = folders(library)
    shutil.rmtree(live)
    shutil.copytree(first, live)
    assert check(library.root).state == State.REPAIRABLE
    mend(library, reader)
    assert check(library.root).findings == ()
    assert withdrawn(library) == [TAXES]


def test_a_live_edition_whose_folder_is_gone_is_built_anew_from_its_copy(library: Library, reader: Reader) -> None:
    shutil.rmtree(folders(library)[1])
    mend(library, reader)
    assert check(library.root).findings == ()
    assert withdrawn(library) == [TAXES]


def test_where_pointer_and_list_are_lost_too_the_newest_edition_is_the_one_whose_copy_is_sound(
    library: Library, reader: Reader
) -> None:
    for name in ("live", "published", f"{folders(library)[1].name}/manifest.json"):
        (library.editions.root / name).write_bytes(b"")
    mend(library, reader)
    assert withdrawn(library) == [TAXES]


def test_an_edition_is_set_aside_with_its_copy_and_keeps_its_originals(
    library: Library, reader: Reader, tmp_path: Path
) -> None:
    index_documents([written(tmp_path, WATER)], library, reader)
    newest = library.editions.root / str(library.editions.live())
    with library.editions.writing():
        library.editions.make_live(library.editions.before_live())
    (newest / "manifest.json").write_bytes(b"{")
    mend(library, reader)
    assert copy_of(newest.with_name(f"{newest.name}.damaged")).is_file()
    with library.editions.writing():
        library.editions.prune(1)
        library.forget_unused()
    assert any(b"water" in path.read_bytes() for path in library.originals.glob("*.md"))


def test_rollback_goes_to_the_edition_before_though_the_manifest_that_names_it_is_damaged(
    library: Library, reader: Reader, tmp_path: Path
) -> None:
    first, _ = folders(library)
    with library.editions.writing():
        library.editions.make_live(first.name)
    index_documents([written(tmp_path, WATER)], library, reader)
    (library.editions.root / str(library.editions.live()) / "manifest.json").write_bytes(b"")
    assert library.editions.before_live() == first.name


def test_what_was_built_by_a_killed_writer_gets_its_copy_when_it_is_published(
    library: Library, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "keep_spare", dies)
    monkeypatch.setattr(shelf.Editions, "delete", does_nothing)  # a killed process clears nothing away
    with pytest.raises(Killed):
        index_documents([written(tmp_path, WATER)], library, reader)
    monkeypatch.undo()
    newest = library.editions.names()[-1]
    assert not copy_of(library.editions.root / newest).exists()
    with library.editions.writing():
        library.editions.make_live(newest)
    assert copy_of(library.editions.root / newest).is_file()


@pytest.mark.parametrize("step", ["drop_spare", "shutil.rmtree"])
def test_the_next_writer_finishes_a_deletion_that_was_broken_off(
    library: Library, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first, live = folders(library)
    monkeypatch.setattr(f"vectorstore.editions.{step}", dies)
    with library.editions.writing(), pytest.raises(Killed):
        library.editions.prune(1)
    monkeypatch.undo()
    with library.editions.writing():
        library.editions.prune(1)
    left = {path.name for path in library.editions.root.iterdir() if path.name.startswith(first.name)}
    assert left == set()
    assert library.editions.names() == [live.name]


def test_a_directory_in_the_place_of_an_old_copy_stops_no_deletion(library: Library) -> None:
    first, live = folders(library)
    copy_of(first).unlink()
    copy_of(first).mkdir()
    with library.editions.writing():
        assert library.editions.prune(1) == [first.name]
    assert library.editions.names() == [live.name]


def dies(*_: object, **__: object) -> None:
    raise Killed


def does_nothing(*_: object) -> None:
    """Stands for what a killed process does not come to."""


def test_a_damaged_edition_is_called_repairable_only_while_all_its_documents_can_be_had(
    library: Library, reader: Reader, tmp_path: Path
) -> None:
    _, live = folders(library)
    (live / "vectors.npy").unlink()
    assert check(library.root).state == State.REPAIRABLE
    for lost in (library.originals, library.readings.root):
        shutil.rmtree(lost)
    (tmp_path / PORTS).unlink()
    told = {finding.where: finding for finding in check(library.root).findings}
    assert not told[f"editions/{live.name}"].repairable
    assert PORTS in told
    mend(library, reader)
    assert check(library.root).state == State.BROKEN
    index_documents([written(tmp_path, PORTS), written(tmp_path, TAXES)], library, reader)
    mend(library, reader)  # sets the former edition aside
    assert check(library.root).state == State.SOUND
    assert withdrawn(library) == [TAXES]
