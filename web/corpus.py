"""What the page tells about the corpus it answers from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CorpusSummary:
    """How much the bot has read.

    :param documents: Number of documents.
    :param passages: Number of passages in them.
    :param edition: Name of the edition of the index; empty when there is none.
    :param examples: Questions that it answers, offered before the first question.
    """

    documents: int
    passages: int
    edition: str
    examples: tuple[str, ...] = ()
