"""A question and its history -> what is asked: one standalone question, its language and what it wants to know."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.anaphora import points_back
from bot.answer import Question
from bot.antecedents import antecedent, questions
from bot.function_words import content_words
from bot.lexicon import ACRONYMS, written
from bot.names import named_by
from bot.preamble import asked
from bot.support import alike
from bot.understanding.language import language_of
from bot.wanted import Wanted, also_wanted, counted, wanted
from vectorstore.analyzer import is_arabic, tokenize
from vectorstore.glossary import in_arabic
from vectorstore.parts import Part, asked_parts

# Nothing points further back than so many turns, or to what stands behind so many characters of one.
_MOST_TURNS, _LONGEST_TURN = 20, 2000
_ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*@\S+|https?://\S+")  # in Latin letters whatever the language
_MARKUP = re.compile(
    r"<(script|style)\b(?:(?!<\1\b).)*?</\1\s*>|</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A question that can be understood alone.

    :param text: The question as it was understood.
    :param own_text: The question itself, as it was asked.
    :param before: What it points back to; empty where it stands alone.
    :param search: What is searched for: the question in written Arabic, with names beside acronyms.
    :param own: The content words of the question itself, without those of the turns before it.
    :param content: The search's folded words without question words and function words; none if not one has a letter.
    :param also: What its second half wants: "متى" in "أين عُقد اللقاء ومتى؟".
    :param counted: The noun behind "how many" in an Arabic question, folded; empty where none is counted.
    :param named: By which words the organisations and office-holders that an Arabic question names would be known.
    :param arabic: Whether most of it is in Arabic script.
    :param language: ISO 639-1 code of the language that it was asked in: "ar", "en" or "fr".
    """

    text: str
    own_text: str
    before: str
    search: str
    own: tuple[str, ...]
    content: tuple[str, ...]
    wanted: Wanted
    also: Wanted
    counted: str
    named: frozenset[str]
    arabic: bool
    language: str

    @property
    def parts(self) -> frozenset[Part]:
        """The meetings that are asked about: those of the question itself, else those of the turns before it."""
        return asked_parts(self.own_text) or asked_parts(self.search)


def standalone(question: Question) -> StandaloneQuestion:
    """Understand a question, with the turns before it where it cannot stand alone.

    :return: The question; a follow-up takes its place in the question that it follows, or carries that
        question in brackets behind it.
    """
    history = tuple(replace(turn, content=turn.content[:_LONGEST_TURN]) for turn in question.history[-_MOST_TURNS:])
    question = replace(question, history=history)
    asked_so_far = questions(replace(question, text=_MARKUP.sub(" ", question.text)))
    text = asked_so_far[-1]
    before = antecedent(asked_so_far, question) if points_back(text) else ""
    whole = f"{text} ({before})" if before else text
    arabic = is_arabic(_ADDRESS.sub(" ", text))
    own, search = asked(text), asked(whole)
    words = [token.text for token in tokenize(own)]
    if arabic:
        own, search = written(own), written(search)
    content, named_here = content_words(search), content_words(own)
    if not arabic:
        content, named_here = in_arabic(content), in_arabic(named_here)
    named = content if any(map(_has_letter, content)) else ()
    kind = wanted(words)
    return StandaloneQuestion(
        text=whole,
        own_text=question.text,
        before=before,
        search=search,
        own=named_here,
        content=named,
        wanted=kind,
        also=also_wanted(words),
        counted=counted(words) if arabic and kind is Wanted.COUNT else "",
        named=_names(own) & frozenset(named_here) if arabic else frozenset(),
        arabic=arabic,
        language="ar" if arabic else language_of(text),
    )


def _names(text: str) -> frozenset[str]:
    """By which words whoever a text names would be known; an acronym's name stands behind it."""
    return named_by([token.text for token in tokenize(text)]) - ACRONYMS


def _has_letter(word: str) -> bool:
    return any(character.isalpha() for character in word)


def is_invented(question: str, said: Iterable[str]) -> bool:
    """Whether a question has a content word or a number that is like none that was said."""
    known = {token.text for text in said for token in tokenize(text)}
    return not all(any(alike(word, other) for other in known) for word in content_words(question))
