"""The ranking behind the reader: from its scores and the other signals of a sentence to how likely it answers."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.reading.ranking import Matrix, Ranking, signals
from bot.reading.reader import PairScores
from training.samples import Asked

_C, _FOLDS, _ITERATIONS, _DECIMALS = 0.3, 5, 500, 5

Scores = list[list[float]]
"""For each passage of a question the log-odds of its sentences."""


def fit_ranking(questions: Sequence[Asked], read: Sequence[Sequence[PairScores]]) -> tuple[Ranking, list[Scores]]:
    """Fit the ranking on questions that the reader was not trained on.

    :param read: For each question what the reader made of its first passages.
    :return: The ranking that is fitted on all of them, and for each question the scores that one gives which was not
        fitted on its document.
    """
    rows = [_rows(asked, scores) for asked, scores in zip(questions, read, strict=True)]
    answers = [_answers(asked, scores) for asked, scores in zip(questions, read, strict=True)]
    unseen: dict[int, Scores] = {}
    documents = [asked.document for asked in questions]
    for fitted, held_out in GroupKFold(_FOLDS).split(rows, groups=documents):
        ranking = _fit([rows[i] for i in fitted], [answers[i] for i in fitted])
        for i in held_out:
            unseen[int(i)] = [(one @ ranking.weights + ranking.intercept).tolist() for one in rows[i]]
    return _fit(rows, answers), [unseen[i] for i in range(len(questions))]


def card_of(ranking: Ranking) -> dict[str, Any]:
    """The ranking as it stands on the reader's card."""
    return {"weights": list(ranking.weights), "intercept": ranking.intercept}


def _rows(asked: Asked, scores: Sequence[PairScores]) -> list[Matrix]:
    passages = [sample.passage for sample in asked.samples[: len(scores)]]
    return signals(asked.question.question.text, passages, scores)


def _answers(asked: Asked, scores: Sequence[PairScores]) -> list[NDArray[np.float32]]:
    return [sample.answers.numpy() for sample in asked.samples[: len(scores)]]


def _fit(rows: Iterable[Sequence[Matrix]], answers: Iterable[Sequence[NDArray[np.float32]]]) -> Ranking:
    given = np.concatenate([one for passages in rows for one in passages])
    expected = np.concatenate([one for passages in answers for one in passages])
    mean, spread = given.mean(0), given.std(0) + 1e-6
    model = LogisticRegression(C=_C, max_iter=_ITERATIONS).fit((given - mean) / spread, expected)
    weights = np.asarray(model.coef_[0]) / spread
    intercept = float(np.asarray(model.intercept_)[0] - weights @ mean)
    return Ranking(tuple(round(float(one), _DECIMALS) for one in weights), round(intercept, _DECIMALS))
