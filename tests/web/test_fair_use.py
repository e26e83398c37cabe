"""One visitor cannot take what others need, over HTTP: answers, the line, the server's threads."""

import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_kit import QUESTION, served
from chat_kit import Page
from fastapi import FastAPI
from page_kit import CORPUS
from scripted_chain import ScriptedChain

from bot.answer import Answer, Question
from settings import Access
from tests.browser import serve
from tests.waiting import PATIENCE, post, until
from web.answering import BusyError, Slots
from web.api.asking import LINE_OF_ONE
from web.crowding import AT_ONCE
from web.line import WAITING
from web.server import create_app

pytestmark = pytest.mark.filterwarnings(
    "ignore:'future.no_silent_downcasting' is deprecated", "ignore:The copy keyword is deprecated"
)
LONG, SHORT = "سؤال طويل", "سؤال قصير"


class Answering:
    """A script whose long answers last until they are let go, and who was answered at the same time."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.running, self.most = 0, 0
        self._lock = threading.Lock()

    def __call__(self, question: Question) -> Iterator[Answer]:
        if question.text.startswith(LONG):
            with self._lock:
                self.running += 1
                self.most = max(self.most, self.running)
            try:
                self.let_go.wait(PATIENCE)
            finally:
                with self._lock:
                    self.running -= 1
        yield Answer("جواب")


@pytest.fixture
def answering() -> Iterator[Answering]:
    script = Answering()
    yield script
    script.let_go.set()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits in a line is not sent away before the test has seen to it, however slow the machine is."""
    monkeypatch.setattr("web.api.asking.PATIENCE", PATIENCE)
    monkeypatch.setattr("web.crowding._PATIENCE", PATIENCE)


Visit = Callable[..., Page]


@pytest.fixture
def visit(answering: Answering) -> Iterator[Visit]:
    """Opens the page of a served application from an address, as a proxy on the same machine tells it."""
    with ExitStack() as opened:
        app = lambda: create_app(ScriptedChain(answering), corpus=lambda: CORPUS, begins_ahead=True)  # noqa: E731
        url = opened.enter_context(serve(app))

        def visited(address: str, language: str = "") -> Page:
            headers = {"X-Forwarded-For": address}
            return Page(opened.enter_context(httpx.Client(base_url=url + language, headers=headers, timeout=PATIENCE)))

        yield visited
        answering.let_go.set()


def test_one_visitor_has_two_answers_at_a_time_and_others_are_answered_meanwhile(
    visit: Visit, answering: Answering
) -> None:
    greedy, other = visit("203.0.113.1"), visit("203.0.113.2")
    sent = [greedy.send(f"{LONG} {n}") for n in range(6)]
    assert {status for status, _ in sent} == {200}
    until(lambda: answering.running == 2)
    status, session = other.send(SHORT)
    assert status == 200
    assert other.hear(session)["success"]
    assert answering.running == answering.most == 2
    answering.let_go.set()
    for _, session in sent:
        assert greedy.hear(session)["success"]
    assert answering.most == 2


def test_nor_does_a_page_in_another_language_give_more(visit: Visit, answering: Answering) -> None:
    for language in ("", "en/", "fr/"):
        page = visit("203.0.113.1", language)
        for n in range(3):
            assert page.send(f"{LONG} {language}{n}")[0] == 200
    until(lambda: answering.running == 2)
    other = visit("203.0.113.2", "en/")
    assert other.hear(other.send(SHORT)[1])["success"]
    assert answering.most == 2


def test_one_visitor_does_not_fill_the_line(visit: Visit, answering: Answering) -> None:
    greedy, other = visit("2001:db8::1"), visit("203.0.113.2")
    for n in range(2):
        greedy.send(f"{LONG} {n}")
    until(lambda: answering.running == 2)
    same_network = visit("2001:db8::2")
    statuses = Counter(page.send(f"{LONG} {n}")[0] for n in range(WAITING) for page in (greedy, same_network))
    assert statuses == {200: WAITING, 503: WAITING}
    assert other.hear(other.send(SHORT)[1])["success"]


def test_what_a_visitor_begins_ahead_is_counted_too(visit: Visit, answering: Answering) -> None:
    greedy = visit("203.0.113.1")
    begun = {"question": f"{LONG} 0", "page": "p"}
    assert greedy.client.post("ahead", json=begun).status_code == 204
    until(lambda: answering.running == 1)
    for n in range(1, 4):
        greedy.send(f"{LONG} {n}")
    until(lambda: answering.running == 2)
    other = visit("203.0.113.2")
    assert other.hear(other.send(SHORT)[1])["success"]
    assert answering.most == 2


@contextmanager
def asking(
    client: httpx.Client, path: str, body: dict[str, Any], times: int
) -> Generator[list[Future[httpx.Response]]]:
    """Send the same as often at a time."""
    with ThreadPoolExecutor(times) as pool:
        yield [pool.submit(client.post, path, json=body) for _ in range(times)]


ACCEPTED = {"Accept": "application/json, text/event-stream"}
MCP = {
    "jsonrpc": "2.0", "id": 1, "method": "tools/call",
    "params": {"name": "ask_documents", "arguments": {"question": LONG}},
}  # fmt: skip


@pytest.mark.parametrize(("path", "body"), [("api/ask", {"question": LONG}), ("mcp", MCP)])
def test_one_address_has_two_answers_at_a_time_through_an_open_interface(
    tmp_path: Path, answering: Answering, path: str, body: dict[str, Any]
) -> None:
    with (
        served(tmp_path, answering, api=Access.OPEN) as api,
        httpx.Client(base_url=api.url, headers={"X-Forwarded-For": "203.0.113.1", **ACCEPTED}, timeout=PATIENCE) as one,
        httpx.Client(base_url=api.url, headers={"X-Forwarded-For": "203.0.113.2"}, timeout=PATIENCE) as other,
    ):
        with asking(one, path, body, 2 + LINE_OF_ONE + 3) as responses:
            until(lambda: answering.running == 2 and sum(response.done() for response in responses) == 3)
            refused = [response.result() for response in responses if response.done()]
            if path == "mcp":
                assert all(response.json()["result"]["isError"] for response in refused)
                assert all("أسئلتك السابقة" in response.text for response in refused)
            else:
                assert {(response.status_code, response.json()["code"]) for response in refused} == {
                    (429, "too_many_at_once")
                }
                assert all(int(response.headers["retry-after"]) > 0 for response in refused)
            asked = {"question": SHORT}
            assert other.post("api/ask", json=asked).status_code == 200
            answering.let_go.set()
        assert answering.most == 2
        assert Counter(response.result().status_code for response in responses)[200] >= 2 + LINE_OF_ONE


def test_one_key_has_two_answers_at_a_time_wherever_it_is_used(tmp_path: Path, answering: Answering) -> None:
    with served(tmp_path, answering) as api:
        with asking(api.client, "api/ask", {"question": LONG}, 4) as responses:
            until(lambda: answering.running == 2)
            key = api.keys.add("another")
            asked = {"question": QUESTION}
            bearer = {"Authorization": f"Bearer {key}"}
            assert post(f"{api.url}api/ask", json=asked, headers=bearer).status_code == 200
            answering.let_go.set()
        assert answering.most == 2
        assert {response.result().status_code for response in responses} == {200}


def test_one_visitor_does_not_take_all_threads() -> None:
    let_go, running = threading.Event(), threading.Semaphore(0)

    def documents() -> tuple[()]:
        running.release()
        let_go.wait(PATIENCE)
        return ()

    def app() -> FastAPI:
        return create_app(ScriptedChain(Answering()), corpus=lambda: CORPUS, documents=documents)

    with serve(app) as url, ThreadPoolExecutor(60) as pool, httpx.Client(base_url=url, timeout=PATIENCE) as client:
        flood = [pool.submit(client.get, "documents", headers={"X-Forwarded-For": "203.0.113.1"}) for _ in range(60)]
        try:
            for _ in range(AT_ONCE):
                assert running.acquire(timeout=PATIENCE)
            assert not running.acquire(timeout=0.5)
            for path in ("", "passages", "healthz"):
                assert client.get(path, headers={"X-Forwarded-For": "203.0.113.2"}).status_code in (200, 404)
            assert client.get("healthz", headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 200
        finally:
            let_go.set()
        assert {response.result().status_code for response in flood} == {200}


def test_more_requests_of_one_visitor_than_can_wait_are_refused_in_their_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("web.crowding.LINE", 0)
    let_go, running = threading.Event(), threading.Semaphore(0)

    def documents() -> tuple[()]:
        running.release()
        let_go.wait(PATIENCE)
        return ()

    def app() -> FastAPI:
        return create_app(ScriptedChain(Answering()), corpus=lambda: CORPUS, documents=documents)

    with serve(app) as url, ThreadPoolExecutor(AT_ONCE) as pool, httpx.Client(base_url=url, timeout=PATIENCE) as client:
        flood = [pool.submit(client.get, "documents") for _ in range(AT_ONCE)]
        try:
            for _ in range(AT_ONCE):
                assert running.acquire(timeout=PATIENCE)
            for path, said in (("config", "أسئلتك السابقة"), ("en/config", "Other questions of yours")):
                response = client.get(path)
                assert response.status_code == 429
                assert said in response.json()["detail"]
        finally:
            let_go.set()
        assert {response.result().status_code for response in flood} == {200}
        assert client.get("config").status_code == 200


def test_room_that_a_visitor_left_is_theirs_again() -> None:
    slots = Slots(4, each=1)
    with slots.taken(visitor="a"), slots.taken(visitor="b"), slots.taken(), slots.taken():
        assert not slots.idle
    with slots.taken(0, "a"), pytest.raises(BusyError), slots.taken(0, "a"):
        pass
    with slots.taken(0, "a"):
        pass
    assert slots.idle
