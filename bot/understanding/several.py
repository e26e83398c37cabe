"""A message that asks several things -> the questions in it.

"من افتتح الحوار وماذا قالت ممثلة النقابة؟" asks two things that may stand in two passages: together they are like
neither.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from bot.understanding.head import Head, load_head
from vectorstore.analyzer import is_arabic, tokenize

HEAD = "boundary"
BEGINS, INSIDE = "begins", "inside"
_MOST = 5  # questions of a message
_FEWEST_WORDS = 2  # of a question
_CERTAIN = 0.9  # to search for half a question costs more than to search for two in one
_BEFORE, _FROM = 2, 4  # words that are looked at before a place and from it on
_END = re.compile(r"(?<=[؟?])\s+(?!\()")
_STRAY = " ،,.؟?"


def several(text: str) -> list[str]:
    """The questions of a message in their order; one, as it is, where it asks one thing.

    :return: At most five. What follows another begins with its "and", as it was asked.
    :raises HiwarError: If the weights are missing or damaged.
    """
    sentences = [part for part in _END.split(text) if len(tokenize(part)) >= _FEWEST_WORDS]
    found = [piece for sentence in sentences or [text] for piece in _pieces(sentence)]
    if len(found) < 2:
        return [text]
    return [_as_question(piece) for piece in [*found[: _MOST - 1], " ".join(found[_MOST - 1 :])] if piece]


def place(words: Sequence[str], at: int) -> str:
    """What the head reads of a place between two words: each word near it, marked by where it stands.

    :param words: Folded words of the message.
    :param at: Which word stands behind the place.
    """
    before = [f"{at - i}{words[i]}" for i in range(max(at - _BEFORE, 0), at)]
    return " ".join([*before, *(f"q{i}{word}" for i, word in enumerate(words[at : at + _FROM]))])


def _as_question(piece: str) -> str:
    return piece.strip(_STRAY) + ("؟" if is_arabic(piece) else "?")


def _pieces(sentence: str) -> list[str]:
    """A sentence cut where another question begins."""
    tokens = tokenize(sentence)
    words, begins = [token.text for token in tokens], [0]
    for at in range(_FEWEST_WORDS, len(words) - _FEWEST_WORDS + 1):
        is_far = at - begins[-1] >= _FEWEST_WORDS
        if is_far and _head().probabilities(place(words, at))[BEGINS] >= _CERTAIN:
            begins.append(at)
    cuts = [0, *(tokens[at].start for at in begins[1:]), len(sentence)]
    return [sentence[a:b].strip() for a, b in pairwise(cuts)]


@cache
def _head() -> Head:
    return load_head(HEAD)
