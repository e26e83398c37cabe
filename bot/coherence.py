"""Sentences of a passage -> which of them belong together: what one goes on from, and the list that it is a part of."""

import re
from collections.abc import Sequence

from ingest.document import Span
from ingest.wording import LABEL
from vectorstore.analyzer import fold

_LEAD_IN = ":"
_GOES_ON = re.compile(r"(?:و|ف)\w|كما\b|ثم\b|كذلك\b|ايضا\b")


def heads_of(text: str, spans: Sequence[Span]) -> list[Span]:
    """For each sentence of a passage, the one in its paragraph that it goes on from, or itself."""
    heads: list[Span] = []
    for i, span in enumerate(spans):
        beside = i > 0 and "\n" not in text[spans[i - 1].end : span.start]
        goes_on = beside and _GOES_ON.match(fold(text[span.start : span.end]))
        heads.append(heads[-1] if goes_on else span)
    return heads


def wholes_of(text: str, spans: Sequence[Span]) -> list[Span]:
    """For each sentence of a passage, the list or table that it introduces or is a line of, or itself."""
    wholes = list(spans)
    first = 0
    while first < len(spans):
        last = first
        while last + 1 < len(spans) and text[spans[last].end : spans[last + 1].start].strip(" ") == "\n":
            last += 1
        if last > first and not LABEL.match(text[spans[first].start : spans[first].end]):
            start = next((i for i in range(first, last) if introduces(text, spans[i])), first)
            wholes[start : last + 1] = [Span(spans[start].start, spans[last].end)] * (last + 1 - start)
        first = last + 1
    return wholes


def introduces(text: str, span: Span) -> bool:
    """Whether a sentence announces a list."""
    return text[span.start : span.end].endswith(_LEAD_IN)
