"""What one person asked and was answered in one sitting, and its forms for the bot and the page."""

from dataclasses import dataclass, replace
from enum import Enum

from bot.answer import Answer, Turn
from web import strings
from web.render import render_answer, render_notice, render_question, render_status


class Progress(Enum):
    """How far an exchange has come."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it.

    :param question: As it was typed.
    :param answer: The latest snapshot; None before the first one.
    :param notice: When it failed, what to tell the person, in Arabic.
    """

    question: str
    progress: Progress = Progress.RUNNING
    answer: Answer | None = None
    notice: str = ""


Conversation = tuple[Exchange, ...]


def history_of(conversation: Conversation) -> tuple[Turn, ...]:
    """The turns that a follow-up can refer to: the plain text of the questions that got an answer.

    :param conversation: The exchanges before the new question.
    """
    turns: list[Turn] = []
    for exchange in conversation:
        if exchange.progress is not Progress.FAILED and exchange.answer and exchange.answer.text:
            turns += [Turn("user", exchange.question), Turn("assistant", exchange.answer.text)]
    return tuple(turns)


def messages_of(conversation: Conversation) -> list[dict[str, str]]:
    """The messages of the chat component.

    :param conversation: The exchanges, oldest first.
    """
    messages: list[dict[str, str]] = []
    for exchange in conversation:
        messages.append({"role": "user", "content": render_question(exchange.question)})
        messages.append({"role": "assistant", "content": _reply(exchange)})
    return messages


def stopped(conversation: Conversation) -> Conversation:
    """The conversation with what still ran in it marked as stopped by the person.

    :param conversation: The exchanges, oldest first.
    """
    return tuple(
        replace(exchange, progress=Progress.STOPPED) if exchange.progress is Progress.RUNNING else exchange
        for exchange in conversation
    )


def _reply(exchange: Exchange) -> str:
    begun = exchange.answer is not None and exchange.answer.text != ""
    if exchange.progress is Progress.FAILED:
        return render_notice(exchange.notice)
    running = exchange.progress is Progress.RUNNING
    if exchange.answer is None or not begun:
        return render_status(strings.SEARCHING) if running else render_notice(strings.STOPPED_EMPTY)
    note = strings.STOPPED if exchange.progress is Progress.STOPPED else ""
    return render_answer(exchange.answer, exchange.question, note=note, running=running)
