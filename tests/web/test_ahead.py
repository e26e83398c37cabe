"""Answers that are begun before they are asked for: by the chain alone, and in a real Chromium."""

import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from page_kit import BROWSER_TEST, CORPUS, ask, idle, text_of, visit
from playwright.sync_api import Page, Request, expect
from scripted_chain import ScriptedChain

from bot.answer import Answer, Question, Turn
from errors import HiwarError
from tests.browser import recorded_requests, serve
from tests.waiting import PATIENCE, post
from web.ahead import AHEAD, PAGE, Ahead
from web.answering import Slots
from web.command import Command
from web.scopes import Within
from web.server import create_app

QUESTION = "من افتتح الحوار؟"


def script(question: Question) -> Iterator[Answer]:
    if "عطل" in question.text:
        raise HiwarError("database_busy", "index unavailable")
    yield Answer(f"جواب {question.text} بعد {len(question.history)}")


@pytest.fixture(scope="module", autouse=True)
def _patient() -> Iterator[None]:
    """What was begun is given however long who asks takes to come on a machine with other work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.ahead._SECONDS", PATIENCE)
        yield


@pytest.fixture
def chain() -> ScriptedChain:
    return ScriptedChain(script)


@pytest.fixture
def slots() -> Slots:
    return Slots(2)


@pytest.fixture
def ahead(chain: ScriptedChain, slots: Slots) -> Ahead:
    return Ahead(chain, slots)


def asked(ahead: Ahead, page: str, question: Question) -> str:
    return ahead.invoke(question, {"configurable": {PAGE: page}}).text


def test_what_was_begun_is_given_to_who_asks_for_it_once(ahead: Ahead, chain: ScriptedChain) -> None:
    ahead.begin("a", f" {QUESTION}\n", Command())
    assert asked(ahead, "a", Question(QUESTION)) == f"جواب {QUESTION} بعد 0"
    assert chain.questions == [Question(QUESTION)]
    asked(ahead, "a", Question(QUESTION))
    assert len(chain.questions) == 2


@pytest.mark.parametrize(
    ("page", "question"),
    [
        ("b", Question(QUESTION)),
        ("", Question(QUESTION)),
        ("a", Question("من اختتم الحوار؟")),
        ("a", Question(QUESTION, (Turn("user", "س"), Turn("assistant", "ج")))),
        ("a", Question(QUESTION, scope=Within(since="2020-01-01").scope())),
    ],
)
def test_another_page_and_another_question_get_their_own_answer(
    ahead: Ahead, chain: ScriptedChain, page: str, question: Question
) -> None:
    ahead.begin("a", QUESTION, Command())
    assert asked(ahead, page, question) == f"جواب {question.text} بعد {len(question.history)}"
    assert chain.questions[-1] == question


def test_a_follow_up_is_begun_with_what_was_said_on_that_page(ahead: Ahead, chain: ScriptedChain) -> None:
    first = asked(ahead, "a", Question(QUESTION))
    follow_up = Question("ومتى؟", (Turn("user", QUESTION), Turn("assistant", first)))
    ahead.begin("a", "ومتى؟", Command(at=1))
    assert asked(ahead, "a", follow_up).endswith("بعد 2")
    assert chain.questions == [Question(QUESTION), follow_up]


def test_a_follow_up_to_what_is_not_known_is_not_begun(ahead: Ahead, chain: ScriptedChain) -> None:
    ahead.begin("a", "ومتى؟", Command(at=1))
    assert chain.questions == []


def test_nothing_is_begun_while_somebody_is_being_answered(ahead: Ahead, chain: ScriptedChain, slots: Slots) -> None:
    with slots.taken():
        ahead.begin("a", QUESTION, Command())
    assert chain.questions == []
    assert asked(ahead, "a", Question(QUESTION))


def test_what_was_begun_too_long_ago_is_not_given(
    ahead: Ahead, chain: ScriptedChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.ahead._SECONDS", -1.0)
    ahead.begin("a", QUESTION, Command())
    assert asked(ahead, "a", Question(QUESTION))
    assert len(chain.questions) == 2


def test_an_error_reaches_who_asks(ahead: Ahead) -> None:
    ahead.begin("a", "سؤال فيه عطل", Command())
    with pytest.raises(HiwarError, match="index unavailable"):
        asked(ahead, "a", Question("سؤال فيه عطل"))


def test_who_leaves_stops_the_work(slots: Slots) -> None:
    go_on = threading.Event()

    def slow(_: Question) -> Iterator[Answer]:
        yield Answer("أول")
        go_on.wait(PATIENCE)
        yield Answer("أول ثم")
        pytest.fail("nobody is there")

    chain = ScriptedChain(slow)
    ahead = Ahead(chain, slots)
    ahead.begin("a", QUESTION, Command())
    stream = ahead.stream(Question(QUESTION), {"configurable": {PAGE: "a"}})
    assert next(iter(stream)).text == "أول"
    stream.close()  # pyright: ignore[reportAttributeAccessIssue]
    go_on.set()
    assert chain.closed.wait(PATIENCE)


@pytest.fixture(scope="module")
def served_chain() -> ScriptedChain:
    return ScriptedChain(script)


@pytest.fixture(scope="module")
def quick_url(served_chain: ScriptedChain) -> Iterator[str]:
    def create() -> FastAPI:
        return create_app(served_chain, corpus=lambda: CORPUS, begins_ahead=True)

    with serve(create) as address:
        yield address


def sent_ahead(requests: list[Request]) -> list[Request]:
    return [request for request in requests if request.url.endswith(AHEAD)]


class TestInTheBrowser:
    pytestmark = BROWSER_TEST

    def test_a_conversation_is_sent_ahead_and_each_question_answered_once(
        self, page: Page, quick_url: str, served_chain: ScriptedChain
    ) -> None:
        visit(page, quick_url)
        requests = recorded_requests(page)
        served_chain.questions.clear()
        for number, question in enumerate((QUESTION, "ومتى؟", "بلا علامة")):
            expect(ask(page, question).locator(".hw-text")).to_have_text(f"جواب {question} بعد {2 * number}")
            idle(page)
        assert len(sent_ahead(requests)) == 3
        assert [question.text for question in served_chain.questions] == [QUESTION, "ومتى؟", "بلا علامة"]

    def test_an_answer_is_begun_at_the_question_mark_and_again_when_the_question_is_changed(
        self, page: Page, quick_url: str, served_chain: ScriptedChain
    ) -> None:
        visit(page, quick_url)
        served_chain.questions.clear()
        with page.expect_response(f"**{AHEAD}"):
            page.fill("#hw-box textarea", QUESTION)
        expect(page.locator(".hw-question")).to_have_count(0)
        answer = ask(page, "من اختتم الحوار")
        expect(answer.locator(".hw-text")).to_have_text("جواب من اختتم الحوار بعد 0")
        assert [question.text for question in served_chain.questions] == [QUESTION, "من اختتم الحوار"]

    def test_where_the_server_refuses_questions_are_answered_and_no_more_is_sent_ahead(
        self, page: Page, quick_url: str
    ) -> None:
        page.route(f"**{AHEAD}", lambda route: route.fulfill(status=403))
        visit(page, quick_url)
        requests = recorded_requests(page)
        for question in (QUESTION, "ومتى؟"):
            assert question in text_of(ask(page, question).locator(".hw-text"))
            idle(page)
        assert len(sent_ahead(requests)) == 1

    def test_another_sites_page_begins_nothing(self, quick_url: str, served_chain: ScriptedChain) -> None:
        served_chain.questions.clear()
        told = {"page": "a", "question": QUESTION}
        response = post(f"{quick_url}ahead", json=told, headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 403
        assert served_chain.questions == []
