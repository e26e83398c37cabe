"""Why a document cannot be read: one class a cause; the catalogue has a sentence for each."""

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar, Self

from errors import HiwarError, Sentence


class UnreadableDocumentError(HiwarError):
    """A document that cannot be ingested; its subclasses say why.

    A loader knows bytes and no file name: it raises the class without one, and the pipeline puts
    the name in with `about`.

    :param name: File or folder name as people know it.
    :param hint: As for `HiwarError`; else what the class has to say to the shell.
    :param blanks: What fills the sentence beside the name.
    """

    sentence: ClassVar[str] = "document_unreadable"
    advice: ClassVar[str] = ""

    def __init__(self, name: str = "?", hint: str = "", **blanks: object) -> None:
        super().__init__(self.sentence, hint or self.advice, name=name, **blanks)

    def about(self, name: str) -> Self:
        """The same error, naming `name`."""
        self.blanks["name"] = name
        return self


class MissingDocumentError(UnreadableDocumentError):
    """There is nothing at the path."""

    sentence = "document_missing"


class ForbiddenDocumentError(UnreadableDocumentError):
    """The operating system does not let us read it."""

    sentence = "document_forbidden"


class FolderGivenError(UnreadableDocumentError):
    """A folder where one document was asked for."""

    sentence = "document_is_folder"


class NoRegularFileError(UnreadableDocumentError):
    """A pipe, a device or a socket: it may never come to an end, or never begin."""

    sentence = "document_is_device"


class EmptyDocumentError(UnreadableDocumentError):
    """Zero bytes, or nothing but blanks."""

    sentence = "document_empty"


class BinaryDocumentError(UnreadableDocumentError):
    """The content is not text, whatever the file's name says."""

    sentence = "document_binary"


class UndecodableDocumentError(UnreadableDocumentError):
    """Text in an encoding that we do not know, or damaged."""

    sentence = "document_undecodable"


class DamagedDocumentError(UnreadableDocumentError):
    """Cut short, or not what it seems."""

    sentence = "document_damaged"


class LockedOfficeError(UnreadableDocumentError):
    """An Office file that opens with a password only."""

    sentence = "office_locked"


class LockedMailError(UnreadableDocumentError):
    """A mail that is encrypted."""

    sentence = "mail_locked"


class Foreign(Enum):
    """A format that Hiwar knows and does not read: the sentences that say what it is and what to do."""

    XLS = "format_xls", "save_as_xlsx"
    OLD_OFFICE = "format_old_office", "save_as_any"
    ODF = "format_odf", "save_as_any"
    EPUB = "format_epub", "save_as_html"
    IMAGE = "format_image", "save_image"
    ARCHIVE = "format_archive", "unpack"


class ForeignFormatError(UnreadableDocumentError):
    """A format that Hiwar knows and does not read.

    :param foreign: Which.
    """

    sentence = "document_foreign"

    def __init__(self, name: str = "?", *, foreign: Foreign) -> None:
        what, advice = foreign.value
        super().__init__(name, what=Sentence(what), advice=Sentence(advice))
        self.foreign = foreign


class MissingLibreOfficeError(UnreadableDocumentError):
    """LibreOffice, which alone reads the format, is not installed.

    :param what: The sentence that says what the document is.
    :param advice: That which says what to do with it elsewhere.
    """

    sentence = "libreoffice_missing"
    advice = "Install the Debian packages libreoffice-writer-nogui and libreoffice-impress-nogui, then try again."


class TooLargeFileError(UnreadableDocumentError):
    """The file has more bytes than are allowed."""

    sentence = "file_too_large"
    advice = "The limit is HIWAR_MAX_FILE_MB."


class TooLargeDocumentError(UnreadableDocumentError):
    """It unpacks to more than is allowed."""

    sentence = "document_too_large"
    advice = "The limit is HIWAR_MAX_UNPACKED_MB."


class EntitiesError(UnreadableDocumentError):
    """Its XML declares entities, which no Office program writes and traps are made of."""

    sentence = "document_entities"


class TooManyPagesError(UnreadableDocumentError):
    """It has more pages or slides than are allowed."""

    sentence = "document_too_long"
    advice = "The limit is HIWAR_MAX_PAGES."


class TooManyRowsError(UnreadableDocumentError):
    """The sheets of a workbook have more rows than are read.

    :param limit: How many are.
    """

    sentence = "sheets_too_long"


class SlowDocumentError(UnreadableDocumentError):
    """To read it takes more processor time than is allowed."""

    sentence = "document_slow"
    advice = "The limit is HIWAR_READ_SECONDS."


class MemoryHungryError(UnreadableDocumentError):
    """To read it takes more memory than is allowed."""

    sentence = "document_hungry"
    advice = "The limit is HIWAR_READ_MEMORY_MB."


class CrashedReaderError(UnreadableDocumentError):
    """What reads it crashed, or met what nobody foresaw."""

    sentence = "document_crashed"
    advice = "The log says where. Please report it."


class NestedDocumentError(UnreadableDocumentError):
    """Its elements stand in each other deeper than any program writes them."""

    sentence = "document_nested"


class NoSlidesError(UnreadableDocumentError):
    """A deck without slides, or with hidden ones only."""

    sentence = "slides_none"


class SidecarError(UnreadableDocumentError):
    """The file that says what a document is called, when it is from and which symbol it bears is not valid.

    :param name: The document that it stands beside.
    :param field: Which of its keys is wrong; empty where the whole file is.
    :param problem: What is wrong, in English.
    """

    sentence = "sidecar_invalid"

    def __init__(self, name: str = "?", *, field: str = "", problem: str) -> None:
        super().__init__(name, problem, at=Sentence("sidecar_at", field=field) if field else "")


class NotArabicError(UnreadableDocumentError):
    """Less than about a third of the letters are Arabic, or the language is Persian or Urdu."""

    sentence = "document_not_arabic"


class NoSentenceError(UnreadableDocumentError):
    """There are headings at most, and no text under them."""

    sentence = "document_without_sentence"


class UnknownFormatError(UnreadableDocumentError):
    """Neither content nor extension say that a loader reads it."""

    sentence = "format_unknown"

    def __init__(self, name: str = "?", *, known: tuple[str, ...]) -> None:
        super().__init__(name, known=known)


class NoDocumentsError(UnreadableDocumentError):
    """A folder in which there is nothing to ingest."""

    sentence = "documents_none"

    def __init__(self, name: str = "?", *, known: tuple[str, ...]) -> None:
        super().__init__(name, known=known)


class LockedPdfError(UnreadableDocumentError):
    """A PDF that opens with a password only."""

    sentence = "pdf_locked"


class EmptyPdfError(UnreadableDocumentError):
    """A PDF without pages."""

    sentence = "pdf_empty"


class SlowPdfError(UnreadableDocumentError):
    """A page that took longer to read than any real one does."""

    sentence = "pdf_slow"


_INSTALL = "Install the Debian packages tesseract-ocr and tesseract-ocr-ara, then try again."
_ALLOW = "HIWAR_OCR forbids it."


class MissingOcrError(UnreadableDocumentError):
    """Pages show text that they do not hold, and nothing is there to recognise it.

    :param pages: Their numbers.
    :param allowed: False where the setting forbids to recognise text.
    """

    sentence = "ocr_missing"

    def __init__(self, name: str = "?", *, pages: Sequence[int] = (), allowed: bool = True) -> None:
        super().__init__(name, _INSTALL if allowed else _ALLOW, pages=tuple(pages))
        self.allowed = allowed


class UnreadPicturesError(UnreadableDocumentError):
    """Large pictures in an Office file may show text, and nothing is there to recognise it.

    :param allowed: False where the setting forbids to recognise text.
    """

    sentence = "pictures_unread"

    def __init__(self, name: str = "?", *, allowed: bool = True) -> None:
        super().__init__(name, _INSTALL if allowed else _ALLOW)


class FailedOcrError(UnreadableDocumentError):
    """Tesseract failed on a page, or did not come to an end.

    :param page: The page's number.
    """

    sentence = "ocr_failed"

    def __init__(self, name: str = "?", *, page: int = 0) -> None:
        super().__init__(name, page=page)
