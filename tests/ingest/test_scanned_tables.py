"""Ruled tables on scanned pages are recognised and told row by row, cell by cell."""

import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from ingest.document import BlockKind, Limits
from ingest.loaders.ocr.ruling import without_tables
from ingest.loaders.pdf import load_pdf
from ingest.loaders.pdf.process import render_page
from tests.ingest.pdf_kit import Pdf, printed
from tests.ingest.test_ocr import needs_tesseract, program
from tests.ingest.test_pdf_pictures import HEAD, png

PAGE = (2479, 3508)  # A4, 300 dots an inch
XS, YS = (300, 900, 1500, 2200), (500, 640, 780, 1000)
BEFORE, BEHIND = "أسعار التذاكر في المدينة:", "يبدأ العمل بهذه الأسعار في مطلع السنة."


def ruled(
    xs: Sequence[int] = XS, ys: Sequence[int] = YS, *, ink: int = 0, width: int = 4, paper: int = 255
) -> Image.Image:
    """A page with the lines of a table."""
    image = Image.new("L", PAGE, paper)
    draw = ImageDraw.Draw(image)
    for y in ys:
        draw.line((xs[0], y, xs[-1], y), ink, width)
    for x in xs:
        draw.line((x, ys[0], x, ys[-1]), ink, width)
    return image


def with_words(image: Image.Image) -> Image.Image:
    """Marks as large as letters in every cell."""
    draw = ImageDraw.Draw(image)
    for y in range(550, 960, 140):
        for x in range(340, 2100, 45):
            draw.rectangle((x, y, x + 6, y + 36), 0)
            draw.rectangle((x, y + 30, x + 28, y + 36), 0)
    return image


def places(image: Image.Image) -> tuple[list[float], list[float]]:
    """Where level lines and upright ones were found, to ten pixels."""
    lines = without_tables(png(image)).lines
    level = {
        round((line.top + line.bottom) / 2, -1) for line in lines if line.right - line.left > line.bottom - line.top
    }
    upright = {
        round((line.left + line.right) / 2, -1) for line in lines if line.right - line.left < line.bottom - line.top
    }
    return sorted(level), sorted(upright)


@pytest.mark.parametrize("ink", [0, 120, 180])
@pytest.mark.parametrize("width", [2, 5, 9])
def test_the_lines_of_a_table_are_found_and_erased(ink: int, width: int) -> None:
    image = ruled(ink=ink, width=width)
    assert places(with_words(image)) == (list(YS), list(XS))
    with Image.open(io.BytesIO(without_tables(png(ruled(ink=ink, width=width))).image)) as cleaned:
        assert cleaned.getextrema() == (255, 255)


def test_on_grey_paper_lines_are_found_too() -> None:
    assert places(ruled(paper=200)) == (list(YS), list(XS))


@pytest.mark.parametrize("degrees", [-1.5, -0.4, 0.7, 1.2])
def test_a_page_that_lies_askew_is_set_level(degrees: float) -> None:
    image = with_words(ruled()).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    level, upright = places(image)
    assert (len(level), len(upright)) == (4, 4)
    assert all(abs(found - y) <= 20 for found, y in zip(level, YS, strict=True))
    assert all(abs(found - x) <= 20 for found, x in zip(upright, XS, strict=True))


def test_a_line_with_breaks_is_one() -> None:
    image = ruled()
    draw = ImageDraw.Draw(image)
    for x in range(350, 2200, 90):
        draw.rectangle((x, 630, x + 6, 650), 255)
    assert places(image) == (list(YS), list(XS))


def test_the_edges_of_a_dark_row_are_lines_and_what_stands_in_it_stays() -> None:
    image = ruled()
    draw = ImageDraw.Draw(image)
    draw.rectangle((300, 500, 2200, 640), 60)
    draw.rectangle((1000, 550, 1040, 590), 255)
    level, _ = places(image)
    assert len(level) == 4
    with Image.open(io.BytesIO(without_tables(png(image)).image)) as cleaned:
        assert (cleaned.getpixel((1020, 570)), cleaned.getpixel((800, 570))) == (255, 60)


def plain() -> Image.Image:
    return with_words(Image.new("L", PAGE, 255))


def photograph() -> Image.Image:
    image = Image.new("L", PAGE, 255)
    image.paste(Image.radial_gradient("L").resize((1500, 1200)).point([value // 2 for value in range(256)]), (400, 600))
    return image


def black() -> Image.Image:
    return Image.new("L", PAGE, 0)


def stripes() -> Image.Image:
    image = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(image)
    for y in range(0, 3508, 4):
        for x in range(0, 2400, 100):
            draw.line((x, y, x + 60, y), 0, 2)
    return image


def underlined() -> Image.Image:
    image = plain()
    ImageDraw.Draw(image).line((300, 700, 2200, 700), 0, 4)
    return image


@pytest.mark.parametrize("make", [plain, photograph, black, stripes, underlined])
def test_a_page_without_a_table_is_left_alone(make: Callable[[], Image.Image]) -> None:
    image = png(make())
    found = without_tables(image)
    assert found.lines == ()
    with Image.open(io.BytesIO(found.image)) as left, Image.open(io.BytesIO(image)) as before:
        assert left.convert("L").tobytes() == before.convert("L").tobytes()


def finds(folder: Path, words: Sequence[tuple[str, int, int, int]]) -> None:
    """Have a tesseract that finds words in lines, each with its left edge and its top."""
    rows = [HEAD, f"1\t1\t0\t0\t0\t0\t0\t0\t{PAGE[0]}\t{PAGE[1]}\t-1\t"]
    rows += (f"5\t1\t1\t1\t{line}\t{at}\t{x}\t{y}\t200\t60\t92\t{word}" for at, (word, line, x, y) in enumerate(words))
    (folder / "table").write_text("\n".join(rows) + "\n", encoding="utf-8")
    program(folder, f'[ "$1" = --list-langs ] && {{ echo ara; echo eng; exit 0; }}\ncat "{folder}/table"')


def test_words_are_told_by_their_cells_and_empty_ones_keep_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finds(
        tmp_path,
        [
            *((word, 1, 2000 - 250 * at, 300) for at, word in enumerate(BEFORE.split())),
            ("الخط", 2, 1900, 540), ("عادي", 2, 1200, 540), ("طالب", 2, 600, 540),
            ("الجامعة", 3, 1900, 680), ("200", 3, 600, 680),
            ("السوق", 4, 1900, 820), ("القديم", 5, 1900, 900),
            *((word, 6, 2100 - 250 * at, 1200) for at, word in enumerate(BEHIND.split())),
        ],
    )  # fmt: skip
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    pdf = Pdf()
    pdf.image(png(ruled()))
    reading = load_pdf(pdf.data(), Limits())
    assert [block.text for block in reading.blocks] == [
        BEFORE, "الخط | عادي | طالب", "الجامعة |  | 200", "السوق القديم |  |", BEHIND
    ]  # fmt: skip
    assert [block.kind for block in reading.blocks[1:4]] == [BlockKind.LIST_ITEM] * 3
    assert not any(block.verified for block in reading.blocks)


ROWS = [("الجهة", "عدد المستفيدين"), ("وزارة الصحة", "1250"), ("البلدية", "340"), ("مديرية النقل", "")]
TABLE = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("degrees", [0, 0.8])
def test_tesseract_reads_the_cells_of_a_table(browser: Browser, degrees: float) -> None:
    html = (
        f"<style>* {{ font: 24px Noto Naskh Arabic }} td {{ border: 1px solid; padding: 8px }} "
        f"table {{ border-collapse: collapse; width: 100% }}</style><p>{BEFORE}<table>{TABLE}</table><p>{BEHIND}"
    )
    target = io.BytesIO()
    with Image.open(io.BytesIO(render_page(printed(html, browser), 1, dpi=200))) as page:
        page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white").save(target, "PDF", resolution=200)
    rows = [block.text for block in load_pdf(target.getvalue(), Limits()).blocks if " |" in block.text]
    assert "وزارة الصحة | 1250" in rows
    assert "البلدية | 340" in rows
    assert len(rows) >= 3
