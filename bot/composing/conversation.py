"""Messages that ask nothing of the documents, and what they are answered with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer, Question, Turn
from bot.composing import wording
from bot.composing.again import in_full, shortened
from bot.composing.documents import about_documents
from bot.composing.lines import LINES, NO_EARLIER_ANSWER
from bot.understanding.language import language_of
from bot.understanding.message import MessageKind, message_kind
from vectorstore.manifest import DocumentRecord

_REFUSED = {MessageKind.COMMAND, MessageKind.TRANSLATE}
_REASON = "no_question"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers what asks nothing of the documents.

    :param ask: Answers a question from the documents.
    :param documents: The documents that are asked about, within the scope of a question.
    """

    ask: Callable[[Question], Answer]
    documents: Callable[[Question], Sequence[DocumentRecord]]

    def answer(self, kind: MessageKind, message: Question) -> Answer:
        """Answer a message of any kind but a question."""
        frame = Answer("", standalone_question=message.text, scope=message.scope)
        language = language_of(message.text)
        match kind:
            case MessageKind.ABOUT_DOCUMENTS:
                return self._about_documents(frame, message, language)
            case MessageKind.SHORTEN | MessageKind.MORE:
                return self._again(frame, kind, message, language)
            case _:
                refused = kind in _REFUSED
                return replace(frame, text=LINES[kind][language], refused=refused, reason=_REASON if refused else "")

    def _about_documents(self, frame: Answer, message: Question, language: str) -> Answer:
        records = self.documents(message)
        if not records:
            return replace(frame, text=wording.REFUSAL_EMPTY, refused=True, reason="nothing_published")
        return replace(frame, text=about_documents(records, language))

    def _again(self, frame: Answer, kind: MessageKind, message: Question, language: str) -> Answer:
        earlier = _last_question(message)
        if earlier is None:
            return replace(frame, text=NO_EARLIER_ANSWER[language], refused=True, reason=_REASON)
        answer = self.ask(earlier)
        if answer.refused:
            return answer
        return shortened(answer) if kind is MessageKind.SHORTEN else in_full(answer)


def questions_alone(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """A history without the messages that asked nothing of the documents, and without their answers."""
    kept: list[Turn] = []
    asks = True
    for turn in history:
        if turn.role == "user":
            asks = message_kind(turn.content) is MessageKind.QUESTION
        if asks:
            kept.append(turn)
    return tuple(kept)


def _last_question(message: Question) -> Question | None:
    """The question that was asked last, with what was said before it."""
    history = questions_alone(message.history)
    asked = [at for at, turn in enumerate(history) if turn.role == "user"]
    return replace(message, text=history[asked[-1]].content, history=history[: asked[-1]]) if asked else None
