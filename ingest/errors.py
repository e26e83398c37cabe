"""Why a document cannot be read: one class a cause, one clear sentence in each language."""

from collections.abc import Sequence
from typing import ClassVar, Self

from errors import HiwarError


class UnreadableDocumentError(HiwarError):
    """A document that cannot be ingested; its subclasses say why.

    A loader knows bytes and no file name: it raises the class without one, and the pipeline puts
    the name in with `about`.

    :param name: File or folder name as people know it.
    """

    arabic: ClassVar[str] = "تعذّرت قراءة الملف «{name}»."
    english: ClassVar[str] = "{name} cannot be read."
    advice: ClassVar[str] = ""

    def __init__(self, name: str = "?") -> None:
        super().__init__(self.arabic.format(name=name), self.english.format(name=name), self.advice)

    def about(self, name: str) -> Self:
        """The same error, naming `name`."""
        return type(self)(name)


class MissingDocumentError(UnreadableDocumentError):
    """There is nothing at the path."""

    arabic = "لا يوجد ملف أو مجلد باسم «{name}»."
    english = "{name} does not exist."
    advice = "Check the spelling and the folder you are in."


class ForbiddenDocumentError(UnreadableDocumentError):
    """The operating system does not let us read it."""

    arabic = "لا نملك إذناً بقراءة «{name}»."
    english = "{name} cannot be opened: permission denied or the disk failed."
    advice = "Give the user that runs Hiwar the right to read it, then try again."


class FolderGivenError(UnreadableDocumentError):
    """A folder where one document was asked for."""

    arabic = "«{name}» مجلد وليس ملفاً."
    english = "{name} is a folder, not a document."
    advice = "Name a file in it, or ingest the whole folder."


class EmptyDocumentError(UnreadableDocumentError):
    """Zero bytes, or nothing but blanks."""

    arabic = "الملف «{name}» فارغ."
    english = "{name} is empty."
    advice = "Check that the file was saved or copied completely."


class BinaryDocumentError(UnreadableDocumentError):
    """The content is not text, whatever the file's name says."""

    arabic = "الملف «{name}» ليس ملفاً نصياً."
    english = "{name} does not contain text: its content is binary."
    advice = "If it is a PDF, Word or other document, give it back its own file extension."


class UndecodableDocumentError(UnreadableDocumentError):
    """Text in an encoding that we do not know, or damaged."""

    arabic = "ترميز الملف «{name}» غير معروف أو تالف."
    english = "{name} is damaged text or in an unknown encoding."
    advice = "Open it in an editor and save it as UTF-8."


class DamagedDocumentError(UnreadableDocumentError):
    """Cut short, or not what it seems."""

    arabic = "الملف «{name}» تالف أو غير مكتمل."
    english = "{name} is damaged or incomplete."
    advice = "Copy it again, or open it in its own program and save it anew."


class OldOfficeError(UnreadableDocumentError):
    """An Office format from before 2007; a file that is locked by a password looks the same."""

    arabic = "الملف «{name}» محمي بكلمة مرور أو محفوظ بصيغة قديمة."
    english = "{name} is locked by a password, or of an old Office format."
    advice = "Open it in its own program, take the password off and save it as .docx or .pptx."


class TooLargeDocumentError(UnreadableDocumentError):
    """It unpacks to more than is allowed."""

    arabic = "حجم الملف «{name}» بعد فكه أكبر من المسموح به."
    english = "{name} unpacks to more than is allowed."
    advice = "If it is no trap, divide it, or save it without its pictures."


class TooManyPagesError(UnreadableDocumentError):
    """It has more pages or slides than are allowed."""

    arabic = "عدد صفحات الملف «{name}» أكبر من المسموح به."
    english = "{name} has more pages than are allowed."
    advice = "Divide it into parts."


class NotArabicError(UnreadableDocumentError):
    """Less than about a third of the letters are Arabic, or the language is Persian or Urdu."""

    arabic = "نص الملف «{name}» ليس باللغة العربية."
    english = "{name} is not in Arabic."
    advice = "Hiwar answers from Arabic documents only: give it the Arabic version."


class NoSentenceError(UnreadableDocumentError):
    """There are headings at most, and no text under them."""

    arabic = "لا توجد في الملف «{name}» أي جملة يمكن الاستشهاد بها."
    english = "{name} holds no sentence: only headings or a table of contents."
    advice = "Check that the file holds the whole document."


class UnknownFormatError(UnreadableDocumentError):
    """No loader for the file's extension."""

    arabic = "نوع الملف «{name}» غير مدعوم."
    english = "{name} is of a kind that Hiwar cannot read."

    def __init__(self, name: str = "?", *, known: tuple[str, ...] = ()) -> None:
        super().__init__(name)
        self.hint = f"Use one of: {', '.join(known)}." if known else ""


class NoDocumentsError(UnreadableDocumentError):
    """A folder in which there is nothing to ingest."""

    arabic = "لا توجد وثائق يمكن قراءتها في «{name}»."
    english = "{name} holds no documents."

    def __init__(self, name: str = "?", *, known: tuple[str, ...] = ()) -> None:
        super().__init__(name)
        self.hint = f"Put files there that end in one of: {', '.join(known)}." if known else ""


class LockedPdfError(UnreadableDocumentError):
    """A PDF that opens with a password only."""

    arabic = "الملف «{name}» محمي بكلمة مرور."
    english = "{name} is protected with a password."
    advice = "Save a copy without the password and give that."


class EmptyPdfError(UnreadableDocumentError):
    """A PDF without pages."""

    arabic = "لا توجد في الملف «{name}» أي صفحة."
    english = "{name} has no pages."
    advice = "Check that the file was saved completely."


class SlowPdfError(UnreadableDocumentError):
    """A page that took longer to read than any real one does."""

    arabic = "استغرقت قراءة إحدى صفحات الملف «{name}» وقتاً أطول من المسموح به."
    english = "A page of {name} took too long to read."
    advice = "Print it into a new PDF and give that."


class MissingOcrError(UnreadableDocumentError):
    """Pages show text that they do not hold, and nothing is there to recognise it.

    :param pages: Their numbers.
    :param allowed: False where the setting forbids to recognise text.
    """

    arabic = "لا يمكن استخراج نص الصفحات ({pages}) من الملف «{name}» إلا بالتعرف الضوئي على الحروف، وهو غير متاح."
    english = "Pages {pages} of {name} hold no usable text: they need optical character recognition, which is missing."
    advice = "Install the Debian packages tesseract-ocr and tesseract-ocr-ara, then try again."
    _forbidden = "Allow character recognition for this document, or give a PDF that holds its text."

    def __init__(self, name: str = "?", *, pages: Sequence[int] = (), allowed: bool = True) -> None:
        listed = ", ".join(str(page) for page in pages)
        HiwarError.__init__(
            self,
            self.arabic.format(name=name, pages=listed.replace(", ", "، ")),
            self.english.format(name=name, pages=listed),
            self.advice if allowed else self._forbidden,
        )
        self.pages, self.allowed = tuple(pages), allowed

    def about(self, name: str) -> Self:
        """The same error, naming `name`."""
        return type(self)(name, pages=self.pages, allowed=self.allowed)


class FailedOcrError(UnreadableDocumentError):
    """Tesseract failed on a page, or did not come to an end.

    :param page: The page's number.
    """

    arabic = "فشل التعرف الضوئي على حروف الصفحة {page} من الملف «{name}»."
    english = "Tesseract failed on page {page} of {name}, or took too long."
    advice = "Try again; if it fails again, scan the page anew or leave it out."

    def __init__(self, name: str = "?", *, page: int = 0) -> None:
        HiwarError.__init__(
            self, self.arabic.format(name=name, page=page), self.english.format(name=name, page=page), self.advice
        )
        self.page = page

    def about(self, name: str) -> Self:
        """The same error, naming `name`."""
        return type(self)(name, page=self.page)
