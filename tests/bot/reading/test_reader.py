"""The network that reads a question and passages together."""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest
import torch

from bot.reading import reader as module
from bot.reading.encoder import Encoder
from bot.reading.evidence import AskedTerms, ReadPassage, evidence
from bot.reading.reader import WEIGHTS, Pair, Reader, joint_layers, load_reader
from errors import HiwarError
from ingest.sentences import split_sentences
from vectorstore.embeddings import SentenceTransformerEmbeddings

pytestmark = pytest.mark.slow

TEXTS = (
    "حضر الجلسة الأولى 87 مشاركاً. وافتتحت الجلسة السيدة سلمى الحاج.",
    "ناقش المشاركون مسودة التقرير الوطني في تونس. ولم يعترض أحد على المسودة. واختُتم اللقاء بعد الظهر.",
)
PASSAGES = [ReadPassage("محضر الاجتماع · الافتتاح", text, split_sentences(text)) for text in TEXTS]
QUESTION = "كم مشاركاً حضر الجلسة الأولى؟"


def alike(_: str, terms: Iterable[str]) -> dict[str, float]:
    """All terms are equally rare."""
    return dict.fromkeys(terms, 1.0)


@pytest.fixture(scope="module")
def encoder(e5: SentenceTransformerEmbeddings) -> Encoder:
    return Encoder(e5.model)


@pytest.fixture(scope="module")
def pairs(encoder: Encoder) -> list[Pair]:
    question, terms = encoder.question(QUESTION), AskedTerms(QUESTION, QUESTION, alike)
    return [
        Pair(
            question, states, passage.token_spans(states),
            torch.from_numpy(evidence(question, terms, passage, states)),
        )
        for passage, states in zip(PASSAGES, encoder.passages([one.whole for one in PASSAGES]), strict=True)
    ]  # fmt: skip


def test_before_training_the_score_is_what_was_measured(encoder: Encoder, pairs: list[Pair]) -> None:
    network = joint_layers(encoder)
    [scores, _] = Reader(encoder, network).score(pairs)
    with torch.inference_mode():
        assert torch.allclose(scores.sentences, network.prior(pairs[0].measured).squeeze(-1), atol=1e-5)


def test_a_passage_is_read_alike_alone_and_beside_others(encoder: Encoder, pairs: list[Pair]) -> None:
    reader = load_reader(encoder)
    together = reader.score(pairs)
    for pair, beside in zip(pairs, together, strict=True):
        [alone] = reader.score([pair])
        assert torch.allclose(alone.sentences, beside.sentences, atol=1e-3)
        assert torch.allclose(alone.passage, beside.passage, atol=1e-3)


def test_the_sentence_that_answers_is_scored_highest(encoder: Encoder) -> None:
    scores = load_reader(encoder).read(QUESTION, QUESTION, PASSAGES, alike)
    best, others = scores[0].sentences.tolist(), scores[1].sentences.tolist()
    assert best[0] == max([*best, *others])
    assert scores[0].passage > scores[1].passage


def test_missing_or_foreign_weights_are_one_clear_error(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    weights = files("bot.reading").joinpath(WEIGHTS).read_bytes()
    (tmp_path / "cut").write_bytes(weights[: len(weights) // 2])
    (tmp_path / "foreign").write_bytes(b"dust")
    for name in ("cut", "foreign", "missing"):
        monkeypatch.setattr(module, "WEIGHTS", str(tmp_path / name))
        with pytest.raises(HiwarError) as caught:
            load_reader(encoder)
        assert caught.value.key == "weights_damaged"
