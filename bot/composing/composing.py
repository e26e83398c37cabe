"""Readings -> the answer: what was asked for, in the documents' own sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer, Citation, Part
from bot.composing import wording
from bot.composing.choosing import CHOICES, chosen, newest_first, quotes_of
from bot.composing.headings import below_headings, grouped
from bot.composing.quotes import Quote, citation, cite
from bot.reading.reading import ReadSentence
from bot.understanding.intent import Intent
from bot.understanding.polarity import verdict_of
from bot.understanding.question import AskedQuestion
from ingest.document import Span
from vectorstore.edition import Edition
from vectorstore.retriever import Hit

_RELATED = 1  # passages offered with a refusal


@dataclass(frozen=True, slots=True)
class Composed:
    """A question and what answers it.

    :param sentences: Best first; none where the documents do not answer it.
    """

    question: AskedQuestion
    sentences: Sequence[ReadSentence]


def compose(frame: Answer, found: Sequence[Composed], language: str, edition: Edition) -> Answer:
    """Answer each question of a message below the question itself, or a single one without it.

    :param frame: The answer so far.
    :param found: In the order in which they are asked; at least one is answered.
    """
    lines, parts = wording.in_front(wording.QUOTED_BELOW, language), list[Part]()
    quoted: dict[tuple[int, Span], Quote] = {}
    cited: dict[tuple[int, Span], tuple[str, Citation]] = {}
    for one in found:
        heading = one.question.own if len(found) > 1 else ""
        if not one.sentences:
            lines.append(wording.UNANSWERED.format(question=one.question.own))
            parts.append(Part(heading))
            continue
        best = chosen(one.sentences, one.question.intent)
        if not (one.question.parts or frame.scope):
            best = newest_first(best)
        by_section = CHOICES[one.question.intent].by_section
        quotes = grouped(quotes_of(best, edition), by_section)
        quoted |= {quote.place: quote for quote in quotes if quote.place not in quoted}
        cited = dict(zip(quoted, cite(list(quoted.values())), strict=True))
        told = [cited[quote.place] for quote in quotes]  # what answers two questions stands twice with one marker
        verdict = verdict_of(best[0].text) if one.question.intent is Intent.YES_NO else ""
        lines += [wording.HEADING.format(question=heading)] if heading else []
        lines += [wording.VERDICTS[verdict]] if verdict else []
        lines += below_headings(quotes, [line for line, _ in told], by_section)
        parts.append(Part(heading, verdict, tuple(source.marker for _, source in told)))
    citations = tuple(source for _, source in cited.values())
    return replace(frame, text="\n".join(lines), citations=citations, parts=tuple(parts))


def refused(frame: Answer, hits: Sequence[Hit], language: str, edition: Edition) -> Answer:
    """That the documents do not answer, with the nearest passage."""
    scope, records = frame.scope, edition.documents_in(frame.scope)
    within = wording.scope_line(frame.searched, scope.since, scope.until, scope.session) if scope else ""
    told = wording.refusal(len(records), within)
    line = wording.NOT_ANSWERED_WITHIN if scope else wording.NOT_ANSWERED
    text = "\n".join([*wording.in_front(line, language), told])
    related = tuple(citation(0, hit, "") for hit in hits[:_RELATED])
    return replace(frame, text=text, refused=True, reason="not_in_documents", related=related)
