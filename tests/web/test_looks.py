"""How the page looks, in a real Chromium: facts about what was drawn, and screenshots to look at."""

import re
from collections.abc import Callable

import pytest
from page_kit import BROWSER_TEST, ask, conversation, failed, opened, refusal, visit
from page_measures import artifact, box, brightness, colours, faint, fonts_of, outside, settle, small
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, open_page

pytestmark = BROWSER_TEST

ARABIC_FONT = re.compile("Arabic|Naskh|Kufi|Amiri|DejaVu")
SIZES = {"1280": DESKTOP, "390": PHONE}


def streaming(page: Page) -> None:
    expect(ask(page, "سؤال طويل")).to_contain_text("كلمة كلمة")


STATES: dict[str, Callable[[Page], None]] = {
    "start": lambda page: None,
    "streaming": streaming,
    "answer": conversation,
    "opened": opened,
    "refusal": refusal,
    "error": failed,
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_legible_and_fits(browser: Browser, url: str, state: str, scheme: str) -> None:
    with open_page(browser, dark=scheme == "dark") as page:
        STATES[state](visit(page, url))
        for width, (wide, high) in SIZES.items():
            page.set_viewport_size({"width": wide, "height": high})
            settle(page)
            path = artifact(f"{state}-{width}-{scheme}")
            page.screenshot(path=path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
            assert not outside(page)
            assert not faint(page)
            assert not small(page)
            assert colours(path) > 50
            assert brightness(path) < 0.35 if scheme == "dark" else brightness(path) > 0.65


@pytest.mark.parametrize("width", SIZES)
def test_arabic_stands_on_the_right_in_an_arabic_font(browser: Browser, url: str, width: str) -> None:
    with open_page(browser, size=SIZES[width]) as page:
        conversation(visit(page, url))
        for selector in (
            ".hw-header h1",
            ".hw-text p",
            ".hw-label",
            "#hw-box textarea",
            "#hw-send",
            ".hw-footer p",
        ):
            style = page.locator(selector).first.evaluate(
                "e => [getComputedStyle(e).direction, parseFloat(getComputedStyle(e).fontSize)]"
            )
            assert style[0] == "rtl", selector
            assert style[1] >= 16, selector
        assert all(ARABIC_FONT.search(font) for font in fonts_of(page, ".hw-header h1"))
        assert any(ARABIC_FONT.search(font) for font in fonts_of(page, ".hw-text p"))
        middle = SIZES[width][0] / 2
        question, answer = box(page, ".user-row .user"), box(page, ".bot-row .bot")
        assert answer["x"] + answer["width"] > middle
        assert answer["x"] + answer["width"] >= question["x"] + question["width"]
        assert question["x"] < middle
        # The first letters of a paragraph are at its right edge, though it starts with an English name.
        assert (
            page.locator(".hw-text p")
            .nth(1)
            .evaluate(
                """e => { const r = document.createRange(); r.selectNodeContents(e.firstChild);
                      return e.getBoundingClientRect().right - r.getBoundingClientRect().right }"""
            )
            < 2
        )
        label = box(page, ".hw-number")
        assert label["x"] > box(page, ".hw-label")["x"]
