"""A library -> what is wrong in it, and whether that can be mended from what is there. Nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from errors import HiwarError
from vectorstore.edition import open_edition
from vectorstore.formats import records_of
from vectorstore.library import Library
from vectorstore.manifest import (
    FORMAT,
    DamagedEditionError,
    DocumentRecord,
    OutdatedEditionError,
    check_files,
)
from vectorstore.pointer import LostPointerError
from vectorstore.spare import read_manifest, spare_records


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong.

    :param where: A path in the data directory, or a document's file name.
    :param advice: What a person can do about it.
    :param repairable: Whether `hiwar check --repair` mends it.
    """

    where: str
    problem: str
    advice: str
    repairable: bool


def library_findings(library: Library) -> Iterator[Finding]:
    """Everything that is wrong with the editions and with what they are made of."""
    yield from _pointer_findings(library)
    for name in library.editions.names():
        yield from _edition_findings(library, name)
    yield from _reading_findings(library)
    yield from _document_findings(library)
    for path in [] if library.editions.is_writing() else [*library.editions.unfinished(), *library.drafts()]:
        advice = "An ingest that was broken off has left it. --repair deletes it, as the next ingest does."
        yield Finding(str(path.relative_to(library.root)), "unfinished", advice, repairable=True)


def last_published(library: Library) -> str | None:
    """The edition that a lost pointer is to name again; None if nothing tells which that is.

    Where the list of what was published is lost too, that is the newest of which it is known what it holds.
    """
    names, published = library.editions.names(), library.editions.pointer.published()
    if published:
        return published[-1] if published[-1] in names else None
    return next((name for name in reversed(names) if _can_be_had(library, name)), None)


def _can_be_had(library: Library, name: str) -> bool:
    """Whether an edition is whole, or at least what it holds is known."""
    damaged = isinstance(edition_problem(library, name), DamagedEditionError)
    return not damaged or spare_records(library.editions.root / name) is not None


def edition_problem(library: Library, name: str) -> HiwarError | None:
    """Why an edition could not be published now; None if it could."""
    folder = library.editions.root / name
    try:
        manifest = read_manifest(folder)
        if manifest.format != FORMAT:
            return OutdatedEditionError(name, manifest.format)
        check_files(folder, manifest)
        records_of(folder, manifest)
        if library.editions.is_live(name):  # what serves is opened beside the server already
            open_edition(folder).close()
    except HiwarError as error:
        return error
    return None


def live_records(library: Library) -> tuple[DocumentRecord, ...]:
    """The documents of the live edition, or none where it cannot say them."""
    try:
        return library.live_records()
    except HiwarError:
        return ()


def can_be_rebuilt(library: Library) -> bool:
    """Whether it is known what the live edition holds, and all of it can be had: what was read, or the original."""
    records = live_records(library)
    return bool(records) and (
        _holds_its_readings(library)
        or all(
            library.readings.is_sound(record.reading)
            or library.original(record.content_id, record.source)
            or library.original_at(record)
            for record in records
        )
    )


def _pointer_findings(library: Library) -> Iterator[Finding]:
    try:
        library.editions.live()
    except LostPointerError as error:
        name = last_published(library)
        told = library.editions.pointer.published()
        why = "published last" if told else "the newest that is known, or choose another of `hiwar editions list`"
        advice = f"--repair names {name} again, {why}." if name else error.hint
        yield Finding("editions/live", "it names no edition that is there", advice, repairable=name is not None)
    for name in sorted(set(library.editions.pointer.published())):
        folder = library.editions.root / name
        if folder.is_dir() and name not in library.editions.names():
            advice = "--repair sets it aside. Publish another, or ingest all documents with --only."
            yield Finding(f"editions/{name}", "it has lost its manifest", advice, repairable=True)


def _edition_findings(library: Library, name: str) -> Iterator[Finding]:
    error = edition_problem(library, name)
    live = library.editions.is_live(name)
    if error is None and live and spare_records(library.editions.root / name) is None:
        advice = "--repair writes it again, as the next ingest does."
        yield Finding(f"editions/{name}.documents", "it is missing or not what was written", advice, repairable=True)
    if error is None or (isinstance(error, OutdatedEditionError) and not live):
        return
    where = f"editions/{name}"
    problem = error.problem if isinstance(error, DamagedEditionError) else error.told("en")
    if not isinstance(error, DamagedEditionError | OutdatedEditionError):
        yield Finding(where, problem, error.hint, repairable=False)
    elif not live:
        advice = "It does not answer. --repair sets it aside."
        yield Finding(where, problem, advice, repairable=True)
    elif can_be_rebuilt(library):
        advice = "--repair builds it anew, as the next ingest does."
        yield Finding(where, problem, advice, repairable=True)
    elif live_records(library):
        advice = "It cannot be built anew before the documents that are missing are given to `hiwar ingest` again."
        yield Finding(where, problem, advice, repairable=False)
    else:
        advice = "What it held is not known. Publish another, or ingest all your documents with --only."
        yield Finding(where, problem, advice, repairable=False)


def _reading_findings(library: Library) -> Iterator[Finding]:
    for name in sorted(library.readings.names()):
        if not library.readings.is_sound(name):
            advice = "--repair sets it aside, and reads the document anew if it is published."
            yield Finding(f"readings/{name}.json", "it is not what was written", advice, repairable=True)


def _document_findings(library: Library) -> Iterator[Finding]:
    """The documents of the live edition of which something is missing."""
    for record in live_records(library):
        if library.original(record.content_id, record.source):
            if record.reading not in library.readings and not _holds_its_readings(library):
                advice = "--repair reads it anew."
                yield Finding(record.source, "what was read of it is missing", advice, repairable=True)
        elif library.original_at(record):
            advice = f"--repair takes it again from {record.path}."
            yield Finding(record.source, "its original is missing or damaged", advice, repairable=True)
        else:
            advice = f"Give {record.source} to `hiwar ingest` again."
            yield Finding(record.source, "its original is missing or damaged", advice, repairable=False)


def _holds_its_readings(library: Library) -> bool:
    """Whether the live edition holds itself what was read, as the first format did."""
    try:
        return read_manifest(library.editions.root / (library.editions.live() or "")).format == 1
    except DamagedEditionError:
        return False
