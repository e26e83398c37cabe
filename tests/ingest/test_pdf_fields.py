"""What was filled into a form or typed onto a page is read where it stands."""

import pytest
from reportlab.pdfbase.pdfdoc import PDFString

from ingest.document import Limits
from ingest.loaders.pdf import load_pdf
from tests.ingest.pdf_kit import MARGIN, WIDTH, Pdf

OPENING = "يملأ مقدم الطلب الحقول الآتية ويسلمها إلى ديوان البلدية في المدينة."
REASON = "انقطاع الإنارة في شارع الزيتون منذ أسبوعين"


def texts(pdf: Pdf) -> list[str]:
    return [" ".join(block.text.split()) for block in load_pdf(pdf.data(), Limits()).blocks]


def form() -> Pdf:
    pdf = Pdf()
    pdf.right(OPENING, MARGIN)
    return pdf


def test_a_value_is_told_with_the_name_of_its_field_where_nothing_is_printed_beside_it() -> None:
    pdf = form()
    pdf.note("Widget", (100, 200, 420, 220), FT="/Tx", T=PDFString("سبب الطلب"), V=PDFString(REASON))
    assert texts(pdf) == [OPENING, f"سبب الطلب: {REASON}"]


def test_a_value_stands_behind_the_label_that_is_printed_beside_it() -> None:
    pdf = form()
    pdf.right("اسم مقدم الطلب:", 215)
    pdf.note("Widget", (100, 200, 420, 220), FT="/Tx", T=PDFString("الاسم"), V=PDFString("فادي العمر"))
    assert texts(pdf) == [OPENING, "اسم مقدم الطلب: فادي العمر"]


def test_what_people_are_told_of_a_field_comes_before_its_name_in_the_file() -> None:
    pdf = form()
    pdf.note(
        "Widget", (100, 200, 420, 220), FT="/Tx", T=PDFString("txt_7"), TU=PDFString("المبلغ"), V=PDFString("1250 ليرة")
    )
    assert texts(pdf) == [OPENING, "المبلغ: 1250 ليرة"]


def test_a_value_of_several_lines_keeps_their_order() -> None:
    pdf = form()
    lines = ["طلب الجيران إصلاح الرصيف.", "ثم طلبوا تشجير الشارع."]
    pdf.note("Widget", (100, 200, 420, 300), FT="/Tx", Ff=4096, T=PDFString("f1"), V=PDFString("\n".join(lines)))
    assert " ".join(texts(pdf)) == " ".join([OPENING, *lines])


def test_a_choice_is_read() -> None:
    pdf = form()
    pdf.note("Widget", (100, 200, 420, 220), FT="/Ch", Ff=1 << 17, T=PDFString("الحي"), V=PDFString("حي النخيل"))
    assert texts(pdf) == [OPENING, "الحي: حي النخيل"]


@pytest.mark.parametrize(("state", "tick"), [("/Yes", "☒"), ("/Off", "☐")])
def test_a_box_is_read_as_ticked_or_not(state: str, tick: str) -> None:
    pdf = form()
    pdf.right("موافق على الشروط", 215)
    pdf.note(
        "Widget", (WIDTH - MARGIN + 4, 203, WIDTH - MARGIN + 16, 217), FT="/Btn", T=PDFString("ok"), V=state, AS=state
    )
    assert texts(pdf) == [OPENING, f"{tick} موافق على الشروط"]


def test_what_was_typed_onto_a_page_is_read() -> None:
    pdf = form()
    pdf.note("FreeText", (100, 200, 420, 220), Contents=PDFString(REASON), DA=PDFString("/Helv 12 Tf"))
    assert texts(pdf) == [OPENING, REASON]


@pytest.mark.parametrize("hidden", [2, 32])
def test_what_nobody_sees_of_a_form_is_not_read(hidden: int) -> None:
    pdf = form()
    pdf.note("Widget", (100, 200, 420, 220), FT="/Tx", F=hidden, T=PDFString("a"), V=PDFString(REASON))
    pdf.note("Widget", (100, 240, 420, 260), FT="/Tx", Ff=1 << 13, T=PDFString("b"), V=PDFString("كلمة السر"))
    pdf.note("Text", (100, 280, 120, 300), Contents=PDFString("ملاحظة جانبية"))
    assert texts(pdf) == [OPENING]
