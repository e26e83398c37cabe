"""Pictures in Word and PowerPoint files that may show text are read as scans are, or leave a doubt."""

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image
from playwright.sync_api import Browser
from pptx import Presentation
from pptx.util import Emu, Inches

from ingest.document import Limits, PageMethod, PageReading, Reading
from ingest.errors import UnreadPicturesError
from ingest.loaders.pdf.process import render_page
from ingest.loaders.slides.pptx import load_pptx
from ingest.loaders.word.docx import load_docx
from tests.ingest.pdf_kit import of_lines, printed

SENTENCES = ["أكدت اللجنة أن العمل على حماية العمال يتطلب التعاون.", "ودعت إلى عقد لقاء ثان في بيروت."]
BEFORE, BEHIND = "افتُتحت الورشة صباحاً.", "رُفعت الجلسة مساءً."
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract-ocr is not installed")


@pytest.fixture
def scan() -> bytes:
    """A page with text, as a picture that nobody recognises here."""
    return render_page(of_lines(SENTENCES), 1, dpi=50)


@pytest.fixture
def photograph() -> bytes:
    picture = BytesIO()
    Image.radial_gradient("L").resize((600, 450)).convert("RGB").save(picture, "JPEG")
    return picture.getvalue()


def written(browser: Browser) -> bytes:
    """A page with text, as a picture that tesseract reads."""
    html = "".join(f'<p style="font: 20px Noto Naskh Arabic">{sentence}</p>' for sentence in SENTENCES)
    return render_page(printed(html, browser), 1, dpi=150)


def saved(file: Any) -> bytes:
    target = BytesIO()
    file.save(target)
    return target.getvalue()


def deck(picture: bytes, *, text: str = "", width: float = 6) -> bytes:
    file: Any = Presentation()
    slide = file.slides.add_slide(file.slide_layouts[6])
    if text:
        slide.shapes.add_textbox(0, 0, Inches(5), Inches(1)).text_frame.text = text
    slide.shapes.add_picture(BytesIO(picture), 0, Inches(1), width=Inches(width))
    return saved(file)


def filled(picture: bytes) -> bytes:
    """A deck whose picture is the background of its slide."""
    file: Any = Presentation()
    slide = file.slides.add_slide(file.slide_layouts[6])
    shape = slide.shapes.add_picture(BytesIO(picture), 0, 0, width=Emu(1))
    link = shape._element.blipFill.blip.rEmbed
    shape._element.getparent().remove(shape._element)
    slide.background.fill.solid()
    properties = slide._element.cSld.bg.bgPr
    properties.remove(properties[0])
    fill = properties.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}blipFill", {})
    blip = fill.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", {})
    blip.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed", link)
    fill.append(blip)
    properties.insert(0, fill)
    return saved(file)


def report(picture: bytes, *, width: float = 6) -> bytes:
    file: Any = Document()
    file.add_heading("الافتتاح", 1)
    file.add_paragraph(BEFORE)
    file.add_picture(BytesIO(picture), width=Inches(width))
    file.add_paragraph(BEHIND)
    return saved(file)


def share_of_words(reading: Reading) -> float:
    text = " ".join(block.text for block in reading.blocks if not block.verified)
    words = " ".join(SENTENCES).replace(".", "").split()
    return sum(word in text for word in words) / len(words)


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("make", [deck, filled])
def test_a_slide_that_is_only_a_picture_is_recognised(browser: Browser, make: Callable[[bytes], bytes]) -> None:
    reading = load_pptx(make(written(browser)), Limits())
    assert share_of_words(reading) >= 0.85
    assert {(block.page, block.verified) for block in reading.blocks} == {(1, False)}
    page = reading.pages[0]
    assert (page.method, page.doubt) == (PageMethod.OCR, "text_read_from_picture")
    assert page.text == "\n".join(block.text for block in reading.blocks)


@needs_tesseract
@pytest.mark.slow
def test_a_picture_in_a_word_document_is_recognised_in_its_place(browser: Browser) -> None:
    reading = load_docx(report(written(browser)), Limits())
    assert share_of_words(reading) >= 0.85
    assert [block.text for block in reading.blocks if block.verified] == ["الافتتاح", BEFORE, BEHIND]
    assert (reading.blocks[1].text, reading.blocks[-1].text) == (BEFORE, BEHIND)
    (page,) = reading.pages
    assert (page.page, page.section, page.doubt) == (None, "الافتتاح", "text_read_from_picture")
    assert SENTENCES[0].split()[1] in page.text


@needs_tesseract
@pytest.mark.slow
def test_a_photograph_is_a_doubt_and_no_text(photograph: bytes) -> None:
    reading = load_pptx(deck(photograph, text=BEFORE), Limits())
    assert [block.text for block in reading.blocks] == [BEFORE]
    doubt = "picture_without_readable_text"
    assert reading.pages == (PageReading(1, PageMethod.TEXT_LAYER, BEFORE, doubt=doubt),)
    reading = load_docx(report(photograph), Limits())
    assert [block.text for block in reading.blocks] == ["الافتتاح", BEFORE, BEHIND]
    assert [page.doubt for page in reading.pages] == [doubt]


@pytest.mark.parametrize(
    ("load", "make"), [(load_pptx, deck), (load_docx, report)], ids=["PowerPoint", "Word"]
)  # fmt: skip
def test_without_tesseract_the_file_is_refused(
    load: Callable[[bytes, Limits], Reading],
    make: Callable[[bytes], bytes],
    scan: bytes,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with pytest.raises(UnreadPicturesError) as caught:
        load(make(scan), Limits(ocr=False))
    assert "tesseract" not in caught.value.hint
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadPicturesError) as caught:
        load(make(scan), Limits())
    assert "tesseract-ocr-ara" in caught.value.hint
    assert "شرائح.pptx" in caught.value.about("شرائح.pptx").told("ar")


def test_a_logo_needs_no_tesseract(scan: bytes) -> None:
    assert load_pptx(deck(scan, text=BEFORE, width=1), Limits(ocr=False)).pages[0].doubt is None
    assert load_docx(report(scan, width=1), Limits(ocr=False)).pages == ()


def test_a_picture_that_cannot_be_opened_is_a_doubt(scan: bytes) -> None:
    assert load_pptx(deck(scan[: len(scan) // 2], text=BEFORE), Limits()).pages[0].doubt == (
        "picture_without_readable_text"
    )
