"""Documents -> what `ingest.pipeline` reads from them, each read in a process of its own, within limits.

Whatever a document does to the process that reads it, the others are read, and this process goes on.
"""

import atexit
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from ingest.document import IngestedDocument, Limits, Original
from ingest.errors import CrashedReaderError, MemoryHungryError, SlowDocumentError, UnreadableDocumentError
from ingest.passages import CountTokens
from ingest.pipeline import Parsed, read_content
from ingest.protocol import ANSWER, End, Failure, Reply, Request

_ROOT = Path(__file__).resolve().parents[1]
_ENDS: dict[End, Callable[[str], UnreadableDocumentError]] = {
    End.SLOW: SlowDocumentError,
    End.MEMORY: MemoryHungryError,
    End.CRASHED: CrashedReaderError,
}

_log = logging.getLogger(__name__)


def read_apart(original: Original, *, count_tokens: CountTokens, max_tokens: int, limits: Limits) -> IngestedDocument:
    """As `ingest.pipeline.read_content`, with the document kept out of this process until it is plain text.

    :raises UnreadableDocumentError: As `read_content`; and whatever else goes wrong with a document.
    """
    try:
        return read_content(
            original, count_tokens=count_tokens, max_tokens=max_tokens, limits=limits, parse=_PROCESS.parse
        )
    except UnreadableDocumentError:
        raise
    except Exception as error:
        raise _unforeseen(original.name, Failure.of(error)) from None


class _ReadingProcess:
    """`ingest.reading_process`, which is started when a document is to be read, and again when it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = Lock()

    def parse(self, original: Original, limits: Limits) -> Parsed:
        """As `ingest.pipeline.parse_document`."""
        name = original.name
        with self._turn:
            end, told = self._ask(original, limits)
        if end is not End.ANSWERED:
            raise _ENDS[end](name)
        answer = ANSWER.validate_json(told)
        if answer.refusal:
            raise answer.refusal.error()
        if answer.failure or not answer.parsed:
            raise _unforeseen(name, answer.failure)
        return answer.parsed

    def stop(self) -> None:
        """End the process, if it is there."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, original: Original, limits: Limits) -> tuple[End, bytes]:
        process = self._process or _start()
        self._process = None  # until it has answered: one that was left in the midst of a document is of no use
        assert process.stdin is not None
        assert process.stdout is not None
        sidecar = original.sidecar
        request = Request(
            name=original.name,
            data=len(original.data),
            sidecar=None if sidecar is None else len(sidecar),
            limits=limits,
        )
        try:
            process.stdin.write(request.model_dump_json().encode() + b"\n" + original.data + (sidecar or b""))
            process.stdin.flush()
            reply = Reply.model_validate_json(process.stdout.readline())
            told = process.stdout.read(reply.length)
        except (OSError, ValueError):  # it has ended, as when the system is out of memory
            process.kill()
            process.communicate()
            return End.CRASHED, b""
        if reply.goes_on:
            self._process = process
        else:
            process.communicate()
        return reply.end, told


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ingest.reading_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )


def _unforeseen(name: str, failure: Failure | None) -> CrashedReaderError:
    """The refusal of a document whose reading failed, which is told in the log without what stands in it."""
    kind, trace = (failure.kind, failure.trace) if failure else ("no answer", "")
    _log.error("Reading %r failed: %s\n%s", name, kind, trace)
    return CrashedReaderError(name)


_PROCESS = _ReadingProcess()
atexit.register(_PROCESS.stop)
