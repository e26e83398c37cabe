"""The first sheet of an Excel workbook -> its rows, read by a program of its own: `python -m bot.evaluation.workbook`.

Whatever a workbook unpacks to, that program is held to its limits, and stops where a sheet is larger than prompts are.
"""

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from ingest.document import Limits
from ingest.errors import TooLargeDocumentError
from ingest.loaders.office.archive import check_archive
from ingest.process_limits import OUT_OF_MEMORY, OUT_OF_TIME, limit_process

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 20_000, 200, 20_000_000
"""How large a table of prompts may be, empty rows among them."""

_ROOT = Path(__file__).resolve().parents[2]
_LIMITS = Limits(max_unpacked_bytes=200 * 2**20, memory=2**30, seconds=20)
_BROKEN, _TOO_LARGE = 10, 11  # exit statuses


class TooLargeTableError(Exception):
    """A table is larger than prompts are."""


class BrokenWorkbookError(Exception):
    """A file is no workbook that can be read."""


def rows_of_workbook(data: bytes) -> list[list[str]]:
    """The rows of a workbook's first sheet, cells as people see them.

    :raises TooLargeTableError: If it is too large, or takes too much time or memory to read.
    :raises BrokenWorkbookError: If it cannot be read.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bot.evaluation.workbook"],
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )
    if done.returncode in (_TOO_LARGE, OUT_OF_MEMORY, OUT_OF_TIME):
        raise TooLargeTableError
    if done.returncode:
        raise BrokenWorkbookError
    return [json.loads(line) for line in done.stdout.splitlines()]


def bounded(rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """Rows, without the empty cells at their ends.

    :raises TooLargeTableError: Where they are more or longer than those of prompts.
    """
    characters = 0
    for number, cells in enumerate(rows, 1):
        width = max((at for at, cell in enumerate(cells, 1) if cell), default=0)
        characters += sum(map(len, cells))
        if number > MOST_ROWS or width > MOST_COLUMNS or characters > MOST_CHARACTERS:
            raise TooLargeTableError
        yield list(cells[:width])


def _read(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings(action="ignore"):  # of drawings and the like, which are none of our business
        sheet: Any = load_workbook(BytesIO(data), read_only=True, data_only=True).worksheets[0]
        sheet.reset_dimensions()  # what some programs say of a sheet's size is wrong
        yield from bounded([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True))


def _cell(value: Any) -> str:
    """A cell as people see it in their sheet."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return "" if value is None else str(value)


def _main(source: BinaryIO, target: BinaryIO) -> int:
    """Write the rows, a line of JSON each. Gives the exit status."""
    limit_process(_LIMITS)
    try:
        data = source.read()
        check_archive(data, _LIMITS)
        for row in _read(data):
            target.write(json.dumps(row).encode() + b"\n")
        target.flush()
    except (TooLargeTableError, TooLargeDocumentError):
        return _TOO_LARGE
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception:  # what a broken workbook raises has no common base
        return _BROKEN
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.stdin.buffer, sys.stdout.buffer))
