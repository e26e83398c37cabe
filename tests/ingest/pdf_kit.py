"""Small PDFs for the tests: text painted letter by letter as the eye sees it, and pages printed by a browser."""

import io
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from unittest.mock import patch

from playwright.sync_api import Browser
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT, MARGIN, LEADING = 595.0, 842.0, 72.0, 18.0
_FAMILIES = {"Arabic": "Noto Naskh Arabic:style=Regular", "Latin": "Noto Sans:style=Regular"}
_MIRRORED = str.maketrans("()[]«»", ")(][»«")


@cache
def font(name: str) -> TTFont:
    """A font that the system has, registered under `name`."""
    found = subprocess.run(
        ["fc-match", "--format=%{file}", _FAMILIES[name]], capture_output=True, text=True, check=True
    )
    loaded = TTFont(name, found.stdout)
    pdfmetrics.registerFont(loaded)
    return loaded


def in_fonts(text: str) -> list[tuple[str, str]]:
    """A text in stretches, each with the font that has its letters."""
    arabic = font("Arabic").face.charToGlyph
    font("Latin")
    runs = groupby(text, key=lambda letter: "Arabic" if ord(letter) in arabic else "Latin")
    return [(name, "".join(letters)) for name, letters in runs]


def painted(text: str) -> str:
    """A line of Arabic as it is painted from left to right: Latin words and numbers keep their order."""
    out: list[str] = []
    latin: list[str] = []
    for word in text.split(" "):
        if any("\u0620" <= letter <= "\u064a" for letter in word):
            out[:0] = latin
            latin = []
            out.insert(0, word[::-1].translate(_MIRRORED))
        elif word[:1].isdecimal():
            out[:0] = [*latin]
            latin = []
            out.insert(0, word)
        else:
            latin.append(word)
    return " ".join([*latin, *out])


@contextmanager
def named(names: Mapping[str, str]) -> Generator[None]:
    """Fonts of files that are written in it name some of their glyphs otherwise: "" is no name at all."""

    def with_names(fontname: str, subset: Sequence[int]) -> str:
        told = [(at, names.get(chr(code), chr(code))) for at, code in enumerate(subset)]
        lines = [f"<{at:02X}> <{name.encode('utf-16-be').hex()}>" for at, name in told if name]
        begin = ["begincmap", "1 begincodespacerange", "<00> <FF>", "endcodespacerange", f"{len(lines)} beginbfchar"]
        return "\n".join([*begin, *lines, "endbfchar", "endcmap"])

    with patch.object(ttfonts, "makeToUnicodeCMap", with_names):
        yield


@dataclass
class Pdf:
    """A PDF in the making; heights count from the top of the page."""

    encrypt: str | None = None
    fields: list[PDFDictionary] = field(default_factory=list)
    _target: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self._target, pagesize=(WIDTH, HEIGHT), encrypt=self.encrypt)

    def width(self, text: str, size: float = 12) -> float:
        """How wide a text is painted."""
        return sum(self.canvas.stringWidth(part, name, size) for name, part in in_fonts(text))

    def raw(self, text: str, top: float, *, x: float = MARGIN, size: float = 12) -> None:
        """Characters from left to right, just as they come."""
        for name, part in in_fonts(text):
            self.canvas.setFont(name, size)
            self.canvas.drawString(x, HEIGHT - top, part)
            x += self.canvas.stringWidth(part, name, size)

    def right(self, text: str, top: float, *, x: float = WIDTH - MARGIN, size: float = 12) -> None:
        """Arabic that ends at `x` on the right, where it is read from."""
        text = painted(text)
        self.raw(text, top, x=x - self.width(text, size), size=size)

    def turned(self, degrees: int) -> None:
        """Have the page shown turned; what is painted stays in its upright measure."""
        if degrees % 180:  # reportlab takes the size for that of the page as it is shown
            self.canvas.setPageSize((HEIGHT, WIDTH))
        self.canvas.setPageRotation(degrees)

    @contextmanager
    def transformed(self, a: float, b: float, c: float, d: float, e: float, f: float) -> Generator[None]:
        """What is painted in it, turned, slanted or moved by a matrix as PDF has it."""
        self.canvas.saveState()
        self.canvas.transform(a, b, c, d, e, f)
        yield
        self.canvas.restoreState()

    @contextmanager
    def laid_down(self, turns: int) -> Generator[None]:
        """What is painted in it lies on its side or its head, and the page is turned to show it upright."""
        matrices = {
            0: (1, 0, 0, 1, 0, 0),
            1: (0, 1, -1, 0, HEIGHT, 0),
            2: (-1, 0, 0, -1, WIDTH, HEIGHT),
            3: (0, -1, 1, 0, WIDTH - HEIGHT, HEIGHT),
        }
        self.turned(90 * turns)
        with self.transformed(*matrices[turns]):
            yield

    def justified(self, lines: Sequence[str], top: float, *, x: float = WIDTH - MARGIN, size: float = 12) -> float:
        """Lines as wide as the widest, but for the last one; gives where the next one would stand."""
        width = max(self.width(painted(line), size) for line in lines)
        for at, line in enumerate(lines):
            words = painted(line).split(" ")
            taken = sum(self.width(word, size) for word in words)
            is_full = at + 1 < len(lines)
            gap = (width - taken) / (len(words) - 1) if is_full else self.width(" ", size)
            left = x - taken - gap * (len(words) - 1)
            for word in words:
                self.raw(word, top, x=left, size=size)
                left += self.width(word, size) + gap
            top += LEADING
        return top

    def rule(self, x0: float, top0: float, x1: float, top1: float) -> None:
        """A ruled line."""
        self.canvas.line(x0, HEIGHT - top0, x1, HEIGHT - top1)

    def image(self, png: bytes) -> None:
        """A picture over the whole page."""
        self.canvas.drawImage(ImageReader(io.BytesIO(png)), 0, 0, WIDTH, HEIGHT)

    def picture(self, png: bytes, x0: float, top: float, x1: float, bottom: float) -> None:
        """A picture that fills a part of the page."""
        self.canvas.drawImage(ImageReader(io.BytesIO(png)), x0, HEIGHT - bottom, x1 - x0, bottom - top)

    def note(self, kind: str, box: tuple[float, float, float, float], **entries: object) -> PDFDictionary:
        """A field of a form (kind "Widget") or a note, with its entries as in the file; `box` counts from the top."""
        x0, top, x1, bottom = box
        rectangle = PDFArray([x0, HEIGHT - bottom, x1, HEIGHT - top])
        note = PDFDictionary({"Type": "/Annot", "Subtype": f"/{kind}", "F": 4, "Rect": rectangle, **entries})
        catalog = vars(self.canvas)["_doc"].Catalog  # reportlab writes but Latin into forms
        getattr(self.canvas, "_addAnnotation")(note)  # noqa: B009
        if kind == "Widget":
            self.fields.append(note)
            catalog.AcroForm = PDFDictionary({"Fields": PDFArray(self.fields), "NeedAppearances": "true"})
        return note

    def new_page(self) -> None:
        """End the page."""
        self.canvas.showPage()

    def data(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self._target.getvalue()


def of_lines(*pages: Sequence[str]) -> bytes:
    """A PDF with lines of Arabic, each far enough from the next to be a paragraph."""
    pdf = Pdf()
    for lines in pages:
        for at, line in enumerate(lines):
            pdf.right(line, MARGIN + 2 * LEADING * at)
        pdf.new_page()
    return pdf.data()


def printed(html: str, browser: Browser) -> bytes:
    """A page as a browser prints it."""
    page = browser.new_page()
    try:
        page.set_content(f'<!doctype html><html dir="rtl" lang="ar"><meta charset="utf-8">{html}')
        return page.pdf(format="A4", margin={"top": "2cm", "right": "2cm", "bottom": "2cm", "left": "2cm"})
    finally:
        page.close()
