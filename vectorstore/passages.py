"""Passages as the store keeps them: LangChain documents with one fixed set of metadata keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.document import Passage, Span
from vectorstore.manifest import DocumentRecord

if TYPE_CHECKING:
    from langchain_core.documents import Document

SECTION_SEPARATOR = "\n"  # a heading never holds a line break

# What a stored passage's metadata holds; every key is always there.
KEYS = (
    "row", "document_id", "content_id", "title", "source", "edition", "section", "page", "paragraph",
    "start", "end", "lead_in", "language", "date", "symbol", "verified",
)  # fmt: skip


def passage_id(record: DocumentRecord, passage: Passage) -> str:
    """A name that is the same in every edition as long as the passage is."""
    return f"{record.content_id}:{passage.start}-{passage.end}"


def metadata(row: int, edition: str, record: DocumentRecord, passage: Passage) -> dict[str, str | int | bool]:
    """The metadata of a stored passage; Chroma has no null, so a missing page is 0 and a missing date empty."""
    return {
        "row": row,
        "document_id": record.document_id,
        "content_id": record.content_id,
        "title": record.title,
        "source": record.source,
        "edition": edition,
        "section": SECTION_SEPARATOR.join(passage.section),
        "page": passage.page or 0,
        "paragraph": passage.paragraph,
        "start": passage.start,
        "end": passage.end,
        "lead_in": passage.lead_in,
        "language": record.language,
        "date": record.date or "",
        "symbol": record.symbol or "",
        "verified": passage.verified,
    }


def section_path(document: "Document") -> tuple[str, ...]:
    """The headings above a stored passage, from the highest to the nearest."""
    section: str = document.metadata["section"]
    return tuple(section.split(SECTION_SEPARATOR)) if section else ()


def headings(document: "Document") -> str:
    """All that stands above a stored passage: its document's title and its headings, a line each."""
    return SECTION_SEPARATOR.join((document.metadata["title"], *section_path(document)))


def above(title: str, section: Sequence[str], lead_in: str) -> str:
    """What a passage leaves unsaid because it stands above it: title, headings and the sentence that introduces it.

    :return: One line; empty where nothing stands there.
    """
    headings = [heading for heading in section if heading != title]
    return " · ".join(part for part in (title, *headings, lead_in) if part)


def indexed_text(title: str, passage: Passage) -> str:
    """What is embedded and indexed: the passage below what stands above it.

    :param title: Its document's.
    """
    head = above(title, passage.section, passage.lead_in)
    return f"{head}\n{passage.text}" if head else passage.text


def indexed_sentences(title: str, passage: Passage) -> list[Span]:
    """The spans of a passage's sentences in `indexed_text`."""
    shift = len(indexed_text(title, passage)) - len(passage.text)
    return [Span(span.start + shift, span.end + shift) for span in passage.sentences]
