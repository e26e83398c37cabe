"""Prompt files: JSON lines, CSV and Excel -> prompts; and an empty one to fill in.

In a table, a column is a field. `answers` holds a group a line, its alternatives parted by "|"; `passage` a part a
line; `history` a turn a line, the person's first and then by turns.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from bot.answer import Question, Turn
from bot.evaluation.prompts import Prompt
from errors import HiwarError

COLUMNS = ("id", "question", "kind", "answerable", "answers", "passage", "history")
_YES = frozenset("yes true 1 نعم صح".split())
_NO = frozenset("no false 0 لا خطأ".split())
_EXAMPLES = (
    ("q1", "كم مشاركاً حضر الجلسة الأولى؟", "fact", "yes", "87|٨٧", "", ""),
    ("q2", "وفي الجلسة الثانية؟", "followup", "yes", "76|٧٦", "", "كم مشاركاً حضر الجلسة الأولى؟\n87 مشاركاً."),
    ("q3", "كم بلغت كلفة الحوار؟", "unanswerable", "no", "", "", ""),
)


class BadPromptError(HiwarError):
    """A prompt file, or a prompt in it, that cannot be read.

    :param where: The line or row, and the field or column, in English.
    """

    def __init__(self, name: str, where_ar: str, where: str, problem: str) -> None:
        super().__init__(
            f"ملف الأسئلة «{name}»{where_ar}: غير صالح.",
            f"{name}{where}: {problem}.",
            "`hiwar evaluate --template FILE.xlsx` writes a file that shows the form.",
        )


def read_prompts(path: Path) -> list[Prompt]:
    """Read a prompt file: .jsonl, .csv or .xlsx.

    :raises HiwarError: If it cannot be read, naming the row and the column.
    """
    readers: dict[str, Callable[[str, bytes], Iterator[Prompt]]] = {".csv": _from_csv, ".xlsx": _from_excel}
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadPromptError(path.name, "", "", f"cannot be read: {error.strerror or error}") from error
    prompts = list(readers.get(path.suffix.lower(), _from_json_lines)(path.name, data))
    seen: set[str] = set()
    for prompt in prompts:
        if prompt.id in seen:
            raise BadPromptError(path.name, f"، المعرّف {prompt.id}", f", id {prompt.id!r}", "stands there twice")
        seen.add(prompt.id)
    if not prompts:
        raise BadPromptError(path.name, "", "", "holds no prompts")
    return prompts


def write_template(path: Path) -> None:
    """Write a table with the columns and three examples, as .csv or .xlsx.

    :raises HiwarError: If its name ends otherwise, or it cannot be written.
    """
    rows = [COLUMNS, *_EXAMPLES]
    try:
        if path.suffix.lower() == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(rows)
        elif path.suffix.lower() == ".xlsx":
            _write_excel(path, rows)
        else:
            raise BadPromptError(path.name, "", "", "a template is a .csv or an .xlsx file")
    except OSError as error:
        raise BadPromptError(path.name, "", "", f"cannot be written: {error.strerror or error}") from error


def prompt_json(prompt: Prompt) -> dict[str, Any]:
    """A prompt as it stands in a file of JSON lines."""
    return {
        "id": prompt.id,
        "question": prompt.question.text,
        "history": [{"role": turn.role, "content": turn.content} for turn in prompt.question.history],
        "answerable": prompt.answerable,
        "kind": prompt.kind,
        "answers": [list(group) for group in prompt.answers],
        "passage": list(prompt.passage),
    }


def prompt_from_json(data: dict[str, Any]) -> Prompt:
    """The prompt that `prompt_json` gives. Raises KeyError, TypeError or ValueError, naming the field."""
    history = data.get("history") or []
    return Prompt(
        id=_text(data, "id"),
        question=Question(
            _text(data, "question"), tuple(Turn(_text(turn, "role"), _text(turn, "content")) for turn in history)
        ),
        answerable=_flag(data.get("answerable", True)),
        kind=str(data.get("kind") or ""),
        answers=tuple(_texts("answers", group) for group in data.get("answers") or []),
        passage=_texts("passage", data.get("passage") or []),
    )


def _text(data: dict[str, Any], field: str) -> str:
    value = data[field]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{field} must be a text that is not empty")
    return value


def _texts(field: str, values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise ValueError(f"{field} must hold lists of texts")
    return tuple(values)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise ValueError("answerable must be yes or no")


def _from_json_lines(name: str, data: bytes) -> Iterator[Prompt]:
    for number, line in enumerate(_decoded(name, data).split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield prompt_from_json(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problem = f"not a prompt ({_problem(error)})"
            raise BadPromptError(name, f"، السطر {number}", f", line {number}", problem) from error


def _from_csv(name: str, data: bytes) -> Iterator[Prompt]:
    yield from _from_rows(name, enumerate(csv.reader(StringIO(_decoded(name, data))), 1))


def _from_excel(name: str, data: bytes) -> Iterator[Prompt]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(BytesIO(data), read_only=True, data_only=True).worksheets[0]
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except Exception as error:  # what a broken workbook raises has no common base
        raise BadPromptError(name, "", "", "is not a workbook that can be read") from error
    yield from _from_rows(name, enumerate(rows, 1))


def _from_rows(name: str, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Prompt]:
    numbered = iter(rows)
    _, head = next(numbered, (1, []))
    columns = [column.strip().lower() for column in head]
    for required in ("id", "question"):
        if required not in columns:
            raise BadPromptError(name, "، الصف 1", ", row 1", f"has no column {required!r}")
    for number, cells in numbered:
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        if not any(row.values()):
            continue
        try:
            yield prompt_from_json(_as_json(row))
        except (ValueError, KeyError, TypeError) as error:
            column = next((column for column in COLUMNS if column in str(error)), "")
            letter = f", column {column}" if column else ""
            where = f", row {number}{letter}"
            raise BadPromptError(name, f"، الصف {number}، العمود {column}", where, _problem(error)) from error


def _as_json(row: dict[str, str]) -> dict[str, Any]:
    turns = [{"role": ("user", "assistant")[i % 2], "content": line} for i, line in enumerate(_lines(row, "history"))]
    return {
        **row,
        "answerable": row.get("answerable") or "yes",
        "answers": [[word.strip() for word in line.split("|")] for line in _lines(row, "answers")],
        "passage": _lines(row, "passage"),
        "history": turns,
    }


def _lines(row: dict[str, str], column: str) -> list[str]:
    return [line.strip() for line in row.get(column, "").splitlines() if line.strip()]


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadPromptError(name, "", "", "is not in UTF-8; save it as CSV UTF-8, or as .xlsx") from error


def _problem(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _write_excel(path: Path, rows: Iterable[Iterable[str]]) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.sheet_view.rightToLeft = True
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    for column, width in zip("ABCDEFG", (8, 50, 14, 12, 30, 40, 50), strict=True):
        sheet.column_dimensions[column].width = width
    book.save(path)
