"""Everything that is kept, in one data directory: originals, readings, vectors and the editions made of them."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from errors import HiwarError
from ingest.document import SIDECAR, Original
from ingest.readings import Readings, replace_file
from vectorstore.editions import Editions
from vectorstore.formats import keep_readings_of, records_of
from vectorstore.manifest import (
    FORMAT,
    DamagedEditionError,
    DocumentRecord,
    Manifest,
    check_files,
    records_json,
)
from vectorstore.spare import keep_spare, read_manifest, records_set_aside, spare_records

if TYPE_CHECKING:
    from vectorstore.embeddings import SentenceTransformerEmbeddings

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""

_NO_SUFFIX = ".bin"
_DRAFT = ".draft"  # what a killed writer left


class Library:
    """A data directory.

    :param root: The directory; it is made when something is kept.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.editions = Editions(root / "editions")
        self.readings = Readings(root / "readings")
        self.originals = root / "originals"
        self.vectors = root / "vectors.sqlite"

    def records(self, edition: str) -> tuple[DocumentRecord, ...]:
        """The documents of an edition, the withdrawn ones among them.

        :raises DamagedEditionError: If neither it nor the copy beside it can say what it holds.
        """
        folder = self.editions.root / edition
        try:
            return records_of(folder, read_manifest(folder))
        except DamagedEditionError:
            spare = spare_records(folder)
            if spare is None:
                raise
            return spare

    def live_records(self) -> tuple[DocumentRecord, ...]:
        """The documents of the live edition; none where nothing is published.

        :raises HiwarError: If it is not known which is live, or that cannot say what it holds.
        """
        name = self.editions.live()
        return self.records(name) if name else ()

    def records_to_build_on(self) -> tuple[DocumentRecord, ...]:
        """The documents of the live edition, each with what was read of it where that can be had.

        To be called by the only writer: what is damaged is set aside, so that it is made again, and what an
        edition of the first format holds itself is kept beside it. Raises as `live_records` does.
        """
        name = self.editions.live()
        if name is None:
            return ()
        records = self.records(name)
        folder = self.editions.root / name
        with suppress(DamagedEditionError):  # then the records are from the copy
            manifest = read_manifest(folder)
            if spare_records(folder) != records:  # an earlier version kept none
                keep_spare(folder, manifest, records)
            keep_readings_of(folder, manifest, self.readings)
        for record in records:
            if not self.readings.is_sound(record.reading):
                self.readings.set_aside(record.reading)
        return records

    def is_outdated(self) -> bool:
        """Whether an earlier version of Hiwar wrote the live edition.

        :raises HiwarError: If it is not known which is live, or its manifest is damaged.
        """
        name = self.editions.live()
        return name is not None and read_manifest(self.editions.root / name).format < FORMAT

    def live_is(self, records: Sequence[DocumentRecord], embeddings: str) -> bool:
        """Whether the live edition holds just these documents, with vectors of this model.

        :raises HiwarError: If it does, but is damaged, or it is not known which is live.
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
        name = self.editions.new_name(fingerprint)
        draft = Manifest(
            format=FORMAT, edition=name, created=datetime.now(UTC).isoformat(timespec="seconds"),
            embeddings=embeddings_name, fingerprint=fingerprint, documents=0, passages=0, sentences=0, files={},
            after=self.editions.live_if_known() or "",
        )  # fmt: skip
        with VectorCache(self.vectors) as cache:
            embed_missing(corpus, cache, load_embeddings, embeddings_name, progress)
            try:
                manifest = write_edition(self.editions.root / name, corpus, cache, manifest=draft)
                keep_spare(self.editions.root / name, manifest, corpus.records)
                return manifest
            except BaseException:  # a full disk above all: what was written of it must not fill it further
                self.editions.delete(name)
                raise

    def _waiting(self, fingerprint: str) -> Manifest | None:
        """The newest edition if it is this one, whole, and was never published: its writer was killed before."""
        newest = self.editions.manifests()[-1:]
        if (
            not newest
            or newest[0].fingerprint != fingerprint
            or newest[0].edition <= (self.editions.live_if_known() or "")
        ):
            return None
        try:
            check_files(self.editions.root / newest[0].edition, newest[0])
        except HiwarError:
            return None
        return newest[0]

    def keep_original(self, original: Original) -> None:
        """Keep a document as it was given, once; where what is kept of it is damaged, it is replaced."""
        path = self.originals / f"{original.content_id}{Path(original.name).suffix.lower() or _NO_SUFFIX}"
        sidecar = path.with_name(path.name + SIDECAR)
        if self.original(original.content_id, original.name) is not None:
            return
        self.originals.mkdir(parents=True, exist_ok=True)
        for file, data in (
            (sidecar, original.sidecar),
            (path, original.data),
        ):  # the document last: then both are there
            if data is not None:
                replace_file(file, data)

    def original(self, content_id: str, name: str) -> Original | None:
        """A document as it was given, under its name today; None if it is not kept, or not as it was."""
        for path in sorted(self.originals.glob(f"{content_id}.*")):
            sidecar = path.with_name(path.name + SIDECAR)
            try:
                original = Original(path.read_bytes(), name, sidecar.read_bytes() if sidecar.is_file() else None)
            except OSError:
                continue
            if original.content_id == content_id:
                return original
        return None

    def original_at(self, record: DocumentRecord) -> Original | None:
        """A document as it still lies where it was read from; None if it is not there, or is another by now."""
        path = Path(record.path)
        if not path.is_file():
            return None
        sidecar = path.with_name(path.name + SIDECAR)
        try:
            original = Original(path.read_bytes(), record.source, sidecar.read_bytes() if sidecar.is_file() else None)
        except OSError:
            return None
        return original if original.content_id == record.content_id else None

    def drafts(self) -> list[Path]:
        """The files that a killed writer has not finished, or that one is writing now."""
        folders = (self.readings.root, self.originals)
        return [path for folder in folders for path in folder.glob(f"*{_DRAFT}")]

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

        :raises HiwarError: If an edition or a reading cannot say what it uses. Then nothing is deleted.
        """
        from vectorstore.vector_cache import VectorCache, vector_key

        used = [(read_manifest(self.editions.root / name), self.records(name)) for name in self.editions.names()]
        kept = [record for _, records in used for record in records] + list(records_set_aside(self.editions.root))
        readings = {record.reading for record in kept}
        contents = {record.content_id for record in kept}

        def keys() -> Iterator[bytes]:
            for reading, model in {(r.reading, m.embeddings) for m, records in used for r in records}:
                if reading in self.readings:
                    document = self.readings.get(reading)
                    yield from (vector_key(document.title, passage, model) for passage in document.passages)

        with VectorCache(self.vectors) as cache:
            cache.keep_only(keys())
        for name in self.readings.names() - readings:
            self.readings.forget(name)
        for path in self.originals.glob("*.*"):
            if path.name.partition(".")[0] not in contents or path.suffix == _DRAFT:
                path.unlink()


def _fingerprint(records: Sequence[DocumentRecord], embeddings: str) -> str:
    content = f"{FORMAT}\n{embeddings}\n".encode() + records_json(tuple(records))
    return hashlib.sha256(content).hexdigest()
