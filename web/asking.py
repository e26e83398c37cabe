"""A question -> the conversation as it grows by the answer; nothing here knows of the page's widgets."""

import logging
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from typing import cast

from langchain_core.runnables import Runnable

from bot.answer import Answer, Question
from errors import HiwarError
from vectorstore.scope import EVERYTHING, Scope
from web.catalogue import ARABIC, Words
from web.conversation import Conversation, Exchange, Progress, history_of

MAX_QUESTION_LENGTH = 2000
# Of snapshots that follow each other within so many seconds only the first is shown, and then the whole: nobody reads
# that fast, and to show one costs the server about as much as to find a sentence.
_BLINK = 0.05
# An answer that comes within so many seconds is shown at once. To show before it that it is looked for would cost the
# server and the browser as much as to show it, and they would begin with it later.
_PATIENCE = 0.3

_logger = logging.getLogger(__name__)


def objection_to(question: str, words: Words = ARABIC, *, others: int = 0, limit: int = 1) -> str:
    """Why the question cannot be asked, as a sentence; empty when it can.

    :param question: As it was typed.
    :param words: The language of the page.
    :param others: How many other questions its conversation has.
    :param limit: How many questions a conversation may have.
    """
    length = len(question.strip())
    if not length:
        return words.QUESTION_EMPTY
    if length > MAX_QUESTION_LENGTH:
        return HiwarError("question_too_long", length=length, limit=MAX_QUESTION_LENGTH).told(words.language)
    if others >= limit:
        return HiwarError("conversation_full", limit=limit).told(words.language)
    return ""


def ask(
    chain: Runnable[Question, Answer],
    question: str,
    conversation: Conversation,
    words: Words = ARABIC,
    scope: Scope = EVERYTHING,
    place: int = 0,
) -> Iterator[Conversation]:
    """Ask, and give the conversation anew as the answer grows; without an answer where it is long in coming.

    Closing the iterator closes the chain's stream. An error ends the exchange with a notice: a
    known one with its own sentence, any other with a general one and a traceback in the log.

    :param chain: Streams cumulative answers to a question.
    :param question: As it was typed.
    :param conversation: What was said before.
    :param words: The language of the page.
    :param scope: What it is to be answered from.
    :param place: The exchange's, as `Exchange` has it.
    """
    exchange = Exchange(question, scope=scope, place=place)
    try:
        # Declared an iterator, a stream is a generator: what it holds is let go when it is closed.
        stream = cast(
            "Generator[Answer, None, None]", chain.stream(Question(question.strip(), history_of(conversation), scope))
        )
        # A stream can be closed once nothing runs in it any more: the thread ends first.
        with closing(stream) as snapshots, ThreadPoolExecutor(1) as apart:
            first = apart.submit(next, snapshots, None)
            if wait([first], _PATIENCE).not_done:
                yield (*conversation, exchange)
            shown, snapshot = 0.0, first.result()
            while snapshot:
                exchange = replace(exchange, answer=snapshot)
                # What is quoted is whole as it comes, and shown below.
                if snapshot.method != "quoted" and time.monotonic() - shown >= _BLINK:
                    yield (*conversation, exchange)
                    shown = time.monotonic()
                snapshot = next(snapshots, None)
        exchange = replace(exchange, progress=Progress.DONE)
    except HiwarError as error:
        _logger.warning("question not answered: %s", error)
        exchange = replace(exchange, progress=Progress.FAILED, notice=error.told(words.language))
    except Exception:
        _logger.exception("question not answered")
        exchange = replace(exchange, progress=Progress.FAILED, notice=words.UNEXPECTED_ERROR)
    yield (*conversation, exchange)
