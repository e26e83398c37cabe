"""What is said between a process that has documents and the one that reads them, in JSON.

The latter may have been taken over by what it read: what it answers is data, checked when it comes in.
"""

import traceback
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, TypeAdapter

import ingest.errors
from errors import HiwarError, Sentence
from ingest.document import Limits
from ingest.errors import UnreadableDocumentError
from ingest.pipeline import Parsed

_FRAMES = 30
_REFUSALS = {
    name: kind
    for name, kind in vars(ingest.errors).items()
    if isinstance(kind, type) and issubclass(kind, UnreadableDocumentError)
}


class End(StrEnum):
    """How the reading of a document ended."""

    ANSWERED = "answered"
    SLOW = "slow"
    MEMORY = "memory"
    CRASHED = "crashed"


class Request(BaseModel):
    """A document to read: a line of JSON, with the bytes of the document and of its sidecar behind it.

    :param data: How many bytes the document has.
    :param sidecar: How many its sidecar has; None where there is none.
    """

    name: str
    data: int
    sidecar: int | None
    limits: Limits


class Reply(BaseModel):
    """How it ended: a line of JSON, with so many bytes of an `Answer` behind it.

    :param goes_on: Whether another request can be made.
    """

    end: End
    length: int
    goes_on: bool


class _Part(BaseModel):
    """A part of a sentence, as `errors.Sentence`."""

    key: str
    blanks: dict[str, "_Blank"]


_Blank = str | int | tuple[str | int, ...] | _Part


class Refusal(BaseModel):
    """Why a document is refused.

    :param kind: The name of the error's class.
    """

    kind: str
    hint: str
    blanks: dict[str, _Blank]

    @classmethod
    def of(cls, error: UnreadableDocumentError) -> Self:
        """The refusal that an error tells of."""
        return cls(kind=type(error).__name__, hint=error.hint, blanks=_blanks(error))

    def error(self) -> UnreadableDocumentError:
        """The error, but for what its class keeps beside its sentence. Raises KeyError if there is no such class."""
        kind = _REFUSALS[self.kind]
        error = kind.__new__(kind)
        HiwarError.__init__(
            error, kind.sentence, self.hint, **{name: _told(value) for name, value in self.blanks.items()}
        )
        return error


class Failure(BaseModel):
    """An exception that nobody foresaw, without its message: that may hold what stands in the document.

    :param kind: The name of its class.
    :param trace: Where it was raised.
    """

    kind: str
    trace: str

    @classmethod
    def of(cls, error: Exception) -> Self:
        """The failure that an exception is."""
        return cls(kind=type(error).__name__, trace="".join(traceback.format_tb(error.__traceback__, -_FRAMES)))


class Answer(BaseModel):
    """What a document says, why it is refused, or what went wrong."""

    parsed: Parsed | None = None
    refusal: Refusal | None = None
    failure: Failure | None = None


ANSWER = TypeAdapter(Answer)


def _blanks(sentence: Sentence) -> dict[str, _Blank]:
    return {name: _blank(value) for name, value in sentence.blanks.items()}


def _blank(value: object) -> _Blank:
    match value:
        case Sentence():
            return _Part(key=value.key, blanks=_blanks(value))
        case str() | int():
            return value
        case tuple():
            return tuple(part if isinstance(part, int) else str(part) for part in value)
        case _:
            return str(value)


def _told(blank: _Blank) -> object:
    if isinstance(blank, _Part):
        return Sentence(blank.key, **{name: _told(value) for name, value in blank.blanks.items()})
    return blank
