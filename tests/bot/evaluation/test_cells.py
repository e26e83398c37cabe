"""No table that the product writes computes anything where it is opened, and each reads back as it was."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.answer import Answer, Question
from bot.evaluation.cells import harmless, plain
from bot.evaluation.files import read_prompts
from bot.evaluation.report import SHEET, write_report
from bot.evaluation.tables import write_table
from tests.bot.evaluation.kit import PROMPT, quoting, result

FORMULAS = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x";"y")', "- بند", "'=1",
)  # fmt: skip
HOSTILE = st.text(st.sampled_from("=+-@\t\r\n;,'\"aب ＝"), max_size=12)


@given(st.one_of(HOSTILE, st.text()))
@example("'=")
@example("\t\t=")
@example("a;'=1")
def test_a_cell_reads_back_as_the_text_that_it_was_made_of(text: str) -> None:
    assert plain(harmless(text)) == text


@given(st.one_of(HOSTILE, st.text()))
def test_no_part_of_a_cell_begins_as_a_formula_however_it_is_parted(text: str) -> None:
    for part in re.split("[;\t\r\n]", harmless(text)):
        assert not part.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not harmless(text).startswith(("\t", "\r"))


@pytest.mark.parametrize("text", ["كم بلغ 5-3؟", "نعم", "", "a=b", "'", "rock 'n' roll", "\nسطر"])
def test_other_texts_stand_in_a_cell_as_they_are(text: str) -> None:
    assert harmless(text) == plain(text) == text


@pytest.mark.parametrize("formula", FORMULAS)
def test_prompts_in_a_csv_file_are_no_formulas_and_read_back_the_same(tmp_path: Path, formula: str) -> None:
    prompt = replace(PROMPT, id=formula, question=Question(f"{formula}؟"), passage=(f"a;{formula}", formula))
    path = tmp_path / "prompts.csv"
    write_table(path, [prompt])
    for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
        for cell in row:
            assert not re.search(r"(?:^|[;\t\r\n])[=+\-@＝]", cell)
    assert read_prompts(path) == [prompt]


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_cell_of_a_workbook_is_a_text(tmp_path: Path, formula: str) -> None:
    write_table(tmp_path / "prompts.xlsx", [replace(PROMPT, id=formula, question=Question(formula))])
    answers = (quoting(formula), Answer(formula, refused=True))
    write_report(tmp_path, [result(f"{formula}{n}", answer) for n, answer in enumerate(answers)])
    for path in (tmp_path / "prompts.xlsx", tmp_path / SHEET):
        for sheet in load_workbook(path).worksheets:
            kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
            assert kinds == {"s"}, sheet.title
    assert read_prompts(tmp_path / "prompts.xlsx")[0].question.text == formula
