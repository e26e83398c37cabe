"""A page -> which of its text nobody can see: outside its edges, too small, or in the colour of what is under it."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, cast

import pypdfium2
from PIL import Image

from ingest.loaders.pdf.engine.painted import TextObject

_TINY = 2.5  # points; the smallest print that people read is about twice as large
_POINT = 0.25  # of the font size; no letter is smaller
_PALE = 165  # of 255; a colour with no part below it hardly stands out from paper
_LEAST_CONTRAST = 90  # of 255; between the parts of two colours that can be told apart
_DPI, _MOST_PIXELS = 144, 16_000_000

Box = tuple[float, float, float, float]
"""Left, right, bottom and top edge, in points."""


class Sight:
    """What can be seen of one page.

    :ivar hidden: How many characters were asked for and cannot be seen.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.hidden = 0
        self._page = page
        self._saw_pale = True
        self._edges = page.get_bbox()

    def sees(self, size: float, painted: TextObject, ink: Callable[[], Box]) -> bool:
        """Whether people can see a character, and count it where they cannot.

        :param size: Of its font.
        :param ink: Asked for where it is painted.
        """
        seen = self._is_inside(painted) and not painted.invisible and painted.colour[3] > 0
        if seen and size < _TINY:
            _, _, bottom, top = ink()
            seen = top - bottom >= _TINY
        if seen and (min(painted.colour[:3]) >= _PALE or painted.colour[3] < _PALE):
            # A point is too small to stand out by itself: it is seen where the letter before it is.
            left, right, bottom, top = ink()
            is_point = max(right - left, top - bottom) < _POINT * size
            seen = self._saw_pale if is_point else self._stands_out((left, right, bottom, top))
            self._saw_pale = seen
        self.hidden += not seen
        return seen

    def _is_inside(self, painted: TextObject) -> bool:
        """Whether any of its line is on the page: what runs over the edge was not meant to be hidden."""
        left, bottom, right, top = self._edges
        x0, y0, x1, y1 = painted.box or self._edges
        return x0 < right and left < x1 and y0 < top and bottom < y1

    def _stands_out(self, ink: Box) -> bool:
        left, bottom, right, top = self._edges
        across, down = self._image.width / (right - left), self._image.height / (top - bottom)
        part = (
            max(int((ink[0] - left) * across), 0),
            max(int(self._image.height - (ink[3] - bottom) * down), 0),
            int((ink[1] - left) * across) + 1,
            int(self._image.height - (ink[2] - bottom) * down) + 1,
        )
        extremes = cast("Sequence[tuple[int, int]]", self._image.crop(part).getextrema())
        return max(most - least for least, most in extremes) >= _LEAST_CONTRAST

    @cached_property
    def _image(self) -> Image.Image:
        """The page unturned, as the places of characters are told."""
        width, height = self._page.get_size()
        scale: Any = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        turned = self._page.get_rotation()
        image = self._page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        return image.rotate(turned, expand=True)
