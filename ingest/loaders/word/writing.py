"""How elements of a Word document are made, and where they are put."""

import re
from collections.abc import Iterable, Sequence

from ingest.loaders.office.archive import as_bytes, make_element
from ingest.loaders.word.package import Element, W

MARK = re.compile("\ue010(\\d{1,9})\ue011")
"""Where something stands that is no text: its number is between two signs of no script."""
BULLETS = "hiwar"
"""The one list that a prepared file has: its points bear their numbers in their text."""


def mark(number: int) -> str:
    """The mark of that number."""
    return f"\ue010{number}\ue011"


def run(text: str) -> Element:
    """A run that says a text; line ends are line breaks."""
    element = make_element(f"{W}r")
    for at, line in enumerate(text.split("\n")):
        if at:
            make_element(f"{W}br", element)
        said = make_element(f"{W}t", element)
        said.text = line
    return element


def paragraph(text: str) -> Element:
    """A paragraph that says a text."""
    element = make_element(f"{W}p")
    element.append(run(text))
    return element


def point(text: str, level: int = 0) -> Element:
    """A point of a list."""
    element = paragraph(text)
    set_point(element, level)
    return element


def set_point(element: Element, level: int | None) -> None:
    """Make a paragraph a point of a list, or none."""
    properties = element.find(f"{W}pPr")
    if properties is None:
        properties = make_element(f"{W}pPr")
        element.insert(0, properties)
    for old in properties.findall(f"{W}numPr"):
        properties.remove(old)
    if level is not None:
        numbering = make_element(f"{W}numPr", properties)
        make_element(f"{W}ilvl", numbering).set(f"{W}val", str(level))
        make_element(f"{W}numId", numbering).set(f"{W}val", BULLETS)


def bullets() -> bytes:
    """The numbering part that `set_point` refers to."""
    numbering = make_element(f"{W}numbering")
    abstract = make_element(f"{W}abstractNum", numbering)
    abstract.set(f"{W}abstractNumId", "0")
    for depth in range(9):
        level = make_element(f"{W}lvl", abstract)
        level.set(f"{W}ilvl", str(depth))
        make_element(f"{W}numFmt", level).set(f"{W}val", "bullet")
    number = make_element(f"{W}num", numbering)
    number.set(f"{W}numId", BULLETS)
    make_element(f"{W}abstractNumId", number).set(f"{W}val", "0")
    return as_bytes(numbering)


def table(rows: Iterable[Sequence[str]]) -> Element:
    """A table of such cells."""
    element = make_element(f"{W}tbl")
    for cells in rows:
        row = make_element(f"{W}tr", element)
        for cell in cells:
            make_element(f"{W}tc", row).append(paragraph(cell))
    return element


def put_behind(element: Element, blocks: Sequence[Element]) -> None:
    """Put blocks behind the paragraph that an element stands in, or behind itself where it stands in none."""
    above = next(element.iterancestors(f"{W}p"), element)
    for block in reversed(blocks):
        block.tail = None
        above.addnext(block)


def unwrap(element: Element) -> None:
    """Put what stands in an element in its place."""
    parent = element.getparent()
    at = parent.index(element)
    parent[at : at + 1] = list(element)


def is_said(element: Element) -> bool:
    """Whether there is any text in an element, marks aside."""
    return any(MARK.sub("", text.text or "").strip() for text in element.iter(f"{W}t"))
