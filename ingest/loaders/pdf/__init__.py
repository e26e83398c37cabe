"""PDF -> blocks and what was read from each page; Arabic in the order in which it is read, whatever painted it.

Each page's text layer is judged before it is used: a reversed one is mended, and a page with a broken one
or with none is recognised from its image. So are the pictures on the others.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, Limits, PageMethod, PageReading, Reading
from ingest.loaders.ocr import DPI, Recognised, has_ocr, recognise, require_ocr
from ingest.loaders.pdf.blocks import PageLines, read_blocks
from ingest.loaders.pdf.layout import find_margins, read_layout
from ingest.loaders.pdf.line import Edges
from ingest.loaders.pdf.order import direction
from ingest.loaders.pdf.page import Page
from ingest.loaders.pdf.pictures import SeenPicture, read_pictures, with_places, with_texts
from ingest.loaders.pdf.process import read_pages, render_pages
from ingest.loaders.pdf.recognised import is_sure, recognised_lines
from ingest.quality import Doubt, Verdict, judge, share_of_common_words, unlikelihood
from ingest.repair import repair_characters

_MOST_LATIN = 3  # words, for one in Arabic
_FEW_LETTERS = 20  # on a page with a picture, less text than this may be a stamp on a scan
_HIDDEN_LETTERS = 3  # of a page, that nobody can see: fewer are stray signs


@dataclass(frozen=True, slots=True)
class _Judged:
    """A page, and how its text is to be found."""

    page: Page
    lines: PageLines
    method: PageMethod
    quality: float | None
    doubt: Doubt | None


def load_pdf(data: bytes, limits: Limits) -> Reading:
    """Read a PDF.

    :param data: The whole file.
    :param limits: What it may ask of the machine, and whether pages may be recognised from their image.
    :return: Blocks with their pages, and how each page was read. Behind a page stands what else there is to be looked
        at: pictures on a page with text, and attached files.
    :raises UnreadableDocumentError: If it is locked, damaged, without pages or has too many; or if pages
        without usable text cannot be recognised.
    """
    pages = list(read_pages(data, limits))
    rtl = _runs_rtl(pages)
    margins = find_margins(pages)
    judged = [_judge(page, margins, rtl=rtl) for page in pages]
    unread = [one.page.number for one in judged if one.method is PageMethod.OCR]
    if unread:
        require_ocr(unread, allowed=limits.ocr)
        seen = dict(zip(unread, _recognise(data, unread, limits), strict=True))
        judged = [
            _recognised(one, seen[one.page.number], rtl=rtl) if one.page.number in seen else one for one in judged
        ]
    judged = _with_unlikely_read(data, judged, limits, rtl=rtl)
    with_text = [one.page for one in judged if one.method is not PageMethod.OCR]
    pictures = read_pictures(data, with_text, limits, rtl=rtl)
    judged = [_with_places(one, pictures.get(one.page.number, ()), margins, rtl=rtl) for one in judged]
    blocks: list[Block] = []
    readings: list[PageReading] = []
    for of_page, one in zip(read_blocks([one.lines for one in judged], rtl=rtl), judged, strict=True):
        seen = pictures.get(one.page.number, ())
        read = list(with_texts(_marked(of_page, one.method), seen))
        blocks += read
        readings += _readings(one, read, seen)
    return Reading(tuple(blocks), tuple(readings))


def _runs_rtl(pages: Sequence[Page]) -> bool:
    """Whether the document is Arabic; it may hold more Latin letters than that, in names and references."""
    counts = Counter(direction(word.items) for page in pages for word in page.words)
    return counts["L"] <= _MOST_LATIN * counts["R"]


def _judge(page: Page, margins: Edges, *, rtl: bool) -> _Judged:
    lines = PageLines(page, read_layout(page, margins, rtl=rtl))
    text = _text(lines, rtl=rtl)
    quality = share_of_common_words(text)
    if page.has_picture and sum(character.isalpha() for character in text) < _FEW_LETTERS:
        return _Judged(page, lines, PageMethod.OCR, quality, Doubt.NO_TEXT)
    verdict = judge(text)
    if verdict is Verdict.REVERSED:
        mended = replace(lines, as_painted=True)
        if judge(_text(mended, rtl=rtl)) is Verdict.GOOD:
            return _Judged(page, mended, PageMethod.REPAIRED, quality, Doubt.REVERSED)
    if verdict is Verdict.UNLIKELY:
        return _Judged(page, lines, PageMethod.TEXT_LAYER, quality, Doubt.UNLIKELY)
    if verdict is Verdict.GOOD:
        doubt = Doubt.HIDDEN_ON_PAGE if page.hidden >= _HIDDEN_LETTERS else None
        return _Judged(page, lines, PageMethod.TEXT_LAYER, quality, doubt)
    return _Judged(page, lines, PageMethod.OCR, quality, Doubt.BROKEN)


def _with_unlikely_read(data: bytes, judged: list[_Judged], limits: Limits, *, rtl: bool) -> list[_Judged]:
    """Pages whose letters are unlikely as their image shows them, where that is likelier and can be recognised."""
    unlikely = [one.page.number for one in judged if one.doubt is Doubt.UNLIKELY]
    if not unlikely or not limits.ocr or not has_ocr():
        return judged
    seen = dict(zip(unlikely, _recognise(data, unlikely, limits), strict=True))
    better: list[_Judged] = []
    for one in judged:
        if recognised := seen.get(one.page.number):
            read = _recognised(replace(one, method=PageMethod.OCR, doubt=Doubt.BROKEN), recognised, rtl=rtl)
            likelier = unlikelihood(_text(read.lines, rtl=rtl)) < unlikelihood(_text(one.lines, rtl=rtl))
            better.append(read if read.page.words and likelier else one)
        else:
            better.append(one)
    return better


def _with_places(one: _Judged, pictures: Sequence[SeenPicture], margins: Edges, *, rtl: bool) -> _Judged:
    if not any(picture.blocks for picture in pictures):
        return one
    page = with_places(one.page, pictures)
    return replace(one, lines=replace(one.lines, page=page, lines=read_layout(page, margins, rtl=rtl)))


def _readings(one: _Judged, blocks: Sequence[Block], pictures: Sequence[SeenPicture]) -> Iterator[PageReading]:
    """How a page was read, and each picture on it; the files that are attached to it were not."""
    number, text = one.page.number, "\n".join(block.text for block in blocks)
    yield PageReading(number, one.method, text, one.quality, one.doubt)
    for picture in pictures:
        yield PageReading(number, PageMethod.OCR, picture.text, doubt=picture.doubt)
    for name in one.page.attached:
        section = repair_characters(name).strip()
        yield PageReading(None, PageMethod.TEXT_LAYER, "", doubt=Doubt.ATTACHED, section=section)


def _text(lines: PageLines, *, rtl: bool) -> str:
    return "\n".join(block.text.replace("\n", " ") for block in read_blocks([lines], rtl=rtl)[0])


def _recognise(data: bytes, numbers: Sequence[int], limits: Limits) -> Iterator[Recognised]:
    for number, image in zip(numbers, render_pages(data, numbers, dpi=DPI, limits=limits), strict=True):
        yield recognise(image, page=number)


def _recognised(judged: _Judged, recognised: Recognised, *, rtl: bool) -> _Judged:
    """A page as it was recognised, in the place of its text layer."""
    lines = recognised_lines(recognised, judged.page, rtl=rtl)
    doubt = judged.doubt
    if not lines.page.words:
        doubt = Doubt.NOTHING
    elif not is_sure(recognised):
        doubt = Doubt.UNSURE
    return replace(judged, page=lines.page, lines=lines, doubt=doubt)


def _marked(blocks: Sequence[Block], method: PageMethod) -> list[Block]:
    return [replace(block, verified=method is not PageMethod.OCR) for block in blocks]
