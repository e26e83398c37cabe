"""A message and the turns before it -> the question that it asks."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answer import Question, Turn
from bot.support.words import alike
from bot.understanding.context import goes_on
from bot.understanding.function_words import content_words
from bot.understanding.intent import Intent, intent_of
from bot.understanding.language import language_of
from bot.understanding.several import several
from vectorstore.analyzer import is_arabic, tokenize
from vectorstore.parts import Part, asked_parts

_AND = "و"
_MOST_TURNS, _LONGEST_TURN = 3, 500  # that a question may go on from, and characters of each
_ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*@\S+|https?://\S+")  # in Latin letters whatever the language
_MARKUP = re.compile(
    r"<(script|style)\b(?:(?!<\1\b).)*?</\1\s*>|</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with what is needed to understand it.

    :param own: The question itself, as it was asked.
    :param before: The questions that it goes on from, the oldest first; empty where it stands alone.
    :param intent: What is to be done; it decides the form of the answer.
    :param language: ISO 639-1 code of the language that it was asked in: "ar", "en" or "fr".
    """

    own: str
    before: str
    intent: Intent
    language: str

    @property
    def text(self) -> str:
        """The question as it was understood, for the reader of the answer."""
        return f"{self.own} ({self.before})" if self.before else self.own

    @property
    def search(self) -> str:
        """What is searched for and read with."""
        return f"{self.before} {self.own}".lstrip()

    @property
    def parts(self) -> frozenset[Part]:
        """The meetings that are asked about: those of the question itself, else those of the turns before it."""
        return asked_parts(self.own) or asked_parts(self.before)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked: not one letter is left outside markup."""
        return not any(character.isalpha() for character in self.own)


def understand(question: Question) -> AskedQuestion:
    """Understand a question, with the questions before it if it goes on from them."""
    own = " ".join(_MARKUP.sub(" ", question.text).split())
    earlier = [turn.content[:_LONGEST_TURN] for turn in question.history if turn.role == "user"]
    before = _gone_on_from(own, earlier)
    language = "ar" if is_arabic(_ADDRESS.sub(" ", own)) else language_of(own)
    return AskedQuestion(own, before, intent_of(own), language)


def questions_in(message: Question, whole: AskedQuestion) -> list[AskedQuestion]:
    """The questions of a message, each with those before it where it goes on from them.

    :param whole: The message, understood as one question.
    """
    texts = [] if whole.intent is Intent.COMPARE else several(whole.own)
    if len(texts) < 2:
        return [whole]
    history, asked = message.history, list[AskedQuestion]()
    for at, text in enumerate(texts):
        # Its "and" joins it to the others and does not say that it goes on from them.
        leans = at == 0 or goes_on(text.removeprefix(_AND))
        asked.append(understand(replace(message, text=text, history=history if leans else ())))
        history = (*history, Turn("user", text))
    return asked


def _gone_on_from(own: str, earlier: Sequence[str]) -> str:
    """The questions that one goes on from, back to one that stands alone."""
    found: list[str] = []
    for text in reversed(earlier[-_MOST_TURNS:]):
        if not goes_on(found[0] if found else own):
            break
        found.insert(0, " ".join(text.split()))
    return " ".join(found)


def is_invented(question: str, said: Iterable[str]) -> bool:
    """Whether a question has a content word or a number that is like none that was said."""
    known = {token.text for text in said for token in tokenize(text)}
    return not all(any(alike(word, other) for other in known) for word in content_words(question))
