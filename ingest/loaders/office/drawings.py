"""What drawings of Word and PowerPoint say that hold their words as data: SmartArt, and charts."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_SAYING = ("node", "asst")  # the kinds of points that bear words; the others are connections and shapes
_DEEPEST = 8  # levels of points, as lists of Word have them
_MOST_POINTS = 20_000  # of a series; a sheet has more rows, and no chart
_DIGITS = 6  # behind the point; what binary fractions add is beyond
_FIRST_DAY = date(1899, 12, 30)  # from which sheets count days

DIAGRAM_LINK = f"{_DIAGRAM}relIds"
"""The element that names the parts of a diagram; its attribute `dm` the one with the words."""
CHART_LINK = f"{_C}chart"
"""The element that names the part of a chart."""


def diagram_points(data: Any) -> Iterator[tuple[str, int]]:
    """The points of a SmartArt diagram, each with its level from 0.

    :param data: The root element of its data part.
    """
    points = {point.get("modelId"): point for point in data.iter(f"{_DIAGRAM}pt")}
    parts: dict[str, list[tuple[int, str]]] = {}
    for link in data.iter(f"{_DIAGRAM}cxn"):
        if link.get("type", "parOf") == "parOf":
            parts.setdefault(link.get("srcId"), []).append((int(link.get("srcOrd", 0)), link.get("destId")))
    waiting = [(name, -1) for name, point in points.items() if point.get("type") == "doc"]
    # What no connection leads to stands behind what one does.
    waiting = [
        *reversed([(name, 0) for name, point in points.items() if point.get("type", "node") in _SAYING]),
        *waiting,
    ]
    done: set[str] = set()
    while waiting:
        name, level = waiting.pop()
        if name in done or name not in points:
            continue
        done.add(name)
        if text := "\n".join(paragraphs(points[name])):
            yield text, min(max(level, 0), _DEEPEST)
        waiting += [(part, level + 1) for _, part in sorted(parts.get(name, ()), reverse=True)]


def paragraphs(element: Any) -> Iterator[str]:
    """The paragraphs of DrawingML text in an element that say anything."""
    for paragraph in element.iter(f"{_A}p"):
        text = "".join(
            "\n" if part.tag == f"{_A}br" else part.text or "" for part in paragraph.iter(f"{_A}t", f"{_A}br")
        )
        if text.strip():
            yield text.strip()


def chart_title(chart: Any) -> str:
    """What stands above a chart; empty where nothing does."""
    title = chart.find(f"{_C}chart/{_C}title")
    return " ".join(paragraphs(title)) if title is not None else ""


def chart_rows(chart: Any) -> Iterator[list[str]]:
    """A chart as a table: a row with the names of its series, then one for each category.

    :param chart: The root element of its part, which keeps the values that were last drawn.
    """
    for plot in chart.iter(f"{_C}plotArea"):
        groups: dict[tuple[str, ...], list[Any]] = {}
        for series in plot.iter(f"{_C}ser"):
            groups.setdefault(tuple(_categories(series)), []).append(series)
        for categories, serieses in groups.items():
            yield from _rows(categories, serieses)


def _rows(categories: Sequence[str], serieses: Sequence[Any]) -> Iterator[list[str]]:
    columns = [_values(series) for series in serieses]
    names = [" ".join(_cached(series.find(f"{_C}tx")).values()) for series in serieses]
    if any(names):
        yield ["", *names]
    for at in range(max(len(categories), *(max(column, default=-1) + 1 for column in columns))):
        name = categories[at] if at < len(categories) else ""
        yield [name, *(column.get(at, "") for column in columns)]


def _categories(series: Any) -> list[str]:
    """What each point of a series is called; the names of groups stand before those in them."""
    source = series.find(f"{_C}cat")
    if source is None:
        source = series.find(f"{_C}xVal")
    if source is None:
        return []
    levels = source.findall(f".//{_C}lvl")
    named = [_cached(level) for level in reversed(levels)] if levels else [_cached(source)]
    count = max((max(level, default=-1) for level in named), default=-1) + 1
    names: list[list[str]] = [[] for _ in range(count)]
    for depth, level in enumerate(named):
        last = ""
        for at in range(count):
            last = level.get(at, last if depth < len(named) - 1 else "")
            names[at] += [last] if last else []
    return [" – ".join(parts) for parts in names]


def _values(series: Any) -> dict[int, str]:
    source = series.find(f"{_C}val")
    return _cached(source if source is not None else series.find(f"{_C}yVal"))


def _cached(source: Any) -> dict[int, str]:
    """The values that a source keeps, each by its place."""
    found: dict[int, str] = {}
    if source is None:
        return found
    literal = source.find(f"{_C}v")
    if literal is not None:
        return {0: literal.text or ""}
    written_as = source.findtext(f".//{_C}formatCode") or ""
    for point in source.iter(f"{_C}pt"):
        at = int(point.get("idx", 0))
        if 0 <= at < _MOST_POINTS:
            found[at] = _figure(point.findtext(f"{_C}v") or "", written_as)
    return found


def _figure(text: str, written_as: str) -> str:
    """A value as people write it: 385 and not 385.0, 12% and not 0.12, a date and not a count of days."""
    try:
        number = Decimal(text)
        if "yy" in written_as.lower():
            return (_FIRST_DAY + timedelta(days=int(number))).isoformat()
        shown = round(number * 100 if "%" in written_as else number, _DIGITS).normalize()
    except (ArithmeticError, ValueError):  # it is a word
        return text
    return f"{shown:f}%" if "%" in written_as else f"{shown:f}"
