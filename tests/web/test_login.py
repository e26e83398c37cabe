"""Signing in while others guess passwords, over HTTP: nobody is shut out, and nothing else waits."""

import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from page_kit import CORPUS, script
from scripted_chain import ScriptedChain

from accounts.store import Accounts, Role
from tests.browser import serve
from tests.waiting import PATIENCE, until
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder
from vectorstore.library import Library
from web.catalogue import ARABIC
from web.delays import Delays
from web.server import Organising, create_app
from web.visitor import visitor_at

pytestmark = pytest.mark.filterwarnings(
    "ignore:'future.no_silent_downcasting' is deprecated", "ignore:The copy keyword is deprecated"
)
PASSWORD = "a long enough password"
_TLS = ssl.create_default_context()  # once: for each client it would take longer than the server


@dataclass(frozen=True)
class Door:
    """A server's form, one account, and addresses that no other test uses.

    :param number: Of the test.
    """

    url: str
    name: str
    number: int

    def sign_in(
        self, password: str, at: int = 1, *, ipv6: str = "", name: str = "", cookies: httpx.Cookies | None = None
    ) -> httpx.Response:
        """Sign in from one of the addresses, as a proxy on the same machine tells it.

        :param at: Which.
        """
        address = ipv6 or f"10.{self.number}.0.{at}"
        with httpx.Client(base_url=self.url, cookies=cookies, timeout=PATIENCE, verify=_TLS) as client:
            sent = {"name": name or self.name, "password": password}
            return client.post("login", data=sent, headers={"X-Forwarded-For": address})

    def guess(self, times: int) -> list[int]:
        return [self.sign_in(f"guess {n}").status_code for n in range(times)]


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings
) -> Iterator[tuple[str, Accounts]]:
    folder = tmp_path_factory.mktemp("login")
    accounts = Accounts(folder / "accounts")
    organising = Organising(Library(folder), Embedder(tiny.name, lambda: tiny), accounts)

    def create() -> FastAPI:
        return create_app(ScriptedChain(script), corpus=lambda: CORPUS, organising=organising)

    with pytest.MonkeyPatch.context() as patch:
        # At this door time stands still: on a slow machine a wait would be over before the test is.
        patch.setattr("web.door.Delays", partial(Delays, clock=lambda: 0.0))
        with serve(create) as url:
            yield url, accounts
    accounts.close()


@pytest.fixture
def door(served: tuple[str, Accounts]) -> Door:
    url, accounts = served
    number = len(accounts.people())
    accounts.add(f"salma {number}", Role.ORGANISER, PASSWORD)
    return Door(url, f"salma {number}", number)


def test_an_owner_signs_in_while_others_hammer_at_the_account(door: Door) -> None:
    stop, seen = threading.Event(), list[int]()

    def hammer(number: int) -> None:
        while not stop.is_set():
            seen.append(door.sign_in("guess", number).status_code)

    with ThreadPoolExecutor(4) as attackers:
        for number in range(4):
            attackers.submit(hammer, number)
        try:
            until(lambda: seen.count(429) >= 20)
            assert door.sign_in(PASSWORD, at=99).status_code == 303
        finally:
            stop.set()
    assert set(seen) == {401, 429}
    assert seen.count(401) == 4 * 5


def test_a_browser_that_is_known_is_let_in_from_an_address_that_is_shut(door: Door) -> None:
    known = door.sign_in(PASSWORD).cookies
    assert door.guess(6) == [401] * 5 + [429]
    assert door.sign_in(PASSWORD).status_code == 429
    assert door.sign_in(PASSWORD, cookies=known).status_code == 303


def test_a_browser_that_is_known_guesses_no_more_than_another(door: Door) -> None:
    known = door.sign_in(PASSWORD).cookies
    guesses = [door.sign_in("guess", n, cookies=known).status_code for n in range(6)]
    assert guesses == [401] * 5 + [429]
    assert door.sign_in("guess", name="omar", cookies=known).status_code == 401  # counted by its address


def test_a_new_password_makes_browsers_strangers(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "accounts")
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    known = accounts.know_browser("salma")
    assert accounts.knows_browser(known, "salma")
    assert not accounts.knows_browser(known, "omar")
    accounts.add("salma", Role.ORGANISER, PASSWORD + "!")
    assert not accounts.knows_browser(known, "salma")
    oldest = accounts.know_browser("salma")
    newer = [accounts.know_browser("salma") for _ in range(20)]
    assert accounts.knows_browser(newer[-1], "salma")
    assert not accounts.knows_browser(oldest, "salma")
    accounts.close()


def test_all_addresses_of_one_ipv6_network_are_one_guesser(door: Door) -> None:
    guesses = [door.sign_in("guess", ipv6=f"2001:db8:1:2::{n}").status_code for n in range(1, 7)]
    assert guesses == [401] * 5 + [429]
    assert door.sign_in(PASSWORD, ipv6="2001:db8:1:3::1").status_code == 303


def test_one_address_cannot_go_through_many_names(door: Door) -> None:
    guesses = [door.sign_in("guess", name=f"somebody {n}").status_code for n in range(31)]
    assert guesses == [401] * 30 + [429]


def test_who_signs_in_after_a_mistake_begins_anew(door: Door) -> None:
    for _ in range(3):
        assert door.guess(4) == [401] * 4
        assert door.sign_in(PASSWORD).status_code == 303


def test_how_long_to_wait_is_told(door: Door) -> None:
    door.guess(5)
    response = door.sign_in(PASSWORD)
    assert 0 < int(response.headers["retry-after"]) <= 15
    assert "انتظر دقيقة واحدة" in response.text


def test_the_server_goes_on_answering_while_forty_sign_in(door: Door) -> None:
    answered = 0
    with ThreadPoolExecutor(40) as people, httpx.Client(base_url=door.url) as client:
        tries = [people.submit(door.sign_in, "guess", n, name=f"somebody {n}") for n in range(40)]
        while not all(one.done() for one in tries):
            assert client.get("healthz", timeout=PATIENCE).status_code == 200
            answered += 1
        statuses = Counter(one.result().status_code for one in tries)
    assert answered > 10 * len(tries)  # about one each, were passwords compared where requests are served
    assert set(statuses) <= {401, 503}
    assert statuses[401] >= 24  # as many as stand in the line
    assert statuses[503]
    busy = next(one.result() for one in tries if one.result().status_code == 503)
    assert ARABIC.LOGIN_TITLE in busy.text
    assert int(busy.headers["retry-after"]) > 0


def test_one_address_does_not_fill_the_line_at_the_door(door: Door) -> None:
    with ThreadPoolExecutor(30) as people:
        flood = [people.submit(door.sign_in, "guess", name=f"somebody {n}") for n in range(29)]
        until(lambda: any(one.done() for one in flood))
        assert door.sign_in(PASSWORD, at=99).status_code == 303
    assert Counter(one.result().status_code for one in flood)[503]


def test_a_browser_that_is_known_does_not_wait_behind_strangers(door: Door) -> None:
    known = door.sign_in(PASSWORD).cookies
    with ThreadPoolExecutor(24) as people:
        strangers = [people.submit(door.sign_in, "guess", n, name=f"somebody {n}") for n in range(24)]
        until(lambda: any(one.done() for one in strangers))
        assert door.sign_in(PASSWORD, cookies=known).status_code == 303
        waiting = sum(not one.done() for one in strangers)
    assert {one.result().status_code for one in strangers} == {401}
    assert waiting >= 12


@pytest.mark.parametrize("length", [2_000, 20_000])
def test_what_is_too_long_to_be_right_is_not_checked(door: Door, length: int) -> None:
    assert door.sign_in("x" * length).status_code == 401
    assert door.sign_in(PASSWORD, name="x" * length).status_code == 401


def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    now = 0.0
    delays = Delays(5, clock=lambda: now)
    waits: list[float] = []
    for _ in range(12):
        delays.count("salma")
        waits.append(delays.wait("salma"))
        now += waits[-1]
    assert waits == [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900]
    now += 86_401
    delays.count("salma")
    assert delays.wait("salma") == 0
    assert delays.wait("omar") == 0


@pytest.mark.parametrize(
    ("host", "visitor"),
    [
        ("203.0.113.1", "203.0.113.1"),
        ("::ffff:203.0.113.1", "203.0.113.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_ipv6_address_is_counted_by_its_network(host: str, visitor: str) -> None:
    assert visitor_at(host) == visitor
