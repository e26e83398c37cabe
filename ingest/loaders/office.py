"""What DOCX and PPTX have in common: a zip archive that may be damaged, locked or a trap."""

import zipfile
from io import BytesIO

from ingest.document import Limits
from ingest.errors import DamagedDocumentError, OldOfficeError, TooLargeDocumentError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 2**20


def check_archive(data: bytes, limits: Limits) -> None:
    """Unpack an archive once, counting, before anything reads it.

    The sizes that an archive declares may lie; what really comes out is counted.

    :raises OldOfficeError: If it is of the formats before 2007, which locked files of today are too.
    :raises DamagedDocumentError: If it is no archive, or a part of it cannot be unpacked.
    :raises TooLargeDocumentError: If more comes out of it than the limits allow.
    """
    if data.startswith(_OLE):
        raise OldOfficeError
    unpacked = 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for part in archive.infolist():
                with archive.open(part) as file:
                    while chunk := file.read(_CHUNK):
                        unpacked += len(chunk)
                        if unpacked > limits.max_unpacked_bytes:
                            raise TooLargeDocumentError
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise DamagedDocumentError from error
