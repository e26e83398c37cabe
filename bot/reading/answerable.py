"""A reading -> the probability that the documents answer the question."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.reading.card import fitted
from bot.reading.reading import Reading

_SENTENCES, _PASSAGES = 3, 2  # of which the best count
_LOWEST = -12.0  # log-odds, where there are fewer sentences or passages


@dataclass(frozen=True, slots=True)
class Answerability:
    """Logistic regression over what the reader gave.

    :param weights: By the position of the signal in `signals`.
    :param threshold: The probability below which a question is refused.
    """

    weights: tuple[float, ...]
    intercept: float
    threshold: float

    def probability(self, reading: Reading) -> float:
        """Probability that the documents answer, 0 to 1."""
        found = signals([one.score for one in reading.sentences], reading.passages)
        total = self.intercept + sum(weight * signal for weight, signal in zip(self.weights, found, strict=True))
        return 1 / (1 + math.exp(-total))


def signals(sentences: Sequence[float], passages: Sequence[float]) -> list[float]:
    """The log-odds of the best three sentences and of the best two passages."""
    return [*_best(sentences, _SENTENCES), *_best(passages, _PASSAGES)]


def _best(scores: Sequence[float], count: int) -> list[float]:
    return [*sorted(scores, reverse=True)[:count], *[_LOWEST] * (count - len(scores))]


@cache
def load_answerability() -> Answerability:
    """The model that ships with the product.

    :raises HiwarError: If the reader's card is missing or damaged.
    """
    return fitted(
        "answerable", lambda card: Answerability(tuple(card["weights"]), card["intercept"], card["threshold"])
    )
