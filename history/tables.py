"""The tables of what is kept, and records as their rows and back."""

from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Index
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.answer import Answer
from history.records import Record, Verdict

_ANSWER = TypeAdapter(Answer)


class Base(DeclarativeBase):
    """What the tables are declared on."""


class RecordRow:
    """The columns of a record."""

    question: Mapped[str]
    answer: Mapped[str]
    edition: Mapped[str]
    at: Mapped[float] = mapped_column(index=True)


class ExchangeRow(RecordRow, Base):
    """A question with its answer in a reader's conversation."""

    __tablename__ = "exchanges"
    # Conversations are listed from the index alone, without reading their answers.
    __table_args__ = (Index("ix_exchanges_listed", "owner", "conversation", "place", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    conversation: Mapped[str]
    place: Mapped[int]


class GivenRow(RecordRow):
    """The columns of a record that a reader gave away; the owner is empty where the reader is not known."""

    owner: Mapped[str] = mapped_column(server_default="", index=True)


class SharedRow(GivenRow, Base):
    """An answer under its link."""

    __tablename__ = "shared"
    id: Mapped[str] = mapped_column(primary_key=True)


class VerdictRow(GivenRow, Base):
    """What a reader says of an answer."""

    __tablename__ = "verdicts"
    id: Mapped[int] = mapped_column(primary_key=True)
    helped: Mapped[bool]
    reason: Mapped[str]
    comment: Mapped[str]


def is_of(table: type[GivenRow], columns: dict[str, Any]) -> ColumnElement[bool]:
    """Whether a row is of this question and answer."""
    return (table.question == columns["question"]) & (table.answer == columns["answer"])


def columns_of(record: Record) -> dict[str, Any]:
    """A record as the columns of `RecordRow`."""
    answer = _ANSWER.dump_json(record.answer).decode()
    return {"question": record.question, "answer": answer, "edition": record.edition, "at": record.at.timestamp()}


def record_of(row: RecordRow) -> Record:
    """The record of a row."""
    return Record(row.question, _ANSWER.validate_json(row.answer), row.edition, time_of(row.at))


def verdict_of(row: VerdictRow) -> Verdict:
    """The verdict of a row."""
    return Verdict(record_of(row), row.helped, row.reason, row.comment, row.id)


def time_of(seconds: float) -> datetime:
    """A time of a row, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
