"""A stakeholder's way through the product: the sample corpus, the real model, a real server, a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.chain import AnswerChain
from bot.serving.examples import example_questions
from tests.browser import ARTIFACTS, DESKTOP, PHONE, open_page, serve
from web.corpus import CorpusSummary
from web.server import create_app

pytestmark = [
    pytest.mark.slow,
    # Gradio's queue counts its runs with what pandas is about to drop.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


@pytest.fixture(scope="module")
def url(sample_chain: AnswerChain) -> Iterator[str]:
    manifest = sample_chain.edition.manifest
    corpus = CorpusSummary(manifest.documents, manifest.passages, manifest.edition, example_questions(sample_chain))
    with serve(lambda: create_app(sample_chain, corpus=lambda: corpus)) as address:
        yield address


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def chat(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with open_page(browser, size=request.param) as page:
        page.goto(url)
        expect(page.get_by_role("textbox")).to_be_visible()
        yield page


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(question)
    box.press("Enter")


def picture(page: Page, name: str) -> Path:
    width = page.viewport_size["width"] if page.viewport_size else 0
    path = ARTIFACTS / f"product-{name}-{width}.png"
    page.screenshot(path=path)
    return path


def test_a_question_gets_a_cited_answer_whose_passage_opens_with_the_quote_marked(chat: Page) -> None:
    ask(chat, "كم مشاركاً حضر الجلسة الأولى؟")
    expect(chat.locator(".hw-text").last).to_contain_text(re.compile("87|٨٧"))
    citation = chat.locator("details").first
    expect(citation.locator("summary")).to_contain_text("[1]")
    citation.locator("summary").click()
    expect(citation.locator("mark").first).to_be_visible()
    quoted = citation.locator("mark").first.inner_text()
    assert re.search("87|٨٧|76|٧٦", quoted)
    assert chat.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert picture(chat, "answer").stat().st_size > 10_000


def test_what_the_documents_do_not_hold_is_refused_with_a_related_passage(chat: Page) -> None:
    ask(chat, "كيف أطبخ المنسف؟")
    expect(chat.locator(".hw-refused").last).to_contain_text("لم أجد")
    expect(chat.locator("mark")).to_have_count(0)
    picture(chat, "refusal")


def test_an_offered_question_is_answered_from_the_documents(chat: Page) -> None:
    chat.locator(".hw-example").first.click()
    expect(chat.locator("details summary").first).to_contain_text("[1]")
    picture(chat, "example")
