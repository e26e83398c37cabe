"""What the reader made of passages -> how likely each sentence answers, as it stands among all that was read.

The reader scores a passage by itself. What it cannot see is fitted behind it: where the search put the passage, how
much better the best sentence is, and whether a sentence gives the kind of thing that the question wants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bot.reading import evidence
from bot.reading.card import fitted
from bot.reading.evidence import ReadPassage
from bot.reading.reader import PairScores
from bot.understanding.wanted import gives_what_is_wanted

SIGNALS = ("read", "passage", "rank", "below_best", "passage_below_best", "agreement", *evidence.FEATURES)
"""What a sentence is ranked by.

read, passage                    the reader's log-odds, of the sentence and of its passage
rank                             the position of the passage among those that were found, from 0
below_best, passage_below_best   by how much the sentence, and the best one of its passage, are read below the best
agreement                        of what is wanted and what is given, see `bot.understanding.wanted`
"""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Logistic regression over `SIGNALS`.

    :param weights: One for each signal.
    """

    weights: tuple[float, ...]
    intercept: float

    def scores(self, question: str, passages: Sequence[ReadPassage], read: Sequence[PairScores]) -> list[list[float]]:
        """For each passage the log-odds of its sentences.

        :param question: The question itself.
        :param passages: As they were found, best first.
        """
        weights = np.array(self.weights)
        return [(rows @ weights + self.intercept).tolist() for rows in signals(question, passages, read)]


def signals(question: str, passages: Sequence[ReadPassage], read: Sequence[PairScores]) -> list[Matrix]:
    """What the sentences of passages are ranked by.

    :param passages: As they were found, best first, each with at least one sentence.
    :return: For each passage, shape (sentences, signals).
    """
    agreement = gives_what_is_wanted(question)
    best = max((float(one.sentences.max()) for one in read), default=0.0)
    found: list[Matrix] = []
    for rank, (passage, one) in enumerate(zip(passages, read, strict=True)):
        scores = one.sentences.numpy()
        rows = np.empty((len(scores), len(SIGNALS)))
        rows[:, 0], rows[:, 1], rows[:, 2] = scores, float(one.passage), rank
        rows[:, 3], rows[:, 4] = scores - best, scores.max() - best
        rows[:, 5] = [agreement(passage.text[span.start : span.end]) for span in passage.spans]
        rows[:, 6:] = one.measured.numpy()
        found.append(rows)
    return found


@cache
def load_ranking() -> Ranking:
    """The model that ships with the product.

    :raises HiwarError: If the reader's card is missing or damaged.
    """
    return fitted("ranking", lambda card: Ranking(tuple(card["weights"]), card["intercept"]))
