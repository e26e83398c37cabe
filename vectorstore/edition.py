"""One edition of the index: files in a folder of its own, written once and from then on only read.

manifest.json         what the edition holds, and the checksum of every other file; written last
documents.json        the documents, as `vectorstore.manifest` describes them
passages.json         passage ids; the position is the passage's row in every other file
vectors.npy           float32 (passages, dimension): exact scores
sentence_vectors.npy  float16 (sentences, dimension), rows of one passage side by side
sentence_spans.npy    int32 (sentences, 2): where each sentence stands in its passage
sentence_starts.npy   int64 (passages + 1): first sentence of each passage
arabic.npy            bool (passages): is the passage in Arabic script?
keywords/             the BM25 indexes
chroma/               the vector store: nearest passages, their text and metadata
"""

import json
import os
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from numpy.typing import NDArray

from errors import HiwarError
from ingest.document import Span
from vectorstore.keyword_index import KeywordIndex
from vectorstore.manifest import (
    CHROMA,
    FORMAT,
    DamagedEditionError,
    DocumentRecord,
    Manifest,
    OutdatedEditionError,
    check_files,
    first_line,
    read_records,
)
from vectorstore.passages import SECTION_SEPARATOR
from vectorstore.scope import Scope
from vectorstore.sessions import sessions_of
from vectorstore.spare import read_manifest
from vectorstore.vectors import PassageVectors, Vector

COLLECTION = "passages"
_FEW = 10  # passages that the vector store is asked for when it is opened
_SAME = 1e-3  # by which its distances may differ from those of the vectors
_BLOCK = 16_384  # rows of vectors that are read into memory at a time


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
        self._client = open_chroma(folder)
        self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
        self._store = Chroma(client=self._client, collection_name=COLLECTION, create_collection_if_not_exists=False)

    @property
    def name(self) -> str:
        """The edition's name, which is also its folder's."""
        return self.manifest.edition

    def row(self, passage_id: str) -> int | None:
        """The row of the passage of that name; None if the edition does not hold it."""
        return self._rows.get(passage_id)

    def nearest(self, vector: Sequence[float], count: int) -> NDArray[np.int64]:
        """Rows of the `count` passages nearest to a unit vector, nearest first, by Chroma's HNSW graph."""
        # Names only: text and metadata of them all, as langchain-chroma asks, took most of the search.
        found = self._collection.query(query_embeddings=[list(vector)], n_results=min(count, len(self.ids)), include=[])
        return np.array([self._rows[name] for name in found["ids"][0]], np.int64)

    def cosines(self, vector: Sequence[float], rows: NDArray[np.int64]) -> Vector:
        """Exact cosine of a unit vector with the passages in `rows`."""
        return self._vectors[rows] @ np.asarray(vector, np.float32)

    def nearest_of(self, vector: Sequence[float], count: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of `rows`, the `count` nearest to a unit vector, by exact comparison with each of them."""
        blocks = [self.cosines(vector, rows[at : at + _BLOCK]) for at in range(0, len(rows), _BLOCK)]
        return rows[np.argsort(-np.concatenate(blocks), kind="stable")[:count]] if blocks else rows

    def passages(self, rows: Iterable[int]) -> list[Document]:
        """The passages in `rows`, in that order, with the metadata keys of `vectorstore.passages`."""
        wanted = [self.ids[row] for row in rows]
        if not wanted:
            return []
        found = {str(passage.id): passage for passage in self._store.get_by_ids(wanted)}
        return [found[name] for name in wanted]

    def sentences(self, row: int) -> tuple[list[Span], Vector]:
        """The sentences of a passage: spans in its text, and unit vectors of shape (sentences, dimension)."""
        start, end = self._sentence_starts[row : row + 2]
        spans = [Span(int(a), int(b)) for a, b in self._sentence_spans[start:end]]
        return spans, self._sentence_vectors[start:end].astype(np.float32)

    def records(self) -> tuple[DocumentRecord, ...]:
        """The documents of the edition, the withdrawn ones among them."""
        return read_records(self.folder, self.manifest)

    @cached_property
    def answering(self) -> tuple[DocumentRecord, ...]:
        """The documents that answer, in the order of their passages."""
        return tuple(record for record in self.records() if not record.withdrawn)

    def documents_in(self, scope: Scope) -> list[DocumentRecord]:
        """The documents of a scope that answer."""
        return [record for record in self.answering if scope.holds(record)]

    def rows_in(self, scope: Scope) -> NDArray[np.int64]:
        """The rows of the passages of a scope, in their order."""
        held = [scope.holds(record) for record in self.answering]
        rows = np.flatnonzero(np.repeat(held, [record.passages for record in self.answering]))
        return np.intersect1d(rows, self._rows_of(scope.session)) if scope.session else rows

    def _rows_of(self, session: str) -> NDArray[np.int64]:
        """The rows of the passages below a session's heading."""
        holding = [record.document_id for record in self.answering if session in record.sessions]
        if not holding:
            return np.array([], np.int64)
        stored = self._collection.get(where={"document_id": {"$in": holding}}, include=["metadatas"])["metadatas"]
        return np.array(
            [data["row"] for data in stored if session in sessions_of([data["section"].split(SECTION_SEPARATOR)])],
            np.int64,
        )

    def passage_vectors(self, row: int) -> PassageVectors:
        """The vectors of a passage and its sentences, as they are stored."""
        return PassageVectors(np.array(self._vectors[row]), self.sentences(row)[1])

    def check_store(self) -> None:
        """See that the vector store holds the edition's passages, those and no others, and finds some of them.

        Which it finds is not asked: of thousands that are nearly the same, its graph may miss the nearest.

        :raises DamagedEditionError: If it does not, or tells other distances than the vectors do.
        """
        held: list[str] = self._collection.get(include=[])["ids"]
        if len(held) != len(self.ids) or set(held) != self._rows.keys():
            raise DamagedEditionError(self.name, "its vector store does not hold its passages")
        count = min(_FEW, len(self.ids))
        for row in {0, len(self.ids) - 1} if self.ids else set[int]():
            vector = self.passage_vectors(row).passage
            found = self._collection.query([vector.tolist()], n_results=count, include=["distances"])
            rows = np.array([self._rows[name] for name in found["ids"][0]], np.int64)
            agree = np.allclose(1 - np.array(found["distances"][0]), self.cosines(vector.tolist(), rows), atol=_SAME)
            if not rows.size or not agree or self.passages([row])[0].metadata["row"] != row:
                raise DamagedEditionError(self.name, "its vector store does not hold its vectors")

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()


def open_edition(folder: Path) -> Edition:
    """Open an edition and check every file of it.

    :raises DamagedEditionError: If anything is missing, cut short or altered.
    :raises OutdatedEditionError: If it is of a former format.
    :raises FutureEditionError: If a later version of Hiwar wrote it.
    :raises HiwarError: If its vector store may not be written, which Chroma does when it opens it.
    """
    try:
        manifest = read_manifest(folder)
        if manifest.format != FORMAT:
            raise OutdatedEditionError(folder.name, manifest.format)
        check_files(folder, manifest)
        edition = Edition(folder, manifest)
        try:
            edition.check_store()
        except BaseException:
            edition.close()
            raise
    except HiwarError:
        raise
    # Chroma's engine reports a broken file by a panic, which is no Exception.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        if not os.access(folder / CHROMA / "chroma.sqlite3", os.W_OK):
            raise HiwarError("data_not_written", f"{folder}: Chroma writes when it opens an edition.") from error
        raise DamagedEditionError(folder.name, first_line(error)) from error
    return edition


def open_chroma(folder: Path) -> Any:  # chromadb's client type is a factory function
    """The vector store in an edition's folder; made where there is none."""
    settings = ChromaSettings(anonymized_telemetry=False)
    return chromadb.PersistentClient(str(folder / CHROMA), settings=settings)
