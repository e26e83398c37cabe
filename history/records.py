"""What is kept: questions with their answers and verdicts on them; and how much of it, and for how long."""

from dataclasses import dataclass
from datetime import datetime

from bot.answer import Answer


@dataclass(frozen=True, slots=True)
class Record:
    """A question with its answer.

    :param edition: The edition of the index that answered; empty where it is not known.
    :param at: When, in UTC.
    """

    question: str
    answer: Answer
    edition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """A conversation in a list: its name, how it begins and when it was last added to."""

    conversation: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody says of an answer.

    :param helped: Whether it helped.
    :param reason: Why not, as a stable word for machines; may be empty.
    :param comment: In their own words; may be empty.
    :param number: Tells it from the others; 0 before it is kept.
    """

    record: Record
    helped: bool
    reason: str = ""
    comment: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days what is kept; 0 keeps nothing of its kind.

    :param history: Conversations, for the browser that they were held in.
    :param feedback: Verdicts, with question and answer.
    :param shared: Answers that somebody made a link to.
    """

    history: int = 30
    feedback: int = 365
    shared: int = 365


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept of one reader.

    :param conversations: When one more begins, the one that was added to longest ago is deleted.
    :param exchanges: Questions with their answers in one conversation; no more are kept.
    :param shared: Answers that the reader made a link to; further ones are refused.
    :param verdicts: Answers that the reader judged; further ones are refused.
    """

    conversations: int = 200
    exchanges: int = 100
    shared: int = 200
    verdicts: int = 500
