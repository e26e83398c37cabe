"""The probability that the documents answer, fitted on made-up scores."""

import random

import pytest
import torch

from bot.answer import Question
from bot.reading.evidence import FEATURES
from bot.reading.reader import PairScores
from training.answerability import fit_answerability, measure
from training.meetings import LabelledQuestion
from training.samples import Asked


def asked(number: int, answerable: bool) -> Asked:
    question = LabelledQuestion(
        str(number), Question("؟"), "lookup", "none", "msa", answerable, ("س",) if answerable else (), (), "", ()
    )
    return Asked(f"document {number % 20}", question, ())


def scores(best: float) -> list[PairScores]:
    return [PairScores(torch.tensor([best, -5.0]), torch.tensor(best), torch.zeros(2, len(FEATURES)))]


@pytest.fixture(scope="module")
def fitted() -> dict[str, float]:
    chance = random.Random(0)
    questions = [asked(number, answerable=number % 3 > 0) for number in range(600)]
    given = [scores(chance.gauss(2.0 if one.question.answerable else -2.0, 1.5)) for one in questions]
    ranked = [[pair.sentences.tolist() for pair in one] for one in given]
    return fit_answerability(questions, ranked, given)


def test_few_answerable_questions_fall_below_the_threshold(fitted: dict[str, float]) -> None:
    assert 0 < fitted["threshold"] < 1
    assert fitted["auc"] > 0.9
    assert fitted["refused_unanswerable"] > 0.6


def test_a_set_without_any_samples_has_no_figures() -> None:
    assert measure([asked(0, answerable=True)], [[]])["n"] == 0
