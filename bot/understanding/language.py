"""The language that a message is written in."""

from functools import cache

from bot.understanding.head import Head, load_head
from vectorstore.analyzer import is_arabic

HEAD = "language"
LABELS = ("en", "fr")


def language_of(text: str) -> str:
    """ISO 639-1 code of a message's language: "ar", "en" or "fr".

    A message that is mostly in Arabic script, or begins with it, is Arabic: names may fill an Arabic question.

    :raises HiwarError: If the weights are missing or damaged.
    """
    first = next((character for character in text if character.isalpha()), "")
    if is_arabic(text) or is_arabic(first):
        return "ar"
    probabilities = _head().probabilities(text)
    return max(probabilities, key=lambda label: probabilities[label])


@cache
def _head() -> Head:
    return load_head(HEAD)
