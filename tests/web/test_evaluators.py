"""The evaluators' page, in a real browser and over HTTP: who may enter it, and what it does."""

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from scripted_chain import ScriptedChain

from accounts.store import Accounts, Role
from bot.answer import Answer, Citation, Question
from bot.evaluation.report import REPORT
from tests.browser import ARTIFACTS, open_page, serve
from tests.waiting import PATIENCE, until
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder
from vectorstore.library import Library
from web.catalogue import ARABIC, WORDS, Words
from web.corpus import CorpusSummary
from web.evaluations import RUNS, Evaluations, StoppedError
from web.server import Organising, create_app

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PASSWORD = "a long enough password"
EDITION = "20261124T101500000000-1a2b3c4d"
EVIL = "<img src=x onerror=alert(1)><script>alert(1)</script>"
PROMPTS = [
    {"id": "seats", "question": "كم مشاركاً حضر الورشة؟", "kind": "fact", "answers": [["42"]]},
    {
        "id": "evil",
        "question": "<img src=x onerror=alert(1)>",
        "kind": "fact",
        "answers": [["<script>alert(1)</script>"]],
    },
    {"id": "cost", "question": "كم بلغت كلفة الورشة؟", "kind": "absent", "answerable": False},
]


@dataclass
class Site:
    """A served product whose answers a test scripts."""

    url: str
    edition: str = EDITION
    says: str = "حضر الورشة 42 مشاركاً"
    pause: float = 0.0
    asked: list[str] = field(default_factory=list[str])
    wait: threading.Event = field(default_factory=threading.Event)

    def answer(self, question: Question) -> Iterator[Answer]:
        self.asked.append(question.text)
        assert self.wait.wait(PATIENCE)
        time.sleep(self.pause)
        if "كلفة" in question.text:
            yield Answer("لا جواب.", refused=True, confidence=0.1, edition=self.edition)
            return
        passage = "حضر الورشة 42 مشاركاً من سبع دول."
        cited = Citation(1, "c1:1-2", "محضر الورشة", (), None, "حضر الورشة", passage, "minutes.txt")
        yield Answer(f"{self.says} [1].", (cited,), confidence=0.9, edition=self.edition)

    def client(self, name: str) -> httpx.Client:
        client = httpx.Client(base_url=self.url, timeout=PATIENCE)
        assert client.post("login", data={"name": name, "password": PASSWORD}).status_code == 303
        return client


@pytest.fixture
def site(tmp_path: Path, tiny: SentenceTransformerEmbeddings) -> Iterator[Site]:
    site = Site("")
    site.wait.set()
    accounts = Accounts(tmp_path / "hiwar.sqlite")
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    accounts.add("omar", Role.EVALUATOR, PASSWORD)
    organising = Organising(Library(tmp_path), Embedder(tiny.name, lambda: tiny), accounts)

    def create() -> FastAPI:
        return create_app(
            ScriptedChain(site.answer), corpus=lambda: CorpusSummary(1, 1, EDITION), organising=organising
        )

    with serve(create) as url:
        site.url = url
        yield site
    accounts.close()


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    path = tmp_path / "our prompts.jsonl"
    path.write_text("".join(json.dumps(prompt, ensure_ascii=False) + "\n" for prompt in PROMPTS), "utf-8")
    return path


@pytest.fixture
def office(browser: Browser, site: Site) -> Iterator[Page]:
    with open_page(browser) as page:
        page.goto(f"{site.url}evaluators/")
        page.get_by_label(ARABIC.LOGIN_NAME).fill("omar")
        page.get_by_label(ARABIC.LOGIN_PASSWORD).fill(PASSWORD)
        page.get_by_role("button", name=ARABIC.LOGIN_SEND).click()
        expect(page.get_by_role("heading", name=ARABIC.EVALUATORS)).to_be_visible()
        yield page


def upload(page: Page, prompts: Path, words: Words = ARABIC) -> None:
    page.locator("#hw-prompts input[type=file]").set_input_files(prompts)
    kept = words.PROMPTS_KEPT.format(name="our-prompts.jsonl", count=len(PROMPTS))
    expect(page.locator("#hw-run-status")).to_have_text(kept)


def evaluate(page: Page, prompts: Path, words: Words = ARABIC) -> None:
    upload(page, prompts, words)
    page.locator("#hw-run").click()


def choose(page: Page, label: str, at: int) -> None:
    page.get_by_label(label).click()
    page.get_by_role("option").nth(at).click()


@pytest.mark.parametrize("name", ["", "salma"])
def test_nobody_but_an_evaluator_reaches_any_address_of_the_page(site: Site, name: str) -> None:
    client = site.client(name) if name else httpx.Client(base_url=site.url)
    for path in ("", "config", "gradio_api/info", "results/runs/a/report.html", "gradio_api/startup-events"):
        assert client.get(f"evaluators/{path}").status_code == 401
    for path in ("gradio_api/queue/join", "gradio_api/upload", "gradio_api/run/predict"):
        assert client.post(f"evaluators/{path}").status_code == 401
    client.close()


def test_a_run_is_told_and_its_report_shown_in_another_language(site: Site, office: Page, prompts: Path) -> None:
    words = WORDS["en"]
    office.get_by_role("link", name="English").click()
    expect(office.get_by_role("heading", name=words.EVALUATORS)).to_be_visible()
    evaluate(office, prompts, words)
    expect(office.locator("#hw-run-status")).to_contain_text(words.RUN_DONE)
    office.get_by_role("tab", name=words.TAB_RUNS).click()
    choose(office, words.CHOOSE_RUN, 0)
    expect(office.get_by_role("link", name=words.EXPORT_SHEET)).to_be_visible()
    report = office.frame_locator(".hw-report")
    expect(report.get_by_role("heading", name="Metrics", exact=True)).to_be_visible()


def test_prompts_are_answered_seen_taken_away_and_compared(site: Site, office: Page, prompts: Path) -> None:
    evaluate(office, prompts)
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE)
    site.says = "لم يُعرف عدد من حضر"
    site.wait.clear()
    office.locator("#hw-run").click()
    expect(office.locator("#hw-run-status")).not_to_contain_text(ARABIC.RUN_DONE)
    site.wait.set()
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE)
    office.get_by_role("tab", name=ARABIC.TAB_RUNS).click()
    choose(office, ARABIC.CHOOSE_RUN, 1)
    report = office.frame_locator("iframe.hw-report")
    expect(report.locator("#prompts tbody tr")).to_have_count(3)
    expect(report.locator("#prompts tbody tr").first).to_contain_text("42")
    assert report.locator("img, script:not(:last-child)").count() == 0
    report.locator("select").nth(0).select_option("absent")
    expect(report.locator("#prompts tbody tr:visible")).to_have_count(1)
    office.screenshot(path=ARTIFACTS / "evaluators-report.png")
    with office.expect_download() as download:
        office.get_by_role("link", name=ARABIC.EXPORT_SHEET).click()
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["seats", "evil", "cost"]
    office.get_by_role("tab", name=ARABIC.TAB_COMPARE).click()
    choose(office, ARABIC.COMPARE_BEFORE, 1)
    choose(office, ARABIC.COMPARE_AFTER, 0)
    office.locator("#hw-compare").click()
    compared = office.locator("#hw-compared").frame_locator("iframe")
    expect(compared.locator("#prompts tbody tr").first).to_contain_text("seats")
    office.screenshot(path=ARTIFACTS / "evaluators-comparison.png")


def test_prompts_uploaded_while_the_page_still_loads_stay_chosen(
    office: Page, prompts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfinished, loading = Evaluations.unfinished, threading.Event()

    def slowly(self: Evaluations, edition: str) -> str:
        loading.wait(PATIENCE)
        return unfinished(self, edition)

    monkeypatch.setattr(Evaluations, "unfinished", slowly)
    office.reload()
    upload(office, prompts)
    loading.set()
    office.wait_for_timeout(1000)  # the page has loaded
    office.locator("#hw-run").click()
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE)


def test_a_run_that_is_stopped_goes_on_where_it_was(site: Site, office: Page, prompts: Path) -> None:
    site.wait.clear()
    evaluate(office, prompts)
    expect(office.locator("#hw-run-status progress")).to_have_count(1)
    with office.expect_response(re.compile("run/predict")):  # once the server has stopped it
        office.locator("#hw-run-stop").click()
    site.wait.set()
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_STOPPED)
    office.locator("#hw-run").click()
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE)
    assert len(site.asked) == len(PROMPTS)
    assert sorted(site.asked) == sorted(str(prompt["question"]) for prompt in PROMPTS)


def test_who_comes_back_is_told_of_the_run_that_was_broken_off(site: Site, office: Page, prompts: Path) -> None:
    site.wait.clear()
    site.pause = 4.0  # seconds, in which the server sees that the page is gone
    evaluate(office, prompts)
    expect(office.locator("#hw-run-status progress")).to_have_count(1)
    office.goto("about:blank")
    site.wait.set()
    until(
        lambda: all(thread.name != "evaluation" for thread in threading.enumerate()),
        pause=lambda: office.wait_for_timeout(100),
    )
    assert len(site.asked) < len(PROMPTS)
    site.pause = 0.0
    office.goto(f"{site.url}evaluators/")
    kept = "our-prompts.jsonl"
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_UNFINISHED.format(name=kept))
    office.locator("#hw-run").click()
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE)
    assert len(site.asked) == len(PROMPTS)


def test_who_evaluates_while_another_does_is_told_to_wait_and_may_give_up(
    site: Site, office: Page, prompts: Path
) -> None:
    site.wait.clear()
    evaluate(office, prompts)
    expect(office.locator("#hw-run-status progress")).to_have_count(1)
    other = office.context.new_page()
    other.goto(f"{site.url}evaluators/")
    evaluate(other, prompts)
    expect(other.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_WAITING)
    other.locator("#hw-run-stop").click()
    expect(other.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_STOPPED)
    site.wait.set()
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE)
    assert len(site.asked) == len(PROMPTS)


def test_prompts_that_were_mended_are_another_run_than_the_one_that_was_stopped(tmp_path: Path) -> None:
    stop, asked = threading.Event(), list[str]()

    def answer(question: Question) -> Iterator[Answer]:
        asked.append(question.text)
        stop.set()
        yield Answer("لا جواب.", refused=True, edition=EDITION)

    evaluations = Evaluations(tmp_path / "kept", ScriptedChain(answer))

    def upload(name: str, *questions: str) -> str:
        lines = [json.dumps({"id": text, "question": text}, ensure_ascii=False) for text in questions]
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
        return evaluations.keep_prompts(tmp_path / name)[0]

    with pytest.raises(StoppedError):
        list(evaluations.run(upload("our-prompts.jsonl", "سؤال أول", "سؤال ثان"), EDITION, stop))
    assert asked == ["سؤال أول"]
    assert evaluations.unfinished(EDITION) == "our-prompts.jsonl"
    assert evaluations.unfinished("another") == ""  # it would begin anew
    list(evaluations.run(upload("prompts.jsonl", "سؤال آخر"), EDITION, threading.Event()))
    list(evaluations.run(upload("our-prompts.jsonl", "سؤال أول", "سؤال ثالث"), EDITION, threading.Event()))
    assert asked[1:] == ["سؤال آخر", "سؤال أول", "سؤال ثالث"]
    assert len(evaluations.runs()) == 2
    assert evaluations.unfinished(EDITION) == ""


def test_editions_are_not_mixed_in_a_run(site: Site, office: Page, prompts: Path) -> None:
    site.edition = "another"
    evaluate(office, prompts)
    expect(office.locator("#hw-run-status")).to_contain_text("نُشر إصدار آخر")


def test_what_is_no_prompt_file_is_told_in_arabic(office: Page, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("id,question\na,\n", "utf-8")
    office.locator("#hw-prompts input[type=file]").set_input_files(tmp_path / "bad.csv")
    status = office.locator("#hw-run-status")
    expect(status).to_contain_text("الصف 2")
    assert not re.search("Traceback|Error", status.inner_text())


def test_files_are_chosen_in_words_that_gradio_does_not_say(office: Page) -> None:
    expect(office.locator("#hw-prompts")).to_contain_text("انقر لاختيار ملف")


def test_the_name_of_an_uploaded_file_is_read_as_it_is_written(office: Page, prompts: Path) -> None:
    office.locator("#hw-prompts input[type=file]").set_input_files(prompts)
    name = office.locator("#hw-prompts .filename")
    stem, ending = (name.locator(part).bounding_box() for part in (".stem", ".ext"))
    assert stem
    assert ending
    assert stem["x"] < ending["x"]


def test_a_name_that_turns_its_ending_around_is_shown_as_it_is(office: Page, tmp_path: Path) -> None:
    turned = tmp_path / "prompts\u202excod.csv"
    turned.write_text("id,question\na,كم مشاركاً حضر؟\n", "utf-8")
    office.locator("#hw-prompts input[type=file]").set_input_files(turned)
    name = office.locator("#hw-prompts .filename")
    expect(name).to_have_attribute("aria-label", "promptsxcod.csv")
    expect(name.locator(".stem")).to_have_text("promptsxcod")
    expect(office.locator("#hw-run-status")).to_contain_text("prompts-xcod.csv")


def test_the_label_of_a_file_box_begins_at_the_right_and_the_way_to_remove_it_stands_beside(
    office: Page, prompts: Path
) -> None:
    office.locator("#hw-prompts input[type=file]").set_input_files(prompts)
    expect(office.locator("#hw-prompts .filename")).to_be_visible()
    label = office.locator('#hw-prompts [data-testid="block-label"]')
    assert label.evaluate("e => getComputedStyle(e).direction") == "rtl"
    boxes = (label.bounding_box(), office.locator("#hw-prompts .icon-button").bounding_box())
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["x"] + boxes[1]["width"] <= boxes[0]["x"]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_tabs_that_find_no_room_are_named_in_the_language_of_the_page(office: Page, language: str) -> None:
    office.set_viewport_size({"width": 260, "height": 700})
    office.goto(office.url.removesuffix("/") + WORDS[language].home)
    name = WORDS[language].chrome["More tabs"]
    expect(office.get_by_role("button", name=name)).to_be_visible()


def test_runs_are_offered_a_page_at_a_time(office: Page, tmp_path: Path) -> None:
    for number in range(60):
        folder = tmp_path / "evaluations" / RUNS / f"20260101T0000{number:02}000000 prompts.jsonl {EDITION} 1a2b3c4d"
        folder.mkdir(parents=True)
        (folder / REPORT).write_text(f"<!doctype html><title>x</title><p>Run {number}</p>", "utf-8")
    office.reload()  # the page may still be loading, and tell of those that were there when it began
    office.get_by_role("tab", name=ARABIC.TAB_RUNS).click()
    pages, options = office.locator("#hw-runs-pages"), office.get_by_role("option")
    expect(pages).to_contain_text(ARABIC.ROWS_SHOWN.format(first=1, last=50, of=60))
    office.get_by_label(ARABIC.CHOOSE_RUN).click()
    expect(options).to_have_count(50)
    office.keyboard.press("Escape")
    office.locator("#hw-runs-after").click()
    expect(pages).to_contain_text(ARABIC.ROWS_SHOWN.format(first=51, last=60, of=60))
    choose(office, ARABIC.CHOOSE_RUN, 9)
    expect(office.frame_locator("iframe.hw-report").locator("p")).to_have_text("Run 0")
    office.screenshot(path=ARTIFACTS / "evaluators-runs-paged.png")
    # A run of one page can be compared with one of another, and what was chosen stays chosen.
    office.get_by_role("tab", name=ARABIC.TAB_COMPARE).click()
    office.locator("#hw-runs-before-after").click()
    expect(office.locator("#hw-runs-before-pages")).to_contain_text(ARABIC.ROWS_SHOWN.format(first=51, last=60, of=60))
    choose(office, ARABIC.COMPARE_BEFORE, 9)
    choose(office, ARABIC.COMPARE_AFTER, 0)
    office.get_by_role("tab", name=ARABIC.TAB_RUNS).click()
    office.get_by_role("tab", name=ARABIC.TAB_COMPARE).click()
    expect(office.get_by_label(ARABIC.COMPARE_BEFORE)).to_have_value(re.compile("00:00:00"))
    expect(office.get_by_label(ARABIC.COMPARE_AFTER)).to_have_value(re.compile("00:00:59"))
    office.screenshot(path=ARTIFACTS / "evaluators-compare-paged.png")


def test_results_are_shown_in_a_world_of_their_own(site: Site, office: Page, prompts: Path) -> None:
    evaluate(office, prompts)
    expect(office.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE)
    office.get_by_role("tab", name=ARABIC.TAB_RUNS).click()
    choose(office, ARABIC.CHOOSE_RUN, 0)
    address = office.locator("iframe.hw-report").get_attribute("src") or ""
    with closing(site.client("omar")) as client:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none'")
        for path in ("runs/../../hiwar.sqlite", "runs/x/results.jsonl", "prompts/our-prompts.jsonl/report.html"):
            assert client.get(f"evaluators/results/{path}").status_code == 404
