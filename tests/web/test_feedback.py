"""From a reader who was not helped to a test prompt, in a real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_kit import BROWSER_TEST, CORPUS, ask, idle, script, visit
from page_measures import artifact, faint
from playwright.sync_api import Browser, expect
from scripted_chain import ANSWER, ScriptedChain

from accounts.store import Accounts, Role
from bot.evaluation.files import read_prompts
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
def url(tmp_path: Path, tiny: SentenceTransformerEmbeddings) -> Iterator[str]:
    accounts, history = Accounts(tmp_path / "hiwar.sqlite"), History(tmp_path / "history.sqlite")
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    organising = Organising(Library(tmp_path), Embedder(tiny.name, lambda: tiny), accounts)
    with serve(
        lambda: create_app(ScriptedChain(script), corpus=lambda: CORPUS, organising=organising, history=history)
    ) as address:
        yield address
    accounts.close()
    history.close()


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
        organiser.goto(f"{url}organisers/")
        organiser.get_by_label(ARABIC.LOGIN_NAME).fill("salma")
        organiser.get_by_label(ARABIC.LOGIN_PASSWORD).fill(PASSWORD)
        organiser.get_by_role("button", name=ARABIC.LOGIN_SEND).click()
        organiser.get_by_role("tab", name=ARABIC.TAB_VERDICTS).click()
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
