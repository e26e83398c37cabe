"""A passage's name -> the passage in its document, for whoever checks what a citation rests on."""

from dataclasses import dataclass

from vectorstore.edition import Edition
from vectorstore.passages import section_path


@dataclass(frozen=True, slots=True)
class Source:
    """A passage where it stands.

    :param edition: The edition that holds it.
    :param section: Headings from the highest to the nearest.
    :param page: Page number from 1; None where the document has no pages.
    :param text: The whole passage, as it stands in the document.
    :param source: File name of the document.
    :param date: ISO 8601 date of the document; empty where it gives none.
    :param symbol: Document symbol; empty where there is none.
    :param verified: False where the text was recognised from a picture.
    :param before: The passage in front of it in the same document; empty where it is the first.
    :param after: The passage behind it; empty where it is the last.
    """

    passage_id: str
    document_id: str
    edition: str
    title: str
    section: tuple[str, ...]
    page: int | None
    text: str
    source: str
    date: str = ""
    symbol: str = ""
    verified: bool = True
    before: str = ""
    after: str = ""


def find_source(edition: Edition, passage_id: str) -> Source | None:
    """The passage of that name; None if the edition does not hold it."""
    row = edition.row(passage_id)
    if row is None:
        return None
    last = len(edition.ids) - 1
    around = {near: edition.passages([near])[0] for near in range(max(row - 1, 0), min(row + 1, last) + 1)}
    found = around[row].metadata

    def neighbour(near: int) -> str:
        same = near in around and around[near].metadata["document_id"] == found["document_id"]
        return edition.ids[near] if same else ""

    return Source(
        passage_id=passage_id,
        document_id=found["document_id"],
        edition=edition.name,
        title=found["title"],
        section=section_path(around[row]),
        page=found["page"] or None,
        text=around[row].page_content,
        source=found["source"],
        date=found["date"],
        symbol=found["symbol"],
        verified=found["verified"],
        before=neighbour(row - 1),
        after=neighbour(row + 1),
    )
