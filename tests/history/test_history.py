import hashlib
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answer import Answer, Citation
from errors import HiwarError
from history.records import Limits, Record, Retention, Verdict
from history.store import History
from history.tables import columns_of

CITED = Citation(1, "a:0-9", "تقرير", ("أولاً",), 2, "نص", "نص كامل", "report.pdf")
ANSWER = Answer("نص الإجابة [1].", (CITED,), confidence=0.8, timings={"embed": 0.1})
RECORD = Record("متى عُقد اللقاء؟", ANSWER, "e1", datetime.now(UTC))


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened = History(tmp_path / "history.sqlite")
    yield opened
    opened.close()


def test_a_conversation_comes_back_as_it_was_to_its_own_browser_only(history: History) -> None:
    history.keep("me", "c", 0, RECORD)
    history.keep("me", "c", 1, replace(RECORD, question="ومن حضره؟"))
    assert history.conversation("me", "c") == {0: RECORD, 1: replace(RECORD, question="ومن حضره؟")}
    assert [*history.conversation("me", "c", behind=0)] == [1]
    assert [(one.conversation, one.title) for one in history.conversations("me")] == [("c", RECORD.question)]
    assert history.conversation("you", "c") == {}
    assert history.conversations("you") == []
    history.forget("you", "c")
    assert len(history.conversation("me", "c")) == 2


def test_asking_again_replaces_what_stood_there_and_an_edit_what_stood_behind_it_too(history: History) -> None:
    for place in range(3):
        history.keep("me", "c", place, replace(RECORD, question=f"سؤال {place}"))
    history.keep("me", "c", 1, replace(RECORD, question="سؤال أُعيد"))
    told = [record.question for record in history.conversation("me", "c").values()]
    assert told == ["سؤال 0", "سؤال أُعيد", "سؤال 2"]
    history.keep("me", "c", 1, replace(RECORD, question="سؤال معدَّل"), cut=True)
    told = [record.question for record in history.conversation("me", "c").values()]
    assert told == ["سؤال 0", "سؤال معدَّل"]


def test_deleting_deletes(history: History) -> None:
    for name in "cde":
        history.keep("me", name, 0, RECORD)
    history.forget("me", "d")
    assert {one.conversation for one in history.conversations("me")} == {"c", "e"}
    history.forget("me")
    assert history.conversations("me") == []


def test_what_is_older_than_its_time_is_gone_and_zero_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    old = replace(RECORD, at=datetime.now(UTC) - timedelta(days=8))
    first = History(path, Retention(30, 30, 30))
    first.keep("me", "c", 0, old)
    first.judge("me", Verdict(old, helped=True))
    name = first.share("me", old)
    assert first.shared(name) == old
    first.close()
    second = History(path, Retention(7, 7, 7))
    assert (second.conversations("me"), second.verdicts(), second.shared(name)) == ([], [], None)
    second.close()
    none = History(path, Retention(0, 0, 0))
    none.keep("me", "c", 0, RECORD)
    none.judge("me", Verdict(RECORD, helped=True))
    assert (none.conversations("me"), none.verdicts(), none.share("me", RECORD)) == ([], [], "")
    none.close()


def test_the_names_of_shared_answers_cannot_be_guessed(history: History) -> None:
    names = {history.share("", RECORD) for _ in range(20)}
    assert len(names) == 20
    assert all(len(name) >= 20 for name in names)
    assert history.shared("x") is None


def test_verdicts_keep_question_answer_and_reason(history: History) -> None:
    history.judge("me", Verdict(RECORD, helped=False, reason="wrong_passage", comment="المقطع عن لقاء آخر."))
    (verdict,) = history.verdicts()
    assert (verdict.record, verdict.helped, verdict.reason) == (RECORD, False, "wrong_passage")
    assert verdict.number > 0


def test_when_a_reader_begins_one_conversation_too_many_the_one_left_alone_longest_goes(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite", limits=Limits(conversations=3))
    for number, name in enumerate(["a", "b", "c", "a", "d"]):
        history.keep("me", name, number, replace(RECORD, at=RECORD.at + timedelta(seconds=number)))
    history.keep("you", "e", 0, RECORD)
    assert [one.conversation for one in history.conversations("me")] == ["d", "a", "c"]
    assert [one.conversation for one in history.conversations("you")] == ["e"]
    history.close()


def test_a_conversation_takes_no_more_exchanges_than_it_may_but_one_can_take_the_place_of_another(
    tmp_path: Path,
) -> None:
    history = History(tmp_path / "history.sqlite", limits=Limits(exchanges=2))
    for place in range(2):
        history.keep("me", "c", place, RECORD)
    with pytest.raises(HiwarError, match="limit of two questions"):
        history.keep("me", "c", 2, RECORD)
    edited = replace(RECORD, question="سؤال معدَّل")
    history.keep("me", "c", 1, edited)
    assert history.conversation("me", "c") == {0: RECORD, 1: edited}
    history.close()


def test_a_list_of_conversations_names_them_by_their_first_question_without_reading_any_answer(
    tmp_path: Path,
) -> None:
    history = History(tmp_path / "history.sqlite")
    for place, question in enumerate(["سؤال " + "طويل " * 50, "متابعة"]):
        history.keep("me", "c", place, replace(RECORD, question=question, at=RECORD.at + timedelta(seconds=place)))
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as other, other:
        other.execute("UPDATE exchanges SET answer = 'no JSON'")
    (overview,) = history.conversations("me")
    assert overview.title == ("سؤال " + "طويل " * 50)[:80].strip()
    assert overview.at == RECORD.at + timedelta(seconds=1)
    history.close()


def test_a_reader_has_one_verdict_on_an_answer_and_the_last_one_counts(history: History) -> None:
    for reader in ("me", "you"):
        history.judge(reader, Verdict(RECORD, helped=True))
    later = replace(RECORD, at=RECORD.at + timedelta(hours=1))
    history.judge("me", Verdict(later, helped=False, reason="unclear"))
    assert [verdict.helped for verdict in history.verdicts()] == [False, True]
    history.judge("me", Verdict(replace(RECORD, question="سؤال آخر"), helped=True))
    assert history.count_verdicts() == 3


def test_a_reader_who_shares_an_answer_again_gets_the_same_link(history: History) -> None:
    name = history.share("me", RECORD)
    assert history.share("me", replace(RECORD, at=RECORD.at + timedelta(hours=1))) == name
    assert history.share("you", RECORD) != name
    assert history.share("me", replace(RECORD, question="سؤال آخر")) != name


def test_a_reader_gives_away_no_more_than_one_may_but_can_think_better_of_it(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite", limits=Limits(shared=2, verdicts=2))
    records = [replace(RECORD, question=f"سؤال {number}") for number in range(3)]
    names = [history.share("me", record) for record in records[:2]]
    for record in records[:2]:
        history.judge("me", Verdict(record, helped=True))
    with pytest.raises(HiwarError, match="limit of two links"):
        history.share("me", records[2])
    with pytest.raises(HiwarError, match="judged two answers"):
        history.judge("me", Verdict(records[2], helped=True))
    assert history.share("me", records[1]) == names[1]
    history.judge("me", Verdict(records[1], helped=False))
    assert [verdict.helped for verdict in history.verdicts()] == [False, True]
    assert history.share("you", records[2])
    history.close()


def test_all_verdicts_are_given_a_few_at_a_time_the_newest_first(history: History) -> None:
    for number in range(120):
        history.judge("", Verdict(RECORD, helped=True, comment=str(number)))
    assert [verdict.comment for verdict in history.every_verdict()] == [str(n) for n in reversed(range(120))]
    assert [verdict.comment for verdict in history.verdicts(skip=100)] == [str(n) for n in reversed(range(20))]
    assert len(history.verdicts()) == 50
    first = history.verdicts(skip=119)[0]
    assert history.verdict(first.number) == first
    assert history.verdict(0) is None


def test_what_a_reader_gave_away_cannot_be_matched_with_the_conversations(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    history.keep("token", "c", 0, RECORD)
    history.share("token", RECORD)
    history.judge("token", Verdict(RECORD, helped=True))
    history.close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as other:
        owners = [
            other.execute(f"SELECT owner FROM {table}").fetchone() for table in ("exchanges", "shared", "verdicts")
        ]
    assert len(set(owners)) == 3


_FIRST_TABLES = """
CREATE TABLE exchanges (
    id INTEGER NOT NULL, owner VARCHAR NOT NULL, conversation VARCHAR NOT NULL, place INTEGER NOT NULL,
    question VARCHAR NOT NULL, answer VARCHAR NOT NULL, edition VARCHAR NOT NULL, at FLOAT NOT NULL, PRIMARY KEY (id));
CREATE TABLE shared (id VARCHAR NOT NULL, question VARCHAR NOT NULL, answer VARCHAR NOT NULL, edition VARCHAR NOT NULL,
    at FLOAT NOT NULL, PRIMARY KEY (id));
CREATE TABLE verdicts (id INTEGER NOT NULL, helped BOOLEAN NOT NULL, reason VARCHAR NOT NULL, comment VARCHAR NOT NULL,
    question VARCHAR NOT NULL, answer VARCHAR NOT NULL, edition VARCHAR NOT NULL, at FLOAT NOT NULL, PRIMARY KEY (id));
"""


def test_what_an_earlier_version_kept_is_kept_on(tmp_path: Path) -> None:
    columns = columns_of(RECORD)
    with closing(sqlite3.connect(tmp_path / "history.sqlite")) as earlier, earlier:
        earlier.executescript(_FIRST_TABLES)
        kept = {**columns, "owner": hashlib.sha256(b"me").hexdigest()}
        earlier.execute("INSERT INTO exchanges VALUES (1, :owner, 'c', 0, :question, :answer, :edition, :at)", kept)
        earlier.execute("INSERT INTO shared VALUES ('name', :question, :answer, :edition, :at)", columns)
        earlier.execute("INSERT INTO verdicts VALUES (1, 1, '', '', :question, :answer, :edition, :at)", columns)
    for _ in range(2):
        history = History(tmp_path / "history.sqlite")
        assert history.conversation("me", "c") == {0: RECORD}
        assert [one.title for one in history.conversations("me")] == [RECORD.question]
        assert history.shared("name") == RECORD
        assert history.verdicts() == [Verdict(RECORD, helped=True, number=1)]
        history.close()
    history = History(tmp_path / "history.sqlite")
    history.judge("me", Verdict(RECORD, helped=False))
    assert history.count_verdicts() == 2
    history.close()


def test_nobody_else_on_the_machine_reads_it_and_the_token_is_not_in_it(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    history = History(path)
    history.keep("secret-token", "c", 0, RECORD)
    history.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"secret-token" not in path.read_bytes()
