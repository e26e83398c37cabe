"""Prompt files: what people write in their sheets is read as they mean it, or its place is named."""

import csv
import json
import resource
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.answer import Question, Turn
from bot.evaluation.fields import prompt_from_json, prompt_json
from bot.evaluation.files import read_prompts
from bot.evaluation.prompts import Prompt
from bot.evaluation.tables import EXAMPLES, write_table
from errors import HiwarError
from tests.bot.evaluation.kit import PROMPT
from vectorstore.analyzer import tokenize
from vectorstore.scope import Scope

WORDS = st.text(st.characters(exclude_categories=("C",)), min_size=1).filter(tokenize)


def sheet(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_to_fill_in_is_a_prompt_file_itself(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"prompts{suffix}"
    write_table(path, EXAMPLES)
    assert read_prompts(path) == list(EXAMPLES)


def test_a_sheet_is_written_from_right_to_left_with_its_columns_explained_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "prompts.xlsx"
    write_table(path, EXAMPLES)
    first, notes = load_workbook(path).worksheets
    assert first.sheet_view.rightToLeft
    explained = {str(row[0]): (str(row[1]), str(row[2])) for row in notes.iter_rows(min_row=2, values_only=True)}
    assert list(explained) == [str(cell.value) for cell in next(first.iter_rows())]
    assert all(any("\u0600" <= c <= "\u06ff" for c in arabic) for arabic, _ in explained.values())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_prompt_that_looks_like_a_formula_stays_a_text(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"prompts{suffix}"
    prompt = replace(PROMPT, question=Question("=HYPERLINK(1) كم؟"))
    write_table(path, [prompt])
    assert read_prompts(path) == [prompt]


def test_a_scope_goes_into_a_table_and_a_date_that_is_none_is_named_by_its_cell(tmp_path: Path) -> None:
    scope = Scope(("E/2020/1", "تقرير الحوار الأول"), "2020-01-01", "2020-12-31", "الجلسة الأولى")
    prompt = replace(PROMPT, question=Question("س", scope=scope))
    for suffix in (".csv", ".xlsx"):
        write_table(tmp_path / f"p{suffix}", [prompt])
        assert read_prompts(tmp_path / f"p{suffix}") == [prompt]
    (tmp_path / "bad.csv").write_text("id,question,until\na,س,soon\n", "utf-8")
    with pytest.raises(HiwarError, match="row 2, column until \\(C\\): must be a date"):
        read_prompts(tmp_path / "bad.csv")


@pytest.mark.parametrize(
    "prompt",
    [
        replace(PROMPT, answers=(("أ|ب",),)),
        replace(PROMPT, passage=("سطر\nآخر",)),
        replace(PROMPT, question=Question("س", (Turn("assistant", "أولاً"),))),
        replace(PROMPT, question=Question("حرف \x01 خفي")),
        replace(PROMPT, question=Question("س", scope=Scope(("سطر\nآخر",)))),
    ],
)
def test_a_prompt_that_no_table_can_hold_is_not_altered_but_refused(tmp_path: Path, prompt: Prompt) -> None:
    with pytest.raises(HiwarError, match="does not go into a table"):
        write_table(tmp_path / "prompts.xlsx", [prompt])
    assert not list(tmp_path.iterdir())


def test_a_table_is_not_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "prompts.csv"
    path.write_text("عمل يوم", "utf-8")
    for name, problem in (("prompts.csv", "give another"), ("prompts.json", "must end in"), ("no/p.csv", "No such")):
        with pytest.raises(HiwarError, match=problem):
            write_table(tmp_path / name, EXAMPLES)
    assert path.read_text("utf-8") == "عمل يوم"


@given(WORDS, st.booleans())
def test_a_prompt_is_the_same_after_it_was_written_as_json(text: str, answerable: bool) -> None:
    scope = Scope((text,), "2020-01-01") if answerable else Scope()
    prompt = Prompt(text, Question(text, (Turn("user", text),), scope), answerable, text, ((text, text),), (text,))
    assert prompt_from_json(json.loads(json.dumps(prompt_json(prompt)))) == prompt


def test_every_field_but_id_and_question_may_be_left_out_or_null() -> None:
    bare = Prompt("a", Question("كم؟"))
    assert prompt_from_json({"id": "a", "question": "كم؟"}) == bare
    empty = dict.fromkeys(("history", "answerable", "kind", "answers", "passage", "scope"))
    assert prompt_from_json({"id": "a", "question": "كم؟", "note": "لنا وحدنا", **empty}) == bare


def test_a_json_line_may_hold_other_separators_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('\ufeff{"id": "a", "question": "سطر\u2028آخر\x85"}\n', "utf-8")
    assert read_prompts(path)[0].question.text == "سطر\u2028آخر\x85"


def test_cells_are_read_as_people_see_them(tmp_path: Path) -> None:
    head = ["id", "Question ", "answerable", "answers", "ملاحظات"]
    path = sheet(tmp_path / "p.xlsx", head, [7, "كم؟", True, 87.0, "x"], [], [8, "متى؟", "لا", date(2021, 3, 1), None])
    assert read_prompts(path) == [
        Prompt("7", Question("كم؟"), True, answers=(("87",),)),
        Prompt("8", Question("متى؟"), False, answers=(("2021-03-01",),)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_the_excels_of_this_world_write_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "p.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerow(["id", "question", "answers"])
        rows.writerow(["a", "كم مشاركاً حضر الجلسة الأولى، وكم حضر الثانية؟", "سبعة وثمانون|87\nستة وسبعون"])
    assert read_prompts(path)[0].answers == (("سبعة وثمانون", "87"), ("ستة وسبعون",))


CSV_ERRORS = {
    "empty question": ("id,question\na,سؤال\nb,\n", "row 3, column question \\(B\\): is missing", "الصف 3، العمود"),
    "no yes and no no": ("id,question,answerable\na,س,ربما\n", "row 2, column answerable \\(C\\): must", "نعم أو لا"),
    "words": ("question,id,answers\nس,a,87|؟\n", "row 2, column answers \\(C\\): holds no words", "لا كلمات"),
    "a comma without quotation marks": (
        "id,question\na,متى، وأين, ولماذا\n",
        "row 2, column C: stands in no column",
        "لا عنوان",
    ),
    "no id column": ("number,question\n1,سؤال\n", "row 1: has no column 'id'", "لا عمود"),
    "misspelled": ("id,question,answer\na,س,87\n", "'answer' is no column; 'answers' is", "ولعله answers"),
    "column twice": ("id,question,kind,kind\na,س,x,y\n", "'kind' twice", "مكرر"),
    "id twice": (
        "id,question\na,سؤال\na,آخر\n",
        "'a' stands above already, row 2",
        "ورد من قبل",
    ),
    "open quote": ('id,question\na,"سؤال\n', "row 2: is not valid CSV", "ليس CSV"),
    "nothing": ("id,question\n,\n", "holds no prompts", "لا أسئلة"),
}


@pytest.mark.parametrize(("content", "english", "arabic"), CSV_ERRORS.values(), ids=CSV_ERRORS)
def test_what_is_wrong_in_a_table_is_told_by_row_and_column(
    tmp_path: Path, content: str, english: str, arabic: str
) -> None:
    (tmp_path / "p.csv").write_text(content, "utf-8")
    with pytest.raises(HiwarError, match=english) as caught:
        read_prompts(tmp_path / "p.csv")
    assert arabic in caught.value.told("ar")


JSON_ERRORS = {
    "no json": ('{"id": ', "line 3: is not valid JSON at character"),
    "no object": ("[]", "line 3: not a JSON object"),
    "no question": ('{"id": "a"}', "line 3, field question: is missing"),
    "number": ('{"id": "a", "question": 3}', "line 3, field question: must be a text"),
    "blank": ('{"id": " ", "question": "س"}', "line 3, field id: must be a text that is not empty"),
    "text for groups": ('{"id": "a", "question": "س", "answers": "87"}', "field answers: must be a list"),
    "list for groups": ('{"id": "a", "question": "س", "answers": ["87"]}', "field answers: must be a list of lists"),
    "empty group": ('{"id": "a", "question": "س", "answers": [[]]}', "field answers: must be a list of lists"),
    "no words": ('{"id": "a", "question": "س", "passage": ["؟"]}', "field passage: holds no words"),
    "role": ('{"id": "a", "question": "س", "history": [{"role": "x", "content": "س"}]}', "field history: must hold"),
    "scope": ('{"id": "a", "question": "س", "scope": ["d1"]}', "field scope: must hold documents"),
    "scope's date": ('{"id": "a", "question": "س", "scope": {"since": "soon"}}', "field since: must be a date"),
    "scope's documents": (
        '{"id": "a", "question": "س", "scope": {"documents": "d"}}',
        "field documents: must be a list",
    ),
    "turn": ('{"id": "a", "question": "س", "history": ["س"]}', "field history: must hold"),
    "deep": ("[" * 100_000, "line 3: is not valid JSON at character"),
    "twice": ('{"id": "ok", "question": "س"}', "line 3, field id: 'ok' stands above already, line 1"),
}


@pytest.mark.parametrize(("line", "english"), JSON_ERRORS.values(), ids=JSON_ERRORS)
def test_what_is_wrong_in_a_json_line_is_told_by_line_and_field(tmp_path: Path, line: str, english: str) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "ok", "question": "سؤال"}\n\n' + line, "utf-8")
    with pytest.raises(HiwarError, match=english) as caught:
        read_prompts(tmp_path / "p.jsonl")
    assert "السطر 3" in caught.value.told("ar")


@pytest.mark.parametrize(
    ("name", "content", "english"),
    [
        ("p.xlsx", b"no workbook", "is not a workbook"),
        ("p.xls", b"\xd0\xcf\x11\xe0\x00\x00" * 20, "is no text; save it as .xlsx"),
        ("p.jsonl", b"", "holds no prompts"),
        ("p.csv", b"", "has no column 'id'"),
    ],
)
def test_a_file_that_is_none_is_one_clear_error(tmp_path: Path, name: str, content: bytes, english: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(HiwarError, match=english):
        read_prompts(tmp_path / name)
    with pytest.raises(HiwarError, match="cannot be read"):
        read_prompts(tmp_path / "none.jsonl")


def test_an_excel_cell_that_is_wrong_is_named_as_excel_names_it(tmp_path: Path) -> None:
    path = sheet(tmp_path / "p.xlsx", ["kind", "id", "question", "answerable"], ["", "a", "س", "maybe"])
    with pytest.raises(HiwarError, match="row 2, column answerable \\(D\\): must be yes or no") as caught:
        read_prompts(path)
    assert "الصف 2، العمود answerable (D)" in caught.value.told("ar")


NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("id", "question"))
ROW = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("q", "كم؟"))


def workbook_of(path: Path, row: str, times: int = 1) -> Path:
    """A workbook that holds a row so many times as no program would write it."""
    book = BytesIO()
    Workbook().save(book)
    head, foot = f"<worksheet {NAMESPACE}><sheetData><row>{HEAD}</row>", "</sheetData></worksheet>"
    with ZipFile(book) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            with target.open(name, "w") as part:
                if "sheet1" not in name:
                    part.write(source.read(name))
                    continue
                part.write(head.encode())
                for _ in range(-(-times // 1000)):
                    part.write(row.encode() * min(times, 1000))
                part.write(foot.encode())
    return path


def test_a_workbook_of_millions_of_rows_is_refused_without_being_taken_in(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "p.xlsx", f"<row>{ROW}</row>", 3_000_000)
    assert path.stat().st_size < 2**20
    before = peak_memory()
    with pytest.raises(HiwarError, match="is too large: a table has 20000 rows at most") as caught:
        read_prompts(path)
    assert "أكبر من المسموح به" in caught.value.told("ar")
    assert peak_memory() < before + 50 * 2**20


TRAPS = {
    "a row far below": ('<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>', 1),
    "a cell far aside": ('<row><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>', 1),
    "rows without cells": ("<row/>", 1_000_000),
    "blanks": (" " * 100, 3_000_000),
}


@pytest.mark.parametrize(("row", "times"), TRAPS.values(), ids=TRAPS)
def test_a_workbook_that_is_a_trap_is_refused(tmp_path: Path, row: str, times: int) -> None:
    with pytest.raises(HiwarError, match="is too large"):
        read_prompts(workbook_of(tmp_path / "p.xlsx", row, times))


@pytest.mark.parametrize(
    "content",
    ["id,question\n" + "".join(f"q{n},س\n" for n in range(30_000)), "id," * 1_000_000, "id,question\n" * 10**6],
)
def test_a_csv_file_that_is_too_large_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "p.csv").write_text(content, "utf-8")
    with pytest.raises(HiwarError, match="is too large"):
        read_prompts(tmp_path / "p.csv")


def test_a_device_is_no_prompt_file() -> None:
    with pytest.raises(HiwarError, match="cannot be read"):
        read_prompts(Path("/dev/zero"))


def test_rows_at_the_end_that_are_empty_are_no_fault(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "p.xlsx", f"<row>{ROW}</row>" + '<row><c s="0"/><c r="XFD3" s="0"/></row>' * 5)
    assert [prompt.id for prompt in read_prompts(path)] == ["q"]


def peak_memory() -> int:
    """The most that this process has held, in bytes."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
