import random
from contextlib import closing
from pathlib import Path

import bm25s
import numpy as np
import pytest

from vectorstore.bm25_builder import K1, B, Bm25Builder
from vectorstore.keyword_index import KeywordIndex, KeywordIndexBuilder

TEXTS = [
    "شارك سبعة وثمانون مشاركاً في الحوار الأول.",
    "طالبت النقابات العمالية بحماية العمال المهاجرين.",
    "يصدر تقرير المراجعة الإقليمية في كانون الأول/ديسمبر.",
]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    with closing(KeywordIndexBuilder(tmp_path / "keywords")) as builder:
        for text in TEXTS:
            builder.add(text)
        builder.save()
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


@pytest.mark.parametrize("entries", [1, 40, 10_000], ids=["a term at a time", "some terms at a time", "at once"])
def test_an_index_written_in_parts_is_the_one_that_bm25s_builds(tmp_path: Path, entries: int) -> None:
    chance = random.Random(7)
    texts = [[f"t{int(chance.paretovariate(1))}" for _ in range(chance.randint(0, 30))] for _ in range(60)]
    with closing(Bm25Builder(tmp_path, entries)) as builder:
        for terms in texts:
            builder.add(terms)
        builder.save(tmp_path)
    ours = bm25s.BM25.load(str(tmp_path), mmap=True, show_progress=False)
    theirs = bm25s.BM25(k1=K1, b=B)
    theirs.index(texts, show_progress=False)
    assert ours.vocab_dict.keys() == theirs.vocab_dict.keys() - {""}
    for term in ours.vocab_dict:
        np.testing.assert_allclose(ours.get_scores([term]), theirs.get_scores([term]), rtol=1e-5)


def test_of_no_texts_there_is_no_index(tmp_path: Path) -> None:
    with closing(KeywordIndexBuilder(tmp_path / "keywords")) as builder:
        builder.save()
    assert not (tmp_path / "keywords").exists()
