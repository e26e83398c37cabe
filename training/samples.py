"""Meetings and the sample corpus -> questions beside the passages of their documents, with which sentences answer."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from bot.reading.encoder import Encoder, TokenStates
from bot.reading.evidence import AskedTerms, ReadPassage, evidence
from bot.reading.reader import Pair
from bot.reading.reading import MOST_PASSAGES
from ingest.document import Original
from ingest.pipeline import MAX_TOKENS, read_content
from training.meetings import (
    NOT_SEARCHED,
    SAMPLE_CORPUS,
    Fold,
    LabelledQuestion,
    read_meetings,
    read_sample_questions,
)
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.keyword_index import KeywordIndex, KeywordIndexBuilder
from vectorstore.passages import above
from vectorstore.retriever import fuse

_CHUNK = 64  # passages that are encoded together
_MARKS = re.compile(r"[\s*_#|\-•><`:]")
_SHORTEST = 4  # characters, without marks: less is a part of too many sentences to be recognised


@dataclass(frozen=True, slots=True)
class Sample:
    """A question beside a passage.

    :param answers: For each sentence of the passage 1 if it answers, else 0.
    :param looks_near: Whether the passage holds a sentence that is labelled as nearest to an answer without being one.
    """

    pair: Pair
    passage: ReadPassage
    answers: torch.Tensor
    looks_near: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the nearest passages of its document, nearest first.

    :param document: The name of its meeting.
    """

    document: str
    question: LabelledQuestion
    samples: tuple[Sample, ...]


def read_asked(folds: Sequence[Fold], embeddings: SentenceTransformerEmbeddings) -> dict[Fold, list[Asked]]:
    """The questions of some folds. Those of all folds share what is known of how rare words are.

    :param embeddings: The bundled model.
    """
    encoder = Encoder(embeddings.model)
    questions: list[tuple[Fold, str, LabelledQuestion, range]] = []
    passages: list[ReadPassage] = []
    for fold in folds:
        for name, paths, asked in _searched(fold):
            first = len(passages)
            for path in paths:
                passages += _passages(path, embeddings)
            rows = range(first, len(passages))
            questions += [(fold, name, one, rows) for one in asked if one.intent not in NOT_SEARCHED]
    states = [
        one
        for at in range(0, len(passages), _CHUNK)
        for one in encoder.passages([passage.whole for passage in passages[at : at + _CHUNK]])
    ]
    found: dict[Fold, list[Asked]] = {fold: [] for fold in folds}
    with tempfile.TemporaryDirectory() as folder:
        keywords = _indexed(passages, Path(folder))
        for fold, document, question, rows in questions:
            samples = _samples(question, rows, passages, states, keywords, encoder)
            found[fold].append(Asked(document, question, tuple(samples)))
    return found


def _searched(fold: Fold) -> Iterator[tuple[str, Sequence[Path], Sequence[LabelledQuestion]]]:
    """What is searched together, by its name, with the questions about it: each meeting, and the sample corpus."""
    for meeting in read_meetings(fold):
        yield meeting.name, [meeting.path], meeting.questions
    if fold is Fold.TRAIN:
        yield SAMPLE_CORPUS.name, sorted(SAMPLE_CORPUS.iterdir()), read_sample_questions()


def _passages(path: Path, embeddings: SentenceTransformerEmbeddings) -> Iterator[ReadPassage]:
    """The passages of a document, as the product cuts them."""
    original = Original(path.read_bytes(), path.name)
    document = read_content(original, count_tokens=embeddings.count_tokens, max_tokens=MAX_TOKENS)
    for one in document.passages:
        yield ReadPassage(above(document.title, one.section, one.lead_in), one.text, tuple(one.sentences))


def _indexed(passages: Sequence[ReadPassage], folder: Path) -> KeywordIndex:
    builder = KeywordIndexBuilder(folder / "keywords")
    for passage in passages:
        builder.add(passage.whole)
    builder.save()
    builder.close()
    return KeywordIndex.open(folder / "keywords")


def _samples(
    question: LabelledQuestion,
    rows: range,
    passages: Sequence[ReadPassage],
    states: Sequence[TokenStates],
    keywords: KeywordIndex,
    encoder: Encoder,
) -> list[Sample]:
    """A question beside the nearest passages of its document."""
    own = question.question.text
    before = [turn.content for turn in question.question.history if turn.role == "user"][-1:]
    text = " ".join([*before, own])
    asking, terms = encoder.question(text), AskedTerms(text, own, keywords.idf)
    return [
        Sample(
            Pair(asking, states[row], passages[row].token_spans(states[row]), torch.from_numpy(measured)),
            passages[row],
            torch.tensor([float(one) for one in _same(passages[row], question.sentences)]),
            any(_same(passages[row], question.nearest)),
        )
        for row in _nearest(asking, text, rows, states, keywords)
        if len(measured := evidence(asking, terms, passages[row], states[row]))
    ]


def _nearest(
    asking: TokenStates, text: str, rows: range, states: Sequence[TokenStates], keywords: KeywordIndex
) -> list[int]:
    """The rows of a document's passages that a search would find, best first."""
    vectors = torch.nn.functional.normalize(torch.stack([states[row].last.mean(0) for row in rows]))
    dense = (vectors @ torch.nn.functional.normalize(asking.last.mean(0), dim=0)).numpy()
    scores = keywords.scores(text)
    stems, ngrams = (scores[name][rows.start : rows.stop] for name in ("stems", "ngrams"))
    fused = fuse(dense, stems, ngrams, np.ones(len(rows)))
    return [rows[int(i)] for i in np.argsort(-fused, kind="stable")[:MOST_PASSAGES]]


def _same(passage: ReadPassage, sentences: Sequence[str]) -> Iterator[bool]:
    """For each sentence of a passage whether it is one of some sentences, be it cut otherwise."""
    expected = [_MARKS.sub("", one) for one in sentences]
    for span in passage.spans:
        plain = _MARKS.sub("", passage.text[span.start : span.end])
        yield len(plain) >= _SHORTEST and any(plain in one or one in plain for one in expected if one)
