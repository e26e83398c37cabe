"""The numbers that Word shows before paragraphs -> text of those paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.loaders.counting import in_form, means_abjad
from ingest.loaders.word.package import Element, W
from ingest.loaders.word.styles import Styles, is_on
from ingest.loaders.word.writing import BULLETS, is_said, run, set_point

_PLACE = re.compile(r"%([1-9])")
_NONE, _BULLET, _DEEPEST = "none", "bullet", 8


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is counted.

    :param start: Its first number.
    :param form: The name of its kind of numbers, such as "arabicAbjad".
    :param text: What is shown, with %1 for the number of the first level and so on.
    :param decimal: Whether all numbers are shown as digits.
    :param restarts: Whether it begins again behind a point of a higher level.
    """

    start: int
    form: str
    text: str
    decimal: bool
    restarts: bool


class _Lists:
    """The lists that a document defines.

    :param root: The root element of its numbering part.
    """

    def __init__(self, root: Element, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {one.get(f"{W}abstractNumId"): one for one in root.findall(f"{W}abstractNum")}
        self._lists = {one.get(f"{W}numId"): one for one in root.findall(f"{W}num")}
        self._levels: dict[tuple[str, int], _Level | None] = {}

    def place(self, paragraph: Element) -> tuple[str, int] | None:
        """The list that a paragraph is a point of, and its level there."""
        found: tuple[str | None, int | None] = (None, None)
        for holder in (paragraph, *self._styles.of(paragraph)):
            properties = holder.find(f"{W}pPr/{W}numPr")
            if properties is None:
                continue
            number, level = (_value(properties, name) for name in ("numId", "ilvl"))
            found = (found[0] or number, found[1] if found[1] is not None else int(level) if level else None)
            if found[0]:
                level = found[1] if found[1] is not None else self._of_style(found[0], holder.get(f"{W}styleId"))
                return found[0], min(max(level, 0), _DEEPEST)
        return None

    def shared(self, number: str) -> str:
        """What lists have in common that count on from each other."""
        return str(_value(self._lists.get(number), "abstractNumId"))

    def restart(self, number: str, level: int) -> int | None:
        """The number that a list begins anew with, though its definition is shared; None where it goes on."""
        value = _value(self._override(number, level), "startOverride")
        return int(value) if value is not None else None

    def level(self, number: str, level: int) -> _Level | None:
        """How a level is counted; None where the document does not say."""
        if (number, level) not in self._levels:
            self._levels[number, level] = self._read(number, level)
        return self._levels[number, level]

    def _read(self, number: str, level: int) -> _Level | None:
        override = self._override(number, level)
        found = None if override is None else override.find(f"{W}lvl")
        if found is None:
            found = next((one for one in self._all(number) if one.get(f"{W}ilvl") == str(level)), None)
        if found is None:
            return None
        forms = list(found.iter(f"{W}numFmt"))  # of alternatives, the last is meant for all programs
        legal = found.find(f"{W}isLgl")
        return _Level(
            start=int(_value(found, "start") or 1),
            form=forms[-1].get(f"{W}val", "") if forms else "",
            text=_value(found, "lvlText") or "",
            decimal=legal is not None and is_on(legal.get(f"{W}val", "1")),
            restarts=_value(found, "lvlRestart") != "0",
        )

    def _all(self, number: str) -> list[Element]:
        abstract = self._abstract.get(self.shared(number))
        link = _value(abstract, "numStyleLink")
        if link is not None:  # a list that is defined by a style, which names another list
            linked = next((style.find(f"{W}pPr/{W}numPr") for style in self._styles.chain(link)), None)
            abstract = self._abstract.get(self.shared(str(_value(linked, "numId"))))
        return [] if abstract is None else abstract.findall(f"{W}lvl")

    def _override(self, number: str, level: int) -> Element | None:
        one = self._lists.get(number)
        overrides = [] if one is None else one.findall(f"{W}lvlOverride")
        return next((found for found in overrides if found.get(f"{W}ilvl") == str(level)), None)

    def _of_style(self, number: str, style: str | None) -> int:
        """The level that a style stands for in a list."""
        levels = self._all(number) if style else []
        return next((int(one.get(f"{W}ilvl", 0)) for one in levels if _value(one, "pStyle") == style), 0)


class _Counters:
    """The numbers that have been reached, in each of the lists that count on from each other.

    :param abjad: Whether the Arabic alphabet counts in the order of numbers too.
    """

    def __init__(self, lists: _Lists, *, abjad: bool) -> None:
        self._lists = lists
        self._abjad = abjad
        self._reached: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, number: str, level: int) -> str:
        """Count one point on.

        :return: What is shown before it; empty before a point of a list without numbers.
        """
        reached = self._reached.setdefault(self._lists.shared(number), {})
        if (number, level) not in self._begun:
            self._begun.add((number, level))
            if (start := self._lists.restart(number, level)) is not None:
                reached[level] = start - 1
        reached[level] = reached.get(level, self._start(number, level) - 1) + 1
        for deeper in [other for other in reached if other > level]:
            definition = self._lists.level(number, deeper)
            if definition is None or definition.restarts:
                del reached[deeper]
        return self._label(number, level, reached)

    def _label(self, number: str, level: int, reached: dict[int, int]) -> str:
        shown = self._lists.level(number, level)

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            counted = self._lists.level(number, at)
            name = "" if counted is None or (shown and shown.decimal) else counted.form
            return "" if name == _NONE else in_form(name, abjad=self._abjad)(reached.get(at, self._start(number, at)))

        return "" if shown is None or shown.form == _BULLET else _PLACE.sub(written, shown.text).strip()

    def _start(self, number: str, level: int) -> int:
        definition = self._lists.level(number, level)
        return 1 if definition is None else definition.start


def write_numbers(root: Element, numbering: Element, styles: Styles) -> None:
    """Put numbers before the text of numbered paragraphs, and make those of lists points.

    :param root: The root element of a part with text, in which headings are not marked yet.
    :param numbering: The root element of the numbering part.
    """
    lists = _Lists(numbering, styles)
    numbered = [(paragraph, place) for paragraph in root.iter(f"{W}p") if (place := _counted(paragraph, lists))]
    counters = _Counters(lists, abjad=means_abjad(_plain(root), _lettered(numbered, lists)))
    for paragraph, (number, level) in numbered:
        label = counters.next(number, level)
        definition = lists.level(number, level)
        is_point = definition is not None and (definition.form == _BULLET or bool(label))
        set_point(paragraph, level if is_point else None)
        if label and is_said(paragraph):
            paragraph.insert(1, run(f"{label} "))


def _counted(paragraph: Element, lists: _Lists) -> tuple[str, int] | None:
    """The place of a paragraph in a list; None where it has none, or is deleted or hidden as a whole."""
    place = lists.place(paragraph)
    if place is not None and place[0] == BULLETS:  # it is a point already
        return None
    marks = paragraph.find(f"{W}pPr/{W}rPr")
    is_gone = marks is not None and any(marks.find(f"{W}{name}") is not None for name in ("del", "vanish"))
    if place is None or place[0] == "0" or (is_gone and not is_said(paragraph)):
        set_point(paragraph, None)
        return None
    return place


def _lettered(numbered: list[tuple[Element, tuple[str, int]]], lists: _Lists) -> int:
    """How many points the longest list of letters may have."""
    counts: dict[tuple[str, int], int] = {}
    for _, (number, level) in numbered:
        definition = lists.level(number, level)
        if definition is not None and definition.form == "arabicAlpha":
            counts[number, level] = counts.get((number, level), 0) + 1
    return max(counts.values(), default=0)


def _plain(root: Element) -> Iterator[str]:
    for paragraph in root.iter(f"{W}p"):
        yield "".join(text.text or "" for text in paragraph.iter(f"{W}t"))


def _value(element: Element, name: str) -> str | None:
    found = None if element is None else element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")
