"""What is kept of conversations, and for how long: those of a browser, answers that were shared, and verdicts.

A browser is known by a random token in its cookie; only the token's SHA-256 is kept. What is older than its
time is deleted whenever the database is used.
"""

import hashlib
import secrets
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot.answer import Answer
from database import Database

MOST_CONVERSATIONS = 200  # of one browser; the oldest go first
_TITLE = 80  # characters of a conversation's first question
_ANSWER = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Record:
    """A question with its answer.

    :param edition: The edition of the index that answered; empty where it is not known.
    :param at: When, in UTC.
    """

    question: str
    answer: Answer
    edition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """A conversation in a list: its name, how it begins and when it was last added to."""

    conversation: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody says of an answer.

    :param helped: Whether it helped.
    :param reason: Why not, as a stable word for machines; may be empty.
    :param comment: In their own words; may be empty.
    :param number: Tells it from the others; 0 before it is kept.
    """

    record: Record
    helped: bool
    reason: str = ""
    comment: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days what is kept; 0 keeps nothing of its kind.

    :param history: Conversations, for the browser that they were held in.
    :param feedback: Verdicts, with question and answer.
    :param shared: Answers that somebody made a link to.
    """

    history: int = 30
    feedback: int = 365
    shared: int = 365


class _Base(DeclarativeBase):
    pass


class _Recorded:
    """The columns of a record."""

    question: Mapped[str]
    answer: Mapped[str]
    edition: Mapped[str]
    at: Mapped[float] = mapped_column(index=True)


class _Exchange(_Recorded, _Base):
    __tablename__ = "exchanges"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    conversation: Mapped[str] = mapped_column(index=True)
    place: Mapped[int]


class _Shared(_Recorded, _Base):
    __tablename__ = "shared"
    id: Mapped[str] = mapped_column(primary_key=True)


class _Verdict(_Recorded, _Base):
    __tablename__ = "verdicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    helped: Mapped[bool]
    reason: Mapped[str]
    comment: Mapped[str]


class History:
    """What is kept, in a database file.

    :param path: An SQLite file; it is made when it is first opened.
    :param retention: How long things are kept.
    """

    def __init__(self, path: Path, retention: Retention | None = None) -> None:
        self.retention = retention or Retention()
        self._database = Database(path, _Base)
        with self._session():
            pass  # what has become too old while nobody served goes at once

    def keep(self, owner: str, conversation: str, place: int, record: Record, *, cut: bool = False) -> None:
        """Keep a question and its answer, in the place of whatever stood there.

        :param owner: The browser's token.
        :param conversation: The conversation's name.
        :param place: A number by which the conversation is in order.
        :param cut: Whether what stood behind that place is forgotten, too.
        """
        if not (self.retention.history and owner and conversation):
            return
        with self._session() as session:
            mine = (_Exchange.owner == _hash(owner)) & (_Exchange.conversation == conversation)
            there = _Exchange.place >= place if cut else _Exchange.place == place
            session.execute(delete(_Exchange).where(mine, there))
            row = _Exchange(owner=_hash(owner), conversation=conversation, place=place, **_columns(record))
            session.add(row)
            names = select(_Exchange.conversation).where(_Exchange.owner == _hash(owner))
            newest_first = names.group_by(_Exchange.conversation).order_by(func.max(_Exchange.at).desc())
            too_many = list(session.scalars(newest_first.offset(MOST_CONVERSATIONS)))
            if too_many:
                session.execute(
                    delete(_Exchange).where(_Exchange.owner == _hash(owner), _Exchange.conversation.in_(too_many))
                )

    def conversations(self, owner: str) -> list[Overview]:
        """The conversations of a browser, the newest first."""
        with self._session() as session:
            rows = session.scalars(
                select(_Exchange).where(_Exchange.owner == _hash(owner)).order_by(_Exchange.place)
            ).all()
        begun: dict[str, Overview] = {}
        for row in rows:
            title = begun[row.conversation].title if row.conversation in begun else row.question.strip()[:_TITLE]
            begun[row.conversation] = Overview(row.conversation, title, _time(row.at))
        return sorted(begun.values(), key=lambda overview: overview.at, reverse=True)

    def conversation(self, owner: str, conversation: str, *, behind: int = -1) -> dict[int, Record]:
        """What was said in a conversation by its place, in order; nothing if it is not this browser's.

        :param behind: Only what stands behind this place.
        """
        mine = (_Exchange.owner == _hash(owner)) & (_Exchange.conversation == conversation)
        kept = select(_Exchange).where(mine, _Exchange.place > behind).order_by(_Exchange.place)
        with self._session() as session:
            return {row.place: _record(row) for row in session.scalars(kept)}

    def forget(self, owner: str, conversation: str | None = None) -> None:
        """Delete a conversation of a browser; all of them where none is named."""
        mine = _Exchange.owner == _hash(owner)
        with self._session() as session:
            session.execute(
                delete(_Exchange).where(
                    mine if conversation is None else mine & (_Exchange.conversation == conversation)
                )
            )

    def share(self, record: Record) -> str:
        """Keep an answer for whoever has the link.

        :return: A name that cannot be guessed; empty where nothing is shared.
        """
        if not self.retention.shared:
            return ""
        name = secrets.token_urlsafe(16)
        with self._session() as session:
            session.add(_Shared(id=name, **_columns(record)))
        return name

    def shared(self, name: str) -> Record | None:
        """What was shared under a name; None if nothing was, or its time is over."""
        with self._session() as session:
            row = session.get(_Shared, name)
            return _record(row) if row else None

    def judge(self, verdict: Verdict) -> None:
        """Keep what somebody says of an answer."""
        if not self.retention.feedback:
            return
        with self._session() as session:
            session.add(
                _Verdict(
                    helped=verdict.helped, reason=verdict.reason, comment=verdict.comment, **_columns(verdict.record)
                )
            )

    def verdicts(self) -> list[Verdict]:
        """What people said of answers, the newest first."""
        with self._session() as session:
            rows: Sequence[_Verdict] = session.scalars(select(_Verdict).order_by(_Verdict.id.desc())).all()
            return [Verdict(_record(row), row.helped, row.reason, row.comment, row.id) for row in rows]

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @contextmanager
    def _session(self) -> Generator[Session]:
        with self._database.session() as session:
            for table, days in (
                (_Exchange, self.retention.history),
                (_Verdict, self.retention.feedback),
                (_Shared, self.retention.shared),
            ):
                session.execute(delete(table).where(table.at < (_now() - timedelta(days=days)).timestamp()))
            yield session


def _columns(record: Record) -> dict[str, str | float]:
    answer = _ANSWER.dump_json(record.answer).decode()
    return {"question": record.question, "answer": answer, "edition": record.edition, "at": record.at.timestamp()}


def _record(row: _Recorded) -> Record:
    return Record(row.question, _ANSWER.validate_json(row.answer), row.edition, _time(row.at))


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)
