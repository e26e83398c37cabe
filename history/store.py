"""What is kept of conversations, how much and for how long: those of a reader, answers that were shared, and verdicts.

A reader is a browser, known by a random token in its cookie; only hashes of the token are kept. What is older than its
time is deleted whenever the database is used.
"""

import hashlib
import secrets
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from database import Database
from errors import HiwarError
from history.records import Limits, Overview, Record, Retention, Verdict
from history.tables import (
    Base,
    ExchangeRow,
    RecordRow,
    SharedRow,
    VerdictRow,
    columns_of,
    is_of,
    record_of,
    time_of,
    verdict_of,
)

_TITLE = 80  # characters of a conversation's first question
_AT_ONCE = 50  # verdicts that are in memory together


class History:
    """What is kept, in a database file.

    A reader is named by the token of a browser. Where that is empty no conversation is kept, and links and verdicts are
    not counted.

    :param path: An SQLite file; it is made when it is first opened.
    :param retention: How long things are kept.
    :param limits: How much is kept of one reader.
    """

    def __init__(self, path: Path, retention: Retention | None = None, limits: Limits | None = None) -> None:
        self.retention = retention or Retention()
        self.limits = limits or Limits()
        self._database = Database(path, Base)
        with self._session():
            pass  # what has become too old while nobody served goes at once

    def keep(self, reader: str, conversation: str, place: int, record: Record, *, cut: bool = False) -> None:
        """Keep a question and its answer, in the place of whatever stood there.

        :param conversation: The conversation's name.
        :param place: A number by which the conversation is in order.
        :param cut: Whether what stood behind that place is forgotten, too.
        :raises HiwarError: If the conversation has as many exchanges as it may have.
        """
        if not (self.retention.history and reader and conversation):
            return
        owner = _hash(reader)
        with self._session() as session:
            mine = (ExchangeRow.owner == owner) & (ExchangeRow.conversation == conversation)
            there = ExchangeRow.place >= place if cut else ExchangeRow.place == place
            session.execute(delete(ExchangeRow).where(mine, there))
            _refuse_beyond(self.limits.exchanges, "conversation_full", session, ExchangeRow, mine)
            session.add(ExchangeRow(owner=owner, conversation=conversation, place=place, **columns_of(record)))
            names = select(ExchangeRow.conversation).where(ExchangeRow.owner == owner)
            newest_first = names.group_by(ExchangeRow.conversation).order_by(func.max(ExchangeRow.at).desc())
            too_many = list(session.scalars(newest_first.offset(self.limits.conversations)))
            if too_many:
                session.execute(
                    delete(ExchangeRow).where(ExchangeRow.owner == owner, ExchangeRow.conversation.in_(too_many))
                )

    def conversations(self, reader: str) -> list[Overview]:
        """The conversations of a reader, the newest first; no answer is read for it."""
        mine = ExchangeRow.owner == _hash(reader)
        begun = (
            select(
                ExchangeRow.conversation,
                func.min(ExchangeRow.place).label("first"),
                func.max(ExchangeRow.at).label("at"),
            )
            .where(mine)
            .group_by(ExchangeRow.conversation)
            .order_by(func.max(ExchangeRow.at).desc())
            .limit(self.limits.conversations)
            .subquery()
        )
        at_first = (ExchangeRow.conversation == begun.c.conversation) & (ExchangeRow.place == begun.c.first)
        title = func.substr(func.trim(ExchangeRow.question), 1, _TITLE)
        with self._session() as session:
            rows = session.execute(
                select(begun.c.conversation, title, begun.c.at)
                .join(begun, at_first)
                .where(mine)
                .order_by(begun.c.at.desc())
            )
            return [Overview(name, str(title).strip(), time_of(at)) for name, title, at in rows]

    def conversation(self, reader: str, conversation: str, *, behind: int = -1) -> dict[int, Record]:
        """What was said in a conversation by its place, in order; nothing if it is not this reader's.

        :param behind: Only what stands behind this place.
        """
        mine = (ExchangeRow.owner == _hash(reader)) & (ExchangeRow.conversation == conversation)
        kept = select(ExchangeRow).where(mine, ExchangeRow.place > behind).order_by(ExchangeRow.place)
        with self._session() as session:
            return {row.place: record_of(row) for row in session.scalars(kept.limit(self.limits.exchanges))}

    def forget(self, reader: str, conversation: str | None = None) -> None:
        """Delete a conversation of a reader; all of them where none is named."""
        mine = ExchangeRow.owner == _hash(reader)
        with self._session() as session:
            session.execute(
                delete(ExchangeRow).where(
                    mine if conversation is None else mine & (ExchangeRow.conversation == conversation)
                )
            )

    def share(self, reader: str, record: Record) -> str:
        """Keep an answer for whoever has the link. A reader who shares an answer again gets the same link.

        :return: A name that cannot be guessed; empty where nothing is shared.
        :raises HiwarError: If the reader has shared as many answers as one may.
        """
        if not self.retention.shared:
            return ""
        name, owner, columns = secrets.token_urlsafe(16), _hash_apart(reader, "shared"), columns_of(record)
        with self._session() as session:
            if owner:
                mine = SharedRow.owner == owner
                if there := session.scalar(select(SharedRow.id).where(mine, is_of(SharedRow, columns))):
                    return there
                _refuse_beyond(self.limits.shared, "shared_enough", session, SharedRow, mine)
            session.add(SharedRow(id=name, owner=owner, **columns))
        return name

    def shared(self, name: str) -> Record | None:
        """What was shared under a name; None if nothing was, or its time is over."""
        with self._session() as session:
            row = session.get(SharedRow, name)
            return record_of(row) if row else None

    def judge(self, reader: str, verdict: Verdict) -> None:
        """Keep what a reader says of an answer, in the place of what the same reader said of it before.

        :raises HiwarError: If the reader has judged as many answers as one may.
        """
        if not self.retention.feedback:
            return
        owner, columns = _hash_apart(reader, "verdicts"), columns_of(verdict.record)
        with self._session() as session:
            if owner:
                mine = VerdictRow.owner == owner
                session.execute(delete(VerdictRow).where(mine, is_of(VerdictRow, columns)))
                _refuse_beyond(self.limits.verdicts, "judged_enough", session, VerdictRow, mine)
            said = {"helped": verdict.helped, "reason": verdict.reason, "comment": verdict.comment}
            session.add(VerdictRow(owner=owner, **said, **columns))

    def count_verdicts(self) -> int:
        """How many verdicts are kept."""
        with self._session() as session:
            return session.scalar(select(func.count()).select_from(VerdictRow)) or 0

    def verdicts(self, skip: int = 0, most: int = _AT_ONCE) -> list[Verdict]:
        """What people said of answers, the newest first.

        :param skip: How many of the newest are left out.
        :param most: How many are given.
        """
        with self._session() as session:
            rows = session.scalars(select(VerdictRow).order_by(VerdictRow.id.desc()).offset(skip).limit(most))
            return [verdict_of(row) for row in rows]

    def every_verdict(self) -> Iterator[Verdict]:
        """All verdicts, the newest first, of which a few are in memory at a time."""
        newest_first, found = select(VerdictRow).order_by(VerdictRow.id.desc()).limit(_AT_ONCE), list[Verdict]()
        while True:
            older = newest_first.where(VerdictRow.id < found[-1].number) if found else newest_first
            with self._session() as session:
                found = [verdict_of(row) for row in session.scalars(older)]
            if not found:
                return
            yield from found

    def verdict(self, number: int) -> Verdict | None:
        """The verdict of that number; None if there is none."""
        with self._session() as session:
            row = session.get(VerdictRow, number)
            return verdict_of(row) if row else None

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @contextmanager
    def _session(self) -> Generator[Session]:
        with self._database.session() as session:
            for table, days in (
                (ExchangeRow, self.retention.history),
                (VerdictRow, self.retention.feedback),
                (SharedRow, self.retention.shared),
            ):
                session.execute(delete(table).where(table.at < (_now() - timedelta(days=days)).timestamp()))
            yield session


def _refuse_beyond(limit: int, key: str, session: Session, table: type[RecordRow], mine: ColumnElement[bool]) -> None:
    """Refuse another row where a reader has as many as one may have.

    :param key: Of the sentence that tells so.
    """
    if (session.scalar(select(func.count()).select_from(table).where(mine)) or 0) >= limit:
        raise HiwarError(key, limit=limit)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hash_apart(token: str, kind: str) -> str:
    """A hash by which what a reader gave away cannot be matched with the reader's conversations; empty for nobody's."""
    return _hash(f"{kind} {token}") if token else ""


def _now() -> datetime:
    return datetime.now(UTC)
