from pathlib import Path

import numpy as np
import pytest

from vectorstore.keyword_index import KeywordIndex, KeywordIndexBuilder

TEXTS = [
    "شارك سبعة وثمانون مشاركاً في الحوار الأول.",
    "طالبت النقابات العمالية بحماية العمال المهاجرين.",
    "يصدر تقرير المراجعة الإقليمية في كانون الأول/ديسمبر.",
]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    builder = KeywordIndexBuilder()
    for text in TEXTS:
        builder.add(text)
    builder.save(tmp_path / "keywords")
    return KeywordIndex.open(tmp_path / "keywords")


@pytest.mark.parametrize(("question", "row"), [("حمايه العامل المهاجر", 1), ("مراجعات اقليمية", 2), ("مشاركون", 0)])
def test_words_in_other_forms_find_their_passage(index: KeywordIndex, question: str, row: int) -> None:
    scores = index.scores(question)
    assert int(np.argmax(scores["stems"] + scores["ngrams"])) == row


def test_a_question_without_known_words_scores_nothing(index: KeywordIndex) -> None:
    for question in ("zzz", "", "؟!"):
        for scores in index.scores(question).values():
            assert scores.tolist() == [0, 0, 0]


def test_rare_terms_weigh_more_and_unknown_ones_most(index: KeywordIndex) -> None:
    weights = index.idf("ngrams", ["العم", "حوار", "ظظظ"])
    assert 0 < weights["حوار"] < weights["ظظظ"]
