"""Passages that were found -> their sentences, ranked by how likely each answers the question."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.commands import commanding, without_commands
from bot.reading.evidence import ReadPassage
from bot.reading.ranking import load_ranking
from bot.reading.reader import Reader
from bot.understanding.intent import Intent
from bot.understanding.question import AskedQuestion
from ingest.document import Span
from vectorstore.edition import Edition
from vectorstore.passages import above, section_path
from vectorstore.retriever import Hit

MOST_PASSAGES = 12
"""How many passages are read at most."""
_PASSAGES = 6  # the right one is among the first five for 19 of 20 questions
_SPREAD = frozenset({Intent.LIST, Intent.SUMMARY})


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of a passage that was read.

    :param index: Which of the passage's sentences it is, from 0.
    :param span: Where it stands in the passage's text.
    :param score: In log-odds, that it answers.
    """

    hit: Hit
    index: int
    span: Span
    score: float

    @property
    def text(self) -> str:
        """The sentence as it stands in the document."""
        return self.hit.passage.page_content[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading gave.

    :param sentences: Of all passages that were read, best first; none that tells a machine what to do.
    :param passages: For each passage in log-odds, that anything in it answers; in the order of the passages.
    """

    sentences: tuple[ReadSentence, ...]
    passages: tuple[float, ...]


def passages_read(intent: Intent) -> int:
    """How many of the passages that were found are read: for an answer that is gathered from many places, more."""
    return MOST_PASSAGES if intent in _SPREAD else _PASSAGES


def read_hits(reader: Reader, question: AskedQuestion, hits: Sequence[Hit], edition: Edition) -> Reading:
    """Read the best passages that were found; none of another meeting than the one asked about, if there are others.

    :param hits: Passages, best first.
    """
    asked = [hit for hit in hits if not hit.elsewhere] or hits
    with_spans = [(hit, edition.sentences(hit.row)[0]) for hit in asked[: passages_read(question.intent)]]
    read = [(hit, spans) for hit, spans in with_spans if spans]
    passages = [passage_of(hit, spans) for hit, spans in read]
    found = reader.read(question.search, question.own, passages, edition.keywords.idf) if passages else []
    sentences: list[ReadSentence] = []
    ranked_scores = load_ranking().scores(question.own, passages, found)
    for (hit, spans), scores in zip(read, ranked_scores, strict=True):
        orders = commanding(hit.passage.page_content, spans)
        told = zip(spans, scores, strict=True)
        sentences += [
            ReadSentence(hit, index, span, score) for index, (span, score) in enumerate(told) if span not in orders
        ]
    ranked = tuple(sorted(sentences, key=lambda one: -one.score))
    return Reading(ranked, tuple(float(scores.passage) for scores in found))


def passage_of(hit: Hit, spans: Sequence[Span]) -> ReadPassage:
    """A passage as it is read: without what in it tells a machine what to do."""
    data = hit.passage.metadata
    return ReadPassage(
        above(data["title"], section_path(hit.passage), data["lead_in"]),
        without_commands(hit.passage.page_content),
        tuple(spans),
    )
