"""Drawings of a Word document -> their words as paragraphs, points and tables behind the paragraph they hang on."""

from collections.abc import Callable, Iterator

from ingest.loaders.office.drawings import CHART_LINK, DIAGRAM_LINK, chart_rows, chart_title, diagram_points, paragraphs
from ingest.loaders.office.pictures import described
from ingest.loaders.word.package import MC, Element, Package, R, W
from ingest.loaders.word.writing import paragraph, point, put_behind, table, unwrap
from ingest.quality import Doubt

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_NEW_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
_CANVAS = "{http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas}lockedCanvas"
_BOX, _WORD_ART = f"{W}txbxContent", f"{_VML}textpath"

Mark = Callable[[Doubt], Element]
"""Makes a run that tells where something was left out, and why."""


def choose(root: Element) -> None:
    """Put one of each set of alternatives in its place: the drawing, and else what is meant for old programs."""
    for alternatives in reversed(list(root.iter(f"{MC}AlternateContent"))):
        choice, fallback = alternatives.find(f"{MC}Choice"), alternatives.find(f"{MC}Fallback")
        is_drawing = choice is not None and next(choice.iter(f"{W}drawing"), None) is not None
        kept = choice if is_drawing or fallback is None else fallback
        alternatives[:] = () if kept is None else list(kept)
        unwrap(alternatives)


def put_words_behind(root: Element, package: Package, part: str, mark: Mark) -> None:
    """Put the words of text boxes, diagrams, charts and word art behind the paragraphs that they hang on."""
    kinds = (_BOX, DIAGRAM_LINK, CHART_LINK, _NEW_CHART, _CANVAS, _WORD_ART, f"{_DRAWING}docPr")
    # From the last to the first: what hangs on one paragraph keeps its order, and boxes in boxes come out of them.
    for element in reversed(list(root.iter(kinds))):
        if element.tag == _BOX:
            put_behind(element, list(element))
        else:
            put_behind(element, list(_words(element, package, part, mark)))


def _words(element: Element, package: Package, part: str, mark: Mark) -> Iterator[Element]:
    if element.tag in (DIAGRAM_LINK, CHART_LINK, _NEW_CHART):
        name = package.at(part, element.get(f"{R}{'dm' if element.tag == DIAGRAM_LINK else 'id'}"))
        if name is None or element.tag == _NEW_CHART:
            yield _alone(mark(Doubt.PART))
        elif element.tag == DIAGRAM_LINK:
            yield from (point(text, level) for text, level in diagram_points(package.tree(name)))
        else:
            yield from _chart(package.tree(name))
    elif element.tag == _CANVAS:
        yield from map(paragraph, paragraphs(element))
    elif element.tag == _WORD_ART:
        yield from (paragraph(element.get("string")),) if element.get("string") else ()
    elif said := described(element.get("descr") or ""):
        yield point(said)


def _alone(run: Element) -> Element:
    holder = run.makeelement(f"{W}p")
    holder.append(run)
    return holder


def _chart(chart: Element) -> Iterator[Element]:
    if title := chart_title(chart):
        yield paragraph(title)
    if rows := list(chart_rows(chart)):
        yield table(rows)
