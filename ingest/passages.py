"""A body -> the document's text and its passages: whole paragraphs within a token budget, with exact offsets."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import BlockKind, Passage, Span
from ingest.sections import Paragraph
from ingest.sentences import split_sentences
from ingest.wording import has_arabic

CountTokens = Callable[[str], int]

_SMALL = 4  # paragraphs under a quarter of the budget are put together with their neighbours
_ANNEX_WORDS = 5  # shorter lines of Latin letters are names and addresses
_PAUSE = re.compile(r"[؛;،,](?=\s)|\s")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch that is never cut: a paragraph, an item, or a part of one that was over the budget.

    :param lead_in: What introduces the list that it is an item of; empty for other text.
    :param opens: Whether it introduces what follows, as a list's first sentence or a question does: it
        does not stand at a passage's end if there is room.
    """

    span: Span
    section: tuple[str, ...]
    page: int | None
    paragraph: int
    lead_in: str
    opens: bool
    verified: bool


def lay_out(paragraphs: Sequence[Paragraph]) -> tuple[str, list[Span]]:
    """Put a body's paragraphs into one text: items on lines of their own, other paragraphs apart.

    :return: The text, and where each paragraph stands in it.
    """
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    for previous, paragraph in zip((None, *paragraphs), paragraphs, strict=False):
        item = paragraph.kind is BlockKind.LIST_ITEM and previous and previous.kind is not BlockKind.HEADING
        gap = "" if previous is None else "\n" if item else "\n\n"
        parts += [gap, paragraph.text]
        at += len(gap)
        spans.append(Span(at, at + len(paragraph.text)))
        at += len(paragraph.text)
    return "".join(parts), spans


def cut_passages(
    text: str, paragraphs: Sequence[Paragraph], spans: Sequence[Span], *, count_tokens: CountTokens, max_tokens: int
) -> tuple[Passage, ...]:
    """Cut a text into passages.

    A passage stays in one section and ends where a sentence ends. A paragraph that fits stays whole, a
    list stays with what introduces it. Only a single sentence over the budget is cut, at a pause.

    :param text: As `lay_out` gave it, with `spans`.
    :param max_tokens: The budget, counted by `count_tokens` over the passage and its `lead_in`.
    """
    pieces = list(_pieces(text, paragraphs, spans, count_tokens, max_tokens))
    groups = _group(text, pieces, count_tokens, max_tokens)
    return tuple(_passage(text, group) for group in groups)


def _pieces(
    text: str, paragraphs: Sequence[Paragraph], spans: Sequence[Span], count_tokens: CountTokens, max_tokens: int
) -> Iterator[_Piece]:
    lead_in, lead_tokens, number = "", 0, 0
    for i, (paragraph, span) in enumerate(zip(paragraphs, spans, strict=True)):
        if paragraph.kind is BlockKind.HEADING:
            lead_in, lead_tokens = "", 0
            continue
        number += 1
        is_item = paragraph.kind is BlockKind.LIST_ITEM
        follows_item = i + 1 < len(paragraphs) and paragraphs[i + 1].kind is BlockKind.LIST_ITEM
        opens_list = not is_item and follows_item
        opens = opens_list or (not is_item and paragraph.text.endswith(("؟", "?", ":")))
        # A lead-in that would eat the budget of its list is left to its own passage.
        room = max_tokens - lead_tokens if is_item else max_tokens
        if room < max_tokens / 2:
            lead_in, lead_tokens, room = "", 0, max_tokens
        for part in _fit(text, span, count_tokens, room):
            yield _Piece(
                part, paragraph.section, paragraph.page, number, lead_in if is_item else "", opens, paragraph.verified
            )
        if not is_item:
            lead_in = _last_sentence(paragraph.text) if opens_list else ""
            lead_tokens = count_tokens(lead_in) if lead_in else 0


def _last_sentence(text: str) -> str:
    span = split_sentences(text)[-1]
    return text[span.start : span.end]


def _fit(text: str, span: Span, count_tokens: CountTokens, max_tokens: int) -> list[Span]:
    """Cut a span into parts within the budget: balanced, at sentence ends, else at pauses."""
    whole = count_tokens(text[span.start : span.end])
    if whole <= max_tokens:
        return [span]
    sentences = [Span(span.start + s.start, span.start + s.end) for s in split_sentences(text[span.start : span.end])]
    units = [part for sentence in sentences for part in _cut_sentence(text, sentence, count_tokens, max_tokens)]
    aim = whole / -(-whole // max_tokens)  # parts of about the same size
    parts: list[Span] = []
    for unit in units:
        merged = Span(parts[-1].start, unit.end) if parts else unit
        tokens = count_tokens(text[merged.start : merged.end])
        enough = parts and count_tokens(text[parts[-1].start : parts[-1].end]) >= aim
        if parts and tokens <= max_tokens and not enough:
            parts[-1] = merged
        else:
            parts.append(unit)
    return parts


def _cut_sentence(text: str, span: Span, count_tokens: CountTokens, max_tokens: int) -> list[Span]:
    parts: list[Span] = []
    start = span.start
    while start < span.end:
        end = _longest(text, start, span.end, count_tokens, max_tokens)
        if end < span.end:
            end = _last_pause(text, start, end)
        parts.append(Span(start, end))
        start = end
        while start < span.end and text[start].isspace():
            start += 1
    return parts


def _last_pause(text: str, start: int, end: int) -> int:
    """Where to cut before `end`: behind a comma in the second half, else between words, else at `end` itself."""
    ends = [m.start() + (m[0].strip() != "") for m in _PAUSE.finditer(text, start + 1, end + 1)]
    strong = [e for e in ends if not text[e - 1].isalnum() and 2 * (e - start) > ends[-1] - start]
    return next((e for e in (*reversed(strong), *reversed(ends)) if e <= end), end)


def _longest(text: str, start: int, end: int, count_tokens: CountTokens, max_tokens: int) -> int:
    """Where the longest stretch within the budget ends; at least one character on."""
    low, high = start + 1, min(start + max_tokens, end)
    while high < end and count_tokens(text[start:high]) <= max_tokens:
        low, high = high, min(2 * high - start, end)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_tokens(text[start:middle]) <= max_tokens else (low, middle - 1)
    return low


def _group(text: str, pieces: Iterable[_Piece], count_tokens: CountTokens, max_tokens: int) -> list[list[_Piece]]:
    """Put pieces together that belong together and fit."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        last = groups[-1] if groups else None
        if last and _belong_together(text, last, piece, count_tokens, max_tokens):
            last.append(piece)
        else:
            groups.append([piece])
    return _with_their_lists(text, groups, count_tokens, max_tokens)


def _belong_together(
    text: str, group: Sequence[_Piece], piece: _Piece, count_tokens: CountTokens, max_tokens: int
) -> bool:
    first, last = group[0], group[-1]
    if piece.section != last.section or _in_other_scripts(text, group, piece):
        return False
    lead_in = f"{first.lead_in}\n" if first.lead_in else ""
    if count_tokens(lead_in + text[first.span.start : piece.span.end]) > max_tokens:
        return False
    if last.opens or (piece.lead_in and last.lead_in == piece.lead_in):
        return True
    small = max_tokens / _SMALL
    sizes = (
        count_tokens(text[first.span.start : last.span.end]),
        count_tokens(text[piece.span.start : piece.span.end]),
    )
    return not piece.opens and (last.paragraph != piece.paragraph) and min(sizes) < small


def _in_other_scripts(text: str, group: Sequence[_Piece], piece: _Piece) -> bool:
    """Whether one is Arabic and the other is not, as where an English annex begins; a name or address is no script."""
    texts = (text[group[0].span.start : group[-1].span.end], text[piece.span.start : piece.span.end])
    return all(len(t.split()) >= _ANNEX_WORDS for t in texts) and has_arabic(texts[0]) != has_arabic(texts[1])


def _with_their_lists(
    text: str, groups: list[list[_Piece]], count_tokens: CountTokens, max_tokens: int
) -> list[list[_Piece]]:
    """What introduces goes over from a group's end to what it introduces, where that leaves it room."""
    for group, following in pairwise(groups):
        lead = group[-1]
        if len(group) > 1 and lead.opens and following[0].section == lead.section:
            span = text[lead.span.start : following[-1].span.end]
            if count_tokens(span) <= max_tokens:
                following.insert(0, group.pop())
    return groups


def _passage(text: str, group: Sequence[_Piece]) -> Passage:
    first, last = group[0], group[-1]
    start, end = first.span.start, last.span.end
    return Passage(
        text=text[start:end],
        start=start,
        end=end,
        section=first.section,
        page=first.page,
        paragraph=first.paragraph,
        lead_in=first.lead_in,
        sentences=split_sentences(text[start:end]),
        verified=all(piece.verified for piece in group),
    )
