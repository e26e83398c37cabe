"""The page in other languages and with other digits, in a real Chromium."""

import pytest
from page_kit import BROWSER_TEST, ask, idle, open_menu, tool, visit
from page_measures import artifact, faint, fonts_of, outside, small
from playwright.sync_api import Browser, Page, expect
from scripted_chain import EXAMPLES, QUOTE

from tests.browser import DESKTOP, PHONE, open_page
from tests.waiting import get
from web.catalogue import ARABIC, WORDS

pytestmark = BROWSER_TEST


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_speaks_another_language_and_quotes_in_arabic(browser: Browser, url: str, language: str) -> None:
    words = WORDS[language]
    assert f'<html lang="{language}" dir="ltr"' in get(f"{url}{language}/").text
    for size in (DESKTOP, PHONE):
        with open_page(browser, size=size) as page:
            visit(page, f"{url}{language}/")
            answer = ask(page, EXAMPLES[0])
            idle(page)
            expect(page.locator("#hw-send")).to_have_text(words.SEND)
            expect(answer.locator(".hw-citations .hw-heading")).to_have_text(words.CITATIONS)
            expect(answer.locator(".hw-text p").first).to_have_attribute("dir", "rtl")
            assert page.locator(".hw-text p").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
            assert page.locator(".hw-footer").evaluate("e => getComputedStyle(e).direction") == "ltr"
            page.screenshot(path=artifact(f"{language}-{size[0]}-light"))
            answer.locator(".hw-marker").first.click()
            expect(page.locator("#hw-panel")).to_contain_text(f"{words.PAGE}: 3")
            expect(page.locator("#hw-panel mark")).to_have_text(QUOTE)
            assert not outside(page)
            assert not faint(page)
            assert not small(page)


def test_the_switch_leads_to_each_language(chat: Page) -> None:
    names = open_menu(chat).locator(".hw-choices a")
    expect(names).to_have_text(["العربية", "English", "Français"])
    expect(names.first).to_have_attribute("aria-current", "page")
    names.nth(1).click()
    expect(chat.locator("#hw-send")).to_have_text(WORDS["en"].SEND)
    assert chat.evaluate("[document.documentElement.lang, document.title]") == ["en", WORDS["en"].PAGE_TITLE]
    open_menu(chat).locator(".hw-choices a").first.click()
    expect(chat.locator("#hw-send")).to_have_text(ARABIC.SEND)


def test_every_figure_of_the_page_itself_is_in_the_digits_of_the_readers_choice(chat: Page) -> None:
    tool(chat, "digits").click()
    expect(chat.locator(".hw-about")).to_contain_text("٢٣ تشرين الثاني/نوفمبر ٢٠٢٦")
    expect(ask(chat, "ما سعر الذهب؟").locator(".hw-refused")).to_contain_text("وعددها ٤")
    idle(chat)
    chat.fill("#hw-box textarea", "س" * 2001)
    chat.press("#hw-box textarea", "Enter")
    expect(chat.locator(".hw-objection")).to_contain_text("٢٠٠١")
    tool(chat, "conversations").click()
    expect(chat.locator(".hw-dialog .hw-note")).to_contain_text("٣٠")
    expect(chat.locator(".hw-dialog .hw-note")).not_to_contain_text("30")


def test_digits_are_written_as_the_reader_chooses_and_quotations_stay(chat: Page, url: str) -> None:
    answer = ask(chat, EXAMPLES[0])
    idle(chat)
    text = answer.locator(".hw-text p bdi.hw-fixed").all_text_contents()
    tool(chat, "digits").click()
    expect(answer.locator(".hw-marker").first).to_have_text("[١]")
    expect(answer.locator(".hw-number")).to_have_text(["[١]", "[٢]", "[٣]"])
    expect(answer.locator(".hw-label").first).to_contain_text("ص\u00a0٣")
    assert answer.locator(".hw-text p bdi.hw-fixed").all_text_contents() == text
    answer.locator(".hw-marker").first.click()
    expect(chat.locator("#hw-panel")).to_contain_text("الصفحة: ٣")
    expect(chat.locator("#hw-panel mark")).to_have_text(QUOTE)
    chat.keyboard.press("Escape")
    visit(chat, url)
    expect(chat.locator(".hw-header .hw-corpus")).to_contain_text("٤ وثائق")
    tool(chat, "digits").click()
    expect(chat.locator(".hw-header .hw-corpus")).to_contain_text("4 وثائق")


def test_arabic_is_drawn_in_the_typeface_that_comes_with_the_page(chat: Page, url: str) -> None:
    assert "Noto Naskh Arabic" in " ".join(fonts_of(chat, ".hw-header h1"))
    assert chat.evaluate("[...document.fonts].some(f => f.family.includes('Naskh') && f.status === 'loaded')")
    assert get(url + "hiwar/noto-naskh-arabic-OFL.txt").status_code == 200


def test_a_lost_and_regained_network_is_told(chat: Page) -> None:
    chat.context.set_offline(True)
    expect(chat.locator("#hw-told")).to_have_text(ARABIC.OFFLINE)
    chat.context.set_offline(False)
    expect(chat.locator("#hw-told")).to_have_text(ARABIC.ONLINE)


def test_an_answer_from_a_new_edition_says_so(chat: Page) -> None:
    ask(chat, "سؤال عن إصدار قديم")
    idle(chat)
    answer = ask(chat, "سؤال عن إصدار جديد")
    idle(chat)
    expect(answer.locator(".hw-note")).to_have_text(ARABIC.NEW_EDITION)
    expect(chat.locator(".hw-note")).to_have_count(1)
