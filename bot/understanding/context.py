"""Whether a question goes on from the turn before it, or stands alone."""

from functools import cache

from bot.understanding.head import Head, load_head

HEAD = "context"
GOES_ON, ALONE = "goes_on", "alone"


def goes_on(text: str) -> bool:
    """Whether a question can only be understood with the turn before it.

    :raises HiwarError: If the weights are missing or damaged.
    """
    return _head().probabilities(text)[GOES_ON] >= 0.5


@cache
def _head() -> Head:
    return load_head(HEAD)
