"""Which edition is live: a file with its name, replaced in one step, and beside it the list of all that ever were.

The list is read only where the pointer is lost: it tells which edition the pointer named last, and whether something
was published before where the pointer is gone altogether. Where both are gone, finished editions tell that.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from errors import HiwarError
from ingest.readings import replace_file, sync

_POINTER, _MOVES = "live", "published"
_NOTHING = "(nothing)"  # how the list begins; it is no name of an edition
_NAME = re.compile(r"[\w-]{1,100}")


def is_name(name: str) -> bool:
    """Whether an edition can be called so: what is set aside has a dot in its name."""
    return _NAME.fullmatch(name) is not None


class LostPointerError(HiwarError):
    """It is not known which edition is live.

    :param problem: What is wrong with the pointer.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(
            "pointer_lost",
            f"{problem}. `hiwar check --repair` names the edition that was published last; "
            "or choose one with `hiwar editions list` and `hiwar editions publish EDITION`.",
        )


class LivePointer:
    """The pointer in a folder of editions.

    :param root: That folder.
    :param is_finished: Whether there is a finished edition of a name.
    """

    def __init__(self, root: Path, is_finished: Callable[[str], bool]) -> None:
        self._file = root / _POINTER
        self._moves = root / _MOVES
        self._is_finished = is_finished

    def read(self) -> str | None:
        """The name of the live edition; None where nothing was published yet.

        :raises LostPointerError: If the pointer is empty, unreadable or gone, or names no finished edition.
        """
        try:
            name = self._file.read_text("utf-8").strip()
        except FileNotFoundError:
            if self.published() or (not self._tells_of_nothing() and self._has_finished()):
                raise LostPointerError(f"The file {self._file} is gone") from None
            return None
        except NotADirectoryError:
            return None
        except (OSError, ValueError) as error:
            raise LostPointerError(f"The file {self._file} cannot be read") from error
        if not is_name(name) or not self._is_finished(name):
            told = f"names {name[:100]!r}, which is no finished edition" if name else "is empty"
            raise LostPointerError(f"The file {self._file} {told}")
        return name

    def names(self, edition: str) -> bool:
        """Whether this is what the pointer says, right or wrong."""
        try:
            return self._file.read_text("utf-8").strip() == edition
        except (OSError, ValueError):
            return False

    def move(self, name: str) -> None:
        """Name another edition. A crash at any point leaves the old pointer or the new one."""
        if self._file.is_dir():
            self._file.rmdir()
        replace_file(self._file, name.encode())
        self._note(name)

    def note_present(self) -> None:
        """Bring the list up to date: an earlier version kept none, and a writer may have been killed before it noted.

        :raises LostPointerError: As `read` does.
        """
        present = self.read()
        if present and self.published()[-1:] != [present]:
            self._note(present)
        elif not present and not self._tells_of_nothing():
            self._note(_NOTHING)

    def published(self) -> list[str]:
        """All that the pointer ever named, the last one last."""
        try:
            lines = self._moves.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            return []
        # The last line may be cut off, where a process was killed while it wrote.
        named = [line.rpartition(" ")[2] for line in lines]
        return [name for name in named if is_name(name)]

    def _tells_of_nothing(self) -> bool:
        """Whether the list was begun before anything was published; an edition may have been built since."""
        try:
            return bool(self._moves.read_bytes())
        except OSError:
            return False

    def _has_finished(self) -> bool:
        folders = self._file.parent.iterdir() if self._file.parent.is_dir() else ()
        return any(is_name(folder.name) and self._is_finished(folder.name) for folder in folders)

    def _note(self, name: str) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._moves.open("a", encoding="utf-8") as moves:
            moves.write(f"{at} {name}\n")
        sync(self._moves)
