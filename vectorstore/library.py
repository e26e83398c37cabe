"""Everything that is kept, in one data directory: originals, readings, vectors and the editions made of them."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from errors import HiwarError
from ingest.document import SIDECAR, Original
from ingest.readings import Readings, replace_file
from vectorstore.editions import Editions
from vectorstore.manifest import (
    FORMAT,
    DocumentRecord,
    Manifest,
    check_files,
    read_manifest,
    read_records,
    records_json,
)

if TYPE_CHECKING:
    from vectorstore.embeddings import SentenceTransformerEmbeddings

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""

_NO_SUFFIX = ".bin"
_DRAFT = ".draft"  # what a killed writer left
_BESIDE = (SIDECAR, _DRAFT)


class Library:
    """A data directory.

    :param root: The directory; it is made when something is kept.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.editions = Editions(root / "editions")
        self.readings = Readings(root / "readings")
        self.originals = root / "originals"
        self._vectors = root / "vectors.sqlite"

    def records(self, edition: str) -> tuple[DocumentRecord, ...]:
        """The documents of an edition, the withdrawn ones among them.

        :raises DamagedEditionError: If it cannot say what it holds.
        """
        folder = self.editions.root / edition
        return read_records(folder, read_manifest(folder))

    def live_records(self) -> tuple[DocumentRecord, ...]:
        """The documents of the live edition; none where nothing is published. Raises as `records` does."""
        name = self.editions.live()
        return self.records(name) if name else ()

    def live_is(self, records: Sequence[DocumentRecord], embeddings: str) -> bool:
        """Whether the live edition holds just these documents, with vectors of this model.

        :raises DamagedEditionError: If it does, but is damaged.
        """
        name = self.editions.live()
        if name is None:
            return False
        manifest = read_manifest(self.editions.root / name)
        if manifest.fingerprint != _fingerprint(records, embeddings):
            return False
        check_files(self.editions.root / name, manifest)
        return True

    def build(
        self,
        records: Sequence[DocumentRecord],
        load_embeddings: Callable[[], "SentenceTransformerEmbeddings"],
        *,
        embeddings_name: str,
        progress: Progress = lambda done, of: None,
    ) -> Manifest:
        """Build an edition of documents that were read; to be called by the only writer.

        :param load_embeddings: Gives the model; called only if a passage has no vector yet.
        :param embeddings_name: The name of that model.
        :return: What the edition says of itself. It is not live yet.
        """
        from vectorstore.building import Corpus, embed_missing, write_edition
        from vectorstore.vector_cache import VectorCache

        self.editions.clear_unfinished()
        corpus = Corpus(tuple(records), self.readings)
        fingerprint = _fingerprint(records, embeddings_name)
        if waiting := self._waiting(fingerprint):
            return waiting
        now = datetime.now(UTC)
        name = f"{now:%Y%m%dT%H%M%S%f}-{fingerprint[:8]}"
        draft = Manifest(
            format=FORMAT, edition=name, created=now.isoformat(timespec="seconds"), embeddings=embeddings_name,
            fingerprint=fingerprint, documents=0, passages=0, sentences=0, files={},
            after=self.editions.live() or "",
        )  # fmt: skip
        with VectorCache(self._vectors) as cache:
            embed_missing(corpus, cache, load_embeddings, embeddings_name, progress)
            return write_edition(self.editions.root / name, corpus, cache, manifest=draft)

    def _waiting(self, fingerprint: str) -> Manifest | None:
        """The newest edition if it is this one, whole, and was never published: its writer was killed before."""
        newest = self.editions.manifests()[-1:]
        if not newest or newest[0].fingerprint != fingerprint or newest[0].edition <= (self.editions.live() or ""):
            return None
        try:
            check_files(self.editions.root / newest[0].edition, newest[0])
        except HiwarError:
            return None
        return newest[0]

    def keep_original(self, original: Original) -> None:
        """Keep a document as it was given, once."""
        path = self.originals / f"{original.content_id}{Path(original.name).suffix.lower() or _NO_SUFFIX}"
        sidecar = path.with_name(path.name + SIDECAR)
        for file, data in (
            (sidecar, original.sidecar),
            (path, original.data),
        ):  # the document last: then both are there
            if data is not None and not file.is_file():
                self.originals.mkdir(parents=True, exist_ok=True)
                replace_file(file, data)

    def original(self, content_id: str, name: str) -> Original | None:
        """A document as it was given, under its name today; None if it is not kept, or not as it was."""
        kept = [path for path in sorted(self.originals.glob(f"{content_id}.*")) if path.suffix not in _BESIDE]
        if not kept:
            return None
        sidecar = kept[0].with_name(kept[0].name + SIDECAR)
        original = Original(kept[0].read_bytes(), name, sidecar.read_bytes() if sidecar.is_file() else None)
        return original if original.content_id == content_id else None

    def live_original(self, document_id: str) -> Original | None:
        """A document of the live edition as it was given, withdrawn or not; None if it is not there."""
        record = next((r for r in self.live_records() if r.document_id == document_id), None)
        return self.original(record.content_id, record.source) if record else None

    def answering_original(self, document_id: str) -> Original | None:
        """A document that answers in the live edition, as it was given; None if there is none."""
        withdrawn = any(r.withdrawn for r in self.live_records() if r.document_id == document_id)
        return None if withdrawn else self.live_original(document_id)

    def forget_unused(self) -> None:
        """Delete the originals, readings and vectors that no edition uses; to be called by the only writer.

        :raises DamagedEditionError: If an edition cannot say what it uses. Then nothing is deleted.
        """
        from vectorstore.vector_cache import VectorCache, vector_key

        used = [(read_manifest(self.editions.root / name), self.records(name)) for name in self.editions.names()]
        readings = {record.reading for _, records in used for record in records}
        contents = {record.content_id for _, records in used for record in records}
        for name in self.readings.names() - readings:
            self.readings.forget(name)
        for path in self.originals.glob("*.*"):
            if path.name.partition(".")[0] not in contents or path.suffix == _DRAFT:
                path.unlink()

        def keys() -> Iterator[bytes]:
            for reading, model in {(r.reading, m.embeddings) for m, records in used for r in records}:
                if reading in self.readings:
                    yield from (vector_key(passage, model) for passage in self.readings.get(reading).passages)

        with VectorCache(self._vectors) as cache:
            cache.keep_only(keys())


def _fingerprint(records: Sequence[DocumentRecord], embeddings: str) -> str:
    content = f"{FORMAT}\n{embeddings}\n".encode() + records_json(tuple(records))
    return hashlib.sha256(content).hexdigest()
