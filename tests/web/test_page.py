"""Asking, in a real Chromium, served by a real server; the chain answers by a script."""

import re

import pytest
from page_kit import BROWSER_TEST, LONG, answering, ask, idle, text_of, visit
from playwright.sync_api import Browser, Page, expect
from scripted_chain import ANSWER, EXAMPLES, QUOTE, REFUSAL, ScriptedChain

from bot.answer import Question, Turn
from tests.browser import open_page
from tests.waiting import PATIENCE, get
from web.asking import MAX_QUESTION_LENGTH
from web.catalogue import ARABIC

pytestmark = BROWSER_TEST


def test_the_answer_streams_and_ends_with_citations(chat: Page) -> None:
    answer = ask(chat, "على مهل: إلى ماذا دعا المشاركون؟")
    lengths: list[int] = []
    answer.locator(".hw-text").wait_for()  # before, its place says that the documents are being searched
    while answer.locator(".hw-citation").count() == 0:
        lengths.append(len(text_of(answer)))
        chat.wait_for_timeout(30)
    assert lengths == sorted(lengths)
    assert len(set(lengths)) > 3
    assert answer.locator(".hw-number").all_text_contents() == ["[1]", "[2]", "[3]"]
    assert answer.locator(".hw-marker").all_text_contents() == ["[1]", "[2]", "[1]", "[3]"]
    assert text_of(chat.locator(".hw-question")) == "على مهل: إلى ماذا دعا المشاركون؟"
    idle(chat)


def test_a_citation_opens_to_its_passage(chat: Page) -> None:
    answer = ask(chat, EXAMPLES[0])
    idle(chat)
    cited = answer.locator(".hw-citation").first
    expect(cited.locator(".hw-source")).to_be_hidden()
    cited.locator("summary").click()
    expect(cited.locator(".hw-source")).to_be_visible()
    assert cited.locator("mark").all_text_contents() == [QUOTE]
    place = text_of(cited.locator(".hw-place"))
    expected = ANSWER.citations[0]
    for part in (expected.title, *expected.section, "الصفحة: 3", expected.source):
        assert part in place
    warnings = answer.locator(".hw-warning")
    assert warnings.count() == 1
    assert text_of(answer.locator(".hw-citation").nth(2).locator(".hw-warning")) == ARABIC.UNVERIFIED


def test_a_citation_opens_from_the_keyboard(chat: Page) -> None:
    answer = ask(chat, EXAMPLES[0])
    idle(chat)
    summary = answer.locator("summary").nth(1)
    summary.focus()
    chat.keyboard.press("Enter")
    expect(answer.locator(".hw-source").nth(1)).to_be_visible()
    assert chat.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_focus_goes_to_the_box_when_what_was_pressed_is_gone(chat: Page) -> None:
    with answering(chat):
        chat.locator(".hw-example").first.press("Enter")
    expect(chat.locator("#hw-box textarea")).to_be_focused()
    chat.locator("#hw-new").press("Enter")
    expect(chat.locator(".bot-row")).to_have_count(0)
    expect(chat.locator("#hw-box textarea")).to_be_focused()


def test_an_example_is_asked_by_a_click(chat: Page, chain: ScriptedChain) -> None:
    assert [text.strip() for text in chat.locator(".hw-example").all_text_contents()] == [*EXAMPLES]
    chat.locator(".hw-example").nth(1).click()
    expect(chat.locator(".hw-citation")).to_have_count(3)
    assert chain.questions[-1] == Question(EXAMPLES[1])
    expect(chat.locator(".hw-example").first).to_be_hidden()


def test_stop_ends_the_generation(chat: Page, chain: ScriptedChain) -> None:
    chain.closed.clear()
    answer = ask(chat, "سؤال طويل")
    expect(chat.locator("#hw-send")).to_be_hidden()
    expect(answer).to_contain_text("كلمة كلمة كلمة")
    chat.click("#hw-stop")
    assert chain.closed.wait(PATIENCE)
    expect(answer).to_contain_text(ARABIC.STOPPED)
    idle(chat)
    snapshots, shown = chain.snapshots, text_of(answer)
    chat.wait_for_timeout(600)
    assert (chain.snapshots, text_of(answer)) == (snapshots, shown)
    ask(chat, "سؤال آخر")
    expect(chat.locator(".hw-citation")).to_have_count(3)
    assert chain.questions[-1].history[0] == Turn("user", "سؤال طويل")


def test_a_new_conversation_forgets_and_stops(chat: Page, chain: ScriptedChain) -> None:
    chain.closed.clear()
    before = chain.snapshots
    answer = ask(chat, "سؤال طويل")
    expect(answer).to_contain_text("كلمة كلمة")
    chat.click("#hw-new")
    assert chain.closed.wait(PATIENCE)
    assert chain.snapshots - before < LONG - 1
    expect(chat.locator(".hw-example").first).to_be_visible()
    chat.wait_for_timeout(300)
    expect(chat.locator(".bot-row")).to_have_count(0)
    ask(chat, "سؤال بعد ذلك")
    idle(chat)
    assert chain.questions[-1].history == ()


def test_history_is_plain_text_and_belongs_to_one_session(
    browser: Browser, chat: Page, url: str, chain: ScriptedChain
) -> None:
    ask(chat, "السؤال الأول")
    idle(chat)
    with open_page(browser) as other:
        visit(other, url)
        expect(other.locator(".bot-row")).to_have_count(0)
        ask(other, "سؤال شخص آخر")
        idle(other)
        assert chain.questions[-1].history == ()
    ask(chat, "متابعة: ومتى؟")
    expect(chat.locator(".hw-understood")).to_have_text("السؤال كما فُهم: متى تُنشر عقود العمل بلغات العمال؟")
    assert chain.questions[-1].history == (Turn("user", "السؤال الأول"), Turn("assistant", ANSWER.text))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("   ", ARABIC.QUESTION_EMPTY), ("س" * (MAX_QUESTION_LENGTH + 1), "السؤال أطول من اللازم")],
)
def test_a_question_that_cannot_be_asked(chat: Page, chain: ScriptedChain, typed: str, sentence: str) -> None:
    asked = len(chain.questions)
    chat.fill("#hw-box textarea", typed)
    chat.click("#hw-send")
    told = chat.get_by_role("status").filter(has_text=sentence)
    expect(told).to_be_visible()
    assert told.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert chat.input_value("#hw-box textarea") == typed
    assert len(chain.questions) == asked
    ask(chat, EXAMPLES[0])
    expect(chat.locator(".hw-objection")).to_have_count(0)


def test_a_refusal_offers_what_is_only_related(chat: Page) -> None:
    answer = ask(chat, "ما سعر الذهب؟")
    idle(chat)
    expect(answer).to_contain_text(REFUSAL.text)
    expect(answer.locator(".hw-related .hw-heading")).to_have_text(ARABIC.RELATED)
    answer.locator("summary").click()
    expect(answer.locator(".hw-passage")).to_be_visible()
    assert answer.locator("mark, .hw-number, .hw-citations").count() == 0
    assert answer.locator(".hw-citation").evaluate("e => getComputedStyle(e).borderTopStyle") == "dashed"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("سؤال فيه عطل", "تعذّر الوصول إلى ما هو محفوظ الآن. أعد المحاولة بعد قليل."),
        ("سؤال فيه انهيار", ARABIC.UNEXPECTED_ERROR),
    ],
)
def test_errors_are_told_in_arabic_and_the_question_is_kept(chat: Page, question: str, sentence: str) -> None:
    answer = ask(chat, question)
    expect(answer.locator(".hw-notice")).to_have_text(sentence)
    idle(chat)
    expect(chat.locator("#hw-box textarea")).to_have_value(question)
    chat.locator(".hw-choices").evaluate("names => names.remove()")  # languages are called by their own names
    assert not re.search("[A-Za-z]{3}", chat.locator("body").inner_text().replace("ILO", ""))


def test_what_was_wrong_with_a_question_is_gone_when_it_is_written_otherwise(chat: Page) -> None:
    chat.fill("#hw-box textarea", "س" * 2001)
    chat.press("#hw-box textarea", "Enter")
    expect(chat.locator(".hw-objection")).to_be_visible()
    chat.press("#hw-box textarea", "Backspace")
    expect(chat.locator(".hw-objection")).to_be_hidden()
    chat.type("#hw-box textarea", "س")
    chat.press("#hw-box textarea", "Enter")
    expect(chat.locator(".hw-objection")).to_be_visible()


def test_a_lost_server_is_told_once(chat: Page) -> None:
    chat.route("**/gradio_api/**", lambda route: route.abort())
    chat.fill("#hw-box textarea", EXAMPLES[0])
    chat.press("#hw-box textarea", "Enter")
    expect(chat.locator(".toast-body").first).to_contain_text(ARABIC.CONNECTION_ERROR)
    chat.wait_for_timeout(1500)
    expect(chat.locator(".toast-body:visible")).to_have_count(1)


def test_only_the_box_is_told_how_far_events_have_come(url: str) -> None:
    config = get(f"{url}config").json()
    box = [one["id"] for one in config["components"] if one["props"].get("elem_id") == "hw-box"]
    on_server = [one for one in config["dependencies"] if one["backend_fn"]]
    assert on_server
    assert [one["show_progress_on"] for one in on_server] == [box] * len(on_server)
