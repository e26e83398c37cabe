"""A word as it was recognised in the image of a page."""

from dataclasses import dataclass

_SHARED = 0.5  # of a word's box: with so much in another it is the same word


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """A word and its box on the page image, in pixels from the upper left corner.

    :param line: Words of one line have the same number.
    :param confidence: Tesseract's own, in per cent.
    """

    text: str
    line: int
    left: int
    top: int
    right: int
    bottom: int
    confidence: float

    def lies_in(self, other: "RecognisedWord") -> bool:
        """Whether most of it is within the box of another one."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.bottom, other.bottom) - max(self.top, other.top)
        area = (self.right - self.left) * (self.bottom - self.top)
        return min(across, along) > 0 and across * along >= _SHARED * area
