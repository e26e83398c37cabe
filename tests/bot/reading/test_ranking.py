"""How sentences are ranked behind the reader."""

import torch

from bot.reading.evidence import FEATURES, ReadPassage
from bot.reading.ranking import SIGNALS, Ranking, signals
from bot.reading.reader import PairScores
from ingest.sentences import split_sentences

TEXT = "افتُتحت الجلسة في التاسعة. وحضرها 87 مشاركاً من ثمانية بلدان."
PASSAGE = ReadPassage("محضر", TEXT, split_sentences(TEXT))
QUESTION = "كم مشاركاً حضر الجلسة؟"


def read(*scores: float, passage: float = 0.0) -> PairScores:
    return PairScores(torch.tensor(scores), torch.tensor(passage), torch.zeros(len(scores), len(FEATURES)))


def by(**weights: float) -> Ranking:
    return Ranking(tuple(weights.get(name, 0.0) for name in SIGNALS), 0.0)


def test_with_the_reader_alone_its_scores_stay() -> None:
    assert by(read=1.0).scores(QUESTION, [PASSAGE], [read(0.5, -2.0)]) == [[0.5, -2.0]]


def test_what_was_found_first_ranks_higher_among_equals() -> None:
    first, second = by(rank=-1.0).scores(QUESTION, [PASSAGE, PASSAGE], [read(0.0, 0.0), read(0.0, 0.0)])
    assert min(first) > max(second)


def test_a_sentence_that_gives_what_is_wanted_ranks_higher_among_equals() -> None:
    [[opening, number]] = by(agreement=1.0).scores(QUESTION, [PASSAGE], [read(0.0, 0.0)])
    assert number > opening


def test_distances_are_taken_from_the_best_of_all_passages() -> None:
    first, second = signals(QUESTION, [PASSAGE, PASSAGE], [read(2.0, 1.0), read(0.5, -1.0)])
    below, passage_below = SIGNALS.index("below_best"), SIGNALS.index("passage_below_best")
    assert first[:, below].tolist() == [0.0, -1.0]
    assert second[:, below].tolist() == [-1.5, -3.0]
    assert second[:, passage_below].tolist() == [-1.5, -1.5]


def test_nothing_read_is_nothing_ranked() -> None:
    assert by(read=1.0).scores(QUESTION, [], []) == []
