"""What a question wants to be done: it decides the form of the answer, and never whether there is one."""

from enum import StrEnum
from functools import cache

from bot.understanding.head import Head, load_head

HEAD = "intent"


class Intent(StrEnum):
    """What is to be done. The values are the labels of the training data."""

    LOOKUP = "lookup"  # tell one fact
    YES_NO = "yes_no"
    LIST = "list"
    SUMMARY = "summary"
    COMPARE = "compare"
    WHO_SAID = "who_said"  # who said something, or what somebody said
    REASON = "reason"
    DEFINITION = "definition"
    PROCEDURE = "procedure"


def intents(text: str) -> dict[Intent, float]:
    """The probability of each intent of a question; they add up to 1.

    :raises HiwarError: If the weights are missing or damaged.
    """
    return {Intent(name): probability for name, probability in _head().probabilities(text).items()}


def intent_of(text: str) -> Intent:
    """The most probable intent of a question."""
    found = intents(text)
    return max(found, key=lambda intent: found[intent])


@cache
def _head() -> Head:
    return load_head(HEAD)
