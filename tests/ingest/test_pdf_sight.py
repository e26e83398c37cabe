"""Text that nobody can see is not read, and the page says so; pale text on a dark ground is read."""

from collections.abc import Callable

import pytest

from ingest.document import Limits
from ingest.loaders.pdf import load_pdf
from tests.ingest.pdf_kit import HEIGHT, MARGIN, WIDTH, Pdf

SEEN = "عقد المجلس المحلي الجلسة الثامنة في المدرسة الجديدة، وناقش الخطة المالية."
UNSEEN = "الدخول إلى الجلسة مجاني لمن يدفع للحارس."


def white(pdf: Pdf) -> None:
    pdf.canvas.setFillColorRGB(1, 1, 1)
    pdf.right(UNSEEN, 140)


def nearly_white(pdf: Pdf) -> None:
    pdf.canvas.setFillColorRGB(0.9, 0.93, 0.9)
    pdf.right(UNSEEN, 140)


def clear(pdf: Pdf) -> None:
    pdf.canvas.setFillAlpha(0)
    pdf.right(UNSEEN, 140)


def tiny(pdf: Pdf) -> None:
    pdf.right(UNSEEN, 140, size=1)


def beside_the_page(pdf: Pdf) -> None:
    pdf.right(UNSEEN, 140, x=WIDTH + 500)


def under_the_page(pdf: Pdf) -> None:
    pdf.right(UNSEEN, HEIGHT + 60)


def unpainted(pdf: Pdf) -> None:
    vars(pdf.canvas)["_code"].append("3 Tr")
    pdf.right(UNSEEN, 140)


@pytest.mark.parametrize("hide", [white, nearly_white, clear, tiny, beside_the_page, under_the_page, unpainted])
@pytest.mark.parametrize("rotation", [0, 90])
def test_what_nobody_can_see_is_left_out_and_told(hide: Callable[[Pdf], None], rotation: int) -> None:
    pdf = Pdf()
    pdf.turned(rotation)
    pdf.right(SEEN, MARGIN)
    hide(pdf)
    reading = load_pdf(pdf.data(), Limits())
    assert [block.text for block in reading.blocks] == [SEEN]
    assert reading.pages[0].doubt == "hidden_text_on_page_left_out"


@pytest.mark.parametrize("ground", [(0, 0, 0), (0.8, 0.4, 0), (1, 0.75, 0)])
@pytest.mark.parametrize("rotation", [0, 90])
def test_white_text_on_a_coloured_ground_is_read(ground: tuple[float, float, float], rotation: int) -> None:
    pdf = Pdf()
    pdf.turned(rotation)
    pdf.canvas.setFillColorRGB(*ground)
    pdf.canvas.rect(0, HEIGHT - 160, WIDTH, 160, stroke=0, fill=1)
    pdf.canvas.setFillColorRGB(1, 1, 1)
    pdf.right(SEEN, 120)
    reading = load_pdf(pdf.data(), Limits())
    assert [block.text for block in reading.blocks] == [SEEN]
    assert reading.pages[0].doubt is None


def test_a_line_that_runs_over_the_edge_of_the_page_is_read_whole() -> None:
    pdf = Pdf()
    pdf.right(SEEN, MARGIN, x=WIDTH + 40)
    assert [block.text for block in load_pdf(pdf.data(), Limits()).blocks] == [SEEN]
