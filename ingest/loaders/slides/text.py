"""The text of a shape on a slide -> its paragraphs, with the numbers that PowerPoint shows before them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ingest.loaders.counting import in_form
from ingest.loaders.markup import lowered, raised
from ingest.loaders.office.equations import equation_line
from ingest.repair import repair_characters

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_EQUATION = "{http://schemas.microsoft.com/office/drawing/2010/main}m"
_BULLETS = [f"{_A}{kind}" for kind in ("buNone", "buChar", "buBlip", "buAutoNum")]
_NUMBERED = f"{_A}buAutoNum"
_KIND = re.compile(r"(.+?)(Period|ParenR|ParenBoth|Plain|Minus)")
_FORMS = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "arabic1": "arabicAlpha",
    "arabic2": "arabicAbjad",
}
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}", "Minus": "{}-"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a shape.

    :param is_numbered: Whether a number stands before it.
    """

    text: str
    is_numbered: bool = False


def lines_of(body: Any, inherited: Iterable[Any] = ()) -> Iterator[Line]:
    """The paragraphs of a text body that say anything, with their numbers.

    :param inherited: The list styles that are behind its own, the nearest first.
    """
    styles = [body.find(f"{_A}lstStyle"), *inherited]
    counters: dict[int, tuple[str, int]] = {}  # by level, the kind of the numbers and the last one
    for paragraph in body.findall(f"{_A}p"):
        text = clean(paragraph_text(paragraph))
        if not text:
            continue
        level = _level(paragraph)
        counters = {other: counter for other, counter in counters.items() if other <= level}
        bullet = _bullet(paragraph, level, styles)
        if bullet is None or bullet.tag != _NUMBERED:
            counters.pop(level, None)
            yield Line(text)
            continue
        kind, start = bullet.get("type", ""), int(bullet.get("startAt", 1))
        before, last = counters.get(level, (kind, start - 1))
        counters[level] = kind, (last if before == kind else start - 1) + 1
        yield Line(f"{_label(kind, counters[level][1])} {text}", is_numbered=True)


def text_of(body: Any) -> str:
    """All that a text body says, on one line."""
    return " ".join(line.text.replace("\n", " ") for line in lines_of(body))


def inherited_styles(shape: Any, slide: Any) -> Iterator[Any]:
    """The list styles that a shape of a slide has from the layout and its master."""
    base = shape
    while (base := getattr(base, "_base_placeholder", None)) is not None:
        yield base._element.find(f"{_P}txBody/{_A}lstStyle")
    kind = "bodyStyle" if shape.is_placeholder else "otherStyle"
    yield slide.slide_layout.slide_master.element.find(f"{_P}txStyles/{_P}{kind}")


def paragraph_text(paragraph: Any) -> str:
    """What a paragraph says, equations among it."""
    return "".join(map(_piece, paragraph))


def clean(text: str) -> str:
    """A text without blanks that say nothing; line ends stay."""
    lines = (" ".join(line.split()) for line in repair_characters(text).replace("\v", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _piece(part: Any) -> str:
    if part.tag == f"{_A}br":
        return "\n"
    if part.tag == _EQUATION:
        return equation_line(part)
    if part.tag not in (f"{_A}r", f"{_A}fld"):
        return ""
    text = part.findtext(f"{_A}t") or ""
    properties = part.find(f"{_A}rPr")
    shift = 0 if properties is None else int(properties.get("baseline", "0").rstrip("%") or 0)
    return raised(text) if shift > 0 else lowered(text) if shift < 0 else text


def _level(paragraph: Any) -> int:
    properties = paragraph.find(f"{_A}pPr")
    return 0 if properties is None else int(properties.get("lvl", 0))


def _bullet(paragraph: Any, level: int, styles: list[Any]) -> Any:
    """What says which bullet or number a paragraph has; None where nothing does."""
    levels = (style.find(f"{_A}lvl{level + 1}pPr") for style in styles if style is not None)
    for properties in (paragraph.find(f"{_A}pPr"), *levels):
        found = None if properties is None else next(properties.iterchildren(_BULLETS), None)
        if found is not None:
            return found
    return None


def _label(kind: str, number: int) -> str:
    found = _KIND.fullmatch(kind)
    form, around = (found[1], found[2]) if found else ("", "Period")
    return _AROUND[around].format(in_form(_FORMS.get(form, form))(number))
