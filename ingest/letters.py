"""A word in Arabic letters -> how surprising its letters are, each behind the two before it.

The table is fitted by `training.letters`; its card, `letters.json`, says on what and how well it tells text with
wrong letters from good text.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LETTERS = "".join(map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B))))
TABLE, CARD = (Path(__file__).with_name(f"letters.{kind}") for kind in ("bin", "json"))
STEPS = 16
"""Into so many steps the table divides a bit."""

_EDGE = len(LETTERS)  # of a word
_SYMBOLS = len(LETTERS) + 1
_NUMBER = {letter: number for number, letter in enumerate(LETTERS)}
_WORD = re.compile(f"[{LETTERS}]+")
_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640]")


def bare_words(text: str) -> list[str]:
    """The Arabic words of a text without their vowel signs."""
    return _WORD.findall(_MARKS.sub("", text))


def triples(word: str) -> Iterator[int]:
    """Where the table has each letter of a word, and its end, behind the two symbols before.

    :param word: What is no Arabic letter in it ends a word.
    """
    first = second = _EDGE
    for third in (*(_NUMBER.get(letter, _EDGE) for letter in word), _EDGE):
        yield (first * _SYMBOLS + second) * _SYMBOLS + third
        first, second = second, third


def surprise(word: str) -> float:
    """How surprising a word is, in bits: the less its letters follow each other in Arabic text, the more."""
    table = _table()
    return sum(table[at] for at in triples(word)) / STEPS


@cache
def _table() -> bytes:
    return TABLE.read_bytes()
