"""The program in which documents are read: `python -m ingest.reading_process`, a request after the other.

Each document is read in a copy of this process that is made for it, held to its limits, and gone when it has
answered: nothing is left of a document when the next one comes, and to be ready takes no time. Where the system
cannot copy a process, this one reads one document and ends.
"""

import os
import select
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

# Imported before there is a document, so that none waits for it.
from ingest.document import Limits, Original
from ingest.errors import UnreadableDocumentError
from ingest.loaders import mail, pdf
from ingest.loaders.sheets import xlsx
from ingest.loaders.slides import pptx
from ingest.loaders.text import markdown, plain, transcripts
from ingest.loaders.web import html
from ingest.loaders.word import docx
from ingest.pipeline import parse_document
from ingest.process_limits import OUT_OF_MEMORY, OUT_OF_TIME, limit_process
from ingest.protocol import ANSWER, Answer, End, Failure, Refusal, Reply, Request

_READY = docx, html, mail, markdown, pdf, plain, pptx, transcripts, xlsx
_LONGEST = 2**28  # bytes of an answer
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class _Outcome:
    end: End
    answer: bytes = b""


def _serve(source: BinaryIO, target: BinaryIO) -> None:
    can_copy = hasattr(os, "fork")
    while line := source.readline():
        request = Request.model_validate_json(line)
        data = source.read(request.data)
        sidecar = None if request.sidecar is None else source.read(request.sidecar)
        original = Original(data, request.name, sidecar)
        outcome = _in_copy(original, request.limits, source) if can_copy else _here(original, request.limits)
        reply = Reply(end=outcome.end, length=len(outcome.answer), goes_on=can_copy)
        target.write(reply.model_dump_json().encode() + b"\n" + outcome.answer)
        target.flush()
        if not can_copy:
            return


def _here(original: Original, limits: Limits) -> _Outcome:
    """Read a document in this process."""
    limit_process(limits)
    try:
        return _Outcome(End.ANSWERED, ANSWER.dump_json(_answer(original, limits)))
    except MemoryError:
        return _Outcome(End.MEMORY)


def _answer(original: Original, limits: Limits) -> Answer:
    try:
        return Answer(parsed=parse_document(original, limits))
    except UnreadableDocumentError as error:
        return Answer(refusal=Refusal.of(error))
    except MemoryError:
        raise
    except Exception as error:
        return Answer(failure=Failure.of(error))


def _in_copy(original: Original, limits: Limits, source: BinaryIO) -> _Outcome:
    """Read a document in a copy of this process."""
    incoming, outgoing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        status = 1
        try:
            outcome = _here(original, limits)
            with os.fdopen(outgoing, "wb") as target:
                target.write(outcome.answer)
            status = OUT_OF_MEMORY if outcome.end is End.MEMORY else 0
        finally:
            os._exit(status)
    os.close(outgoing)
    with os.fdopen(incoming, "rb", buffering=0) as answers:
        answer = _received(answers.fileno(), source.fileno())
    if answer is None:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    with suppress(ProcessLookupError, PermissionError):  # what it has started and not ended
        os.killpg(pid, signal.SIGKILL)
    return _Outcome(End.MEMORY) if answer is None else _outcome(os.waitstatus_to_exitcode(status), answer)


def _received(answers: int, source: int) -> bytes | None:
    """What comes from the copy until it ends; None if that is too long, or nobody waits for it any more."""
    received = bytearray()
    while len(received) <= _LONGEST:
        ready, _, _ = select.select([answers, source], [], [])
        if source in ready:  # no request comes before the answer to the last one: who asked is gone
            return None
        chunk = os.read(answers, _CHUNK)
        if not chunk:
            return bytes(received)
        received += chunk
    return None


def _outcome(status: int, answer: bytes) -> _Outcome:
    if status == 0:
        return _Outcome(End.ANSWERED, answer)
    return _Outcome({OUT_OF_MEMORY: End.MEMORY, OUT_OF_TIME: End.SLOW}.get(status, End.CRASHED))


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
