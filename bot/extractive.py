"""Evidence -> an answer in the documents' own sentences: the default answerer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot import wording
from bot.answer import Citation
from bot.coherence import is_left_open, leans, stands_alone
from bot.commands import holds_command
from bot.contradiction import contradicting
from bot.evidence import Evidence
from bot.speakers import goes_on_speaking, place_of, without_number
from bot.tables import head_of, on_one_line, rows_of
from ingest.document import Span
from vectorstore.passages import section_path
from vectorstore.retriever import Hit

MAX_QUOTES = 5
# A further quote may score this much less than the best, in log-odds, and less so the longer the answer gets by it.
_WITHIN, _LENGTH_COSTS = 2.6, 0.00175  # the latter by character
_NEAR = 2.0  # what has the kind of thing that is asked for may score so much less and is quoted alone
_LONGEST = 250  # characters of a quote that says who is speaking, or gives a list to one of its items
_LONGEST_TOLD = 400  # of one that goes on with what its speaker says next
_LONGEST_UNNAMED = 450  # of one that says who may be speaking, where that is not certain enough to be said in front


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a passage that is quoted as one: a sentence, or a list with what introduces it.

    :param speaker: Who speaks in it, if the quote itself does not say so; else empty.
    :param whole: The list or table that it is taken from, if it is an item or a row by itself; else None.
    :param dated: The heading that says when that was, if that is asked; else empty.
    """

    hit: Hit
    span: Span
    speaker: str = ""
    whole: Span | None = None
    dated: str = ""

    @property
    def text(self) -> str:
        """The words as they stand in the document."""
        return self.hit.passage.page_content[self.span.start : self.span.end]


def choose_quotes(ranked: Sequence[Evidence]) -> list[Quote]:
    """Choose what to quote.

    :param ranked: Sentences, best first.
    :return: One to five quotes, the best first, and one that says otherwise if there is one; none if `ranked` is empty.
    """
    quotes: list[Quote] = []
    for evidence in _that_answer(ranked[: 3 * MAX_QUOTES]):
        quote = _new_quote(evidence, quotes)
        if quote is None or (quotes and _is_nobodys(quote, quotes)):
            continue
        length = sum(len(one.text) for one in (*quotes, quote))
        if not quotes or evidence.score >= ranked[0].score - _WITHIN + _LENGTH_COSTS * length:
            quotes += [quote, *(_rest(evidence, ranked) if quote.span == evidence.whole else ())]
    quotes = _told_on(quotes, ranked)[:MAX_QUOTES] or [Quote(one.hit, one.span, one.speaker) for one in ranked[:1]]
    other = contradicting(ranked, [quote.text for quote in quotes])
    quote = _new_quote(other, quotes) if other else None
    return [*quotes, quote] if quote else quotes


def _told_on(quotes: list[Quote], ranked: Sequence[Evidence]) -> list[Quote]:
    """The quotes, the first with what its speaker says next, where that speaker's words are asked for."""
    if not quotes or quotes[0].whole:
        return quotes
    first, span = quotes[0], quotes[0].span
    said = {(one.span.end, one.statement) for one in ranked if one.hit.row == first.hit.row and one.statement}
    for end, statement in sorted(said):
        longer = Span(span.start, end)
        goes_on = statement.start <= span.start and span.end < end <= span.start + _LONGEST_TOLD
        if goes_on and not holds_command(first.hit.passage.page_content, longer):
            span = longer
    told = replace(first, span=span)
    return [told, *(one for one in quotes[1:] if not _says_the_same(told, one))]


def _that_answer(ranked: Sequence[Evidence]) -> Sequence[Evidence]:
    """Those sentences that have the kind of thing that is asked for, if one of them ranks near the best."""
    most = max((1.0, *(one.features.kind for one in ranked)))  # a number of something else is worth half
    near = [one for one in ranked if one.features.kind >= most]
    return near if near and near[0].score >= ranked[0].score - _NEAR else ranked


def _rest(evidence: Evidence, ranked: Sequence[Evidence]) -> Iterator[Quote]:
    """The other pieces of what a sentence is a part of, where what may not be quoted stands between."""
    who = {one.span.start: one.speaker for one in ranked if one.hit.row == evidence.hit.row}
    yield from (Quote(evidence.hit, piece, who.get(piece.start, "")) for piece in evidence.rest)


def joined(groups: Iterable[Sequence[Quote]]) -> list[Quote]:
    """Quotes for several questions one behind the other, without what is said already."""
    quotes: list[Quote] = []
    for quote in chain.from_iterable(groups):
        if not any(_says_the_same(quote, one) for one in quotes):
            quotes.append(quote)
    return quotes


def _is_nobodys(quote: Quote, quotes: Sequence[Quote]) -> bool:
    """Whether somebody goes on speaking in a quote, and neither it nor one in front of it in the passage says who."""
    behind = any(one.hit.row == quote.hit.row and one.span.end <= quote.span.start for one in quotes)
    return not quote.speaker and goes_on_speaking(quote.text) and not behind


def _new_quote(evidence: Evidence, quotes: Sequence[Quote]) -> Quote | None:
    """How a sentence is quoted beside others, if they do not say it already."""
    return next((way for way in _ways_to_quote(evidence) if not any(_says_the_same(way, one) for one in quotes)), None)


def _ways_to_quote(evidence: Evidence) -> Iterator[Quote]:
    """With what it goes on from; alone, where that is quoted already and it can stand alone."""
    span = _widen(evidence)
    if span == evidence.span and is_left_open(evidence.hit.passage.page_content, span):
        return
    alone = span == evidence.span
    whole = _taken_from(evidence) if alone else None
    yield Quote(evidence.hit, span, evidence.speaker if alone else "", whole, evidence.dated)
    if stands_alone(evidence.hit.passage.page_content, evidence.span):
        yield Quote(evidence.hit, evidence.span, evidence.speaker, _taken_from(evidence), evidence.dated)


def _widen(evidence: Evidence) -> Span:
    """A list is quoted whole, with what introduces it, and a sentence with the one that it goes on from."""
    if evidence.whole != evidence.span:
        fits = evidence.whole.start == evidence.span.start or evidence.whole.end - evidence.whole.start <= _LONGEST
        is_part = not stands_alone(evidence.hit.passage.page_content, evidence.span)
        return evidence.whole if fits or is_part else evidence.span
    with_head = Span(evidence.head.start, evidence.span.end)
    is_open = not evidence.speaker and goes_on_speaking(evidence.text)
    fits = with_head.end - with_head.start <= (_LONGEST_UNNAMED if is_open else _LONGEST)
    needs_it = is_open or evidence.features.carried > 0 or leans(evidence.hit.passage.page_content, evidence.span)
    is_clean = not holds_command(evidence.hit.passage.page_content, with_head)
    return with_head if fits and needs_it and is_clean else evidence.span


def _taken_from(evidence: Evidence) -> Span | None:
    is_list = "\n" in evidence.hit.passage.page_content[evidence.whole.start : evidence.whole.end]
    return evidence.whole if is_list and evidence.whole != evidence.span else None


def _says_the_same(quote: Quote, other: Quote) -> bool:
    if quote.dated and quote.dated == other.dated:
        return True
    if quote.hit.row == other.hit.row:
        return quote.span.start < other.span.end and other.span.start < quote.span.end
    return quote.text == other.text


def cite(quotes: Sequence[Quote]) -> Iterator[tuple[str, Citation]]:
    """Give each quote its marker.

    :return: For each quote the words for the answer, marker included, and its citation. Figures that were
        recognised from a picture come with a caution, and who speaks is said where the quote leaves it unsaid.
    """
    for marker, quote in enumerate(quotes, 1):
        cited = citation(marker, quote.hit, quote.text)
        frame = "" if marker > 1 and _goes_on(quotes[marker - 2], quote) else _frame(quote)
        yield f"{frame}{cited_line(cited)}", cited


def cited_line(cited: Citation) -> str:
    """A quote on one line with its marker, and a caution where its figures were recognised from a picture."""
    has_doubtful_figures = not cited.verified and any(letter.isdecimal() for letter in cited.quote)
    caution = f" {wording.UNVERIFIED_FIGURES}" if has_doubtful_figures else ""
    return f"{on_one_line(cited.quote)} [{cited.marker}]{caution}"


def _goes_on(before: Quote, quote: Quote) -> bool:
    """Whether the quote in front says who speaks in this one, or what list it is taken from."""
    if before.hit.row != quote.hit.row:
        return False
    if quote.whole:
        return before.whole == quote.whole
    if not quote.speaker or before.span.end > quote.span.start:
        return False
    return before.speaker == quote.speaker or quote.speaker in before.text


def _frame(quote: Quote) -> str:
    """Who speaks in a quote that does not say so and where, or what list it is taken from, in words of our own."""
    section = section_path(quote.hit.passage)
    if quote.dated:
        return f"{wording.UNDER.format(heading=without_number(quote.dated))} "
    if quote.speaker:
        return f"{wording.frame(quote.speaker, place_of(section))} "
    if not quote.whole:
        return ""
    head = head_of(quote.hit.passage.page_content[quote.whole.start : quote.whole.end])
    if rows_of(quote.text):
        return f"{wording.IN_TABLE.format(head=head)} " if head else ""
    return f"{wording.IN_LIST.format(heading=without_number(section[-1]))} " if section else ""


def citation(marker: int, hit: Hit, quote: str) -> Citation:
    """A citation of a stored passage; `quote` must be a part of it."""
    data = hit.passage.metadata
    return Citation(
        marker=marker,
        passage_id=str(hit.passage.id),
        title=data["title"],
        section=section_path(hit.passage),
        page=data["page"] or None,
        quote=quote,
        passage=hit.passage.page_content,
        source=data["source"],
        verified=data["verified"],
    )
