"""A page's form and typed-on notes -> what was filled in, as words where it stands."""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium

from ingest.loaders.pdf.page import Word
from ingest.wording import has_arabic

Handle = Any
"""A pointer of PDFium's: to a page, a form, or a note on a page."""

_SIZE = 12.0  # points, at most; a lower field is filled in smaller letters
_LEADING = 1.4  # font sizes
_FILLED = 0.7  # of a field's height
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_TICKS = {pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON}
_WRITTEN = {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
_PASSWORD = 1 << 13  # a flag of text fields (ISO 32000, table 228)


def read_fields(page: Handle, form: Handle | None, painted: Sequence[Word]) -> list[Word]:
    """What was filled into the fields of a page, and what was typed onto it; each line of it is one word.

    :param form: The document's form; None where it has none.
    :param painted: The words of the page. A field with none beside it is told with its own name.
    """
    found: list[Word] = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        try:
            if not pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN:
                found += _words(note, form, painted)
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    return found


def _words(note: Handle, form: Handle | None, painted: Sequence[Word]) -> Iterator[Word]:
    value = _value(note, form)
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    box = pdfium.FS_RECTF()
    if not lines or not pdfium.FPDFAnnot_GetRect(note, box):
        return
    size = max(min(_SIZE, _FILLED * (box.top - box.bottom) / (1 + _LEADING * (len(lines) - 1))), 1)
    beside = [word for word in painted if box.bottom - size / 2 < word.y < box.top]
    if beside:
        top = min(beside, key=lambda word: max(box.left - word.x1, word.x0 - box.right)).y
    else:
        top = box.top - size if len(lines) > 1 else (box.top + box.bottom - _FILLED * size) / 2
        name = _name(note, form) if form is not None else ""
        lines[0] = f"{name}: {lines[0]}" if name else lines[0]
    for at, line in enumerate(lines):
        yield Word((line,), box.left, box.right, top - _LEADING * size * at, size, bold=False)


def _value(note: Handle, form: Handle | None) -> str:
    kind = pdfium.FPDFAnnot_GetSubtype(note)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return text_of(partial(pdfium.FPDFAnnot_GetStringValue, note, b"Contents"))
    if kind != pdfium.FPDF_ANNOT_WIDGET or form is None:
        return ""
    field = pdfium.FPDFAnnot_GetFormFieldType(form, note)
    if field in _TICKS:
        return "☒" if pdfium.FPDFAnnot_IsChecked(form, note) else "☐"
    if field not in _WRITTEN or pdfium.FPDFAnnot_GetFormFieldFlags(form, note) & _PASSWORD:
        return ""
    return text_of(partial(pdfium.FPDFAnnot_GetFormFieldValue, form, note))


def _name(note: Handle, form: Handle) -> str:
    """What a field is called in Arabic: to people, or else in the file."""
    for get in (pdfium.FPDFAnnot_GetFormFieldAlternateName, pdfium.FPDFAnnot_GetFormFieldName):
        name = text_of(partial(get, form, note)).strip(" :")
        if has_arabic(name):
            return name
    return ""


def text_of(get: Callable[[Any, int], int]) -> str:
    """What one of PDFium's functions writes that take a buffer and its size in bytes."""
    size = get(None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    get(buffer, 2 * len(buffer))
    return bytes(buffer)[:size].decode("utf-16-le", errors="replace").rstrip("\0")
