import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import accounts.keys
from accounts.keys import ApiKeys, Scope
from errors import HiwarError


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[ApiKeys]:
    keys = ApiKeys(tmp_path / "hiwar.sqlite")
    yield keys
    keys.close()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be set forward."""
    clock = [1_000_000.0]
    monkeypatch.setattr(accounts.keys.time, "time", lambda: clock[0])
    return clock


def test_a_key_is_known_by_what_was_shown_once_until_it_is_removed(keys: ApiKeys) -> None:
    token = keys.add("portal", per_minute=3, per_day=9)
    found = keys.find(token)
    assert found
    assert (found.name, found.scope, found.per_minute, found.per_day) == ("portal", Scope.ASK, 3, 9)
    assert keys.all() == [found]
    keys.remove("portal")
    assert keys.find(token) is None
    assert keys.all() == []


@pytest.mark.parametrize("token", ["", "hiwar_", "portal", "hiwar_" + "A" * 43])
def test_what_is_no_key_is_nobodys(keys: ApiKeys, token: str) -> None:
    keys.add("portal")
    assert keys.find(token) is None


def test_the_database_does_not_hold_the_key(keys: ApiKeys, tmp_path: Path) -> None:
    token = keys.add("portal")
    with sqlite3.connect(tmp_path / "hiwar.sqlite") as database:
        dump = "\n".join(database.iterdump())
    assert "portal" in dump
    assert token not in dump
    assert token.removeprefix("hiwar_") not in dump
    database.close()


def test_a_name_is_taken_once_and_must_be_one(keys: ApiKeys) -> None:
    token = keys.add("portal")
    with pytest.raises(HiwarError, match="already"):
        keys.add("portal")
    assert keys.find(token)
    for name in ("", "  ", "x" * 65):
        with pytest.raises(HiwarError, match="name"):
            keys.add(name)
    with pytest.raises(HiwarError, match="no key"):
        keys.remove("nobody")


def test_a_minute_that_is_used_up_refuses_and_the_next_grants(keys: ApiKeys, now: list[float]) -> None:
    key = keys.find(keys.add("portal", per_minute=2, per_day=100))
    assert key
    assert [keys.spend(key).granted for _ in range(3)] == [True, True, False]
    refused = keys.spend(key)
    assert (refused.limit, refused.remaining, refused.reset) == (2, 0, 60)
    now[0] += 61
    granted = keys.spend(key)
    assert (granted.granted, granted.remaining) == (True, 1)


def test_what_a_minute_refuses_is_not_taken_from_the_day(keys: ApiKeys, now: list[float]) -> None:
    key = keys.find(keys.add("portal", per_minute=1, per_day=2))
    assert key
    granted = 0
    for _ in range(3):
        granted += sum(keys.spend(key).granted for _ in range(5))
        now[0] += 61
    assert granted == 2
    refused = keys.spend(key)
    assert refused.limit == 2
    assert 86_000 < refused.reset <= 86_400


def test_a_restart_and_a_second_server_count_on(keys: ApiKeys, tmp_path: Path) -> None:
    key = keys.find(keys.add("portal", per_minute=2))
    assert key
    keys.spend(key)
    beside = ApiKeys(tmp_path / "hiwar.sqlite")
    assert beside.spend(key).granted
    assert not keys.spend(key).granted
    beside.close()


def test_a_key_of_a_former_name_begins_with_its_whole_quota(keys: ApiKeys) -> None:
    first = keys.find(keys.add("portal", per_minute=1))
    assert first
    keys.spend(first)
    keys.remove("portal")
    second = keys.find(keys.add("portal", per_minute=1))
    assert second
    assert keys.spend(second).granted
