"""Excel workbooks -> blocks: a section a sheet, and its rows as those of tables are read, values as they are shown."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.document import Block, BlockKind, Limits, PageMethod, PageReading, Reading
from ingest.errors import DamagedDocumentError, TooManyRowsError
from ingest.loaders.office.archive import check_archive
from ingest.loaders.sheets.workbook import Sheet, has_drawings, read_sheets
from ingest.loaders.tables import Cell, table_lines
from ingest.quality import Doubt

MOST_ROWS = 20_000
"""That say something, in a workbook; what has more is data for a program to count."""

_DEFAULT_NAME = re.compile(r"[^\W\d]+ ?\d+")  # what a program calls a sheet that nobody has named


class _Row(NamedTuple):
    """A row of a sheet.

    :param numeric: Of each of its columns that says something, whether that is a number.
    """

    number: int
    cells: Sequence[Cell]
    numeric: dict[int, bool]


def load_xlsx(data: bytes, limits: Limits) -> Reading:
    """Read an Excel workbook (.xlsx).

    :return: Of each sheet its name as a heading and its rows as list items, the row that heads a table as what
        introduces them. Hidden sheets, rows and columns are left out; that, and whatever else was not read, stands
        in the place of pages.
    :raises UnreadableDocumentError: If it is damaged, unpacks to more than the limits allow or has too many rows.
    """
    check_archive(data, limits)
    try:
        title, sheets = read_sheets(data)
        is_drawn_on = has_drawings(data)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # what a broken part of the archive raises has no common base
        raise DamagedDocumentError from error
    if sum(len({row for row, _ in sheet.cells}) for sheet in sheets) > MOST_ROWS:
        raise TooManyRowsError(limit=MOST_ROWS)
    read = [sheet for sheet in sheets if sheet.cells]
    blocks = tuple(block for sheet in read for block in _blocks(sheet, is_alone=len(read) == 1))
    left_out = [_left_out(doubt, sheet.name) for sheet in sheets for doubt in sheet.doubts]
    return Reading(blocks, (*left_out, *([_left_out(Doubt.PART)] if is_drawn_on else [])), title)


def _left_out(doubt: Doubt, section: str = "") -> PageReading:
    return PageReading(None, PageMethod.TEXT_LAYER, "", doubt=doubt, section=section)


def _blocks(sheet: Sheet, *, is_alone: bool) -> Iterator[Block]:
    tables = list(_tables(list(_rows(sheet))))
    heading = sheet.name
    if is_alone and len(tables[0][0].numeric) == 1:  # says what the workbook is about, better than the sheet's name
        heading = _said(tables[0].pop(0))
    elif is_alone and _DEFAULT_NAME.fullmatch(heading):
        heading = ""
    if heading:
        yield Block(heading, BlockKind.HEADING, 1)
    for rows in tables:
        yield from _table(rows)


def _table(rows: Sequence[_Row]) -> Iterator[Block]:
    """What stands above a table, its head and its rows; each line by itself where there is no table."""
    head = next((at for at, row in enumerate(rows) if len(row.numeric) > 1), len(rows))
    yield from (Block(_said(row), BlockKind.PARAGRAPH) for row in rows[:head])
    for at, line in enumerate(table_lines([row.cells for row in rows[head:]])):
        is_head = at == 0 and head < len(rows) - 1
        yield Block(line, BlockKind.PARAGRAPH if is_head else BlockKind.LIST_ITEM)


def _said(row: _Row) -> str:
    return next(cell.text for cell in row.cells if cell.text)


def _tables(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Rows in parts between empty ones; behind an empty one a table may go on in rows that are like those before."""
    table: list[_Row] = []
    for row in rows:
        if table and row.number > table[-1].number + 1 and row.numeric != table[-1].numeric:
            yield table
            table = []
        table.append(row)
    if table:
        yield table


def _rows(sheet: Sheet) -> Iterator[_Row]:
    """The rows that say something; an empty column says nothing in any."""
    numbers, columns = (sorted({place[at] for place in sheet.cells}) for at in (0, 1))
    spans = {
        start: (
            bisect_left(numbers, end[0]) - bisect_left(numbers, start[0]),
            bisect_left(columns, end[1]) - bisect_left(columns, start[1]),
        )
        for start, end in sheet.merged.items()
    }
    covered = {
        (row, column)
        for (first, left), (tall, wide) in spans.items()
        for row in numbers[bisect_left(numbers, first) :][:tall]
        for column in columns[bisect_left(columns, left) :][:wide]
    } - spans.keys()
    for number in numbers:
        places = [(number, column) for column in columns if (number, column) not in covered]
        said = {place: sheet.cells[place] for place in places if place in sheet.cells}
        last = max(said, default=(number, 0))
        cells = [Cell(said.get(place, ""), *spans.get(place, (1, 1))) for place in places if place <= last]
        yield _Row(number, cells, {column: (row, column) in sheet.numbers for row, column in said})
