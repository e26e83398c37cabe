"""The number or bullet at the start of a line -> its style and value, and the text behind it."""

import re
from dataclasses import dataclass

from ingest.wording import ORDINALS, PART_NAMES, fold


@dataclass(frozen=True, slots=True)
class Numbering:
    """How a heading or an item is counted.

    :param style: Headings of one style stand on one level: "roman", "name" (ألف), "letter" (أ),
        "ordinal" (أولاً), "digits1" (1.), "digits2" (1.2.), the same in brackets such as "(digits1)",
        or a part's name such as "الجلسه" (الجلسة الثانية).
    :param value: Its place in the count, from 1.
    :param rest: The text without the number; the whole text where a part's name is counted.
    """

    style: str
    value: int
    rest: str


_ABJAD = "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ALPHABET = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_NAMES = (
    "الف باء جيم دال هاء واو زاي حاء طاء ياء كاف لام ميم نون سين عين فاء صاد قاف راء شين تاء ثاء خاء ذال ضاد ظاء غين"
).split()
_ADVERBS = "اولا ثانيا ثالثا رابعا خامسا سادسا سابعا ثامنا تاسعا عاشرا".split()
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_BULLET = re.compile(r"[-–—*o](?=\s)\s*|[•·▪●○◦‣⁃■□➢➤✓✔\uf0b7\uf0a7]\s*")
_MARK = r"\s*[.)\-–—:/،]+\s*"
_BRACKETED = re.compile(r"\(\s*(\w{1,3}ـ?)\s*\)[.\-–—:]?\s*")
_ROMAN = re.compile(rf"([IVXLC]{{1,6}}){_MARK}(?=\D)")
_DIGITS = re.compile(rf"(\d{{1,2}}(?:\.\d{{1,2}}){{0,8}})(?:{_MARK}(?=[^\W\d_]|[\"«(])|\s+(?=[^\W\d_])(?<=\.\d\s))")
_WORD = re.compile(rf"([\u0621-\u0652]{{1,8}}ـ?){_MARK}(?=\S)")

_HEAD = 100  # characters in which a part's name and its number stand


def without_bullet(text: str) -> str | None:
    """The text behind a bullet, or None where the text starts with none."""
    match = _BULLET.match(text)
    return text[match.end() :] if match and match.end() < len(text) else None


def parse_numbering(text: str) -> Numbering | None:
    """Read the number at the start of a line.

    :param text: A line, heading or item, without bullet.
    :return: Its numbering, or None where it starts with none.
    """
    if match := _BRACKETED.match(text):
        inner = parse_numbering(f"{match[1]}. {text[match.end() :]}") if match.end() < len(text) else None
        return Numbering(f"({inner.style})", inner.value, inner.rest) if inner else None
    if match := _ROMAN.match(text):
        value = _roman_value(match[1])
        return Numbering("roman", value, text[match.end() :]) if value else None
    if match := _DIGITS.match(text):
        numbers = match[1].split(".")
        return Numbering(f"digits{len(numbers)}", int(numbers[-1]), text[match.end() :])
    if match := _WORD.match(text):
        found = _counting_word(fold(match[1]))
        if found:
            return Numbering(*found, text[match.end() :])
    return _part(text)


def follows(later: Numbering, earlier: Numbering) -> bool:
    """Whether `later` is the next number after `earlier` in the same style."""
    if later.style != earlier.style:
        return False
    if later.value == earlier.value + 1:
        return True
    # Lists count أ ب ج د or أ ب ت ث.
    if later.style.strip("()") == "letter":
        letter, before = _ABJAD[later.value - 1], _ABJAD[earlier.value - 1]
        return _ALPHABET.index(letter) == _ALPHABET.index(before) + 1
    return False


def _counting_word(word: str) -> tuple[str, int] | None:
    if len(word) == 1 and word in _ABJAD:
        return "letter", _ABJAD.index(word) + 1
    if word in _NAMES:
        return "name", _NAMES.index(word) + 1
    if word in _ADVERBS:
        return "ordinal", _ADVERBS.index(word) + 1
    return None


def _part(text: str) -> Numbering | None:
    head = [word for word in fold(text[:_HEAD]).split(" ", 3) if word != "رقم"][:2]
    if len(head) < 2 or head[0] not in PART_NAMES:
        return None
    value = int(head[1]) if head[1].isdecimal() and len(head[1]) < 3 else ORDINALS.get(head[1])
    return Numbering(head[0], value, text) if value else None


def _roman_value(numeral: str) -> int:
    values = [_ROMAN_DIGITS[letter] for letter in numeral]
    total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return total if total > 0 else 0
