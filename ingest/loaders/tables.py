"""The cells of a table -> a line a row, each of which can be read by itself."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

BAR = " | "
"""Between the cells of a row; an empty cell stands between two of them."""

MOST_SPANNED = 1000
"""Rows or columns that a cell may be merged over, as HTML has it."""
_LABEL_WORDS, _LABEL_CHARACTERS = 12, 200  # of a merged cell; more is a text, and said once
_MOST_LABELS = 50  # in a row; a page that merges more is a trap
_MOST_COLUMNS = 100  # whose empty cells are told; a table with more is a trap


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    :param text: What it says, without the tables in it.
    :param rows: How many rows it is merged over, itself among them.
    :param columns: The same of columns.
    :param inner: The rows of the tables in it.
    """

    text: str
    rows: int = 1
    columns: int = 1
    inner: Sequence[Sequence["Cell"]] = ()

    @property
    def label(self) -> str:
        """What is said again where it is merged over; empty for more than a few words."""
        is_short = len(self.text) <= _LABEL_CHARACTERS and len(self.text.split()) <= _LABEL_WORDS
        return self.text if is_short else ""


@dataclass(slots=True)
class _Row:
    """The cells of a row by their columns, those that reach into it from above among them."""

    cells: dict[int, Cell] = field(default_factory=dict)
    end: int = 0


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """A table as lines.

    The label of a cell over several rows stands in each of them, and what heads several columns over each of them.
    An empty cell keeps its place, unless its whole column is empty. The rows of a table in a cell stand each beside
    what its row says.
    """
    placed = list(_placed(rows))
    columns = sorted({at for row in placed for at, cell in row.cells.items() if cell.text or cell.inner})
    head = next((row for row in placed if sum(bool(cell.text) for cell in row.cells.values()) > 1), None)
    for row in placed:
        cells = _spread(row, columns) if row is head else row.cells
        told = columns[: bisect_right(columns, max(cells, default=-1))]
        shown = told if len(columns) <= _MOST_COLUMNS else sorted(cells)
        yield from _lines([cells.get(at, Cell("")) for at in shown])


def _placed(rows: Sequence[Sequence[Cell]]) -> Iterator[_Row]:
    above: dict[int, Cell] = {}  # what reaches into the next row
    for cells in rows:
        row, reaching = _Row(), dict[int, Cell]()
        waiting = list(reversed(cells))
        while waiting or any(at >= row.end for at in above):
            at = row.end
            if at in above:
                cell = above[at]
            elif waiting:
                cell = waiting.pop()
            else:
                row.end = min(column for column in above if column > at)
                continue
            row.cells[at] = cell
            row.end += cell.columns
            if cell.rows > 1 and len(reaching) < _MOST_LABELS:
                reaching[at] = replace(cell, text=cell.label, rows=cell.rows - 1, inner=())
        yield row
        above = reaching


def _spread(row: _Row, columns: Sequence[int]) -> dict[int, Cell]:
    """The cells of a row that heads columns, each over all of its columns that are shown."""
    return row.cells | {
        column: Cell(cell.label)
        for at, cell in row.cells.items()
        for column in columns[bisect_right(columns, at) : bisect_left(columns, at + cell.columns)]
    }


def _lines(cells: Sequence[Cell]) -> Iterator[str]:
    texts = [cell.text for cell in cells]
    if any(texts) and all(cell.text or not cell.inner for cell in cells):
        yield BAR.join(texts)
        texts = [cell.label for cell in cells]
    for at, cell in enumerate(cells):
        for line in table_lines(cell.inner):
            beside = [*texts[:at], line, *texts[at + 1 :]]
            yield BAR.join(text for text in beside if text)
            texts = [cell.label if text else "" for text, cell in zip(texts, cells, strict=True)]
