"""What a question is to be answered from, where it is not the whole corpus: documents, a range of dates, a session."""

from dataclasses import dataclass

from vectorstore.manifest import DocumentRecord


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched; of several conditions all must hold, and without any everything is searched.

    :param documents: Documents by their ids, symbols or whole titles; none means whichever.
    :param since: ISO 8601: what is dated before is not searched, nor what has no date; empty where it may be.
    :param until: Likewise what is dated after.
    :param session: Only what stands below a heading of this name, as `vectorstore.sessions` gives it; empty for all.
    """

    documents: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    session: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left out by it."""
        return bool(self.documents or self.since or self.until or self.session)

    def holds(self, record: DocumentRecord) -> bool:
        """Whether a document is searched, or a part of it."""
        named = {record.document_id, record.symbol, record.title}
        is_named = not self.documents or not named.isdisjoint(self.documents)
        return is_named and self._dated(record.date or "") and (not self.session or self.session in record.sessions)

    def _dated(self, date: str) -> bool:
        if not (self.since or self.until):
            return True
        return bool(date) and self.since <= date and (not self.until or date <= self.until)


EVERYTHING = Scope()
"""The scope that leaves nothing out."""
