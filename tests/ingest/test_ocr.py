"""Pages without usable text are recognised from their image, or the document is refused with the reason."""

import os
import shutil
import stat
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from ingest.document import Limits, PageMethod
from ingest.errors import FailedOcrError, MissingOcrError
from ingest.loaders import ocr
from ingest.loaders.pdf import load_pdf
from ingest.loaders.pdf.process import render_page
from tests.ingest.pdf_kit import MARGIN, Pdf, named, of_lines, printed

SENTENCES = ["أكدت اللجنة أن العمل على حماية العمال يتطلب التعاون.", "ودعت إلى عقد لقاء ثان في بيروت."]
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract-ocr is not installed")


def scan(*pages: bytes) -> bytes:
    """A PDF with nothing but pictures."""
    pdf = Pdf()
    for png in pages:
        pdf.image(png)
        pdf.new_page()
    return pdf.data()


@pytest.fixture
def scanned() -> bytes:
    return scan(render_page(of_lines(SENTENCES), 1, dpi=50))


def program(folder: Path, script: str) -> None:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@needs_tesseract
@pytest.mark.slow
def test_a_scan_is_recognised_and_marked_as_such(browser: Browser) -> None:
    html = "".join(f'<p style="font: 20px Noto Naskh Arabic">{sentence}</p>' for sentence in SENTENCES)
    picture = render_page(printed(html, browser), 1, dpi=200)
    reading = load_pdf(scan(picture), Limits())
    text = " ".join(block.text for block in reading.blocks)
    words = " ".join(SENTENCES).replace(".", "").split()
    assert sum(word in text for word in words) >= 0.85 * len(words)
    assert not any(block.verified for block in reading.blocks)
    assert (reading.pages[0].method, reading.pages[0].doubt) == (PageMethod.OCR, "no_text_layer")


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180])
def test_a_scan_that_was_laid_in_turned_is_read_upright(browser: Browser, turn: int) -> None:
    html = "".join(f'<p style="font: 20px Noto Naskh Arabic">{sentence}</p>' for sentence in SENTENCES * 4)
    turned = BytesIO()
    with Image.open(BytesIO(render_page(printed(html, browser), 1, dpi=200))) as picture:
        picture.rotate(turn, expand=True).save(turned, "PDF", resolution=200)
    text = " ".join(block.text for block in load_pdf(turned.getvalue(), Limits()).blocks)
    words = " ".join(SENTENCES).replace(".", "").split()
    assert sum(word in text for word in words) >= 0.85 * len(words)


def test_without_tesseract_the_document_is_refused_and_the_packages_named(
    scanned: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingOcrError) as caught:
        load_pdf(scanned, Limits())
    assert "tesseract-ocr-ara" in caught.value.hint
    assert caught.value.blanks["pages"] == (1,)
    named = caught.value.about("مسح.pdf")
    assert "مسح.pdf" in named.told("ar")
    assert "Pages 1 of" in str(named)


def test_without_its_arabic_data_the_document_is_refused(
    scanned: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path, "echo 'List of available languages (1):'; echo eng")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(MissingOcrError):
        load_pdf(scanned, Limits())


def test_where_recognition_is_forbidden_the_document_is_refused(scanned: bytes) -> None:
    with pytest.raises(MissingOcrError) as caught:
        load_pdf(scanned, Limits(ocr=False))
    assert "tesseract" not in caught.value.hint


@pytest.mark.parametrize("script", ["exit 1", "exec sleep 600"])
def test_a_tesseract_that_fails_or_hangs_is_a_reason_to_refuse(
    scanned: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    program(tmp_path, f'[ "$1" = --list-langs ] && {{ echo ara; echo eng; exit 0; }}\n{script}')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(ocr, "_SECONDS", 5.0)  # that it starts in, and not more to hang in
    with pytest.raises(FailedOcrError) as caught:
        load_pdf(scanned, Limits())
    assert caught.value.blanks["page"] == 1


def test_a_text_layer_with_wrong_letters_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrong = str.maketrans("علنمتيهوبر", "يافثدصقكحج")
    pdf = Pdf()
    for at in range(12):
        pdf.right(f"{SENTENCES[0][:-1]} كما {SENTENCES[1]}".translate(wrong), MARGIN + 30 * at, size=10)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingOcrError):
        load_pdf(pdf.data(), Limits())


def test_some_wrong_letters_are_told_where_the_page_cannot_be_recognised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pdf = Pdf()
    with named({"ا": "ب", "و": "ى", "ة": "ت"}):
        for at in range(6):
            pdf.right(SENTENCES[at % 2], MARGIN + 40 * at)
        data = pdf.data()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert load_pdf(data, Limits()).pages[0].doubt == "text_layer_with_unlikely_letters"


TABLE = """level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext
1\t1\t0\t0\t0\t0\t0\t0\t800\t1000\t-1\t
5\t1\t1\t1\t1\t1\t600\t100\t90\t30\t92.0\tوبلغت
5\t1\t1\t1\t1\t2\t500\t100\t90\t30\t91.0\tالكلفة
5\t1\t1\t1\t1\t3\t400\t100\t40\t30\t12.0\t5
5\t1\t1\t1\t1\t4\t300\t100\t90\t30\t93.0\tدولار
5\t1\t1\t1\t2\t1\t300\t200\t20\t30\t14.0\tHil
5\t1\t1\t1\t2\t2\t200\t200\t20\t30\t21.0\t#4
"""


def test_a_doubtful_word_stays_in_its_sentence_and_a_line_of_them_is_a_picture(
    scanned: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "table").write_text(TABLE, encoding="utf-8")
    program(tmp_path, f'[ "$1" = --list-langs ] && {{ echo ara; echo eng; exit 0; }}\ncat "{tmp_path}/table"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert [block.text for block in load_pdf(scanned, Limits()).blocks] == ["وبلغت الكلفة 5 دولار"]


@pytest.mark.parametrize(
    ("both", "arabic", "read"),
    [
        (("gaol\u200f", 72), [("اجمع", 85)], "اجمع"),
        (("sol", 65), [("أحد.", 92)], "أحد."),
        (("Sus", 38), [("دليل", 56), ("على", 60)], "دليل على"),
        (("Zoom", 70), [("زو", 44)], "Zoom"),  # less sure
        (("Word", 92), [("010/لا", 95)], "Word"),
        (("UNDP", 60), [("2(/الا", 90)], "UNDP"),
        (("Oxfam", 60), [], "Oxfam"),
        (("5", 20), [("أحد", 90)], "5"),  # in no Latin letters
    ],
)
def test_a_word_in_latin_letters_is_read_as_arabic_where_that_is_surer(
    scanned: bytes,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    both: tuple[str, int],
    arabic: list[tuple[str, int]],
    read: str,
) -> None:
    rows = TABLE.splitlines()[:4]
    word, confidence = both
    width = 90 // max(len(arabic), 1)
    told = [
        f"5\t1\t1\t1\t1\t{at}\t{390 - width * at}\t102\t{width}\t28\t{c}\t{w}" for at, (w, c) in enumerate(arabic, 1)
    ]
    (tmp_path / "both").write_text(
        "\n".join([*rows, f"5\t1\t1\t1\t1\t4\t300\t100\t90\t30\t{confidence}\t{word}", ""]), encoding="utf-8"
    )
    (tmp_path / "arabic").write_text("\n".join([*rows, *told, ""]), encoding="utf-8")
    program(
        tmp_path,
        '[ "$1" = --list-langs ] && { echo ara; echo eng; exit 0; }\n'
        f'[ "$4" = ara ] && exec cat "{tmp_path}/arabic"\nexec cat "{tmp_path}/both"',
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert [block.text for block in load_pdf(scanned, Limits()).blocks] == [f"وبلغت الكلفة {read}"]


def test_pages_with_text_need_no_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert load_pdf(of_lines(SENTENCES), Limits()).pages[0].method is PageMethod.TEXT_LAYER
