"""Builds those sample documents that are not plain text, from the sources in `scripts/corpus`.

    python -m scripts.build_corpus [FOLDER]

    unions-preparatory-minutes.docx  python-docx, with a list, a table and a footnote
    local-authorities-slides.pptx    python-pptx, with a table and speaker's notes
    press-release.html               as a website serves it, with what surrounds the text
    ministry-circular.pdf            printed by Chromium, with header, footer and page numbers
    complaints-guide.pdf             painted glyph by glyph in presentation forms, as older programs do
    nurses-letter.pdf                a scan: black and white, a little askew, with specks

Needs the development packages, Chromium and the fonts that `make test` installs.
"""

import io
import random
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import pypdfium2
import yaml
from bs4 import BeautifulSoup, Tag
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "scripts" / "corpus"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Build every document into the folder that is given, else into `documents`."""
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "documents")


def build(target: Path) -> None:
    """Build every document into a folder."""
    built = {
        "unions-preparatory-minutes.docx": word(source("unions-preparatory-minutes")),
        "local-authorities-slides.pptx": slides(
            yaml.safe_load((SOURCES / "local-authorities-slides.yaml").read_text("utf-8"))
        ),
        "press-release.html": web_page(source("press-release")),
        "ministry-circular.pdf": printed(source("ministry-circular"), header="لجنة التنسيق الوطنية"),
        "complaints-guide.pdf": painted(source("complaints-guide")),
        "nurses-letter.pdf": scanned(printed(source("nurses-letter"))),
    }
    for name, data in built.items():
        (target / name).write_bytes(data)
        print(f"{name}: {len(data) // 1024} KiB")


def source(name: str) -> BeautifulSoup:
    """The source of a document, parsed."""
    return BeautifulSoup((SOURCES / f"{name}.html").read_text("utf-8"), "lxml")


def _elements(page: BeautifulSoup) -> list[Tag]:
    assert page.body
    return [element for element in page.body.children if isinstance(element, Tag)]


def _rows(table: Tag) -> list[list[str]]:
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def word(page: BeautifulSoup) -> bytes:
    """A Word document."""
    document: Any = Document()
    notes: dict[str, str] = {f"#{note['id']}": note.extract().get_text(strip=True) for note in page.find_all("aside")}
    for element in _elements(page):
        if element.name in ("h1", "h2", "h3"):
            document.add_heading(element.get_text(strip=True), int(element.name[1]) - 1)
        elif element.name in ("ul", "ol"):
            style = "List Bullet" if element.name == "ul" else "List Number"
            for item in element.find_all("li"):
                document.add_paragraph(item.get_text(strip=True), style=style)
        elif element.name == "table":
            rows = _rows(element)
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for cells, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(cells.cells, texts, strict=True):
                    cell.text = text
        else:
            _paragraph(document, element, list(notes))
    for paragraph in document.element.body.iter(qn("w:p")):
        paragraph.get_or_add_pPr().append(parse_xml(f"<w:bidi {nsdecls('w')}/>"))
    _add_footnotes(document, list(notes.values()))
    document.styles["Normal"].font.size = Pt(12)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _paragraph(document: Any, element: Tag, notes: Sequence[str]) -> None:
    paragraph = document.add_paragraph()
    for part in element.children:
        if isinstance(part, Tag) and part.name == "a" and part["href"] in notes:
            run = paragraph.add_run()
            number = notes.index(str(part["href"])) + 1
            run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{number}"/>'))
        else:
            paragraph.add_run(part.get_text() if isinstance(part, Tag) else str(part))


def _add_footnotes(document: Any, notes: Sequence[str]) -> None:
    """python-docx writes no footnotes: their part is made here."""
    paragraphs = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:bidi/></w:pPr><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote>'
        for number, note in enumerate(notes, 1)
    )
    part = Part(
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        f"<w:footnotes {nsdecls('w')}>{paragraphs}</w:footnotes>".encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def slides(pages: Sequence[dict[str, Any]]) -> bytes:
    """A PowerPoint deck."""
    deck: Any = Presentation()
    for page in pages:
        slide = deck.slides.add_slide(deck.slide_layouts[1 if "points" in page else 5])
        slide.shapes.title.text = page["title"]
        if "points" in page:
            slide.placeholders[1].text_frame.text = "\n".join(page["points"])
        if "table" in page:
            rows = page["table"]
            frame = slide.shapes.add_table(len(rows), len(rows[0]), Inches(1), Inches(2), Inches(8), Inches(3))
            frame.table._tbl.tblPr.set("rtl", "1")
            for row, texts in zip(frame.table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        for paragraph in slide.element.iter(qn("a:p")):
            paragraph.get_or_add_pPr().set("rtl", "1")
        slide.notes_slide.notes_text_frame.text = page["notes"]
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def web_page(page: BeautifulSoup) -> bytes:
    """A page of a website, with the navigation and the footer that such pages have."""
    assert page.body
    assert page.h1
    return f"""<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<title>{page.h1.get_text()} | مكتب جسور</title>
<style>body {{ font-family: sans-serif; max-width: 45rem; margin: auto; }}</style>
</head>
<body>
<nav><a href="/">الرئيسية</a> <a href="/news">الأخبار</a> <a href="/courses">الدورات</a></nav>
<main>
{page.body.decode_contents().strip()}
</main>
<footer hidden>جميع الحقوق محفوظة</footer>
<script>document.title = document.title;</script>
</body>
</html>
""".encode()


def printed(page: BeautifulSoup, *, header: str = "") -> bytes:
    """A PDF as Chromium prints it."""
    assert page.body
    html = (
        '<!doctype html><html dir="rtl" lang="ar"><meta charset="utf-8"><style>'
        "body { font: 13pt/1.8 'Noto Naskh Arabic'; } table { border-collapse: collapse; width: 100%; }"
        "td, th { border: 1px solid; padding: 4pt; text-align: start; }</style>" + page.body.decode_contents()
    )
    small = "font: 9px 'Noto Naskh Arabic'; width: 100%; text-align: center; direction: rtl"
    with sync_playwright() as playwright:
        path = next(found for name in _BROWSERS if (found := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.set_content(html)
        data = tab.pdf(
            format="A4",
            margin={"top": "2.5cm", "right": "2.5cm", "bottom": "2.5cm", "left": "2.5cm"},
            display_header_footer=bool(header),
            header_template=f'<div style="{small}">{header}</div>',
            footer_template=f'<div style="{small}"><span class="pageNumber"></span></div>',
        )
        browser.close()
    return data


def scanned(pdf: bytes) -> bytes:
    """A PDF of images: each page as a fax machine sees it."""
    noise = random.Random(1)
    images: list[Image.Image] = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=cast("int", 300 / 72), grayscale=True).to_pil()  # any number will do
        image = image.rotate(0.4, Image.Resampling.BICUBIC, fillcolor=255)
        draw = ImageDraw.Draw(image)
        for _ in range(300):
            draw.point((noise.randrange(image.width), noise.randrange(image.height)), fill=0)
        images.append(image.point([255 * (value > 150) for value in range(256)]).convert("1"))
    file = io.BytesIO()
    images[0].save(file, "PDF", resolution=300, save_all=True, append_images=images[1:])
    return file.getvalue()


_SIZES = {"h1": 18.0, "h2": 14.0, "p": 12.0}
_MARGIN, _LEADING = 72.0, 1.7


def painted(page: BeautifulSoup) -> bytes:
    """A PDF whose text is painted from left to right in the shapes that letters take."""
    for style in ("Regular", "Bold"):
        found = subprocess.run(
            ["fc-match", "--format=%{file}", f"Noto Naskh Arabic:style={style}"],
            capture_output=True,
            text=True,
            check=True,
        )
        pdfmetrics.registerFont(TTFont(style, found.stdout))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    width, top = A4[0] - 2 * _MARGIN, A4[1] - _MARGIN
    number = 1
    for element in _elements(page):
        size, font = _SIZES[element.name], "Regular" if element.name == "p" else "Bold"
        for line in _wrapped(element.get_text(strip=True), width, font, size):
            if top < _MARGIN + size:
                _number(canvas, number)
                canvas.showPage()
                number, top = number + 1, A4[1] - _MARGIN
            canvas.setFont(font, size)
            canvas.drawRightString(A4[0] - _MARGIN, top, line)
            top -= _LEADING * size
        top -= 0.6 * size
    _number(canvas, number)
    canvas.save()
    return file.getvalue()


def _number(canvas: Canvas, number: int) -> None:
    canvas.setFont("Regular", 10)
    canvas.drawCentredString(A4[0] / 2, _MARGIN / 2, str(number))


def _wrapped(text: str, width: float, font: str, size: float) -> Iterator[str]:
    line: list[str] = []
    for word in text.split():
        if line and pdfmetrics.stringWidth(visual(" ".join([*line, word])), font, size) > width:
            yield visual(" ".join(line))
            line = []
        line.append(word)
    yield visual(" ".join(line))


_MIRRORED = str.maketrans("()«»", ")(»«")


def visual(text: str) -> str:
    """A line of Arabic as it is painted: shaped, from left to right, numbers in their own order."""
    runs = groupby(shaped(text), key=str.isdecimal)
    return "".join(
        "".join(run) if digits else "".join(run)[::-1].translate(_MIRRORED)
        for digits, run in reversed([(d, list(r)) for d, r in runs])
    )


def shaped(text: str) -> str:
    """Letters in the presentation forms that their neighbours ask for, lam and alef as one."""
    letters = list(text.replace("لا", "\ufefb").replace("لأ", "\ufef7").replace("لإ", "\ufef9").replace("لآ", "\ufef5"))
    out: list[str] = []
    for at, letter in enumerate(letters):
        before = _neighbour(letters, at, -1)
        joined_before = _joins_forward(before) and _has(letter, "FINAL")
        joined_after = _joins_forward(letter) and _has(_neighbour(letters, at, 1), "FINAL")
        form = {(True, True): "MEDIAL", (True, False): "FINAL", (False, True): "INITIAL"}.get(
            (joined_before, joined_after)
        )
        out.append(_form(letter, form) if form else _form(letter, "ISOLATED"))
    return "".join(out)


def _neighbour(letters: Sequence[str], at: int, step: int) -> str:
    at += step
    while 0 <= at < len(letters) and unicodedata.combining(letters[at]):
        at += step
    return letters[at] if 0 <= at < len(letters) else " "


def _name(letter: str) -> str:
    return unicodedata.name(letter, "").removesuffix(" ISOLATED FORM")


def _has(letter: str, form: str) -> bool:
    return _form(letter, form) != letter


def _joins_forward(letter: str) -> bool:
    return _has(letter, "INITIAL")


def _form(letter: str, form: str) -> str:
    try:
        return unicodedata.lookup(f"{_name(letter)} {form} FORM") if _name(letter).startswith("ARABIC L") else letter
    except KeyError:
        return letter


if __name__ == "__main__":
    main()
