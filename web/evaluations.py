"""Prompt files and runs of evaluations in the data directory, and their results over HTTP."""

import hashlib
import queue
import re
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from langchain_core.runnables import Runnable

from bot.answer import Answer, Question
from bot.evaluation.comparison import compare
from bot.evaluation.files import read_prompts
from bot.evaluation.metrics import rows_of
from bot.evaluation.report import COMPARISON, REPORT, SHEET, write_comparison, write_report
from bot.evaluation.run import evaluate, read_run, writing
from errors import HiwarError
from ingest.readings import replace_file

PROMPTS, RUNS, COMPARISONS = "prompts", "runs", "comparisons"
_LOOKS_UP = 0.2  # seconds until whoever waits for a turn looks whether the wait was given up
_LONGEST = 60  # characters of a name: those of two runs stand in that of their comparison
_SHOWN = {REPORT: "text/html; charset=utf-8", f"{COMPARISON}.html": "text/html; charset=utf-8"}
_NAME = re.compile(r"[\w.-]+(?: [\w.-]+)*")
# What is shown was written by whoever asked and answered: it runs in a world of its own, without the session.
_HEADERS = {
    "Content-Security-Policy": "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class EditionChangedError(HiwarError):
    """Another edition became live while prompts were being answered."""

    def __init__(self) -> None:
        super().__init__("edition_changed")


class StoppedError(Exception):
    """A run was stopped before its end."""


class Evaluations:
    """What evaluators keep on the server.

    :param root: A folder; made when something is kept.
    :param chain: Answers; each answer names its edition.
    """

    def __init__(self, root: Path, chain: Runnable[Question, Answer]) -> None:
        self._root = root
        self._chain = chain
        self._one_run = threading.Lock()

    def keep_prompts(self, path: Path) -> tuple[str, int]:
        """Take a prompt file in, in the place of one of the same name.

        :return: The name that it is kept under, and how many prompts it holds.
        :raises HiwarError: If it is no prompt file.
        """
        count = len(read_prompts(path))
        stem = "-".join(re.findall(r"[\w.]+", path.stem)).strip(".")[:_LONGEST] or "prompts"
        name, folder = stem + path.suffix.lower(), self._root / PROMPTS
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            replace_file(folder / name, path.read_bytes())
        return name, count

    def prompts(self) -> list[str]:
        """The names of all prompt files."""
        return _names(self._root / PROMPTS)

    def runs(self) -> list[str]:
        """The names of all runs that came to their end, the newest first."""
        folder = self._root / RUNS
        return [name for name in reversed(_names(folder)) if (folder / name / REPORT).is_file()]

    @property
    def is_running(self) -> bool:
        """Whether prompts are being answered: who comes then waits."""
        return self._one_run.locked()

    def unfinished(self, edition: str) -> str:
        """The prompt file of the latest run, if that was stopped before its end and can go on; else empty.

        :param edition: The one that is live.
        """
        name = next(reversed(_names(self._root / RUNS)), "")
        if not name or self.is_running or (self._root / RUNS / name / REPORT).is_file():
            return ""
        kind = name.partition(" ")[2]
        return next((prompts for prompts in self.prompts() if self._kind(prompts, edition) == kind), "")

    def run(self, prompts: str, edition: str, stop: threading.Event) -> Iterator[tuple[int, int]]:
        """Have an edition answer prompts, giving how many are answered and how many there are.

        A run that was stopped goes on where it was.

        :param prompts: The name of a prompt file.
        :param edition: The one that is live.
        :param stop: Stops the run after the prompt that is being answered; so does closing the generator.
        :raises HiwarError: If the prompts cannot be read, another edition becomes live, or the disk is full.
        :raises StoppedError: If it was stopped.
        """
        path = self._root / PROMPTS / _checked(prompts)
        asked = read_prompts(path)
        kind = self._kind(prompts, edition)
        told: queue.SimpleQueue[tuple[int, int] | Exception | None] = queue.SimpleQueue()

        def progress(done: int, of: int) -> None:
            if stop.is_set():
                raise StoppedError
            told.put((done, of))

        def answer(question: Question) -> Answer:
            given = self._chain.invoke(question)
            if given.edition != edition:
                raise EditionChangedError
            return given

        def work() -> None:
            try:
                with self._turn(stop):
                    out = self._folder_for(kind)
                    write_report(out, evaluate(asked, answer, edition, out, progress))
                told.put(None)
            except Exception as error:
                told.put(error)

        threading.Thread(target=work, name="evaluation", daemon=True).start()
        try:
            while (event := told.get()) is not None:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            stop.set()

    def compare(self, before: str, after: str) -> str:
        """Compare two runs.

        :return: The name of the comparison.
        :raises HiwarError: If there are no such runs, or nothing can be written.
        """
        rows = [rows_of(read_run(self._root / RUNS / _checked(name))) for name in (before, after)]
        name = f"{before} ~ {after}"
        write_comparison(self._root / COMPARISONS / name, compare(*rows))
        return name

    def file(self, kind: str, name: str, file: str) -> Path | None:
        """A file of a run or a comparison for people to see; None if there is none."""
        path = self._root / kind / name / file
        known = kind in (RUNS, COMPARISONS) and _is_plain(name.replace(" ~ ", " ")) and file in (*_SHOWN, SHEET)
        return path if known and path.is_file() else None

    def _kind(self, prompts: str, edition: str) -> str:
        """What a run goes on by: its prompts, for another file of the same name is another run, and its edition."""
        content = (self._root / PROMPTS / prompts).read_bytes()
        return f"{prompts} {edition} {hashlib.sha256(content).hexdigest()[:8]}"

    @contextmanager
    def _turn(self, stop: threading.Event) -> Generator[None]:
        """One run at a time: they would only share the processor."""
        while not self._one_run.acquire(timeout=_LOOKS_UP):
            if stop.is_set():
                raise StoppedError
        try:
            yield
        finally:
            self._one_run.release()

    def _folder_for(self, kind: str) -> Path:
        """Where a run goes: on with one of its kind that was stopped, or into a new folder."""
        folder = self._root / RUNS
        for name in reversed(_names(folder)):
            if name.partition(" ")[2] == kind and not (folder / name / REPORT).exists():
                return folder / name
        return folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f} {kind}"


def results_of(evaluations: Evaluations) -> FastAPI:
    """An application that shows the pages of runs and comparisons, and hands out their tables."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/{kind}/{name}/{file}")
    def result(kind: str, name: str, file: str) -> Response:
        path = evaluations.file(kind, name, file)
        if path is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        if file == SHEET:
            return FileResponse(path, filename=f"{name}.xlsx", headers={"Cache-Control": "no-store"})
        return FileResponse(path, media_type=_SHOWN[file], headers=_HEADERS)

    return app


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _checked(name: str) -> str:
    if not _is_plain(name):
        raise HiwarError("name_invalid", repr(name))
    return name


def _is_plain(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not name.startswith(".")


def named(runs: Sequence[str]) -> list[tuple[str, str]]:
    """Runs as people choose among them: prompts, date and time, which fit on a phone; each with its name."""
    return [(_shown(name), name) for name in runs]


def _shown(name: str) -> str:
    stamp, prompts = [*name.split(" "), ""][:2]
    at = datetime.strptime(stamp, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return f"{prompts} · {at:%Y-%m-%d %H:%M:%S}"
