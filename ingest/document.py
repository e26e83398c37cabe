"""What ingest yields: a document's repaired text and the passages that are cut from it."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a loader knows of a block of text."""

    TEXT = "text"  # a plain-text block: heading or paragraph is for `sections` to find out
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph or list item as a loader read it.

    :param text: The block's text without markup; it may hold line breaks.
    :param kind: What the format says that it is.
    :param level: Depth of a heading, 1 the highest; None where the format does not say.
    :param page: Page number from 1; None where the format has no pages.
    """

    text: str
    kind: BlockKind = BlockKind.TEXT
    level: int | None = None
    page: int | None = None


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
    """

    text: str
    start: int
    end: int
    section: tuple[str, ...]
    page: int | None
    paragraph: int
    lead_in: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class IngestedDocument:
    """A document that has been read.

    :param document_id: Hash of the document's bytes: the same content is the same document.
    :param title: What the document calls itself, else its file name.
    :param source: File name, for people.
    :param language: ISO 639-1 code of most of its text.
    :param date: ISO 8601 date that the document gives for itself, or None.
    :param text: The repaired text that all offsets point into.
    :param passages: In the order of the text; every sentence of the body is in one of them.
    :param path: Absolute path of the file: other content at the same path is a new version of the document.
    """

    document_id: str
    title: str
    source: str
    language: str
    date: str | None
    text: str
    passages: tuple[Passage, ...]
    path: str = ""
