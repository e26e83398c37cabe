"""A page's text -> whether it is good enough to quote, or reversed, or not the page's text at all.

A PDF can show one thing and say another: its text layer may hold the letters from left to right, or a
wrong letter for each shape. Common words tell: in Arabic prose .14 to .23 of all words are among the
commonest, in reversed text .002, in text with wrong letters .02.
"""

import math
import re
from enum import StrEnum

from ingest.letters import bare_words, surprise

_COMMON = frozenset(
    "في من على إلى أن عن التي الذي مع هذا هذه بين ما لا كما أو ذلك قد كان تم وفي ومن وعلى وأن إن لم كل بعد قبل خلال "
    "حول ضمن غير عند هو هي الى او ان عام يوم حيث منذ كانت وقد ثم أي حتى لدى تلك الذين عبر نحو أيضا وهي وهو وإلى".split()
)
_PROSE = 0.16  # the share of common words to expect
_LEAST = 0.08  # prose with less is no Arabic
_DEVIATIONS = 3  # so far below what is to be expected, chance explains no share
_STRETCH = 10  # words between commas and line ends; names and labels are shorter
_SIGNS = 3  # of reversal; fewer may be chance
_FOREIGN = 0.3  # of the characters: letters of no Arabic text

_FEW_WORDS = 20  # names alone may be as surprising as wrong letters
_MIXED_WORDS = 0.1  # of the words; a foreign letter within an Arabic word is a wrong one
_SURPRISE, _SPREAD = 4.0, 2.0  # bits a letter: good pages have 3.7 at most, those with wrong letters 4.5 at least

_MIXED = re.compile(
    r"[\u0621-\u064a][^\W\d_\u0600-\u06ff\ufb50-\ufeff]|[^\W\d_\u0600-\u06ff\ufb50-\ufeff][\u0621-\u064a]"
)
_WORD = re.compile(r"[\u0621-\u064a]+")
_MARKS = re.compile(r"[\u064b-\u0652\u0670\u0640]")
_BREAK = re.compile(r"[،,؛;|\n\t•:]")
# The letters À to ÿ are what Arabic looks like in code page 1252; the others stand for no character.
_ODD = re.compile(r"[\u00c0-\u00ff\ufffd\ue002-\uf8ff]")


class Verdict(StrEnum):
    """What a text layer is good for."""

    GOOD = "good"
    REVERSED = "reversed"
    BROKEN = "broken"
    UNLIKELY = "unlikely"  # it may be another one's, or have some wrong letters


class Doubt(StrEnum):
    """Why a person should look at a page."""

    REVERSED = "reversed_text_layer"  # it was mended
    BROKEN = "broken_text_layer"  # it was read from the page's image instead
    UNLIKELY = "text_layer_with_unlikely_letters"  # it could not be read from the page's image instead
    HIDDEN_ON_PAGE = "hidden_text_on_page_left_out"
    ATTACHED = "attached_file_not_read"
    IN_PICTURE_ON_PAGE = "text_read_from_picture_on_page"  # of a page with text of its own
    UNSURE_PICTURE_ON_PAGE = "text_read_from_picture_on_page_with_low_confidence"
    PICTURE_ON_PAGE = "picture_on_page_without_readable_text"
    NO_TEXT = "no_text_layer"  # it was read from the page's image
    UNSURE = "recognised_with_low_confidence"
    NOTHING = "nothing_recognised"
    IN_PICTURE = "text_read_from_picture"  # on a slide, or in a text, that may hold other text
    UNSURE_PICTURE = "text_read_from_picture_with_low_confidence"
    PICTURE = "picture_without_readable_text"
    OUTSIDE = "picture_outside_the_file"  # the file names an address, which is not fetched
    HIDDEN = "hidden_text_left_out"
    PART = "part_in_a_format_that_is_not_read"
    FORMULA = "formula_without_its_value"  # only a program that computes knows it


OF_PICTURES = (Doubt.UNSURE_PICTURE, Doubt.IN_PICTURE, Doubt.PICTURE, Doubt.OUTSIDE)
"""Those of pictures in Office files; the first is to be looked at first."""
OF_OFFICE = (*OF_PICTURES, Doubt.HIDDEN, Doubt.PART, Doubt.FORMULA)
"""Those of Office files, which have no pages that could be shown; in this order too."""


def share_of_common_words(text: str) -> float | None:
    """How many of a text's Arabic words are among the commonest; None where it has none."""
    words = _words(text)
    return round(_share(words), 3) if words else None


def judge(text: str) -> Verdict:
    """Whether a text can be quoted.

    Few words, names, labels and tables condemn nothing: to be broken, so much running text must be there
    that chance does not explain why common words are missing.

    :param text: A page's text, each paragraph on one line.
    """
    letters = sum(character.isalpha() or _ODD.match(character) is not None for character in text)
    if len(_ODD.findall(text)) > _FOREIGN * letters:
        return Verdict.BROKEN
    words = _words(text)
    forward, backward = _signs(words), _signs([word[::-1] for word in words])
    if backward >= _SIGNS and backward > 2 * forward:
        return Verdict.REVERSED
    running = [word for stretch in _BREAK.split(text) if len(found := _words(stretch)) >= _STRETCH for word in found]
    if running and _share(running) < _least(len(running)):
        return Verdict.BROKEN
    return Verdict.UNLIKELY if _is_unlikely(text) else Verdict.GOOD


def unlikelihood(text: str) -> float:
    """How surprising the letters of a text's Arabic words are, in bits a letter; 0 where it has none."""
    words = bare_words(text)
    return sum(map(surprise, words)) / max(sum(len(word) + 1 for word in words), 1)


def _is_unlikely(text: str) -> bool:
    """Whether some letters are wrong: they seldom follow each other in Arabic, or foreign ones stand in its words."""
    words = bare_words(text)
    if len(words) < _FEW_WORDS:
        return False
    mixed = len(_MIXED.findall(text))
    return mixed > _MIXED_WORDS * len(words) or unlikelihood(text) > _SURPRISE + _SPREAD / math.sqrt(len(words))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(_MARKS.sub("", text)) if len(word) > 1]


def _share(words: list[str]) -> float:
    return sum(word in _COMMON for word in words) / len(words)


def _least(words: int) -> float:
    return min(_LEAST, _PROSE - _DEVIATIONS * math.sqrt(_PROSE * (1 - _PROSE) / words))


def _signs(words: list[str]) -> int:
    """How many words show that their letters stand in order: common ones, the article, a feminine ending."""
    return sum(
        (word in _COMMON) + (len(word) > 3 and word.startswith("ال")) + (len(word) > 2 and word[-1] in "ةى")
        for word in words
    )
