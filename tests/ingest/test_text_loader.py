import textwrap

import pytest

from ingest.document import BlockKind
from ingest.loaders.text.plain import load_text

FIRST = "اجتمع أعضاء المجلس في مقر البلدية وبحثوا خطة النقل العام للعام المقبل، ثم استمعوا إلى عرض عن كلفة الحافلات"
SECOND = "واتفق الحاضرون على تأجيل البت في الخطة إلى أن تصل دراسة الجدوى من الشركة المكلفة بها."
PARAGRAPH = f"{FIRST} {SECOND}"


def texts(document: str) -> list[str]:
    return [" ".join(block.text.split()) for block in load_text(document.encode())]


def wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 72, subsequent_indent=indent)


def test_long_lines_are_paragraphs_with_or_without_blank_lines_between() -> None:
    assert texts(f"{PARAGRAPH}\n{SECOND}\n") == texts(f"{PARAGRAPH}\n\n\n{SECOND}") == [PARAGRAPH, SECOND]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_that_an_editor_broke_are_one_block(end: str) -> None:
    document = f"مقدمة\n{wrap(FIRST + '.')}\n\n{wrap(PARAGRAPH)}\n\n{wrap(SECOND)}\n"
    assert texts(document.replace("\n", end)) == ["مقدمة", f"{FIRST}.", PARAGRAPH, SECOND]


def test_broken_items_and_headings_come_whole_too() -> None:
    items = [
        "1. شراء عشر حافلات كهربائية جديدة تعمل على الخطوط التي تربط الضواحي بوسط المدينة؛",
        "2. خفض الأجرة؛",
        "3. نشر مواعيد الحافلات.",
    ]
    heading = "ثانياً: المقترحات التي تقدم بها أعضاء المجلس بشأن تطوير شبكة النقل العام"
    lead = "واتفق الحاضرون على ما يلي:"
    document = "\n\n".join([wrap(PARAGRAPH), wrap(heading), lead, "\n".join(wrap(item, "   ") for item in items)])
    assert texts(document) == [PARAGRAPH, heading, lead, *items]


def test_short_lines_are_no_wrapped_text() -> None:
    rows = ["البند المبلغ النسبة", "الحافلات 12,000 40%", "السائقون 18,000 60%"]
    assert texts("\n".join([*rows, "", PARAGRAPH])) == [*rows, PARAGRAPH]


def test_one_label_after_another_is_a_block_each() -> None:
    labels = ["التاريخ: 5/3/2023", "الحاضرون: د. سامي النجار، أ. هناء الخطيب، م. وليد العمري", "المعتذرون: فؤاد حداد"]
    assert texts("\n".join(labels)) == labels


def test_a_line_marked_as_in_markdown_is_a_heading() -> None:
    block = load_text(f"## الميزانية ##\n{PARAGRAPH}".encode())[0]
    assert (block.text, block.kind, block.level) == ("الميزانية", BlockKind.HEADING, 2)


def test_pages_are_counted_only_where_form_feeds_part_them() -> None:
    assert [block.page for block in load_text(f"{PARAGRAPH}\f\f{SECOND}".encode())] == [1, 3]
    assert [block.page for block in load_text(PARAGRAPH.encode())] == [None]


def test_an_address_that_a_line_end_broke_stays_in_its_block() -> None:
    assert len(texts(f"{PARAGRAPH}\nانظر https://example.org/a-\nb للتفاصيل\n{PARAGRAPH}")) == 3


def test_a_figure_that_wrapping_put_first_in_a_line_begins_nothing() -> None:
    text = (
        "عُقدت الندوة في عمّان بحضور ممثلين عن عشر بلديات ساحلية في شهر حزيران من عام\n"
        "2019. وارتفع عدد العاملين في الموانئ إلى تسعين ألفاً وفق ما ورد في الفقرة\n"
        "14. من الدراسة التي أعدتها غرفة الملاحة، أي بزيادة واضحة على أرقام عام\n"
        "2010 المنشورة.\n"
    )
    assert len(load_text(text.encode())) == 1
