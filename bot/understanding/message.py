"""What a message wants of Hiwar: an answer from the documents, or something else."""

from enum import StrEnum
from functools import cache

from bot.understanding.head import Head, load_head

HEAD = "message"
_CERTAIN = 0.5
"""Below this probability a message is taken for a question: to search in vain costs less than not to search."""


class MessageKind(StrEnum):
    """What is to be done with a message. The values are the labels of the training data."""

    QUESTION = "question"  # about what the documents say
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABOUT_PRODUCT = "about_product"  # who are you, what can you do
    ABOUT_DOCUMENTS = "about_documents"  # which documents are there
    COMMAND = "command"  # an order that the documents cannot answer
    SHORTEN = "shorten"  # the answer before, shorter
    MORE = "more"  # the answer before, longer
    TRANSLATE = "translate"  # the answer before, in another language


def message_kind(text: str) -> MessageKind:
    """The kind of a message; a question wherever another kind is not certain.

    :raises HiwarError: If the weights are missing or damaged.
    """
    probabilities = _head().probabilities(text)
    label = max(probabilities, key=lambda name: probabilities[name])
    return MessageKind(label) if probabilities[label] >= _CERTAIN else MessageKind.QUESTION


@cache
def _head() -> Head:
    return load_head(HEAD)
