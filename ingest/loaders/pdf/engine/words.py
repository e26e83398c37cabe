"""A page's glyphs -> words as the eye sees them."""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.loaders.pdf.engine.glyphs import Glyph
from ingest.loaders.pdf.page import NOTE_CLOSE, NOTE_OPEN, Word
from ingest.wording import has_arabic

_EXACT = 0.05  # of the font size: baselines so near are one
_SAME_LINE = 0.35  # of the font size: on baselines so near, words may stand side by side in one line
_ASIDE = 3.0  # font sizes: raised glyphs farther aside belong to another line
_LEAST_HEIGHT, _MOST_HEIGHT = 0.4, 3.0  # of the font size: how high tall letters are
_RAISED = 0.75  # of the font size: so near a line, a few glyphs beside its own belong to it
_FEW = 3
_BLANK = 0.18  # of the font size: a gap so wide parts words
_SMALL = 0.9  # of the line's font size
_RAISED_BY = 0.15
_SHADDA = "\u0651"
_ON_ALEF = frozenset("\u064b\u0654\u0655")  # with lam-alef in one glyph, other vowel signs may be the lam's
_ALEFS = frozenset("اأإآٱ")
_BESIDE_NOTE = frozenset("()[],،-–")
_NOTE_SIGNS = frozenset("*†‡") | _BESIDE_NOTE


@dataclass(slots=True)
class _Line:
    y: float
    size: float
    glyphs: list[Glyph]


def read_words(glyphs: Sequence[Glyph]) -> list[Word]:
    """The words of a page, from the top down.

    :param glyphs: In the file's order, their baselines level.
    """
    marks = [glyph for glyph in glyphs if glyph.is_mark]
    lines = _lines([glyph for glyph in glyphs if not glyph.is_mark])
    _put_marks(marks, lines)
    listed = {glyph.index: glyph for glyph in glyphs}
    return [word for line in lines for word in _words(line, listed)]


def _lines(glyphs: list[Glyph]) -> list[_Line]:
    """Glyphs on one baseline, from the top down, with those a little above or below that belong between them."""
    lines: list[_Line] = []
    for line in sorted(_levels(glyphs), key=lambda line: -len(line.glyphs)):
        fits = [(fit, at) for at, other in enumerate(lines) if (fit := _fit(other, line)) is not None]
        if not fits:
            lines.append(line)
            continue
        host = lines[min(fits)[1]]
        host.glyphs += line.glyphs
        host.size = max(host.size, line.size)
    return sorted(lines, key=lambda line: -line.y)


def _levels(glyphs: Sequence[Glyph]) -> list[_Line]:
    """Glyphs on exactly one baseline."""
    levels: list[_Line] = []
    sized = _has_true_sizes(glyphs)
    blanks: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.y):
        if glyph.is_blank:
            blanks.append(glyph)
            continue
        size = glyph.size if sized else max(min(glyph.size, glyph.y1 - glyph.y0), 1)
        if levels and levels[-1].y - glyph.y <= _EXACT * size:
            levels[-1].glyphs.append(glyph)
            levels[-1].size = max(levels[-1].size, size)
        else:
            levels.append(_Line(glyph.y, size, [glyph]))
    at = 0
    for blank in blanks:
        while at < len(levels) and levels[at].y - blank.y > _EXACT * levels[at].size:
            at += 1
        if at < len(levels) and abs(levels[at].y - blank.y) <= _EXACT * levels[at].size:
            levels[at].glyphs.append(blank)
    return levels


def _has_true_sizes(glyphs: Sequence[Glyph]) -> bool:
    """Whether the tall letters are about as high as their font's size says; some files scale fonts in other ways."""
    ratios = sorted((glyph.y1 - glyph.y0) / glyph.size for glyph in glyphs if not glyph.is_blank)
    return bool(ratios) and _LEAST_HEIGHT < ratios[int(0.9 * len(ratios))] < _MOST_HEIGHT


def _fit(host: _Line, line: _Line) -> tuple[float, float] | None:
    """How far from a line glyphs are that may belong into it, across and upwards; None where they do not."""
    rise = abs(host.y - line.y)
    is_small = len(host.glyphs) >= 3 * len(line.glyphs) or _is_all_notes(host, line)
    if rise > (_RAISED if is_small else _SAME_LINE) * host.size:
        return None
    own = [glyph for glyph in host.glyphs if not glyph.is_blank]
    others = [glyph for glyph in line.glyphs if not glyph.is_blank]
    is_mark = len(others) <= _FEW and rise <= _SAME_LINE * host.size
    if not is_mark and sum(any(_overlap(glyph, other) for other in own) for glyph in others) > 0.3 * len(others):
        return None
    aside = max(min(max(glyph.x0 - other.x1, other.x0 - glyph.x1, 0) for other in own) for glyph in others)
    return (aside, rise) if aside <= _ASIDE * host.size or not is_small else None


def _is_all_notes(host: _Line, line: _Line) -> bool:
    """Whether a line is but small raised figures of the one under it."""
    is_small = line.size < _SMALL * host.size and line.y > host.y
    return is_small and all(g.is_blank or g.text.isdecimal() or g.text in _NOTE_SIGNS for g in line.glyphs)


def _overlap(glyph: Glyph, other: Glyph) -> bool:
    return min(glyph.x1, other.x1) - max(glyph.x0, other.x0) > 0.5 * (glyph.x1 - glyph.x0)


def _put_marks(marks: Sequence[Glyph], lines: Sequence[_Line]) -> None:
    """Give each vowel sign to the letter that it stands on."""
    if not marks:
        return
    carriers = {_origin(glyph): glyph for line in lines for glyph in line.glyphs if glyph.carries_marks}
    for mark in marks:
        if carrier := carriers.get(_origin(mark)):  # one glyph is both; PDFium gives each a part of its box
            carrier.x0, carrier.x1 = min(carrier.x0, mark.x0), max(carrier.x1, mark.x1)
            carrier.marks.append((mark.index, mark.text))
            continue
        middle = (mark.x0 + mark.x1) / 2
        best: tuple[tuple[float, float, float], Glyph] | None = None
        for line in lines:
            distance = abs(line.y - mark.y)
            if distance > 1.2 * line.size:
                continue
            for glyph in line.glyphs:
                if not glyph.carries_marks:
                    continue
                aside = max(glyph.x0 - 0.5 - middle, middle - glyph.x1 - 0.5, 0)
                fit = (round(distance / line.size, 1), aside, abs((glyph.x0 + glyph.x1) / 2 - middle))
                if best is None or fit < best[0]:
                    best = (fit, glyph)
        if best is not None:
            best[1].marks.append((mark.index, mark.text))


def _origin(glyph: Glyph) -> tuple[float, float]:
    return round(glyph.x, 1), round(glyph.y, 1)


def _words(line: _Line, listed: dict[int, Glyph]) -> Iterator[Word]:
    """The words of a line from left to right."""
    clusters = sorted(_clusters(line.glyphs), key=lambda cluster: cluster[0].x)
    blanks = sorted((g.x0 + g.x1) / 2 for g in line.glyphs if g.is_blank and g.x1 - g.x0 >= 0.5)
    word: list[list[Glyph]] = []
    edge = -math.inf
    for cluster in clusters:
        left = min(glyph.x0 for glyph in cluster)
        middle = (left + max(glyph.x1 for glyph in cluster)) / 2
        has_blank = False
        while blanks and blanks[0] < middle:
            has_blank = blanks.pop(0) > edge - 0.5 * line.size or has_blank
        size = min(max(glyph.size for glyph in (cluster[0], *(last[0] for last in word[-1:]))), line.size)
        if word and (has_blank or left - edge > _BLANK * size):
            yield _word(word, line, listed)
            word, edge = [], -math.inf
        word.append(cluster)
        edge = max(edge, max(glyph.x1 for glyph in cluster))
    if word:
        yield _word(word, line, listed)


def _clusters(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters at one origin are one ligature."""
    at: dict[float, list[Glyph]] = {}
    for glyph in glyphs:
        if not glyph.is_blank:
            at.setdefault(round(glyph.x, 1), []).append(glyph)
    return list(at.values())


def _word(clusters: Sequence[Sequence[Glyph]], line: _Line, listed: dict[int, Glyph]) -> Word:
    items: list[str] = []
    for is_note, run in groupby(clusters, key=lambda cluster: _may_refer(cluster, line)):
        texts = [_text(cluster, listed) for cluster in run]
        is_note = is_note and not all(text in _BESIDE_NOTE for text in texts)
        items += [NOTE_OPEN + "".join(texts) + NOTE_CLOSE] if is_note else texts
    glyphs = [glyph for cluster in clusters for glyph in cluster]
    own = [glyph for glyph in glyphs if abs(glyph.y - line.y) < 0.1] or glyphs
    return Word(
        items=tuple(items),
        x0=min(glyph.x0 for glyph in glyphs),
        x1=max(glyph.x1 for glyph in glyphs),
        y=line.y,
        size=round(max(glyph.size for glyph in own), 2),
        bold=own[0].bold,
    )


def _may_refer(cluster: Sequence[Glyph], line: _Line) -> bool:
    """Whether it is a small raised number or asterisk, or a bracket or a comma beside one."""
    glyph = cluster[0]
    if not glyph.text.isdecimal() and glyph.text not in _NOTE_SIGNS:
        return False
    largest = max(other.size for other in line.glyphs)
    return glyph.size < _SMALL * largest and glyph.y - line.y > _RAISED_BY * glyph.size


def _text(cluster: Sequence[Glyph], listed: dict[int, Glyph]) -> str:
    """The characters of a cluster in the order in which they are read."""
    if len(cluster) == 1 and not cluster[0].marks:
        return _plain(cluster[0].text)
    glyphs = sorted(cluster, key=lambda glyph: glyph.index)
    letters = {glyph.text for glyph in glyphs}
    if len(glyphs) == 2 and "ل" in letters and letters & _ALEFS:
        glyphs.sort(key=lambda glyph: glyph.text != "ل")  # alef never joins forward: the glyph is lam-alef
        _tell_marks(*glyphs)
    elif len(glyphs) > 1 and has_arabic(glyphs[0].text) and _is_listed_as_painted(glyphs, listed):
        glyphs.reverse()
    text = "".join(
        glyph.text + "".join(dict.fromkeys(mark for _, mark in sorted(glyph.marks, key=_order_of_marks)))
        for glyph in glyphs
    )
    return _plain(text)


def _plain(text: str) -> str:
    """A text without ligatures and presentation forms."""
    return unicodedata.normalize("NFKC", text) if any("\ufb00" <= character <= "\ufefc" for character in text) else text


def _order_of_marks(mark: tuple[int, str]) -> tuple[bool, int]:
    return mark[1] != _SHADDA, mark[0]


def _tell_marks(lam: Glyph, alef: Glyph) -> None:
    """Put the vowel signs of a lam-alef on the letter that they belong to: a bare alef carries but the tanwin.

    Signs that are spelt out with a letter have its place in the file's order, and stay on it.
    """
    told = {glyph.index: [mark for mark in glyph.marks if mark[0] == glyph.index] for glyph in (lam, alef)}
    loose = [mark for glyph in (lam, alef) for mark in glyph.marks if mark not in told[glyph.index]]
    of_alef = [mark for mark in loose if alef.text in "أإ" or mark[1] in _ON_ALEF]
    alef.marks = told[alef.index] + of_alef
    lam.marks = told[lam.index] + [mark for mark in loose if mark not in of_alef]


def _is_listed_as_painted(glyphs: Sequence[Glyph], listed: dict[int, Glyph]) -> bool:
    """Whether the file lists the neighbours from left to right."""
    for neighbour, is_before in ((listed.get(glyphs[0].index - 1), True), (listed.get(glyphs[-1].index + 1), False)):
        if neighbour is not None and not neighbour.is_blank and abs(neighbour.y - glyphs[0].y) < 1:
            return (neighbour.x < glyphs[0].x) == is_before
    return False
