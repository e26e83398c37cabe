"""Documents as they were read, kept on the disk: what was read once is not read again, nor held in memory."""

import hashlib
import os
from pathlib import Path

from pydantic import TypeAdapter

from ingest.document import IngestedDocument

_DOCUMENT = TypeAdapter(IngestedDocument)


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

    def get(self, name: str) -> IngestedDocument:
        """A reading that was kept. Raises OSError if there is none, ValueError if its file is damaged."""
        return _DOCUMENT.validate_json(self._path(name).read_bytes())

    def put(self, name: str, document: IngestedDocument) -> None:
        """Keep a reading, in one step that survives a power cut."""
        self.root.mkdir(parents=True, exist_ok=True)
        replace_file(self._path(name), _DOCUMENT.dump_json(document))

    def names(self) -> set[str]:
        """The readings that are kept."""
        return {path.stem for path in self.root.glob("*.json")}

    def forget(self, name: str) -> None:
        """Drop a reading."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.root / f"{name}.json"


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step that survives a power cut."""
    draft = path.with_name(f"{path.name}.draft")
    draft.write_bytes(content)
    sync(draft)
    os.replace(draft, path)
    sync(path.parent)


def sync(path: Path) -> None:
    """See a file, or a folder's entries, safely on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
