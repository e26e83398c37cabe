"""The line of a Gradio page, made fair: nobody's questions fill it, and nobody's are answered all at a time.

Gradio answers in the order of arrival, and knows no visitors. Its queue has no setting for either, so two of its
methods are wrapped; a test fails when an upgrade of Gradio changes them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import gradio as gr

from web.visitor import visitor_of

WAITING = 16  # questions of one visitor: a quarter of the line


def share_line(page: gr.Blocks, each: int) -> None:
    """Let no visitor have more than so many questions answered at a time, nor too many in the line.

    A question too many is refused as where the line is full.

    :param page: Its queue is wrapped.
    :param each: How many.
    """
    queue: Any = page._queue  # pyright: ignore[reportPrivateUsage]
    push, get_events = queue.push, queue.get_events

    async def pushed(body: Any, request: Any, username: str | None) -> tuple[bool, Any, str]:
        visitor = visitor_of(request)
        if sum(visitor_of(event.request) == visitor for line in _lines(queue) for event in line) >= WAITING:
            return False, "Queue is full for this visitor.", "queue_full"
        return await push(body=body, request=request, username=username)

    def next_events() -> Any:
        running = Counter(visitor_of(event.request) for job in queue.active_jobs for event in job or ())
        for line in _lines(queue):
            may = (at for at, event in enumerate(line) if running[visitor_of(event.request)] < each)
            if (first := next(may, None)) is None:
                return None
            line.insert(0, line.pop(first))
        return get_events()

    queue.push, queue.get_events = pushed, next_events


def _lines(queue: Any) -> Iterator[list[Any]]:
    """Those who wait, in order; our pages have one line each."""
    return (line.queue for line in queue.event_queue_per_concurrency_id.values() if line.queue)
