"""The bytes of an Excel workbook -> what each of its sheets shows, as if what is hidden were not there."""

import re
import warnings
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from ingest.loaders.sheets.values import shown
from ingest.quality import Doubt
from ingest.repair import repair_characters

Place = tuple[int, int]
"""A row and a column, from 1; hidden ones are not counted."""

_ERROR, _FORMULA, _VISIBLE = "e", "f", "visible"
_SHEET, _PICTURE, _DRAWING = (
    re.compile(name) for name in (r"xl/worksheets/[^/]+\.xml", "xl/media/.+", r"xl/drawings/[^/]+\.xml")
)
_NUMBERS = (int, float, datetime, time, timedelta)
_LAST_COLUMN = 16_384  # of the format
_HAS_FORMULA, _SAYS = re.compile(rb"<(?:\w+:)?f[\s>/]"), re.compile(rb"<a:t>\s*[^<\s]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet shows.

    :param cells: The text of each cell that has any, by its place.
    :param numbers: The places among them that hold a number or a date.
    :param merged: The places of cells that are merged over several, each with the place behind the last of these.
    :param doubts: Why something was left out.
    """

    name: str
    cells: Mapping[Place, str]
    numbers: frozenset[Place]
    merged: Mapping[Place, Place]
    doubts: Sequence[Doubt]


def read_sheets(data: bytes) -> tuple[str | None, list[Sheet]]:
    """The title that a workbook's fields give it, and its sheets.

    What a broken workbook raises has no common base.
    """
    with warnings.catch_warnings(action="ignore"):  # of drawings and the like, which are none of our business
        book: Any = load_workbook(BytesIO(data), data_only=True, keep_links=False)
        formulas: Any = load_workbook(BytesIO(data), keep_links=False) if _has(data, _SHEET, _HAS_FORMULA) else None
    sheets = [_sheet(sheet, formulas[sheet.title] if formulas else None) for sheet in book.worksheets]
    return book.properties.title or None, sheets


def has_drawings(data: bytes) -> bool:
    """Whether pictures, or drawings with a text, lie over the cells."""
    return _has(data, _PICTURE, re.compile(b"")) or _has(data, _DRAWING, _SAYS)


def _has(data: bytes, names: re.Pattern[str], said: re.Pattern[bytes]) -> bool:
    """Whether a part of an archive whose name is such says that."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return any(names.fullmatch(name) and said.search(archive.read(name)) for name in archive.namelist())


def _sheet(sheet: Any, formulas: Any) -> Sheet:
    """A sheet; of a hidden one nothing but that it says something.

    :param formulas: The same with formulas in the place of values; None where there are none.
    """
    texts = {place: text for place, cell in sheet._cells.items() if (text := _text(cell))}
    if sheet.sheet_state != _VISIBLE:
        return Sheet(sheet.title, {}, frozenset(), {}, [Doubt.HIDDEN] if texts else [])
    rows, columns = _Shown(_hidden_rows(sheet)), _Shown(_hidden_columns(sheet))
    merged = {first: end for first, end in _merged(sheet, rows, columns) if first in texts}
    # What is merged over cells of which some are hidden shows in the others.
    seen = [place for place in texts if place in merged or (place[0] in rows and place[1] in columns)]
    at = {place: (rows.at(place[0]), columns.at(place[1])) for place in seen}
    unknown = any(
        cell.data_type == _FORMULA and sheet._cells[place].value is None and place[0] in rows and place[1] in columns
        for place, cell in (formulas._cells.items() if formulas else ())
    )
    doubts = [doubt for doubt, holds in ((Doubt.FORMULA, unknown), (Doubt.HIDDEN, len(seen) < len(texts))) if holds]
    return Sheet(
        sheet.title,
        {at[place]: texts[place] for place in seen},
        frozenset(at[place] for place in seen if isinstance(sheet._cells[place].value, _NUMBERS)),
        {at[first]: end for first, end in merged.items()},
        doubts,
    )


def _merged(sheet: Any, rows: "_Shown", columns: "_Shown") -> Iterator[tuple[Place, Place]]:
    """Where merged cells begin, and the place behind them; without those of which all is hidden."""
    for cells in sheet.merged_cells.ranges:
        end = rows.at(cells.max_row + 1), columns.at(cells.max_col + 1)
        if rows.at(cells.min_row) < end[0] and columns.at(cells.min_col) < end[1]:
            yield (cells.min_row, cells.min_col), end


def _hidden_rows(sheet: Any) -> set[int]:
    return {number for number, row in sheet.row_dimensions.items() if row.hidden}


def _hidden_columns(sheet: Any) -> set[int]:
    hidden = (column for column in sheet.column_dimensions.values() if column.hidden)
    return {number for column in hidden for number in range(column.min, min(column.max, _LAST_COLUMN) + 1)}


class _Shown:
    """The rows or columns of a sheet, counted without those that are hidden."""

    def __init__(self, hidden: set[int]) -> None:
        self._hidden = hidden
        self._sorted = sorted(hidden)

    def __contains__(self, number: int) -> bool:
        return number not in self._hidden

    def at(self, number: int) -> int:
        """Which one it is, or the next that is shown."""
        return number - bisect_left(self._sorted, number)


def _text(cell: Any) -> str:
    if cell.value is None or cell.data_type == _ERROR:
        return ""
    return " ".join(repair_characters(shown(cell.value, cell.number_format)).split())
