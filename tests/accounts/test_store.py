import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.store import Accounts, Person, Role
from errors import HiwarError

PASSWORD = "a long enough password"


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    accounts = Accounts(tmp_path / "hiwar.sqlite")
    yield accounts
    accounts.close()


def test_who_signs_in_is_known_by_the_token_until_signing_out(accounts: Accounts) -> None:
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    token = accounts.sign_in("salma", PASSWORD)
    assert token
    assert accounts.who(token) == Person("salma", Role.ORGANISER)
    accounts.sign_out(token)
    assert accounts.who(token) is None


@pytest.mark.parametrize(("name", "password"), [("salma", "another long password"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_begins_no_session(accounts: Accounts, name: str, password: str) -> None:
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    assert accounts.sign_in(name, password) is None


@pytest.mark.parametrize("token", [None, "", "guessed"])
def test_a_token_of_nobody_is_nobody(accounts: Accounts, token: str | None) -> None:
    assert accounts.who(token) is None


def test_a_session_expires(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "hiwar.sqlite", hours=0)
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    assert accounts.who(accounts.sign_in("salma", PASSWORD)) is None
    accounts.close()


def test_a_new_password_and_a_removal_end_the_sessions(accounts: Accounts) -> None:
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    before = accounts.sign_in("salma", PASSWORD)
    accounts.add("salma", Role.EVALUATOR, PASSWORD + "!")
    assert accounts.who(before) is None
    after = accounts.sign_in("salma", PASSWORD + "!")
    accounts.remove("salma")
    assert accounts.who(after) is None
    assert accounts.people() == []
    with pytest.raises(HiwarError, match="no user"):
        accounts.remove("salma")


@pytest.mark.parametrize(("name", "password"), [("salma", "short"), (" ", PASSWORD)])
def test_a_short_password_or_an_empty_name_is_refused(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(HiwarError, match="12 characters"):
        accounts.add(name, Role.ORGANISER, password)


def test_the_database_holds_neither_password_nor_token_and_is_for_its_owner_alone(
    accounts: Accounts, tmp_path: Path
) -> None:
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    token = str(accounts.sign_in("salma", PASSWORD))
    path = tmp_path / "hiwar.sqlite"
    connection = sqlite3.connect(path)
    stored = str([connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("users", "sessions")])
    connection.close()
    assert "$argon2id$" in stored
    assert PASSWORD not in stored
    assert token not in stored
    assert path.stat().st_mode & 0o077 == 0
