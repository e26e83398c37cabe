"""Prompt files, runs, metrics, comparison, gate and report: anyone can compute again what is reported."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from bot.answer import Answer, Citation, Question, Turn
from bot.evaluation.comparison import Change, compare, mcnemar
from bot.evaluation.files import prompt_from_json, prompt_json, read_prompts, write_template
from bot.evaluation.gate import read_bounds
from bot.evaluation.metrics import measure, metrics_json, rows_of
from bot.evaluation.prompts import Prompt
from bot.evaluation.report import render_report
from bot.evaluation.run import RESULTS, Result, evaluate, read_run
from errors import HiwarError
from tests.browser import ARTIFACTS, open_page

PROMPT = Prompt("a", Question("كم عدد الشبكات؟"), True, "fact", (("سبع", "7"),), ())
REFUSED = Answer("لا جواب.", refused=True, reason="not_in_documents", confidence=0.1)


def citation(marker: int, passage: str) -> Citation:
    return Citation(marker, f"p{marker}", "تقرير", ("I. مقدمة",), 2, passage, passage, "report.pdf")


def quoting(*passages: str) -> Answer:
    citations = tuple(citation(number, passage) for number, passage in enumerate(passages, 1))
    text = "\n".join(f"{cited.quote} [{cited.marker}]" for cited in citations)
    return Answer(text, citations, confidence=0.9)


def result(name: str, answer: Answer, *, answerable: bool = True, seconds: float = 0.1, kind: str = "fact") -> Result:
    answers = PROMPT.answers if answerable else ()
    return Result(replace(PROMPT, id=name, answerable=answerable, kind=kind, answers=answers), answer, seconds, "e1")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_template_is_a_prompt_file_itself(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"prompts{suffix}"
    write_template(path)
    first, second, third = read_prompts(path)
    assert first.answers == (("87", "٨٧"),)
    assert [turn.role for turn in second.question.history] == ["user", "assistant"]
    assert (third.answerable, third.kind) == (False, "unanswerable")


@given(st.text(st.characters(exclude_categories=("C",)), min_size=1).filter(str.strip), st.booleans())
def test_a_prompt_is_the_same_after_it_was_written_as_json(text: str, answerable: bool) -> None:
    prompt = Prompt(text, Question(text, (Turn("user", text),)), answerable, text, ((text, text),), (text,))
    assert prompt_from_json(json.loads(json.dumps(prompt_json(prompt)))) == prompt


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("p.csv", "id,question\na,سؤال\nb,\n", "row 3, column question"),
        ("p.csv", "id,question,answerable\na,سؤال,perhaps\n", "row 2, column answerable"),
        ("p.csv", "number,question\n1,سؤال\n", "row 1: has no column 'id'"),
        ("p.csv", "id,question\na,سؤال\na,آخر\n", "'a': stands there twice"),
        ("p.csv", "id,question\n", "holds no prompts"),
        ("p.jsonl", '{"id": "a", "question": 3}', "line 1: not a prompt \\(question"),
        ("p.jsonl", '{"id": "a"}', "line 1: not a prompt \\('question' is missing"),
        ("p.xlsx", "no workbook", "is not a workbook"),
    ],
)
def test_a_bad_prompt_file_is_told_by_row_and_column(tmp_path: Path, name: str, content: str, where: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(HiwarError, match=where):
        read_prompts(tmp_path / name)


def test_an_excel_cell_that_is_wrong_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_template(path)
    book = load_workbook(path)
    book.worksheets[0]["D3"] = "maybe"
    book.save(path)
    with pytest.raises(HiwarError, match="row 3, column answerable") as caught:
        read_prompts(path)
    assert "الصف 3" in caught.value.message_ar


def test_metrics_are_what_their_formulas_say() -> None:
    rows = rows_of(
        [
            result("right", quoting("عدد الشبكات سبع شبكات.", "لا صلة له."), seconds=0.2),
            result("wrong", quoting("لا رقم هنا.")),
            result("false refusal", REFUSED),
            result("refused", REFUSED, answerable=False, kind="unanswerable"),
            result("missed", quoting("كلام آخر."), answerable=False, kind="unanswerable", seconds=0.5),
        ]
    )
    metrics = measure(rows)
    overall = {name: measured.value for name, measured in metrics["all"].items()}
    assert overall["correct"] == pytest.approx(1 / 3)
    assert overall["citation_hit"] == pytest.approx(1 / 3)
    assert overall["citation_precision"] == pytest.approx(1 / 3)  # one of the three citations of answerable prompts
    assert overall["verbatim"] == 1
    assert overall["refusal_precision"] == pytest.approx(1 / 2)
    assert overall["refusal_recall"] == pytest.approx(1 / 2)
    assert overall["false_refusals"] == pytest.approx(1 / 3)
    assert overall["latency_p50"] == pytest.approx(0.1)
    assert metrics["unanswerable"]["refusal_recall"].n == 2
    assert "correct" not in metrics["unanswerable"]
    # "عدد الشبكات سبع شبكات لا صله له" against "سبع": 2 * 1 / (7 + 1); the other two prompts score 0.
    assert overall["f1"] == pytest.approx(2 * 1 / 8 / 3)
    assert all(m.low <= m.value <= m.high for m in metrics["all"].values())
    assert metrics_json(metrics)["all"]["correct"]["n"] == 3


def test_an_exact_answer_is_one_however_it_is_spelled() -> None:
    prompt = replace(PROMPT, answers=(("الأردن",),))
    rows = rows_of([Result(prompt, quoting("الاردن."), 0.1, "e1")])
    assert (rows[0].exact, rows[0].f1) == (1, 1)


def count_answers(log: list[str]) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        log.append(question.text)
        return quoting("عدد الشبكات سبع شبكات.")

    return answer


def test_a_run_that_was_cut_in_a_line_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    prompts = [replace(PROMPT, id=str(number), question=Question(f"سؤال {number}؟")) for number in range(4)]
    asked: list[str] = []
    whole = evaluate(prompts, count_answers(asked), "e1", tmp_path / "a")
    cut = tmp_path / "a" / RESULTS
    lines = cut.read_bytes().splitlines(keepends=True)
    cut.write_bytes(b"".join(lines[:2]) + lines[2][:40])
    asked.clear()
    again = evaluate(prompts, count_answers(asked), "e1", tmp_path / "a")
    assert asked == ["سؤال 2؟", "سؤال 3؟"]
    assert [r.answer for r in again] == [r.answer for r in whole]
    assert [r.prompt for r in read_run(tmp_path / "a")] == prompts


def test_a_run_over_other_prompts_or_another_edition_is_not_mixed_with_this_one(tmp_path: Path) -> None:
    evaluate([PROMPT], count_answers([]), "e1", tmp_path)
    with pytest.raises(HiwarError, match="another edition"):
        evaluate([PROMPT], count_answers([]), "e2", tmp_path)
    with pytest.raises(HiwarError, match="other prompts"):
        evaluate([replace(PROMPT, kind="other")], count_answers([]), "e1", tmp_path)
    shutil.rmtree(tmp_path)
    with pytest.raises(HiwarError, match="no run"):
        read_run(tmp_path)


def test_two_runs_are_compared_prompt_by_prompt() -> None:
    right, wrong, other = quoting("سبع شبكات."), quoting("لا شيء."), quoting("ثمة سبع شبكات.")
    before = rows_of(
        [result("1", wrong), result("2", right), result("3", right), result("4", right), result("5", right)]
    )
    after = rows_of(
        [result("1", right), result("2", wrong), result("3", other), result("4", right), result("6", right)]
    )
    compared = compare(before, after)
    assert [pair.change for pair in compared.pairs] == [Change.BETTER, Change.WORSE, Change.OTHERWISE, Change.SAME]
    assert compared.alone == ("5", "6")
    assert compared.p_value == 1


def test_mcnemar_s_test_is_the_binomial_one() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(5, 0) == pytest.approx(2 / 32)
    assert mcnemar(8, 2) == mcnemar(2, 8) == pytest.approx(2 * (1 + 10 + 45) / 1024)


def test_a_bound_holds_or_not_and_a_wrong_one_is_an_error() -> None:
    metrics = measure(rows_of([result("a", quoting("سبع شبكات.")), result("b", REFUSED)]))["all"]
    least, unmeasured, most = read_bounds(["correct=0.5", "refusal_recall=0"], ["false_refusals=0.4"])
    assert least.holds(metrics)
    assert not unmeasured.holds(metrics)  # what no prompt measures, nobody can vouch for
    assert not most.holds(metrics)
    for text in ("correct", "correct=", "nothing=1"):
        with pytest.raises(HiwarError, match="no bound"):
            read_bounds([text], [])


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 900), (390, 844)], ids=["desktop", "phone"])
def test_the_report_sorts_filters_speaks_both_languages_and_runs_nothing_it_was_given(
    tmp_path: Path, browser: Browser, size: tuple[int, int]
) -> None:
    attack = "<script>document.title = 'run'</script><img src=x onerror=\"document.title='run'\">"
    rows = rows_of(
        [
            result("b", quoting("عدد الشبكات سبع شبكات."), seconds=0.3),
            result("a", quoting(attack), kind=attack),
            result("c", REFUSED, answerable=False, kind="unanswerable"),
        ]
    )
    path = tmp_path / "report.html"
    path.write_text(render_report(rows, measure(rows)), "utf-8")
    with open_page(browser, size=size) as page:
        page.goto(path.as_uri())
        ids = page.locator("#prompts tbody tr:visible td:first-child")
        expect(ids).to_have_text(["b", "a", "c"])
        page.get_by_role("button", name="الرقم").click()
        expect(ids).to_have_text(["a", "b", "c"])
        page.locator("#verdict").select_option("wrong")
        expect(ids).to_have_text(["a"])
        page.locator("#verdict").select_option("")
        page.get_by_label("بحث").fill("سبع")
        expect(page.locator("#count")).to_have_text("2 / 3")
        page.locator("#language").click()
        expect(page.get_by_role("heading", name="Metrics")).to_be_visible()
        page.locator("#language").click()
        assert "تقييم" in page.title()
        assert page.locator("img").count() == 0
        page.screenshot(path=ARTIFACTS / f"report-{size[0]}.png", full_page=True)
