"""Documents with their vectors -> a new edition's folder, one document at a time: memory does not grow with texts."""

import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Self, TypeVar

import numpy as np
from chromadb.errors import ChromaError
from numpy.typing import DTypeLike, NDArray

from ingest.document import IngestedDocument, Passage
from ingest.readings import Readings, replace_file, sync
from vectorstore.analyzer import is_arabic
from vectorstore.edition import COLLECTION, open_chroma
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.keyword_index import KeywordIndexBuilder
from vectorstore.library import Progress
from vectorstore.manifest import (
    CHROMA,
    DOCUMENTS,
    MANIFEST,
    DocumentRecord,
    Manifest,
    first_line,
    manifest_json,
    records_json,
    sha256,
)
from vectorstore.passages import indexed_sentences, indexed_text, metadata, passage_id
from vectorstore.vector_cache import VectorCache, vector_key

LoadEmbeddings = Callable[[], SentenceTransformerEmbeddings]

_T = TypeVar("_T")

_SPACE = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
_BATCH = 500  # passages that are held at once
_STORED = 64  # vectors that are kept together


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of an edition, read from the disk as they are needed."""

    records: tuple[DocumentRecord, ...]
    readings: Readings

    def documents(self) -> Iterator[tuple[DocumentRecord, IngestedDocument]]:
        """Each document that answers, with what was read of it."""
        for record in self.records:
            if not record.withdrawn:
                yield record, self.readings.get(record.reading, record.source)

    def passages(self) -> Iterator[tuple[DocumentRecord, Passage]]:
        """Each of their passages; the position is its row in the edition."""
        for record, document in self.documents():
            for passage in document.passages:
                yield record, passage


def embed_missing(
    corpus: Corpus, cache: VectorCache, load: LoadEmbeddings, model_name: str, progress: Progress
) -> None:
    """Embed the passages that have no vectors yet, and keep each few as they are done.

    :param load: Gives the model; called only if there is something to embed.
    :param progress: Called with the passages embedded so far and all that need it.
    """
    keys = [vector_key(record.title, passage, model_name) for record, passage in corpus.passages()]
    missing = cache.missing(keys)
    progress(0, len(missing))
    done, total = 0, len(missing)
    batch: dict[bytes, tuple[str, Passage]] = {}

    def embed() -> None:
        nonlocal done
        names, passages = list(batch), list(batch.values())
        texts, sentences = [indexed_text(*one) for one in passages], [indexed_sentences(*one) for one in passages]
        found = load().embed_passages(texts, sentences)
        for vectors in _in_groups(((names[i], vectors) for i, vectors in found), _STORED):
            cache.put(vectors)
            done += len(vectors)
            progress(done, total)
        batch.clear()

    for key, (record, passage) in zip(keys, corpus.passages(), strict=True):
        if key in missing:
            missing.discard(key)  # the same passage in two documents is embedded once
            batch[key] = (record.title, passage)
            if len(batch) == _BATCH:
                embed()
    if batch:
        embed()


def write_edition(folder: Path, corpus: Corpus, cache: VectorCache, *, manifest: Manifest) -> Manifest:
    """Write an edition into a new folder, its manifest last, and see it safely on the disk.

    :param cache: Holds the vectors of every passage.
    :param manifest: What is to be written, without the counts and checksums.
    :return: The manifest as written.
    """
    folder.mkdir(parents=True)
    (folder / DOCUMENTS).write_bytes(records_json(corpus.records))
    live = [record for record in corpus.records if not record.withdrawn]
    counts = {
        "documents": len(live),
        "passages": sum(record.passages for record in live),
        "sentences": sum(record.sentences for record in live),
    }
    try:
        _write_indexes(folder, corpus, cache, replace(manifest, **counts))
    except ChromaError as error:  # a full disk, mostly
        raise OSError(first_line(error)) from error
    for path in folder.rglob("*"):
        sync(path)
    files = {str(path.relative_to(folder)): sha256(path) for path in _own_files(folder)}
    complete = replace(manifest, **counts, files=files)
    replace_file(folder / MANIFEST, manifest_json(complete))
    return complete


def _write_indexes(folder: Path, corpus: Corpus, cache: VectorCache, manifest: Manifest) -> None:
    names: list[str] = []
    arabic: list[bool] = []
    starts = array("q", [0])
    with ExitStack() as stack:
        client = stack.enter_context(closing(open_chroma(folder)))
        collection = client.create_collection(COLLECTION, embedding_function=None, configuration=_SPACE)
        keywords = stack.enter_context(closing(KeywordIndexBuilder(folder / "keywords")))
        whole = stack.enter_context(_Rows(folder / "vectors.npy", np.float32, manifest.passages))
        sentences = stack.enter_context(_Rows(folder / "sentence_vectors.npy", np.float16, manifest.sentences))
        spans = stack.enter_context(_Rows(folder / "sentence_spans.npy", np.int32, manifest.sentences))
        for rows in _in_groups(enumerate(corpus.passages()), _BATCH):
            vectors = [
                cache.get(vector_key(record.title, passage, manifest.embeddings)) for _, (record, passage) in rows
            ]
            ids = [passage_id(record, passage) for _, (record, passage) in rows]
            collection.add(
                ids=ids,
                embeddings=np.stack([v.passage for v in vectors]),
                documents=[passage.text for _, (_, passage) in rows],
                metadatas=[metadata(row, manifest.edition, *entry) for row, entry in rows],
            )
            names += ids
            for (_, (record, passage)), v in zip(rows, vectors, strict=True):
                keywords.add(indexed_text(record.title, passage))
                arabic.append(is_arabic(passage.text))
                starts.append(starts[-1] + len(passage.sentences))
                whole.write(v.passage[None])
                sentences.write(v.sentences)
                spans.write(np.array([(s.start, s.end) for s in passage.sentences]).reshape(-1, 2))
        client.close()  # before the keyword index takes its memory
        keywords.save()
    np.save(folder / "sentence_starts.npy", np.array(starts, np.int64))
    np.save(folder / "arabic.npy", np.array(arabic))
    (folder / "passages.json").write_text(json.dumps(names), "utf-8")


class _Rows:
    """A .npy file of two dimensions that is written row by row, for what is too large to hold."""

    def __init__(self, path: Path, dtype: DTypeLike, count: int) -> None:
        self._path, self._dtype, self._count = path, np.dtype(dtype), count
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self._file = self._path.open("wb")
        return self

    def write(self, rows: NDArray[Any]) -> None:
        """Append rows; the first tell how wide they are."""
        assert self._file is not None
        if self._file.tell() == 0:
            shape = (self._count, rows.shape[1])
            header = {"descr": np.lib.format.dtype_to_descr(self._dtype), "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_2_0(self._file, header)
        self._file.write(rows.astype(self._dtype).tobytes())

    def __exit__(self, *_: object) -> None:
        assert self._file is not None
        if self._file.tell() == 0:
            self.write(np.empty((0, 0)))
        self._file.close()


def _own_files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST and path.relative_to(folder).parts[0] != CHROMA
    )  # fmt: skip


def _in_groups(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    group: list[_T] = []
    for item in items:
        group.append(item)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
