"""Rows of text -> a sheet of an Excel workbook as Arabic readers find it natural: right to left, cells wrapped."""

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

_LONGEST = 32_767  # characters; Excel takes no more in a cell


def fill(sheet: Any, rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    """Write rows into an empty sheet, the first of them its head.

    :param rows: Texts, never formulas; characters that a workbook cannot hold become U+FFFD.
    :param widths: Of the columns, in characters.
    """
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row, 1):
            cell: Any = sheet.cell(number, at)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST]
            cell.data_type = "s"  # also where it looks like a formula
            cell.font = Font(bold=number == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
