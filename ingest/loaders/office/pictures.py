"""A picture in a Word or PowerPoint file -> its text: it is read as a scanned page is, or left with a doubt."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from PIL import Image

from ingest.document import Block, BlockKind, Limits
from ingest.errors import FailedOcrError, MissingOcrError, UnreadPicturesError
from ingest.loaders.ocr import is_text
from ingest.loaders.pdf import load_pdf
from ingest.quality import OF_OFFICE, Doubt
from ingest.repair import repair_characters
from ingest.wording import has_arabic

GOOD_PART = 0.2
"""Of a page or slide; what is shown smaller is a logo or an ornament, and holds no text that matters."""

_LEAST_PIXELS = 50_000  # coarser than letters: a colour or a shade that is drawn out
_MOST_PIXELS = 100_000_000
_LONGEST, _LEAST_DPI = 11.7, 75  # inches of a page (A4): what was pasted whole is as large
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")

_DESCRIBED = "وصف الصورة:"


def described(text: str) -> str:
    """What a picture's description says, as a line; empty where it is not Arabic, as file names are not."""
    said = " ".join(repair_characters(text).split())
    return f"{_DESCRIBED} {said}" if has_arabic(said) else ""


@dataclass(frozen=True, slots=True)
class PictureText:
    """What was read from a picture.

    :param blocks: Its text, unverified; none where it shows none that could be read.
    :param doubt: Why somebody should look at it; None where it is too coarse to show text.
    """

    blocks: tuple[Block, ...]
    doubt: Doubt | None


@dataclass(slots=True)
class PictureReader:
    """Reads the pictures of one document, each once however often it is shown."""

    limits: Limits
    _known: dict[bytes, PictureText] = field(default_factory=dict)

    def read(self, picture: bytes, *, page: int) -> PictureText:
        """The text of a picture.

        :param page: The slide that it stands on, or the picture's number, for the error.
        :raises UnreadPicturesError: If it might show text and there is nothing to recognise it.
        :raises FailedOcrError: If tesseract fails.
        """
        if picture not in self._known:
            self._known[picture] = self._recognise(picture, page)
        return self._known[picture]

    def _recognise(self, picture: bytes, page: int) -> PictureText:
        try:
            scan = _as_scan(picture)
        except MemoryError:
            raise
        except Exception:  # what broken images raise has no common base; to find them is what the doubt is for
            return PictureText((), Doubt.PICTURE)
        if scan is None:
            return PictureText((), None)
        try:
            reading = load_pdf(scan, self.limits)
        except MissingOcrError as error:
            raise UnreadPicturesError(allowed=error.allowed) from error
        except FailedOcrError as error:
            raise FailedOcrError(page=page) from error
        doubt = reading.pages[0].doubt
        if not is_text(" ".join(block.text for block in reading.blocks), is_sure=doubt == Doubt.NO_TEXT):
            return PictureText((), Doubt.PICTURE)
        # Sizes tell headings from text within a picture, and nothing of its place among the document's headings.
        kinds = (BlockKind.TEXT if block.kind is BlockKind.HEADING else block.kind for block in reading.blocks)
        blocks = (
            replace(block, kind=kind, level=None, page=None) for block, kind in zip(reading.blocks, kinds, strict=True)
        )
        return PictureText(tuple(blocks), Doubt.UNSURE_PICTURE if doubt == Doubt.UNSURE else Doubt.IN_PICTURE)


def worst(doubts: Iterable[Doubt | None]) -> Doubt | None:
    """The doubt to tell of what holds several things: what was read wants checking before what was not."""
    found = set(doubts)
    return next((doubt for doubt in OF_OFFICE if doubt in found), None)


def _as_scan(picture: bytes) -> bytes | None:
    """The picture as a PDF of one page; None where it is too coarse to show text."""
    with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
        pixels = opened.width * opened.height
        if pixels < _LEAST_PIXELS:
            return None
        if pixels > _MOST_PIXELS:
            raise ValueError("more pixels than fit into memory")
        image = opened.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image)
    target = io.BytesIO()
    paper.save(target, "PDF", resolution=max(max(image.size) / _LONGEST, _LEAST_DPI), quality=95)
    return target.getvalue()
