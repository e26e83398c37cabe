"""Whether a sentence says yes or no to the yes/no question that it answers."""

from functools import cache

from bot.understanding.head import Head, load_head

HEAD = "polarity"
LABELS = ("no", "yes")
_CERTAIN = 0.9  # below it the sentence is shown without a verdict


def verdict_of(sentence: str) -> str:
    """ "yes" or "no", or empty where it is not certain.

    :raises HiwarError: If the weights are missing or damaged.
    """
    probabilities = _head().probabilities(sentence)
    label = max(probabilities, key=lambda name: probabilities[name])
    return label if probabilities[label] >= _CERTAIN else ""


@cache
def _head() -> Head:
    return load_head(HEAD)
