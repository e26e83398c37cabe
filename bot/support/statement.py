"""A text, taken apart for comparing what it states."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.support.figures import Figure, figures
from bot.support.items import Item, Word, content
from bot.support.joints import Joint, joints_of
from ingest.dates import Mention, mentions
from vectorstore.analyzer import fold, tokenize

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»\"]*|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z][\w./&:+-]*")
_CLOSING = {"«": "»", "“": "”", '"': '"'}
_OPENING = re.compile('[«“"]')
_BREAK = re.compile(r"[،؛;:,.!?؟…()«»\"\n](?=\s|$)|[\n(«]|\s[–—-]\s")
_END_MARKS = ".,،؛:!?؟/"


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two marks of punctuation, in order."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text states, taken apart for comparing."""

    addresses: frozenset[str]
    latin: frozenset[str]
    quoted: tuple[str, ...]
    clauses: tuple[Clause, ...]
    joints: tuple[Joint, ...]
    folded: str

    @property
    def items(self) -> list[Item]:
        """What it is made of, in order."""
        return [item for clause in self.clauses for item in clause.items]

    @property
    def words(self) -> list[Word]:
        """Its content words."""
        return [item for item in self.items if isinstance(item, Word)]

    @property
    def figures(self) -> list[Figure]:
        """Its numbers and ordinals, those in dates left out."""
        return [item for item in self.items if isinstance(item, Figure)]

    @property
    def dates(self) -> list[Mention]:
        """The dates that it names, whole or in part."""
        return [item for item in self.items if isinstance(item, Mention)]


@lru_cache(maxsize=4096)
def read_statement(text: str) -> Statement:
    """Take a text apart."""
    addresses = frozenset(m.group().rstrip(_END_MARKS).lower() for m in _ADDRESS.finditer(text))
    bare = _ADDRESS.sub(" ", text)
    latin = frozenset(m.group().rstrip(_END_MARKS + "-").lower() for m in _LATIN.finditer(bare))
    quoted = tuple(map(plain, _quotes(text)))
    folded = fold(bare.replace("%", " في المئة ").replace("٪", " في المئة "))
    clauses = tuple(_clauses(folded))
    joints = tuple(joints_of([item for clause in clauses for item in clause.items], folded))
    return Statement(addresses, latin, tuple(filter(None, quoted)), clauses, joints, plain(text))


def _quotes(text: str) -> Iterator[str]:
    """What stands between quotation marks, from left to right."""
    at, unclosed = 0, set[str]()
    for opening in _OPENING.finditer(text):
        closing = _CLOSING[opening[0]]
        if opening.start() < at or closing in unclosed:
            continue
        end = text.find(closing, opening.end())
        if end < 0:
            unclosed.add(closing)
        else:
            yield text[opening.end() : end]
            at = end + 1


def plain(text: str) -> str:
    """The folded words of a text, with one blank around each."""
    words = " ".join(token.text for token in tokenize(text))
    return f" {words} " if words else ""


def _clauses(folded: str) -> Iterator[Clause]:
    dates = mentions(folded)
    blank = list(_LATIN.sub(lambda m: " " * len(m.group()), folded))
    for day in dates:
        blank[day.start : day.end] = " " * (day.end - day.start)
    rest = "".join(blank)
    found = figures(rest)
    for figure in found:
        blank[figure.start : figure.end] = " " * (figure.end - figure.start)
    # Dates are cut out first: the mark between the two names of a month ends nothing.
    in_dates = {at for day in dates for at in range(day.start, day.end)}
    ends = [m.start() for m in _BREAK.finditer(folded) if m.start() not in in_dates]
    told = sorted((*found, *dates), key=lambda item: item.start)
    start = first = 0
    for end in (*ends, len(folded)):
        last = bisect_left(told, end, key=lambda item: item.start)
        items: list[Item] = [*told[first:last], *content("".join(blank[start:end]), start)]
        if items:
            yield Clause(tuple(sorted(items, key=lambda item: item.start)))
        start, first = end, last
