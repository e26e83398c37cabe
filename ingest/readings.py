"""Documents as they were read, kept on the disk: what was read once is not read again, nor held in memory."""

import hashlib
import os
import re
from pathlib import Path

from pydantic import TypeAdapter

from errors import HiwarError
from ingest.document import IngestedDocument

_DOCUMENT = TypeAdapter(IngestedDocument)
_CHECKED = re.compile(rb'(.*),"sha256":"([0-9a-f]{64})"\}', re.DOTALL)


class DamagedReadingError(HiwarError):
    """What was read of a document is missing, cut short or altered."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(
            "reading_damaged",
            f"{problem}. `hiwar check --repair` or the next `hiwar ingest` reads it anew from the original.",
            name=name,
        )


class Readings:
    """A folder with one JSON file for each document and recipe it was read by; written once, never changed.

    :param root: The folder; it is made when the first reading is kept.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @staticmethod
    def name(content_id: str, recipe: str) -> str:
        """What the reading of a content by a recipe is known by; another recipe may read it otherwise."""
        return f"{content_id}-{hashlib.sha256(recipe.encode()).hexdigest()[:8]}"

    def __contains__(self, name: str) -> bool:
        return self._path(name).is_file()

    def get(self, name: str, of: str = "") -> IngestedDocument:
        """A reading that was kept.

        :param of: What people call the document, for the error.
        :raises DamagedReadingError: If there is none, or its file is not what was written.
        """
        try:
            return _DOCUMENT.validate_json(_checked(self._path(name).read_bytes()))
        except OSError as error:
            raise DamagedReadingError(of or name, error.strerror or "It is missing") from error
        except ValueError as error:  # what pydantic says of it would quote the document
            raise DamagedReadingError(of or name, "Its file is not what was written") from error

    def is_sound(self, name: str) -> bool:
        """Whether a reading is there and is what was written."""
        try:
            content = self._path(name).read_bytes()
            if _checked(content) is content:  # an earlier version wrote no checksum
                _DOCUMENT.validate_json(content)
        except (OSError, ValueError):
            return False
        return True

    def put(self, name: str, document: IngestedDocument) -> None:
        """Keep a reading, in one step that survives a power cut."""
        self.root.mkdir(parents=True, exist_ok=True)
        content = _DOCUMENT.dump_json(document)
        checksum = hashlib.sha256(content).hexdigest().encode()
        replace_file(self._path(name), content[:-1] + b',"sha256":"' + checksum + b'"}')

    def names(self) -> set[str]:
        """The readings that are kept."""
        return {path.stem for path in self.root.glob("*.json")}

    def forget(self, name: str) -> None:
        """Drop a reading."""
        self._path(name).unlink(missing_ok=True)

    def set_aside(self, name: str) -> None:
        """Move a damaged reading out of the way, so that the document is read anew."""
        if name in self:
            set_aside(self._path(name))

    def _path(self, name: str) -> Path:
        return self.root / f"{name}.json"


def _checked(content: bytes) -> bytes:
    """The JSON of a reading without its checksum, which earlier versions did not write. Raises ValueError."""
    found = _CHECKED.fullmatch(content)
    if found is None:
        return content
    document = found[1] + b"}"
    if hashlib.sha256(document).hexdigest().encode() != found[2]:
        raise ValueError("checksum")
    return document


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step that survives a power cut."""
    draft = path.with_name(f"{path.name}.draft")
    try:
        draft.write_bytes(content)
        sync(draft)
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync(path.parent)


def set_aside(path: Path) -> Path:
    """Rename a file or folder that is damaged, and what SQLite keeps beside it.

    :return: Its new name: the old one and `.damaged`, with a number where that is taken.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged{number if number > 1 else ''}")).exists():
        number += 1
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            os.replace(beside, aside.with_name(aside.name + suffix))
    os.replace(path, aside)
    return aside


def sync(path: Path) -> None:
    """See a file, or a folder's entries, safely on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
