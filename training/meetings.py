"""Training data -> meetings: each a document as it is ingested, its questions and the notes on its sentences."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.answer import Question, Turn
from bot.understanding.message import MessageKind

DATA = Path(__file__).with_name("data")
SAMPLE_CORPUS = Path(__file__).resolve().parent.parent / "documents"
NOT_SEARCHED = {*MessageKind, "small_talk"}
"""Intents of messages for which nothing is searched."""
_MEETINGS, _SPLIT, _SAMPLE_QUESTIONS = "meetings", "split.json", "prompts.jsonl"


class Fold(StrEnum):
    """What a document is used for. A document has one fold, and so have all questions about it."""

    TRAIN = "train"
    VALIDATION = "validation"  # choices are made on it
    TEST = "test"  # figures are reported on it; nothing is fitted or chosen


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question about one meeting, with what answers it there.

    :param question: As it was typed, with the turns before it.
    :param intent: What the reader wants to be done, such as "lookup", "list" or "summary".
    :param wants: The kind of thing that would answer, such as "person" or "number".
    :param variety: The language or Arabic variety that it is asked in.
    :param answerable: Whether the meeting's document answers it.
    :param sentences: What a good answer quotes, verbatim from the document, the most direct first.
    :param nearest: Of an unanswerable question, the sentences that look most like an answer.
    :param verdict: "yes" or "no" where a yes/no question is answered; else empty.
    :param answers: Groups of alternatives, one of which a right answer holds.
    """

    id: str
    question: Question
    intent: str
    wants: str
    variety: str
    answerable: bool
    sentences: tuple[str, ...]
    nearest: tuple[str, ...]
    verdict: str
    answers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one speaker says in a meeting.

    :param speaker: The name, or what the document calls the speaker.
    :param sentences: Verbatim from the document, those without the name among them.
    """

    speaker: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A document with everything that was written down about it.

    :param name: Of its files, without suffix.
    :param path: The document itself, in Markdown.
    :param roles: Role -> the sentences that have it; empty where there are no notes.
    :param overview: Sentences that tell what the meeting was about.
    """

    name: str
    path: Path
    questions: tuple[LabelledQuestion, ...]
    roles: Mapping[str, tuple[str, ...]]
    statements: tuple[Statement, ...]
    overview: tuple[str, ...]


def read_meetings(fold: Fold | None = None, data: Path = DATA) -> Iterator[Meeting]:
    """Read the meetings of a fold, in the order of their names; all of them where none is given.

    :raises OSError: If a file cannot be read; ValueError or KeyError if one is not as it should be.
    """
    folds = read_split(data)
    for path in sorted((data / _MEETINGS).glob("*.md")):
        if fold in (None, folds.get(path.stem, Fold.TRAIN)):
            yield _meeting(path)


def read_questions(fold: Fold) -> Iterator[LabelledQuestion]:
    """The questions about the meetings of a fold that are to be answered from the meeting itself."""
    for meeting in read_meetings(fold):
        yield from (one for one in meeting.questions if one.intent not in NOT_SEARCHED)


def read_sample_questions(data: Path = DATA) -> tuple[LabelledQuestion, ...]:
    """Questions over all documents of the sample corpus; they have no intent, kind or variety. All are for training."""
    lines = (data / _SAMPLE_QUESTIONS).read_text("utf-8").splitlines()
    return tuple(_question(json.loads(line)) for line in lines)


def read_split(data: Path = DATA) -> dict[str, Fold]:
    """Which documents are kept for validation and for the test; all others are for training."""
    kept: dict[str, list[str]] = json.loads((data / _SPLIT).read_text("utf-8"))
    return {name: Fold(fold) for fold, names in kept.items() for name in names}


def _meeting(path: Path) -> Meeting:
    lines = path.with_suffix(".jsonl").read_text("utf-8").splitlines()
    notes_file = path.with_suffix(".notes.json")
    notes: dict[str, Any] = json.loads(notes_file.read_text("utf-8")) if notes_file.is_file() else {}
    return Meeting(
        name=path.stem,
        path=path,
        questions=tuple(_question(json.loads(line)) for line in lines if line.strip()),
        roles={role: tuple(sentences) for role, sentences in notes.get("roles", {}).items()},
        statements=tuple(Statement(said["speaker"], tuple(said["sentences"])) for said in notes.get("speakers", [])),
        overview=tuple(notes.get("overview", [])),
    )


def _question(data: dict[str, Any]) -> LabelledQuestion:
    turns = tuple(Turn(turn["role"], turn["content"]) for turn in data["history"])
    return LabelledQuestion(
        id=data["id"],
        question=Question(data["question"], turns),
        intent=data["intent"],
        wants=data["wants"],
        variety=data["variety"],
        answerable=data["answerable"],
        sentences=tuple(data["sentences"]),
        nearest=tuple(data.get("nearest", ())),
        verdict=data.get("verdict") or "",
        answers=tuple(tuple(group) for group in data["answers"]),
    )
