"""HTML -> blocks, by one walk over its elements; Word documents come here too, as HTML."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, PreformattedString

from ingest.document import Block, BlockKind, Limits, Reading
from ingest.encoding import decode_declared
from ingest.errors import NestedDocumentError
from ingest.loaders.counting import in_form
from ingest.loaders.markup import OPEN, TICKED, link_text, lowered, raised, without_marked_headings
from ingest.loaders.tables import MOST_SPANNED, Cell, table_lines
from ingest.loaders.web.mathml import mathml_line
from ingest.repair import repair_characters

_DROPPED = {
    "script", "style", "head", "nav", "template", "noscript", "svg", "iframe", "object", "audio", "video", "canvas",
    "button", "select", "textarea", "del", "s", "strike", "img", "map",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li", "main",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *_HEADINGS,
}  # fmt: skip
_LETTERED = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}  # lists, by their types
_GROUPS, _CELLS = {"thead", "tbody", "tfoot"}, ["td", "th"]
_PARTS = ["p", "li", "table", *_HEADINGS]  # what makes a text of its own of a cell
_BOXES, _BLANK_BOX = {"checkbox", "radio"}, f"{TICKED}{OPEN} \n"
_SHIFTED = {"sup": raised, "sub": lowered}
_NOTE_ID = re.compile(r"(?:footnote|endnote|_?ftn|_?edn|fn|en)[-:_]?\d+$", re.IGNORECASE)
_PAGE_FOOTER, _SECTIONS = "contentinfo", {"article", "aside", "blockquote", "main", "section"}
_NOTE_ROLES = {"doc-footnote", "doc-endnote"}
_BOLD, _BOLD_WORDS = {"b", "strong"}, 20
_DEEPEST = 256  # elements in each other; browsers stop at 512
_NUMBER = re.compile(r"-?\d{1,9}")
_BLANKS = re.compile(r"[ \t\r\n\xa0]+")
_NOTE_MARKS = "[]()*↑↩ \ufe0e0123456789"
_BACK = " \n↑↩\ufe0e"


def load_html(data: bytes, limits: Limits) -> Reading:
    """Read an HTML file.

    :param data: The whole file, in UTF-8, the encoding that it declares, or any that `ingest.encoding` knows.
    :return: Blocks without markup, in order, what a reader does not see left out. A table row is a list item.
    :raises UnreadableDocumentError: If it is not text.
    """
    soup = BeautifulSoup(_decoded(data), "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    return Reading(html_blocks(soup), title=title or None)


def html_blocks(soup: BeautifulSoup) -> tuple[Block, ...]:
    """The blocks of parsed HTML; of kind TEXT where no heading is marked, so that lines may be found to be some.

    :raises NestedDocumentError: If its elements stand in each other deeper than any program writes them.
    """
    if _is_too_deep(soup):
        raise NestedDocumentError
    blocks = [block for block in _walk(soup, None) if block.text.strip()]
    is_marked = any(block.kind is BlockKind.HEADING for block in blocks)
    notes = [block for block in blocks if block.kind is BlockKind.FOOTNOTE]
    text = [block for block in blocks if block.kind is not BlockKind.FOOTNOTE]
    return (*(text if is_marked else without_marked_headings(text)), *notes)


def _is_too_deep(soup: BeautifulSoup) -> bool:
    level: list[Tag] = [soup]
    for _ in range(_DEEPEST):
        level = [child for element in level for child in element.children if isinstance(child, Tag)]
    return bool(level)


def _decoded(data: bytes) -> str:
    return repair_characters(decode_declared(data, EncodingDetector.find_declared_encoding(data, is_html=True)))


def _walk(element: Tag, item: Iterator[str] | None) -> Iterator[Block]:
    """The blocks of an element.

    :param item: Within a list item, gives what its first paragraph begins with, and then nothing.
    """
    line: list[str] = []
    for child in element.children:
        if isinstance(child, Tag) and child.name in _BLOCKS:
            yield from _paragraph(line, item)
            line = []
            if not _is_hidden(child):
                yield from _block(child, item)
        else:
            line.append(_inline(child))
    yield from _paragraph(line, item)


def _block(element: Tag, item: Iterator[str] | None) -> Iterator[Block]:
    if element.name in _HEADINGS:
        yield Block(_text(element), BlockKind.HEADING, _HEADINGS[element.name])
    elif _is_note(element):
        yield Block(_text(element).rstrip(_BACK), BlockKind.FOOTNOTE)
    elif element.name == "table":
        yield from _table(element)
    elif element.name == "tr":  # outside any table
        yield from _rows([_cells(element)])
    elif element.name in ("ul", "ol", "menu"):
        yield from _list(element)
    elif item is None and _is_bold_line(element):
        yield Block(_text(element))
    else:
        yield from _walk(element, item)


def _table(table: Tag) -> Iterator[Block]:
    """The rows of a table, and what else stands in it; what a row frames that is a text of its own as such."""
    rows: list[list[Cell]] = []
    for part in _own_parts(table):
        framed = _framed(part)
        if framed is None and isinstance(part, Tag) and part.name == "tr":
            rows.append(_cells(part))
            continue
        yield from _rows(rows)
        rows = []
        if framed is not None:
            yield from _walk(framed, None)
        elif isinstance(part, Tag) and part.name in _BLOCKS:
            yield from _block(part, None)
        else:
            yield from _paragraph([_inline(part)], None)
    yield from _rows(rows)


def _rows(rows: Sequence[Sequence[Cell]]) -> Iterator[Block]:
    yield from (Block(line, BlockKind.LIST_ITEM) for line in table_lines(rows))


def _own_parts(element: Tag) -> Iterator[object]:
    """The rows of a table, and what stands beside them."""
    for child in element.children:
        if not isinstance(child, Tag):
            yield child
        elif child.name in _GROUPS and not _is_hidden(child):
            yield from _own_parts(child)
        elif not _is_hidden(child):
            yield child


def _cells(row: Tag) -> list[Cell]:
    return [_cell(cell) for cell in row.find_all(_CELLS, recursive=False)]


def _cell(cell: Tag) -> Cell:
    tables = [table for table in cell.find_all("table") if table.find_parent(_CELLS) is cell]
    rows = [part for table in tables for part in _own_parts(table) if isinstance(part, Tag) and part.name == "tr"]
    text = "" if _is_hidden(cell) else _text(cell, tables=False)
    return Cell(text, _span(cell, "rowspan"), _span(cell, "colspan"), [_cells(row) for row in rows])


def _framed(row: object) -> Tag | None:
    """The only cell of a row if it holds several paragraphs: a frame around a text, and no row of a table."""
    if not isinstance(row, Tag) or row.name != "tr":
        return None
    cells = row.find_all(_CELLS, recursive=False)
    if len(cells) != 1 or len(cells[0].find_all(_PARTS, limit=2)) < 2:
        return None
    return cells[0]


def _span(cell: Tag, name: str) -> int:
    return min(max(_number(cell, name), 1), MOST_SPANNED)


def _number(element: Tag, name: str) -> int:
    """An attribute that is a number of reasonable length, or else 1."""
    value = str(element.get(name) or "").strip()
    return int(value) if _NUMBER.fullmatch(value) else 1


def _list(element: Tag) -> Iterator[Block]:
    numbers = count(_number(element, "start"))
    form = in_form(_LETTERED.get(str(element.get("type")), ""))
    for child in element.children:
        if not isinstance(child, Tag) or _is_hidden(child):
            continue
        if child.name == "li" and not _is_note(child):
            if child.has_attr("value"):
                numbers = count(_number(child, "value"))
            number = f"{form(next(numbers))}. " if element.name == "ol" else ""
            yield from _walk(child, iter([number]))
        else:
            yield from _block(child, None)


def _paragraph(line: list[str], item: Iterator[str] | None) -> Iterator[Block]:
    text = _clean("".join(line))
    if not text.strip(_BLANK_BOX):  # one that nothing is said of works a menu
        return
    if item is None:
        yield Block(text, BlockKind.PARAGRAPH)
    else:
        yield Block(next(item, "") + text, BlockKind.LIST_ITEM)


def _text(element: Tag, *, tables: bool = True) -> str:
    """All text of an element as one block's.

    :param tables: Whether that of the tables in it is part of it.
    """
    return _clean("".join(_inline(child, tables=tables) for child in element.children))


def _inline(node: object, *, tables: bool = True) -> str:
    if isinstance(node, PreformattedString):  # comments, declarations
        return ""
    if isinstance(node, NavigableString):
        return _BLANKS.sub(" ", str(node))
    if not isinstance(node, Tag) or _is_hidden(node) or (node.name == "table" and not tables):
        return ""
    if node.name == "br":
        return "\n"
    if node.name == "math":
        return mathml_line(node)
    if node.name == "input":
        return (TICKED if node.has_attr("checked") else OPEN) if node.get("type") in _BOXES else ""
    text = "".join(_inline(child, tables=tables) for child in node.children)
    if node.name == "a":
        href = str(node.get("href") or "")
        return "" if _refers_to_note(node, href, text) else link_text(text, href)
    if node.name in _SHIFTED:
        return _SHIFTED[node.name](text)
    return f" {text} " if node.name in _BLOCKS else text


def _refers_to_note(link: Tag, href: str, text: str) -> bool:
    """Whether a link leads to a note, or back from one: then it says nothing by itself."""
    raised = link.find_parent("sup") is not None or link.find("sup") is not None
    return href.startswith("#") and (raised or not text.strip(_NOTE_MARKS))


def _clean(text: str) -> str:
    # Characters may be named by their numbers: only now are all of them there.
    lines = (_BLANKS.sub(" ", line).strip() for line in repair_characters(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _is_bold_line(element: Tag) -> bool:
    """Whether all of a short paragraph is bold: many write their headings so instead of marking them."""
    if element.find(_BLOCKS):
        return False
    texts = [text for text in element.find_all(string=True) if text.strip()]
    if not texts or len(_text(element).split()) > _BOLD_WORDS:
        return False
    return all(any(parent.name in _BOLD for parent in text.parents if parent is not element) for text in texts)


def _is_hidden(element: Tag) -> bool:
    style = str(element.get("style") or "").replace(" ", "").lower()
    return (
        element.name in _DROPPED
        or element.has_attr("hidden")
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
        or _is_page_footer(element)
    )


def _is_page_footer(element: Tag) -> bool:
    """Whether it is the site's footer: a footer within an article or another section is that section's own."""
    if element.get("role") != _PAGE_FOOTER and (element.name != "footer" or element.find_parent(_SECTIONS)):
        return False
    return not any(_is_note(note) for note in element.find_all(True))


def _is_note(element: Tag) -> bool:
    return element.get("role") in _NOTE_ROLES or _NOTE_ID.fullmatch(str(element.get("id") or "")) is not None
