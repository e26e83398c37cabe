"""Test prompts and how an answer to one is judged. Words are compared as they are matched: folded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Answer, Question
from vectorstore.analyzer import tokenize

MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question whose answer is known.

    :param answerable: False where the documents do not hold the answer, and a refusal is right.
    :param kind: What makes it hard, such as "dialect"; scores are given by kind.
    :param answers: Groups of alternatives: one of each group must occur in the answer.
    :param passage: Words that a cited passage must hold.
    """

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
    markers = [int(marker[1:-1]) for marker in MARKER.findall(answer.text)]
    verbatim = markers == [citation.marker for citation in answer.citations] and all(
        citation.quote and citation.quote in citation.passage for citation in answer.citations
    )
    if not prompt.answerable:
        return Verdict(answer.refused, None, None, verbatim)
    passages = [citation.passage for citation in answer.citations]
    answered = not answer.refused and holds_all(MARKER.sub("", answer.text), prompt.answers)
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
