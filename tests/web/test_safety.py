"""What leaves the machine, what is interpreted and what is not Arabic: nothing, in a real Chromium."""

import re
from urllib.parse import urlparse

import pytest
from page_kit import BROWSER_TEST, CORPUS, PAYLOADS, ask, idle, script, text_of, visit
from page_measures import artifact, latin_words
from playwright.sync_api import Browser, Dialog, Page, expect
from scripted_chain import EXAMPLES, ScriptedChain

from tests.browser import open_page, recorded_requests, serve
from tests.waiting import get, until
from web.catalogue import ARABIC
from web.server import create_app

pytestmark = BROWSER_TEST


def test_the_served_document_is_arabic_before_any_script_runs(url: str) -> None:
    html = get(url).text
    assert re.search(r'<html lang="ar" dir="rtl"', html)
    assert f"<title>{ARABIC.PAGE_TITLE}</title>" in html
    assert 'property="og:' not in html
    assert html.index("<title>") < html.index("<script")


def test_no_script_runs_but_the_server_s_own(chat: Page) -> None:
    refused: list[str] = []
    chat.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    expect(ask(chat, EXAMPLES[0]).locator(".hw-citation")).to_have_count(3)
    assert refused == []  # the page itself needs nothing that is forbidden
    chat.evaluate("""() => {
        document.body.insertAdjacentHTML("beforeend", "<img src='x' onerror='window.ran = 1'>");
        document.body.insertAdjacentHTML("beforeend", "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>");
    }""")
    until(lambda: refused, pause=lambda: chat.wait_for_timeout(20))
    chat.wait_for_timeout(500)
    assert chat.evaluate("window.ran") is None


def test_sign_of_life(url: str) -> None:
    assert get(url + "healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["docs", "openapi.json", "redoc", "monitoring"])
def test_nothing_else_is_offered(url: str, path: str) -> None:
    assert get(url + path).status_code in (403, 404)


def test_every_request_stays_on_the_machine(browser: Browser, url: str) -> None:
    with open_page(browser) as page:
        requests = recorded_requests(page)
        visit(page, url)
        ask(page, EXAMPLES[0])
        idle(page)
        page.locator("summary").first.click()
        assert {urlparse(r.url).hostname for r in requests if not r.url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
        assert len(requests) > 5


def test_the_document_stays_arabic_in_any_browser(browser: Browser, url: str) -> None:
    for locale in ("en-US", "fr-FR", "ar-EG"):
        with open_page(browser, locale=locale) as page:
            visit(page, url)
            assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
                "ar",
                "rtl",
            ]
            assert page.title() == ARABIC.PAGE_TITLE


def test_a_lost_server_is_told_in_arabic(browser: Browser) -> None:
    with open_page(browser) as page:
        chain = ScriptedChain(script)
        with serve(lambda: create_app(chain, corpus=lambda: CORPUS)) as address:
            visit(page, address)
        page.fill("#hw-box textarea", "سؤال بعد انقطاع الخادم")
        page.press("#hw-box textarea", "Enter")
        toast = page.locator(".toast-body").first
        expect(toast).to_contain_text(ARABIC.CONNECTION_ERROR)
        expect(toast).to_be_in_viewport(ratio=1)
        assert latin_words(page) <= {"ILO"}
        page.wait_for_timeout(500)
        page.screenshot(path=artifact("server-lost"))


def test_waiting_and_a_full_queue_are_told_in_arabic(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.page.CONCURRENT_ANSWERS", 1)
    monkeypatch.setattr("web.page.WAITING_QUESTIONS", 1)
    chain = ScriptedChain(script)
    with (
        serve(lambda: create_app(chain, corpus=lambda: CORPUS)) as address,
        open_page(browser) as first,
        open_page(browser) as second,
        open_page(browser) as third,
    ):
        for page in (first, second, third):
            visit(page, address)
            page.fill("#hw-box textarea", "سؤال طويل" if page is first else EXAMPLES[0])
        first.press("#hw-box textarea", "Enter")
        expect(first.locator(".bot-row")).to_be_visible()
        second.press("#hw-box textarea", "Enter")
        expect(second.locator("#hw-box")).to_have_attribute("data-waiting", ARABIC.WAITING.format(place=1))
        third.press("#hw-box textarea", "Enter")
        expect(third.locator(".toast-body")).to_contain_text(ARABIC.QUEUE_FULL)
        second.screenshot(path=artifact("waiting"))
        for page in (first, second, third):
            assert latin_words(page) <= {"ILO"}
        first.click("#hw-stop")
        expect(second.locator(".hw-citation")).to_have_count(3)
        expect(second.locator("#hw-box[data-waiting]")).to_have_count(0)


def test_who_waits_can_leave_the_line(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.page.CONCURRENT_ANSWERS", 1)
    chain = ScriptedChain(script)
    with (
        serve(lambda: create_app(chain, corpus=lambda: CORPUS)) as address,
        open_page(browser) as first,
        open_page(browser) as second,
    ):
        for page in (first, second):
            visit(page, address)
        ask(first, "سؤال طويل")
        second.fill("#hw-box textarea", EXAMPLES[0])
        second.press("#hw-box textarea", "Enter")
        expect(second.locator("#hw-box")).to_have_attribute("data-waiting", ARABIC.WAITING.format(place=1))
        expect(second.locator("#hw-send")).to_be_hidden()
        second.click("#hw-stop")
        idle(second)
        expect(second.locator("#hw-box textarea")).to_have_value(EXAMPLES[0])
        first.click("#hw-stop")
        idle(first)
        second.wait_for_timeout(500)
        expect(second.locator(".bot-row")).to_have_count(0)
        ask(second, EXAMPLES[1])
        expect(second.locator(".hw-citation")).to_have_count(3)


def test_payloads_show_as_text(browser: Browser, url: str) -> None:
    with open_page(browser) as page:
        dialogs: list[str] = []

        def note(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", note)
        visit(page, url)
        question = "خبيث " + " ".join(PAYLOADS)
        answer = ask(page, question)
        idle(page)
        expect(answer.locator(".hw-citation")).to_have_count(1)
        answer.locator("summary").click()
        page.wait_for_timeout(300)
        assert dialogs == []
        bubbles = page.locator("[data-testid=user], [data-testid=bot]")
        for tag in (
            "img",
            "script",
            "svg",
            "iframe",
            "a",
            "strong",
            "em",
            "code",
            "h1",
            "style",
            "math",
            ".katex",
        ):
            assert bubbles.locator(tag).count() == 0, tag
        assert text_of(page.locator(".hw-question")) == question
        shown = answer.locator(".hw-text p").all_text_contents()
        assert shown == [*PAYLOADS[:-1], PAYLOADS[-1] + " [1]"]
        assert answer.locator("mark").all_text_contents() == [*PAYLOADS]
        assert answer.locator(".hw-label").text_content() == (
            "\n".join(PAYLOADS) + " — " + " › ".join(PAYLOADS) + " — ص\u00a03"
        )
        assert PAYLOADS[0] in text_of(answer.locator(".hw-understood"))


def test_no_english_of_gradio_shows(chat: Page) -> None:
    assert latin_words(chat) <= {"ILO"}
    answer = ask(chat, "سؤال طويل")
    expect(answer).to_contain_text("كلمة")
    assert latin_words(chat) == set()
    expect(answer).to_contain_text("كلمة " * 40)
    chat.click("#hw-stop")
    idle(chat)
    ask(chat, EXAMPLES[0])
    idle(chat)
    # Scrolled up, Gradio offers its way back down.
    chat.locator("#hw-talk").evaluate("e => e.scrollTo(0, 0)")
    chat.wait_for_timeout(300)
    assert latin_words(chat) == set()
    tree = chat.locator("body").aria_snapshot()
    names = re.findall(r'^\s*- (?:button|textbox|log|heading|region|group|img|status) "([^"]*)"', tree, re.MULTILINE)
    assert ARABIC.STOP not in names
    assert {ARABIC.CONVERSATION, ARABIC.QUESTION_LABEL, ARABIC.SEND, ARABIC.NEW_CONVERSATION} <= set(names)
