"""Files -> an edition: reads what is new, keeps what is unchanged, and builds one edition of both.

A document stays the same document through its versions. A file is a new version of a document of the
live edition if it lies where that lay, bears its symbol, or has its title and either half of its passages
or its file name. The name alone is not enough where both are dated and the dates differ: the minutes of
every month may be "Minutes of the committee" in a "minutes.docx".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from errors import HiwarError
from ingest.document import IngestedDocument, Limits, Original
from ingest.isolation import read_apart
from ingest.pipeline import VERSION, find_documents, read_original
from vectorstore.library import Library
from vectorstore.manifest import DamagedEditionError, DocumentRecord, Manifest
from vectorstore.rebuilding import Kept, build, keep
from vectorstore.records import record_of

if TYPE_CHECKING:
    from vectorstore.embeddings import SentenceTransformerEmbeddings

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and how much there is if that is known."""


@dataclass(frozen=True, slots=True)
class Embedder:
    """An embedding model that is loaded only if it is needed: an unchanged corpus needs none."""

    name: str
    load: "Callable[[], SentenceTransformerEmbeddings]"


@dataclass(frozen=True, slots=True)
class Reader:
    """How documents are read.

    :param max_tokens: Longest passage, in tokens of the embedding model.
    :param limits: What a document may ask of the machine.
    """

    embedder: Embedder
    max_tokens: int
    limits: Limits = field(default_factory=Limits)

    def recipe(self, name: str) -> str:
        """What decides how a file of this name is read; another recipe may read it otherwise."""
        ocr = "with" if self.limits.ocr else "without"
        return f"{Path(name).suffix.lower()} {VERSION}, {self.max_tokens} tokens of {self.embedder.name}, {ocr} OCR"

    def read(self, original: Original) -> IngestedDocument:
        """Read a document, in a process of its own. Raises as `read_apart` does."""
        model = self.embedder.load()
        room = min(self.max_tokens, model.max_tokens)
        return read_apart(original, count_tokens=model.count_tokens, max_tokens=room, limits=self.limits)


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    REPLACED = "replaced"  # a new version of a document
    REREAD = "read anew"  # the same content, but it is read or cut otherwise than before
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"  # the same content as another file
    SUPERSEDED = "superseded"  # a former version of a document whose present version was given too
    WITHDRAWN = "withdrawn"  # the content of a document that was withdrawn: it stays so
    REFUSED = "refused"


_STANDS_FOR_ANOTHER = {Outcome.DUPLICATE, Outcome.SUPERSEDED}


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    :param record: Its document, or the one it is a duplicate or former version of; None if it was refused.
    :param error: Why it was refused.
    """

    path: Path
    outcome: Outcome
    record: DocumentRecord | None = None
    error: HiwarError | None = None


@dataclass(frozen=True, slots=True)
class IndexingReport:
    """What became of all files.

    :param kept: Documents of the live edition that stay, though no file was given for them.
    :param stale: Those of them that would be read otherwise today, but cannot be read anew: their original is missing
        or damaged, or is refused by now.
    :param manifest: The edition that was built; None if there was nothing new, or nothing was to be built.
    :param published: Whether that edition is live now.
    :param damaged: Why the live edition's indexes could not be used; None if they could.
    :param blocked: Whether refused files are why nothing was built.
    """

    files: tuple[FileReport, ...]
    kept: tuple[DocumentRecord, ...]
    stale: tuple[DocumentRecord, ...]
    manifest: Manifest | None
    published: bool
    damaged: HiwarError | None
    blocked: bool


def index_documents(
    paths: Sequence[Path],
    library: Library,
    reader: Reader,
    *,
    only: bool = False,
    publish: bool = True,
    dry_run: bool = False,
    wait: bool = False,
    progress: Progress = lambda what, done, of: None,
) -> IndexingReport:
    """Read documents, add them to those that are live and make an edition of the whole.

    A content that is known is not read again, and passages that did not change keep their vectors.

    :param only: Take these documents and no others. Then one refused file stops the building.
    :param publish: Make the edition live.
    :param dry_run: Read and report only; what was read is kept.
    :param wait: Wait for another writer instead of giving up.
    :raises HiwarError: If there is nothing to read, if another process is writing, if it is not known which
        edition is live or that cannot say what it holds (and `only` is not set), or if a passage cannot be
        embedded. The live edition stays as it was.
    """
    files = find_documents(paths)
    with library.editions.writing(wait=wait):
        before = _records_before(library, only=only)
        reports = _Taking(library, reader, before).take(files, progress)
        taken = [report.record for report in reports if report.record and report.outcome not in _STANDS_FOR_ANOTHER]
        kept = Kept() if only else keep(before, taken, library, reader, progress)
        blocked = not taken or (only and any(report.error for report in reports))
        manifest, damaged = None, None
        if not blocked and not dry_run:
            manifest, damaged = build(library, reader.embedder, [*kept.records, *taken], progress)
        if manifest and publish:
            library.editions.make_live(manifest.edition)
    return IndexingReport(
        tuple(reports), tuple(kept.records), tuple(kept.stale), manifest, bool(manifest) and publish, damaged, blocked
    )


def report_json(report: IndexingReport) -> dict[str, object]:
    """A report as plain values for `json.dumps`: what the page and other programs read."""
    files = [
        {
            "file": file.path.name,
            "outcome": file.outcome.value,
            "title": file.record.title if file.record else "",
            "pages": file.record.pages if file.record else 0,
            "doubtful": file.record.doubtful if file.record else 0,
            "passages": file.record.passages if file.record else 0,
            "error": file.error.everywhere() if file.error else {},
        }
        for file in report.files
    ]
    return {
        "files": files,
        "kept": [record.source for record in report.kept],
        "edition": report.manifest.edition if report.manifest else None,
        "published": report.published,
    }


def publish_documents(
    documents: Iterable[IngestedDocument],
    library: Library,
    embedder: Embedder,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Manifest:
    """Publish an edition of these documents and no others, which were read elsewhere."""
    records: list[DocumentRecord] = []
    with library.editions.writing():
        for document in documents:
            reading = library.readings.name(document.content_id, "")
            library.readings.put(reading, document)
            records.append(record_of(document, reading, ""))
        manifest = library.build(records, embedder.load, embeddings_name=embedder.name, progress=progress)
        library.editions.make_live(manifest.edition)
    return manifest


def withdraw(library: Library, embedder: Embedder, document_id: str) -> DocumentRecord:
    """Publish an edition in which a document does not answer; it is kept, and can be restored.

    :param document_id: Its identity, or the beginning of it.
    :raises HiwarError: If there is no such document, or it is withdrawn already.
    """
    return _set_withdrawn(library, embedder, document_id, withdrawn=True)


def restore(library: Library, embedder: Embedder, document_id: str) -> DocumentRecord:
    """Publish an edition in which a withdrawn document answers again. Raises as `withdraw` does."""
    return _set_withdrawn(library, embedder, document_id, withdrawn=False)


def find_record(records: Iterable[DocumentRecord], document_id: str) -> DocumentRecord:
    """The document with this identity, or with the only identity that begins so.

    :raises HiwarError: If there is none, or more than one.
    """
    found = [record for record in records if document_id and record.document_id.startswith(document_id)]
    if len(found) != 1:
        raise HiwarError(
            "document_ambiguous" if found else "document_unknown", "`hiwar documents list` shows them.", id=document_id
        )
    return found[0]


def _set_withdrawn(library: Library, embedder: Embedder, document_id: str, *, withdrawn: bool) -> DocumentRecord:
    with library.editions.writing():
        records = library.records_to_build_on()
        record = find_record(records, document_id)
        if record.withdrawn == withdrawn:
            raise HiwarError("withdrawn_already" if withdrawn else "published_already", title=record.title)
        changed = replace(record, withdrawn=withdrawn)
        manifest = library.build(
            [changed if other is record else other for other in records], embedder.load, embeddings_name=embedder.name
        )
        library.editions.make_live(manifest.edition)
    return changed


def _records_before(library: Library, *, only: bool) -> tuple[DocumentRecord, ...]:
    try:
        return library.records_to_build_on()
    except HiwarError as error:
        if only:
            return ()
        if isinstance(error, DamagedEditionError):
            error.hint = (
                "What it held is not known. Publish another edition with `hiwar editions rollback`, or build a new "
                "one with `hiwar ingest --only` and all your documents."
            )
        raise


class _Taking:
    """One run over the files that were given, beside the documents that are live."""

    def __init__(self, library: Library, reader: Reader, before: Sequence[DocumentRecord]) -> None:
        self._library = library
        self._reader = reader
        self._by_content = {record.content_id: record for record in before}
        self._replaceable = {record.document_id: record for record in before}
        self._present: dict[str, DocumentRecord] = {}  # by the contents of their former versions
        self._taken: dict[str, DocumentRecord] = {}  # by content

    def take(self, files: Sequence[Path], progress: Progress) -> list[FileReport]:
        """Read each file that is not known."""
        contents = [_content(path, self._reader.limits.max_bytes) for path in files]
        for content in contents:  # what is given unchanged is no former version of another file
            known = self._by_content.get(content) if isinstance(content, str) else None
            if known:
                self._replaceable.pop(known.document_id, None)
                self._present |= dict.fromkeys(known.former, known)
        reports: list[FileReport] = []
        pages = 0
        for done, (path, content) in enumerate(zip(files, contents, strict=True)):
            progress("Reading documents", done, len(files))
            try:
                if isinstance(content, HiwarError):
                    raise content
                reports.append(self._take(path, content))
                pages += reports[-1].record.pages if reports[-1].record else 0
                if pages:
                    progress("Reading pages", pages, None)
            except HiwarError as error:
                reports.append(FileReport(path, Outcome.REFUSED, error=error))
        progress("Reading documents", len(files), len(files))
        return reports

    def _take(self, path: Path, content: str) -> FileReport:
        if content in self._taken:
            return FileReport(path, Outcome.DUPLICATE, self._taken[content])
        known = self._by_content.get(content)
        present = self._present.get(content)
        if known is None and present:
            return FileReport(path, Outcome.SUPERSEDED, present)
        reading = self._library.readings.name(content, self._reader.recipe(path.name))
        if known and known.reading == reading and reading in self._library.readings:
            if not Path(known.path).is_file():  # it was moved
                known = replace(known, path=str(path.resolve()))
            self._taken[content] = known
            self._library.keep_original(read_original(path, self._reader.limits.max_bytes))  # it may be damaged
            return FileReport(path, Outcome.WITHDRAWN if known.withdrawn else Outcome.UNCHANGED, known)
        record = record_of(self._read(path, reading), reading, str(path.resolve()))
        former = known or self._former_version(record)
        outcome = Outcome.ADDED
        if former:
            self._replaceable.pop(former.document_id, None)
            withdrawn = known is not None and known.withdrawn
            contents = former.former if known else (*former.former, former.content_id)
            record = replace(record, document_id=former.document_id, withdrawn=withdrawn, former=contents)
            outcome = Outcome.WITHDRAWN if withdrawn else Outcome.REREAD if known else Outcome.REPLACED
        self._taken[content] = record
        return FileReport(path, outcome, record)

    def _read(self, path: Path, reading: str) -> IngestedDocument:
        original = read_original(path, self._reader.limits.max_bytes)
        if self._library.readings.is_sound(reading):  # by a run that did not come to its end
            document = self._library.readings.get(reading)
        else:
            document = self._reader.read(original)
            self._library.readings.put(reading, document)
        self._library.keep_original(original)
        return replace(document, source=path.name)

    def _former_version(self, record: DocumentRecord) -> DocumentRecord | None:
        others = self._replaceable.values()
        of_lineage = (other for other in others if record.content_id in other.former)
        at_path = (other for other in others if other.path == record.path)
        same_symbol = (other for other in others if other.symbol and other.symbol == record.symbol)
        alike = (other for other in others if other.title == record.title and self._are_alike(other, record))
        return next((other for some in (of_lineage, at_path, same_symbol, alike) for other in some), None)

    def _are_alike(self, one: DocumentRecord, other: DocumentRecord) -> bool:
        dated_apart = one.date and other.date and one.date != other.date
        if one.source == other.source and not dated_apart:
            return True
        if other.reading not in self._library.readings:
            return False
        texts = [{p.text for p in self._library.readings.get(record.reading).passages} for record in (one, other)]
        return 2 * len(texts[0] & texts[1]) >= min(len(texts[0]), len(texts[1]))


def _content(path: Path, max_bytes: int) -> str | HiwarError:
    try:
        return read_original(path, max_bytes).content_id
    except HiwarError as error:
        return error
