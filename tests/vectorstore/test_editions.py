"""Editions on real Chroma, with the tiny real model."""

import json
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
from vectorstore.edition import DamagedEditionError, open_edition
from vectorstore.editions import Editions
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.passages import KEYS, section_path

FIRST = document_of("first", "افتتحت المديرة الحوار الأول. وشكرت الحاضرين.", "شارك ٨٧ شخصاً من ٢١ بلداً.")
SECOND = document_of("second", "ناقش المشاركون مسودة التقرير. ثم رُفعت الجلسة.")

Publish = Callable[..., object]


@pytest.fixture
def editions(tmp_path: Path) -> Editions:
    return Editions(tmp_path / "editions")


def publish(editions: Editions, model: SentenceTransformerEmbeddings, *documents: IngestedDocument) -> int:
    """Publish and return how many passages were embedded for it."""
    live = editions.open_live() if editions.live() else None
    embedded = [0]

    def progress(done: int, of: int) -> None:
        embedded[0] = of

    with editions.writing():
        editions.publish(
            documents, lambda: model, embeddings_name=model.name, recipe="test", live=live, progress=progress
        )
    if live:
        live.close()
    return embedded[0]


def test_a_published_edition_gives_back_what_was_put_in(
    editions: Editions, tiny: SentenceTransformerEmbeddings
) -> None:
    publish(editions, tiny, FIRST, SECOND)
    edition = editions.open_live()
    stored = edition.passages([2, 0, 1])
    assert [p.page_content for p in stored] == [p.text for p in (*SECOND.passages, *FIRST.passages)]
    assert all(set(p.metadata) == set(KEYS) for p in stored)
    assert section_path(stored[0]) == ("أولاً", "الافتتاح")
    assert stored[0].metadata["edition"] == editions.live()
    assert edition.documents() == [FIRST, SECOND]
    vectors = np.array(tiny.embed_documents([p.text for p in (*FIRST.passages, *SECOND.passages)]))
    assert np.allclose(edition.cosines(vectors[1].tolist(), np.arange(3)), vectors @ vectors[1], atol=1e-5)
    spans, sentence_vectors = edition.sentences(0)
    assert spans == list(FIRST.passages[0].sentences)
    assert sentence_vectors.shape == (2, 16)
    edition.close()


def test_publishing_the_same_documents_again_publishes_and_embeds_nothing(
    editions: Editions, tiny: SentenceTransformerEmbeddings
) -> None:
    assert publish(editions, tiny, FIRST) == 2
    live = editions.live()
    assert publish(editions, tiny, FIRST) == 0
    assert editions.live() == live
    assert sum(path.is_dir() for path in editions.root.iterdir()) == 1


def test_only_changed_passages_are_embedded_again(editions: Editions, tiny: SentenceTransformerEmbeddings) -> None:
    publish(editions, tiny, FIRST)
    assert publish(editions, tiny, FIRST, SECOND) == 1
    edition = editions.open_live()
    vectors = np.array(tiny.embed_documents([p.text for p in FIRST.passages]))
    assert np.allclose(edition.cosines(vectors[0].tolist(), np.array([0, 1])), vectors @ vectors[0], atol=1e-5)
    edition.close()


def test_another_model_makes_new_vectors(editions: Editions, tiny: SentenceTransformerEmbeddings) -> None:
    publish(editions, tiny, FIRST)
    renamed = SentenceTransformerEmbeddings(tiny.model, name="another")
    assert publish(editions, renamed, FIRST) == 2


def test_an_open_edition_answers_on_while_the_next_is_published(
    editions: Editions, tiny: SentenceTransformerEmbeddings
) -> None:
    publish(editions, tiny, FIRST)
    before = editions.open_live()
    publish(editions, tiny, SECOND)
    assert before.passages([1])[0].page_content == FIRST.passages[1].text
    after = editions.open_live()
    assert after.passages([0])[0].page_content == SECOND.passages[0].text
    before.close()
    after.close()


def test_a_pointer_of_garbage_is_a_clear_error(editions: Editions) -> None:
    editions.root.mkdir()
    (editions.root / "live").write_bytes(b"\xff\xfe\x00garbage")
    with pytest.raises(DamagedEditionError):
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
        with pytest.raises(HiwarError, match="Another ingest is running"), editions.writing():
            pass
        other.communicate("")
    with editions.writing():
        pass


def test_a_build_that_died_is_cleared_away_by_the_next(editions: Editions, tiny: SentenceTransformerEmbeddings) -> None:
    publish(editions, tiny, FIRST)
    unfinished = editions.root / "20200101T000000-dead"
    (unfinished / "chroma").mkdir(parents=True)
    publish(editions, tiny, FIRST, SECOND)
    assert not unfinished.exists()
    assert sum(path.is_dir() for path in editions.root.iterdir()) == 2


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
    ["manifest.json", "passages.json", "vectors.npy", "documents.jsonl", "keywords/stems/vocab.index.json",
     "chroma/chroma.sqlite3"],
)  # fmt: skip
def test_a_damaged_edition_is_refused_with_one_clear_error(
    editions: Editions, tiny: SentenceTransformerEmbeddings, name: str, damage: str, tmp_path: Path
) -> None:
    publish(editions, tiny, FIRST)
    # A copy: Chroma keeps what it has opened under its path.
    copy = tmp_path / "copy" / str(editions.live())
    shutil.copytree(editions.root / str(editions.live()), copy)
    DAMAGES[damage](copy / name)
    with pytest.raises(DamagedEditionError, match="damaged"):
        open_edition(copy)


@pytest.mark.parametrize("content", ["{}", "[]", '{"format": 0}', "nonsense"])
def test_a_manifest_that_says_something_else_is_refused(
    editions: Editions, tiny: SentenceTransformerEmbeddings, content: str
) -> None:
    publish(editions, tiny, FIRST)
    manifest = editions.root / str(editions.live()) / "manifest.json"
    manifest.write_text(content)
    with pytest.raises(DamagedEditionError):
        editions.open_live()


def test_the_next_publish_replaces_a_damaged_edition(editions: Editions, tiny: SentenceTransformerEmbeddings) -> None:
    publish(editions, tiny, FIRST)
    damaged = editions.live()
    (editions.root / str(damaged) / "vectors.npy").unlink()
    with editions.writing():
        editions.publish(
            [FIRST],
            lambda: tiny,
            embeddings_name=tiny.name,
            recipe="test",
            live=None,
            progress=lambda a, b: None,
        )
    assert editions.live() != damaged
    edition = editions.open_live()
    assert json.loads((edition.folder / "manifest.json").read_text())["passages"] == 2
    edition.close()
