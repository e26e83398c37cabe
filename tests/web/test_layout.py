"""Where things stand on the chat page, in a real Chromium: measured boxes, not pictures."""

from itertools import pairwise

import pytest
from page_kit import BROWSER_TEST, FOLLOW_UPS, ask, conversation, idle, open_menu, tool, visit
from page_measures import artifact, box, faint, outside, small
from playwright.sync_api import Browser, Page, expect
from scripted_chain import EXAMPLES
from test_accessibility import broken_rules

from tests.browser import DESKTOP, PHONE, open_page
from web.catalogue import ARABIC, WORDS

pytestmark = BROWSER_TEST

ZOOMED, ON_ITS_SIDE, ABOVE_KEYS, NARROW = (640, 400), (844, 390), (390, 480), (320, 568)
LONGEST_LINE = 70
# How many characters stand on each line of what is read.
LINES = """() => [...document.querySelectorAll(".hw-text p, .hw-passage p, .hw-tagline")].flatMap((p) => {
    const lines = new Map();
    const texts = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
        for (let at = 0; at < texts.currentNode.length; at++) {
            range.setStart(texts.currentNode, at);
            range.setEnd(texts.currentNode, at + 1);
            const { bottom, width } = range.getBoundingClientRect();
            const line = Math.round(bottom / 12);
            if (width) lines.set(line, (lines.get(line) ?? 0) + 1);
        }
    }
    return [...lines.values()];
})"""


@pytest.fixture(params=["ar", "en", "fr"])
def home(request: pytest.FixtureRequest, url: str) -> str:
    return url.rstrip("/") + WORDS[request.param].home


@pytest.mark.parametrize(("size", "height"), [(DESKTOP, 620), (PHONE, 640)])
def test_most_of_the_height_is_the_conversations(
    browser: Browser, home: str, size: tuple[int, int], height: int
) -> None:
    with open_page(browser, size=size) as page:
        visit(page, home)
        assert box(page, "#hw-welcome")["height"] >= height
        conversation(page)
        expect(page.locator(".hw-follow")).to_have_count(len(FOLLOW_UPS))
        assert box(page, "#hw-talk")["height"] >= height
        assert box(page, ".hw-header")["bottom"] <= box(page, "#hw-talk")["top"] + 0.5
        assert box(page, "#hw-talk")["bottom"] <= box(page, "#hw-ask")["top"] + 0.5


def everything_fits(page: Page, size: tuple[int, int]) -> None:
    parts = ".hw-header > h1, .hw-header > button"
    lines = page.locator(parts).evaluate_all("all => all.map(e => e.getBoundingClientRect().toJSON())")
    middles = [(part["top"] + part["bottom"]) / 2 for part in lines]
    assert max(middles) - min(middles) < 4
    assert all(part["left"] >= 0 and part["right"] <= size[0] for part in lines)
    edges = sorted((part["left"], part["right"]) for part in lines)
    assert all(before[1] <= behind[0] + 0.5 for before, behind in pairwise(edges))
    for part in ("#hw-box textarea", "#hw-send"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert not outside(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE, ZOOMED, ON_ITS_SIDE, ABOVE_KEYS, NARROW])
def test_the_header_is_one_line_and_the_box_stays_on_the_screen(
    browser: Browser, home: str, size: tuple[int, int]
) -> None:
    with open_page(browser, size=size) as page:
        visit(page, home)
        everything_fits(page, size)
        conversation(page)  # its answer is longer than the window
        everything_fits(page, size)
        room = box(page, "#hw-talk")
        assert room["height"] > size[1] / 2
        assert page.locator("#hw-talk").evaluate("e => e.scrollHeight > e.clientHeight")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_nothing_moves_when_suggestions_arrive(browser: Browser, url: str, size: tuple[int, int]) -> None:
    places = """() => ["#hw-talk", "#hw-ask", ".hw-header", ".hw-question", ".hw-text", ".hw-citations"].map((part) => {
        const { x, y, width } = document.querySelector(part).getBoundingClientRect();
        return [part, x, y, width];
    })"""
    with open_page(browser, size=size) as page:
        visit(page, url)
        # Suggestions are held back until the answer alone was measured.
        held = page.add_style_tag(content="#hw-following { display: none !important }")
        ask(page, EXAMPLES[0])
        idle(page)
        expect(page.locator(".hw-follow")).to_have_count(len(FOLLOW_UPS))
        before = page.evaluate(places)
        held.evaluate("tag => tag.remove()")
        expect(page.locator(".hw-follow").first).to_be_visible()
        assert page.evaluate(places) == before
        assert box(page, ".hw-follow")["top"] > box(page, ".hw-citations")["bottom"]  # in the thread, below the answer


def test_the_button_for_a_new_conversation_moves_nothing_when_it_appears(chat: Page) -> None:
    parts = (".hw-header h1", ".hw-header > .hw-corpus", "#hw-menu-button")
    before = [box(chat, part) for part in parts]
    expect(chat.locator("#hw-new")).to_be_hidden()
    conversation(chat)
    expect(chat.locator("#hw-new")).to_be_visible()
    assert [box(chat, part) for part in parts] == before


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (1920, 1080)])
def test_no_line_is_longer_than_can_be_read(browser: Browser, url: str, size: tuple[int, int]) -> None:
    with open_page(browser, size=size) as page:
        conversation(visit(page, url))
        page.locator("summary").first.click()
        lines = page.evaluate(LINES)
        assert len(lines) > 6
        assert max(lines) <= LONGEST_LINE


def unfit(page: Page, size: tuple[int, int]) -> list[str]:
    """What is wrong with the open menu in a window of that size."""
    place = box(page, "#hw-menu")
    inside = place["left"] >= 0 and place["right"] <= size[0] and place["top"] >= 0 and place["bottom"] <= size[1]
    beyond = [] if inside else [f"the menu stands at {place}"]
    return [*beyond, *outside(page, "#hw-menu"), *small(page, "#hw-menu"), *faint(page, "#hw-menu")]


@pytest.mark.parametrize("size", [DESKTOP, PHONE, ON_ITS_SIDE, ABOVE_KEYS])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menu_holds_the_rest_and_fits(browser: Browser, url: str, size: tuple[int, int], scheme: str) -> None:
    with open_page(browser, size=size, dark=scheme == "dark") as page:
        menu = open_menu(visit(page, url))
        page.screenshot(path=artifact(f"menu-{size[0]}-{scheme}"))
        assert unfit(page, size) == []
        for name in ("conversations", "print", "digits", "theme"):
            expect(menu.locator(f'.hw-tool[name="{name}"]')).to_be_visible()
        expect(menu.locator(".hw-choices a")).to_have_count(len(WORDS))
        assert broken_rules(page) == []


def test_the_menu_fits_a_narrow_window_in_every_language(browser: Browser, home: str) -> None:
    with open_page(browser, size=NARROW) as page:
        open_menu(visit(page, home))
        assert unfit(page, NARROW) == []


def test_the_keyboard_opens_the_menu_walks_it_and_comes_back(chat: Page) -> None:
    button = chat.get_by_role("button", name=ARABIC.MENU)
    expect(button).to_have_attribute("popovertarget", "hw-menu")
    button.focus()
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("group", name=ARABIC.MENU)).to_be_visible()
    chat.keyboard.press("Tab")
    expect(tool(chat, "conversations")).to_be_focused()
    chat.keyboard.press("Escape")
    expect(chat.locator("#hw-menu")).to_be_hidden()
    expect(button).to_be_focused()
    chat.keyboard.press("Enter")
    chat.keyboard.press("Tab")
    chat.keyboard.press("Enter")
    expect(chat.locator("dialog[open]")).to_be_visible()
    expect(chat.locator("#hw-menu")).to_be_hidden()
    chat.keyboard.press("Escape")
    expect(chat.locator("dialog[open]")).to_have_count(0)
    expect(button).to_be_focused()


def test_escape_closes_the_menu_before_the_panel(chat: Page) -> None:
    conversation(chat)
    chat.locator(".hw-marker").first.click()
    expect(chat.locator("#hw-panel mark")).to_be_visible()
    menu = open_menu(chat)
    assert box(chat, "#hw-menu")["left"] >= box(chat, "#hw-panel")["right"]
    chat.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(chat.locator("#hw-panel")).to_be_visible()
    chat.keyboard.press("Escape")
    expect(chat.locator("#hw-panel")).to_be_hidden()


def test_the_keys_of_a_phone_make_the_page_shorter_and_letters_can_be_enlarged(chat: Page) -> None:
    viewport = chat.locator("meta[name=viewport]")
    expect(viewport).to_have_count(1)
    assert viewport.get_attribute("content") == (
        "width=device-width, initial-scale=1, interactive-widget=resizes-content"
    )


def test_every_part_of_the_header_has_its_name(chat: Page) -> None:
    conversation(chat)
    header = chat.locator("header.hw-header")
    expect(header.get_by_role("heading", level=1)).to_have_text(ARABIC.NAME)
    for name in (f"{ARABIC.SCOPE} 4 وثائق", ARABIC.NEW_CONVERSATION, ARABIC.MENU):
        expect(header.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert all(chat.locator("svg.hw-icon").evaluate_all("all => all.map(e => e.ariaHidden === 'true')"))


def test_the_documents_are_seen_from_the_header_and_from_the_welcome(chat: Page) -> None:
    for place in (".hw-header", ".hw-hello"):
        opener = chat.locator(f'{place} .hw-tool[name="scope"]')
        opener.click()
        expect(chat.get_by_role("dialog", name=ARABIC.SCOPE)).to_be_visible()
        chat.keyboard.press("Escape")
        expect(chat.locator("dialog[open]")).to_have_count(0)
        expect(opener).to_be_focused()
