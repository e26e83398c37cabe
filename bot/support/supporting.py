"""Does a passage support a statement? A check by words and facts, made to err on the side of "no".

A statement is supported by a run of neighbouring sentences if it can be read off it: every address, Latin word and
quotation occurs there, and every content word, date and number stands there in the same order, negated or not as
it is here. Left out may be only what nothing told behind it hangs on. Where phrases begin is seen by particles, marks
and articles alone, after Abney, "Parsing by Chunks" (1991). It is a check of wording: what it lets through says what
the sentences say, in their words; a free paraphrase is turned down.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.support.joints import ACTOR, FIRST_WORDS
from bot.support.reading_off import is_read_off
from bot.support.statement import Statement, read_statement
from ingest.document import Span
from vectorstore.analyzer import fold

_LONGEST_RUN = 3  # sentences
_FEWEST = 2  # content words and figures: less states nothing
_JOINED = re.compile(r"(?:و|ف)(?!ال|اما)\w|(?:كما|ثم|كذلك|ايضا)(?!\w)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as statements are checked against it.

    :param text: As it stands in the document.
    :param sentences: Spans of the sentences that may be quoted, in order.
    :param lead_in: The sentence that introduces the list which it continues; empty where there is none.
    """

    text: str
    sentences: tuple[Span, ...]
    lead_in: str = ""


def supporting_quote(text: str, passage: Passage) -> Span | None:
    """Find the shortest run of a passage's sentences that supports a statement.

    :return: Where the run stands in the passage; None if no run supports it.
    """
    statement = read_statement(text)
    if len(statement.items) + len(statement.addresses) < _FEWEST or text.rstrip().endswith(("؟", "?")):
        return None
    for run in _runs(passage):
        if _supports(statement, read_statement(run.of(passage)), read_statement(run.lead_in)):
            return run.span
    return None


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring sentences that may support a statement together.

    :param lead_in: What introduces the list that its only sentence is an item of.
    """

    sentences: tuple[Span, ...]
    lead_in: str = ""

    @property
    def span(self) -> Span:
        return Span(self.sentences[0].start, self.sentences[-1].end)

    def of(self, passage: Passage) -> str:
        return passage.text[self.span.start : self.span.end]


def _runs(passage: Passage) -> Iterator[_Run]:
    """Single sentences, then those that go on from one another, then lists with what introduces them."""
    text, spans = passage.text, passage.sentences
    lists = [_list_at(text, spans, i) for i in range(len(spans))]
    for i, span in enumerate(spans):
        heads = [found[0] for found in lists[:i] if span in found]
        yield _Run((span,), text[heads[-1].start : heads[-1].end] if heads else passage.lead_in)
    for length in range(2, _LONGEST_RUN + 1):
        for i in range(len(spans) - length + 1):
            run = spans[i : i + length]
            if all(_goes_on(text, before, after) for before, after in pairwise(run)):
                yield _Run(run)
    yield from (_Run(found) for found in lists if len(found) > 1)


def _list_at(text: str, spans: Sequence[Span], first: int) -> tuple[Span, ...]:
    """The list that a sentence introduces, with it; empty where it introduces none."""
    if not text[spans[first].start : spans[first].end].endswith(":"):
        return ()
    last = first
    while last + 1 < len(spans) and text[spans[last].end : spans[last + 1].start].strip(" ") == "\n":
        last += 1
    return tuple(spans[first : last + 1])


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Whether a sentence goes on from the one before: joined to it, in its line, and without a speaker of its own.

    "A said this. And B said that." supports nothing about both.
    """
    if "\n" in text[before.end : after.start]:
        return False
    words = fold(text[after.start : after.end]).split()
    return bool(_JOINED.match(" ".join(words)) and not ACTOR.search(" ".join(words[:FIRST_WORDS])))


def _supports(statement: Statement, run: Statement, above: Statement) -> bool:
    return (
        statement.addresses <= run.addresses
        and statement.latin <= run.latin | above.latin
        and all(quoted in run.folded for quoted in statement.quoted)
        and is_read_off(statement, run, above)
    )
