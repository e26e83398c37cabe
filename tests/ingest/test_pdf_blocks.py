"""Lines of one paragraph stay one block, whichever fonts its names and figures come in."""

import pytest

from ingest.document import BlockKind
from ingest.loaders.pdf.blocks import PageLines, read_blocks
from ingest.loaders.pdf.layout import find_margins, read_layout
from ingest.loaders.pdf.page import Page, Word
from ingest.wording import has_arabic
from tests.ingest.pdf_kit import painted

LETTER, BLANK, RIGHT = 6.0, 4.0, 520.0
BODY = ["وتبدأ الأعمال في الربيع المقبل بعد تسليم الموقع من البلدية", "وتنتهي في الخريف."]


def page(
    lines: list[str], *, bold: bool = False, foreign_bold: bool = False, foreign_size: float = 13, heading: str = ""
) -> Page:
    """A page of one paragraph, and of another under it, with names and figures in a font of their own."""
    words: list[Word] = []
    y = 780.0
    for at, line in enumerate(([heading] if heading else []) + lines + BODY):
        x = RIGHT
        y -= 40 if at in (1 if heading else 0, len(lines) + bool(heading)) else 20
        for word in reversed(painted(line).split(" ")):
            is_arabic = has_arabic(word)
            size = 13 if is_arabic else foreign_size
            weight = (bold or (bool(heading) and at == 0)) if is_arabic else foreign_bold
            left = x - LETTER * len(word)
            words.append(Word(tuple(word), left, x, y, size, weight))
            x = left - BLANK
    return Page(1, 595, 842, tuple(words), (), has_picture=False)


def blocks(of: Page) -> list[tuple[BlockKind, str]]:
    lines = PageLines(of, read_layout(of, find_margins([of]), rtl=True))
    return [(block.kind, " ".join(block.text.split())) for block in read_blocks([lines], rtl=True)[0]]


CUT = [
    ["وقع المجلس عقداً مع شركة Blue Line Transit Ltd. برقم CT-2023 بقيمة", "1,250,000.50 ليرة تدفع على دفعات."],
    ["اشترت البلدية أربع عشرة حافلة صغيرة من شركة واحدة اسمها بالإنجليزية", "International Motors Co. وسجلتها."],
    ["وزعت الهيئة على الحاضرين نسخة من المعيار الدولي المعتمد لديها وهو", "ISO Standard مع شرحه وملحقاته كلها."],
    ["يمكن للراغبين في الاشتراك أن يكتبوا إلى عنوان المكتب", "info@example.org قبل نهاية هذا الشهر."],
    ["طلب ممثل الوزارة نشر التقرير كاملاً على الموقع الرسمي المعروف باسم", "Open Data Portal في هذا العام."],
]


@pytest.mark.parametrize("lines", CUT)
@pytest.mark.parametrize(
    ("bold", "foreign_bold", "foreign_size"),
    [(False, True, 13), (True, False, 13), (False, False, 11), (True, False, 15)],
)
def test_a_paragraph_goes_on_before_a_number_or_a_foreign_name(
    lines: list[str], bold: bool, foreign_bold: bool, foreign_size: float
) -> None:
    found = blocks(page(lines, bold=bold, foreign_bold=foreign_bold, foreign_size=foreign_size))
    assert found[0] == (BlockKind.TEXT, " ".join(lines))


@pytest.mark.parametrize("heading", ["عقد شركة Blue Line لعام 2023", "محضر الجلسة رقم 12"])
def test_a_bold_line_with_a_name_or_a_figure_in_another_font_is_a_heading(heading: str) -> None:
    assert blocks(page(CUT[0], heading=heading))[0] == (BlockKind.HEADING, heading)


def test_a_name_cut_behind_its_hyphen_is_one_word() -> None:
    found = blocks(page(["وقع رئيس المجلس البلدي صباح اليوم العقد المعروف لديهم برقم CT-", "2023/118-B وملحقاته."]))
    assert "برقم CT-2023/118-B وملحقاته." in found[0][1]
