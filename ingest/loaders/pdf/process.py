"""A PDF's bytes -> its pages as they are painted, or images of them, from an engine in a process of its own."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread, Timer

from ingest.document import Limits
from ingest.errors import (
    DamagedDocumentError,
    EmptyPdfError,
    LockedPdfError,
    MemoryHungryError,
    SlowDocumentError,
    SlowPdfError,
    TooManyPagesError,
)
from ingest.loaders.pdf.page import Page
from ingest.process_limits import OUT_OF_MEMORY, OUT_OF_TIME

_ROOT = Path(__file__).resolve().parents[3]
_SECONDS_A_PAGE = 60.0
_MOST_MARKED = 10_000  # characters
_LIMITS = Limits()
_ENDS = {OUT_OF_MEMORY: MemoryHungryError, OUT_OF_TIME: SlowDocumentError}  # by exit status
_REFUSALS = {
    "password": LockedPdfError,
    "empty": EmptyPdfError,
    "damaged": DamagedDocumentError,
    "too_many_pages": TooManyPagesError,
}


def read_pages(data: bytes, limits: Limits) -> Iterator[Page]:
    """The pages of a PDF, one at a time.

    :raises UnreadableDocumentError: If it is locked, damaged, without pages or has too many.
    """
    for line in _answers(data, limits, "read", str(limits.max_pages)):
        yield Page.from_json(line)


def read_page(data: bytes, page: int, limits: Limits = _LIMITS) -> Page:
    """One page of a PDF.

    :param page: Its number, from 1.
    :raises UnreadableDocumentError: If the PDF is locked or damaged, or has no such page.
    """
    return Page.from_json(next(_answers(data, limits, "read", str(sys.maxsize), str(page))))


def render_page(data: bytes, page: int, *, dpi: int, words: str = "", limits: Limits = _LIMITS) -> bytes:
    """A page as people see it.

    :param data: The PDF.
    :param page: Its number, from 1.
    :param dpi: Pixels an inch; fewer where the page is so large that its image would not fit into memory.
    :param words: What is marked on it, where that is found.
    :return: A PNG image.
    :raises UnreadableDocumentError: If the PDF is locked or damaged, or has no such page.
    """
    return next(_rendered(data, [page], f"{dpi} {words[:_MOST_MARKED]}", limits))


def render_pages(data: bytes, pages: Sequence[int], *, dpi: int, limits: Limits = _LIMITS) -> Iterator[bytes]:
    """Several pages as `render_page` gives one."""
    return _rendered(data, pages, str(dpi), limits)


def draw_pictures(data: bytes, pictures: Sequence[tuple[int, int]], *, dpi: int, limits: Limits) -> Iterator[bytes]:
    """Pictures as they are seen on their pages, without the text that stands on them.

    :param pictures: Of each, the number of its page and its index among those of the page.
    :return: PNG images.
    """
    for line in _answers(data, limits, "draw", str(dpi), *(f"{page}:{index}" for page, index in pictures)):
        yield base64.b64decode(line)


def _rendered(data: bytes, pages: Sequence[int], how: str, limits: Limits) -> Iterator[bytes]:
    for line in _answers(data, limits, "render", how, *(str(page) for page in pages)):
        yield base64.b64decode(line)


def _answers(data: bytes, limits: Limits, *question: str) -> Iterator[bytes]:
    """What the engine answers, a page a line."""
    with _engine(data, str(limits.seconds), str(limits.memory), *question) as engine:
        assert engine.stdout is not None
        expected: int | None = None
        count = 0
        while True:
            with _deadline(engine) as deadline:
                line = engine.stdout.readline()
            if deadline.passed:
                raise SlowPdfError
            if not line.endswith(b"\n"):
                break
            if expected is None:
                expected = _expected(line, question)
            else:
                count += 1
                yield line
        if count != expected:
            raise _ENDS.get(engine.wait(), DamagedDocumentError)


def _expected(line: bytes, question: tuple[str, ...]) -> int:
    """How many lines will follow the first one."""
    answer = json.loads(line)
    if refusal := answer.get("refused"):
        raise _REFUSALS[refusal]
    return len(question) - 2 or answer["pages"]


class _Deadline:
    passed = False


@contextmanager
def _deadline(engine: subprocess.Popen[bytes]) -> Generator[_Deadline]:
    """End the engine if it is still at the same page when the time is over."""
    deadline = _Deadline()

    def end() -> None:
        deadline.passed = True
        engine.kill()

    timer = Timer(_SECONDS_A_PAGE, end)
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()


@contextmanager
def _engine(data: bytes, *question: str) -> Generator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-P", "-m", "ingest.loaders.pdf.engine", *question]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as engine:
        feeder = Thread(target=_feed, args=(engine, data), daemon=True)
        feeder.start()
        try:
            yield engine
        finally:
            engine.kill()
            feeder.join()


def _feed(engine: subprocess.Popen[bytes], data: bytes) -> None:
    assert engine.stdin is not None
    try:
        with engine.stdin as target:
            target.write(data)
    except OSError:  # the engine ended before it had read everything
        return
