"""What ingest yields: a document's repaired text and the passages that are cut from it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

SIDECAR = ".yaml"
"""What a sidecar's name adds to that of its document: "report.docx.yaml" beside "report.docx"."""


@dataclass(frozen=True, slots=True)
class Original:
    """A document as it was given.

    :param data: The bytes of its file.
    :param name: The file's name. What is in it is known by its content; the name's suffix tells plain text,
        Markdown and HTML apart, and the name is the title of last resort.
    :param sidecar: The bytes of the file beside it that says what it is (`ingest.metadata`), or None.
    """

    data: bytes
    name: str
    sidecar: bytes | None = None

    @property
    def content_id(self) -> str:
        """What its content is known by: 16 hex digits of the SHA-256 of its bytes, and of its sidecar's."""
        digest = hashlib.sha256(self.data)
        if self.sidecar is not None:
            digest = hashlib.sha256(digest.digest() + hashlib.sha256(self.sidecar).digest())
        return digest.hexdigest()[:16]


class BlockKind(StrEnum):
    """What a loader knows of a block of text."""

    TEXT = "text"  # a plain-text block: heading or paragraph is for `sections` to find out
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or list item as a loader read it.

    :param text: The block's text without markup; it may hold line breaks.
    :param kind: What the format says that it is.
    :param level: Depth of a heading, 1 the highest; None where the format does not say.
    :param page: Page or slide number from 1; None where the format has no pages.
    :param verified: False where the text was recognised from an image, so that its figures may be wrong.
    """

    text: str
    kind: BlockKind = BlockKind.TEXT
    level: int | None = None
    page: int | None = None
    verified: bool = True


class PageMethod(StrEnum):
    """How the text of a page was found."""

    TEXT_LAYER = "text_layer"  # as the file gives it
    REPAIRED = "repaired"  # from a text layer that was broken, mended
    OCR = "ocr"  # recognised from the page's image


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read from one page, or from one thing on it, for the person who checks it.

    :param page: Page or slide number from 1; None for a picture in a format without pages, and for an attached file.
    :param text: Everything that was read from it and kept.
    :param quality: Share of common Arabic words in the text layer, as `ingest.quality` measures it; None
        where it was not measured.
    :param doubt: Why the page should be looked at, an identifier of `ingest.quality`; None if it need not.
    :param section: The heading that a picture stands under, where there are no pages; the name of an attached file.
    """

    page: int | None
    method: PageMethod
    text: str
    quality: float | None = None
    doubt: str | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as its loader read it.

    :param blocks: In reading order.
    :param pages: One entry a page, for formats that have pages, and one for each picture to be looked at and for
        each file that is attached.
    :param title: What the file's own fields call it, if they do; a title in the text wins.
    :param head: What stands above the text on the first page, such as the document's symbol and date.
    """

    blocks: tuple[Block, ...]
    pages: tuple[PageReading, ...] = ()
    title: str | None = None
    head: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may ask of the machine; beyond it, the document is refused.

    :param max_bytes: Size of the file.
    :param max_unpacked_bytes: Size of what a zipped format (DOCX, PPTX) unpacks to.
    :param max_pages: Pages or slides.
    :param ocr: Whether pages without usable text may be recognised from their image.
    :param seconds: Processor time of the process that reads it, and of each that this one starts.
    :param memory: Address space of each of these processes, in bytes.
    """

    max_bytes: int = 100 * 2**20
    max_unpacked_bytes: int = 500 * 2**20
    max_pages: int = 2000
    ocr: bool = True
    seconds: int = 300
    memory: int = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character offsets, `start` included and `end` not."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is embedded, ranked and cited as one.

    :param text: Exactly `document.text[start:end]`.
    :param start: Offset of the first character in the document's repaired text.
    :param end: Offset behind the last character.
    :param section: Headings from the highest to the nearest, as they stand in the document.
    :param page: Page on which the passage begins, from 1; None where the document has no pages.
    :param paragraph: Number of its first paragraph in the document, from 1.
    :param lead_in: The sentence that introduces the list which this passage continues; empty where
        the passage holds it itself, or is no part of a list.
    :param sentences: Spans of its sentences, offsets into `text`, in order and without overlap.
    :param verified: False where any of it was recognised from an image.
    """

    text: str
    start: int
    end: int
    section: tuple[str, ...]
    page: int | None
    paragraph: int
    lead_in: str
    sentences: tuple[Span, ...]
    verified: bool = True


@dataclass(frozen=True, slots=True)
class IngestedDocument:
    """A document that has been read.

    :param content_id: Hash of the bytes that it was read from, its sidecar's among them.
    :param title: What the document calls itself, else its file name.
    :param source: File name, for people.
    :param language: ISO 639-1 code of most of its text; always "ar" so far, for others are refused.
    :param date: ISO 8601 date that the document gives for itself, or None.
    :param text: The repaired text that all offsets point into.
    :param passages: In the order of the text; every sentence of the body is in one of them.
    :param symbol: Document symbol such as E/ESCWA/2020/1 or A/RES/73/195, or None.
    :param pages: How each page was read, where the format has pages; elsewhere how its pictures were.
    """

    content_id: str
    title: str
    source: str
    language: str
    date: str | None
    text: str
    passages: tuple[Passage, ...]
    symbol: str | None = None
    pages: tuple[PageReading, ...] = ()
