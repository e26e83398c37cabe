"""Light and dark, in a real Chromium: as the system is set, until the reader chooses."""

import re

import pytest
from page_kit import BROWSER_TEST, conversation, open_menu, visit
from page_measures import artifact, brightness, faint, settle
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import PHONE, open_page
from tests.waiting import until
from web.catalogue import ARABIC

pytestmark = BROWSER_TEST
BUTTON = '.hw-tool[name="theme"]'


def switch(page: Page) -> None:
    open_menu(page).get_by_role("button", name=ARABIC.DARK_LOOK).click()
    page.keyboard.press("Escape")


def ground(page: Page) -> float:
    """How bright the page is when its colours have glided to what they are to be."""
    settle(page)
    path = artifact("theme")
    page.screenshot(path=path)
    return brightness(path)


@pytest.mark.parametrize("dark", [False, True])
def test_the_switch_turns_what_the_system_is_set_to_and_is_kept(browser: Browser, url: str, dark: bool) -> None:
    with open_page(browser, size=PHONE, dark=dark) as page:
        conversation(visit(page, url))
        button = page.locator(BUTTON)
        expect(button).to_have_attribute("aria-pressed", str(dark).lower())
        assert (ground(page) < 0.35) is dark
        switch(page)
        expect(button).to_have_attribute("aria-pressed", str(not dark).lower())
        assert (ground(page) < 0.35) is not dark
        assert not faint(page)
        visit(page, url)
        expect(button).to_have_attribute("aria-pressed", str(not dark).lower())
        assert (ground(page) < 0.35) is not dark
        switch(page)
        assert page.evaluate("localStorage.getItem('hiwar-theme')") is None  # as the system is set is no choice


@pytest.mark.parametrize("dark", [False, True])
def test_the_choice_holds_before_anything_is_drawn(browser: Browser, url: str, dark: bool) -> None:
    held: list[Route] = []
    with open_page(browser, dark=dark) as page:
        switch(visit(page, url))
        # Gradio's scripts never come: what is seen then is what is seen first.
        page.route(re.compile(r"/assets/.*\.js"), lambda route: held.append(route))
        page.goto(url, wait_until="commit")
        page.wait_for_function("document.body && document.readyState !== 'loading'")
        until(lambda: held, pause=lambda: page.wait_for_timeout(20))
        assert (ground(page) < 0.35) is not dark
        for route in held:
            route.abort()


def test_without_a_choice_the_page_follows_the_system_while_it_is_open(chat: Page) -> None:
    button = chat.locator(BUTTON)
    chat.emulate_media(color_scheme="dark")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert ground(chat) < 0.35
    chat.emulate_media(color_scheme="light")
    expect(button).to_have_attribute("aria-pressed", "false")
    switch(chat)
    chat.emulate_media(color_scheme="dark")
    chat.emulate_media(color_scheme="light")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert ground(chat) < 0.35


def test_other_open_pages_and_an_answer_s_own_follow_the_choice(chat: Page, url: str) -> None:
    with chat.context.expect_page() as opening:
        chat.evaluate("window.open('/a/unknown')")
    shared = opening.value
    shared.wait_for_selector("main")
    switch(chat)
    expect(shared.locator("html")).to_have_attribute("data-theme", "dark")
    expect(shared.locator("body")).to_have_css("background-color", "rgb(15, 23, 42)")
    shared.goto(url + "a/unknown")
    expect(shared.locator("html")).to_have_attribute("data-theme", "dark")
