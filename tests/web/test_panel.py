"""The panel beside the conversation, in a real Chromium: the passage of a citation in its place."""

import io

import pytest
from limits import RateLimitItemPerMinute
from page_kit import BROWSER_TEST, CORPUS, NEIGHBOUR, ask, idle, visit
from page_measures import artifact, faint, latin_words, outside, settle, small
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from scripted_chain import EXAMPLES, QUOTE

from tests.browser import DESKTOP, PHONE, open_page
from tests.waiting import get
from web.catalogue import ARABIC
from web.page_images import page_images
from web.rate import Rate

pytestmark = BROWSER_TEST
PANEL = "#hw-panel"


def opened(page: Page, marker: str = "[1]") -> None:
    answer = ask(page, EXAMPLES[0])
    idle(page)
    answer.locator(".hw-marker", has_text=marker).first.click()
    expect(page.locator(PANEL)).to_be_visible()


def test_a_marker_opens_the_passage_with_its_quote_and_place(chat: Page) -> None:
    opened(chat)
    panel = chat.locator(PANEL)
    expect(panel.locator("mark")).to_have_text(QUOTE)
    for part in ("تقرير المشاورة الإقليمية الثالثة", "E/2026/3", "5 تشرين الأول/أكتوبر 2026",
                 "باء. حماية العمال المهاجرين", "الصفحة: 3", "regional-consultation-3.pdf"):  # fmt: skip
        expect(panel).to_contain_text(part)
    edition = panel.get_by_text(CORPUS.edition)
    expect(edition).to_be_hidden()
    panel.get_by_text(ARABIC.DETAILS).click()
    expect(edition).to_be_visible()
    panel.get_by_text(ARABIC.OPEN_PAGE).click()
    chat.wait_for_function("document.querySelector('#hw-panel img').naturalWidth > 400")


def test_the_neighbouring_passages_are_a_step_away(chat: Page) -> None:
    opened(chat)
    panel = chat.locator(PANEL)
    earlier, later = panel.get_by_text(ARABIC.PANEL_BEFORE), panel.get_by_text(ARABIC.PANEL_AFTER)
    expect(earlier).to_be_enabled()
    expect(later).to_be_disabled()
    earlier.click()
    expect(panel).to_contain_text(NEIGHBOUR)
    expect(panel.locator("mark")).to_have_count(0)
    expect(earlier).to_be_disabled()
    later.click()
    expect(panel).to_contain_text(QUOTE)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_keyboard_opens_walks_and_closes_it_and_comes_back(
    browser: Browser, url: str, size: tuple[int, int]
) -> None:
    with open_page(browser, size=size) as page:
        visit(page, url)
        answer = ask(page, EXAMPLES[0])
        idle(page)
        marker = answer.locator(".hw-marker").nth(2)
        assert marker.get_attribute("aria-label") == ARABIC.MARKER.format(number=1)
        marker.focus()
        page.keyboard.press("Enter")
        expect(page.locator(PANEL)).to_contain_text(QUOTE)
        expect(page.locator(PANEL).get_by_text(ARABIC.PANEL_BEFORE)).to_be_enabled()
        names = set[str]()
        for _ in range(6):
            page.keyboard.press("Tab")
            names.add(page.evaluate("document.activeElement.textContent.trim()"))
        assert {ARABIC.PANEL_CLOSE, ARABIC.PANEL_BEFORE, ARABIC.OPEN_PAGE} <= names
        page.keyboard.press("Escape")
        expect(page.locator(PANEL)).to_be_hidden()
        expect(marker).to_be_focused()


def test_a_passage_that_is_no_longer_published_says_so_with_a_next_step(chat: Page) -> None:
    opened(chat, "[2]")
    expect(chat.locator(PANEL).get_by_role("alert")).to_have_text(ARABIC.PANEL_GONE)


def test_a_lost_connection_is_told_and_can_be_tried_again(chat: Page) -> None:
    chat.route("**/passages/**", lambda route: route.abort())
    opened(chat)
    panel = chat.locator(PANEL)
    expect(panel.get_by_role("alert")).to_have_text(ARABIC.PANEL_FAILED)
    chat.unroute("**/passages/**")
    panel.get_by_text(ARABIC.AGAIN).click()
    expect(panel).to_contain_text(QUOTE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE, (640, 400)])
def test_it_is_legible_and_fits(browser: Browser, url: str, scheme: str, width: tuple[int, int]) -> None:
    with open_page(browser, size=width, dark=scheme == "dark") as page:
        opened(visit(page, url))
        expect(page.locator(PANEL)).to_contain_text(QUOTE)
        settle(page)
        page.screenshot(path=artifact(f"panel-{width[0]}-{scheme}"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not outside(page, PANEL)
        assert not faint(page, PANEL)
        assert not small(page, PANEL)
        assert latin_words(page) <= {"ILO", "regional", "consultation", "pdf", "International", "Labour",
                                     "Organization", "RES", "https", "example", "org", "guide", "lang", "ar",
                                     "secretariat", "December"}  # fmt: skip


def test_the_quote_is_marked_on_the_page(url: str) -> None:
    plain = get(url + "pages/consultation-3/3.png")
    marked = get(url + "pages/consultation-3/3.png", params={"passage": "p1", "quote": "150-250"})
    assert plain.status_code == marked.status_code == 200
    yellow = (255, 233, 168)
    assert not _has(plain.content, yellow)
    assert _has(marked.content, yellow)


def _has(png: bytes, colour: tuple[int, int, int]) -> bool:
    with Image.open(io.BytesIO(png)) as image:
        return any(found == colour for _, found in image.convert("RGB").getcolors(1 << 24) or [])


@pytest.mark.parametrize(
    "path", ["pages/unknown/1.png", "pages/consultation-3/9.png", "pages/consultation-3/0.png", "passages/p9"]
)
def test_what_does_not_answer_is_not_there(url: str, path: str) -> None:
    assert get(url + path).status_code == 404


def test_asking_too_often_is_refused() -> None:
    rate = Rate(RateLimitItemPerMinute(2))
    assert [rate.allows("10.0.0.1") for _ in range(3)] == [True, True, False]
    assert rate.allows("10.0.0.2")


def test_pages_beyond_what_is_rendered_at_once_are_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    from fastapi.testclient import TestClient
    from page_kit import SOURCES

    monkeypatch.setattr("web.page_images._AT_ONCE", 0)
    monkeypatch.setattr("web.page_images._PATIENCE", 0.01)
    response = TestClient(page_images(SOURCES.original)).get("/consultation-3/1.png")
    assert response.status_code == 503
    assert "Retry-After" in response.headers
