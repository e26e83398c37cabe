"""The lines of all pages -> blocks: paragraphs, headings, footnotes and table rows, without what repeats on pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median

from ingest.document import Block, BlockKind
from ingest.furniture import Edge, running_lines
from ingest.loaders.pdf.line import Line, read_lines, runs_rtl
from ingest.loaders.pdf.notes import label, note_groups, split_notes, with_marks_plain, with_marks_told
from ingest.loaders.pdf.page import Page
from ingest.loaders.text.plain import begins_block
from ingest.numbering import without_bullet
from ingest.wording import ends_sentence, ends_with_colon

_EDGE_LINES = 3  # as many lines at the top and at the bottom of a page may be running headers and footers
_USUAL_LINES = 100  # by whose distance that of the next one is judged; more than a page has
_SAME_SIZE = 0.08
_SMALLER = 0.8  # times the size of the Arabic in its paragraph, a line without Arabic may be
_SAME_LEVEL = 0.04  # headings of sizes so near are of one level
_WIDER = 1.25  # times the usual distance of lines: what is farther apart is two blocks
_HEADING_SIZE = 1.12  # times the size of most text
_HEADING_WORDS = 25
_BOLD_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's lines in reading order, with what stays of its drawing.

    :param as_painted: Whether the order from left to right is the order of reading, which a broken text
        layer has in Arabic.
    """

    page: Page
    lines: Sequence[Line]
    as_painted: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """What is usual in a document.

    :param size: Font size of most text.
    :param pitch: Distance of baselines, in font sizes.
    :param heading_sizes: From the largest.
    :param is_bold: Whether most text is bold.
    """

    size: float
    pitch: float
    heading_sizes: tuple[float, ...]
    is_bold: bool


def read_blocks(pages: Sequence[PageLines], *, rtl: bool) -> list[list[Block]]:
    """The blocks of each page.

    :param rtl: Whether most of the document runs from right to left.
    """
    kept = [_without_running(page, running) for page, running in zip(pages, _running(pages), strict=True)]
    style = _style([line for page in kept for line in page.lines])
    return [_page_blocks(page, style, rtl=rtl) for page in kept]


def _running(pages: Sequence[PageLines]) -> list[set[int]]:
    """Of each page, which lines are running headers, footers and page numbers."""
    body = _usual_size([line for page in pages for line in page.lines])
    from_edges = [_from_edges(page.lines) for page in pages]
    edges = [
        Edge(at, i, read_lines([line], rtl=True), line.y)
        for at, page in enumerate(pages)
        for i in dict.fromkeys(i for edge in from_edges[at] for i in edge)
        if not (line := page.lines[i]).cells and line.size <= _HEADING_SIZE * body and not line.is_picture
    ]
    found = {(edge.page, edge.line) for edge in running_lines(edges, pages=len(pages))}
    # Behind a line of the text, going inwards, there is none.
    return [
        {i for edge in of_page for i in takewhile(lambda i, at=at: (at, i) in found, edge)}
        for at, of_page in enumerate(from_edges)
    ]


def _from_edges(lines: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Which lines come first from the top down, and from the bottom up."""
    order = sorted(range(len(lines)), key=lambda i: -lines[i].y)
    return order[:_EDGE_LINES], order[: -_EDGE_LINES - 1 : -1]


def _without_running(page: PageLines, running: set[int]) -> PageLines:
    return PageLines(page.page, [line for i, line in enumerate(page.lines) if i not in running], page.as_painted)


def _usual_size(lines: Sequence[Line]) -> float:
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size, 1)] += sum(len(word.items) for word in line.words)
    return counts.most_common(1)[0][0] if counts else 1.0


def _style(lines: Sequence[Line]) -> _Style:
    size = _usual_size(lines)
    pitches = [
        (before.y - line.y) / size
        for before, line in pairwise(lines)
        if _are_stacked(before, line) and _is_about(line.size, size) and 0.9 < (before.y - line.y) / size < 2.5
    ]
    large = Counter(round(line.size, 1) for line in lines if line.size >= _HEADING_SIZE * size and not line.cells)
    bold = sum(len(line.words) for line in lines if line.bold)
    return _Style(
        size=size,
        pitch=sorted(pitches)[len(pitches) // 3] if pitches else 1.5,
        heading_sizes=tuple(_distinct(sorted(large, reverse=True))),
        is_bold=2 * bold > sum(len(line.words) for line in lines),
    )


def _are_stacked(line: Line, below: Line) -> bool:
    return _is_about(line.size, below.size) and line.x0 < below.x1 and below.x0 < line.x1


def _distinct(sizes: Sequence[float]) -> Iterator[float]:
    last = None
    for size in sizes:
        if last is None or size < (1 - _SAME_LEVEL) * last:
            yield size
            last = size


def _page_blocks(page: PageLines, style: _Style, *, rtl: bool) -> list[Block]:
    body, notes = split_notes(page.lines, page.page.rules, style.size)
    painted = page.as_painted
    note_blocks = [read_lines(lines, rtl=rtl, as_painted=painted) for lines in note_groups(notes)]
    labels = {mark for text in note_blocks if (mark := label(text))}
    blocks: list[Block] = []
    for lines in _paragraphs(body, style, rtl=rtl, as_painted=painted):
        text = with_marks_told(read_lines(lines, rtl=rtl, as_painted=painted), labels)
        kind, level = _kind(lines, text, style)
        blocks.append(Block(text, kind, level, page.page.number))
    notes = (Block(with_marks_plain(text), BlockKind.FOOTNOTE, page=page.page.number) for text in note_blocks)
    return [*blocks, *notes]


def _is_about(size: float, other: float) -> bool:
    return abs(size - other) <= _SAME_SIZE * other


def _kind(lines: Sequence[Line], text: str, style: _Style) -> tuple[BlockKind, int | None]:
    first = lines[0]
    if first.cells:
        return BlockKind.LIST_ITEM, None
    words = len(text.split())
    is_sentence = ends_sentence(text) and not text.endswith(("؟", "?"))  # questions are headings as often
    if is_sentence or words > _HEADING_WORDS or not any(character.isalpha() for character in text):
        return BlockKind.TEXT, None
    if first.size >= _HEADING_SIZE * style.size:
        nearest = min(style.heading_sizes, key=lambda size: abs(size - first.size))
        return BlockKind.HEADING, style.heading_sizes.index(nearest) + 1
    is_bold = all(line.bold for line in lines) and not style.is_bold
    if is_bold and words <= _BOLD_HEADING_WORDS and not ends_with_colon(text):
        return BlockKind.HEADING, len(style.heading_sizes) + 1
    return BlockKind.TEXT, None


def _paragraphs(lines: Sequence[Line], style: _Style, *, rtl: bool, as_painted: bool) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for line in lines:
        goes_left = not as_painted and bool(paragraph) and runs_rtl(paragraph[-1:], rtl=rtl)
        if paragraph and _begins(paragraph, line, style, rtl=goes_left):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _begins(paragraph: Sequence[Line], line: Line, style: _Style, *, rtl: bool) -> bool:
    """Whether a line begins a block behind the lines of one that runs as `rtl` says."""
    last = paragraph[-1]
    if last.is_picture or line.is_picture:
        return True
    if last.cells or line.cells or line.left != last.left or line.right != last.right or line.y >= last.y:
        return True
    if not _look_alike(last, line):
        return True
    usual = (
        median(above.y - below.y for above, below in pairwise(paragraph[-_USUAL_LINES:]))
        if len(paragraph) > 1
        else max(style.pitch, 1.0) * line.size
    )
    if last.y - line.y > _WIDER * usual:
        return True
    if _had_room(last, line, rtl=rtl) or _is_indented(last, line, rtl=rtl):
        return True
    return _begins_item(*(read_lines([one], rtl=rtl) for one in (line, paragraph[0], last)))


def _look_alike(last: Line, line: Line) -> bool:
    """Whether lines are in one font, as far as that can be told: two scripts seldom are."""
    if last.has_arabic != line.has_arabic:
        return _SMALLER <= line.size / last.size <= 1 / _SMALLER
    return _is_about(last.size, line.size) and last.bold == line.bold


def _begins_item(text: str, first: str, last: str) -> bool:
    """Whether a full line is followed by an item; "القسم الثاني" within a sentence begins none.

    :param first: The first line of the block before, as `last` is its last.
    """
    may_end = ends_sentence(last) or last.endswith((":", "؛", "،", ";", ","))
    return without_bullet(text) is not None or (may_end and begins_block(text, first))


def _had_room(last: Line, line: Line, *, rtl: bool) -> bool:
    """Whether the first word of a line would have stood at the end of the last one, had they been one paragraph."""
    start, end = (last.right - last.x1, last.x0 - last.left) if rtl else (last.x0 - last.left, last.right - last.x1)
    is_centred = min(start, end) > 1.5 * last.size and abs(start - end) < 1.5 * last.size
    room = start + end if is_centred else end
    first = max(word.x1 - word.x0 for word in line.first_words(rtl=rtl))
    return room > first + 0.8 * line.size


def _is_indented(last: Line, line: Line, *, rtl: bool) -> bool:
    """Whether a line begins farther in than the last, as the first lines of paragraphs may."""
    deeper = last.x1 - line.x1 if rtl else line.x0 - last.x0
    return deeper > line.size and ends_sentence(read_lines([last], rtl=rtl))
