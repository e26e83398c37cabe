"""Logging without data of requests: what went wrong and where, never what was asked, uploaded or sent."""

import logging
import sys
import traceback
from types import TracebackType

_LONGEST = 500  # characters of a message
_FRAMES, _CAUSES = 5, 3  # of an exception: its innermost frames, and how many exceptions behind it
# Packages whose messages hold no data of requests. Other libraries may quote their input.
_DISCREET = ("accounts", "app", "bot", "cli", "history", "ingest", "vectorstore", "web", "uvicorn")
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Formats an entry as one line of limited length, followed by the frames and the type of an exception.

    Messages of exceptions and of other libraries may quote their input, so they are left out. For a library the line
    says where in its source the entry was written.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The line without the exception."""
        if record.name.partition(".")[0] in _DISCREET:
            record.message = " ".join(record.message.split())[:_LONGEST]
        else:
            record.message = f"see line {record.lineno} of {record.filename}"
        return super().formatMessage(record)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802
        """The innermost frames and the type of an exception and of its causes."""
        return "\n".join(_frames(ei[1], _CAUSES))


def _frames(error: BaseException | None, causes: int) -> list[str]:
    if error is None or causes < 0:
        return []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = [line.rstrip() for line in traceback.format_tb(error.__traceback__, -_FRAMES)]
    return [*_frames(cause, causes - 1), *frames, type(error).__qualname__]


def log_discreetly() -> None:
    """Log the whole process to standard error with `DiscreetFormatter`, Python's warnings included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
