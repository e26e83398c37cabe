"""Characters as they are painted, from left to right -> the order in which they are read.

The inverse of the Unicode bidirectional algorithm (UAX #9) for one line, in the cases that documents
use: words and numbers of one direction in a line of the other, with the signs between them.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby

from ingest.loaders.pdf.page import NOTE_OPEN

_SEPARATORS = frozenset(".,/:٫٬،")  # a single one between two numbers belongs to them (UAX #9, W4)
_POINTS = frozenset(".,")
_DASHES = frozenset("-–−‐")
_OPENING, _CLOSING = "([{«<", ")]}»>"
_MIRRORED = str.maketrans(_OPENING + _CLOSING, _CLOSING + _OPENING)
_BRACKETS = frozenset(_OPENING + _CLOSING)
_QUOTES = frozenset("\"'“”‘’")
_AFTER_CLOSING = frozenset(".,،؛;:؟?!…")
_PERCENT_FIRST = re.compile(r"(?<![\d.,٫٬])([%٪‰])(\d[\d.,٫٬]*)(?![\d%٪‰])")
_DIGITS = 20  # no number that a range begins or ends with has more
_IN_ADDRESSES = frozenset("-/?=&_.%#:")
_RTL, _LTR, _NUMBER, _NEUTRAL = "R", "L", "N", "-"


def direction(items: Sequence[str]) -> str | None:
    """ "R" or "L" by most of the letters; None where there are none."""
    kinds = [_kind(item) for item in items]
    right, left = kinds.count(_RTL), kinds.count(_LTR)
    if right == left == 0:
        return None
    return _RTL if right >= left else _LTR


def read_line(items: Sequence[str], *, rtl: bool) -> str:
    """The text of a line.

    :param items: From left to right; a blank between words is an item of its own.
    :param rtl: Whether the line belongs to a paragraph that runs from right to left.
    """
    kinds = [_kind(item) for item in items]
    if not rtl:
        return _with_brackets_told("".join(_left_to_right(items, kinds)))
    # On whichever side of its number a percent sign was painted, it is read behind it.
    return _PERCENT_FIRST.sub(r"\2\1", _with_brackets_told("".join(_right_to_left(items, kinds))))


@cache
def _kind(item: str) -> str:
    first = item.lstrip(NOTE_OPEN)[:1] or " "
    if first.isdecimal():
        return _NUMBER
    match unicodedata.bidirectional(first):
        case "R" | "AL":
            return _RTL
        case "L":
            return _LTR
        case _:
            return _NEUTRAL


def _right_to_left(items: Sequence[str], kinds: Sequence[str]) -> list[str]:
    goes_left = _runs_in_rtl(items, kinds)
    out: list[str] = []
    at = len(items)
    while at:
        end = at
        while at and not goes_left[at - 1]:
            at -= 1
        if at < end:
            out += items[at:end]
        else:
            at -= 1
            out.append(items[at].translate(_MIRRORED) if items[at] in _BRACKETS else items[at])
    return out


def _runs_in_rtl(items: Sequence[str], kinds: Sequence[str]) -> list[bool]:
    """Of each item in a line from right to left, whether it goes with that direction."""
    goes_left = [kind in (_RTL, _NEUTRAL) for kind in kinds]
    for start, end in _neutral_stretches(kinds):
        before = kinds[start - 1] if start else _RTL
        after = kinds[end] if end < len(kinds) else _RTL
        joins = "".join(items[start:end])
        if _RTL in (before, after):
            continue
        if _LTR in (before, after) or _joins_numbers(joins, items, start, end):
            goes_left[start:end] = [False] * (end - start)
    _take_in_brackets(items, kinds, goes_left)
    _take_in_end_of_address(items, goes_left)
    _take_in_signs(items, kinds, goes_left)
    return goes_left


def _neutral_stretches(kinds: Sequence[str]) -> list[tuple[int, int]]:
    stretches: list[tuple[int, int]] = []
    for at, kind in enumerate(kinds):
        if kind != _NEUTRAL:
            continue
        if stretches and stretches[-1][1] == at:
            stretches[-1] = (stretches[-1][0], at + 1)
        else:
            stretches.append((at, at + 1))
    return stretches


def _joins_numbers(joint: str, items: Sequence[str], start: int, end: int) -> bool:
    """Whether two numbers with this between them are painted as one from left to right."""
    if joint in _SEPARATORS:
        return True
    if joint not in _DASHES:
        return False
    # Of "2018-2020" some programs paint the first number left and others right: a range ascends.
    left, right = _number_before(items, start), _number_behind(items, end)
    is_pair = not _goes_on(items, start - len(left) - 1) and not _goes_on(items, end + len(right))
    return is_pair and 0 < len(left) == len(right) <= _DIGITS and int(left) < int(right)


def _goes_on(items: Sequence[str], at: int) -> bool:
    return 0 <= at < len(items) and items[at] in _SEPARATORS | _DASHES


def _number_before(items: Sequence[str], end: int) -> str:
    start = end
    while start and items[start - 1].isdecimal():
        start -= 1
    return "".join(items[start:end])


def _number_behind(items: Sequence[str], start: int) -> str:
    end = start
    while end < len(items) and items[end].isdecimal():
        end += 1
    return "".join(items[start:end])


def _take_in_brackets(items: Sequence[str], kinds: Sequence[str], goes_left: list[bool]) -> None:
    """Give a bracket beside Latin text to it where that holds the other one of the pair (UAX #9, N0)."""
    for start, end in _latin_runs(kinds, goes_left):
        end = _behind_word(items, end)
        while end < len(items) and items[end] in _BRACKETS and _has_odd_bracket(items[start:end]):
            end = _behind_word(items, end + 1)
        if start and items[start - 1] in _BRACKETS and _has_odd_bracket(items[start:end]):
            start -= 1
        goes_left[start:end] = [False] * (end - start)


def _latin_runs(kinds: Sequence[str], goes_left: Sequence[bool]) -> list[tuple[int, int]]:
    """Where text from left to right begins and ends that has Latin letters."""
    runs: list[tuple[int, int]] = []
    for goes, run in groupby(range(len(kinds)), key=lambda at: goes_left[at]):
        stretch = list(run)
        if not goes and any(kinds[at] == _LTR for at in stretch):
            runs.append((stretch[0], stretch[-1] + 1))
    return runs


def _has_odd_bracket(items: Sequence[str]) -> bool:
    return sum(item in _BRACKETS for item in items) % 2 == 1


def _behind_word(items: Sequence[str], end: int) -> int:
    """Behind the points that a Latin word ends with, as in "Ltd.": those of an Arabic sentence stand left of it."""
    at = end
    while at < len(items) and items[at] in _POINTS:
        at += 1
    is_last = at == len(items) or items[at] == " " or items[at] in _BRACKETS
    return at if is_last else end


def _take_in_end_of_address(items: Sequence[str], goes_left: list[bool]) -> None:
    """Give a sign at the right end of a line's last Latin word to it: the rest of the word is on the next line."""
    end = goes_left.index(True) if True in goes_left else len(goes_left)
    is_last = end + 1 == len(items) or (end + 1 < len(items) and items[end + 1] == " ")
    if 0 < end < len(items) and items[end] in _IN_ADDRESSES and is_last:
        goes_left[end] = False


def _take_in_signs(items: Sequence[str], kinds: Sequence[str], goes_left: list[bool]) -> None:
    """Keep a telephone number together that was painted from left to right, with its plus sign first."""
    for at, item in enumerate(items):
        if item != "+" or not goes_left[at] or at + 1 >= len(items) or kinds[at + 1] != _NUMBER:
            continue
        end = at + 1
        while end < len(items) and (kinds[end] == _NUMBER or items[end] in _DASHES | {" "}):
            end += 1
        while kinds[end - 1] != _NUMBER:
            end -= 1
        goes_left[at:end] = [False] * (end - at)


def _left_to_right(items: Sequence[str], kinds: Sequence[str]) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(items):
        end = _end_of_arabic(items, kinds, at)
        if end > at:
            out += _right_to_left(items[at:end], kinds[at:end])
            at = end
        else:
            out.append(items[at])
            at += 1
    return out


def _end_of_arabic(items: Sequence[str], kinds: Sequence[str], start: int) -> int:
    """Where the Arabic in a line from left to right ends that begins at `start`; `start` where none does."""
    first = start
    # A number in brackets is said of what it follows, and is painted left of it: (2018) الاتفاق.
    if start == 0 or items[start - 1] == " ":
        while first < len(items) and (kinds[first] == _NUMBER or items[first] in _BRACKETS):
            first += 1
        if _BRACKETS.isdisjoint(items[start:first]):
            first = start
        first += first < len(items) and items[first] == " "
    if first >= len(items) or kinds[first] != _RTL:
        return start
    last = first
    for at in range(first, len(items)):
        if kinds[at] == _LTR:
            break
        if kinds[at] == _RTL:
            last = at
    return last + 1


def _with_brackets_told(text: str) -> str:
    """Turn brackets to open before what they hold: fonts name a mirrored one by either of the two."""
    out = list(text)
    open_pairs = [0] * len(_OPENING)  # how many of each
    for at, character in enumerate(text):
        if character not in _BRACKETS:
            continue
        pair = (_OPENING.find(character) + 1 or _CLOSING.find(character) + 1) - 1
        opens = _opens(text, at)
        if opens is None:
            if character in "<>":  # may be a sign between two numbers
                continue
            opens = not open_pairs[pair]
        if opens:
            open_pairs[pair] += 1
        elif open_pairs[pair]:
            open_pairs[pair] -= 1
        out[at] = (_OPENING if opens else _CLOSING)[pair]
    return "".join(out)


def _opens(text: str, at: int) -> bool | None:
    """Whether a bracket opens by the blanks around it; None where they do not tell."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    is_free_before = not before or before.isspace() or before in _OPENING + _CLOSING or before in _QUOTES
    is_free_after = not after or after.isspace() or after in _AFTER_CLOSING or after in _BRACKETS | _QUOTES
    if is_free_before == is_free_after:
        return None
    return is_free_before
