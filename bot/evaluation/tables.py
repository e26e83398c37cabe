"""Prompts in a table of CSV or Excel, where organisers keep them, and tables for them to fill in.

A column is a field. `answers` holds a group a line, its alternatives parted by "|"; `passage` a part a line;
`sentences` a sentence a line; `history` a turn a line, the person's first and then by turns.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bot.answer import Question, Turn
from bot.evaluation.cells import harmless, plain
from bot.evaluation.fields import ROLES, BadPromptError, FieldError, Place, prompt_from_json
from bot.evaluation.prompts import Prompt
from bot.evaluation.sheets import fill
from bot.evaluation.workbook import MOST_ROWS, BrokenWorkbookError, TooLargeTableError, bounded, rows_of_workbook
from errors import HiwarError, Sentence

# Column: its width, and what belongs in it.
COLUMNS = {
    "id": (8, "معرّف لا يتكرر", "A name that stands once"),
    "question": (50, "السؤال", "The question"),
    "kind": (14, "النوع، وتُحسب النتائج لكل نوع", "What makes it hard; scores are given by kind"),
    "answerable": (12, "نعم أو لا: هل الجواب في الوثائق؟", "yes or no: do the documents hold the answer?"),
    "answers": (
        30,
        "ما يجب أن يرد في الإجابة: سطر لكل جزء، وبدائل الجزء الواحد تفصلها |",
        "What must occur in the answer: a line a part, the alternatives of a part divided by |",
    ),
    "passage": (
        40,
        "كلمات يجب أن ترد في المقطع المستشهد به، سطر لكل منها",
        "Words that a cited passage must hold, a line each",
    ),
    "sentences": (
        50,
        "الجمل التي تقتبسها إجابة جيدة، كما وردت في الوثيقة، سطر لكل منها، وأوفاها أولاً",
        "Sentences that a good answer quotes, as they stand in the document, a line each, the most direct first",
    ),
    "intent": (
        14,
        "القصد من السؤال، مثل lookup أو list أو summary، وتُحسب النتائج لكل قصد",
        "What is to be done, such as lookup, list or summary; scores are given by intent",
    ),
    "variety": (
        14,
        "اللغة أو اللهجة، مثل msa أو egyptian أو en، وتُحسب النتائج لكل منها",
        "The language or variety, such as msa, egyptian or en; scores are given by it",
    ),
    "history": (
        50,
        "ما قيل قبل السؤال: سطر للسائل ثم سطر للنظام وهكذا",
        "What was said before: a line of the person, a line of the bot, and so on",
    ),
    "documents": (30, "وثائق يقتصر عليها البحث، سطر لكل منها", "Documents that alone are searched, a line for each"),
    "since": (12, "أقدم تاريخ لها", "Their earliest date"),
    "until": (12, "أحدث تاريخ لها", "Their latest date"),
    "session": (30, "الجلسة التي يقتصر عليها البحث", "The session that alone is searched"),
}
EXAMPLES = (
    Prompt("q1", Question("كم مشاركاً حضر الجلسة الأولى؟"), kind="fact", answers=(("87", "سبعة وثمانون"),)),
    Prompt(
        "q2",
        Question("وفي الجلسة الثانية؟", (Turn("user", "كم مشاركاً حضر الجلسة الأولى؟"), Turn("assistant", "87."))),
        kind="followup",
        answers=(("76", "ستة وسبعون"),),
    ),
    Prompt("q3", Question("كم بلغت كلفة الحوار؟"), kind="unanswerable", answerable=False),
)
"""What a table to fill in begins with."""


def prompts_of_csv(name: str, text: str) -> Iterator[tuple[Place, Prompt]]:
    """The prompts of a CSV file, each with where it stands.

    :param name: The file's name, for errors.
    :raises BadPromptError: Naming the row and the column.
    """
    head = text.split("\n", 1)[0]
    # Where the comma is the decimal point, Excel parts by semicolons.
    rows = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        yield from _prompts(name, ([plain(cell) for cell in row] for row in bounded(rows)))
    except TooLargeTableError as error:
        raise _too_large(name) from error
    except csv.Error as error:
        place = Place(rows.line_num, in_table=True)
        raise BadPromptError(name, Sentence("prompts_no_csv"), place) from error


def prompts_of_workbook(name: str, data: bytes) -> Iterator[tuple[Place, Prompt]]:
    """The prompts of an Excel workbook's first sheet, each with where it stands; raises as `prompts_of_csv` does."""
    try:
        rows = rows_of_workbook(data)
    except BrokenWorkbookError as error:
        raise BadPromptError(name, Sentence("prompts_no_workbook")) from error
    except TooLargeTableError as error:
        raise _too_large(name) from error
    return _prompts(name, iter(rows))


def write_table(path: Path, prompts: Sequence[Prompt]) -> None:
    """Write prompts as a table for people to go on with, .csv or .xlsx.

    :raises HiwarError: If its name ends otherwise, it is there already or cannot be written, or if a prompt
        does not go into a table.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise _unwritable(path, Sentence("table_name"))
    rows = [list(COLUMNS), *(_row(path, prompt) for prompt in prompts)]
    table = _csv(rows) if path.suffix.lower() == ".csv" else _workbook(rows)
    try:
        with path.open("xb") as file:
            file.write(table)
    except FileExistsError as error:
        raise _unwritable(path, Sentence("table_there")) from error
    except OSError as error:
        raise _unwritable(path, Sentence("table_disk"), f"{error.strerror or error}.") from error


def _prompts(name: str, rows: Iterator[list[str]]) -> Iterator[tuple[Place, Prompt]]:
    columns = [cell.strip().lower() for cell in next(rows, [])]
    _check_columns(name, columns)
    letters = {column: get_column_letter(at) for at, column in enumerate(columns, 1)}
    for number, cells in enumerate(rows, 2):
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        if any(cell.strip() for cell in cells[len(columns) :]):  # a comma in a question that is not in quotes
            place = Place(number, get_column_letter(len(columns) + 1), in_table=True)
            raise BadPromptError(name, Sentence("cell_beyond"), place)
        if not any(row.values()):
            continue
        try:
            yield Place(number, "id", letters["id"], in_table=True), prompt_from_json(_as_json(row))
        except FieldError as error:
            place = Place(number, error.field, letters.get(error.field, ""), in_table=True)
            raise BadPromptError(name, error, place) from error


def _too_large(name: str) -> BadPromptError:
    return BadPromptError(name, Sentence("prompts_too_large", limit=MOST_ROWS))


def _check_columns(name: str, columns: Sequence[str]) -> None:
    first = Place(1, in_table=True)
    for required in ("id", "question"):
        if required not in columns:
            raise BadPromptError(name, Sentence("column_missing", column=required), first)
    for column in COLUMNS:
        if columns.count(column) > 1:
            raise BadPromptError(name, Sentence("column_twice", column=column), first)
    # Other columns are the organisers' own, but one misspelled would be missed without a word.
    for column in set(columns) - COLUMNS.keys():
        if meant := get_close_matches(column, COLUMNS, 1, 0.8):
            raise BadPromptError(name, Sentence("column_unknown", column=column, meant=meant[0]), first)


def _as_json(row: dict[str, str]) -> dict[str, Any]:
    turns = enumerate(_lines(row, "history"))
    return {
        "id": row.get("id") or None,
        "question": row.get("question") or None,
        "kind": row.get("kind"),
        "answerable": row.get("answerable") or None,
        "answers": [[word.strip() for word in line.split("|")] for line in _lines(row, "answers")],
        "passage": _lines(row, "passage"),
        "sentences": _lines(row, "sentences"),
        "intent": row.get("intent"),
        "variety": row.get("variety"),
        "scope": {
            "documents": _lines(row, "documents"),
            "since": row.get("since"),
            "until": row.get("until"),
            "session": row.get("session"),
        },
        "history": [{"role": ROLES[at % 2], "content": line} for at, line in turns],
    }


def _lines(row: dict[str, str], column: str) -> list[str]:
    return [line.strip() for line in row.get(column, "").splitlines() if line.strip()]


def _row(path: Path, prompt: Prompt) -> list[str]:
    scope = prompt.question.scope
    row = {
        "id": prompt.id,
        "question": prompt.question.text,
        "kind": prompt.kind,
        "answerable": "yes" if prompt.answerable else "no",
        "answers": "\n".join("|".join(group) for group in prompt.answers),
        "passage": "\n".join(prompt.passage),
        "sentences": "\n".join(prompt.sentences),
        "intent": prompt.intent,
        "variety": prompt.variety,
        "history": "\n".join(turn.content for turn in prompt.question.history),
        "documents": "\n".join(scope.documents),
        "since": scope.since,
        "until": scope.until,
        "session": scope.session,
    }
    if not _survives(prompt, row):
        raise _unwritable(path, Sentence("table_prompt", id=prompt.id))
    return [row[column] for column in COLUMNS]


def _survives(prompt: Prompt, row: dict[str, str]) -> bool:
    """Whether a row reads as the prompt again."""
    if any(ILLEGAL_CHARACTERS_RE.search(cell) for cell in row.values()):
        return False
    try:
        return prompt_from_json(_as_json({column: cell.strip() for column, cell in row.items()})) == prompt
    except FieldError:
        return False


def _unwritable(path: Path, problem: Sentence, hint: str = "") -> HiwarError:
    return HiwarError("table_not_written", hint, name=path.name, problem=problem)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # without the mark Excel takes Arabic for another code page


def _workbook(rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "أسئلة"
    fill(sheet, rows, [width for width, _, _ in COLUMNS.values()])
    yes_or_no = DataValidation(type="list", formula1='"yes,no"', allow_blank=True)
    sheet.add_data_validation(yes_or_no)
    yes_or_no.add("D2:D10000")
    notes = book.create_sheet("شرح")
    told = [(column, arabic, english) for column, (_, arabic, english) in COLUMNS.items()]
    fill(notes, [("العمود", "ما يوضع فيه", "What belongs in it"), *told], (14, 70, 90))
    file = BytesIO()
    book.save(file)
    return file.getvalue()
