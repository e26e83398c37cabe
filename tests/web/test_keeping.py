"""What one reader, and one address, may have kept on the server, over HTTP."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from chat_kit import Page
from page_kit import CORPUS
from scripted_chain import ANSWER, ScriptedChain

from errors import HiwarError
from history.records import Limits
from history.store import History
from tests.browser import serve
from tests.waiting import PATIENCE
from web.asking import MAX_QUESTION_LENGTH
from web.deeds import LONGEST_COMMENT
from web.readers import READER
from web.server import create_app

pytestmark = pytest.mark.filterwarnings(
    "ignore:'future.no_silent_downcasting' is deprecated", "ignore:The copy keyword is deprecated"
)
FEW = Limits(conversations=3, exchanges=2, shared=2, verdicts=2)


@dataclass
class Site:
    """A served page that keeps little of one reader."""

    history: History
    chain: ScriptedChain
    path: Path
    visit: Callable[..., Page]

    def longest(self, table: str, column: str) -> int:
        """Characters of the longest text in a column."""
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(f"SELECT max(length({column})) FROM {table}").fetchone()[0]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr("web.keeping.EXCHANGES_A_DAY", 12)
    monkeypatch.setattr("web.keeping.DEEDS_A_DAY", 8)
    path = tmp_path / "history.sqlite"
    history, chain = History(path, limits=FEW), ScriptedChain(lambda question: iter([ANSWER]))
    with ExitStack() as opened:
        opened.callback(history.close)
        url = opened.enter_context(serve(lambda: create_app(chain, corpus=lambda: CORPUS, history=history)))

        def visit(address: str = "203.0.113.1", language: str = "", *, reader: str | None = None) -> Page:
            cookies = {READER: secrets.token_urlsafe(32) if reader is None else reader}
            headers = {"X-Forwarded-For": address}
            return Page(
                opened.enter_context(
                    httpx.Client(base_url=url + language, headers=headers, cookies=cookies, timeout=PATIENCE)
                )
            )

        yield Site(history, chain, path, visit)


def told(key: str, limit: int, language: str = "ar") -> str:
    return HiwarError(key, limit=limit).told(language)


def test_of_more_conversations_than_one_reader_may_have_the_newest_are_kept(site: Site) -> None:
    page = site.visit()
    for number in range(5):
        page.ask(f"سؤال {number}")
    listed = page.client.get("conversations").json()["conversations"]
    assert [one["title"] for one in listed] == ["سؤال 4", "سؤال 3", "سؤال 2"]
    exported = page.client.get("conversations/export.json").json()["conversations"]
    assert [one["exchanges"][0]["question"] for one in exported] == ["سؤال 4", "سؤال 3", "سؤال 2"]
    assert exported[0]["exchanges"][0]["answer"]["text"] == ANSWER.text


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_a_question_too_many_for_a_conversation_is_refused_in_the_readers_language(site: Site, language: str) -> None:
    page = site.visit(language="" if language == "ar" else f"{language}/")
    session, _ = page.ask("سؤال أول")
    assert page.ask("سؤال ثانٍ", session=session)[1] == ""
    _, notice = page.ask("سؤال ثالث", session=session)
    assert told("conversation_full", FEW.exchanges, language) in notice
    assert len(site.chain.questions) == 2
    # To ask again, or to edit, adds nothing.
    assert page.ask("سؤال معدَّل", json.dumps({"at": 1}), session)[1] == ""
    assert len(site.chain.questions) == 3


def test_a_link_too_many_is_refused_in_the_readers_language_and_the_same_answer_has_one_link(site: Site) -> None:
    page = site.visit(language="en/")
    sessions = [page.ask(f"سؤال {number}")[0] for number in range(3)]
    replies = [page.do(session, kind="share", at=0) for session in (*sessions[:2], sessions[0])]
    assert all(reply["done"] for reply in replies)
    assert replies[0]["name"] == replies[2]["name"] != replies[1]["name"]
    refused = page.do(sessions[2], kind="share", at=0)
    assert refused == {"done": False, "name": "", "problem": told("shared_enough", FEW.shared, "en")}


def test_who_judges_an_answer_again_and_again_has_one_verdict_and_one_too_many_is_refused(site: Site) -> None:
    page = site.visit()
    sessions = [page.ask(f"سؤال {number}")[0] for number in range(3)]
    for helped in (True, False, True):
        assert page.do(sessions[0], kind="judge", at=0, helped=helped)["done"]
    assert [verdict.helped for verdict in site.history.verdicts()] == [True]
    assert page.do(sessions[1], kind="judge", at=0, helped=False, comment="تعليق")["done"]
    refused = page.do(sessions[2], kind="judge", at=0, helped=True)
    assert refused["problem"] == told("judged_enough", FEW.verdicts)
    assert site.history.count_verdicts() == 2


def test_no_more_is_kept_of_one_address_however_many_readers_it_has(site: Site) -> None:
    readers = [secrets.token_urlsafe(32) for _ in range(15)]
    sessions: list[tuple[Page, str]] = []
    for number, reader in enumerate(readers):
        page = site.visit(language=("", "en/", "fr/")[number % 3], reader=reader)
        sessions.append((page, page.ask("سؤال")[0]))  # is answered, whether it is kept or not
    assert sum(len(site.history.conversations(reader)) for reader in readers) == 12
    done = [page.do(session, kind="judge", at=0, helped=True)["done"] for page, session in sessions]
    assert (done.count(True), site.history.count_verdicts()) == (8, 8)
    page, session = sessions[-1]
    assert page.do(session, kind="share", at=0)["problem"] == HiwarError("kept_enough_today").told("fr")
    other = site.visit("203.0.113.2")
    session, _ = other.ask("سؤال")
    assert other.do(session, kind="share", at=0)["done"]
    assert len(other.client.get("conversations").json()["conversations"]) == 1


def test_readers_without_a_cookie_are_bounded_by_their_address_alone(site: Site) -> None:
    page = site.visit(reader="")
    session, _ = page.ask("سؤال")
    done = [page.do(session, kind="judge", at=0, helped=True)["done"] for _ in range(9)]
    assert done.count(True) == site.history.count_verdicts() == 8
    assert page.client.get("conversations").json()["conversations"] == []


def test_no_text_is_kept_that_is_longer_than_the_page_lets_people_write(site: Site) -> None:
    page = site.visit()
    padded = " " * 20_000
    session, notice = page.ask(f"{padded}{'س' * MAX_QUESTION_LENGTH}{padded}")
    assert notice == ""
    _, notice = page.ask("س" * (MAX_QUESTION_LENGTH + 1))
    assert notice
    page.ask("سؤال", json.dumps({"conversation": "x" * 60_000}))
    page.ask("سؤال", json.dumps({"scope": {"documents": ["x" * 60_000]}}))
    assert not page.do(session, kind="judge", at=0, comment="x" * (LONGEST_COMMENT + 1))["done"]
    assert page.do(session, kind="judge", at=0, comment="x" * LONGEST_COMMENT)["done"]
    assert page.do(session, kind="share", at=0)["done"]
    for table in ("exchanges", "verdicts", "shared"):
        assert site.longest(table, "question") <= MAX_QUESTION_LENGTH
        assert site.longest(table, "answer") < 10_000
    assert site.longest("exchanges", "conversation") <= 64
    assert site.longest("verdicts", "comment") == LONGEST_COMMENT
