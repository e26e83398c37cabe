"""A line of a page: what is painted in it, and what it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from ingest.loaders.pdf.order import direction, read_line
from ingest.loaders.pdf.page import PICTURE, Word
from ingest.repair import repair_characters
from ingest.wording import has_arabic

Edges = tuple[float, float]

# A line may end behind a hyphen or a slash in a name, as in "CT-2023/118-B".
_CUT_IN_WORD = re.compile(r"(?<=[A-Za-z0-9])([-/])\n(?=[A-Za-z0-9])")


@dataclass(frozen=True)  # without slots: what is asked for often is kept
class Line:
    """A line of text, or a row of a table.

    :param words: From left to right.
    :param left: Where its column begins.
    :param right: Where its column ends.
    :param cells: Of a row, the lines in each of its cells, cells from left to right; empty otherwise.
    """

    words: tuple[Word, ...]
    left: float
    right: float
    cells: tuple[tuple["Line", ...], ...] = ()

    @cached_property
    def x0(self) -> float:
        """Left edge of what is painted."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Right edge of what is painted."""
        return max(word.x1 for word in self.words)

    @cached_property
    def y(self) -> float:
        """Baseline; of a row, the last one."""
        return min(word.y for word in self.words)

    @cached_property
    def top(self) -> float:
        """First baseline."""
        return max(word.y for word in self.words)

    @cached_property
    def is_picture(self) -> bool:
        """Whether nothing stands in it but pictures."""
        return all(item.startswith(PICTURE) for word in self.words for item in word.items)

    @cached_property
    def has_arabic(self) -> bool:
        """Whether there is an Arabic letter in it."""
        return any(map(has_arabic, self.items))

    @cached_property
    def size(self) -> float:
        """Font size of most of its characters."""
        sizes = sorted(size for word in self._telling for size in [word.size] * len(word.items))
        return sizes[len(sizes) // 2]

    @cached_property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.bold for word in self._telling)

    @cached_property
    def _telling(self) -> Sequence[Word]:
        """The words that tell its font: of a line with Arabic, for names and figures in it come in other fonts."""
        return [word for word in self.words if any(map(has_arabic, word.items))] or self.words

    def first_words(self, *, rtl: bool) -> Sequence[Word]:
        """The words of which one is read first: with a foreign name at its beginning, whose ends are both."""
        words = list(reversed(self.words)) if rtl else list(self.words)
        against = "L" if rtl else "R"
        name = list(takewhile(lambda word: direction(word.items) in (against, None), words))
        return [words[0], *name[-1:]]

    @cached_property
    def items(self) -> list[str]:
        """Its characters from left to right, with blanks."""
        return [item for word in self.words for item in (" ", *word.items)][1:]

    def text(self, *, rtl: bool, as_painted: bool = False) -> str:
        """What it says.

        :param rtl: Whether its paragraph, or its table, runs from right to left.
        :param as_painted: Take the order from left to right for the order of reading.
        """
        if self.cells:
            cells = reversed(self.cells) if rtl else self.cells
            return " | ".join(_cell_text(cell, rtl=rtl, as_painted=as_painted) for cell in cells)
        return "".join(self.items) if as_painted else read_line(self.items, rtl=rtl)


def _cell_text(lines: Sequence[Line], *, rtl: bool, as_painted: bool) -> str:
    kind = direction([item for line in lines for item in line.items])
    runs_rtl = rtl if kind is None else kind == "R"
    return " ".join(line.text(rtl=runs_rtl, as_painted=as_painted) for line in lines)


def read_lines(lines: Sequence[Line], *, rtl: bool, as_painted: bool = False) -> str:
    """What the lines of a paragraph say, with a line break between each two."""
    goes_left = runs_rtl(lines, rtl=rtl)
    texts = (line.text(rtl=rtl if line.cells else goes_left, as_painted=as_painted) for line in lines)
    return _CUT_IN_WORD.sub(r"\1", repair_characters("\n".join(texts)))


def runs_rtl(lines: Sequence[Line], *, rtl: bool) -> bool:
    """Whether a paragraph runs from right to left: by its letters, and where those are mixed, by its edges."""
    items = [item for line in lines for item in line.items]
    kind = direction(items)
    if kind != "L" or not rtl:
        return kind == "R" or (kind is None and rtl)
    if not any(has_arabic(item) for item in items):
        return False
    if all(direction(line.words[at].items) == "R" for line in lines for at in (0, -1)):
        return True
    at_right = all(line.right - line.x1 <= line.size for line in lines)
    at_left = all(line.x0 - line.left <= line.size for line in lines)
    if at_right != at_left:
        return at_right
    return direction(lines[0].words[-1].items) == "R"
