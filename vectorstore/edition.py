"""One edition of the index: files in a folder of its own, written once and from then on only read.

manifest.json         what the edition holds, and the checksum of every other file; written last
documents.jsonl       the documents as they were read, one JSON object a line
passages.json         passage ids; the position is the passage's row in every other file
vectors.npy           float32 (passages, dimension): for exact scores, and for the next edition
sentence_vectors.npy  float16 (sentences, dimension), rows of one passage side by side
sentence_spans.npy    int32 (sentences, 2): where each sentence stands in its passage
sentence_starts.npy   int64 (passages + 1): first sentence of each passage
arabic.npy            bool (passages): is the passage in Arabic script?
keywords/             the BM25 indexes
chroma/               the vector store: nearest passages, their text and metadata
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from numpy.typing import NDArray
from pydantic import TypeAdapter

from errors import HiwarError
from ingest.document import IngestedDocument, Span
from vectorstore.analyzer import is_arabic
from vectorstore.embeddings import PassageVectors, Vector
from vectorstore.keyword_index import KeywordIndex
from vectorstore.passages import from_json, indexed_text, metadata, numbered, passage_id, to_json

FORMAT = 1

_COLLECTION = "passages"
_SPACE = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
_BATCH = 2000  # Chroma takes 5461 rows at once
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition says of itself.

    :param created: ISO 8601 in UTC.
    :param embeddings: The model that made the vectors; a question must be embedded by the same.
    :param recipe: How documents were cut into passages.
    :param fingerprint: Hash of documents, model and recipe: two editions that share it are the same.
    :param files: SHA-256 of each file but Chroma's own, which change when they are opened.
    """

    format: int
    edition: str
    created: str
    embeddings: str
    recipe: str
    fingerprint: str
    documents: int
    passages: int
    sentences: int
    files: dict[str, str]


_MANIFEST_DATA = TypeAdapter(Manifest)


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of an edition's passages, in the order of their rows."""

    passages: Vector
    sentences: list[Vector]


class DamagedEditionError(HiwarError):
    """An edition's files are missing, cut short or altered."""

    def __init__(self, edition: str, problem: str) -> None:
        super().__init__(
            f"إصدار الفهرس «{edition}» تالف ولا يمكن فتحه. يُرجى إدخال الوثائق من جديد.",
            f"The edition {edition} of the index is damaged: {problem}.",
            "Run `hiwar ingest` on your documents again: it builds a new edition.",
        )


class Edition:
    """An edition opened for reading. It may be read from several threads."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.ids: list[str] = json.loads((folder / "passages.json").read_text("utf-8"))
        self._rows = {name: row for row, name in enumerate(self.ids)}
        self.arabic: NDArray[np.bool_] = np.load(folder / "arabic.npy")
        self.keywords = KeywordIndex.open(folder / "keywords")
        self._vectors: Vector = np.load(folder / "vectors.npy", mmap_mode="r")
        self._sentence_vectors: NDArray[np.float16] = np.load(folder / "sentence_vectors.npy", mmap_mode="r")
        self._sentence_spans: NDArray[np.int32] = np.load(folder / "sentence_spans.npy", mmap_mode="r")
        self._sentence_starts: NDArray[np.int64] = np.load(folder / "sentence_starts.npy")
        self._client = _chroma(folder)
        self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
        self._store = Chroma(client=self._client, collection_name=_COLLECTION, create_collection_if_not_exists=False)

    @property
    def name(self) -> str:
        """The edition's name, which is also its folder's."""
        return self.manifest.edition

    def nearest(self, vector: Sequence[float], count: int) -> NDArray[np.int64]:
        """Rows of the `count` passages nearest to a unit vector, nearest first, by Chroma's HNSW graph."""
        # Names only: text and metadata of them all, as langchain-chroma asks, took most of the search.
        found = self._collection.query(query_embeddings=[list(vector)], n_results=min(count, len(self.ids)), include=[])
        return np.array([self._rows[name] for name in found["ids"][0]], np.int64)

    def cosines(self, vector: Sequence[float], rows: NDArray[np.int64]) -> Vector:
        """Exact cosine of a unit vector with the passages in `rows`."""
        return self._vectors[rows] @ np.asarray(vector, np.float32)

    def passages(self, rows: Iterable[int]) -> list[Document]:
        """The passages in `rows`, in that order, with the metadata keys of `vectorstore.passages`."""
        wanted = [self.ids[row] for row in rows]
        found = {str(passage.id): passage for passage in self._store.get_by_ids(wanted)}
        return [found[name] for name in wanted]

    def sentences(self, row: int) -> tuple[list[Span], Vector]:
        """The sentences of a passage: spans in its text, and unit vectors of shape (sentences, dimension)."""
        start, end = self._sentence_starts[row : row + 2]
        spans = [Span(int(a), int(b)) for a, b in self._sentence_spans[start:end]]
        return spans, self._sentence_vectors[start:end].astype(np.float32)

    def documents(self) -> list[IngestedDocument]:
        """The documents that the edition was built from, as they were read."""
        lines = (self.folder / "documents.jsonl").read_text("utf-8").split("\n")
        return [from_json(line) for line in lines]

    def passage_vectors(self, row: int) -> PassageVectors:
        """The vectors of a passage and its sentences, as they are stored."""
        return PassageVectors(np.array(self._vectors[row]), self.sentences(row)[1])

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()


def open_edition(folder: Path) -> Edition:
    """Open an edition and check every file of it.

    :raises DamagedEditionError: If anything is missing, cut short or altered.
    """
    try:
        manifest = read_manifest(folder)
        _check_files(folder, manifest)
        edition = Edition(folder, manifest)
        _check_store(edition)
    except HiwarError:
        raise
    # Chroma's engine reports a broken file by a panic, which is no Exception.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise DamagedEditionError(folder.name, _first_line(error)) from error
    return edition


def read_manifest(folder: Path) -> Manifest:
    """Read what an edition says of itself.

    :raises DamagedEditionError: If it is missing, unreadable or of another format.
    """
    try:
        manifest = _MANIFEST_DATA.validate_json((folder / _MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise DamagedEditionError(folder.name, f"its manifest cannot be read ({_first_line(error)})") from error
    if manifest.format != FORMAT:
        raise DamagedEditionError(folder.name, f"its format is {manifest.format} and not {FORMAT}")
    return manifest


def write_edition(
    folder: Path, documents: Sequence[IngestedDocument], vectors: Vectors, *, manifest: Manifest
) -> Manifest:
    """Write an edition into a new folder, its manifest last, and see it safely on the disk.

    :param vectors: Unit vectors of every passage of `documents`, in their order.
    :param manifest: What is to be written, without the counts and checksums.
    :return: The manifest as written.
    """
    folder.mkdir(parents=True)
    _write_documents(folder, documents)
    _write_vectors(folder, documents, vectors)
    KeywordIndex.build([indexed_text(p) for _, _, p in numbered(documents)], folder / "keywords")
    _write_chroma(folder, documents, vectors, manifest.edition)
    for path in _own_files(folder):
        _sync(path)
    complete = replace(
        manifest,
        documents=len(documents),
        passages=len(vectors.passages),
        sentences=sum(len(v) for v in vectors.sentences),
        files={str(path.relative_to(folder)): _sha256(path) for path in _own_files(folder)},
    )
    write_synced(folder / _MANIFEST, _MANIFEST_DATA.dump_json(complete, indent=1).decode())
    return complete


def write_synced(path: Path, text: str) -> None:
    """Replace a file in one step that survives a power cut."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, "utf-8")
    _sync(draft)
    os.replace(draft, path)
    _sync(path.parent)


def _write_documents(folder: Path, documents: Sequence[IngestedDocument]) -> None:
    lines = (to_json(document) for document in documents)
    (folder / "documents.jsonl").write_text("\n".join(lines), "utf-8")
    names = [passage_id(document, passage) for _, document, passage in numbered(documents)]
    (folder / "passages.json").write_text(json.dumps(names), "utf-8")


def _write_vectors(folder: Path, documents: Sequence[IngestedDocument], vectors: Vectors) -> None:
    passages = [passage for _, _, passage in numbered(documents)]
    spans = [(span.start, span.end) for passage in passages for span in passage.sentences]
    starts = np.cumsum([0, *(len(passage.sentences) for passage in passages)], dtype=np.int64)
    np.save(folder / "vectors.npy", vectors.passages)
    np.save(folder / "sentence_vectors.npy", np.concatenate(vectors.sentences).astype(np.float16))
    np.save(folder / "sentence_spans.npy", np.array(spans, np.int32).reshape(-1, 2))
    np.save(folder / "sentence_starts.npy", starts)
    np.save(folder / "arabic.npy", np.array([is_arabic(passage.text) for passage in passages]))


def _write_chroma(folder: Path, documents: Sequence[IngestedDocument], vectors: Vectors, edition: str) -> None:
    client = _chroma(folder)
    collection = client.create_collection(_COLLECTION, embedding_function=None, configuration=_SPACE)  # type: ignore[arg-type]
    rows = list(numbered(documents))
    for at in range(0, len(rows), _BATCH):
        batch = rows[at : at + _BATCH]
        collection.add(
            ids=[passage_id(document, passage) for _, document, passage in batch],
            embeddings=vectors.passages[at : at + _BATCH],
            documents=[passage.text for _, _, passage in batch],
            metadatas=[metadata(row, edition, document, passage) for row, document, passage in batch],
        )
    client.close()


def _chroma(folder: Path) -> Any:  # chromadb's client type is a factory function
    settings = ChromaSettings(anonymized_telemetry=False)
    return chromadb.PersistentClient(str(folder / "chroma"), settings=settings)


def _own_files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*")
        if path.is_file() and path.name != _MANIFEST and path.relative_to(folder).parts[0] != "chroma"
    )  # fmt: skip


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, checksum in manifest.files.items():
        if not (folder / name).is_file():
            raise DamagedEditionError(folder.name, f"{name} is missing")
        if _sha256(folder / name) != checksum:
            raise DamagedEditionError(folder.name, f"{name} is not what was written")
    if not (folder / "chroma" / "chroma.sqlite3").is_file():
        raise DamagedEditionError(folder.name, "its vector store is missing")


def _check_store(edition: Edition) -> None:
    """Ask the vector store for its first and last passage: a damaged graph or database does not know them."""
    for row in {0, len(edition.ids) - 1}:
        stored = edition.passages([row])[0].metadata["row"]
        near = edition.nearest(edition.passage_vectors(row).passage.tolist(), 10)
        best = edition.cosines(edition.passage_vectors(row).passage.tolist(), near[:1])[0]
        if stored != row or best < 0.999:
            raise DamagedEditionError(edition.name, "its vector store does not hold its passages")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


Progress = Callable[[int, int], None]
"""Called with the passages embedded so far and all that need it."""
