"""What a reader limits questions to, in a real Chromium: chosen, told, kept with the question and taken away."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from page_kit import BROWSER_TEST, CORPUS, SOURCES, answering, ask, choose_documents, idle, tool, visit
from page_measures import artifact, faint, latin_words, outside, small
from playwright.sync_api import Browser, Page, expect
from scripted_chain import ANSWER, EXAMPLES, REFUSAL, ScriptedChain
from test_accessibility import broken_rules

from bot.answer import Answer, Question
from history.store import History
from tests.browser import DESKTOP, PHONE, open_page, serve
from tests.waiting import get
from vectorstore.manifest import DocumentRecord
from vectorstore.scope import EVERYTHING, Scope
from web.catalogue import ARABIC, WORDS
from web.command import Command
from web.render import scope_in
from web.server import create_app

pytestmark = BROWSER_TEST


def record(
    name: str, title: str, date: str | None, symbol: str | None = None, sessions: tuple[str, ...] = ()
) -> DocumentRecord:
    return DocumentRecord(name, name, name, title, f"{name}.txt", "", "ar", date, symbol, 0, 0, 1, 1, sessions)


RECORDS = (
    record("d1", "تقرير الحوار الأول", "2020-10-27", "E/2020/1", ("الجلسة الأولى", "الجلسة الثانية")),
    record("d2", "أسئلة شائعة", None),
    record("d3", "تقرير الحوار الثاني", "2020-11-03"),
)
TITLES = {one.document_id: one.title for one in RECORDS}


def script(question: Question) -> Iterator[Answer]:
    searched = tuple(TITLES[name] for name in question.scope.documents)
    whole = REFUSAL if "ذهب" in question.text else ANSWER
    yield Answer(
        whole.text, whole.citations, refused=whole.refused, related=whole.related, scope=question.scope,
        searched=searched,
    )  # fmt: skip


@pytest.fixture(scope="module")
def chain() -> ScriptedChain:
    return ScriptedChain(script)


@pytest.fixture(scope="module")
def url(chain: ScriptedChain, history: History) -> Iterator[str]:
    def create() -> FastAPI:
        return create_app(
            chain, corpus=lambda: CORPUS, sources=SOURCES, history=history, documents=lambda: RECORDS,
            is_kept=lambda edition: True,
        )  # fmt: skip

    with serve(create) as address:
        yield address


def choose(page: Page, *titles: str, since: str = "", until: str = "") -> None:
    choose_documents(page)
    dialog = page.locator(".hw-dialog")
    for title in titles:
        dialog.get_by_label(title).check()
    dialog.get_by_label(ARABIC.SCOPE_SINCE).fill(since)
    dialog.get_by_label(ARABIC.SCOPE_UNTIL).fill(until)
    dialog.get_by_role("button", name=ARABIC.SCOPE_APPLY).click()
    expect(dialog).to_have_count(0)


def test_documents_and_dates_that_were_chosen_reach_the_chain_and_are_told(chat: Page, chain: ScriptedChain) -> None:
    expect(chat.locator("#hw-scope")).to_have_count(0)
    choose(chat, "تقرير الحوار الأول", since="2020-10-01", until="2020-12-31")
    expect(chat.locator("#hw-scope")).to_contain_text("البحث في: «تقرير الحوار الأول»، من 1 تشرين الأول/أكتوبر 2020")
    ask(chat, EXAMPLES[0])
    idle(chat)
    assert chain.questions[-1].scope == Scope(("d1",), "2020-10-01", "2020-12-31")
    told = "اقتصر البحث على: «تقرير الحوار الأول»، من 1 تشرين الأول/أكتوبر 2020، إلى 31 كانون الأول/ديسمبر 2020"
    expect(chat.locator(".hw-scoped")).to_have_text(told)
    expect(chat.locator(".hw-question")).to_have_text(EXAMPLES[0])


def test_one_tap_searches_everything_again(chat: Page, chain: ScriptedChain) -> None:
    choose(chat, "أسئلة شائعة", "تقرير الحوار الثاني")
    chat.locator("#hw-scope").get_by_role("button", name=ARABIC.SCOPE_CLEAR).click()
    expect(chat.locator("#hw-scope")).to_have_count(0)
    expect(chat.locator("#hw-box textarea")).to_be_focused()
    ask(chat, EXAMPLES[0])
    idle(chat)
    assert chain.questions[-1].scope == EVERYTHING
    expect(chat.locator(".hw-scoped")).to_have_count(0)


def test_examples_retries_and_edits_search_what_the_chip_says(chat: Page, chain: ScriptedChain) -> None:
    choose(chat, "أسئلة شائعة")
    with answering(chat):
        chat.locator(".hw-example").first.click()
    with answering(chat):
        chat.locator('.hw-act[name="retry"]').click()
    with answering(chat):
        chat.locator('.hw-act[name="edit"]').click()
        chat.press("#hw-box textarea", "Enter")
    assert [question.scope for question in chain.questions[-3:]] == [Scope(("d2",))] * 3
    chat.click("#hw-new")
    expect(chat.locator("#hw-scope")).to_have_count(0)


def test_a_reload_keeps_what_questions_are_limited_to(chat: Page, chain: ScriptedChain) -> None:
    choose(chat, "أسئلة شائعة")
    chat.reload()
    expect(chat.locator("#hw-scope")).to_contain_text("أسئلة شائعة")
    ask(chat, EXAMPLES[0])
    idle(chat)
    assert chain.questions[-1].scope == Scope(("d2",))


def test_a_refusal_offers_to_search_everything(chat: Page, chain: ScriptedChain) -> None:
    choose(chat, "أسئلة شائعة")
    ask(chat, "ما سعر الذهب؟")
    idle(chat)
    with answering(chat):
        chat.get_by_role("button", name=ARABIC.WIDEN).click()
    expect(chat.locator(".hw-scoped")).to_have_count(0)
    expect(chat.locator("#hw-scope")).to_have_count(0)
    expect(chat.locator('.hw-act[name="widen"]')).to_have_count(0)
    assert [question.scope for question in chain.questions[-2:]] == [Scope(("d2",)), EVERYTHING]


def test_enter_in_the_search_for_titles_chooses_nothing_and_no_title_is_told(chat: Page) -> None:
    many = [{"id": f"m{n}", "title": f"محضر {n}", "date": "", "symbol": "", "sessions": []} for n in range(12)]
    chat.route("**/documents", lambda route: route.fulfill(json={"documents": many}))
    choose_documents(chat)
    find = chat.get_by_label(ARABIC.SCOPE_FIND)
    find.fill("لا وثيقة كهذه")
    expect(chat.get_by_text(ARABIC.SCOPE_UNTITLED)).to_be_visible()
    find.press("Enter")
    expect(chat.locator(".hw-dialog")).to_be_visible()
    expect(chat.locator("#hw-scope")).to_have_count(0)


def test_the_choice_says_how_many_documents_it_holds_and_takes_no_empty_one(chat: Page) -> None:
    choose(chat, "تقرير الحوار الأول")
    chat.locator("#hw-scope button").first.click()
    dialog = chat.locator(".hw-dialog")
    expect(dialog.get_by_label("تقرير الحوار الأول")).to_be_checked()
    expect(dialog.locator("small")).to_have_text(
        ["3 تشرين الثاني/نوفمبر 2020", "27 تشرين الأول/أكتوبر 2020 · E/2020/1", ""]
    )
    count = dialog.locator(".hw-dialog-foot [role=status]")
    expect(count).to_have_text(ARABIC.SCOPE_COUNT.format(count="وثيقة واحدة"))
    dialog.get_by_label(ARABIC.SCOPE_SINCE).fill("2021-01-01")
    expect(count).to_have_text(ARABIC.SCOPE_NOTHING)
    dialog.get_by_label(ARABIC.SCOPE_UNTIL).fill("2020-01-01")
    expect(count).to_have_text(ARABIC.SCOPE_REVERSED)
    dialog.get_by_label(ARABIC.SCOPE_UNTIL).fill("")
    expect(dialog.get_by_role("button", name=ARABIC.SCOPE_APPLY)).to_be_disabled()
    dialog.get_by_label("تقرير الحوار الأول").uncheck()
    dialog.get_by_label(ARABIC.SCOPE_SINCE).fill("2020-10-30")
    expect(count).to_have_text(ARABIC.SCOPE_COUNT.format(count="وثيقة واحدة"))
    chat.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(chat.locator("#hw-scope button").first).to_be_focused()
    expect(chat.locator("#hw-scope")).to_contain_text("تقرير الحوار الأول")


def test_what_was_searched_stays_with_a_conversation_a_link_and_a_copy(browser: Browser, url: str) -> None:
    with open_page(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit(page, url)
        choose(page, "تقرير الحوار الثاني")
        ask(page, EXAMPLES[0])
        idle(page)
        page.locator('.hw-act[name="copy"]').click()
        expect(page.locator("#hw-told")).to_have_text(ARABIC.COPIED)
        told = "اقتصر البحث على: «تقرير الحوار الثاني»"
        assert told in page.evaluate("navigator.clipboard.readText()")
        page.locator('.hw-act[name="share"]').click()
        assert "hw-scoped" in get(page.locator(".hw-dialog input").input_value()).text
        page.keyboard.press("Escape")
        tool(page, "conversations").click()
        page.locator(".hw-list a").first.click()
        expect(page.locator(".hw-scoped")).to_have_text(told)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_choice_and_the_chip_are_legible_and_fit(
    browser: Browser, url: str, size: tuple[int, int], scheme: str
) -> None:
    with open_page(browser, size=size, dark=scheme == "dark") as page:
        visit(page, url)
        choose_documents(page)
        page.locator(".hw-dialog").get_by_label("تقرير الحوار الأول").check()
        page.screenshot(path=artifact(f"scope-dialog-{size[0]}-{scheme}"))
        assert broken_rules(page) == []
        assert not outside(page, ".hw-dialog")
        assert not faint(page, ".hw-dialog")
        assert not small(page, ".hw-dialog")
        page.get_by_role("button", name=ARABIC.SCOPE_APPLY).click()
        ask(page, "ما سعر الذهب؟")
        idle(page)
        page.screenshot(path=artifact(f"scope-{size[0]}-{scheme}"))
        assert broken_rules(page) == []
        assert not outside(page)
        assert not faint(page)
        assert not small(page)
        assert latin_words(page) <= {"ILO"}


def test_the_list_of_documents_is_for_everybody_newest_first(url: str) -> None:
    listed = get(url + "documents").json()["documents"]
    assert [one["id"] for one in listed] == ["d3", "d1", "d2"]
    assert listed[1] == {"id": "d1", "title": "تقرير الحوار الأول", "date": "2020-10-27", "symbol": "E/2020/1",
                         "sessions": ["الجلسة الأولى", "الجلسة الثانية"]}  # fmt: skip


@pytest.mark.parametrize(
    "told",
    ['{"scope": 1}', '{"scope": {"since": "soon"}}', '{"scope": {"documents": [1]}}', '{"conversation": "../x"}'],
)
def test_a_forged_scope_is_none(told: str) -> None:
    assert Command.read(told) == Command()


def test_a_scope_is_told_in_the_language_of_the_page() -> None:
    scope = Scope(("a", "b", "c", "d"), until="2020-12-31")
    told = "اقتصر البحث على: «أ»، «ب»، «ج»، وعددها 4، إلى 31 كانون الأول/ديسمبر 2020"
    assert scope_in(ARABIC, scope, ("أ", "ب", "ج", "د")) == told
    assert scope_in(WORDS["en"], Scope(("a", "b")), ()) == "Searched only: two documents"
    assert scope_in(ARABIC, EVERYTHING, ()) == ""


def test_a_session_of_the_documents_is_chosen_where_they_have_any(chat: Page, chain: ScriptedChain) -> None:
    choose_documents(chat)
    dialog = chat.locator(".hw-dialog")
    sessions = dialog.get_by_label(ARABIC.SCOPE_SESSION)
    expect(sessions.locator("option")).to_have_text([ARABIC.SCOPE_ANY_SESSION, "الجلسة الأولى", "الجلسة الثانية"])
    sessions.select_option("الجلسة الثانية")
    dialog.get_by_label("أسئلة شائعة").check()
    expect(sessions).to_be_hidden()
    dialog.get_by_label("أسئلة شائعة").uncheck()
    sessions.select_option("الجلسة الثانية")
    dialog.get_by_role("button", name=ARABIC.SCOPE_APPLY).click()
    expect(chat.locator("#hw-scope")).to_contain_text("«الجلسة الثانية»")
    ask(chat, EXAMPLES[0])
    idle(chat)
    assert chain.questions[-1].scope == Scope(session="الجلسة الثانية")
    expect(chat.locator(".hw-scoped")).to_contain_text("«الجلسة الثانية»")
