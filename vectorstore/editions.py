"""The shelf of editions: which there are, which is live, and who may write.

A crash at any point leaves the live edition as it was: a folder without a manifest is unfinished, and
the next build clears it away. Publishing and rolling back are one step, the move of a pointer.
"""

import getpass
import json
import os
import shutil
import socket
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from errors import HiwarError
from vectorstore.formats import records_of
from vectorstore.manifest import MANIFEST, DamagedEditionError, Manifest
from vectorstore.pointer import LivePointer, LostPointerError, is_name
from vectorstore.private import make_private
from vectorstore.spare import (
    drop_spare,
    edition_of,
    has_spare,
    keep_spare,
    read_manifest,
    spare_manifest,
    spare_records,
)

if TYPE_CHECKING:
    from vectorstore.edition import Edition

_LOCK, _HOLDER = "writer.lock", "writer.json"
_STAMP = "%Y%m%dT%H%M%S%f"  # what an edition's name begins with
_STAMP_LENGTH = 21
_DRAFT = ".draft"  # what is being written or deleted


def built_on(name: str) -> str:
    """The day on which an edition was built, in UTC, as its name tells.

    :return: ISO 8601; empty where the name was given by somebody else.
    """
    try:
        return datetime.strptime(name[:_STAMP_LENGTH], _STAMP).replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        return ""


class UnknownEditionError(HiwarError):
    """There is no edition of that name."""

    def __init__(self, name: str) -> None:
        super().__init__("edition_unknown", "`hiwar editions list` shows those there are.", name=name)


class NoEarlierEditionError(HiwarError):
    """There is no edition to go back to."""

    def __init__(self) -> None:
        super().__init__("edition_without_earlier", "`hiwar editions list` shows those there are.")


class Editions:
    """The editions in one folder.

    :param root: Where they live; it is made when the first is built.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pointer = LivePointer(root, self._is_finished)

    def live(self) -> str | None:
        """The name of the live edition, or None where nothing was published yet.

        :raises LostPointerError: If it is not known which is live.
        """
        return self.pointer.read()

    def is_live(self, name: str) -> bool:
        """Whether the pointer names this edition."""
        return self.pointer.names(name)

    def live_if_known(self) -> str | None:
        """The name of the live edition, or None where there is none or it is not known."""
        try:
            return self.live()
        except LostPointerError:
            return None

    def names(self) -> list[str]:
        """The finished editions, oldest first."""
        found = {edition_of(path) for path in self.root.iterdir()} if self.root.is_dir() else set[str]()
        return sorted(name for name in found if is_name(name) and self._is_finished(name))

    def manifests(self, names: Sequence[str] | None = None) -> list[Manifest]:
        """What finished editions say of themselves; those that cannot be read are left out.

        :param names: Of which; without them all, oldest first.
        """
        found: list[Manifest] = []
        for name in self.names() if names is None else names:
            try:
                found.append(read_manifest(self.root / name))
            except HiwarError:
                continue
        return found

    def new_name(self, fingerprint: str) -> str:
        """A name for the next edition: in order it stands behind all that are there, whatever the clock says."""
        now = datetime.now(UTC)
        for name in self.names():
            with suppress(ValueError):  # a name that was given by hand
                stamp = datetime.strptime(name[:_STAMP_LENGTH], _STAMP).replace(tzinfo=UTC)
                now = max(now, stamp + timedelta(microseconds=1))
        return f"{now:{_STAMP}}-{fingerprint[:8]}"

    def folder(self, name: str) -> Path:
        """Where an edition lives.

        :raises UnknownEditionError: If there is no finished edition of that name.
        """
        if name not in self.names():
            raise UnknownEditionError(name)
        return self.root / name

    def open_live(self) -> "Edition":
        """Open the live edition.

        :raises HiwarError: If nothing was published yet, or if the edition is damaged.
        """
        from vectorstore.edition import open_edition

        name = self.live()
        if name is None:
            raise HiwarError("nothing_published", f"Run `hiwar ingest FOLDER` first, for {self.root.parent}.")
        return open_edition(self.root / name)

    def make_live(self, name: str) -> None:
        """Publish a finished edition: from now on it answers. To be called inside `writing`.

        :raises UnknownEditionError: If there is none of that name.
        :raises DamagedEditionError: If it cannot be opened.
        """
        from vectorstore.edition import open_edition

        with closing(open_edition(self.folder(name))) as edition:
            records = edition.records()
            if spare_records(edition.folder) != records:  # its writer was killed before it kept them
                keep_spare(edition.folder, edition.manifest, records)
        self.pointer.move(name)

    def before_live(self) -> str:
        """The edition that the live one was made after or, where that is gone, the newest that is older.

        Not simply the next older one: that may be one from which somebody has gone back already.

        :raises NoEarlierEditionError: If there is none.
        :raises LostPointerError: If it is not known which is live.
        """
        live = self.live() or ""
        try:
            manifest = read_manifest(self.root / live)
        except DamagedEditionError:
            manifest = spare_manifest(self.root / live)
        after = manifest.after if manifest else ""
        names = [name for name in self.names() if (self.root / name / MANIFEST).is_file()]
        if after in names:
            return after  # whatever their names say: an earlier version named by the clock alone
        earlier = [name for name in names if name < live and name <= (after or live)]
        if not earlier:
            raise NoEarlierEditionError
        return earlier[-1]

    def prune(self, keep: int) -> list[str]:
        """Delete old editions; to be called inside `writing`.

        :param keep: How many of the newest stay; the live one stays whatever its age.
        :return: The names of those that are gone.
        :raises DamagedEditionError: If the live edition cannot say what it holds: then the older ones are all there is.
        """
        live = self.live()
        if live is not None:
            records_of(self.root / live, read_manifest(self.root / live))
        self.clear_unfinished()
        names = self.names()
        gone = [name for name in names[: max(len(names) - keep, 0)] if name != live]
        for name in gone:
            self.delete(name)
        return gone

    def delete(self, name: str) -> None:
        """Delete an edition, finished or not; to be called inside `writing`. A crash leaves it as it was or a draft."""
        draft = self.root / f"{name}{_DRAFT}"
        with suppress(FileNotFoundError):
            (self.root / name).rename(draft)
        drop_spare(self.root / name)
        shutil.rmtree(draft, ignore_errors=True)

    def unfinished(self) -> list[Path]:
        """What a build or a deletion that died has left, or one that is at work."""
        if not self.root.is_dir():
            return []
        # What was published once has lost its manifest, and still holds what somebody may want.
        once = set(self.pointer.published())
        folders = [path for path in self.root.iterdir() if path.is_dir() and is_name(path.name)]
        died = [path for path in folders if path.name not in once and not self._is_finished(path.name)]
        return [*died, *self.root.glob(f"*{_DRAFT}")]

    def clear_unfinished(self) -> None:
        """Delete what a build or a deletion that died has left; to be called inside `writing`."""
        for path in self.unfinished():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _is_finished(self, name: str) -> bool:
        """Whether an edition was written to its end: then it has a manifest, or what is kept beside that."""
        folder = self.root / name
        return (folder / MANIFEST).is_file() or has_spare(folder)

    def is_writing(self) -> bool:
        """Whether another holds the shelf as its writer at this moment."""
        if not (self.root / _LOCK).is_file():
            return False
        try:
            with FileLock(self.root / _LOCK, timeout=0):
                return False
        except Timeout:
            return True
        except OSError:  # of somebody else, or on a disk that takes nothing: then nobody here writes
            return False

    @contextmanager
    def writing(self, *, wait: bool = False) -> Generator[None]:
        """Hold the shelf as its only writer.

        :param wait: Wait until another writer has ended.
        :raises HiwarError: If another process is writing, or if the disk does not take what is written.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with FileLock(self.root / _LOCK, timeout=-1 if wait else 0):
                (self.root / _HOLDER).write_text(json.dumps(_this_process()), "utf-8")
                with suppress(LostPointerError):
                    self.pointer.note_present()
                try:
                    yield
                finally:
                    make_private(self.root.parent)
        except Timeout as error:
            raise HiwarError(
                "ingest_running", f"Or run this one with --wait; it waits for the {self._holder()}."
            ) from error
        except (OSError, sqlite3.DatabaseError) as error:
            raise HiwarError(
                "data_not_written",
                f"{self.root.parent}: {getattr(error, 'strerror', '') or error}. "
                "Check its rights and the free disk space, or choose another with --data-dir.",
            ) from error

    def _holder(self) -> str:
        try:
            holder = json.loads((self.root / _HOLDER).read_text("utf-8"))
            return "process {pid} of {user} on {host}, since {since}".format(**holder)
        except (OSError, ValueError, KeyError):
            return "unknown process"


def _this_process() -> dict[str, str | int]:
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a container may have no name for its user
        user = str(os.getuid())
    return {"pid": os.getpid(), "user": user, "host": socket.gethostname(), "since": since}
