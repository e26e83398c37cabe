"""What DOCX and PPTX have in common: a zip archive that may be damaged, locked or a trap."""

import zipfile
import zlib
from io import BytesIO

from ingest.document import Limits
from ingest.errors import DamagedDocumentError, EntitiesError, TooLargeDocumentError

_CHUNK, _OVERLAP = 2**20, 32
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)
_XML = (".xml", ".rels")


def check_archive(data: bytes, limits: Limits) -> None:
    """Unpack an archive once, counting, before anything reads it.

    The sizes that an archive declares may lie; what really comes out is counted.

    :raises DamagedDocumentError: If it is no archive, or a part of it cannot be unpacked.
    :raises TooLargeDocumentError: If more comes out of it than the limits allow.
    :raises EntitiesError: If its XML declares entities: the standard (ECMA-376, part 2) forbids them.
    """
    unpacked = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for part in archive.infolist():
                before = b""  # the end of the last chunk, for what lies across two
                with archive.open(part) as file:
                    while chunk := file.read(_CHUNK):
                        unpacked += len(chunk)
                        if unpacked > limits.max_unpacked_bytes:
                            raise TooLargeDocumentError
                        if part.filename.lower().endswith(_XML) and _declares(before + chunk):
                            raise EntitiesError
                        before = chunk[-_OVERLAP:]
    except _BROKEN as error:
        raise DamagedDocumentError from error


def _declares(xml: bytes) -> bool:
    plain = xml.replace(b"\0", b"")  # of UTF-16 too
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain
