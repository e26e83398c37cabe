"""What one person asked and was answered in one sitting, and its forms for the bot and the page."""

from dataclasses import dataclass, replace
from enum import Enum

from bot.answer import Answer, Turn
from vectorstore.scope import EVERYTHING, Scope
from web.catalogue import ARABIC, Words
from web.render import Actions, render_answer, render_notice, render_question, render_status, scope_in


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
    :param notice: When it failed, what to tell the person, in the language of the page.
    :param scope: What it was to be answered from.
    :param place: A number by which the conversation is in order where it is kept.
    """

    question: str
    progress: Progress = Progress.RUNNING
    answer: Answer | None = None
    notice: str = ""
    scope: Scope = EVERYTHING
    place: int = 0


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


def place_behind(conversation: Conversation) -> int:
    """The place of a question that is asked at the end."""
    return 1 + max((exchange.place for exchange in conversation), default=-1)


def messages_of(
    conversation: Conversation, deeds: tuple[str, ...] = ("copy",), words: Words = ARABIC
) -> list[dict[str, str]]:
    """The messages of the chat component.

    :param conversation: The exchanges, oldest first.
    :param deeds: What can be done with an answer, as `web.render.Actions` names it, beside asking again.
    :param words: The language of the page.
    """
    messages: list[dict[str, str]] = []
    edition = ""
    for at, exchange in enumerate(conversation):
        ended = exchange.progress is not Progress.RUNNING
        edit = Actions(at, ("edit",)) if ended else None
        limit = scope_in(words, exchange.scope, exchange.answer.searched if exchange.answer else ())
        question = render_question(exchange.question, edit, limit=limit, words=words)
        messages.append({"role": "user", "content": question})
        reply = _reply(exchange, at, deeds, words, is_newer=_is_newer(exchange, edition))
        messages.append({"role": "assistant", "content": reply})
        edition = (exchange.answer.edition if exchange.answer else "") or edition
    return messages


def _is_newer(exchange: Exchange, edition: str) -> bool:
    """Whether a later edition answered than the one before it in the conversation; their names begin with their times.

    Behind a question that was asked again stand the answers of the edition before.
    """
    return bool(edition and exchange.answer and exchange.answer.edition > edition)


def stopped(conversation: Conversation) -> Conversation:
    """The conversation with what still ran in it marked as stopped by the person.

    :param conversation: The exchanges, oldest first.
    """
    return tuple(
        replace(exchange, progress=Progress.STOPPED) if exchange.progress is Progress.RUNNING else exchange
        for exchange in conversation
    )


def _reply(exchange: Exchange, at: int, deeds: tuple[str, ...], words: Words, *, is_newer: bool) -> str:
    begun = exchange.answer is not None and exchange.answer.text != ""
    retry = Actions(at, ("retry",))
    if exchange.progress is Progress.FAILED:
        return render_notice(exchange.notice, retry, words=words)
    running = exchange.progress is Progress.RUNNING
    if exchange.answer is None or not begun:
        return (
            render_status(words.SEARCHING, words=words)
            if running
            else render_notice(words.STOPPED_EMPTY, retry, words=words)
        )
    notes = (words.NEW_EDITION if is_newer else "", words.STOPPED if exchange.progress is Progress.STOPPED else "")
    note = " ".join(filter(None, notes))
    widen = ("widen",) if exchange.answer.refused and exchange.scope else ()
    actions = None if running else Actions(at, (*widen, "retry", *deeds))
    return render_answer(exchange.answer, exchange.question, note=note, running=running, actions=actions, words=words)
