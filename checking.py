"""A data directory -> what is wrong in it and what to do, and the mending of what can be mended.

Beside the library (`vectorstore.checking`) that is the databases, the rights of the files and the room on the disk.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from accounts import keys, store
from database import columns_of
from errors import HiwarError
from history.tables import Base
from ingest.readings import set_aside
from settings import ACCOUNTS, HISTORY
from sqlite_file import Columns, problem_of
from vectorstore import vector_cache
from vectorstore.checking import Finding, library_findings
from vectorstore.library import Library
from vectorstore.private import loose

if TYPE_CHECKING:
    from vectorstore.indexing import Progress, Reader

_MB = 2**20
_SPARE = 100 * _MB  # bytes that an ingest needs beside the new edition


class State(IntEnum):
    """How a data directory is; the exit code of `hiwar check`."""

    SOUND = 0
    REPAIRABLE = 1  # by `hiwar check --repair`
    BROKEN = 2  # something needs a person


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found in a data directory.

    :param live: The edition that is live; None if there is none, or it is not known which.
    :param editions: All finished editions, oldest first.
    :param free_mb: Room on its disk.
    """

    live: str | None
    editions: tuple[str, ...]
    free_mb: int
    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        """The worst that was found."""
        kinds = [State.REPAIRABLE if finding.repairable else State.BROKEN for finding in self.findings]
        return max(kinds, default=State.SOUND)

    def to_json(self) -> dict[str, object]:
        """The same as plain values for `json.dumps`."""
        return {
            "state": self.state.name.lower(),
            "live": self.live,
            "editions": list(self.editions),
            "free_mb": self.free_mb,
            "findings": [asdict(finding) for finding in self.findings],
        }


def check(data_dir: Path) -> Checkup:
    """Look through a data directory and change nothing; a server may be running on it.

    :raises HiwarError: If there is none.
    """
    if not data_dir.is_dir():
        raise HiwarError("nothing_published", f"There is no {data_dir}. Run `hiwar ingest FOLDER` first.")
    library = Library(data_dir)
    findings = (
        *_machine_findings(library),
        *_folder_findings(library),
        *_database_findings(library),
        *library_findings(library),
    )
    free = shutil.disk_usage(data_dir).free // _MB
    return Checkup(library.editions.live_if_known(), tuple(library.editions.names()), free, findings)


def repair(data_dir: Path, reader: "Reader", progress: "Progress") -> None:
    """Mend what `check` calls repairable. No server should be running where a database is damaged.

    :raises HiwarError: If another process is writing, or the disk takes nothing.
    """
    from vectorstore.repairing import repair_library

    library = Library(data_dir)
    for path in _not_folders(library):
        set_aside(path)
    with library.editions.writing():  # which also closes to others what is open to them
        for path, columns in _databases(library).items():
            if path.exists() and problem_of(path, columns, sole=True):
                set_aside(path)
        repair_library(library, reader, progress)


def _machine_findings(library: Library) -> Iterator[Finding]:
    root = library.root
    if not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(str(root), "it cannot be written", "Give it to the user that Hiwar runs as.", repairable=False)
    open_to_others = list(loose(root))
    if open_to_others:
        first = open_to_others[0]
        problem = f"open to others than its owner, as are {len(open_to_others) - 1} more" if open_to_others[1:] else ""
        own = all(path.stat().st_uid == os.getuid() or os.getuid() == 0 for path in open_to_others)
        advice = "--repair closes them, as the next ingest does." if own else "chmod -R go= them as their owner."
        yield Finding(str(first), problem or "open to others than its owner", advice, repairable=own)
    live = library.editions.live_if_known()
    needed = _SPARE + (_size(library.editions.root / live) if live else 0)
    if shutil.disk_usage(root).free < needed:
        advice = f"The next edition needs about {needed // _MB} MB. Free some, or `hiwar editions prune`."
        yield Finding(str(root), "the disk is nearly full", advice, repairable=False)


def _folder_findings(library: Library) -> Iterator[Finding]:
    for path in _not_folders(library):
        yield Finding(path.name, "it is not a folder", "--repair sets it aside.", repairable=True)


def _not_folders(library: Library) -> list[Path]:
    """What stands in the place of a folder of the library and is none."""
    places = (library.editions.root, library.readings.root, library.originals)
    return [path for path in places if os.path.lexists(path) and not path.is_dir()]


def _database_findings(library: Library) -> Iterator[Finding]:
    for path, columns in _databases(library).items():
        problem = problem_of(path, columns, sole=True) if path.exists() else ""
        if problem and path == library.vectors:
            advice = "--repair sets it aside, as the next ingest does; the vectors are made again."
            yield Finding(path.name, f"damaged: {problem}", advice, repairable=True)
        elif problem:
            advice = "Put a copy of it back; or --repair sets it aside, and a new one without its content is begun."
            yield Finding(path.name, f"damaged: {problem}", advice, repairable=True)


def _databases(library: Library) -> dict[Path, Columns]:
    """The databases, and what each should hold."""
    return {
        library.root / ACCOUNTS: {**store.COLUMNS, **keys.COLUMNS},
        library.root / HISTORY: columns_of(Base),
        library.vectors: vector_cache.COLUMNS,
    }


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
