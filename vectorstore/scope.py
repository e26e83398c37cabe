"""What a question is to be answered from, where it is not the whole corpus: chosen documents, a range of dates."""

from dataclasses import dataclass

from vectorstore.manifest import DocumentRecord


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that are searched; of two conditions both must hold, and without any all are searched.

    :param documents: Documents by their ids, symbols or whole titles; none means whichever.
    :param since: ISO 8601: what is dated before is not searched, nor what has no date; empty where it may be.
    :param until: Likewise what is dated after.
    """

    documents: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left out by it."""
        return bool(self.documents or self.since or self.until)

    def holds(self, record: DocumentRecord) -> bool:
        """Whether a document is searched."""
        named = {record.document_id, record.symbol, record.title}
        return (not self.documents or not named.isdisjoint(self.documents)) and self._dated(record.date or "")

    def _dated(self, date: str) -> bool:
        if not (self.since or self.until):
            return True
        return bool(date) and self.since <= date and (not self.until or date <= self.until)


EVERYTHING = Scope()
"""The scope that leaves nothing out."""
