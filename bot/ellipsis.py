"""A follow-up that leaves out what it shares with the question before -> that question, with its own part put in.

"من افتتح الجلسة الأولى؟" and then "والثانية؟" asks "من افتتح الجلسة الثانية؟". The part that is replaced is
found by the word that both begin with, a preposition or a noun, as in the classical account of ellipsis by
parallelism (Dalrymple, Shieber and Pereira, "Ellipsis and Higher-Order Unification", 1991).
"""

from collections.abc import Sequence

from bot.lexicon import ORDINALS
from vectorstore.analyzer import Token, stems, tokenize

_ASKS_ABOUT = ("ماذا عن", "ماذا بشان", "شو عن", "ايش عن", "ايه عن", "ماذا بخصوص", "what about", "how about")
_PREPOSITIONS = frozenset("في من عن علي الي مع عند خلال بعد قبل in on at for from to by of".split())
_CONJUNCTIONS = "وف"


def filled_in(fragment: str, before: str) -> str | None:
    """The question before, with the fragment in the place of what corresponds to it.

    :param fragment: A follow-up that asks by naming another thing: "وماذا عن الجلسة الثانية؟", "وفي تونس؟".
    :param before: The question that it follows.
    :return: A question, or None where nothing in the question before corresponds to the fragment.
    """
    words = _named(fragment)
    old = tokenize(before)
    if not words or not old:
        return None
    part = _ordinal(words, old) or _part(words, old)
    if part is None:
        return None
    first, last = part
    return before[: old[first].start] + _text(fragment, words) + before[old[last].end :]


def _named(fragment: str) -> list[Token]:
    """What a fragment names, without "and" and "what about"."""
    words = tokenize(fragment)
    said = " ".join(word.text for word in words)
    for phrase in _ASKS_ABOUT:
        if said.removeprefix("و").removeprefix("ف").startswith(f"{phrase} "):
            return words[len(phrase.split()) :]
    if words and words[0].text[:1] in _CONJUNCTIONS and len(words[0].text) > 2:
        first = words[0]
        return [Token(first.text[1:], first.start + 1, first.end), *words[1:]]
    return []


def _ordinal(words: Sequence[Token], old: Sequence[Token]) -> tuple[int, int] | None:
    """Where the ordinal stands that another one replaces."""
    if len(words) != 1 or words[0].text not in ORDINALS:
        return None
    at = [i for i, word in enumerate(old) if word.text in ORDINALS]
    return (at[-1], at[-1]) if at else None


def _part(words: Sequence[Token], old: Sequence[Token]) -> tuple[int, int] | None:
    """The first and last word of the phrase that begins as the fragment does."""
    begins = words[0].text
    at = [i for i, word in enumerate(old) if i and (word.text == begins or stems(word.text) == stems(begins))]
    if not at:
        return None
    last = at[-1] + 1
    while last < len(old) and old[last].text not in _PREPOSITIONS:
        last += 1
    return (at[-1], last - 1) if last - at[-1] > 1 and len(words) > 1 else None


def _text(fragment: str, words: Sequence[Token]) -> str:
    return fragment[words[0].start : words[-1].end]
