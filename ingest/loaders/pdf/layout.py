"""A page's words -> its lines in reading order: columns one after the other, table rows cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from ingest.loaders.pdf.line import Edges, Line
from ingest.loaders.pdf.page import Page, Word
from ingest.loaders.pdf.tables import Grid, find_grids
from ingest.numbering import parse_numbering, without_bullet

_GUTTER = 1.1  # of the font size: a gap so wide, at one place of several lines, parts columns or cells
_LINES = 3
_PROSE_WORDS = 3.0  # a column's lines have more; a table's cells fewer
_FILLED = 0.55  # of a column's width, the median of its lines
_APART = 1.7  # of the font size: baselines so far apart are of different stretches of text
_SAME_ROW = 0.95  # of the font size: lines side by side need not share their baselines
_FULL_PAGE = 5  # lines; a page with fewer does not show its margins
_CELL_WORDS = 80  # a box with more is no table's
_FEW_CELLS = 2  # of a row: where one alone is filled, it may be no row but a text laid out in a table


def find_margins(pages: Sequence[Page]) -> Edges:
    """Where the lines of most pages begin and end, from left to right."""
    full = [page.words for page in pages if len(_rows(page.words)) >= _FULL_PAGE]
    words = full or [page.words for page in pages if page.words]
    if not words:
        return 0, 0
    return median(min(w.x0 for w in page) for page in words), median(max(w.x1 for w in page) for page in words)


def read_layout(page: Page, margins: Edges, *, rtl: bool) -> list[Line]:
    """The lines of a page in reading order.

    :param margins: Where lines that are in no column begin and end.
    :param rtl: Whether the document's columns follow each other from right to left.
    """
    grids = find_grids(page.rules)
    free: list[Word] = []
    in_grids: dict[int, list[Word]] = {}
    for word in page.words:
        at = next((i for i, grid in enumerate(grids) if grid.holds((word.x0 + word.x1) / 2, word.y)), None)
        (free if at is None else in_grids.setdefault(at, [])).append(word)
    stretches = [(max(w.y for w in words), _grid_lines(grids[at], words, rtl=rtl)) for at, words in in_grids.items()]
    rows = _rows(free)
    lines: list[Line] = []
    for top, table in sorted(stretches, key=lambda stretch: -stretch[0]):
        above = [row for row in rows if row[0].y > top]
        lines += [*_flow(above, margins, rtl=rtl), *table]
        rows = rows[len(above) :]
    return [*lines, *_flow(rows, margins, rtl=rtl)]


def _grid_lines(grid: Grid, words: Sequence[Word], *, rtl: bool) -> Iterator[Line]:
    for cells in grid.rows(words):
        if max(len(cell) for cell in cells) > _CELL_WORDS:  # boxes around text
            for cell in reversed(cells) if rtl else cells:
                yield from _flow(_rows(cell), _extent(cell), rtl=rtl)
        elif len(cells) <= _FEW_CELLS and sum(bool(cell) for cell in cells) == 1:
            yield from _lines([word for cell in cells for word in cell], _extent(words))
        elif any(cells):
            yield _row_line(cells)


def _row_line(cells: Sequence[Sequence[Word]]) -> Line:
    words = sorted((word for cell in cells for word in cell), key=lambda word: word.x0)
    edges = _extent(words)
    return Line(tuple(words), *edges, tuple(tuple(_lines(cell, edges)) for cell in cells))


def _extent(words: Sequence[Word]) -> Edges:
    return min((word.x0 for word in words), default=0), max((word.x1 for word in words), default=0)


def _lines(words: Sequence[Word], edges: Edges) -> Iterator[Line]:
    for _, line in groupby(sorted(words, key=lambda word: (-word.y, word.x0)), key=lambda word: word.y):
        yield Line(tuple(line), *edges)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words side by side, from the top down; a row may hold lines of several columns."""
    rows: list[list[Word]] = []
    for _, line in groupby(sorted(words, key=lambda word: -word.y), key=lambda word: word.y):
        new = sorted(line, key=lambda word: word.x0)
        if rows and _are_beside(rows[-1], new):
            rows[-1] = sorted(rows[-1] + new, key=lambda word: word.x0)
        else:
            rows.append(new)
    return rows


def _are_beside(row: Sequence[Word], new: Sequence[Word]) -> bool:
    size = max(word.size for word in (*row, *new))
    if max(word.y for word in row) - new[0].y > _SAME_ROW * size:
        return False
    return row[-1].x1 < new[0].x0 or new[-1].x1 < row[0].x0


def _flow(rows: Sequence[Sequence[Word]], edges: Edges, *, rtl: bool) -> list[Line]:
    """Lines of a stretch of text, which may hold columns or a table without rules."""
    if not rows:
        return []
    band = _find_band(rows)
    if band is None:
        return list(_lines([word for row in rows for word in row], edges))
    inner = rows[band.start : band.end]
    sides = band.sides(rows)
    if _is_prose(sides):
        columns = [[word for row in side for word in row] for side in (reversed(sides) if rtl else sides)]
        middle = [line for column in columns for line in _flow(_rows(column), _extent(column), rtl=rtl)]
    elif band.is_table(inner):
        middle = [_row_line(band.cells(row)) for row in inner]
    else:
        middle = list(_lines([word for row in inner for word in row], edges))
    return [*_flow(rows[: band.start], edges, rtl=rtl), *middle, *_flow(rows[band.end :], edges, rtl=rtl)]


@dataclass(frozen=True, slots=True)
class _Band:
    """Successive rows with blank gutters from the first to the last.

    :param gutters: Left and right edges, from left to right.
    """

    start: int
    end: int
    gutters: tuple[Edges, ...]

    def cells(self, row: Sequence[Word]) -> list[list[Word]]:
        """The words of a row by the gutters between them, from left to right."""
        cells: list[list[Word]] = [[] for _ in range(len(self.gutters) + 1)]
        for word in row:
            cells[sum(word.x0 >= right - 0.01 for _, right in self.gutters)].append(word)
        return cells

    def sides(self, rows: Sequence[Sequence[Word]]) -> list[list[list[Word]]]:
        """Of each column, its words row by row."""
        split = [self.cells(row) for row in rows[self.start : self.end]]
        return [[cells[at] for cells in split if cells[at]] for at in range(len(self.gutters) + 1)]

    def is_table(self, rows: Sequence[Sequence[Word]]) -> bool:
        """Whether the rows are a table's; not where the gutter only sets off numbers of items or of pages."""
        split = [self.cells(row) for row in rows]
        full = sum(sum(bool(cell) for cell in cells) > 1 for cells in split)
        if 5 * full < 3 * len(rows):
            return False
        columns = [[cells[at] for cells in split if cells[at]] for at in range(len(self.gutters) + 1)]
        return len(columns) > 2 or not any(all(_is_count(cell) for cell in column) for column in columns)


def _is_count(cell: Sequence[Word]) -> bool:
    text = "".join(item for word in cell for item in word.items)
    if len(cell) > 1 or len(text) > 5:
        return False
    numbered = any(parse_numbering(f"{form} س") for form in (text, text[::-1]))
    return text.isdecimal() or numbered or without_bullet(f"{text} س") is not None


def _is_prose(sides: Sequence[Sequence[Sequence[Word]]]) -> bool:
    return all(_is_prose_column(side) for side in sides)


def _is_prose_column(side: Sequence[Sequence[Word]]) -> bool:
    if len(side) < _LINES:
        return False
    left, right = min(row[0].x0 for row in side), max(row[-1].x1 for row in side)
    filled = median((row[-1].x1 - row[0].x0) / max(right - left, 1) for row in side)
    return filled >= _FILLED and sum(len(row) for row in side) >= _PROSE_WORDS * len(side)


def _find_band(rows: Sequence[Sequence[Word]]) -> _Band | None:
    """The longest stretch of rows with a gutter through them."""
    found: list[tuple[int, int, Edges]] = []
    for at, row in enumerate(rows):
        for gap in _gaps(row):
            is_known = any(
                start <= at < end and gap[0] <= gutter[0] + 0.01 and gutter[1] <= gap[1] + 0.01
                for start, end, gutter in found
            )
            if not is_known:
                found.append(_extend(rows, at, gap))
    wide = [band for band in found if sum(_parts(row, band[2]) for row in rows[band[0] : band[1]]) >= _LINES]
    if not wide:
        return None
    start, end, gutter = max(wide, key=lambda band: band[1] - band[0])
    start, end = _trim(rows, start, end, gutter)
    return _Band(start, end, _gutters(rows[start:end], gutter))


def _gaps(row: Sequence[Word]) -> Iterator[Edges]:
    edge = row[0].x1
    for before, word in pairwise(row):
        if word.x0 - edge >= _GUTTER * max(before.size, word.size):
            yield edge, word.x0
        edge = max(edge, word.x1)


def _extend(rows: Sequence[Sequence[Word]], at: int, gap: Edges) -> tuple[int, int, Edges]:
    """How far up and down a gap goes on."""
    start = end = at
    for step in (-1, 1):
        index = at + step
        while 0 <= index < len(rows):
            narrowed = _narrowed(rows[index], gap)
            if narrowed is None:
                break
            gap = narrowed
            index += step
        start, end = (index + 1, end) if step < 0 else (start, index)
    return start, end, gap


def _narrowed(row: Sequence[Word], gap: Edges) -> Edges | None:
    """What a row leaves blank of a gap, if that is still a gutter."""
    left, right = gap
    for word in row:
        if word.x1 <= left or word.x0 >= right:
            continue
        if word.x0 > gap[0] and word.x1 < gap[1]:  # a word between the columns
            return None
        # The wider blank beside the word.
        left, right = (left, word.x0) if word.x0 - left > right - word.x1 else (word.x1, right)
    return (left, right) if right - left >= _GUTTER * min(word.size for word in row) else None


def _parts(row: Sequence[Word], gutter: Edges) -> bool:
    """Whether the row has words on both sides."""
    return row[0].x1 <= gutter[0] + 0.01 and row[-1].x0 >= gutter[1] - 0.01


def _trim(rows: Sequence[Sequence[Word]], start: int, end: int, gutter: Edges) -> tuple[int, int]:
    """Leave out a short line under a band that heads what follows over the whole width."""
    if end + 1 >= len(rows):  # nothing follows but a footer
        return start, end
    last = max(at for at in range(start, end) if _parts(rows[at], gutter))
    while last + 1 < end and not _are_apart(rows[last], rows[last + 1]):
        last += 1
    return start, last + 1


def _are_apart(upper: Sequence[Word], lower: Sequence[Word]) -> bool:
    size = max(word.size for word in lower)
    other = max(word.size for word in upper)
    return min(w.y for w in upper) - max(w.y for w in lower) > _APART * size or abs(size - other) > 0.1 * size


def _gutters(rows: Sequence[Sequence[Word]], found: Edges) -> tuple[Edges, ...]:
    """All gutters that go through all the rows, the one that was found among them."""
    edges = sorted((word.x0, word.x1) for row in rows for word in row)
    smallest = min(word.size for row in rows for word in row)
    gutters: list[Edges] = []
    edge = edges[0][1]
    for x0, x1 in edges:
        if x0 - edge >= _GUTTER * smallest:
            gutters.append((edge, x0))
        edge = max(edge, x1)
    return tuple(gutters) or (found,)
