"""The documents of the live edition -> the next one: each as it was read, or read anew where that is not as today."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from errors import HiwarError
from vectorstore.library import Library
from vectorstore.manifest import DocumentRecord, Manifest
from vectorstore.records import record_of

if TYPE_CHECKING:
    from vectorstore.indexing import Embedder, Progress, Reader


def rebuild(
    library: Library, reader: "Reader", *, progress: "Progress" = lambda what, done, of: None
) -> tuple[Manifest | None, tuple[DocumentRecord, ...]]:
    """Publish the documents of the live edition anew, whatever its format; to be called by the only writer.

    What was read of them is read again where that is damaged or would come out otherwise today.

    :return: The new edition, or None if the live one holds just this; and the documents that would be read
        otherwise, but cannot be read anew.
    :raises HiwarError: If the live edition cannot say what it holds, or a document can no longer be had.
    """
    kept = keep(library.records_to_build_on(), [], library, reader, progress)
    manifest, _ = build(library, reader.embedder, kept.records, progress)
    if manifest:
        library.editions.make_live(manifest.edition)
    return manifest, tuple(kept.stale)


@dataclass(slots=True)
class Kept:
    """Documents for which no file was given, and those among them that could not be read anew."""

    records: list[DocumentRecord] = field(default_factory=list)
    stale: list[DocumentRecord] = field(default_factory=list)


def keep(
    before: Sequence[DocumentRecord],
    taken: Sequence[DocumentRecord],
    library: Library,
    reader: "Reader",
    progress: "Progress",
) -> Kept:
    """The documents for which no file was given; read anew where today's recipe is another one."""
    ids = {record.document_id for record in taken}
    staying = [(r, _is_read_as_today(r, library, reader)) for r in before if r.document_id not in ids]
    kept, done, of = Kept(), 0, sum(not is_today for _, is_today in staying)
    for record, is_today in staying:
        if not is_today:
            progress("Reading documents", done, of)
            done += 1
        today = record if is_today else _as_read_today(record, library, reader)
        kept.records.append(today)
        if today is record and not is_today:
            kept.stale.append(record)
    if of:
        progress("Reading documents", of, of)
    return kept


def _is_read_as_today(record: DocumentRecord, library: Library, reader: "Reader") -> bool:
    name = library.readings.name(record.content_id, reader.recipe(record.source))
    return name == record.reading and name in library.readings


def _as_read_today(record: DocumentRecord, library: Library, reader: "Reader") -> DocumentRecord:
    """A document read anew from its original; as it is where that cannot be done, but what was read of it is there.

    :raises HiwarError: If neither can be had, or the model cannot be loaded.
    """
    original = library.original(record.content_id, record.source) or library.original_at(record)
    if original is None:
        if record.reading in library.readings:
            return record
        raise HiwarError(
            "original_missing",
            f"It is to be read anew, and is not in {library.originals}. "
            f"Ingest {record.source} again, together with the others.",
            name=record.source,
        )
    name = library.readings.name(record.content_id, reader.recipe(record.source))
    library.keep_original(original)
    reader.embedder.load()  # what is wrong with the model is wrong with no document
    try:
        document = reader.read(original)
    except HiwarError:  # today's limits may be narrower
        if record.reading in library.readings:
            return record
        raise
    library.readings.put(name, document)
    return replace(
        record_of(document, name, record.path),
        document_id=record.document_id,
        withdrawn=record.withdrawn,
        former=record.former,
    )


def build(
    library: Library, embedder: "Embedder", records: Sequence[DocumentRecord], progress: "Progress"
) -> tuple[Manifest | None, HiwarError | None]:
    """Build an edition of these documents, to be called by the only writer; it is not live yet.

    :return: The edition, or None if the live one holds just this; and why that could not be used, if it could not.
    """
    # The same documents make the same edition, in whatever order they were given.
    records = sorted(records, key=lambda record: (record.source, record.document_id))
    damaged = None
    try:
        if library.live_is(records, embedder.name):
            return None, None
    except HiwarError as error:
        damaged = error
    manifest = library.build(
        records, embedder.load, embeddings_name=embedder.name,
        progress=lambda done, of: progress("Embedding passages", done, of),
    )  # fmt: skip
    return manifest, damaged
