"""What is measured of a sentence before it is read with the question."""

import numpy as np
import pytest

from bot.reading.encoder import LONGEST_PASSAGE, Encoder, TokenStates, batches
from bot.reading.evidence import FEATURES, AskedTerms, ReadPassage, evidence
from ingest.document import Span
from ingest.sentences import split_sentences
from vectorstore.embeddings import SentenceTransformerEmbeddings

pytestmark = pytest.mark.slow

TEXT = "حضر الجلسة الأولى 87 مشاركاً. وافتتحت الجلسة السيدة سلمى الحاج. هل نوقشت المسودة؟"
PASSAGE = ReadPassage("محضر الاجتماع", TEXT, split_sentences(TEXT))
ASKED = "كم مشاركاً حضر الجلسة الأولى؟"


def alike(_: str, terms: object) -> dict[str, float]:
    """All terms are equally rare."""
    return {str(term): 1.0 for term in terms}  # pyright: ignore


@pytest.fixture(scope="module")
def encoder(e5: SentenceTransformerEmbeddings) -> Encoder:
    return Encoder(e5.model)


def measured(encoder: Encoder, name: str, passage: ReadPassage = PASSAGE) -> list[float]:
    terms = AskedTerms(ASKED, ASKED, alike)
    [states] = encoder.passages([passage.whole])
    return evidence(encoder.question(ASKED), terms, passage, states)[:, FEATURES.index(name)].tolist()


@pytest.mark.parametrize("name", ["sentence_cosine", "late", "late_lowest", "stems", "ngrams", "own_stems"])
def test_the_sentence_that_answers_is_measured_highest(encoder: Encoder, name: str) -> None:
    assert np.argmax(measured(encoder, name)) == 0


def test_the_form_of_a_sentence_is_measured(encoder: Encoder) -> None:
    assert measured(encoder, "has_number") == [1, 0, 0]
    assert measured(encoder, "is_question") == [0, 0, 1]
    assert measured(encoder, "position") == [0, 1, 2]


def test_the_tokens_of_a_sentence_are_those_that_lie_in_it(encoder: Encoder) -> None:
    [states] = encoder.passages([PASSAGE.whole])
    spans = PASSAGE.token_spans(states)
    shift = len(PASSAGE.head) + 1
    for span, (first, end) in zip(PASSAGE.spans, spans, strict=True):
        read = PASSAGE.whole[states.offsets[first][0] : states.offsets[end - 1][1]].strip()
        assert read == PASSAGE.whole[span.start + shift : span.end + shift]


def test_what_lies_behind_the_end_of_what_is_read_has_no_tokens(encoder: Encoder) -> None:
    text = f"{TEXT} " * LONGEST_PASSAGE
    passage = ReadPassage("محضر الاجتماع", text, split_sentences(text)[:: LONGEST_PASSAGE // 8])
    [states] = encoder.passages([passage.whole])
    assert len(states.last) == LONGEST_PASSAGE
    assert passage.token_spans(states)[-1] == (0, 0)
    found = evidence(encoder.question(ASKED), AskedTerms(ASKED, ASKED, alike), passage, states)
    assert np.isfinite(found).all()


def test_a_passage_that_was_read_before_is_not_encoded_again(encoder: Encoder) -> None:
    [first] = encoder.passages([PASSAGE.whole])
    [again] = encoder.passages([PASSAGE.whole])
    assert again is first


def test_a_passage_is_encoded_alike_alone_and_beside_others(
    encoder: Encoder, e5: SentenceTransformerEmbeddings
) -> None:
    other = ReadPassage("", "وختم الحاضرون اللقاء.", (Span(0, 21),))
    [alone] = Encoder(e5.model).passages([other.whole])
    beside: list[TokenStates] = Encoder(e5.model).passages([PASSAGE.whole, other.whole])
    assert np.allclose(alone.last.numpy(), beside[1].last.numpy(), atol=1e-4)


def test_texts_of_like_lengths_are_grouped_below_the_limit() -> None:
    groups = batches([10, 90, 12, 80, 300], 200)
    assert sorted(i for group in groups for i in group) == [0, 1, 2, 3, 4]
    assert [4] in groups
    assert batches([], 200) == []
