"""The ranking behind the reader, fitted on made-up scores."""

import random

import numpy as np
import pytest
import torch

from bot.answer import Question
from bot.reading.encoder import TokenStates
from bot.reading.evidence import FEATURES, ReadPassage
from bot.reading.ranking import SIGNALS, Ranking
from bot.reading.reader import Pair, PairScores
from ingest.sentences import split_sentences
from training.answerability import measure
from training.meetings import LabelledQuestion
from training.ranking import Scores, fit_ranking
from training.samples import Asked, Sample

NOTHING = TokenStates(torch.zeros(1, 1), torch.zeros(1, 1), ((0, 0),))
TEXT = "افتُتحت الجلسة. نوقش البند الأول."
PASSAGE = ReadPassage("عنوان", TEXT, split_sentences(TEXT))
LABELS = LabelledQuestion("1", Question("ماذا نوقش؟"), "lookup", "thing", "msa", True, ("س",), (), "", ())


def asked(number: int) -> Asked:
    """A question whose answer is the second sentence of the second passage."""
    pair = Pair(NOTHING, NOTHING, ((0, 1), (0, 1)), torch.zeros(2, len(FEATURES)))
    answers = [torch.tensor([0.0, float(position == 1)]) for position in range(2)]
    return Asked(f"document {number % 10}", LABELS, tuple(Sample(pair, PASSAGE, one, False) for one in answers))


@pytest.fixture(scope="module")
def fitted() -> tuple[list[Asked], Ranking, list[Scores]]:
    chance = random.Random(0)
    questions = [asked(number) for number in range(100)]
    measured = torch.zeros(2, len(FEATURES))
    read = [
        [
            PairScores(torch.tensor([chance.gauss(0, 1), chance.gauss(answers, 1)]), torch.tensor(0.0), measured)
            for answers in (0.0, 1.5)
        ]
        for _ in questions
    ]
    ranking, unseen = fit_ranking(questions, read)
    return questions, ranking, unseen


def test_there_is_a_weight_for_every_signal(fitted: tuple[list[Asked], Ranking, list[Scores]]) -> None:
    _, ranking, _ = fitted
    assert len(ranking.weights) == len(SIGNALS)
    assert ranking.weights[SIGNALS.index("read")] > 0


def test_documents_that_were_not_fitted_on_are_ranked_better_than_by_the_reader_alone(
    fitted: tuple[list[Asked], Ranking, list[Scores]],
) -> None:
    questions, _, unseen = fitted
    assert len(unseen) == len(questions)
    assert measure(questions, unseen)["first"] > 0.75  # the reader alone: .62
    assert not np.isnan(unseen).any()
