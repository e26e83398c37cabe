"""The chat on other sites' pages, in a real Chromium: those that may show it, and those that may not."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from page_kit import BROWSER_TEST, CORPUS, script
from page_measures import artifact
from playwright.sync_api import Browser, Locator, Page, expect
from scripted_chain import ScriptedChain

from tests.browser import DESKTOP, PHONE, open_page, serve
from tests.waiting import get, until
from web.catalogue import ARABIC
from web.server import create_app

pytestmark = BROWSER_TEST


LABEL = "اسأل عن التقارير"


def site(chat: list[str]) -> FastAPI:
    """Another organisation's site, with a strict policy of its own and the one line.

    :param chat: Its only item will be the chat's address.
    """
    app = FastAPI()

    @app.get("/")
    def home() -> HTMLResponse:
        line = f'<script src="{chat[0]}widget.js" data-label="{LABEL}" async></script>'
        body = f"<!doctype html><title>Organisation</title>{line}<h1>Organisation</h1><button>Other</button>"
        policy = f"default-src 'none'; script-src {chat[0]}; frame-src {chat[0]}"
        return HTMLResponse(body, headers={"Content-Security-Policy": policy})

    return app


@contextmanager
def visited(browser: Browser, *, allowed: bool, size: tuple[int, int] = DESKTOP) -> Generator[Page]:
    """A page of another site, which may or may not show the chat."""
    chat: list[str] = []
    with serve(site(chat)) as organisation:
        origins = [organisation.rstrip("/")] if allowed else ["https://www.example.org"]
        made = partial(create_app, ScriptedChain(script), corpus=lambda: CORPUS, widget_origins=origins)
        with serve(made) as address, open_page(browser, size=size) as page:
            chat.append(address)
            page.goto(organisation)
            yield page


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name=LABEL)


def test_an_allowed_site_shows_the_chat_and_an_answer_in_it(browser: Browser) -> None:
    with visited(browser, allowed=True) as page:
        expect(launcher(page)).to_have_attribute("aria-expanded", "false")
        assert page.locator("iframe").get_attribute("src") is None  # nothing is loaded before it is wanted
        launcher(page).click()
        expect(launcher(page)).to_have_attribute("aria-expanded", "true")
        chat = page.frame_locator("iframe")
        chat.locator("#hw-box textarea").fill("سؤال")
        chat.locator("#hw-box textarea").press("Enter")
        expect(chat.locator(".hw-citation")).to_have_count(3)
        page.screenshot(path=artifact("widget"))
        panel = page.get_by_role("dialog")
        assert panel.evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert chat.locator("html").get_attribute("dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_opens_it_escape_closes_it_and_the_focus_returns(browser: Browser) -> None:
    with visited(browser, allowed=True) as page:
        launcher(page).focus()
        page.keyboard.press("Enter")
        question = page.frame_locator("iframe").locator("#hw-box textarea")
        question.fill("سؤال لم يكتمل")
        question.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(launcher(page)).to_be_focused()
        page.keyboard.press("Enter")
        expect(question).to_have_value("سؤال لم يكتمل")  # the conversation is kept
        page.get_by_role("button", name="إغلاق المحادثة").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(launcher(page)).to_be_focused()
        page.keyboard.press("Enter")
        launcher(page).press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_screen_reader_is_told_what_is_what(browser: Browser) -> None:
    with visited(browser, allowed=True) as page:
        launcher(page).click()
        dialog = page.get_by_role("dialog", name=ARABIC.PAGE_TITLE)
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("link", name="فتح في صفحة مستقلة")).to_have_attribute("target", "_blank")
        expect(dialog.locator("iframe")).to_have_attribute("title", ARABIC.PAGE_TITLE)
        assert page.locator("hiwar-chat").get_attribute("lang") == "ar"


def test_it_fills_a_phone(browser: Browser) -> None:
    with visited(browser, allowed=True, size=PHONE) as page:
        launcher(page).click()
        box = page.get_by_role("dialog").bounding_box()
        assert box
        assert (box["width"], box["height"]) == PHONE
        expect(page.get_by_role("button", name="إغلاق المحادثة")).to_be_in_viewport()
        expect(page.frame_locator("iframe").locator("#hw-send")).to_be_visible()
        page.screenshot(path=artifact("widget-phone"))


def test_a_site_that_is_not_allowed_does_not_get_to_show_it(browser: Browser) -> None:
    with visited(browser, allowed=False) as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        launcher(page).click()
        until(lambda: any("frame-ancestors" in text for text in said), pause=lambda: page.wait_for_timeout(20))
        page.wait_for_timeout(2000)
        assert page.frame_locator("iframe").locator("#hw-send").count() == 0


def test_other_windows_cannot_close_it(browser: Browser) -> None:
    with visited(browser, allowed=True) as page:
        launcher(page).click()
        page.evaluate("window.postMessage('hiwar:close', '*')")
        page.wait_for_timeout(200)
        expect(page.get_by_role("dialog")).to_be_visible()


def test_by_default_no_other_site_may_show_the_chat_and_any_may_load_the_script(url: str) -> None:
    assert get(url).headers["content-security-policy"].endswith("frame-ancestors 'self'")
    script_sent = get(url + "widget.js")
    assert script_sent.headers["content-type"].startswith("text/javascript")
    assert script_sent.headers["cross-origin-resource-policy"] == "cross-origin"
