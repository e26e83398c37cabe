"""What an edition says of itself and of its documents; read without opening its indexes."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from errors import HiwarError
from sqlite_file import problem_of

FORMAT = 6
MANIFEST, DOCUMENTS, CHROMA = "manifest.json", "documents.json", "chroma"


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One document of an edition.

    :param document_id: Stays the same through all versions of the document.
    :param content_id: Hash of the bytes of this version.
    :param reading: Name of what was read from them, in `ingest.readings`.
    :param source: File name, for people.
    :param path: Absolute path that it was read from; empty where it was uploaded.
    :param date: ISO 8601, or None.
    :param pages: Pages read; 0 where the format has none.
    :param doubtful: Pages among them that somebody should look at.
    :param withdrawn: True if it is kept but does not answer.
    :param sessions: The sessions that its headings name.
    :param former: The contents of its earlier versions, oldest first.
    """

    document_id: str
    content_id: str
    reading: str
    title: str
    source: str
    path: str
    language: str
    date: str | None
    symbol: str | None
    pages: int
    doubtful: int
    passages: int
    sentences: int
    sessions: tuple[str, ...] = ()
    withdrawn: bool = False
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition says of itself.

    :param created: ISO 8601 in UTC.
    :param embeddings: The model that made the vectors; a question must be embedded by the same.
    :param fingerprint: Hash of the documents and the model: two editions that share it are the same.
    :param documents: How many answer; withdrawn ones are not counted, nor are their passages.
    :param files: SHA-256 of each file but Chroma's own, which change when they are opened.
    :param after: The edition that was live when this one was built; empty where none was, or where it is not known.
    """

    format: int
    edition: str
    created: str
    embeddings: str
    fingerprint: str
    documents: int
    passages: int
    sentences: int
    files: dict[str, str]
    after: str = ""


class DamagedEditionError(HiwarError):
    """An edition's files are missing, cut short or altered."""

    def __init__(self, edition: str, problem: str) -> None:
        self.problem = problem
        super().__init__(
            "edition_damaged",
            f"{problem}. "
            "Publish another with `hiwar editions rollback`, or build a new one: `hiwar ingest` with your documents.",
            name=edition,
        )


class OutdatedEditionError(HiwarError):
    """An edition was written by an earlier version of Hiwar, and is to be built anew."""

    def __init__(self, edition: str, written_as: int) -> None:
        super().__init__(
            "edition_outdated",
            f"Its format is {written_as} and today's is {FORMAT}. "
            "If it is the live one, `hiwar serve`, the next `hiwar ingest` and `hiwar check --repair` build it anew.",
            name=edition,
        )


class FutureEditionError(HiwarError):
    """An edition was written by a later version of Hiwar."""

    def __init__(self, edition: str, written_as: int) -> None:
        super().__init__(
            "edition_of_later_version",
            f"Its format is {written_as} and this version knows {FORMAT}. "
            "Install that version again, or publish an earlier edition: `hiwar editions list` shows them.",
            name=edition,
        )


@dataclass(frozen=True, slots=True)
class _Format:
    format: int


_FORMAT_DATA = TypeAdapter(_Format)
_MANIFEST_DATA = TypeAdapter(Manifest)
_RECORDS = TypeAdapter(tuple[DocumentRecord, ...])


def parse_manifest(content: bytes, edition: str) -> Manifest:
    """A manifest of today's format or a former one, as `manifest_json` wrote it.

    :param edition: What the edition is called in errors.
    :raises ValueError: If it is anything else.
    :raises FutureEditionError: If a later version of Hiwar wrote it.
    """
    written_as = _FORMAT_DATA.validate_json(content).format
    if written_as > FORMAT:
        raise FutureEditionError(edition, written_as)
    return _MANIFEST_DATA.validate_json(content)


def manifest_json(manifest: Manifest, *, lines: bool = True) -> bytes:
    """A manifest as `parse_manifest` reads it, on several lines or on one."""
    return _MANIFEST_DATA.dump_json(manifest, indent=1 if lines else None)


def read_records(folder: Path, manifest: Manifest) -> tuple[DocumentRecord, ...]:
    """The documents of an edition, the withdrawn ones among them.

    :raises DamagedEditionError: If their file is missing or altered.
    """
    check_file(folder, DOCUMENTS, manifest)
    try:
        return parse_records((folder / DOCUMENTS).read_bytes())
    except ValueError as error:
        raise DamagedEditionError(folder.name, f"its documents cannot be read ({first_line(error)})") from error


def parse_records(content: bytes) -> tuple[DocumentRecord, ...]:
    """Records as `records_json` wrote them.

    :raises ValueError: If they are anything else.
    """
    return _RECORDS.validate_json(content)


def records_json(records: tuple[DocumentRecord, ...]) -> bytes:
    """Records as `parse_records` reads them."""
    return _RECORDS.dump_json(records, indent=1)


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file of an edition with its checksum, and ask its database whether it is whole.

    :raises DamagedEditionError: If anything is missing, cut short or altered.
    """
    for name in manifest.files:
        check_file(folder, name, manifest)
    database = folder / CHROMA / "chroma.sqlite3"
    if not database.is_file():
        raise DamagedEditionError(folder.name, "its vector store is missing")
    if problem := problem_of(database):
        raise DamagedEditionError(folder.name, f"its vector store is broken ({problem})")


def check_file(folder: Path, name: str, manifest: Manifest) -> None:
    """Compare one file of an edition with its checksum.

    :raises DamagedEditionError: If it is missing or altered.
    """
    if not (folder / name).is_file():
        raise DamagedEditionError(folder.name, f"{name} is missing")
    if sha256(folder / name) != manifest.files.get(name):
        raise DamagedEditionError(folder.name, f"{name} is not what was written")


def sha256(path: Path) -> str:
    """The checksum of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def first_line(error: BaseException) -> str:
    """What an error says, in one line."""
    return (str(error) or type(error).__name__).splitlines()[0]
