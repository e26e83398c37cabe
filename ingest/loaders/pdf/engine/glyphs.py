"""A page's text as PDFium gives it -> its glyphs, each with what it reads as and the place where it stands.

The order in which a file lists its glyphs says nothing that can be trusted: some producers write Arabic
as it is read, others as it is painted, and ligatures in either. Where a glyph stands always counts.
"""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium

from ingest.loaders.pdf.engine.painted import Box, Spelt, TextObject, address
from ingest.loaders.pdf.engine.sight import Sight
from ingest.loaders.pdf.page import NOTE_CLOSE, NOTE_OPEN, PICTURE
from ingest.wording import has_arabic

Handle = Any
"""A pointer of PDFium's: here to a page's text."""

_Box = tuple[float, float, float, float]  # left, right, bottom, top

_FLAT = 0.12  # of the font size: no letter is so low, only the strokes that some fonts stretch one with
_FLOATING, _SUNKEN = 0.25, 0.1  # of the font size: all above the one or below the other there is no letter in it
_BESIDE = 0.1  # of the font size: so far beside its letter a vowel sign may stand
_BEARING = 0.3  # of the font size: no letter begins farther behind its origin
_TATWEEL = "ـ"
_PLAIN = TextObject()


@dataclass(slots=True)
class Glyph:
    """One character that is painted, or several that are spelt out together.

    :param index: Its place in the file's own order.
    :param x: Origin, as `y`.
    :param x0: Left edge of its box, as `x1`, `y0` and `y1` for the others.
    :param marks: Vowel signs on it, with their place in the file's order.
    """

    index: int
    text: str
    x: float
    y: float
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    bold: bool
    marks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is painted."""
        return self.text.isspace()

    @property
    def is_mark(self) -> bool:
        """Whether it is a vowel sign alone."""
        return len(self.text) == 1 and unicodedata.combining(self.text) > 0

    @property
    def carries_marks(self) -> bool:
        """Whether vowel signs can stand on it."""
        return has_arabic(self.text) or "\ufb50" <= self.text <= "\ufefc"

    @property
    def spelling(self) -> str:
        """What it reads as, with its vowel signs."""
        return self.text + "".join(mark for _, mark in self.marks)

    @property
    def floats(self) -> bool:
        """Whether all of it stands above or below where letters do."""
        return self.y0 - self.y > _FLOATING * self.size or self.y1 - self.y < _SUNKEN * self.size


def read_glyphs(text_page: Handle, objects: Mapping[int, TextObject], sight: Sight) -> tuple[list[Glyph], int]:
    """The glyphs of a page in the file's order. Text at an angle to most of the page, as a watermark, is left out.

    :param objects: The page's text objects by their addresses.
    :param sight: What can be seen of the page; the rest is left out, and counted by it.
    :return: They, turned so that their baselines are level, and by how many quarter turns.
    """
    glyphs = list(_glyphs(text_page, objects, sight))
    turns = _turns(glyphs)
    return _once(_upright(glyphs, turns)), round(turns) % 4


def _glyphs(text_page: Handle, objects: Mapping[int, TextObject], sight: Sight) -> Iterator[tuple[float, Glyph]]:
    """Each glyph with its angle, in quarter turns."""
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix = pdfium.FS_MATRIX()
    before = ""
    spelt: set[int] = set()
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        text = _character(text_page, index)
        if text is None:
            continue
        owner = objects.get(address(pdfium.FPDFText_GetTextObject(text_page, index)), _PLAIN)
        pdfium.FPDFText_GetMatrix(text_page, index, matrix)
        size = pdfium.FPDFText_GetFontSize(text_page, index) * (math.hypot(matrix.b, matrix.d) or 1) or 1
        # By the baseline: PDFium's own angle is that of the strokes, which slanted letters have without being turned.
        turns = round(2 * math.atan2(matrix.b, matrix.a) / math.pi, 1)
        if not text.isspace() and not sight.sees(size, owner, partial(_inked, text_page, index)):
            continue
        if owner.spelt is not None and not text.isspace():
            if id(owner.spelt) not in spelt:
                spelt.add(id(owner.spelt))
                yield turns, _spelt_glyph(owner.spelt, index, size, bold=owner.bold)
            continue
        box = _box(text_page, index, is_mark=unicodedata.combining(text) > 0)
        if text == before and _is_stroke(text_page, index, size):
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        if matrix.c and matrix.d and not matrix.b:  # slanted letters stand as upright ones do: their boxes only lean
            box = _unslanted(box, matrix.c / matrix.d, y.value)
        before = text if "\u0620" <= text <= "\u064a" and text != _TATWEEL else ""
        yield turns, Glyph(index, text, x.value, y.value, *box, size, owner.bold)


def _character(text_page: Handle, index: int) -> str | None:
    """What a glyph reads as; None where that is no character, or none that is painted."""
    code = pdfium.FPDFText_GetUnicode(text_page, index)
    if code < 32 or code > 0x10FFFF or 0xD800 <= code < 0xE000 or code == 0xFFFE:
        return None
    if pdfium.FPDFText_IsGenerated(text_page, index) == 1 or unicodedata.category(chr(code)) == "Cf":
        return None
    if chr(code) == PICTURE:  # it stands for what is no text
        return None
    return chr(code) if chr(code) not in (NOTE_OPEN, NOTE_CLOSE) else "\ufffd"


def _spelt_glyph(spelt: Spelt, index: int, size: float, *, bold: bool) -> Glyph:
    """What is spelt out as one glyph that stands where the largest part of it does."""
    largest = max(range(len(spelt.boxes)), key=lambda at: _area(spelt.boxes[at]))
    x, y = spelt.origins[largest]
    lefts, bottoms, rights, tops = zip(*spelt.boxes, strict=True)
    first, *rest = spelt.text
    marks = [(index, sign) for sign in rest] if all(map(unicodedata.combining, rest)) else []
    text = first if marks else spelt.text
    return Glyph(index, text, x, y, min(lefts), max(rights), min(bottoms), max(tops), size, bold, marks)


def _area(box: Box) -> float:
    left, bottom, right, top = box
    return (right - left) * (top - bottom)


def _box(text_page: Handle, index: int, *, is_mark: bool) -> _Box:
    """How far a letter reaches; of a vowel sign, only what is painted."""
    if is_mark:
        return _inked(text_page, index)
    loose = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
    return loose.left, loose.right, loose.bottom, loose.top


def _inked(text_page: Handle, index: int) -> _Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    return left.value, right.value, bottom.value, top.value


def _is_stroke(text_page: Handle, index: int, size: float) -> bool:
    """Whether it only stretches the letter before it."""
    _, _, bottom, top = _inked(text_page, index)
    return 0 < top - bottom < _FLAT * size


def _unslanted(box: _Box, slant: float, baseline: float) -> _Box:
    """The box of a glyph as if it stood upright on its baseline."""
    left, right, low, high = box
    over_left, over_right = (low, high) if slant > 0 else (high, low)
    return left - slant * (over_left - baseline), right - slant * (over_right - baseline), low, high


def turned(box: Box, turns: int) -> Box:
    """A box on a page that is turned by quarter turns, so that text at that angle is level."""
    for _ in range(turns):
        x0, y0, x1, y1 = box
        box = y0, -x1, y1, -x0
    return box


def _turns(glyphs: Sequence[tuple[float, Glyph]]) -> float:
    """The angle that most of the page has, in quarter turns."""
    counts = Counter(turns % 4 for turns, glyph in glyphs if not glyph.is_blank)
    return counts.most_common(1)[0][0] if counts else 0.0


def _upright(found: Sequence[tuple[float, Glyph]], angle: float) -> list[Glyph]:
    """The glyphs at that angle, turned so that their baselines are level."""
    glyphs = [glyph for turns, glyph in found if turns % 4 == angle]
    for glyph in glyphs:
        for _ in range(round(angle) % 4):
            glyph.x, glyph.y = glyph.y, -glyph.x
        glyph.x0, glyph.y0, glyph.x1, glyph.y1 = turned((glyph.x0, glyph.y0, glyph.x1, glyph.y1), round(angle) % 4)
    for glyph in glyphs:
        if not glyph.is_mark and glyph.x0 - glyph.x < _BEARING * glyph.size:  # the blank before its ink is its own
            glyph.x0 = min(glyph.x0, glyph.x)
    return glyphs


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without those that repeat one: a browser may spell a letter on its vowel sign too, which floats."""
    grounded: dict[str, list[Glyph]] = {}
    for glyph in glyphs:
        if glyph.marks and not glyph.floats:
            grounded.setdefault(glyph.spelling, []).append(glyph)
    return [
        glyph
        for glyph in glyphs
        if not glyph.marks
        or not glyph.floats
        or not any(_stands_on(glyph, letter) for letter in grounded.get(glyph.spelling, []))
    ]


def _stands_on(sign: Glyph, letter: Glyph) -> bool:
    middle, near = (sign.x0 + sign.x1) / 2, _BESIDE * letter.size
    return letter.x0 - near <= middle <= letter.x1 + near and abs(sign.y - letter.y) < letter.size
