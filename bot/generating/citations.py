"""A reply as it grows -> its sentences with the markers they bear, each checked against what it cites."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer import Citation
from bot.composing.quotes import citation
from bot.support.supporting import Passage, supporting_quote
from ingest.sentences import split_sentences
from vectorstore.analyzer import fold
from vectorstore.retriever import Hit

_MARKER = re.compile(r"[\[【]\s*(?:(?:المقطع|مقطع|passage)\s*)?(\d{1,3}(?:\s*[,،]\s*\d{1,3})*)\s*[\]】]")
_MARKERS = re.compile(r"(?<!\s)(?:\s*\[\d+\])+")
_NUMBER = re.compile(r"\d+")
_BEFORE_MARKER = re.compile(r"([.!?؟…\]])[^\S\n]+(?=[\[【])")
_LIST_SIGN = re.compile(r"^\s*(?:[-*•–#>]+|\d{1,2}[.)-])\s+")
_EMPHASIS = re.compile(r"\*+|`+|__+")
_END_SIGNS = ".!؟?؛…"


@dataclass(frozen=True, slots=True)
class ContextPassage:
    """A passage that a model was given as context.

    :param passage: What of it may be cited.
    """

    hit: Hit
    passage: Passage


@dataclass(frozen=True, slots=True)
class Draft:
    """The part of a reply that is supported, as far as it has come."""

    text: str = ""
    citations: tuple[Citation, ...] = ()


class SentenceStream:
    """Cuts a text that arrives in pieces into sentences, none before it is complete with its markers."""

    def __init__(self) -> None:
        self._waiting = ""

    @property
    def unfinished(self) -> str:
        """What has come behind the last complete sentence."""
        return self._waiting

    def feed(self, piece: str) -> Iterator[str]:
        """Take the next piece; gives the sentences that it completes, each with the white space before it."""
        # A marker is drawn to the full stop or the marker before it, and so into their sentence.
        self._waiting = _BEFORE_MARKER.sub(r"\1", _plain_markers(self._waiting + piece))
        cut = 0
        for span in split_sentences(self._waiting)[:-1]:
            yield self._waiting[cut : span.end]
            cut = span.end
        self._waiting = self._waiting[cut:]


class Checker:
    """Puts a reply's supported sentences together, and leaves the others out.

    Markers are numbered as they appear, one for each claim, and never change.

    :param sources: The passages as they were given; marker 1 is the first.
    """

    def __init__(self, sources: Sequence[ContextPassage]) -> None:
        self._sources = sources
        self._said: set[str] = set()
        self.draft = Draft()

    def take(self, sentence: str) -> bool:
        """Add a sentence to the draft if every claim in it is supported by a passage that it cites.

        :return: Whether it was added.
        """
        claims = read_claims(sentence)
        quoted = [self._quote(text, markers) for text, markers in claims]
        said = " ".join(fold(text) for text, _ in claims)
        if not claims or None in quoted or said in self._said:
            return False
        self._said.add(said)
        number = len(self.draft.citations)
        cited = [
            citation(number + i, source.hit, quote) for i, (source, quote) in enumerate(filter(None, quoted), start=1)
        ]
        words = " ".join(f"{text} [{one.marker}]" for (text, _), one in zip(claims, cited, strict=True))
        begins_line = "\n" in sentence[: len(sentence) - len(sentence.lstrip())]
        gap = "" if not self.draft.text else "\n" if begins_line else " "
        self.draft = Draft(f"{self.draft.text}{gap}{words}", (*self.draft.citations, *cited))
        return True

    def _quote(self, text: str, markers: Sequence[int]) -> tuple[ContextPassage, str] | None:
        for marker in markers:
            if 1 <= marker <= len(self._sources):
                source = self._sources[marker - 1]
                span = supporting_quote(text, source.passage)
                if span:
                    return source, source.passage.text[span.start : span.end]
        return None


def read_claims(sentence: str) -> list[tuple[str, tuple[int, ...]]]:
    """Take a sentence apart into claims, each with the markers that stand behind it.

    :return: None of them if any words are left without a marker.
    """
    plain = _plain_markers(_EMPHASIS.sub("", _LIST_SIGN.sub("", sentence.strip())))
    claims: list[tuple[str, tuple[int, ...]]] = []
    at = 0
    for match in _MARKERS.finditer(plain):
        text = " ".join(plain[at : match.start()].split())
        at = match.end()
        claims.append((text, tuple(map(int, _NUMBER.findall(match[0])))))
    rest = plain[at:].strip()
    if not claims or rest.strip(_END_SIGNS) or not all(text for text, _ in claims):
        return []
    text, markers = claims[-1]
    claims[-1] = (text if text.endswith(tuple(_END_SIGNS)) else text + rest, markers)
    return claims


def _plain_markers(text: str) -> str:
    """A text whose markers all have one form: "[١، ٢]" is "[1][2]"."""
    return _MARKER.sub(lambda m: "".join(f"[{int(number)}]" for number in _NUMBER.findall(m[1])), text)
