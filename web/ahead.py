"""Answers that are begun before they are asked for: the page sends a question ahead of Gradio's own way to the server.

From the key to the function that answers, Gradio takes as long as the answer: timers of the browser, two requests, a
queue. A page names itself by a word that nobody else knows, and what was begun for it is given to the same question of
the same page, once. It is begun only while nobody is being answered, so that nobody waits for it, and is not counted
before it is asked for.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Generator, Iterator
from contextlib import closing
from http import HTTPStatus
from queue import SimpleQueue
from typing import Any, TypeVar, cast

from fastapi import FastAPI, Request, Response
from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Question, Turn
from web.answering import BusyError, Slots
from web.asking import objection_to
from web.command import Command
from web.visitor import visitor_of

AHEAD = "/ahead"
WELCOME = "window.beginsAhead = true;"  # what tells a page that its questions may come ahead
PAGE = "page"  # in the configuration of a call: the name of the page that asks
_SECONDS = 5.0  # until what was begun is not given any more, for another edition may be live
_PAGES = 256  # that are known at a time

_Value = TypeVar("_Value")


class _Begun:
    """An answer in the making, kept for whoever asks for it."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._come = SimpleQueue[Answer | Exception | None]()
        self._until = time.monotonic() + _SECONDS
        self._left = threading.Event()

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self._until

    def make(self, chain: Runnable[Question, Answer], slots: Slots, visitor: str) -> None:
        """Answer, unless there is no room; to leave the stream stops it."""
        try:
            stream = cast("Generator[Answer, None, None]", chain.stream(self.question))
            with slots.taken(0, visitor), closing(stream) as snapshots:
                for snapshot in snapshots:
                    self._come.put(snapshot)
                    if self._left.is_set():
                        return
            self._come.put(None)
        except Exception as error:
            self._come.put(error)

    def stream(self) -> Generator[Answer]:
        """What has come and what comes. Raises what the chain raised, or `BusyError` if there was no room."""
        try:
            while come := self._come.get():
                if isinstance(come, Exception):
                    raise come
                yield come
        finally:
            self._left.set()


class Ahead(Runnable[Question, Answer]):
    """A chain some of whose answers are begun before it is asked for them.

    Who asks names the page, as `PAGE` in the configuration; without it, the chain is asked.

    :param chain: What answers.
    :param slots: Room that an answer which is begun ahead takes; who asks for it may hold some, too.
    """

    def __init__(self, chain: Runnable[Question, Answer], slots: Slots) -> None:
        self._chain = chain
        self._slots = slots
        self._lock = threading.Lock()
        self._begun = OrderedDict[str, _Begun]()
        self._said = OrderedDict[str, tuple[Turn, ...]]()  # on each page; to a follow-up it belongs

    def begin(self, page: str, text: str, command: Command, visitor: str = "") -> None:
        """Begin to answer a question, if nobody is being answered and what was said before it is known.

        :param visitor: Whose room it takes.
        """
        at = 2 * (command.at or 0)
        with self._lock:
            said = self._said.get(page, ())[:at]
            if len(said) < at or not self._slots.idle:
                return
            begun = _Begun(Question(text.strip(), said, command.scope.scope()))
            _put(self._begun, page, begun)
        work = (self._chain, self._slots, visitor)
        threading.Thread(target=begun.make, args=work, name="ahead", daemon=True).start()

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer a question."""
        *_, answer = self.stream(input, config, **kwargs)
        return answer

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any | None) -> Iterator[Answer]:
        """Answer a question, giving the answer as it grows; to close the stream stops the work."""
        page = str((config or {}).get("configurable", {}).get(PAGE, ""))
        snapshot = None
        try:
            with closing(self._answers(page, input, config, **kwargs)) as snapshots:
                for snapshot in snapshots:
                    yield snapshot
        finally:
            if page and snapshot and snapshot.text:
                turns = (*input.history, Turn("user", input.text), Turn("assistant", snapshot.text))
                with self._lock:
                    _put(self._said, page, turns)

    def _answers(
        self, page: str, question: Question, config: RunnableConfig | None, **kwargs: Any
    ) -> Generator[Answer]:
        with self._lock:
            begun = self._begun.pop(page, None)
        if begun and begun.question == question and not begun.is_late:
            try:
                yield from begun.stream()
            except BusyError:
                pass
            else:
                return
        yield from self._chain.stream(question, config, **kwargs)


def _put(pages: OrderedDict[str, _Value], page: str, value: _Value) -> None:
    """Keep what belongs to a page, and of too many pages forget the one that asked longest ago."""
    pages[page] = value
    pages.move_to_end(page)
    if len(pages) > _PAGES:
        pages.popitem(last=False)


def add_ahead(app: FastAPI, ahead: Ahead) -> None:
    """Add the address "/ahead", to which a page sends what it is about to ask."""

    @app.post(AHEAD)
    async def begin(command: Command, request: Request) -> Response:
        if command.page and command.question and not objection_to(command.question):
            ahead.begin(command.page, command.question, command, visitor_of(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)
