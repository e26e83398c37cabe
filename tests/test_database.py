"""The databases of the product: whole, for their owner alone, and without what was deleted."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts.keys import ApiKeys
from accounts.store import Accounts, Role
from bot.answer import Answer
from database import DatabaseBusyError, DatabaseDamagedError
from history.records import Record
from history.store import History
from sqlite_file import problem_of
from vectorstore.vector_cache import VectorCache

ROOT = Path(__file__).resolve().parent.parent
SECRET = "سؤال لا يجوز أن يبقى بعد حذفه"
RECORD = Record(SECRET, Answer("جواب", ()), "", datetime.now(UTC))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_a_reader_deletes_is_in_no_file_any_more(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    for number in range(20):
        history.keep("browser", "conversation", number, RECORD)
    assert any(SECRET.encode() in content for content in files_of(tmp_path).values())
    history.forget("browser")
    assert not any(SECRET.encode() in content for content in files_of(tmp_path).values())
    history.close()


def test_what_has_become_too_old_is_in_no_file_any_more(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    history.keep("browser", "old", 0, Record(SECRET, Answer("جواب", ()), "", datetime(2020, 1, 1, tzinfo=UTC)))
    history.conversations("browser")
    assert not any(SECRET.encode() in content for content in files_of(tmp_path).values())
    history.close()


def test_a_reader_and_a_writer_do_not_wait_for_each_other(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "hiwar.sqlite")
    accounts.add("salma", Role.ORGANISER, "a long enough password")
    with closing(sqlite3.connect(tmp_path / "hiwar.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        assert [person.name for person in accounts.people()] == ["salma"]
    accounts.close()


def test_a_change_that_the_command_line_makes_is_seen_by_whoever_has_the_file_open_twice(tmp_path: Path) -> None:
    path = tmp_path / "hiwar.sqlite"
    accounts, keys = Accounts(path), ApiKeys(path)
    accounts.add("salma", Role.ORGANISER, "a long enough password")
    token = accounts.sign_in("salma", "a long enough password")
    for arguments in (("users", "list"), ("users", "remove", "salma"), ("keys", "list")):
        command = [sys.executable, "-m", "cli", *arguments, "--data-dir", str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert path.with_name("hiwar.sqlite-wal").exists()
    assert accounts.who(token) is None
    keys.add("after")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM api_keys").fetchall() == [("after",)]
    accounts.close()
    keys.close()


def test_every_database_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        history = History(tmp_path / "history.sqlite")
        history.keep("browser", "conversation", 0, RECORD)
        accounts, keys = Accounts(tmp_path / "hiwar.sqlite"), ApiKeys(tmp_path / "hiwar.sqlite")
        with VectorCache(tmp_path / "vectors.sqlite") as cache:
            cache.missing([])
            assert {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == dict.fromkeys(
                files_of(tmp_path), 0
            )
            assert "history.sqlite-wal" in files_of(tmp_path)
    finally:
        os.umask(before)
    history.close()
    accounts.close()
    del keys


def test_a_database_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    History(tmp_path / "history.sqlite").close()
    (tmp_path / "history.sqlite").chmod(0o644)
    History(tmp_path / "history.sqlite").close()
    assert (tmp_path / "history.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("kind", [Accounts, ApiKeys, History])
def test_a_damaged_database_is_one_clear_error(
    tmp_path: Path, kind: type[Accounts] | type[ApiKeys] | type[History]
) -> None:
    path = tmp_path / "some.sqlite"
    path.write_bytes(os.urandom(4096))
    with pytest.raises(DatabaseDamagedError, match=r"some\.sqlite is damaged.*check --repair"):
        kind(path)


def test_a_database_that_is_cut_short_in_its_middle_is_found_when_it_is_opened(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    for number in range(200):
        history.keep("browser", str(number), 0, RECORD)
    history.close()
    path = tmp_path / "history.sqlite"
    whole = path.read_bytes()
    assert problem_of(path) == ""
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatabaseDamagedError):
        History(path)


def test_damage_that_comes_while_it_is_open_is_one_clear_error(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    for number in range(200):
        history.keep("browser", str(number), 0, RECORD)
    history.close()
    history = History(tmp_path / "history.sqlite")
    content = bytearray((tmp_path / "history.sqlite").read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    (tmp_path / "history.sqlite").write_bytes(content)
    with pytest.raises(DatabaseDamagedError):
        history.conversations("browser")
    history.close()


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseBusyError):
        History(tmp_path / "file" / "history.sqlite")


@pytest.mark.parametrize("kind", [Accounts, ApiKeys, History])
def test_a_folder_in_the_place_of_a_database_is_one_clear_error(
    tmp_path: Path, kind: type[Accounts] | type[ApiKeys] | type[History]
) -> None:
    (tmp_path / "some.sqlite").mkdir()
    with pytest.raises(DatabaseDamagedError, match=r"some\.sqlite.*folder.*check --repair"):
        kind(tmp_path / "some.sqlite")
