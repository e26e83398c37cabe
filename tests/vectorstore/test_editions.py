"""Editions on real Chroma, with the tiny real model."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from errors import HiwarError
from ingest.document import IngestedDocument
from tests.documents import document_of
from vectorstore.edition import open_chroma, open_edition
from vectorstore.editions import Editions
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, publish_documents
from vectorstore.library import Library
from vectorstore.manifest import DamagedEditionError
from vectorstore.passages import KEYS, indexed_text, section_path
from vectorstore.pointer import LostPointerError
from vectorstore.retriever import HybridRetriever
from vectorstore.vector_cache import VectorCache, vector_key
from vectorstore.vectors import PassageVectors, Vector

FIRST = document_of("first", "افتتحت المديرة الحوار الأول. وشكرت الحاضرين.", "شارك ٨٧ شخصاً من ٢١ بلداً.")
SECOND = document_of("second", "ناقش المشاركون مسودة التقرير. ثم رُفعت الجلسة.")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data")


@pytest.fixture
def editions(library: Library) -> Editions:
    return library.editions


def publish(library: Library, model: SentenceTransformerEmbeddings, *documents: IngestedDocument) -> int:
    """Publish and return how many passages were embedded for it."""
    embedded = [0]

    def progress(done: int, of: int) -> None:
        embedded[0] = of

    publish_documents(documents, library, Embedder(model.name, lambda: model), progress)
    return embedded[0]


def test_a_published_edition_gives_back_what_was_put_in(library: Library, tiny: SentenceTransformerEmbeddings) -> None:
    publish(library, tiny, FIRST, SECOND)
    edition = library.editions.open_live()
    stored = edition.passages([2, 0, 1])
    assert [p.page_content for p in stored] == [p.text for p in (*SECOND.passages, *FIRST.passages)]
    assert all(set(p.metadata) == set(KEYS) for p in stored)
    assert section_path(stored[0]) == ("أولاً", "الافتتاح")
    assert stored[0].metadata["edition"] == library.editions.live()
    assert [library.readings.get(record.reading) for record in edition.records()] == [FIRST, SECOND]
    vectors = np.array(tiny.embed_documents([indexed_text(d.title, p) for d in (FIRST, SECOND) for p in d.passages]))
    assert np.allclose(edition.cosines(vectors[1].tolist(), np.arange(3)), vectors @ vectors[1], atol=1e-5)
    spans, sentence_vectors = edition.sentences(0)
    assert spans == list(FIRST.passages[0].sentences)
    assert sentence_vectors.shape == (2, 16)
    edition.close()


def test_only_passages_without_vectors_are_embedded(library: Library, tiny: SentenceTransformerEmbeddings) -> None:
    assert publish(library, tiny, FIRST) == 2
    assert publish(library, tiny, FIRST, SECOND) == 1
    assert publish(library, tiny, SECOND) == 0
    edition = library.editions.open_live()
    vectors = np.array(tiny.embed_documents([indexed_text(SECOND.title, p) for p in SECOND.passages]))
    assert np.allclose(edition.cosines(vectors[0].tolist(), np.array([0])), [1], atol=1e-5)
    edition.close()


def test_another_model_makes_new_vectors(library: Library, tiny: SentenceTransformerEmbeddings) -> None:
    publish(library, tiny, FIRST)
    renamed = SentenceTransformerEmbeddings(tiny.model, name="another")
    assert publish(library, renamed, FIRST) == 2


def test_vectors_of_a_damaged_store_are_made_again(library: Library, tiny: SentenceTransformerEmbeddings) -> None:
    publish(library, tiny, FIRST)
    for path in library.root.glob("vectors.sqlite*"):
        path.write_bytes(b"dust" * 5000)
    assert publish(library, tiny, FIRST) == 2


@pytest.mark.parametrize("is_live", [True, False])
@pytest.mark.parametrize("file", ["manifest.json", "documents.json"])
def test_pruning_deletes_nothing_that_a_damaged_edition_may_need(
    library: Library, tiny: SentenceTransformerEmbeddings, file: str, is_live: bool
) -> None:
    publish(library, tiny, FIRST)
    publish(library, tiny, SECOND)
    first, second = library.editions.names()
    damaged = library.editions.root / (second if is_live else first)
    for path in (damaged / file, damaged.with_name(f"{damaged.name}.documents")):
        path.write_bytes(b"dust")
    readings = library.readings.names()

    def prune() -> None:
        library.editions.prune(1 if is_live else 2)
        library.forget_unused()

    with library.editions.writing(), pytest.raises(DamagedEditionError):
        prune()
    assert library.editions.names() == [first, second]
    assert library.readings.names() == readings


def test_an_edition_without_documents_opens_and_finds_nothing(
    library: Library, tiny: SentenceTransformerEmbeddings
) -> None:
    publish(library, tiny)
    edition = library.editions.open_live()
    assert HybridRetriever(edition=edition, embeddings=tiny).invoke("من افتتح الحوار؟") == []
    edition.close()


def test_rolling_back_and_publishing_move_the_pointer_alone(
    library: Library, tiny: SentenceTransformerEmbeddings
) -> None:
    editions = library.editions
    publish(library, tiny, FIRST)
    publish(library, tiny, FIRST, SECOND)
    first, second = editions.names()
    assert editions.before_live() == first
    editions.make_live(first)
    assert editions.live() == first
    with pytest.raises(HiwarError, match="no edition"):
        editions.before_live()
    with pytest.raises(HiwarError, match="no edition"):
        editions.make_live("20200101T000000-none")
    (editions.root / second / "vectors.npy").write_bytes(b"dust")
    with pytest.raises(DamagedEditionError):
        editions.make_live(second)
    assert editions.live() == first


def test_rolling_back_never_publishes_what_was_rolled_back_before(
    library: Library, tiny: SentenceTransformerEmbeddings
) -> None:
    editions = library.editions
    publish(library, tiny, FIRST)
    publish(library, tiny, SECOND)  # a mistake
    first, mistake = editions.names()
    editions.make_live(first)
    publish(library, tiny, FIRST, SECOND)
    assert editions.names()[1] == mistake
    assert editions.before_live() == first
    shutil.rmtree(editions.root / first)  # it was pruned
    with pytest.raises(HiwarError, match="no edition before"):
        editions.before_live()


def rename_live(editions: Editions, name: str) -> None:
    """Give the live edition another name, with its copy."""
    old = str(editions.live())
    for suffix in ("", ".documents"):
        (editions.root / f"{old}{suffix}").rename(editions.root / f"{name}{suffix}")
    (editions.root / "live").write_text(name)


def test_rolling_back_follows_what_was_live_though_the_clock_was_set_back(
    library: Library, tiny: SentenceTransformerEmbeddings
) -> None:
    editions = library.editions
    publish(library, tiny, FIRST)
    first = str(editions.live())
    ahead = f"2099{first[4:]}"  # as if the clock had been ahead when it was made
    rename_live(editions, ahead)
    publish(library, tiny, FIRST, SECOND)
    second = str(editions.live())
    assert editions.names() == [ahead, second]
    assert editions.before_live() == ahead
    # Earlier versions named by the clock alone: there, the later edition may stand in front.
    behind = f"2001{second[4:]}"
    rename_live(editions, behind)
    assert editions.names() == [behind, ahead]
    assert editions.before_live() == ahead
    with editions.writing():
        assert editions.prune(1) == []  # the live one stays, and so does the newest by its name
    publish(library, tiny, SECOND)
    assert editions.names()[-1] == editions.live()


def test_pruning_keeps_the_live_edition_and_what_the_rest_need(
    library: Library, tiny: SentenceTransformerEmbeddings
) -> None:
    publish(library, tiny, FIRST)
    publish(library, tiny, SECOND)
    publish(library, tiny, FIRST, SECOND)
    names = library.editions.names()
    library.editions.make_live(names[1])
    with library.editions.writing():
        assert library.editions.prune(1) == [names[0]]
        library.editions.make_live(names[1])
        library.forget_unused()
    assert library.editions.names() == names[1:]
    assert not list(library.editions.root.glob(f"{names[0]}*"))
    with library.editions.writing():
        library.editions.make_live(names[1])
        for file in (f"{names[2]}/manifest.json", f"{names[2]}.documents"):
            (library.editions.root / file).unlink()
        library.editions.prune(1)
        library.forget_unused()
    assert len(library.readings.names()) == 1
    assert publish(library, tiny, FIRST, SECOND) == 2  # the vectors of FIRST went with its last edition


def test_an_open_edition_answers_on_while_the_next_is_published(
    library: Library, tiny: SentenceTransformerEmbeddings
) -> None:
    publish(library, tiny, FIRST)
    before = library.editions.open_live()
    publish(library, tiny, SECOND)
    assert before.passages([1])[0].page_content == FIRST.passages[1].text
    after = library.editions.open_live()
    assert after.passages([0])[0].page_content == SECOND.passages[0].text
    before.close()
    after.close()


def test_a_pointer_of_garbage_is_a_clear_error(editions: Editions) -> None:
    editions.root.mkdir(parents=True)
    (editions.root / "live").write_bytes(b"\xff\xfe\x00garbage")
    with pytest.raises(LostPointerError):
        editions.open_live()


def test_nothing_published_is_a_clear_error(editions: Editions) -> None:
    with pytest.raises(HiwarError, match="Nothing has been published"):
        editions.open_live()


def test_a_second_writer_is_told_that_another_one_is_at_work(editions: Editions) -> None:
    code = (
        "import sys; from pathlib import Path; from vectorstore.editions import Editions\n"
        "with Editions(Path(sys.argv[1])).writing(): print('in', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(editions.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        with (
            pytest.raises(HiwarError, match=rf"Another ingest is running.*process {other.pid} of "),
            editions.writing(),
        ):
            pass
        other.communicate("")
    with editions.writing():
        pass


def test_a_build_that_died_is_cleared_away_by_the_next(library: Library, tiny: SentenceTransformerEmbeddings) -> None:
    publish(library, tiny, FIRST)
    unfinished = library.editions.root / "20200101T000000-dead"
    (unfinished / "chroma").mkdir(parents=True)
    publish(library, tiny, FIRST, SECOND)
    assert not unfinished.exists()
    assert sum(path.is_dir() for path in library.editions.root.iterdir()) == 2


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwrite(path: Path) -> None:
    path.write_bytes(b"\x00garbage" * (path.stat().st_size // 8 + 1))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated": _truncate,
    "overwritten": _overwrite,
    "missing": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    "name",
    ["manifest.json", "passages.json", "vectors.npy", "documents.json", "keywords/stems/vocab.index.json",
     "chroma/chroma.sqlite3"],
)  # fmt: skip
def test_a_damaged_edition_is_refused_with_one_clear_error(
    library: Library, tiny: SentenceTransformerEmbeddings, name: str, damage: str, tmp_path: Path
) -> None:
    publish(library, tiny, FIRST)
    # A copy: Chroma keeps what it has opened under its path.
    copy = tmp_path / "copy" / str(library.editions.live())
    shutil.copytree(library.editions.root / str(library.editions.live()), copy)
    DAMAGES[damage](copy / name)
    with pytest.raises(DamagedEditionError, match="damaged"):
        open_edition(copy)


def _drawn(count: int, wide: float, draw: np.random.Generator) -> Vector:
    vectors = np.ones((1, 16)) + draw.normal(size=(count, 16)) * wide
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


NEAR_DUPLICATES: dict[str, Callable[[np.random.Generator], Vector]] = {
    "one vector": lambda draw: np.repeat(_drawn(1, 0.1, draw), 3000, axis=0),
    "all nearly the same": lambda draw: _drawn(3000, 1e-4, draw),
    "one other in front": lambda draw: np.concatenate(
        [_drawn(1, 0.5, draw), np.repeat(_drawn(1, 0.1, draw), 3000, axis=0)]
    ),
    "a few templates, one behind the other": lambda draw: np.repeat(_drawn(20, 0.3, draw), 200, axis=0),
}


@pytest.mark.parametrize("name", NEAR_DUPLICATES)
def test_an_edition_of_near_duplicates_opens(library: Library, tiny: SentenceTransformerEmbeddings, name: str) -> None:
    vectors = NEAR_DUPLICATES[name](np.random.default_rng(0))
    document = document_of("many", *(f"ناقشت اللجنة البند رقم {n} من الجدول." for n in range(len(vectors))))
    with VectorCache(library.vectors) as cache:
        keys = [vector_key(document.title, passage, tiny.name) for passage in document.passages]
        cache.put([(key, PassageVectors(v, v[None])) for key, v in zip(keys, vectors, strict=True)])
    assert publish(library, tiny, document) == 0
    edition = library.editions.open_live()
    assert len(edition.nearest(vectors[0].tolist(), 50)) == 50
    edition.close()


def test_a_store_that_lacks_a_passage_or_holds_other_vectors_is_refused(
    library: Library, tiny: SentenceTransformerEmbeddings, tmp_path: Path
) -> None:
    publish(library, tiny, FIRST, SECOND)
    live = str(library.editions.live())
    for name in ("less", "other"):
        shutil.copytree(library.editions.root / live, tmp_path / name / live)
        client = open_chroma(tmp_path / name / live)
        collection = client.get_collection("passages", embedding_function=None)
        held = collection.get(include=[])["ids"]
        if name == "less":
            collection.delete(ids=held[1:2])
        else:
            collection.update(ids=held, embeddings=np.eye(16, dtype=np.float32)[: len(held)])
        client.close()
        with pytest.raises(DamagedEditionError, match="does not hold its"):
            open_edition(tmp_path / name / live)


@pytest.mark.parametrize("content", ["{}", "[]", '{"format": 0}', "nonsense"])
def test_a_manifest_that_says_something_else_is_refused(
    library: Library, tiny: SentenceTransformerEmbeddings, content: str
) -> None:
    publish(library, tiny, FIRST)
    manifest = library.editions.root / str(library.editions.live()) / "manifest.json"
    manifest.write_text(content)
    with pytest.raises(DamagedEditionError):
        library.editions.open_live()


def test_the_next_build_replaces_a_damaged_edition(library: Library, tiny: SentenceTransformerEmbeddings) -> None:
    publish(library, tiny, FIRST)
    damaged = library.editions.live()
    (library.editions.root / str(damaged) / "vectors.npy").unlink()
    assert publish(library, tiny, FIRST) == 0
    assert library.editions.live() != damaged
    library.editions.open_live().close()
