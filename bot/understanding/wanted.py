"""What kind of thing a question wants, such as a number or a person, and whether a sentence gives it.

Two heads know the same kinds: one reads questions, the other sentences that answer one.
"""

import math
from collections.abc import Callable
from functools import cache

from bot.understanding.head import Head, load_head

QUESTION_HEAD, SENTENCE_HEAD = "wanted", "given"
_LEAST = 1e-4  # a probability; keeps the logarithm finite


def gives_what_is_wanted(question: str) -> Callable[[str], float]:
    """A function that tells how well a sentence agrees with a question in kind.

    It gives the logarithm of the probability that what the question wants and what the sentence gives are of one kind:
    at most 0.

    :raises HiwarError: If the weights are missing or damaged.
    """
    wanted = _head(QUESTION_HEAD).probabilities(question)

    def agreement(sentence: str) -> float:
        given = _head(SENTENCE_HEAD).probabilities(sentence)
        return math.log(sum(wanted[kind] * given.get(kind, 0.0) for kind in wanted) + _LEAST)

    return agreement


@cache
def _head(name: str) -> Head:
    return load_head(name)
