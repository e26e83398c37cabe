"""Pictures on pages with text are read in their place, or counted."""

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from ingest.document import Limits, PageMethod, Reading
from ingest.loaders.pdf import load_pdf
from ingest.loaders.pdf.process import render_page
from tests.ingest.pdf_kit import HEIGHT, LEADING, MARGIN, Pdf, of_lines, printed
from tests.ingest.test_ocr import program

BEFORE = "اجتمعت اللجنة في مبنى البلدية وناقشت توزيع الأشجار على الأحياء."
BEHIND = "وتزرع الأشجار في كانون الأول من كل سنة."
SHOWN = ["نصيب حي الزيتون أربعون شجرة في السنة.", "نصيب حي النخيل ستون شجرة في السنة."]
READ, UNREAD = "text_read_from_picture_on_page", "picture_on_page_without_readable_text"
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract-ocr is not installed")

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def recognises(folder: Path, *lines: str, surely: int = 92) -> None:
    """Have a tesseract in that folder that finds these lines in whatever it is given."""
    rows = [HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t1900\t700\t-1\t"]
    for at, line in enumerate(lines):
        for number, word in enumerate(line.split()):
            rows.append(
                f"5\t1\t1\t1\t{at}\t{number}\t{1700 - 180 * number}\t{50 + 250 * at}\t150\t50\t{surely}\t{word}"
            )
    (folder / "table").write_text("\n".join(rows) + "\n", encoding="utf-8")
    program(folder, f'[ "$1" = --list-langs ] && {{ echo ara; echo eng; exit 0; }}\ncat "{folder}/table"')


@pytest.fixture
def recogniser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a tesseract that finds the two sentences."""
    recognises(tmp_path, *SHOWN)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def painted(width: int = 900, height: int = 300) -> Image.Image:
    """A picture that is no plain ground."""
    return Image.radial_gradient("L").resize((width, height)).convert("RGB")


def png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def whole(pdf: Pdf) -> None:
    pdf.picture(png(painted()), 90, 120, 500, 260)


def in_strips(pdf: Pdf) -> None:
    picture = painted()
    for at in range(10):
        strip = picture.crop((0, 30 * at, 900, 30 * at + 30))
        pdf.picture(png(strip), 90, 120 + 14 * at, 500, 134 + 14 * at)


def in_tiles(pdf: Pdf) -> None:
    picture = painted()
    for at in range(12):
        left, top = 300 * (at % 3), 75 * (at // 3)
        tile = picture.crop((left, top, left + 300, top + 75))
        x, y = 90 + 140 * (at % 3), 120 + 35 * (at // 3)
        pdf.picture(png(tile), x, y, x + 140, y + 35)


def in_a_form(pdf: Pdf) -> None:
    pdf.canvas.beginForm("form")
    pdf.picture(png(painted()), 180, 240, 1000, 520)
    pdf.canvas.endForm()
    with pdf.transformed(0.5, 0, 0, 0.5, 0, HEIGHT / 2):
        pdf.canvas.doForm("form")


def twice(pdf: Pdf) -> None:
    whole(pdf)
    whole(pdf)


def on_another(pdf: Pdf) -> None:
    whole(pdf)
    pdf.picture(png(painted(400, 300)), 100, 130, 400, 250)


def page_with(paint: Callable[[Pdf], None]) -> bytes:
    pdf = Pdf()
    pdf.right(BEFORE, MARGIN)
    paint(pdf)
    pdf.right(BEHIND, 300)
    return pdf.data()


def told(reading: Reading) -> list[tuple[str, bool]]:
    return [(block.text, block.verified) for block in reading.blocks]


@pytest.mark.parametrize("paint", [whole, in_strips, in_tiles, in_a_form, twice, on_another])
def test_a_picture_is_read_where_it_stands(recogniser: Path, paint: Callable[[Pdf], None]) -> None:
    reading = load_pdf(page_with(paint), Limits())
    assert told(reading) == [(BEFORE, True), *((sentence, False) for sentence in SHOWN), (BEHIND, True)]
    assert {block.page for block in reading.blocks} == {1}
    page, picture = reading.pages
    assert (page.page, page.method, page.doubt) == (1, PageMethod.TEXT_LAYER, None)
    assert (picture.page, picture.method, picture.doubt) == (1, PageMethod.OCR, READ)
    assert (page.text, picture.text) == ("\n".join([BEFORE, *SHOWN, BEHIND]), "\n".join(SHOWN))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_picture_on_a_turned_page_stands_in_its_place(recogniser: Path, turns: int) -> None:
    pdf = Pdf()
    with pdf.laid_down(turns):
        pdf.right(BEFORE, MARGIN)
        whole(pdf)
        pdf.right(BEHIND, 300)
    assert [text for text, _ in told(load_pdf(pdf.data(), Limits()))] == [BEFORE, *SHOWN, BEHIND]


def test_text_beside_a_picture_is_not_cut_by_it(recogniser: Path) -> None:
    lines = [
        "نوقشت خطة زراعة الأشجار في جميع الأحياء",
        "وقد طلب الحاضرون أن يراعى عدد السكان",
        "في كل حي من أحياء المدينة.",
    ]
    pdf = Pdf()
    pdf.picture(png(painted(600, 500)), MARGIN, 110, 300, 260)
    pdf.justified(lines, 125)
    pdf.right(BEHIND, 300)
    assert [text for text, _ in told(load_pdf(pdf.data(), Limits()))] == ["\n".join(lines), *SHOWN, BEHIND]


def test_a_picture_in_a_column_is_read_within_it(recogniser: Path) -> None:
    rows = [
        "عقدت اللجنة اجتماعها الأول في",
        "مبنى البلدية وحضره جميع أعضاء",
        "المجلس وممثلون عن سكان الأحياء",
        "وعرضت فيه خطة الزراعة كاملة",
        "كما عرضت الكلفة المتوقعة لها",
        "وأقر المجلس الخطة بعد نقاش قصير",
        "ثم انتقل إلى بحث مسألة المياه",
        "وسبل توفيرها في فصل الصيف.",
    ]
    pdf = Pdf()
    pdf.justified(rows, MARGIN)
    pdf.justified(rows[:3], MARGIN, x=280)
    pdf.picture(png(painted(600, 400)), MARGIN, 130, 285, 250)
    pdf.justified(rows * 2, MARGIN + 8 * LEADING)
    pdf.justified([*rows[3:], *rows], MARGIN + 11 * LEADING, x=280)
    texts = [text for text, _ in told(load_pdf(pdf.data(), Limits()))]
    at = texts.index(SHOWN[0])
    assert texts[at - 1].endswith("\n".join(rows[1:3]))
    assert texts[at + 2].startswith("\n".join(rows[3:5]))


def test_pictures_at_the_top_of_each_page_are_no_running_header(recogniser: Path) -> None:
    pdf = Pdf()
    for at in range(4):
        pdf.picture(png(painted()), 90, 30, 500, 130)
        pdf.right(BEFORE if at % 2 else BEHIND, 200 + 30 * at)
        pdf.new_page()
    reading = load_pdf(pdf.data(), Limits())
    assert [(block.page, block.text) for block in reading.blocks if not block.verified] == [
        (page, sentence) for page in range(1, 5) for sentence in SHOWN
    ]


def test_a_picture_in_a_table_stands_behind_its_row(recogniser: Path) -> None:
    pdf = Pdf()
    for y in (100, 280, 310):
        pdf.rule(72, y, 523, y)
    for x in (72, 360, 523):
        pdf.rule(x, 100, x, 310)
    pdf.right("مخطط الحي", 120, x=515)
    pdf.picture(png(painted()), 80, 110, 350, 270)
    pdf.right("كلفة الزراعة", 300, x=515)
    pdf.right("ألف ليرة", 300, x=350)
    assert [text for text, _ in told(load_pdf(pdf.data(), Limits()))] == [
        "مخطط الحي |", *SHOWN, "كلفة الزراعة | ألف ليرة"
    ]  # fmt: skip


def ground(pdf: Pdf) -> None:
    pdf.image(png(painted(600, 800)))
    for at in range(10):
        pdf.right(BEFORE, 340 + LEADING * at)


def logo(pdf: Pdf) -> None:
    pdf.picture(png(painted(300, 300)), 90, 120, 190, 220)


def shade(pdf: Pdf) -> None:
    pdf.picture(png(painted(256, 1)), 90, 120, 500, 260)


@pytest.mark.parametrize("paint", [ground, logo, shade])
def test_what_shows_no_text_that_matters_is_neither_read_nor_told(
    recogniser: Path, paint: Callable[[Pdf], None]
) -> None:
    reading = load_pdf(page_with(paint), Limits())
    assert all(block.verified for block in reading.blocks)
    assert [page.doubt for page in reading.pages] == [None]


def two_pictures(pdf: Pdf) -> None:
    pdf.picture(png(painted()), 90, 100, 500, 180)
    pdf.picture(png(painted()), 90, 200, 500, 280)


def test_without_tesseract_the_text_is_read_and_each_picture_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = load_pdf(page_with(two_pictures), Limits())
    assert told(reading) == [(BEFORE, True), (BEHIND, True)]
    assert [(page.page, page.doubt) for page in reading.pages] == [(1, None), (1, UNREAD), (1, UNREAD)]


def test_where_recognition_is_forbidden_each_picture_is_counted() -> None:
    reading = load_pdf(page_with(two_pictures), Limits(ocr=False))
    assert [page.doubt for page in reading.pages] == [None, UNREAD, UNREAD]


@pytest.mark.parametrize("lines", [[], ["il 4 # Hil"], ["نم"]])
def test_a_photograph_is_counted(recogniser: Path, lines: list[str]) -> None:
    recognises(recogniser, *lines)
    reading = load_pdf(page_with(whole), Limits())
    assert told(reading) == [(BEFORE, True), (BEHIND, True)]
    assert [page.doubt for page in reading.pages] == [None, UNREAD]


def test_a_tesseract_that_fails_costs_a_page_with_text_but_its_pictures(recogniser: Path) -> None:
    program(recogniser, '[ "$1" = --list-langs ] && { echo ara; echo eng; exit 0; }\nexit 1')
    reading = load_pdf(page_with(whole), Limits())
    assert told(reading) == [(BEFORE, True), (BEHIND, True)]
    assert [page.doubt for page in reading.pages] == [None, UNREAD]


def test_words_that_were_hardly_recognised_are_told_as_such(recogniser: Path) -> None:
    recognises(recogniser, *SHOWN, surely=50)
    reading = load_pdf(page_with(whole), Limits())
    assert told(reading)[1:3] == [(sentence, False) for sentence in SHOWN]
    assert reading.pages[1].doubt == f"{READ}_with_low_confidence"


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("over", ["", "رسم توضيحي"])
def test_tesseract_reads_a_picture_without_the_text_on_it(browser: Browser, over: str) -> None:
    html = "".join(f'<p style="font: 22px Noto Naskh Arabic">{sentence}</p>' for sentence in SHOWN)
    page = Image.open(io.BytesIO(render_page(printed(html, browser), 1, dpi=150)))
    picture = page.crop((page.width // 3, 0, page.width, page.height // 4))

    def paint(pdf: Pdf) -> None:
        pdf.picture(png(picture), 150, 110, 500, 280)
        if over:
            pdf.right(over, 265, x=300)

    reading = load_pdf(page_with(paint), Limits())
    read = " ".join(block.text for block in reading.blocks if not block.verified)
    words = " ".join(SHOWN).replace(".", "").split()
    assert sum(word in read for word in words) >= 0.85 * len(words)
    assert over.split() == [] or "رسم" not in read
    assert [block.text for block in reading.blocks if block.verified] == [BEFORE, *([over] if over else []), BEHIND]


def test_lines_that_are_text_alone_leave_no_picture() -> None:
    assert [page.doubt for page in load_pdf(of_lines([BEFORE, BEHIND]), Limits()).pages] == [None]
