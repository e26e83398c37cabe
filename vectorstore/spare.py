"""A second copy of what an edition says of its documents, in a file beside its folder.

All else in an edition can be made again from originals and readings. Which documents it holds, and which of them are
withdrawn, cannot: where the edition itself is damaged, that is taken from here.
"""

import hashlib
from pathlib import Path

from ingest.readings import replace_file
from vectorstore.manifest import DocumentRecord, parse_records

_SUFFIX = ".documents"


def keep_spare(folder: Path, records: bytes) -> None:
    """Keep the records of an edition, behind their checksum, in one step that survives a power cut."""
    replace_file(_path(folder), b"\n".join([_checksum(records), records]))


def spare_records(folder: Path) -> tuple[DocumentRecord, ...] | None:
    """The records of an edition; None if they are not kept, or the file is not what was written."""
    try:
        checksum, _, records = _path(folder).read_bytes().partition(b"\n")
        return parse_records(records) if checksum == _checksum(records) else None
    except (OSError, ValueError):
        return None


def has_spare(folder: Path) -> bool:
    """Whether anything is kept of an edition, sound or not."""
    return _path(folder).is_file()


def drop_spare(folder: Path) -> None:
    """Delete what is kept of an edition that is deleted or set aside."""
    _path(folder).unlink(missing_ok=True)


def _path(folder: Path) -> Path:
    return folder.with_name(folder.name + _SUFFIX)


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
