"""Passages as the store keeps them: LangChain documents with one fixed set of metadata keys."""

from collections.abc import Iterator, Sequence

from langchain_core.documents import Document
from pydantic import TypeAdapter

from ingest.document import IngestedDocument, Passage, Span

SECTION_SEPARATOR = "\n"  # a heading never holds a line break

# What a stored passage's metadata holds; every key is always there.
KEYS = (
    "row", "document_id", "title", "source", "edition", "section", "page", "paragraph",
    "start", "end", "lead_in", "language", "date", "verified",
)  # fmt: skip


def passage_id(document: IngestedDocument, passage: Passage) -> str:
    """A name that is the same in every edition as long as the passage is."""
    return f"{document.document_id}:{passage.start}-{passage.end}"


def numbered(documents: Sequence[IngestedDocument]) -> Iterator[tuple[int, IngestedDocument, Passage]]:
    """Every passage with its row in the edition, from 0."""
    row = 0
    for document in documents:
        for passage in document.passages:
            yield row, document, passage
            row += 1


def metadata(row: int, edition: str, document: IngestedDocument, passage: Passage) -> dict[str, str | int | bool]:
    """The metadata of a stored passage; Chroma has no null, so a missing page is 0 and a missing date empty."""
    return {
        "row": row,
        "document_id": document.document_id,
        "title": document.title,
        "source": document.source,
        "edition": edition,
        "section": SECTION_SEPARATOR.join(passage.section),
        "page": passage.page or 0,
        "paragraph": passage.paragraph,
        "start": passage.start,
        "end": passage.end,
        "lead_in": passage.lead_in,
        "language": document.language,
        "date": document.date or "",
        "verified": passage.verified,
    }


def section_path(document: Document) -> tuple[str, ...]:
    """The headings above a stored passage, from the highest to the nearest."""
    section: str = document.metadata["section"]
    return tuple(section.split(SECTION_SEPARATOR)) if section else ()


def indexed_text(passage: Passage) -> str:
    """What is embedded and indexed: a list that goes on needs the sentence that introduces it."""
    return f"{passage.lead_in}\n{passage.text}" if passage.lead_in else passage.text


def indexed_sentences(passage: Passage) -> list[Span]:
    """The spans of a passage's sentences in `indexed_text`."""
    shift = len(indexed_text(passage)) - len(passage.text)
    return [Span(span.start + shift, span.end + shift) for span in passage.sentences]


_READ_DOCUMENT = TypeAdapter(IngestedDocument)


def to_json(document: IngestedDocument) -> str:
    """A read document as JSON in one line, the inverse of `from_json`."""
    return _READ_DOCUMENT.dump_json(document).decode()


def from_json(line: str) -> IngestedDocument:
    """A read document from what `to_json` gave. Raises ValueError for anything else."""
    return _READ_DOCUMENT.validate_json(line)
