"""Messages with the kind that each of them is: the data of the message head."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.message import MessageKind
from training.meetings import DATA, Fold, read_meetings

_FILES = {Fold.TRAIN: "messages.train.jsonl", Fold.TEST: "messages.test.jsonl"}
_KINDS = frozenset(MessageKind)


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A message, and what it wants.

    :param intent: Of a question about a meeting: what is to be done, such as "list"; else empty.
    :param goes_on: Of a question about a meeting: whether it goes on from the turn before it.
    """

    id: str
    text: str
    kind: MessageKind
    variety: str
    intent: str = ""
    goes_on: bool = False


def read_messages(fold: Fold, data: Path = DATA) -> Iterator[LabelledMessage]:
    """The messages of a fold: those written as such, and the questions about its meetings.

    Passed over are small talk in the meetings, which is not labelled by kind there, and questions that have nothing to
    do with their meeting: those are refused whether they are searched or not.

    :raises OSError: If a file cannot be read; ValueError or KeyError if one is not as it should be.
    """
    if fold in _FILES:
        for line in (data / _FILES[fold]).read_text("utf-8").splitlines():
            row = json.loads(line)
            yield LabelledMessage(row["id"], row["question"], MessageKind(row["intent"]), row["variety"])
    for meeting in read_meetings(fold, data):
        for asked in meeting.questions:
            is_question = asked.intent not in _KINDS
            if asked.intent != "small_talk" and (asked.answerable or asked.nearest or not is_question):
                kind = MessageKind.QUESTION if is_question else MessageKind(asked.intent)
                intent = asked.intent if kind is MessageKind.QUESTION else ""
                goes_on = bool(asked.question.history)
                yield LabelledMessage(asked.id, asked.question.text, kind, asked.variety, intent, goes_on)
