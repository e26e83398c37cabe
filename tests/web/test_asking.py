import logging
import threading
from collections.abc import Iterator

import pytest
from scripted_chain import ANSWER, QUOTE, ScriptedChain, growing

from bot.answer import Answer, Question, Turn
from errors import HiwarError
from tests.waiting import PATIENCE
from web.asking import MAX_QUESTION_LENGTH, ask, objection_to
from web.catalogue import ARABIC, WORDS
from web.conversation import Conversation, Exchange, Progress, history_of, messages_of, stopped


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has an answer never announced, however long its first word takes on a machine with other work."""
    monkeypatch.setattr("web.asking._PATIENCE", PATIENCE)


def last(conversations: Iterator[Conversation]) -> Exchange:
    return list(conversations)[-1][-1]


@pytest.mark.usefixtures("patient")
def test_the_answer_grows_until_it_is_whole() -> None:
    exchanges = [c[-1] for c in ask(ScriptedChain(lambda _: growing(ANSWER)), "سؤال", ())]
    lengths = [len(e.answer.text) for e in exchanges if e.answer]
    assert len(lengths) == len(exchanges) > 1
    assert lengths == sorted(lengths)
    assert exchanges[-1] == Exchange("سؤال", Progress.DONE, ANSWER)


@pytest.mark.usefixtures("patient")
def test_what_is_quoted_is_shown_once() -> None:
    exchanges = [c[-1] for c in ask(ScriptedChain(lambda _: iter([ANSWER])), "سؤال", ())]
    assert exchanges == [Exchange("سؤال", Progress.DONE, ANSWER)]


def test_an_answer_that_is_long_in_coming_is_announced() -> None:
    begun = threading.Event()

    def script(_: Question) -> Iterator[Answer]:
        begun.wait(PATIENCE)
        yield ANSWER

    conversations = ask(ScriptedChain(script), "سؤال", ())
    assert next(conversations) == (Exchange("سؤال"),)
    begun.set()
    assert last(conversations) == Exchange("سؤال", Progress.DONE, ANSWER)


def test_closing_before_the_first_word_closes_the_chain() -> None:
    go_on = threading.Event()

    def script(_: Question) -> Iterator[Answer]:
        go_on.wait(PATIENCE)
        yield ANSWER

    chain = ScriptedChain(script)
    conversations = ask(chain, "سؤال", ())
    assert next(conversations) == (Exchange("سؤال"),)
    threading.Timer(0.5, go_on.set).start()
    conversations.close()  # type: ignore[attr-defined]
    assert chain.closed.is_set()


def test_earlier_turns_are_passed_as_plain_text() -> None:
    chain = ScriptedChain(lambda _: iter([ANSWER]))
    failed = Exchange("تعذّر", Progress.FAILED, notice="خطأ")
    list(ask(chain, " وماذا بعد؟ ", (Exchange("سؤال أول", Progress.DONE, ANSWER), failed)))
    turns = (Turn("user", "سؤال أول"), Turn("assistant", ANSWER.text))
    assert chain.questions == [Question("وماذا بعد؟", turns)]


def test_closing_closes_the_chain() -> None:
    chain = ScriptedChain(lambda _: growing(ANSWER))
    conversations = ask(chain, "سؤال", ())
    next(conversations)
    conversations.close()  # type: ignore[attr-defined]
    assert chain.closed.is_set()


def test_a_known_error_says_its_own_sentence() -> None:
    def script(_: Question) -> Iterator[Answer]:
        yield Answer("أول الكلام")
        raise HiwarError("nothing_published", "the index is not ready")

    for words in WORDS.values():
        told = last(ask(ScriptedChain(script), "سؤال", (), words)).notice
        assert told == HiwarError("nothing_published").told(words.language)
        assert "index" not in told


def test_any_other_error_is_told_in_general_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    def script(_: Question) -> Iterator[Answer]:
        raise RuntimeError("secret detail")
        yield ANSWER

    with caplog.at_level(logging.ERROR):
        exchange = last(ask(ScriptedChain(script), "سؤال", ()))
    assert exchange.notice == ARABIC.UNEXPECTED_ERROR
    assert "secret detail" in caplog.text
    assert "Traceback" in caplog.text


def test_a_chain_that_fails_at_once_is_no_crash() -> None:
    class Broken(ScriptedChain):
        def stream(self, *_: object, **__: object) -> Iterator[Answer]:
            raise HiwarError("nothing_published")

    assert last(ask(Broken(lambda _: iter(())), "سؤال", ())).progress is Progress.FAILED


def test_stopping_keeps_what_was_written() -> None:
    done = Exchange("أول", Progress.DONE, ANSWER)
    running = Exchange("ثانٍ", Progress.RUNNING, Answer("نصف جواب"))
    conversation = stopped((done, running))
    assert [e.progress for e in conversation] == [Progress.DONE, Progress.STOPPED]
    assert ARABIC.STOPPED.split()[0] in messages_of(conversation)[-1]["content"]
    assert history_of(conversation)[-1] == Turn("assistant", "نصف جواب")


def test_messages_alternate_and_hold_the_quote() -> None:
    messages = messages_of((Exchange("سؤال", Progress.DONE, ANSWER),))
    assert [m["role"] for m in messages] == ["user", "assistant"]
    assert QUOTE.split()[0] in messages[1]["content"]


@pytest.mark.parametrize(
    ("question", "starts"),
    [
        ("", ARABIC.QUESTION_EMPTY),
        (" \n\t", ARABIC.QUESTION_EMPTY),
        ("س" * MAX_QUESTION_LENGTH, ""),
        ("س" * (MAX_QUESTION_LENGTH + 1), "السؤال أطول من اللازم"),
    ],
)
def test_objections(question: str, starts: str) -> None:
    objection = objection_to(question)
    assert objection.startswith(starts)
    assert bool(objection) == bool(starts)
