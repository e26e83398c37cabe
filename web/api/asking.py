"""Asks for programs: waits a little for room, streams without blocking, and stops when nobody listens any more."""

from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from typing import cast

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from langchain_core.runnables import Runnable

from bot.answer import Answer, Question
from web.answering import BusyError, Slots, TooManyAtOnceError

PATIENCE = 10.0  # seconds: a program tries again, a person would wait in the page's line
LINE, LINE_OF_ONE = 16, 6  # requests that wait at a time; of one key or address


class Room:
    """Room for answers to programs, of what the page takes of too.

    :param slots: Shared with the page.
    """

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._line = CapacityLimiter(LINE)
        self._waiting = Counter[str]()

    @asynccontextmanager
    async def taken(self, visitor: str) -> AsyncGenerator[None]:
        """Take room for one answer while the block lasts.

        :param visitor: Who asks, by key or address.
        :raises BusyError: If the line is full, or came to no end in time.
        :raises TooManyAtOnceError: If as many requests of this visitor wait as may.
        """
        if self._waiting[visitor] >= LINE_OF_ONE:
            raise TooManyAtOnceError
        if not self._line.available_tokens:
            raise BusyError
        with ExitStack() as held:
            room: AbstractContextManager[None] = self._slots.taken(PATIENCE, visitor)
            self._waiting[visitor] += 1
            try:
                await run_sync(held.enter_context, room, limiter=self._line)
            finally:
                self._waiting[visitor] -= 1
                self._waiting += Counter()  # forgets those who do not wait
            yield


async def snapshots(chain: Runnable[Question, Answer], question: Question) -> AsyncGenerator[Answer]:
    """The answer as it grows; to close this, or to cancel it, closes the chain's stream."""
    stream = cast("Generator[Answer, None, None]", chain.stream(question))
    try:
        while (snapshot := await run_sync(next, stream, None)) is not None:
            yield snapshot
    finally:
        stream.close()
