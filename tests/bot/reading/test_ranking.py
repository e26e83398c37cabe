"""How sentences are ranked behind the reader."""

from pathlib import Path

import pytest
import torch

from bot.reading import ranking as module
from bot.reading.evidence import FEATURES, ReadPassage
from bot.reading.ranking import SIGNALS, Ranking, load_ranking, signals
from bot.reading.reader import PairScores
from errors import HiwarError
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


def test_a_missing_card_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "CARD", str(tmp_path / "missing.json"))
    load_ranking.cache_clear()
    with pytest.raises(HiwarError) as caught:
        load_ranking()
    assert caught.value.key == "weights_damaged"
    load_ranking.cache_clear()
