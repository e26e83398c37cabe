"""A reading -> what of it is quoted, and in what order, by what the question wants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.composing.quotes import Quote, speaker_of
from bot.reading.reading import ReadSentence
from bot.understanding.intent import Intent
from ingest.document import Span
from vectorstore.edition import Edition

_ALIKE = 0.5  # log-odds, by which two documents answer as well as one another


class Order(Enum):
    """In what order sentences are quoted."""

    DIRECT = auto()  # the most direct first
    PASSAGE = auto()  # the passage of the most direct first, and in each passage as they stand there
    DOCUMENT = auto()  # as they stand in their document


@dataclass(frozen=True, slots=True)
class Choice:
    """How many sentences an intent is answered with. Chosen on the validation fold of the meetings.

    :param most: At most so many.
    :param within: In log-odds, by how much a further sentence may score less than the best.
    :param beside: In log-odds, what a further sentence is given for standing in the same passage as the best.
    :param order: In which the sentences are quoted.
    :param by_section: Whether the quotes of each section stand below its heading.
    """

    most: int
    within: float
    beside: float = 0.0
    order: Order = Order.DIRECT
    by_section: bool = False


CHOICES: dict[Intent, Choice] = {
    Intent.LOOKUP: Choice(3, within=2.5),
    Intent.YES_NO: Choice(6, within=2.5),
    Intent.DEFINITION: Choice(6, within=1.8),
    Intent.REASON: Choice(3, within=2.5, beside=1.5),
    Intent.WHO_SAID: Choice(8, within=1.8, beside=3.0),
    Intent.COMPARE: Choice(8, within=3.5, by_section=True),
    Intent.PROCEDURE: Choice(6, within=1.8, beside=0.7, order=Order.DOCUMENT),
    Intent.LIST: Choice(12, within=4.0, beside=0.7, order=Order.PASSAGE),
    Intent.SUMMARY: Choice(12, within=6.0, beside=0.7, order=Order.DOCUMENT, by_section=True),
}


def chosen(sentences: Sequence[ReadSentence], intent: Intent) -> list[ReadSentence]:
    """The sentences that an answer quotes.

    :param sentences: Best first; at least one.
    :return: In the order that the intent asks for.
    """
    choice, best = CHOICES[intent], sentences[0]
    further = [(one.score + choice.beside * (one.hit.row == best.hit.row), one) for one in sentences[1:]]
    kept = [best]
    for score, one in sorted(further, key=lambda scored: -scored[0]):
        if len(kept) == choice.most or score < best.score - choice.within:
            break
        if all(one.text != other.text for other in kept):
            kept.append(one)
    passages = list(dict.fromkeys(one.hit.row for one in kept))
    documents = list(dict.fromkeys(_document(one) for one in kept))
    match choice.order:
        case Order.DIRECT:
            return kept
        case Order.PASSAGE:
            return sorted(kept, key=lambda one: (passages.index(one.hit.row), one.index))
        case Order.DOCUMENT:
            return sorted(kept, key=lambda one: (documents.index(_document(one)), one.hit.row, one.index))


def newest_first(sentences: Sequence[ReadSentence]) -> list[ReadSentence]:
    """Sentences, those of the newest document first where several documents answer about as well as the best."""
    best: dict[str, float] = {}
    for one in sentences:
        best[_document(one)] = max(one.score, best.get(_document(one), one.score))
    alike = {document for document, score in best.items() if score >= max(best.values()) - _ALIKE}
    first = [one for one in sentences if _document(one) in alike]
    first.sort(key=lambda one: one.hit.passage.metadata["date"], reverse=True)  # ISO 8601: undated ones are last
    return [*first, *(one for one in sentences if _document(one) not in alike)]


def _document(sentence: ReadSentence) -> str:
    return sentence.hit.passage.metadata["document_id"]


def quotes_of(sentences: Iterable[ReadSentence], edition: Edition) -> list[Quote]:
    """Sentences as quotes; those that stand side by side in a passage are quoted as one."""
    quotes: list[Quote] = []
    for group in _neighbours(sentences):
        first, last = group[0], group[-1]
        span = Span(first.span.start, last.span.end)
        quotes.append(Quote(first.hit, span, speaker_of(first.hit, first.index, edition)))
    return quotes


def _neighbours(sentences: Iterable[ReadSentence]) -> list[list[ReadSentence]]:
    """Sentences in groups that stand side by side; a group stands where its first sentence stood."""
    groups: list[list[ReadSentence]] = []
    for one in sentences:
        beside = next((group for group in groups if _is_beside(group, one)), None)
        if beside is None:
            groups.append([one])
        else:
            beside.append(one)
            beside.sort(key=lambda sentence: sentence.index)
    return groups


def _is_beside(group: Sequence[ReadSentence], one: ReadSentence) -> bool:
    return group[0].hit.row == one.hit.row and one.index in (group[0].index - 1, group[-1].index + 1)
