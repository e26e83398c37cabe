"""Cells of a CSV file that no spreadsheet takes for formulas, and the texts that they stand for.

A spreadsheet computes a cell that begins with one of a few signs, whatever quotes stand around it in the file. An
apostrophe in front makes it a text. Where a spreadsheet parts at semicolons, the file's own cells are parted further,
so that a cell may begin behind each of those marks and at each line.
"""

import re

_BEGINS = r"(?:^|(?<=[;\t\r\n]))"
_FORMULA = r"(?='*[=+\-@\t\r＝＋－＠])"
_BARE = re.compile(_BEGINS + _FORMULA)
_MARKED = re.compile(f"{_BEGINS}'{_FORMULA}")


def harmless(text: str) -> str:
    """A text as a cell that is no formula, and of which no part is one."""
    return _BARE.sub("'", text)


def plain(cell: str) -> str:
    """The text that `harmless` made a cell of; any other cell as it is, but for an apostrophe in front of a formula."""
    return _MARKED.sub("", cell)
