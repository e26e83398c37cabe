"""What DOCX and PPTX have in common: a zip archive that may be damaged, locked or a trap."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  # compiled, without types

from ingest.document import Limits
from ingest.errors import DamagedDocumentError, EntitiesError, NestedDocumentError, TooLargeDocumentError

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
_TOO_DEEP = 114  # what libxml2 calls elements that stand in each other without end
# The strict form of the standard calls the same things by other names.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"


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


def parse_part(xml: bytes) -> Any:
    """The root element of an XML part, without comments; names are those of the transitional form of the standard.

    :raises DamagedDocumentError: If it is no XML.
    :raises NestedDocumentError: If its elements stand in each other too deeply.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(_STRICT.sub(_TRANSITIONAL, xml), parser)
    except etree.XMLSyntaxError as error:
        raise (NestedDocumentError if error.code == _TOO_DEEP else DamagedDocumentError) from error


def make_element(tag: str, parent: Any = None) -> Any:
    """An element of that name, the last one in its parent if it has one."""
    return etree.Element(tag) if parent is None else etree.SubElement(parent, tag)


def as_bytes(root: Any) -> bytes:
    """An XML part, from its root element."""
    return etree.tostring(root, encoding="UTF-8")
