"""The chain as the page, the API and MCP share it: a few answers at a time, each counted."""

import threading
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import Any, cast

from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Question
from errors import HiwarError
from web.metrics import Channel, Metrics

VISITOR = "visitor"  # in the configuration of a call: who asks


class BusyError(HiwarError):
    """As many questions are being answered as can be."""

    def __init__(self) -> None:
        super().__init__("busy")


class TooManyAtOnceError(HiwarError):
    """One visitor asks more than they may at a time."""

    def __init__(self) -> None:
        super().__init__("too_many_at_once")


class Slots:
    """Room for so many answers at a time.

    :param count: How many.
    :param each: How many of them one visitor may have; None sets no limit.
    """

    def __init__(self, count: int, each: int | None = None) -> None:
        self._count = count
        self._each = count if each is None else each
        self._free = count
        self._held = Counter[str]()
        self._freed = threading.Condition()

    @property
    def idle(self) -> bool:
        """Whether all the room is free: nobody is being answered."""
        return self._free == self._count

    @contextmanager
    def taken(self, patience: float | None = None, visitor: str = "") -> Generator[None]:
        """Take room for one answer while the block lasts.

        :param patience: Seconds to wait for it; None waits as long as it takes.
        :param visitor: Who asks; empty where it is the server itself, which has no limit of its own.
        :raises BusyError: If there was none in that time.
        """
        with self._freed:
            if not self._freed.wait_for(lambda: self._has_room(visitor), patience):
                raise BusyError
            self._free -= 1
            self._held[visitor] += 1
        try:
            yield
        finally:
            with self._freed:
                self._free += 1
                self._held[visitor] -= 1
                self._held += Counter()  # forgets those who hold none
                self._freed.notify_all()

    def _has_room(self, visitor: str) -> bool:
        return self._free > 0 and (not visitor or self._held[visitor] < self._each)


class CountedChain(Runnable[Question, Answer]):
    """A chain as one channel uses it: its answers are counted.

    :param chain: What answers.
    :param channel: Where the questions come from.
    :param slots: Room that each answer waits for; None where the caller holds it already.
    """

    def __init__(
        self, chain: Runnable[Question, Answer], channel: Channel, metrics: Metrics, slots: Slots | None = None
    ) -> None:
        self._chain = chain
        self._channel = channel
        self._metrics = metrics
        self._slots = slots

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer a question."""
        *_, answer = self.stream(input, config, **kwargs)
        return answer

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any | None) -> Iterator[Answer]:
        """Answer a question, giving the answer as it grows; to close the stream stops the work."""
        stream = cast("Generator[Answer, None, None]", self._chain.stream(input, config, **kwargs))
        visitor = str((config or {}).get("configurable", {}).get(VISITOR, ""))
        room = self._slots.taken(visitor=visitor) if self._slots else nullcontext()
        with room, self._metrics.answering(self._channel) as progress, closing(stream) as snapshots:
            for snapshot in snapshots:
                progress.answer = snapshot
                yield snapshot
