"""What the styles of a Word document add to its paragraphs and runs: their place in the outline, lists, hiding."""

import re
from collections.abc import Iterator

from ingest.loaders.word.package import Element, W

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_TITLE = "title"
_BODY_TEXT = 9  # the level of the outline that means none
_LONGEST_CHAIN = 20
_OFF = ("0", "false", "off")


class Styles:
    """The styles of a document.

    :param root: The root element of its styles part; None where it has none.
    """

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else root.findall(f"{W}style")
        self._known: dict[str, Element] = {str(style.get(f"{W}styleId")): style for style in styles}
        self._default = next(
            (name for name, style in self._known.items()
             if style.get(f"{W}type") == "paragraph" and is_on(style.get(f"{W}default", "0"))), "",
        )  # fmt: skip

    def chain(self, name: str | None) -> Iterator[Element]:
        """A style, the one that it is based on, and so on."""
        for _ in range(_LONGEST_CHAIN):
            style = self._known.get(name or "")
            if style is None:
                return
            yield style
            name = _value(style, "basedOn")

    def of(self, paragraph: Element) -> Iterator[Element]:
        """The styles of a paragraph, the nearest first."""
        return self.chain(_value(paragraph, "pPr", "pStyle") or self._default)

    def outline(self, paragraph: Element) -> int | None:
        """The level of a heading from 1, 0 for the document's title; None for other paragraphs."""
        for holder in (paragraph, *self.of(paragraph)):
            level = _value(holder, "pPr", "outlineLvl")
            if level is not None and level.isdecimal():
                return int(level) + 1 if int(level) < _BODY_TEXT else None
            name = _value(holder, "name") or ""
            if heading := _HEADING.fullmatch(name.strip()):
                return int(heading[1])
            if name.strip().lower() == _TITLE:
                return 0
        return None

    def hides(self, run: Element) -> bool:
        """Whether a run is not shown."""
        above = next(run.iterancestors(f"{W}p"), None)
        styles = () if above is None else self.of(above)
        for holder in (run, *self.chain(_value(run, "rPr", "rStyle")), *styles):
            vanish = holder.find(f"{W}rPr/{W}vanish")
            if vanish is not None:
                return is_on(vanish.get(f"{W}val", "1"))
        return False


def is_on(value: str) -> bool:
    """Whether a switch of Word is on."""
    return value not in _OFF


def _value(element: Element, *path: str) -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path))
    return None if found is None else found.get(f"{W}val")
