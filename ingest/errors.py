"""Why a document cannot be read: one class a cause, one clear sentence in each language."""

from collections.abc import Sequence
from enum import Enum
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


class NoRegularFileError(UnreadableDocumentError):
    """A pipe, a device or a socket: it may never come to an end, or never begin."""

    arabic = "«{name}» ليس ملفاً عادياً، بل قناة أو جهاز."
    english = "{name} is not a regular file but a pipe, a device or a socket."
    advice = "Save what it gives to a file, and name that."


class EmptyDocumentError(UnreadableDocumentError):
    """Zero bytes, or nothing but blanks."""

    arabic = "الملف «{name}» فارغ."
    english = "{name} is empty."
    advice = "Check that the file was saved or copied completely."


class BinaryDocumentError(UnreadableDocumentError):
    """The content is not text, whatever the file's name says."""

    arabic = "الملف «{name}» ليس ملفاً نصياً."
    english = "{name} does not contain text: its content is binary."
    advice = "If it is a document, open it in its own program and save it as .docx, .pptx or PDF."


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


class LockedOfficeError(UnreadableDocumentError):
    """An Office file that opens with a password only."""

    arabic = "الملف «{name}» محمي بكلمة مرور."
    english = "{name} is protected with a password."
    advice = "Open it in its own program, take the password off and save it again."


class Foreign(Enum):
    """A format that Hiwar knows and does not read: what it is, in Arabic and in English, and what to do."""

    DOC = "مستند Word بصيغة قديمة ‎(.doc)", "a Word document of the old format (.doc)", "Save it as .docx."
    PPT = "عرض PowerPoint بصيغة قديمة ‎(.ppt)", "a presentation of the old format (.ppt)", "Save it as .pptx."
    XLS = "جدول Excel بصيغة قديمة ‎(.xls)", "an Excel workbook (.xls)", "Save its sheets as PDF, or put them in a .docx."
    XLSX = "جدول Excel ‎(.xlsx)", "an Excel workbook (.xlsx)", "Save its sheets as PDF, or put them in a .docx."
    OLD_OFFICE = "ملف Office بصيغة قديمة", "a file of an old Office format", "Save it as .docx, .pptx or PDF."
    ODF = "مستند OpenDocument ‎(.odt أو ‎.odp)", "an OpenDocument file (.odt, .odp)", "Save it as .docx or .pptx."
    EPUB = "كتاب إلكتروني ‎(.epub)", "an e-book (.epub)", "Convert it to .html or PDF."
    RTF = "مستند بصيغة ‎RTF", "a document in RTF", "Save it as .docx."
    IMAGE = "صورة", "an image", "Save it as PDF: the text of scanned pages is recognised."
    ARCHIVE = "ملف مضغوط", "an archive", "Unpack it and give the documents in it."

    @property
    def arabic(self) -> str:
        """What it is, in Arabic."""
        return self.value[0]

    @property
    def english(self) -> str:
        """What it is, in English."""
        return self.value[1]

    @property
    def advice(self) -> str:
        """What to make of it, in English."""
        return self.value[2]


class ForeignFormatError(UnreadableDocumentError):
    """A format that Hiwar knows and does not read.

    :param foreign: Which.
    """

    arabic = "الملف «{name}» {what}، ولا يقرأ حوار هذه الصيغة."
    english = "{name} is {what}, which Hiwar does not read."

    def __init__(self, name: str = "?", *, foreign: Foreign) -> None:
        HiwarError.__init__(
            self,
            self.arabic.format(name=name, what=foreign.arabic),
            self.english.format(name=name, what=foreign.english),
            foreign.advice,
        )
        self.foreign = foreign

    def about(self, name: str) -> Self:
        """The same error, naming `name`."""
        return type(self)(name, foreign=self.foreign)


class TooLargeFileError(UnreadableDocumentError):
    """The file has more bytes than are allowed."""

    arabic = "حجم الملف «{name}» أكبر من المسموح به."
    english = "{name} is larger than is allowed."
    advice = "Divide it, save it without its pictures, or raise HIWAR_MAX_FILE_MB."


class TooLargeDocumentError(UnreadableDocumentError):
    """It unpacks to more than is allowed."""

    arabic = "حجم الملف «{name}» بعد فكه أكبر من المسموح به."
    english = "{name} unpacks to more than is allowed."
    advice = "If it is no trap, divide it, save it without its pictures, or raise HIWAR_MAX_UNPACKED_MB."


class EntitiesError(UnreadableDocumentError):
    """Its XML declares entities, which no Office program writes and traps are made of."""

    arabic = "يتضمن الملف «{name}» تعريفات XML لا تكتبها برامج Office، وقد تكون ضارة."
    english = "{name} declares XML entities, which no Office program writes and which may be a trap."
    advice = "If you trust it, open it in its own program and save it anew."


class TooManyPagesError(UnreadableDocumentError):
    """It has more pages or slides than are allowed."""

    arabic = "عدد صفحات الملف «{name}» أكبر من المسموح به."
    english = "{name} has more pages than are allowed."
    advice = "Divide it into parts, or raise HIWAR_MAX_PAGES."


class NoSlidesError(UnreadableDocumentError):
    """A deck without slides, or with hidden ones only."""

    arabic = "لا توجد في الملف «{name}» أي شريحة ظاهرة."
    english = "{name} has no slides, or all of them are hidden."
    advice = "Check that it was saved completely, and show the slides that are to be read."


class SidecarError(UnreadableDocumentError):
    """The file that says what a document is called, when it is from and which symbol it bears is not valid.

    :param name: The document that it stands beside.
    :param key: Which of its keys is wrong; empty where the whole file is.
    :param problem: What is wrong, in English.
    """

    arabic = "ملف البيانات «{name}.yaml» غير صالح{key}."
    english = "{name}.yaml is not valid{key}: {problem}."

    def __init__(self, name: str = "?", *, key: str = "", problem: str) -> None:
        HiwarError.__init__(
            self,
            self.arabic.format(name=name, key=f": المفتاح «{key}»" if key else ""),
            self.english.format(name=name, key=f" at the key {key!r}" if key else "", problem=problem),
            "Correct it, or delete it: what it does not say is taken from the document.",
        )
        self.key, self.problem = key, problem

    def about(self, name: str) -> Self:
        """The same error, naming `name`."""
        return type(self)(name, key=self.key, problem=self.problem)


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
    """Neither content nor extension say that a loader reads it."""

    arabic = "نوع الملف «{name}» غير مدعوم."
    english = "{name} is of a kind that Hiwar cannot read."

    def __init__(self, name: str = "?", *, known: tuple[str, ...] = ()) -> None:
        super().__init__(name)
        self.known = known
        self.hint = f"Use one of: {', '.join(known)}." if known else ""

    def about(self, name: str) -> Self:
        """The same error, naming `name`."""
        return type(self)(name, known=self.known)


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


class UnreadPicturesError(UnreadableDocumentError):
    """Large pictures in an Office file may show text, and nothing is there to recognise it.

    :param allowed: False where the setting forbids to recognise text.
    """

    arabic = "في الملف «{name}» صور كبيرة قد تتضمن نصاً، ولا تُقرأ إلا بالتعرف الضوئي على الحروف، وهو غير متاح."
    english = "{name} holds large pictures that may show text: they need character recognition, which is missing."
    advice = MissingOcrError.advice
    _forbidden = "Allow character recognition for this document, or save it without its pictures."

    def __init__(self, name: str = "?", *, allowed: bool = True) -> None:
        super().__init__(name)
        self.hint = self.advice if allowed else self._forbidden
        self.allowed = allowed

    def about(self, name: str) -> Self:
        """The same error, naming `name`."""
        return type(self)(name, allowed=self.allowed)


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
