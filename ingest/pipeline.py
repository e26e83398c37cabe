"""Paths -> documents, one at a time: bytes -> blocks -> body -> passages."""

import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.document import SIDECAR, IngestedDocument, Limits, Original, PageReading, Reading
from ingest.errors import (
    EmptyDocumentError,
    FolderGivenError,
    ForbiddenDocumentError,
    MissingDocumentError,
    NestedDocumentError,
    NoDocumentsError,
    NoRegularFileError,
    NoSentenceError,
    NotArabicError,
    TooLargeFileError,
    UnreadableDocumentError,
)
from ingest.formats import loader_of
from ingest.loaders import LOADERS
from ingest.metadata import Sidecar, find_symbol, head_date, head_symbol, read_sidecar
from ingest.passages import CountTokens, cut_passages, lay_out
from ingest.sections import Paragraph, read_body

VERSION = 11
"""To be raised when the same bytes would be read otherwise: documents are then read anew."""

MAX_TOKENS = 200

_FOREIGN = {".doc", ".docm", ".odt", ".rtf", ".ppt", ".pps", ".ppsx", ".pptm", ".odp", ".xls", ".xlsx", ".ods", ".epub"}
_DOCUMENTS = {*LOADERS, *_FOREIGN}  # what a folder is searched for
_HIDDEN = (".", "~$")  # the second is what Office lays beside a document that is open
_ARABIC_SHARE = 1 / 3  # of the letters
_PERSIAN_AND_URDU = frozenset("پچژگکیےۓٹڈڑںہھ")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document says, before it is cut into passages. The fields are those of `IngestedDocument`."""

    title: str
    language: str
    date: str | None
    symbol: str | None
    paragraphs: tuple[Paragraph, ...]
    pages: tuple[PageReading, ...]


Parse = Callable[[Original, Limits], Parsed]
"""A document -> what it says. Raises UnreadableDocumentError, naming the document."""


def find_documents(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The documents that the paths name: files as they are, folders with all that is readable below them.

    :return: Each file once, the files of a folder sorted; hidden ones are left out, and those that do not
        end as a document. Documents that nobody reads are among them, to be refused and not passed over in
        silence. Whoever names a sidecar means its document.
    :raises UnreadableDocumentError: If a path does not exist or a folder holds no document.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found |= dict.fromkeys(_in_folder(path) if path.is_dir() else [_named(path)])
    return tuple(found)


def read_document(
    path: Path, *, count_tokens: CountTokens, max_tokens: int = MAX_TOKENS, limits: Limits | None = None
) -> IngestedDocument:
    """Read the document at a path, as `read_content` does."""
    limits = limits or Limits()
    original = read_original(path, limits.max_bytes)
    return read_content(original, count_tokens=count_tokens, max_tokens=max_tokens, limits=limits)


def read_content(
    original: Original,
    *,
    count_tokens: CountTokens,
    max_tokens: int = MAX_TOKENS,
    limits: Limits | None = None,
    parse: Parse | None = None,
) -> IngestedDocument:
    """Read one document and cut it into passages.

    :param count_tokens: How the embedding model counts a passage.
    :param max_tokens: Longest passage, in those tokens.
    :param limits: What the document may ask of the machine; the defaults where none are given.
    :param parse: What finds out what it says: `parse_document`, or the same in a process of its own.
    :raises UnreadableDocumentError: If it cannot be read or holds nothing to answer from; its
        subclasses say why.
    """
    parsed = (parse or parse_document)(original, limits or Limits())
    text, spans = lay_out(parsed.paragraphs)
    passages = cut_passages(text, parsed.paragraphs, spans, count_tokens=count_tokens, max_tokens=max_tokens)
    if not passages:
        raise NoSentenceError(original.name)
    return IngestedDocument(
        content_id=original.content_id,
        title=parsed.title,
        source=original.name,
        language=parsed.language,
        date=parsed.date,
        text=text,
        passages=passages,
        symbol=parsed.symbol,
        pages=parsed.pages,
    )


def parse_document(original: Original, limits: Limits) -> Parsed:
    """Find out what a document says, in this process: of its limits, time and memory are left to the caller.

    :raises UnreadableDocumentError: As `read_content` does.
    """
    name = original.name
    try:
        told = Sidecar() if original.sidecar is None else read_sidecar(original.sidecar)
        reading = _load(name, original.data, limits)
        body = read_body(reading.blocks)
    except UnreadableDocumentError as error:
        raise error.about(name) from None
    except RecursionError:
        raise NestedDocumentError(name) from None
    return Parsed(
        title=told.title or body.title or reading.title or Path(name).stem,
        language=told.language or "ar",
        date=told.date or body.date or head_date(reading.head),
        symbol=told.symbol or head_symbol(reading.head) or find_symbol(reading.blocks),
        paragraphs=body.paragraphs,
        pages=reading.pages,
    )


def read_original(path: Path, max_bytes: int) -> Original:
    """The document at a path, with its sidecar if it has one.

    :param max_bytes: A larger file is refused before it is read.
    :raises UnreadableDocumentError: If it cannot be read, or is too large.
    """
    sidecar = path.with_name(path.name + SIDECAR)
    data = read_file(path, max_bytes)
    return Original(data, path.name, read_file(sidecar, max_bytes) if sidecar.is_file() else None)


def read_file(path: Path, max_bytes: int) -> bytes:
    """The bytes of a file.

    :param max_bytes: A larger file is refused before it is read.
    :raises UnreadableDocumentError: If it cannot be read, or is too large or no regular file.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise NoRegularFileError(path.name)
        if stat.S_ISREG(status.st_mode) and status.st_size > max_bytes:
            raise TooLargeFileError(path.name)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingDocumentError(str(path)) from error
    except IsADirectoryError as error:
        raise FolderGivenError(path.name) from error
    except OSError as error:
        raise ForbiddenDocumentError(path.name) from error
    return data


def _load(name: str, data: bytes, limits: Limits) -> Reading:
    if not data.strip():
        raise EmptyDocumentError
    reading = loader_of(data, Path(name).suffix.lower())(data, limits)
    text = "".join(block.text for block in reading.blocks)
    if not text.strip():
        raise EmptyDocumentError
    if not _is_arabic(text):
        raise NotArabicError
    return reading


def _is_arabic(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    arabic = [letter for letter in letters if "\u0620" <= letter <= "\u06d3"]
    foreign = sum(letter in _PERSIAN_AND_URDU for letter in arabic)
    return len(arabic) >= _ARABIC_SHARE * max(len(letters), 1) and 20 * foreign <= len(arabic) and bool(arabic)


def _in_folder(folder: Path) -> list[Path]:
    files = sorted(
        path for path in folder.rglob("*")
        if path.suffix.lower() in _DOCUMENTS and path.is_file()
        and not any(part.startswith(_HIDDEN) for part in path.relative_to(folder).parts)
    )  # fmt: skip
    if not files:
        raise NoDocumentsError(folder.name or str(folder), known=tuple(LOADERS))
    return files


def _named(path: Path) -> Path:
    if path.suffix == SIDECAR and path.with_suffix("").is_file():
        return path.with_suffix("")
    if not path.exists():
        raise MissingDocumentError(str(path))
    return path
