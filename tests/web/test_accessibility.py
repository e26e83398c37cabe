"""Every view passes axe's rules: none is broken that it calls serious or critical."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_kit import BROWSER_TEST, conversation, failed, opened, refusal, tool, visit
from page_measures import settle
from playwright.sync_api import Browser, Page, expect
from scripted_chain import ScriptedChain

from accounts.store import Accounts, Role
from history.store import History
from tests.browser import DESKTOP, PHONE, open_page, serve
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from web.catalogue import ARABIC
from web.corpus import CorpusSummary
from web.server import Organising, create_app

pytestmark = BROWSER_TEST
PASSWORD = "a long enough password"


def broken_rules(page: Page) -> list[str]:
    """What axe calls serious or critical: the rule, how often it is broken, and where first."""
    page.emulate_media(reduced_motion="reduce")  # what fades in is measured when it is there
    settle(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']} x {len(rule['nodes'])}: {rule['nodes'][0]['html']} {rule['nodes'][0]['failureSummary']}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


def panel(page: Page) -> None:
    conversation(page)
    page.locator(".hw-marker").first.click()
    expect(page.locator("#hw-panel mark").first).to_be_visible()


def conversations(page: Page) -> None:
    conversation(page)
    tool(page, "conversations").click()
    expect(page.locator("dialog[open]")).to_be_visible()


VIEWS: dict[str, Callable[[Page], None]] = {
    "start": lambda page: None,
    "answer": conversation,
    "opened": opened,
    "panel": panel,
    "conversations": conversations,
    "refusal": refusal,
    "error": failed,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_of_the_chat_breaks_a_serious_rule(browser: Browser, url: str, view: str, scheme: str) -> None:
    for size in (DESKTOP, PHONE):
        with open_page(browser, size=size, dark=scheme == "dark") as page:
            visit(page, url)
            VIEWS[view](page)
            assert broken_rules(page) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nor_in_another_language(browser: Browser, url: str, language: str) -> None:
    with open_page(browser) as page:
        visit(page, f"{url}{language}/")
        conversation(page)
        assert broken_rules(page) == []


@pytest.fixture(scope="module")
def offices(
    tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings, history: History
) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("offices")
    accounts, library = Accounts(folder / "hiwar.sqlite"), Library(folder)
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    accounts.add("omar", Role.EVALUATOR, PASSWORD)
    (folder / "minutes.md").write_text("# محضر اللجنة\n\nافتتح رئيس اللجنة الجلسة الأولى في بيروت.\n", "utf-8")
    embedder = Embedder(tiny.name, lambda: tiny)
    index_documents([folder / "minutes.md"], library, Reader(embedder, 200))
    organising = Organising(library, embedder, accounts)
    chain = ScriptedChain(lambda question: iter(()))
    with serve(
        lambda: create_app(chain, corpus=lambda: CorpusSummary(1, 1, ""), organising=organising, history=history)
    ) as url:
        yield url
    accounts.close()


@pytest.mark.parametrize("name", ["salma", "omar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_does_a_page_behind_the_login(browser: Browser, offices: str, name: str, scheme: str) -> None:
    home, heading = {
        "salma": ("organisers", ARABIC.ORGANISERS),
        "omar": ("evaluators", ARABIC.EVALUATORS),
    }[name]
    with open_page(browser, dark=scheme == "dark") as page:
        page.goto(f"{offices}{home}/")
        assert broken_rules(page) == []
        page.get_by_label(ARABIC.LOGIN_NAME).fill(name)
        page.get_by_label(ARABIC.LOGIN_PASSWORD).fill(PASSWORD)
        page.get_by_role("button", name=ARABIC.LOGIN_SEND).click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        for tab in page.get_by_role("tab").all():
            tab.click()
            settle(page)
            assert broken_rules(page) == []
