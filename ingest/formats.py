"""Bytes -> which loader reads them: a file is what is in it, whatever its name says."""

import re
import zipfile
from io import BytesIO

from ingest.encoding import decode
from ingest.errors import (
    BinaryDocumentError,
    DamagedDocumentError,
    Foreign,
    ForeignFormatError,
    LockedOfficeError,
    UndecodableDocumentError,
    UnknownFormatError,
)
from ingest.loaders import LOADERS, Loader

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY, _SECTOR = slice(48, 52), 512  # where it says in which sector the names are, and the smallest sector
# By what an old Office file calls its main stream, in the order in which a file may hold several.
_OLE_STREAMS = {
    "PowerPoint Document": ".ppt",
    "WordDocument": ".doc",
    "Workbook": Foreign.XLS,
    "Book": Foreign.XLS,
}
_RTF = b"{\\rtf"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ZIPPED = {"word/": ".docx", "ppt/": ".pptx", "xl/workbook.xml": ".xlsx"}
_ZIPPED_FOREIGN = {"xl/": Foreign.XLS, "META-INF/container.xml": Foreign.EPUB, "META-INF/manifest.xml": Foreign.ODF}
# Its templates are called the same with more behind it.
_OPEN_DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|presentation)(?![\w-]*-web)")
_OPEN_SUFFIXES = {b"text": ".odt", b"presentation": ".odp"}
_TYPE_WITHIN = 200  # bytes of an OpenDocument file, which begins with its type
_FOREIGN = (
    (
        re.compile(
            rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avif)", re.DOTALL
        ),
        Foreign.IMAGE,
    ),
    (re.compile(rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!\x1a"), Foreign.ARCHIVE),
)
_PDF, _PDF_WITHIN = b"%PDF-", 1024  # some programs write a line or two before the mark
_TEXTS = {"", ".txt", ".text", ".md", ".markdown", ".html", ".htm"}
_CUES = re.compile(r"\s*+(?:WEBVTT(?:\s|$)|(?:\d++\s++)?[\d:.,]{5,16}[ \t]*+-->)")
_TRANSCRIPT = ".vtt"
_MAIL = ".eml"
_FIRST_HEADER, _HEADER = re.compile(rb"\s*+(?:From |[!-9;-~]++:)"), re.compile(rb"^([!-9;-~]++):", re.MULTILINE)
_HEADERS_END, _HEADERS_WITHIN = re.compile(rb"\r?\n\r?\n"), 2**16
_OF_MAILS, _OF_MAILS_ALONE = {b"from", b"date", b"subject"}, {b"received", b"message-id", b"mime-version"}
_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.DOTALL
)


def loader_of(data: bytes, suffix: str) -> Loader:
    """The loader that reads these bytes.

    :param data: The whole file.
    :param suffix: What its name ends with, in lower case; it tells only plain text, Markdown and HTML apart.
    :raises UnreadableDocumentError: If no loader does: then it is named what it is, as far as that is known.
    """
    return LOADERS[_kind(data, suffix)]


def is_pdf(data: bytes) -> bool:
    """Whether these bytes are a PDF."""
    return _PDF in data[:_PDF_WITHIN]


def _kind(data: bytes, suffix: str) -> str:
    """The suffix by which the table of loaders knows the format."""
    if data.startswith(_OLE):
        return _old_office(data)
    if data.startswith(_ZIP):
        return _zipped(data)
    if data.startswith(_RTF):
        return ".rtf"
    if _is_mail(data, suffix):
        return _MAIL
    if is_pdf(data):
        return ".pdf"
    for mark, foreign in _FOREIGN:
        if mark.match(data):
            raise ForeignFormatError(foreign=foreign)
    return _textual(data, suffix)


def _is_mail(data: bytes, suffix: str) -> bool:
    """Whether it begins with the headers of a mail, and of one that was sent if its name does not say so."""
    if not _FIRST_HEADER.match(data[:_HEADERS_WITHIN]):
        return False
    head = _HEADERS_END.split(data[:_HEADERS_WITHIN].lstrip(), maxsplit=1)[0]
    names = {name.lower() for name in _HEADER.findall(head)}
    return bool(names & _OF_MAILS) and (suffix == _MAIL or bool(names & _OF_MAILS_ALONE))


def _old_office(data: bytes) -> str:
    # Names of streams stand in the file's directory, in UTF-16.
    if _SECTOR * (1 + int.from_bytes(data[_DIRECTORY], "little")) >= len(data):
        raise DamagedDocumentError
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise LockedOfficeError
    places = {name: data.find(f"{name}\0".encode("utf-16-le")) for name in _OLE_STREAMS}
    found = [name for name, place in places.items() if place >= 0]
    # What is embedded in a file stands behind the file's own streams.
    first = min(found, key=lambda name: places[name], default=None)
    kind = _OLE_STREAMS[first] if first else Foreign.OLD_OFFICE
    if isinstance(kind, Foreign):
        raise ForeignFormatError(foreign=kind)
    return kind


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DamagedDocumentError from error
    if found := _OPEN_DOCUMENT.search(data[:_TYPE_WITHIN]):
        return _OPEN_SUFFIXES[found[1]]
    for folder, kind in _ZIPPED.items():
        if any(name.startswith(folder) for name in names):
            return kind
    foreign = (foreign for part, foreign in _ZIPPED_FOREIGN.items() if any(name.startswith(part) for name in names))
    raise ForeignFormatError(foreign=next(foreign, Foreign.ARCHIVE))


def _textual(data: bytes, suffix: str) -> str:
    known = suffix in LOADERS
    try:
        text = decode(data)
    except BinaryDocumentError:
        if known and suffix not in _TEXTS:  # it says that it is a PDF or Word file, and does not begin as one
            raise DamagedDocumentError from None
        raise
    except UndecodableDocumentError:
        text = data.decode("latin-1")
        if not _PAGE.match(text):  # a page may say itself which encoding it is in
            raise
    if _CUES.match(text):
        return _TRANSCRIPT
    if suffix not in {".md", ".markdown"} and _PAGE.match(text):
        return ".html"
    if suffix in _TEXTS:
        return suffix or ".txt"
    if known:
        return ".txt"
    raise UnknownFormatError(known=tuple(LOADERS))
