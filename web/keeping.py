"""Conversations between the page and what is kept of them for the browser that they are held in."""

import logging

import gradio as gr

from errors import HiwarError
from history.store import History
from web.conversation import Conversation, Exchange, Progress
from web.deeds import record_of
from web.readers import READER

_logger = logging.getLogger(__name__)


def kept(history: History, request: gr.Request, name: str, *, behind: int = -1) -> Conversation:
    """What is kept of a conversation of whoever asks, behind a place.

    :raises HiwarError: If it cannot be read.
    """
    records = history.conversation(request.cookies.get(READER, ""), name, behind=behind)
    return tuple(
        Exchange(record.question, Progress.DONE, record.answer, scope=record.answer.scope, place=place)
        for place, record in records.items()
    )


def keep(history: History, request: gr.Request, name: str, exchange: Exchange, *, cut: bool = False) -> None:
    """Keep an exchange that was answered, in its place; what hinders that is told to the log alone.

    :param cut: Whether what stood behind its place is forgotten.
    """
    record = record_of(exchange)
    if record is None:
        return
    try:
        history.keep(request.cookies.get(READER, ""), name, exchange.place, record, cut=cut)
    except HiwarError as error:  # the reader has the answer, and asked for nothing else
        _logger.warning("conversation not kept: %s", error)
