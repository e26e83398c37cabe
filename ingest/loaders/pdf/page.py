"""What the engine reports of a PDF page: its words as they are painted, and the ruled lines among them.

Lengths are points, 1/72 inch. x grows to the right and y grows upwards, as in the file.
"""

import json
from dataclasses import dataclass

NOTE_OPEN, NOTE_CLOSE = "\ue000", "\ue001"
"""Around a raised number or asterisk in a word: it may refer to a footnote."""
PICTURE = "\ufffc"
"""Stands, with a number behind it, where the text of a picture is to stand. No text layer has it."""


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
class Picture:
    """A picture that may show text: where what can be seen of it stands."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def area(self) -> float:
        """In square points."""
        return (self.x1 - self.x0) * (self.y1 - self.y0)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in it."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is painted.

    :param number: From 1.
    :param words: From the top down; in no order within a line.
    :param has_picture: Whether enough but text, boxes and ruled lines is painted that it may show text.
    :param hidden: How many characters of its text nobody can see; they are not among its words.
    :param pictures: Those that are large enough that what they show matters.
    :param attached: The names of files that are attached to it, and to the first page those of the whole document.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    has_picture: bool
    hidden: int = 0
    pictures: tuple[Picture, ...] = ()
    attached: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """The page on one line."""
        words = [[w.items, w.x0, w.x1, w.y, w.size, w.bold] for w in self.words]
        rules = [[r.x0, r.y0, r.x1, r.y1] for r in self.rules]
        pictures = [[p.x0, p.y0, p.x1, p.y1] for p in self.pictures]
        told = [self.number, self.width, self.height, words, rules, self.has_picture, self.hidden, pictures]
        return json.dumps([*told, self.attached]).encode()

    @classmethod
    def from_json(cls, line: bytes) -> "Page":
        """The page that `to_json` wrote."""
        number, width, height, words, rules, has_picture, hidden, pictures, attached = json.loads(line)
        return cls(
            number=number,
            width=width,
            height=height,
            words=tuple(Word(tuple(items), *rest) for items, *rest in words),
            rules=tuple(Rule(*ends) for ends in rules),
            has_picture=has_picture,
            hidden=hidden,
            pictures=tuple(Picture(*edges) for edges in pictures),
            attached=tuple(attached),
        )
