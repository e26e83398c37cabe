"""Pages with text and pictures -> the text of the pictures, and where among the text of the page it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.document import Block, BlockKind, Limits
from ingest.errors import FailedOcrError
from ingest.loaders.ocr import DPI, has_ocr, is_text, recognise
from ingest.loaders.pdf.blocks import read_blocks
from ingest.loaders.pdf.page import PICTURE, Page, Picture, Word
from ingest.loaders.pdf.process import draw_pictures
from ingest.loaders.pdf.recognised import is_sure, recognised_lines
from ingest.quality import Doubt

_GROUND = 0.5  # of the page: a picture so large with text on it is what that is painted on
_WRITTEN_ON = 0.01  # of the picture, that words take up
_INCH = 72  # points
_MARK = re.compile(rf" *{PICTURE}(\d+)")


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """What was read from a picture on a page.

    :param blocks: Its text, unverified; none where it shows none that could be read.
    :param doubt: Why somebody should look at it.
    """

    picture: Picture
    blocks: tuple[Block, ...]
    doubt: Doubt

    @property
    def text(self) -> str:
        """All that was read from it."""
        return "\n".join(block.text for block in self.blocks)


def read_pictures(data: bytes, pages: Sequence[Page], limits: Limits, *, rtl: bool) -> dict[int, list[SeenPicture]]:
    """The pictures on pages that have text, by the numbers of these; what nobody can recognise has no text.

    :param data: The PDF.
    :param rtl: Whether the document's columns follow each other from right to left.
    """
    wanted = [(page, index) for page in pages for index in _telling(page)]
    if not wanted:
        return {}
    seen: dict[int, list[SeenPicture]] = {}
    for (page, index), image in zip(wanted, _images(data, wanted, limits), strict=True):
        picture = page.pictures[index]
        found = _seen(picture, image, page.number, rtl=rtl)
        if found.blocks or not _is_written_on(page, picture):
            seen.setdefault(page.number, []).append(found)
    return seen


def with_places(page: Page, pictures: Sequence[SeenPicture]) -> Page:
    """The page with a word in the place of each picture that has text."""
    places = (
        Word((f"{PICTURE}{number}",), seen.picture.x0, seen.picture.x1, *_line(page, seen.picture), bold=False)
        for number, seen in enumerate(pictures)
        if seen.blocks
    )
    return replace(page, words=(*page.words, *places))


def with_texts(blocks: Sequence[Block], pictures: Sequence[SeenPicture]) -> Iterator[Block]:
    """The blocks of a page, each with the text of those pictures behind it whose places it holds."""
    waiting: Mapping[str, SeenPicture] = {str(number): seen for number, seen in enumerate(pictures)}
    for block in blocks:
        if text := _MARK.sub("", block.text).strip():
            yield replace(block, text=text)
        for number in _MARK.findall(block.text):
            if number in waiting:
                yield from waiting[number].blocks


def _telling(page: Page) -> Iterator[int]:
    """Which pictures are neither what the text of the page is painted on, nor parts of others."""
    ground = _GROUND * page.width * page.height
    pictures = [
        (index, picture)
        for index, picture in enumerate(page.pictures)
        if picture.area < ground or not _is_written_on(page, picture)
    ]
    for at, (index, picture) in enumerate(pictures):
        x, y = (picture.x0 + picture.x1) / 2, (picture.y0 + picture.y1) / 2
        others = (other for place, (_, other) in enumerate(pictures) if (other.area, place) > (picture.area, at))
        if not any(other.holds(x, y) for other in others):
            yield index


def _is_written_on(page: Page, picture: Picture) -> bool:
    on_it = (word for word in page.words if picture.holds((word.x0 + word.x1) / 2, word.y + word.size / 3))
    return sum((word.x1 - word.x0) * word.size for word in on_it) >= _WRITTEN_ON * picture.area


def _images(data: bytes, pictures: Sequence[tuple[Page, int]], limits: Limits) -> Iterator[bytes | None]:
    if limits.ocr and has_ocr():
        yield from draw_pictures(data, [(page.number, index) for page, index in pictures], dpi=DPI, limits=limits)
    else:
        yield from (None for _ in pictures)


def _seen(picture: Picture, image: bytes | None, number: int, *, rtl: bool) -> SeenPicture:
    unread = SeenPicture(picture, (), Doubt.PICTURE_ON_PAGE)
    if image is None:
        return unread
    try:
        recognised = recognise(image, page=number)
    except FailedOcrError:  # the text of the page is no worse for it
        return unread
    points = _INCH / DPI
    page = Page(number, points * recognised.width, points * recognised.height, (), (), has_picture=True)
    (blocks,) = read_blocks([recognised_lines(recognised, page, rtl=rtl)], rtl=rtl)
    if not is_text(" ".join(block.text for block in blocks), is_sure=is_sure(recognised)):
        return unread
    doubt = Doubt.IN_PICTURE_ON_PAGE if is_sure(recognised) else Doubt.UNSURE_PICTURE_ON_PAGE
    return SeenPicture(picture, tuple(_within(block) for block in blocks), doubt)


def _within(block: Block) -> Block:
    """A block of a picture: sizes tell headings from text in it, and nothing of its place among those of the page."""
    kind = BlockKind.TEXT if block.kind is BlockKind.HEADING else block.kind
    return replace(block, kind=kind, level=None, verified=False)


def _line(page: Page, picture: Picture) -> tuple[float, float]:
    """Baseline and font size of the line that a picture stands in: the first beside it, or one of its own."""
    beside = [
        word
        for word in page.words
        if picture.y0 < word.y < picture.y1 and (word.x1 <= picture.x0 or picture.x1 <= word.x0)
    ]
    if beside:
        first = max(beside, key=lambda word: word.y)
        return first.y, first.size
    return (picture.y0 + picture.y1) / 2, median([word.size for word in page.words] or [1.0])
