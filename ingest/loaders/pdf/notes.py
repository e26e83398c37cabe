"""The lines of a page -> those of the text, and those of the footnotes under it, with the marks that refer to them."""

import re
from collections.abc import Iterator, Sequence

from ingest.loaders.pdf.line import Line, read_lines
from ingest.loaders.pdf.page import NOTE_CLOSE, NOTE_OPEN, Rule

_LARGER = 1.08  # times the size of a note, at most
_NOTE_SIZE = 0.93  # times the size of most text, at most
_NOTE_RULE = 0.6  # of the width of the text, at most
_NOTE = re.compile(rf"[\[({NOTE_OPEN}]*(\d{{1,3}}|[*†‡]{{1,3}})[\]){NOTE_CLOSE}]*[.\-:–]?\s*(?=\S)")
_LABEL = re.compile(r"\d+|[*†‡]+")
_MARK = re.compile(rf"{NOTE_OPEN}(.*?){NOTE_CLOSE}")


def split_notes(lines: Sequence[Line], rules: Sequence[Rule], usual: float) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines of the text, and those of the footnotes under it.

    :param usual: Font size of most text.
    """
    start = len(lines)
    while start and _may_be_note(lines[start - 1], usual) and (start == len(lines) or _goes_down(lines, start)):
        start -= 1
    ruled = [i for i in range(1, len(lines)) if _has_note_rule(rules, lines[i - 1], lines[i])]
    if ruled and all(not line.cells for line in lines[ruled[-1] :]):
        start = min(start, ruled[-1]) if _is_note(lines[ruled[-1]]) else start
    while start < len(lines) and not _is_note(lines[start]):
        start += 1
    end = start
    while end < len(lines) and lines[end].size <= _LARGER * lines[start].size:
        end += 1
    return [*lines[:start], *lines[end:]], lines[start:end]


def _goes_down(lines: Sequence[Line], at: int) -> bool:
    return lines[at - 1].y > lines[at].y


def _may_be_note(line: Line, usual: float) -> bool:
    return not line.cells and line.size <= _NOTE_SIZE * usual


def _is_note(line: Line) -> bool:
    return _NOTE.match(read_lines([line], rtl=True)) is not None


def _has_note_rule(rules: Sequence[Rule], above: Line, below: Line) -> bool:
    width = above.right - above.left
    return any(
        above.y > rule.y0 > below.y and rule.y1 - rule.y0 < 2 and 20 < rule.x1 - rule.x0 <= _NOTE_RULE * width
        for rule in rules
    )


def note_groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each footnote."""
    group: list[Line] = []
    for line in lines:
        if group and _is_note(line):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def with_marks_told(text: str, labels: set[str]) -> str:
    """Drop the marks that refer to the page's footnotes; set other raised numbers off in brackets.

    :param labels: Those of the footnotes that nothing has referred to yet; what the text refers to is taken out. A
        number that is raised again is a power, or a unit's.
    """

    def told(match: re.Match[str]) -> str:
        numbers = _LABEL.findall(match[1])
        if not labels.issuperset(numbers):
            return f"({match[1].strip('()[]')})"
        labels.difference_update(numbers)
        return ""

    return _MARK.sub(told, text)


def label(note: str) -> str | None:
    """The number or sign that a footnote begins with, which the text refers to it by."""
    match = _NOTE.match(note)
    return match[1] if match else None


def with_marks_plain(note: str) -> str:
    """A footnote with the marks in it set off by a blank alone."""
    return _MARK.sub(r"\1 ", note).replace("  ", " ")
