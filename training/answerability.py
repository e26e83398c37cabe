"""From the scores of sentences and passages to the probability that the documents answer."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from bot.reading.answerable import signals
from bot.reading.reader import PairScores
from training.ranking import Scores
from training.samples import Asked

_FALSE_REFUSALS = 0.055
"""The share of answerable questions that may be refused; the threshold is the highest that keeps to it."""
_C, _FOLDS, _DECIMALS = 1.0, 5, 4


def fit_answerability(
    questions: Sequence[Asked], ranked: Sequence[Scores], read: Sequence[Sequence[PairScores]]
) -> dict[str, Any]:
    """Fit it on questions that neither the reader nor what ranks behind it was fitted on.

    The threshold and the figures come from a cross-validation in which the questions about a document stay together.

    :param ranked: For each question the scores of its sentences.
    :param read: For each question what the reader made of its passages.
    :return: Weights, intercept, threshold, the area under the curve, and the share of unanswerable questions refused.
    """
    given = np.array([_signals(*one) for one in zip(ranked, read, strict=True)])
    answerable = np.array([asked.question.answerable for asked in questions])
    documents = [asked.document for asked in questions]
    model = LogisticRegression(C=_C, max_iter=1000)
    folds = GroupKFold(_FOLDS)
    predicted = cross_val_predict(model, given, answerable, groups=documents, cv=folds, method="predict_proba")
    unseen: NDArray[np.float64] = np.asarray(predicted)[:, 1]
    threshold = float(np.quantile(unseen[answerable], _FALSE_REFUSALS))
    model.fit(given, answerable)
    return {
        "weights": [round(float(weight), _DECIMALS) for weight in model.coef_[0]],
        "intercept": round(float(np.asarray(model.intercept_)[0]), _DECIMALS),
        "threshold": round(threshold, _DECIMALS),
        "auc": round(float(roc_auc_score(answerable, unseen)), _DECIMALS),
        "refused_unanswerable": round(float((unseen[~answerable] < threshold).mean()), _DECIMALS),
    }


def measure(questions: Sequence[Asked], scores: Sequence[Scores]) -> dict[str, float]:
    """How well sentences are ranked.

    :return: Of `n` answerable questions the share whose `first` sentence answers, and that have one among the best
        `three`.
    """
    first: list[bool] = []
    three: list[bool] = []
    for asked, found in zip(questions, scores, strict=True):
        if asked.question.answerable and found:
            ranked = sorted(
                (
                    (score, bool(answers))
                    for sample, one in zip(asked.samples, found, strict=False)
                    for score, answers in zip(one, sample.answers, strict=True)
                ),
                reverse=True,
            )
            first.append(ranked[0][1])
            three.append(any(answers for _, answers in ranked[:3]))
    return {"n": len(first), "first": _share(first), "three": _share(three)}


def _signals(ranked: Scores, read: Sequence[PairScores]) -> list[float]:
    return signals([score for passage in ranked for score in passage], [float(pair.passage) for pair in read])


def _share(held: Sequence[bool]) -> float:
    return round(sum(held) / len(held), _DECIMALS) if held else 0.0
