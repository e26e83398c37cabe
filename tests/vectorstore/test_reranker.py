"""A real cross-encoder of one layer, untrained: that it ranks, not how well."""

from pathlib import Path

import pytest

from bot.answer import Question
from bot.chain import AnswerChain
from bot.evaluation.retrieval import evaluate_retrieval, read_retrieval_set
from bot.understanding.question import understand
from errors import HiwarError
from tests.documents import document_of
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, publish_documents
from vectorstore.library import Library
from vectorstore.reranker import Reranker, load_reranker
from vectorstore.retriever import HybridRetriever

SUBJECTS = "التدريب الأجور الصحة السكن التعليم النقل الحوار التقرير الموعد العنوان المؤتمر اللغة".split()
TEXTS = [f"طالبت النقابة بإنهاء نظام الكفالة وتحدثت عن {subject}." for subject in SUBJECTS]
QUESTION = "ما موقف النقابات من نظام الكفالة؟"


def saved_reranker(tiny_model: Path, folder: Path, labels: int = 1) -> Path:
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=128, initializer_range=0.5,  # smaller, all scores are about the same
    )  # fmt: skip
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder / "model")
    tokenizer.save_pretrained(folder / "model")
    CrossEncoder(str(folder / "model"), device="cpu", max_length=128).save_pretrained(str(folder / "reranker"))
    return folder / "reranker"


def quietly(what: str, done: int, total: int) -> None:
    """Say nothing of the progress."""


@pytest.fixture(scope="module")
def reranker(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    loaded = load_reranker(str(saved_reranker(tiny_model, tmp_path_factory.mktemp("reranker"))))
    assert loaded
    return loaded


def test_passages_come_in_the_order_of_the_cross_encoder(
    reranker: Reranker, tiny: SentenceTransformerEmbeddings, tmp_path: Path
) -> None:
    library = Library(tmp_path)
    publish_documents([document_of("d", *TEXTS)], library, Embedder(tiny.name, lambda: tiny))
    edition = library.editions.open_live()
    vector = tiny.embed_query(QUESTION)
    fused = HybridRetriever(edition=edition, embeddings=tiny, k=12).search(QUESTION, vector)
    hits = HybridRetriever(edition=edition, embeddings=tiny, reranker=reranker, k=3).search(QUESTION, vector)
    chain = AnswerChain(edition, tiny, reranker=reranker)
    assert chain.finder.find(understand(Question(QUESTION))).hits[:3] == hits
    edition.close()
    judged = dict(zip(TEXTS, reranker.scores(QUESTION, TEXTS), strict=True))
    found = [judged[hit.passage.page_content] for hit in hits]
    assert found == pytest.approx(sorted(judged.values(), reverse=True)[:3], abs=1e-5)
    assert [hit.score for hit in hits] == [hit.score for hit in fused[:3]]


def test_retrieval_is_measured_with_it(reranker: Reranker, tiny: SentenceTransformerEmbeddings, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        "".join(f'{{"_id": "p{i}", "text": "{text}"}}\n' for i, text in enumerate(TEXTS)), "utf-8"
    )
    (tmp_path / "queries.jsonl").write_text(f'{{"_id": "q", "text": "{QUESTION}"}}\n', "utf-8")
    best = max(range(len(TEXTS)), key=reranker.scores(QUESTION, TEXTS).__getitem__)
    (tmp_path / "qrels.tsv").write_text(f"q 0 p{best} 1\n", "utf-8")
    scores = evaluate_retrieval(read_retrieval_set(tmp_path), tiny, quietly, reranker)
    assert scores["Success@1"] == 1


def test_without_a_name_nothing_is_ranked_anew() -> None:
    assert load_reranker(None) is None


def test_a_wrong_name_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(HiwarError) as caught:
        load_reranker(str(tmp_path))
    assert str(tmp_path) in str(caught.value)
    assert "HIWAR_RERANKER" in caught.value.hint


def test_a_model_that_gives_several_scores_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(HiwarError, match="2 scores"):
        load_reranker(str(saved_reranker(tiny_model, tmp_path, labels=2)))


def test_an_embedding_model_is_refused(tiny_model: Path) -> None:
    with pytest.raises(HiwarError, match="another kind"):
        load_reranker(str(tiny_model))
