"""From a reader who was not helped to a test prompt, in a real Chromium."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_kit import BROWSER_TEST, CORPUS, ask, idle, script, visit
from page_measures import artifact, faint
from playwright.sync_api import Browser, Page, expect
from scripted_chain import ANSWER, ScriptedChain

from accounts.store import Accounts, Role
from bot.evaluation.files import read_prompts
from history.records import Record, Verdict
from history.store import History
from tests.browser import open_page, serve
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder
from vectorstore.library import Library
from web.catalogue import ARABIC, WORDS
from web.server import Organising, create_app

pytestmark = BROWSER_TEST
PASSWORD = "a long enough password"
QUESTION = "متى تُنشر عقود العمل بلغات العمال؟"
COMMENT = "الجواب في التقرير الثاني <b>ولم يُذكر</b>."


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def url(tmp_path: Path, tiny: SentenceTransformerEmbeddings, history: History) -> Iterator[str]:
    accounts = Accounts(tmp_path / "hiwar.sqlite")
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    organising = Organising(Library(tmp_path), Embedder(tiny.name, lambda: tiny), accounts)
    with serve(
        lambda: create_app(ScriptedChain(script), corpus=lambda: CORPUS, organising=organising, history=history)
    ) as address:
        yield address
    accounts.close()


def open_verdicts(organiser: Page, url: str) -> None:
    organiser.goto(f"{url}organisers/")
    organiser.get_by_label(ARABIC.LOGIN_NAME).fill("salma")
    organiser.get_by_label(ARABIC.LOGIN_PASSWORD).fill(PASSWORD)
    organiser.get_by_role("button", name=ARABIC.LOGIN_SEND).click()
    organiser.get_by_role("tab", name=ARABIC.TAB_VERDICTS).click()


def test_what_did_not_help_a_reader_becomes_a_test_prompt_by_one_click(
    browser: Browser, url: str, tmp_path: Path
) -> None:
    with open_page(browser) as reader:
        answer = ask(visit(reader, url), QUESTION)
        idle(reader)
        answer.get_by_role("button", name=ARABIC.DID_NOT_HELP).click()
        dialog = reader.get_by_role("dialog")
        dialog.get_by_label(ARABIC.reasons["not_answered"]).check()
        dialog.get_by_label(ARABIC.COMMENT).fill(COMMENT)
        dialog.get_by_role("button", name=ARABIC.SEND_VERDICT).click()
        expect(reader.locator("#hw-told")).to_have_text(ARABIC.JUDGED)

    with open_page(browser) as organiser:
        open_verdicts(organiser, url)
        row = organiser.locator("#hw-verdicts tbody tr")
        expect(row).to_have_count(1)
        for said in (QUESTION, ANSWER.text, ARABIC.reasons["not_answered"], COMMENT):
            assert said in " ".join(row.locator("td").all_text_contents())
        organiser.screenshot(path=artifact("feedback-1280-light"), full_page=True)
        assert not faint(organiser, "#hw-verdicts")
        with organiser.expect_download() as download:
            row.get_by_role("link", name=ARABIC.VERDICT_PROMPT).click()
        path = tmp_path / "feedback.jsonl"
        download.value.save_as(path)
        (prompt,) = read_prompts(path)
        assert (prompt.question.text, prompt.kind, prompt.answerable) == (QUESTION, "feedback", True)

        organiser.get_by_role("link", name="English").click()
        organiser.get_by_role("tab", name=WORDS["en"].TAB_VERDICTS).click()
        expect(row).to_contain_text(WORDS["en"].reasons["not_answered"])


def test_verdicts_are_shown_a_page_at_a_time_and_taken_away_as_a_whole(
    browser: Browser, url: str, history: History, tmp_path: Path
) -> None:
    record = Record(QUESTION, ANSWER, CORPUS.edition, datetime.now(UTC))
    for number in range(120):
        history.judge("", Verdict(record, helped=False, reason="unclear", comment=f"تعليق {number}."))
    with open_page(browser) as organiser:
        open_verdicts(organiser, url)
        rows, pages = organiser.locator("#hw-verdicts tbody tr"), organiser.locator("#hw-verdicts-pages")
        expect(rows).to_have_count(50)
        expect(rows.first).to_contain_text("تعليق 119.")
        organiser.locator("#hw-verdicts-after").click()
        expect(rows.first).to_contain_text("تعليق 69.")
        expect(rows.first).to_be_in_viewport()
        expect(pages).to_contain_text(ARABIC.ROWS_SHOWN.format(first=51, last=100, of=120))
        pages.scroll_into_view_if_needed()
        organiser.screenshot(path=artifact("verdicts-paged-1280-light"))
        assert not faint(organiser, "#hw-verdicts-pages")
        organiser.locator("#hw-verdicts-after").click()
        expect(rows).to_have_count(20)
        expect(organiser.locator("#hw-verdicts-after")).to_be_disabled()
        organiser.locator("#hw-verdicts-before").click()
        expect(rows).to_have_count(50)
        with organiser.expect_download() as download:
            organiser.get_by_role("link", name=ARABIC.VERDICTS_ALL).click()
        download.value.save_as(tmp_path / "all.jsonl")
        assert len(read_prompts(tmp_path / "all.jsonl")) == 120
        for language in ("en", "fr"):
            organiser.goto(f"{url}organisers/{language}/")
            organiser.get_by_role("tab", name=WORDS[language].TAB_VERDICTS).click()
            shown = WORDS[language].ROWS_SHOWN.format(first=1, last=50, of=120)
            expect(pages).to_contain_text(shown)
