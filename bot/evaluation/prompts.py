"""Test prompts and how an answer to one is judged.

A prompt file holds a JSON object a line: `id` and `question`, and optionally `history`, `answerable`,
`kind`, `answers` (groups of alternatives: one of each group must occur in the answer) and `passage`
(words that a cited passage must hold). Words are compared as they are matched: folded.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answer import Answer, Question, Turn
from errors import HiwarError
from vectorstore.analyzer import tokenize

_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question whose answer is known."""

    id: str
    question: Question
    answerable: bool = True
    kind: str = ""
    answers: tuple[tuple[str, ...], ...] = ()
    passage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer was worth.

    :param decided: The bot answered what can be answered, or refused what cannot.
    :param answered: Every group of answers occurs in the text. None for an unanswerable prompt.
    :param cited: A cited passage holds what the prompt names; without that, the cited passages hold
        every group of answers. None for an unanswerable prompt.
    :param verbatim: Every quote stands word for word in its passage, and the markers are 1, 2, 3...
    """

    decided: bool
    answered: bool | None
    cited: bool | None
    verbatim: bool


def judge(prompt: Prompt, answer: Answer) -> Verdict:
    """Compare an answer with what its prompt expects."""
    markers = [int(marker[1:-1]) for marker in _MARKER.findall(answer.text)]
    verbatim = markers == [citation.marker for citation in answer.citations] and all(
        citation.quote and citation.quote in citation.passage for citation in answer.citations
    )
    if not prompt.answerable:
        return Verdict(answer.refused, None, None, verbatim)
    passages = [citation.passage for citation in answer.citations]
    answered = not answer.refused and holds_all(_MARKER.sub("", answer.text), prompt.answers)
    if prompt.passage:
        cited = any(holds_all(passage, [(words,) for words in prompt.passage]) for passage in passages)
    else:
        cited = bool(passages) and holds_all("\n".join(passages), prompt.answers)
    return Verdict(not answer.refused, answered, cited, verbatim)


def holds_all(text: str, groups: Sequence[Sequence[str]]) -> bool:
    """Whether `text` holds one alternative of every group, compared after folding."""
    folded = _folded(text)
    return all(any(_folded(alternative) in folded for alternative in group) for group in groups)


def _folded(text: str) -> str:
    return " ".join(token.text for token in tokenize(text))


def read_prompts(path: Path) -> list[Prompt]:
    """Read a prompt file.

    :raises HiwarError: If it cannot be read, naming the line.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise HiwarError(
            f"تعذّرت قراءة ملف الأسئلة {path.name}.", f"The prompt file {path} cannot be read: {error}."
        ) from error
    return [_prompt(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _prompt(path: Path, number: int, line: str) -> Prompt:
    try:
        data: dict[str, Any] = json.loads(line)
        history = tuple(Turn(turn["role"], turn["content"]) for turn in data.get("history", ()))
        return Prompt(
            id=data["id"],
            question=Question(data["question"], history),
            answerable=data.get("answerable", True),
            kind=data.get("kind", ""),
            answers=tuple(tuple(group) for group in data.get("answers", ())),
            passage=tuple(data.get("passage", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HiwarError(
            f"السطر {number} من ملف الأسئلة {path.name} غير صالح.",
            f"{path}, line {number}: not a prompt ({type(error).__name__}: {error}).",
            "Each line is a JSON object with at least id and question.",
        ) from error
