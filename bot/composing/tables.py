"""Text of a passage -> the tables in it, as ingest writes them: a row a line, a bar between its cells."""

import re

from vectorstore.analyzer import fold

_BAR = " | "
_FIGURE = re.compile(r"\d")
_BETWEEN_ROWS = re.compile(rf"(?<=[^.؛:])\n(?=[^\n]*{re.escape(_BAR)})")


def rows_of(text: str) -> list[str]:
    """The lines of a text that are rows of tables."""
    return [line for line in text.split("\n") if _BAR in line]


def head_of(text: str) -> str:
    """The row of a table that says what stands in its columns; empty where there is none."""
    rows = rows_of(text)
    return rows[0] if len(rows) > 1 and not _FIGURE.search(fold(rows[0])) else ""


def on_one_line(text: str) -> str:
    """A text without line breaks, the rows of its tables told apart."""
    return " ".join(_BETWEEN_ROWS.sub("؛ ", text).split())
