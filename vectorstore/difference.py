"""Two editions -> what changed from one to the other, document by document."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vectorstore.manifest import DocumentRecord


class Change(StrEnum):
    """What became of a document."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # another version
    REREAD = "read anew"  # the same version, read or cut otherwise
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Difference:
    """One document that is not the same in both; `record` as the newer edition has it, if it does."""

    kind: Change
    record: DocumentRecord


def difference(old: Sequence[DocumentRecord], new: Sequence[DocumentRecord]) -> list[Difference]:
    """Compare the documents of two editions.

    :return: Those that are not the same, in the order of the newer edition, the removed ones last.
    """
    before = {record.document_id: record for record in old}
    found: list[Difference] = []
    for record in new:
        kind = _change(before.pop(record.document_id, None), record)
        if kind:
            found.append(Difference(kind, record))
    return found + [Difference(Change.REMOVED, record) for record in before.values()]


def _change(old: DocumentRecord | None, new: DocumentRecord) -> Change | None:
    if old is None:
        return Change.ADDED
    if old.withdrawn != new.withdrawn:
        return Change.WITHDRAWN if new.withdrawn else Change.RESTORED
    if old.content_id != new.content_id:
        return Change.CHANGED
    return Change.REREAD if old.reading != new.reading else None
