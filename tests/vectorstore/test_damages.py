"""Files of a data directory that are cut short, altered, emptied or gone: one clear error or a sound answer, and
never a document less. What `hiwar check` calls repairable, `--repair` mends.
"""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from accounts.store import Accounts, Role
from bot.answer import Question
from bot.chain import AnswerChain
from checking import State, check, repair
from errors import HiwarError
from history.store import History
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library

SOURCES = ["ports.md", "schools.md", "taxes.md"]
NEW = "# محضر لجنة المياه\n\nافتتحت رئيسة لجنة المياه الجلسة في صور بحضور تسعة أعضاء.\n"
TOKENS = 40


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that happens to a file.

    :param state: What `check` calls a directory in which it happened; None where SQLite may not use what was altered.
    """

    path: str
    happens: Callable[[Path], None]
    state: State | None = State.REPAIRABLE


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    content, drawn = bytearray(path.read_bytes()), random.Random(path.name)
    for _ in range(8):
        content[drawn.randrange(len(content))] ^= 0xFF
    path.write_bytes(content)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


def dust(path: Path) -> None:
    path.write_bytes(os.urandom(4096))


def pages_overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in range(4096, len(content) - 64, 4096):
        content[at : at + 64] = os.urandom(64)
    path.write_bytes(content)


def becomes_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def says(content: bytes) -> Callable[[Path], None]:
    def happens(path: Path) -> None:
        path.write_bytes(content)

    return happens


def altered(before: str, after: str) -> Callable[[Path], None]:
    def happens(path: Path) -> None:
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), "utf-8")

    return happens


POINTERS = {
    "empty": b"", "unknown": b"nothing-here", "outside": b"../../../etc", "binary": b"\xff\xfe\x00\x01" * 100,
    "long": b"a" * 5000, "nul": b"a\0b", "dots": b"..",
}  # fmt: skip
OF_EDITION = [
    "arabic.npy", "passages.json", "sentence_spans.npy", "sentence_starts.npy", "sentence_vectors.npy", "vectors.npy",
    "chroma/chroma.sqlite3", "keywords/stems/vocab.index.json", "keywords/ngrams/data.csc.index.npy",
]  # fmt: skip
# Each of them is a manifest that can be read.
MANIFEST_CHANGES = {
    "a later format": ('"format": 6', '"format": 7'),
    "another model": ('"embeddings": "', '"embeddings": "un'),
    "another name": ('"edition": "20', '"edition": "30'),
    "another count": ('"documents": 3', '"documents": 2'),
}
# What the edition says of its documents can be had from the copy beside it, and from nothing else.
OF_RECORDS = ["manifest.json", "documents.json"]


def with_its_copy(happens: Callable[[Path], None]) -> Callable[[Path], None]:
    def both(path: Path) -> None:
        happens(path)
        happens(path.parent.with_name(f"{path.parent.name}.documents"))

    return both


DAMAGES = {
    **{f"pointer {name}": Damage("editions/live", says(content)) for name, content in POINTERS.items()},
    "pointer gone": Damage("editions/live", gone),
    "pointer a folder": Damage("editions/live", becomes_a_folder),
    **{
        f"{name} {happens.__name__}": Damage(
            f"editions/LIVE/{name}",
            happens,
            None if (happens, Path(name).suffix) == (flipped, ".sqlite3") else State.REPAIRABLE,
        )
        for name in (*OF_EDITION, *OF_RECORDS)
        for happens in (cut, flipped, gone)
    },
    **{
        f"{name} and its copy {happens.__name__}": Damage(f"editions/LIVE/{name}", with_its_copy(happens), State.BROKEN)
        for name in OF_RECORDS
        for happens in (cut, flipped, gone)
    },
    **{
        f"copy of the records {h.__name__}": Damage("editions/LIVE.documents", h)
        for h in (cut, flipped, gone, becomes_a_folder)
    },
    **{
        f"manifest with {name}": Damage("editions/LIVE/manifest.json", altered(*change))
        for name, change in MANIFEST_CHANGES.items()
    },
    **{f"vectors {h.__name__}": Damage("vectors.sqlite", h) for h in (cut, dust, pages_overwritten)},
    "vectors flipped": Damage("vectors.sqlite", flipped, None),
    **{f"reading {h.__name__}": Damage("readings/SOME.json", h) for h in (cut, flipped, emptied, gone)},
    **{f"original {h.__name__}": Damage("originals/SOME.md", h) for h in (cut, flipped, emptied, gone)},
    **{f"{name} dust": Damage(name, dust) for name in ("hiwar.sqlite", "history.sqlite")},
    **{f"{name} cut": Damage(name, cut) for name in ("hiwar.sqlite", "history.sqlite")},
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Path:
    """A folder with a data directory in which three documents are published, and somebody may sign in."""
    folder = tmp_path_factory.mktemp("damages")
    (folder / "documents").mkdir()
    for number, name in enumerate(SOURCES):
        text = f"# محضر الاجتماع {name}\n\nحضر الجلسة {number + 7} أعضاء من المحافظات. وقررت اللجنة نشر التقرير.\n"
        (folder / "documents" / name).write_text(text, "utf-8")
    index_documents([folder / "documents"], Library(folder / "data"), reader_of(tiny))
    accounts = Accounts(folder / "data" / "hiwar.sqlite")
    accounts.add("salma", Role.ORGANISER, "a long enough password")
    accounts.close()  # else SQLite could make the file again from its journal
    History(folder / "data" / "history.sqlite").close()
    with Library(folder / "data").editions.writing():
        pass  # which closes all of it to others
    return folder


def reader_of(model: SentenceTransformerEmbeddings) -> Reader:
    return Reader(Embedder(model.name, lambda: model), TOKENS)


def damaged(published: Path, folder: Path, damage: Damage) -> Library:
    """A copy of the data directory in which the damage has happened."""
    shutil.copytree(published / "data", folder)
    library = Library(folder)
    record = library.live_records()[1]
    path = damage.path.replace("LIVE", str(library.editions.live()))
    path = path.replace("readings/SOME", f"readings/{record.reading}").replace("SOME", record.content_id)
    damage.happens(folder / path)
    return library


def answers(library: Library, model: SentenceTransformerEmbeddings) -> list[str]:
    """The documents that answer, after the live edition was opened and asked."""
    edition = library.editions.open_live()
    AnswerChain(edition, model).invoke(Question("كم حضر الجلسة؟"))
    edition.close()
    return [record.source for record in library.live_records()]


@pytest.mark.parametrize("name", DAMAGES)
def test_an_ingest_refuses_or_publishes_every_document(
    published: Path, tmp_path: Path, tiny: SentenceTransformerEmbeddings, name: str
) -> None:
    library = damaged(published, tmp_path / "data", DAMAGES[name])
    new = tmp_path / "water.md"
    new.write_text(NEW, "utf-8")
    try:
        answered = answers(library, tiny) == SOURCES
    except HiwarError:
        answered = False
    before = library.editions.names()
    try:
        report = index_documents([new], library, reader_of(tiny))
    except HiwarError:
        assert library.editions.names() == before
        assert not answered
    else:
        assert report.published
        assert answers(library, tiny) == [*SOURCES, "water.md"]


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_is_told_and_mended_without_a_loss(
    published: Path, tmp_path: Path, tiny: SentenceTransformerEmbeddings, name: str
) -> None:
    damage = DAMAGES[name]
    library = damaged(published, tmp_path / "data", damage)
    files = sorted(str(path) for path in library.root.rglob("*"))
    found = check(library.root)
    assert found.state == damage.state or damage.state is None, found
    assert found.findings == () or found.findings[0].advice
    assert sorted(str(path) for path in library.root.rglob("*")) == files
    repair(library.root, reader_of(tiny), lambda what, done, of: None)
    if damage.state != State.BROKEN:
        assert check(library.root).findings == ()
        assert answers(library, tiny) == SOURCES
        Accounts(library.root / "hiwar.sqlite").close()
        History(library.root / "history.sqlite").close()
        return
    assert check(library.root).state == State.BROKEN
    shutil.rmtree(library.root)
    index_documents([published / "documents"], library, reader_of(tiny), only=True)
    assert answers(library, tiny) == SOURCES


def test_a_sound_directory_has_nothing_to_mend(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published / "data", tmp_path / "data")
    assert check(tmp_path / "data").findings == ()
