"""Uploaded files -> an ingest in a process of its own, told as it goes.

A process of its own: whatever a broken file does to it, the server goes on answering.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True, slots=True)
class Step:
    """How far it has come: what is being done, how much of it is done, and how much there is if that is known."""

    what: str
    done: int
    of: int | None


class FileLine(BaseModel):
    """What became of one file, as `hiwar ingest --json` tells it."""

    file: str
    outcome: str
    title: str
    pages: int
    doubtful: int
    passages: int
    error: dict[str, str]


class Report(BaseModel):
    """What became of all files."""

    files: list[FileLine]
    edition: str | None
    published: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """It did not come to its end.

    :param told: Why, by language; nothing where that cannot be told.
    """

    told: dict[str, str]


def ingest_files(paths: Sequence[Path], data_dir: Path) -> Iterator[Step | Report | Failure]:
    """Ingest files and publish.

    :return: Steps while it runs; then one report or failure.
    """
    command = [sys.executable, "-m", "cli", "ingest", "--json", "--wait", "--data-dir", str(data_dir)]
    outcome: Report | Failure = Failure({})
    with subprocess.Popen(
        [*command, *map(str, paths)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        try:
            for line in process.stdout:
                event = _parsed(line)
                if isinstance(event, Step):
                    yield event
                elif event:
                    outcome = event
        finally:
            # Nobody waits for it any more, or it has ended by itself.
            process.terminate()
    yield outcome


def _parsed(line: str) -> Step | Report | Failure | None:
    try:
        event: dict[str, Any] = json.loads(line)
        if "report" in event:
            return Report.model_validate(event["report"])
        if "error" in event:
            return Failure(event["error"])
        return Step(event["progress"], event["done"], event["of"])
    except (ValueError, KeyError, TypeError, ValidationError):
        return None
