"""Text -> the spans of its sentences, for Arabic with what it borrows from other scripts.

A sentence ends at . ! ? ؟ … with the quotes and brackets behind them, before white space; or where a
line ends, for a list item is a sentence of its own. A full stop ends nothing after an abbreviation,
an initial, or a number or letter that counts a heading or an item.
"""

import re
from collections.abc import Iterator

from ingest.document import Span

_END = re.compile(
    # A footnote's number may stand behind it.
    r"(?<![.!?؟…۔])[.!?؟…۔]++[\"'»”’)\]]*+(?:\(\d{1,3}\)|\[\^?\d{1,3}\])*+(?=\s)|\n"
    r"|(?<=[\u0621-\u0652]{3})[.!؟](?=[\u0621-\u064a]{3})"  # the blank behind it was forgotten
)
_BLANK = re.compile(r"\s*")
_LAST_WORD = re.compile(r"\S+\Z")
_LONGEST_WORD = 40  # characters; no longer one is an abbreviation, or counts
_ABBREVIATION = re.compile(
    r"(?:د|أ|م|ص|ج|ه|هـ|ت|ق|ف|ط|رقم|إلخ|Mr|Mrs|Ms|Dr|Prof|No|no|vol|pp?|para|paras|art|St|e\.g|i\.e|cf)"
    r"|(?:\w\.)+\w"  # م.ت.ف, U.N
)
_COUNT = re.compile(r"\(?(?:[IVXLC]{1,6}|\d{1,2}(?:\.\d{1,2})*|[أ-ي]|ألف|باء|جيم|دال|هاء|واو|زاي|حاء|طاء|ياء)\)?")


def split_sentences(text: str) -> tuple[Span, ...]:
    """Find the sentences of a text.

    :return: Spans in order, without overlap and without white space at their ends, that cover every
        other character of `text`.
    """
    spans: list[Span] = []
    start = 0
    for end in (*_ends(text), len(text)):
        stretch = text[start:end]
        if stretch.strip():
            left = start + len(stretch) - len(stretch.lstrip())
            spans.append(Span(left, left + len(stretch.strip())))
        start = end
    return tuple(spans)


def _ends(text: str) -> Iterator[int]:
    start = _first_word(text, 0)
    for match in _END.finditer(text):
        if match[0] == "\n" or not _goes_on(text, start, match.start(), match[0]):
            yield match.end()
            if match.end() > start:  # else there are only blanks up to `start`
                start = _first_word(text, match.end())


def _first_word(text: str, start: int) -> int:
    found = _BLANK.match(text, start)
    return found.end() if found else start


def _goes_on(text: str, start: int, end: int, mark: str) -> bool:
    """Whether a sentence that begins at `start` goes on behind a mark at `end`."""
    if mark.startswith(("..", "…")):
        return True  # an omission; what ends there ends with the line
    if mark != ".":
        return False
    if end <= start:
        return True  # it has no word yet
    near = max(start, end - _LONGEST_WORD)
    found = _LAST_WORD.search(text[near:end])
    if found is None:
        return False
    at = near + found.start()
    if at == near > start and not text[near - 1].isspace():
        return False
    word = found[0].lstrip("(\"'«“[")
    return (at == start and _COUNT.fullmatch(word) is not None) or _ABBREVIATION.fullmatch(word) is not None
