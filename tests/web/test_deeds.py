"""What a person does with answers, in a real Chromium: copy, share, ask again, go back, judge, print."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from page_kit import (
    BROWSER_TEST,
    CORPUS,
    FOLLOW_UPS,
    GONE,
    GONE_UPDATED,
    UPDATED,
    answering,
    ask,
    idle,
    open_menu,
    tool,
    visit,
)
from page_measures import artifact, faint, fonts_of, latin_words, outside, settle, small
from playwright.sync_api import Browser, Locator, Page, expect
from scripted_chain import ANSWER, EXAMPLES, ScriptedChain, citation

from bot.answer import Answer, Turn
from history.records import Verdict
from history.store import History
from tests.browser import DESKTOP, PHONE, open_page
from tests.waiting import get, post
from vectorstore.scope import Scope
from web.catalogue import ARABIC, WORDS
from web.conversation import Exchange, Progress, messages_of
from web.deeds import do, prompt_of
from web.keeping import Asker, Keeper, record_of
from web.render import escape

pytestmark = BROWSER_TEST


def answered(page: Page, question: str = EXAMPLES[0]) -> Locator:
    answer = ask(page, question)
    idle(page)
    expect(answer.locator(".hw-act").first).to_be_visible()
    return answer


def renew(page: Page) -> None:
    page.click("#hw-new")
    expect(page.locator(".bot-row")).to_have_count(0)


def press(answer: Locator, name: str) -> None:
    answer.locator(f'.hw-act[name="{name}"]').click()


def copied(answer: Locator) -> tuple[str, str]:
    press(answer, "copy")
    expect(answer.page.locator("#hw-told")).to_have_text(ARABIC.COPIED)
    plain, html = answer.page.evaluate(
        """async () => { const [item] = await navigator.clipboard.read();
             return Promise.all(["text/plain", "text/html"].map(async t => (await item.getType(t)).text())) }"""
    )
    return plain, html


def test_an_answer_is_copied_with_its_references_as_text_and_for_word(browser: Browser, url: str) -> None:
    with open_page(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        answer = answered(visit(page, url))
        plain, html = copied(answer)
        assert EXAMPLES[0] in plain
        assert ANSWER.text in plain
        assert "[1] تقرير المشاورة الإقليمية الثالثة — " in plain
        assert "regional-consultation-3.pdf" in plain
        assert re.findall(r"^\[\d\]", plain, re.MULTILINE) == ["[1]", "[2]", "[3]"]
        assert 'dir="rtl"' in html
        assert "direction:" in html.replace(" ", "")
        assert "button" not in html
        assert '<span dir="ltr">2027-06-30</span>' in html  # Word would write the date from its end
        assert re.search(r'\[1\]</span> .*<span dir="ltr">regional-consultation-3.pdf</span></p>', html)


def test_a_copied_question_keeps_its_own_direction(browser: Browser, url: str) -> None:
    with open_page(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        _, html = copied(answered(visit(page, url), "What did the unions say?"))
        question = re.search("<p ([^>]*)>What", html.replace('<span dir="ltr">', ""))
        assert question
        assert 'dir="ltr"' in question[1]
        assert "bold" in question[1]


def test_a_copy_tells_the_day_of_the_edition_that_answered_and_not_the_one_that_answers_now(
    browser: Browser, url: str
) -> None:
    with open_page(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        plain, html = copied(answered(visit(page, url), "سؤال عن إصدار قديم"))
        for text in (plain, html):
            assert f"آخر تحديث للوثائق: {GONE_UPDATED}" in text
            assert UPDATED not in text
            assert GONE not in text


def test_a_link_shows_one_answer_fixed_to_its_edition(browser: Browser, chat: Page) -> None:
    answer = answered(chat)
    press(answer, "share")
    link = chat.locator(".hw-dialog input").input_value()
    assert re.search(r"/a/[\w-]{20,}$", link)
    chat.keyboard.press("Escape")
    expect(chat.locator(".hw-dialog")).to_have_count(0)
    with open_page(browser) as other:
        other.goto(link)
        expect(other.locator(".hw-question")).to_have_text(EXAMPLES[0])
        expect(other.locator(".hw-text")).to_contain_text("توحيد عقود العمل")
        expect(other.locator(".hw-act")).to_have_count(0)
        other.locator(".hw-marker").first.click()
        expect(other.locator("#hw-panel mark")).to_be_visible()
        assert all("Naskh" in font for font in fonts_of(other, "#hw-panel mark"))
        day = ARABIC.day(datetime.now(UTC).date().isoformat())
        expect(other.locator(".hw-edition")).to_have_text(f"تاريخ الإجابة: {day}")
        other.screenshot(path=artifact("shared-1280-light"))
        assert not outside(other)
        assert not faint(other)
        assert not small(other)
        expect(other.locator(".hw-marker").first).to_have_text("[1]")
        other.evaluate("localStorage.setItem('hiwar-digits', 'arabic')")
        other.reload()
        expect(other.locator(".hw-marker").first).to_have_text("[١]")
        expect(other.locator(".hw-text p bdi.hw-fixed").first).to_contain_text("2027")


def test_a_shared_answer_says_when_its_edition_is_gone(chat: Page) -> None:
    press(answered(chat, "سؤال عن إصدار قديم"), "share")
    link = chat.locator(".hw-dialog input").input_value()
    assert ARABIC.SHARED_EDITION_GONE in get(link).text
    chat.goto(link)
    edition = chat.locator("main").get_by_text(GONE)
    expect(edition).to_be_hidden()
    chat.locator("main .hw-details summary").click()
    expect(edition).to_be_visible()
    unknown = get(re.sub("/a/.*", "/a/unknown", link))
    assert "script-src 'self' 'nonce-" in unknown.headers["content-security-policy"]
    assert unknown.status_code == 404
    assert ARABIC.SHARED_GONE in unknown.text


def test_retry_asks_again_in_the_same_place(chat: Page, chain: ScriptedChain) -> None:
    answered(chat)
    second = answered(chat, "سؤال ثانٍ")
    with answering(chat):
        press(second, "retry")
    expect(chat.locator(".bot-row")).to_have_count(2)
    assert [question.text for question in chain.questions[-2:]] == ["سؤال ثانٍ", "سؤال ثانٍ"]
    assert chain.questions[-1].history == (Turn("user", EXAMPLES[0]), Turn("assistant", ANSWER.text))


def test_what_was_asked_behind_a_question_stays_when_that_is_asked_again(reader: Page, chain: ScriptedChain) -> None:
    questions = ["سؤال أول", "سؤال ثانٍ", "سؤال ثالث"]
    first, *_ = [answered(reader, question) for question in questions]
    with answering(reader):
        press(first, "retry")
    assert chain.questions[-1].text == "سؤال أول"
    assert chain.questions[-1].history == ()
    expect(reader.locator(".hw-question")).to_have_text(questions)
    reader.reload()
    expect(reader.locator(".hw-question")).to_have_text(questions)


def test_what_stands_behind_a_question_that_was_asked_again_is_of_no_new_edition() -> None:
    older, newer = (Exchange("سؤال", Progress.DONE, replace(ANSWER, edition=name)) for name in (GONE, CORPUS.edition))
    told = [escape(ARABIC.NEW_EDITION) in message["content"] for message in messages_of((newer, older, newer))[1::2]]
    assert told == [False, False, True]


def test_what_was_asked_in_another_window_is_neither_lost_nor_hidden(reader: Page) -> None:
    answered(reader, "سؤال أول")
    other = visit(reader.context.new_page(), reader.url)
    expect(other.locator(".hw-question")).to_have_count(1)
    answered(other, "سؤال من نافذة أخرى")
    answered(reader, "سؤال ثالث")
    questions = ["سؤال أول", "سؤال من نافذة أخرى", "سؤال ثالث"]
    expect(reader.locator(".hw-question")).to_have_text(questions)
    other.reload()
    expect(other.locator(".hw-question")).to_have_text(questions)


def test_a_conversation_that_is_deleted_is_left(reader: Page) -> None:
    answered(reader, "محادثة للحذف")
    tool(reader, "conversations").click()
    reader.get_by_label(ARABIC.DELETE_NAMED.format(title="محادثة للحذف")).click()
    reader.locator(".hw-list button", has_text=ARABIC.CONFIRM_DELETE).click()
    expect(reader.locator(".hw-question")).to_have_count(0)
    expect(reader).not_to_have_url(re.compile("conversation"))


def test_what_is_told_while_a_dialog_is_open_stands_above_it(reader: Page) -> None:
    press(answered(reader, "سؤال للمشاركة"), "share")
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.get_by_text(ARABIC.COPY_LINK).click()
    told = reader.locator("#hw-told")
    expect(told).to_have_text(ARABIC.LINK_COPIED)
    assert told.evaluate(
        "e => { const box = e.getBoundingClientRect();"
        " return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === e }"
    )
    reader.keyboard.press("Escape")
    expect(reader.locator(".hw-dialog")).to_have_count(0)
    expect(told).to_have_count(1)


def test_an_edited_question_takes_the_place_of_the_old_one_and_what_followed(chat: Page, chain: ScriptedChain) -> None:
    answered(chat)
    answered(chat, "سؤال ثانٍ")
    chat.locator('.hw-act[name="edit"]').first.click()
    box = chat.locator("#hw-box textarea")
    expect(box).to_have_value(EXAMPLES[0])
    expect(box).to_be_focused()
    expect(chat.locator("#hw-editing")).to_contain_text(ARABIC.EDITING)
    box.fill("سؤال معدَّل")
    with answering(chat):
        box.press("Enter")
        expect(chat.locator("#hw-editing")).to_be_hidden()
    expect(chat.locator(".hw-question")).to_have_text(["سؤال معدَّل"])
    assert chain.questions[-1].history == ()


def test_editing_can_be_given_up(chat: Page) -> None:
    answered(chat)
    chat.locator('.hw-act[name="edit"]').click()
    chat.locator("#hw-editing button").click()
    expect(chat.locator("#hw-box textarea")).to_have_value("")
    answered(chat, "سؤال ثانٍ")
    expect(chat.locator(".hw-question")).to_have_count(2)


def test_follow_ups_are_offered_after_the_answer_and_asked_by_a_click(chat: Page, chain: ScriptedChain) -> None:
    answered(chat)
    expect(chat.locator(".hw-follow")).to_have_text([*FOLLOW_UPS])
    chat.fill("#hw-box textarea", "مسودة لم تُرسل")
    with answering(chat):
        chat.locator(".hw-follow").first.click()
    assert chain.questions[-1].text == FOLLOW_UPS[0]
    expect(chat.locator("#hw-box textarea")).to_have_value("مسودة لم تُرسل")
    # What was asked is not offered again.
    expect(chat.locator(".hw-follow")).to_have_text([FOLLOW_UPS[1]])
    answered(chat, "ما سعر الذهب؟")
    expect(chat.locator(".hw-follow")).to_have_count(0)


def test_a_failed_answer_can_be_tried_again(chat: Page) -> None:
    answer = ask(chat, "سؤال فيه عطل")
    idle(chat)
    with answering(chat):
        press(answer, "retry")
    expect(chat.locator(".bot-row")).to_have_count(1)


@pytest.fixture
def reader(browser: Browser, url: str) -> Iterator[Page]:
    with open_page(browser) as page:
        yield visit(page, url)


def test_conversations_are_kept_for_their_browser_and_can_be_gone_back_to(
    browser: Browser, reader: Page, url: str, chain: ScriptedChain
) -> None:
    (cookie,) = [one for one in reader.context.cookies() if one.get("name") == "hiwar_reader"]
    assert cookie.get("httpOnly")
    assert cookie.get("sameSite") == "Lax"
    answered(reader, "أول محادثة")
    renew(reader)
    answered(reader, "محادثة ثانية")
    visit(reader, url)
    tool(reader, "conversations").click()
    expect(reader.locator(".hw-list a")).to_have_text(["محادثة ثانية", "أول محادثة"])
    reader.screenshot(path=artifact("conversations-1280-light"))
    reader.locator(".hw-list a", has_text="أول محادثة").click()
    expect(reader.locator(".hw-question")).to_have_text(["أول محادثة"])
    answered(reader, "متابعة لها")
    assert chain.questions[-1].history[0] == Turn("user", "أول محادثة")
    address = reader.url
    with open_page(browser) as other:
        visit(other, address)
        other.wait_for_timeout(300)
        expect(other.locator(".hw-question")).to_have_count(0)
        tool(other, "conversations").click()
        expect(other.locator(".hw-dialog")).to_contain_text(ARABIC.CONVERSATIONS_NONE)


def test_the_way_back_leads_from_a_new_conversation_to_the_one_that_was_left(reader: Page) -> None:
    answered(reader, "أول محادثة")
    renew(reader)
    answered(reader, "محادثة ثانية")
    reader.go_back()
    expect(reader.locator(".hw-question")).to_have_text(["أول محادثة"])
    reader.go_forward()
    expect(reader.locator(".hw-question")).to_have_text(["محادثة ثانية"])


def test_a_reload_brings_back_the_conversation_and_what_was_being_written(
    reader: Page, url: str, chain: ScriptedChain
) -> None:
    answered(reader, "سؤال قبل الانقطاع")
    reader.fill("#hw-box textarea", "مسودة لم تُرسل")
    reader.reload()
    expect(reader.locator(".hw-question")).to_have_text(["سؤال قبل الانقطاع"])
    expect(reader.locator("#hw-box textarea")).to_have_value("مسودة لم تُرسل")
    expect(reader.locator(".hw-follow")).to_have_text([*FOLLOW_UPS])
    with answering(reader):
        reader.press("#hw-box textarea", "Enter")
    assert chain.questions[-1].history[0] == Turn("user", "سؤال قبل الانقطاع")
    expect(reader.locator('.hw-act[name="copy"]')).to_have_count(2)
    open_menu(reader).locator(".hw-choices a[lang=en]").click()
    expect(reader.locator("#hw-send")).to_have_text(WORDS["en"].SEND)
    expect(reader.locator(".hw-question")).to_have_text(["سؤال قبل الانقطاع", "مسودة لم تُرسل"])
    reader.click("#hw-new")
    expect(reader.locator(".bot-row")).to_have_count(0)
    assert "conversation" not in reader.url
    reader.reload()
    expect(reader.locator("#hw-welcome")).to_be_visible()
    expect(reader.locator(".bot-row")).to_have_count(0)


def test_when_a_lost_connection_is_back_nothing_of_the_conversation_is_lost(reader: Page) -> None:
    answered(reader, "سؤال قبل الانقطاع")
    reader.evaluate("window.before = true")
    reader.context.set_offline(True)
    reader.fill("#hw-box textarea", "سؤال بلا اتصال")
    reader.press("#hw-box textarea", "Enter")
    expect(reader.locator(".toast-text, .toast-message-text").first).to_have_text(ARABIC.CONNECTION_ERROR)
    expect(reader.locator("#hw-told")).to_have_text(ARABIC.OFFLINE)
    reader.context.set_offline(False)
    reader.wait_for_function("!window.before")  # Gradio has loaded the page anew
    expect(reader.locator(".hw-question")).to_have_text(["سؤال قبل الانقطاع"])
    expect(reader.locator("#hw-box textarea")).to_have_value("سؤال بلا اتصال")
    with answering(reader):
        reader.press("#hw-box textarea", "Enter")
    expect(reader.locator(".bot-row")).to_have_count(2)


@pytest.mark.parametrize("moment", [0, 300])
def test_the_first_question_sent_when_a_lost_connection_is_back_is_answered(reader: Page, moment: int) -> None:
    answered(reader, "سؤال قبل الانقطاع")
    reader.context.set_offline(True)
    reader.fill("#hw-box textarea", "سؤال بلا اتصال")
    reader.press("#hw-box textarea", "Enter")
    expect(reader.locator("#hw-told")).to_have_text(ARABIC.OFFLINE)
    reader.wait_for_timeout(1500)
    reader.context.set_offline(False)
    reader.wait_for_timeout(moment)
    reader.locator("#hw-send").evaluate("send => send.click()")  # before or after Gradio has loaded the page anew
    expect(reader.locator(".hw-question")).to_have_text(["سؤال قبل الانقطاع", "سؤال بلا اتصال"])
    idle(reader)
    expect(reader.locator(".bot-row")).to_have_count(2)


def test_conversations_are_exported_and_deleted_by_their_reader(reader: Page, url: str) -> None:
    for question in ("محادثة للحذف", "محادثة أخرى"):
        answered(reader, question)
        renew(reader)
    tool(reader, "conversations").click()
    with reader.expect_download() as download:
        reader.get_by_text(ARABIC.EXPORT).click()
    whole = json.loads(download.value.path().read_text("utf-8"))["conversations"]
    assert [one["exchanges"][0]["question"] for one in whole] == ["محادثة أخرى", "محادثة للحذف"]
    assert whole[0]["exchanges"][0]["answer"]["text"] == ANSWER.text
    remove = reader.get_by_label(ARABIC.DELETE_NAMED.format(title="محادثة للحذف"))
    remove.click()
    sure = reader.locator(".hw-list button", has_text=ARABIC.CONFIRM_DELETE)
    expect(sure).to_have_accessible_name(ARABIC.CONFIRM_DELETE)
    reader.keyboard.press("Tab")  # who goes on meanwhile did not mean it
    expect(sure).to_have_count(0)
    remove.click()
    expect(reader.locator(".hw-list a")).to_have_count(2)
    sure.click()
    expect(reader.locator(".hw-list a")).to_have_text(["محادثة أخرى"])
    reader.get_by_text(ARABIC.DELETE_ALL).click()
    reader.get_by_text(ARABIC.CONFIRM_DELETE_ALL).click()
    expect(reader.locator(".hw-dialog")).to_contain_text(ARABIC.CONVERSATIONS_NONE)
    assert reader.evaluate("fetch('/conversations').then(r => r.json())") == {"days": 30, "conversations": []}


def test_another_sites_page_cannot_delete_anything(url: str) -> None:
    response = post(url + "conversations/forget", headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 403
    assert get(url + "conversations/forget").status_code in (404, 405)


def test_an_answer_that_did_not_help_is_judged_with_a_reason(chat: Page, history: History) -> None:
    answer = answered(chat, "سؤال لم تفد إجابته")
    press(answer, "unhelped")
    dialog = chat.locator(".hw-dialog")
    dialog.get_by_label(ARABIC.reasons["wrong_passage"]).check()
    dialog.get_by_label(ARABIC.COMMENT).fill("المقطع عن لقاء آخر.")
    chat.screenshot(path=artifact("verdict-1280-light"))
    assert not small(chat, ".hw-dialog")
    assert not faint(chat, ".hw-dialog")
    assert latin_words(chat) <= {"ILO"}
    dialog.get_by_role("button", name=ARABIC.SEND_VERDICT).click()
    expect(chat.locator("#hw-told")).to_have_text(ARABIC.JUDGED)
    verdict = history.verdicts()[0]
    assert (verdict.helped, verdict.reason, verdict.comment) == (False, "wrong_passage", "المقطع عن لقاء آخر.")
    assert (verdict.record.question, verdict.record.answer.text) == ("سؤال لم تفد إجابته", ANSWER.text)


def test_one_click_says_that_an_answer_helped(chat: Page, history: History) -> None:
    answer = answered(chat, "سؤال أفادت إجابته")
    press(answer, "helped")
    expect(chat.locator("#hw-told")).to_have_text(ARABIC.JUDGED)
    expect(answer.locator('.hw-act[name="helped"]')).to_have_attribute("aria-pressed", "true")
    expect(answer.locator('.hw-act[name="unhelped"]')).to_have_attribute("aria-pressed", "false")
    assert history.verdicts()[0].helped


@pytest.mark.parametrize(
    "told",
    ["", "{", "[]", '{"kind": "share", "at": 7}', '{"kind": "share", "at": -1}', '{"kind": "erase", "at": 0}',
     '{"kind": "judge", "at": 0, "reason": "other than offered"}',
     json.dumps({"kind": "judge", "at": 0, "comment": "x" * 2001})],
)  # fmt: skip
def test_a_forged_deed_does_nothing(history: History, told: str) -> None:
    before = history.count_verdicts()
    assert not do(told, (Exchange("سؤال", Progress.DONE, ANSWER),), Keeper(history), Asker("me", "")).done
    assert history.count_verdicts() == before


def test_a_verdict_becomes_a_prompt_that_says_what_is_known() -> None:
    def prompt(answer: Answer, **told: object) -> dict[str, object]:
        record = record_of(Exchange("ومتى؟", Progress.DONE, answer))
        assert record is not None
        return prompt_of(Verdict(record, number=5, **told))  # type: ignore[arg-type]

    helpful = Answer("نص [1]", (citation(1, quote="جملة مقتبسة."),), standalone_question="متى عُقد اللقاء؟")
    assert prompt(helpful, helped=True) == {
        "id": "feedback-5", "question": "متى عُقد اللقاء؟", "kind": "feedback", "answerable": True,
        "passage": "جملة مقتبسة.",
    }  # fmt: skip
    assert prompt(helpful, helped=False, reason="should_refuse")["answerable"] is False
    assert prompt(Answer("لا جواب", refused=True), helped=False, reason="not_answered")["answerable"] is True
    unclear = prompt(helpful, helped=False, reason="unclear", comment="أي لقاء؟")
    assert "answerable" not in unclear
    assert (unclear["reason"], unclear["comment"]) == ("unclear", "أي لقاء؟")
    within = replace(helpful, scope=Scope(("d1",), "2020-01-01"))
    assert prompt(within, helped=True)["scope"] == {"documents": ["d1"], "since": "2020-01-01", "until": ""}


WHITE = "rgb(255, 255, 255)"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_on_paper_the_whole_conversation_stands_without_buttons(
    browser: Browser, url: str, size: tuple[int, int]
) -> None:
    with open_page(browser, size=size) as page:
        visit(page, url)
        for _ in range(3):
            answered(page, "إصدار جديد")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for hidden in ("#hw-ask", ".hw-actions", "#hw-menu-button", "#hw-new", ".hw-header .hw-corpus"):
            expect(page.locator(hidden).first).to_be_hidden()
        expect(page.locator(".hw-passage").last).to_be_visible()
        assert page.locator("#hw-chat mark").first.evaluate("mark => getComputedStyle(mark).backgroundColor") != WHITE
        edition = page.locator(".hw-answered-from").last
        assert edition.evaluate("line => parseFloat(getComputedStyle(line).paddingTop)") > 4  # below a border
        assert page.evaluate("document.documentElement.scrollHeight") > 2 * size[1]
        page.screenshot(path=artifact(f"print-{size[0]}"), full_page=True)
        page.emulate_media(media="print", color_scheme="dark")
        settle(page)
        assert not faint(page, ".gradio-container")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".hw-passage").last).to_be_hidden()
