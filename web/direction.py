"""A line of text -> its direction, and the stretches of it that must not be reordered."""

import re
from collections.abc import Iterator

_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".replace(" ", "|")
# An English name, address or symbol with the words after it, or a number with separators, such as
# a date or a telephone number. A number before a Latin word belongs to the Arabic before it, save
# in a date such as "15 December 2026".
_LTR_STRETCH = re.compile(
    rf"""(?P<latin>
            (?:[0-9]{{1,2}}\ (?=(?:{_MONTHS})[a-z]*\b))?
            [!-~]*[A-Za-z\u00c0-\u024f][!-~\u00c0-\u024f]*
            (?:\ [!-~\u00c0-\u024f]+)*
        )
        |(?P<number>\+[0-9]{{1,3}}(?:[- ]\(?[0-9]+\)?)+|\+?[0-9]+(?:[-/:.,][0-9]+)+)""",
    re.VERBOSE,
)
_MARKER = re.compile(r"\[[0-9]{1,3}\]")
TURNING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What changes the direction of the text behind it, unseen."""
_LEADING = "+@#/$"
_CLOSING = ".,;:!?)]}>\"'»%"
_OPENING = "([{<"


def direction_of(text: str) -> str:
    """The direction of a line: "rtl" if its first letter or most of its letters are Arabic, else "ltr".

    The browser's own rule takes the first letter alone, which turns an Arabic sentence around when it
    happens to start with an English name. Addresses and names may well outnumber the Arabic behind which they stand.

    :param text: One line.
    """
    arabic, latin = _ARABIC.search(text), _LATIN.findall(text)
    begins_arabic = arabic is not None and not _LATIN.search(text, 0, arabic.start())
    return "rtl" if begins_arabic or len(latin) <= len(_ARABIC.findall(text)) else "ltr"


def stretches(text: str) -> Iterator[tuple[str, str]]:
    """Cut a right-to-left line into ("text" | "ltr" | "number" | "marker", part); the parts join to the line.

    :param text: One line, or a part of one.
    """
    at = 0
    for marker in _MARKER.finditer(text):
        yield from _isolates(text[at : marker.start()])
        yield "marker", marker.group()
        at = marker.end()
    yield from _isolates(text[at:])


def _isolates(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for match in _LTR_STRETCH.finditer(text):
        start, end = _trimmed(text, match.start(), match.end())
        if start < end:
            if at < start:
                yield "text", text[at:start]
            yield "number" if match["number"] else "ltr", text[start:end]
            at = end
    if at < len(text):
        yield "text", text[at:]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave outside the punctuation that belongs to the Arabic sentence around the stretch."""
    while start < end and not (text[start].isalnum() or text[start] in _LEADING):
        start += 1
    while start < end:
        last = text.rfind(" ", start, end)
        if last >= 0 and not any(character.isalnum() for character in text[last:end]):
            end = last  # a bracket or a dash that stands alone
        elif text[end - 1] in _OPENING:
            end -= 1  # what it opens is Arabic
        elif text[end - 1] in _CLOSING and not _closes(text[start:end]):
            end -= 1
        else:
            break
    return start, end


def _closes(stretch: str) -> bool:
    """Whether a stretch ends in the bracket that closes one of its own."""
    return stretch[-1] == ")" and stretch.count("(") >= stretch.count(")")
