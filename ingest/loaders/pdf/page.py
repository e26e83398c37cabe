"""What the engine reports of a PDF page: its words as they are painted, and the ruled lines among them.

Lengths are points, 1/72 inch. x grows to the right and y grows upwards, as in the file.
"""

from dataclasses import dataclass

NOTE_OPEN, NOTE_CLOSE = "\ue000", "\ue001"
"""Around a raised number or asterisk in a word: it may refer to a footnote."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is painted on one baseline without a blank.

    :param items: Its characters from left to right as the eye sees them; one item is a letter with its
        vowel signs, or a ligature's letters in the order in which they are read.
    :param x0: Left edge.
    :param x1: Right edge.
    :param y: Baseline.
    :param size: Of the font.
    :param bold: Whether its font is a bold one.
    """

    items: tuple[str, ...]
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line that is drawn, level or upright."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is painted.

    :param number: From 1.
    :param words: From the top down; in no order within a line.
    :param has_picture: Whether anything but text and ruled lines is painted, so that it may show text.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    has_picture: bool
