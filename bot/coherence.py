"""Sentences of a passage -> which of them belong together: what one goes on from, and the list that it is a part of."""

import re
from collections.abc import Sequence

from bot.function_words import QUESTION_WORDS
from bot.speakers import begins_with_another
from ingest.document import Span
from ingest.wording import LABEL
from vectorstore.analyzer import fold, tokenize

_LEAD_IN = ":"
_NEAR, _FAR = 100, 1000  # characters behind a sentence: of its first words, and of what a paragraph goes on to say
# What spells out a sentence before it: "... three steps. They are the meeting, ...", "First, ...".
_SPELLS_OUT = re.compile(r" (?:وه(?:ي|م|ما|ن)(?::| ال)|(?:و?اولا|اولها|اولهما)\b)")
_NEXT_POINT = re.compile(r" و?(?:ثانيا|ثالثا|رابعا|خامسا|سادسا|سابعا|ثانيها|ثالثها|رابعها)\b")
_LAST_POINT = re.compile(r" و?اخيرا\b")  # behind other points; elsewhere it is a sentence like others
_ASKS = re.compile(r"و?(?:سال|تساءل|استفسر)ت?\b")
_GOES_ON = re.compile(r"(?:و|ف)\w|(?:كما|ثم|كذلك|ايضا|لذلك|لهذا|لكن(?:ه|ها|هم)?)\b")
# What says little without the sentence before it: "If they do not agree, ...", "They are ...", "Therefore ...".
_LEANS = re.compile(
    r"(?:ف(?:ان|اذا|لو)|[وف]?(?:هو|هي|هم|هما|ذلك|لذلك|لهذا|بذلك|عليه|هكذا)|و?لكن(?:ه|ها|هم|هما)?)\b(?! ال)"
)


def heads_of(text: str, spans: Sequence[Span]) -> list[Span]:
    """For each sentence of a passage, the one in its paragraph that it goes on from, or itself."""
    heads: list[Span] = []
    for i, span in enumerate(spans):
        beside = i > 0 and "\n" not in text[spans[i - 1].end : span.start]
        said = fold(text[span.start : span.end])
        goes_on = beside and (_GOES_ON.match(said) or not said.strip())
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
        elif first + 1 < len(spans) and _is_explained(text, spans[first]):
            last = first + 1
            while last + 1 < len(spans) and _is_next_point(text[spans[last].end : spans[last + 1].end]):
                last += 1
            wholes[first : last + 1] = [Span(spans[first].start, spans[last].end)] * (last + 1 - first)
        first = last + 1
    return wholes


def _is_next_point(behind: str) -> bool:
    said = fold(behind)
    return bool(_NEXT_POINT.match(said) or _LAST_POINT.match(said))


def introduces(text: str, span: Span) -> bool:
    """Whether a sentence announces what follows it: a list, what spells it out, or the reply to its question."""
    return text[span.start : span.end].endswith(_LEAD_IN) or _is_explained(text, span)


def stands_alone(text: str, span: Span) -> bool:
    """Whether a sentence can be quoted by itself: it neither announces what follows nor spells out what goes before."""
    said = f" {fold(text[span.start : span.end])}"
    return not (introduces(text, span) or _SPELLS_OUT.match(said) or _NEXT_POINT.match(said))


def leans(text: str, span: Span) -> bool:
    """Whether a sentence says little without the one that it goes on from."""
    return _LEANS.match(fold(text[span.start : span.end])) is not None


def is_left_open(text: str, span: Span) -> bool:
    """Whether a sentence says nothing without what follows it: it ends in a colon, or it only asks."""
    said = text[span.start : span.end]
    begins = next((token.text for token in tokenize(said)), "")
    return said.endswith(_LEAD_IN) or (said.endswith("؟") and begins in QUESTION_WORDS)


def only_asks(text: str, span: Span) -> bool:
    """Whether a sentence tells what somebody asked, and what stands behind it in the paragraph is no reply."""
    return _asks(text, span) and not _is_explained(text, span)


def _asks(text: str, span: Span) -> bool:
    return _ASKS.match(fold(text[span.start : span.end])) is not None


def _is_explained(text: str, span: Span) -> bool:
    """Whether the sentence behind one, in the same paragraph, says what that leaves open."""
    behind = text[span.end : span.end + _NEAR].partition("\n")[0]
    if _SPELLS_OUT.match(fold(behind)):
        return True
    return _asks(text, span) and begins_with_another(text[span.end : span.end + _FAR].partition("\n")[0])
