import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from tests.documents import document_of
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, publish_documents
from vectorstore.library import Library
from vectorstore.passages import SECTION_SEPARATOR, headings
from vectorstore.retriever import HybridRetriever, fuse

TEXTS = [
    "شارك سبعة وثمانون شخصاً في الحوار الأول عبر منصة Kudo.",
    "طالبت النقابات العمالية بحماية العمال المهاجرين وإنهاء نظام الكفالة.",
    "تُقدَّم تقارير المراجعة الطوعية قبل المؤتمر الإقليمي.",
    "The second dialogue was opened by the regional adviser.",
]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> HybridRetriever:
    library = Library(tmp_path_factory.mktemp("retriever"))
    publish_documents([document_of("d", *TEXTS)], library, Embedder(tiny.name, lambda: tiny))
    return HybridRetriever(edition=library.editions.open_live(), embeddings=tiny, k=3)


def test_it_is_a_langchain_retriever_of_at_most_k_passages(retriever: HybridRetriever) -> None:
    found = retriever.invoke("نظام الكفالة")
    assert len(found) == 3
    assert all(isinstance(passage, Document) for passage in found)


def test_exact_words_win_where_the_vectors_know_nothing(retriever: HybridRetriever) -> None:
    best = retriever.invoke("ما موقف النقابات العماليه من نظام الكفاله؟")[0]
    assert best.page_content == TEXTS[1]


def test_each_hit_carries_its_exact_scores(retriever: HybridRetriever) -> None:
    question = "كم شخصاً شارك في الحوار؟"
    vector = retriever.embeddings.embed_query(question)
    hits = retriever.search(question, vector)
    texts = [f"{headings(hit.passage).replace(SECTION_SEPARATOR, ' · ')}\n{hit.passage.page_content}" for hit in hits]
    cosines = np.array(retriever.embeddings.embed_documents(texts)) @ vector
    assert np.allclose([hit.dense for hit in hits], cosines, atol=1e-5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    keywords = retriever.edition.keywords.scores(question)
    assert all(hit.stems == keywords["stems"][hit.row] for hit in hits)


SCORES = st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=8)


@given(SCORES)
def test_where_no_word_can_match_the_order_is_the_dense_one(dense: list[float]) -> None:
    scores = np.array(dense, np.float32)
    noise = np.arange(len(dense), dtype=np.float32)
    fused = fuse(scores, noise, noise, worth=np.zeros(len(dense)))
    best = int(np.argmax(fused))
    assert scores[best] >= scores.max() - 1e-6


@given(SCORES, st.floats(0.5, 20, width=32))
def test_fusion_does_not_depend_on_the_scale_of_a_side(dense: list[float], scale: float) -> None:
    scores = np.array(dense, np.float32)
    if scores.std() < 1e-3:
        return
    worth = np.ones(len(dense))
    other = scores[::-1].copy()
    assert np.allclose(
        fuse(scores, other, other, worth=worth),
        fuse(scores, scale * other, other, worth=worth),
        atol=1e-3,
    )
