"""The pages in a real browser: they sort and filter, ask nobody, and run nothing that they were given."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.answer import Answer, Question, Turn
from bot.evaluation.comparison import compare
from bot.evaluation.metrics import measure, rows_of
from bot.evaluation.plots import histogram
from bot.evaluation.report import render_comparison, render_report, write_comparison
from bot.evaluation.run import Result
from tests.bot.evaluation.kit import PROMPT, REFUSED, citation, quoting, result
from tests.browser import ARTIFACTS, open_page, recorded_requests

ATTACK = (
    "</title></script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    "<style>@import 'https://example.org/x'</style>{{ 7 * 7 }}{% raw %}"
)
HOSTILE = Result(
    replace(
        PROMPT,
        id=ATTACK,
        kind=ATTACK,
        question=Question(ATTACK, (Turn("user", ATTACK),)),
        answers=((ATTACK, "x"),),
        passage=(ATTACK,),
    ),
    Answer(ATTACK, (replace(citation(1, ATTACK), title=ATTACK, section=(ATTACK,), source=ATTACK),), confidence=1),
    0.4,
    ATTACK,
)
RESULTS = [
    HOSTILE,
    result("b", quoting("عدد الشبكات سبع شبكات في الأردن."), seconds=0.3),
    result("a10", quoting("لا عدد هنا."), seconds=10.1),
    result("a9", REFUSED, answerable=False, kind="unanswerable", seconds=9.5),
]
SIZES = [(1280, 900), (390, 844)]


@pytest.fixture(params=SIZES, ids=["desktop", "phone"])
def visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with open_page(browser, size=request.param) as page:
        yield page


@pytest.fixture
def report(tmp_path: Path, visitor: Page) -> Page:
    rows = rows_of(RESULTS)
    return opened(visitor, tmp_path, render_report(rows, measure(rows)))


@pytest.fixture
def comparison(tmp_path: Path, visitor: Page) -> Page:
    later = [RESULTS[0], replace(RESULTS[1], answer=REFUSED), replace(RESULTS[2], answer=quoting("سبع.")), RESULTS[3]]
    return opened(visitor, tmp_path, render_comparison(compare(rows_of(RESULTS), rows_of(later))))


def opened(page: Page, folder: Path, html: str) -> Page:
    path = folder / "page.html"
    path.write_text(html, "utf-8")
    asked = recorded_requests(page)
    page.goto(path.as_uri())
    page.wait_for_load_state("networkidle")
    assert [request.url for request in asked] == [path.as_uri()]
    return page


def shown(page: Page, column: int) -> list[str]:
    return [cell.strip() for cell in page.locator(f"#prompts tbody td:nth-child({column}):visible").all_inner_texts()]


def picture(page: Page, name: str) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"evaluation-{name}-{width}.png", full_page=True)


def no_wider_than_its_window(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.slow
def test_prompts_are_sorted_by_any_column_numbers_as_numbers(report: Page) -> None:
    report.get_by_role("button", name="الرقم").click()
    assert shown(report, 1)[-3:] == ["a9", "a10", "b"]
    report.get_by_role("button", name="الثواني").click()
    assert shown(report, 9) == ["0.300", "0.400", "9.500", "10.100"]
    report.get_by_role("button", name="الثواني").click()
    assert shown(report, 9) == ["10.100", "9.500", "0.400", "0.300"]
    assert report.locator("#prompts th[aria-sort=descending]").count() == 1


@pytest.mark.slow
def test_prompts_are_filtered_by_kind_verdict_and_words_however_spelled(report: Page) -> None:
    expect(report.locator("#count")).to_have_text("4 / 4")
    report.locator("#verdict").select_option("wrong")
    assert shown(report, 1) == ["a10"]
    report.locator("#verdict").select_option("")
    report.locator("#kind").select_option("unanswerable")
    assert shown(report, 1) == ["a9"]
    report.locator("#kind").select_option("")
    report.get_by_label("بحث").fill("الاردن")
    assert shown(report, 1) == ["b"]
    expect(report.locator("#count")).to_have_text("1 / 4")


@pytest.mark.slow
def test_what_people_wrote_is_shown_and_not_run(report: Page) -> None:
    assert "تقييم" in report.title()
    assert shown(report, 1)[0] == ATTACK
    assert report.locator("#prompts p", has_text="onerror").count() > 0
    assert report.locator("img, body style, script").count() == 1  # the page's own script
    assert report.locator("svg text", has_text="</title></script>").count() == 1
    report.locator("#kind").select_option(ATTACK)
    assert shown(report, 1) == [ATTACK]


@pytest.mark.slow
def test_the_page_speaks_both_languages_and_fits_its_window(report: Page) -> None:
    assert no_wider_than_its_window(report)
    picture(report, "report")
    assert report.locator("html").get_attribute("dir") == "rtl"
    report.locator("#language").click()
    expect(report.get_by_role("heading", name="Metrics", exact=True)).to_be_visible()
    assert report.locator("html").get_attribute("dir") == "ltr"
    assert report.locator("#verdict option").nth(1).inner_text() == "right"
    expect(report.get_by_text("المقاييس").first).to_be_hidden()
    assert no_wider_than_its_window(report)
    report.locator("#language").click()
    expect(report.get_by_role("heading", name="المقاييس", exact=True)).to_be_visible()


@pytest.mark.slow
def test_a_citation_opens_to_its_passage_with_the_quote_marked(report: Page) -> None:
    row = report.locator("#prompts tbody tr", has_text="في الأردن")
    row.locator("summary").click()
    expect(row.locator("mark")).to_have_text("عدد الشبكات سبع شبكات في الأردن.")
    assert report.locator("mark").first.text_content() == ATTACK


@pytest.mark.slow
def test_a_comparison_shows_both_answers_and_filters_by_what_became_of_them(comparison: Page) -> None:
    assert no_wider_than_its_window(comparison)
    picture(comparison, "comparison")
    assert shown(comparison, 2)[:2] == ["a10", "b"]
    comparison.locator("#verdict").select_option("worse")
    assert shown(comparison, 2) == ["b"]
    assert "سبع شبكات" in shown(comparison, 5)[0]
    assert "اعتذار في غير محله" in shown(comparison, 6)[0]
    assert comparison.title().startswith("مقارنة")
    assert comparison.locator("img, body style, script").count() == 1


def test_a_page_holds_every_prompt_and_no_address_of_another_host() -> None:
    rows = rows_of(RESULTS[1:])
    html = render_report(rows, measure(rows))
    assert not re.search(r"""(?:src|href|url)\s*[=(]|https?:|@import""", html)
    assert html.count("<tr data-kind") == 3
    alone = render_comparison(compare(rows, rows_of([HOSTILE, RESULTS[1]])))
    assert "a10" in alone  # named as a prompt of one run alone


def test_a_run_without_kinds_and_without_any_time_is_drawn_too() -> None:
    rows = rows_of([result("a", REFUSED, kind="", seconds=0.0)])
    assert "<svg" in render_report(rows, measure(rows))
    assert "<rect" in histogram([0.0, 0.0], [0.0])


def test_a_comparison_is_written_for_people_and_for_programs(tmp_path: Path) -> None:
    write_comparison(tmp_path / "new", compare(rows_of(RESULTS), rows_of(RESULTS)))
    told = json.loads((tmp_path / "new" / "comparison.json").read_text("utf-8"))
    assert (told["same"], told["p_value"]) == (4, 1)
    assert "<table" in (tmp_path / "new" / "comparison.html").read_text("utf-8")
