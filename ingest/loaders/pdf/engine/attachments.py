"""A document, or a page -> the names of the files that are attached to it. What they hold is not looked at."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium

from ingest.loaders.pdf.engine.fields import text_of

Handle = Any
"""A pointer of PDFium's: to a document, a page, or a note on a page."""

_MOST = 1000
_LONGEST = 200  # characters of a name


def attached_to_document(document: Handle) -> Iterator[str]:
    """The names of the files that belong to a document as a whole; empty where a file has none."""
    for index in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), _MOST)):
        if attachment := pdfium.FPDFDoc_GetAttachment(document, index):
            yield _name(attachment)


def attached_to_page(page: Handle) -> Iterator[str]:
    """The names of the files that are pinned to a page."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        try:
            if attachment := pdfium.FPDFAnnot_GetFileAttachment(note):
                yield _name(attachment)
        finally:
            pdfium.FPDFPage_CloseAnnot(note)


def _name(attachment: Handle) -> str:
    return text_of(partial(pdfium.FPDFAttachment_GetName, attachment))[:_LONGEST]
