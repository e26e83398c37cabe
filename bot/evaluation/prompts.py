"""Test prompts and how an answer to one is judged. Words are compared as they are matched: folded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answer import Answer, Question
from vectorstore.analyzer import tokenize

_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question whose answer is known.

    :param answerable: False where the documents do not hold the answer, and a refusal is right.
    :param kind: What makes it hard, such as "dialect"; scores are given by kind.
    :param answers: Groups of alternatives: one of each group must occur in the answer.
    :param passage: Words that a cited passage must hold.
    :param sentences: What a good answer quotes, verbatim from the documents, the most direct first.
    :param intent: What is to be done, such as "lookup", "list" or "summary"; scores are given by intent.
    :param variety: The language or Arabic variety of the question, such as "msa" or "egyptian"; scores are given by it.
    """

    id: str
    question: Question
    answerable: bool = True
    kind: str = ""
    answers: tuple[tuple[str, ...], ...] = ()
    passage: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    intent: str = ""
    variety: str = ""


class Outcome(StrEnum):
    """What a person would say of an answer."""

    RIGHT = "right"
    ANSWERED = "answered"  # and the prompt does not say what an answer should hold
    WRONG = "wrong"
    FALSE_REFUSAL = "false_refusal"
    MISSED_REFUSAL = "missed_refusal"

    @property
    def is_bad(self) -> bool:
        """Whether something went wrong, as far as the prompt tells."""
        return self not in (Outcome.RIGHT, Outcome.ANSWERED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer was worth.

    :param decided: The bot answered what can be answered, or refused what cannot.
    :param answered: Every group of answers occurs in the text. None for an unanswerable prompt.
    :param cited: A cited passage holds what the prompt names; without that, the cited passages hold
        every group of answers. None for an unanswerable prompt.
    :param verbatim: Every quote stands word for word in its passage, and the markers are 1, 2, 3...
        None for a refusal.
    :param judged: False where the prompt tells nothing that the answer or a cited passage should hold: then only
        whether it was refused is known.
    """

    decided: bool
    answered: bool | None
    cited: bool | None
    verbatim: bool | None
    judged: bool = True

    @property
    def outcome(self) -> Outcome:
        """The verdict in a word; citations do not change it."""
        if not self.decided:
            return Outcome.MISSED_REFUSAL if self.answered is None else Outcome.FALSE_REFUSAL
        if not self.judged:
            return Outcome.ANSWERED
        return Outcome.WRONG if self.answered is False else Outcome.RIGHT


def judge(prompt: Prompt, answer: Answer) -> Verdict:
    """Compare an answer with what its prompt expects."""
    verbatim = None if answer.refused else _is_verbatim(answer)
    if not prompt.answerable:
        return Verdict(answer.refused, None, None, verbatim)
    passages = [citation.passage for citation in answer.citations]
    answered = not answer.refused and holds_all(spoken(answer), prompt.answers)
    if prompt.passage:
        cited = any(holds_all(passage, [(words,) for words in prompt.passage]) for passage in passages)
    else:
        cited = bool(passages) and holds_all("\n".join(passages), prompt.answers)
    return Verdict(not answer.refused, answered, cited, verbatim, judged=bool(prompt.answers or prompt.passage))


def spoken(answer: Answer) -> str:
    """An answer's text without its markers."""
    return _MARKER.sub(" ", answer.text)


def holds_all(text: str, groups: Sequence[Sequence[str]]) -> bool:
    """Whether `text` holds one alternative of every group, compared after folding."""
    return count_held(text, groups) == len(groups)


def count_held(text: str, groups: Sequence[Sequence[str]]) -> int:
    """Of how many groups `text` holds an alternative, compared after folding."""
    folded = " ".join(words(text))
    return sum(any(_occurs(" ".join(words(alternative)), folded) for alternative in group) for group in groups)


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [token.text for token in tokenize(text)]


def _occurs(sought: str, text: str) -> bool:
    """Arabic writes prefixes and suffixes on to words, so a part of a word will do, but 9 is not in 2019.

    The article loses its alef behind "to": الاستدامة is in للاستدامة.
    """
    before = r"(?<!\d)" if sought[:1].isdecimal() else ""
    after = r"(?!\d)" if sought[-1:].isdecimal() else ""
    stem = f"(?:ال|لل){re.escape(sought[2:])}" if sought.startswith("ال") else re.escape(sought)
    return re.search(before + stem + after, text) is not None


def _is_verbatim(answer: Answer) -> bool:
    markers = [int(marker[1:-1]) for marker in _MARKER.findall(answer.text)]
    return markers == [citation.marker for citation in answer.citations] and all(
        citation.quote and citation.quote in citation.passage for citation in answer.citations
    )
