"""The page for those who enlarge it, cannot bear movement, or have no pointer; in a real Chromium."""

from collections.abc import Callable

import pytest
from page_kit import BROWSER_TEST, answering, conversation, failed, open_menu, opened, refusal, visit
from page_measures import artifact, outside, settle
from playwright.sync_api import Browser, Page, expect
from scripted_chain import EXAMPLES, QUOTE

from tests.browser import PHONE, open_page
from web.catalogue import ARABIC

pytestmark = BROWSER_TEST
ZOOMED = (640, 400)  # 1280 x 800 at 200 %


TOO_SMALL = """() => [...document.querySelectorAll("button:not(.hw-marker), .hw-choices a, summary")]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
    .map(e => e.className + ": " + e.textContent.slice(0, 40))"""  # for fingers


def panel(page: Page) -> None:
    conversation(page)
    page.locator(".hw-marker").first.click()
    expect(page.locator("#hw-panel mark")).to_be_visible()


VIEWS: dict[str, Callable[[Page], None]] = {
    "start": lambda page: None,
    "answer": conversation,
    "opened": opened,
    "panel": panel,
    "refusal": refusal,
    "error": failed,
}


def cut(page: Page) -> list[str]:
    """Buttons and headings whose own text does not fit into them."""
    return page.evaluate(
        """() => [...document.querySelectorAll("button, h1, h2, .hw-label, .hw-heading")].filter(e =>
            e.checkVisibility() && !e.closest(".sr-only") && getComputedStyle(e).overflow !== "visible"
            && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
        ).map(e => e.className + ": " + e.textContent.slice(0, 40))"""
    )


@pytest.mark.parametrize("view", VIEWS)
def test_at_200_percent_nothing_is_cut_and_nothing_scrolls_sideways(browser: Browser, url: str, view: str) -> None:
    with open_page(browser, size=ZOOMED, device_scale_factor=2) as page:
        VIEWS[view](visit(page, url))
        settle(page)
        page.screenshot(path=artifact(f"zoomed-{view}"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not outside(page)
        assert not cut(page)
        if view == "start":  # what is suggested is seen without looking for it
            expect(page.locator(".hw-example").first).to_be_in_viewport(ratio=1)
        for control in ("#hw-panel .hw-panel-close",) if view == "panel" else ("#hw-box textarea", "#hw-send"):
            page.locator(control).scroll_into_view_if_needed()
            expect(page.locator(control)).to_be_in_viewport(ratio=1)


def test_on_a_phone_most_of_the_height_is_the_answers_and_fingers_meet_what_they_press(
    browser: Browser, url: str
) -> None:
    with open_page(browser, size=PHONE, has_touch=True, is_mobile=True) as page:
        conversation(visit(page, url))
        settle(page)
        room = page.locator("#hw-chat").bounding_box()
        assert room
        assert room["height"] > PHONE[1] * 0.55
        assert not page.evaluate(TOO_SMALL)
        page.set_viewport_size({"width": 360, "height": 740})
        open_menu(page)
        assert not page.evaluate(TOO_SMALL)
        tops = page.evaluate(
            "[...document.querySelectorAll('.hw-choices a')].map(e => e.getBoundingClientRect().bottom)"
        )
        assert max(tops) - min(tops) < 8  # in one line


def test_who_wants_no_movement_sees_none(browser: Browser, url: str) -> None:
    with open_page(browser) as page:
        page.emulate_media(reduced_motion="reduce")
        panel(visit(page, url))
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].flatMap(e => [e, "::before", "::after"].map(part => {
                const style = typeof part === "string" ? getComputedStyle(e, part) : getComputedStyle(e);
                const longest = (times) => Math.max(...times.split(",").map(parseFloat));
                const moves = style.animationName !== "none" && longest(style.animationDuration) > 0.01;
                const shifts = longest(style.transitionDuration) > 0.01;
                return (moves || shifts || style.scrollBehavior === "smooth") && e.checkVisibility()
                    ? e.tagName + "." + e.className : null;
            })).filter(Boolean)"""
        )
        assert moving == []
        assert page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length") == 0


def test_without_a_pointer_one_asks_opens_a_citation_closes_it_and_is_back(browser: Browser, url: str) -> None:
    with open_page(browser) as page:
        visit(page, url)

        def tab_to(selector: str, keys: str = "Tab") -> None:
            for _ in range(60):
                if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                    shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                    assert shown != "none", selector  # one sees where one is
                    return
                page.keyboard.press(keys)
            pytest.fail(f"{selector} is out of the keyboard's reach")

        tab_to("#hw-box textarea")
        page.keyboard.type(EXAMPLES[0])
        with answering(page):
            page.keyboard.press("Enter")
        tab_to(".hw-marker", "Shift+Tab")
        marker = page.evaluate_handle("document.activeElement")
        page.keyboard.press("Enter")
        expect(page.locator("#hw-panel")).to_contain_text(QUOTE)
        tab_to(".hw-panel-close")
        assert page.evaluate("document.activeElement.textContent") == ARABIC.PANEL_CLOSE
        page.keyboard.press("Enter")
        expect(page.locator("#hw-panel")).to_be_hidden()
        assert page.evaluate("marker => document.activeElement === marker", marker)
        tab_to('.hw-act[name="copy"]')
        tab_to("#hw-box textarea")
