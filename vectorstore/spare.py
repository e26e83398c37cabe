"""A second copy of what an edition says of itself and of its documents, in a file beside its folder.

All else in an edition can be made again from originals and readings. Which documents it holds, and which of them are
withdrawn, cannot: where the edition itself is damaged, that is taken from here. And a manifest, which no checksum
guards, is believed only if the copy says the same.

The copy is four lines: the checksum of the manifest, the manifest, the checksum of the records, the records. It counts
for the edition that its manifest names, and for no other.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from errors import HiwarError
from ingest.readings import replace_file, set_aside
from vectorstore.manifest import (
    MANIFEST,
    DamagedEditionError,
    DocumentRecord,
    FutureEditionError,
    Manifest,
    first_line,
    manifest_json,
    parse_manifest,
    parse_records,
    records_json,
)

_SUFFIX = ".documents"


def read_manifest(folder: Path) -> Manifest:
    """Read what an edition says of itself, of today's format or a former one.

    :raises DamagedEditionError: If it is missing, unreadable, or not what the copy says.
    :raises FutureEditionError: If a later version of Hiwar wrote it.
    """
    kept = spare_manifest(folder)
    try:
        manifest = parse_manifest((folder / MANIFEST).read_bytes(), folder.name)
    except (OSError, ValueError) as error:
        raise DamagedEditionError(folder.name, f"its manifest cannot be read ({first_line(error)})") from error
    except FutureEditionError:
        manifest = None
        if kept is None:
            raise
    if kept not in (None, manifest) or manifest is None:
        raise DamagedEditionError(folder.name, "its manifest is not what was written")
    return manifest


def keep_spare(folder: Path, manifest: Manifest, records: tuple[DocumentRecord, ...]) -> None:
    """Keep what an edition says, in one step that survives a power cut."""
    path = _path(folder)
    if path.is_dir() and not path.is_symlink():
        set_aside(path)
    parts = [manifest_json(manifest, lines=False), records_json(records)]
    replace_file(path, b"\n".join(line for part in parts for line in (_checksum(part), part)))


def spare_manifest(folder: Path) -> Manifest | None:
    """The copy of an edition's manifest; None if it is not kept, not what was written, or that of another edition.

    :raises FutureEditionError: If a later version of Hiwar wrote it.
    """
    try:
        with _path(folder).open("rb") as file:
            checksum, content = file.readline().rstrip(b"\n"), file.readline().rstrip(b"\n")
        manifest = parse_manifest(content, folder.name) if checksum == _checksum(content) else None
    except (OSError, ValueError):
        return None
    return manifest if manifest and manifest.edition == folder.name else None


def spare_records(folder: Path) -> tuple[DocumentRecord, ...] | None:
    """The records of an edition; None if they are not kept, not what was written, or those of another edition."""
    try:
        return _records(_path(folder)) if spare_manifest(folder) else None
    except FutureEditionError:
        return None


def has_spare(folder: Path) -> bool:
    """Whether anything is kept of an edition, sound or not."""
    return _path(folder).is_file()


def edition_of(path: Path) -> str:
    """The name of the edition whose folder or copy this is."""
    return path.name.removesuffix(_SUFFIX)


def drop_spare(folder: Path) -> None:
    """Delete what is kept of an edition that is deleted."""
    path = _path(folder)
    if path.is_dir() and not path.is_symlink():
        set_aside(path)
    path.unlink(missing_ok=True)


def set_aside_with_spare(folder: Path) -> None:
    """Rename an edition that is damaged, and what is kept of it likewise."""
    if not folder.is_dir():
        set_aside(_path(folder))
        return
    aside = set_aside(folder)
    if has_spare(folder):
        _path(folder).replace(_path(aside))


def records_set_aside(root: Path) -> Iterator[DocumentRecord]:
    """The documents of editions that were set aside: somebody may want to have them back."""
    for pattern in (f"*.damaged*{_SUFFIX}", f"*{_SUFFIX}.damaged*"):
        for path in root.glob(pattern):
            yield from _records(path) or ()


def _records(path: Path) -> tuple[DocumentRecord, ...] | None:
    try:
        _, _, checksum, records = path.read_bytes().split(b"\n", 3)
        return parse_records(records) if checksum == _checksum(records) else None
    except (OSError, ValueError, HiwarError):
        return None


def _path(folder: Path) -> Path:
    return folder.with_name(folder.name + _SUFFIX)


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
