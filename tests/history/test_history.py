import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answer import Answer, Citation
from history.store import MOST_CONVERSATIONS, History, Record, Retention, Verdict

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
    first.judge(Verdict(old, helped=True))
    name = first.share(old)
    assert first.shared(name) == old
    first.close()
    second = History(path, Retention(7, 7, 7))
    assert (second.conversations("me"), second.verdicts(), second.shared(name)) == ([], [], None)
    second.close()
    none = History(path, Retention(0, 0, 0))
    none.keep("me", "c", 0, RECORD)
    none.judge(Verdict(RECORD, helped=True))
    assert (none.conversations("me"), none.verdicts(), none.share(RECORD)) == ([], [], "")
    none.close()


def test_the_names_of_shared_answers_cannot_be_guessed(history: History) -> None:
    names = {history.share(RECORD) for _ in range(20)}
    assert len(names) == 20
    assert all(len(name) >= 20 for name in names)
    assert history.shared("x") is None


def test_verdicts_keep_question_answer_and_reason(history: History) -> None:
    history.judge(Verdict(RECORD, helped=False, reason="wrong_passage", comment="المقطع عن لقاء آخر."))
    (verdict,) = history.verdicts()
    assert (verdict.record, verdict.helped, verdict.reason) == (RECORD, False, "wrong_passage")
    assert verdict.number > 0


def test_one_browser_cannot_fill_the_disk_with_conversations(history: History) -> None:
    for number in range(MOST_CONVERSATIONS + 3):
        history.keep("me", f"c{number}", 0, replace(RECORD, at=RECORD.at + timedelta(seconds=number)))
    kept = [one.conversation for one in history.conversations("me")]
    assert len(kept) == MOST_CONVERSATIONS
    assert "c0" not in kept


def test_nobody_else_on_the_machine_reads_it_and_the_token_is_not_in_it(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    history = History(path)
    history.keep("secret-token", "c", 0, RECORD)
    history.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"secret-token" not in path.read_bytes()
