"""HTML, Word and PowerPoint, made in the tests by programs of their own."""

import zipfile
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from ingest.document import Block, BlockKind, Limits
from ingest.errors import (
    DamagedDocumentError,
    EntitiesError,
    NoSlidesError,
    TooLargeDocumentError,
    TooManyPagesError,
    UnreadableDocumentError,
)
from ingest.loaders.slides.pptx import load_pptx
from ingest.loaders.web.html import load_html
from ingest.loaders.word.docx import load_docx
from ingest.sections import read_body

H, P, ITEM, NOTE = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE


def told(blocks: tuple[Block, ...]) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in blocks]


def html(body: str) -> list[tuple[BlockKind, str]]:
    return told(load_html(f"<html><body><h1>تقرير</h1>{body}</body></html>".encode(), Limits()).blocks)[1:]


def test_headings_paragraphs_and_nested_lists_keep_their_kind_and_number() -> None:
    body = "<h2>أولاً</h2><p>افتُتحت <b>الورشة</b>.</p><ol start='3'><li>بند<ul><li>فرع</li></ul></li><li>ثانٍ</li></ol>"
    assert html(body) == [
        (H, "أولاً"), (P, "افتُتحت الورشة."), (ITEM, "3. بند"), (ITEM, "فرع"), (ITEM, "4. ثانٍ"),
    ]  # fmt: skip


@pytest.mark.parametrize(("form", "numbers"), [("a", "c e"), ("I", "III V"), ("1", "3 5"), ("x", "3 5")])
def test_lists_are_counted_as_their_type_says_and_from_where_a_point_says(form: str, numbers: str) -> None:
    first, second = numbers.split()
    body = f"<ol type='{form}' start='3'><li>بند</li><li value='5'>ثانٍ</li></ol>"
    assert html(body) == [(ITEM, f"{first}. بند"), (ITEM, f"{second}. ثانٍ")]


@pytest.mark.parametrize("number", ["9" * 5000, "--5", "", "x", "٣" * 5000])
def test_a_number_that_html_would_not_take_is_one(number: str) -> None:
    body = f"<ol start='{number}'><li>بند</li></ol><table><tr><td rowspan='{number}'>تونس</td><td>9</td></tr></table>"
    assert html(body) == [(ITEM, "1. بند"), (ITEM, "تونس | 9")]


def test_a_table_is_read_row_by_row() -> None:
    body = "<table><tr><th>البلد</th><th>العدد</th></tr><tr><td><p>تونس</p></td><td>9</td></tr></table>"
    assert html(body) == [(ITEM, "البلد | العدد"), (ITEM, "تونس | 9")]


@pytest.mark.parametrize(
    "hidden",
    ["<script>سر</script>", "<nav>سر</nav>", "<p hidden>سر</p>", "<div style='display: none'>سر</div>", "<!-- سر -->",
     "<p>قبل <span aria-hidden='true'>سر</span></p>", "<del>سر</del>", "<style>سر</style>"],
)  # fmt: skip
def test_what_a_reader_does_not_see_is_not_read(hidden: str) -> None:
    assert not any("سر" in text for _, text in html(f"<p>نص ظاهر.</p>{hidden}"))


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("<a href='https://example.org/a%20b'>الموقع</a>", "الموقع (https://example.org/a b)"),
        ("<a href='https://example.org/'>www.example.org</a>", "www.example.org"),
        ("<a href='mailto:a@example.org'>راسلنا</a>", "راسلنا (a@example.org)"),
        ("<a href='#part'>القسم</a>", "القسم"),
        ("<a href='javascript:alert(1)'>هنا</a>", "هنا"),
    ],
)
def test_a_link_s_address_stands_behind_it_where_it_says_more(link: str, text: str) -> None:
    assert html(f"<p>{link}</p>") == [(P, text)]


def test_a_footnote_stands_apart_and_its_mark_is_gone() -> None:
    body = (
        "<p>بلغ العدد مئة<sup><a href='#fn1'>1</a></sup> شخص.</p><h2>خاتمة</h2>"
        "<ol><li id='fn1'>وفق سجل الحضور. <a href='#ref1'>↩</a></li></ol>"
    )
    assert html(body) == [(P, "بلغ العدد مئة شخص."), (H, "خاتمة"), (NOTE, "وفق سجل الحضور.")]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "utf-16"])
def test_the_encoding_that_is_declared_or_found_is_used(encoding: str) -> None:
    head = f"<head><meta charset='{encoding}'><title>محضر</title></head>"
    page = f"<html>{head}<body><p>رُفعت الجلسة في المساء.</p></body></html>"
    reading = load_html(page.encode(encoding), Limits())
    assert reading.title == "محضر"
    assert reading.blocks[0].text == "رُفعت الجلسة في المساء."


def test_lines_of_a_page_without_headings_may_be_found_to_be_some() -> None:
    assert load_html("<p>أولاً: المقدمة</p><p>بدأت الورشة.</p>".encode(), Limits()).blocks[0].kind is BlockKind.TEXT


def test_a_short_paragraph_that_is_bold_as_a_whole_may_be_found_to_be_a_heading() -> None:
    body = "<p><b>سير </b><strong>النقاش</strong></p><p>بدأ النقاش.</p><p><b>تنبيه:</b> انتهى الوقت.</p>"
    assert html(body) == [(BlockKind.TEXT, "سير النقاش"), (P, "بدأ النقاش."), (P, "تنبيه: انتهى الوقت.")]
    sections = [p.section for p in read_body(load_html(f"<h1>تقرير</h1>{body}".encode(), Limits()).blocks).paragraphs]
    assert sections[1] == ("سير النقاش",)


def word(build: Callable[[Any], None]) -> bytes:
    document = Document()
    build(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_document_s_headings_lists_and_tables_are_read_and_deleted_text_is_not() -> None:
    def build(document: Any) -> None:
        document.add_heading("تقرير الورشة", 0)
        document.add_heading("الافتتاح", 1)
        paragraph = document.add_paragraph("افتُتحت الورشة صباحاً.")
        deleted, run, text = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
        text.text = "نص محذوف"
        run.append(text)
        deleted.append(run)
        paragraph._p.append(deleted)
        document.add_paragraph("شكر الحضور", style="List Bullet")
        row = document.add_table(1, 2).rows[0].cells
        row[0].text, row[1].text = "تونس", "9"

    assert told(load_docx(word(build), Limits()).blocks) == [
        (H, "تقرير الورشة"), (H, "الافتتاح"), (P, "افتُتحت الورشة صباحاً."), (ITEM, "شكر الحضور"), (ITEM, "تونس | 9"),
    ]  # fmt: skip


def test_the_label_of_a_cell_merged_over_rows_stands_in_each_of_them() -> None:
    def build(document: Any) -> None:
        table = document.add_table(4, 3)
        said = [("المشرق", "لبنان", "23"), ("", "الأردن", "18"), ("", "سوريا", "9"), ("المغرب", "تونس", "7")]
        for row, texts in zip(table.rows, said, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(0, 0).merge(table.cell(2, 0)).text = "المشرق"

    assert [text for _, text in told(load_docx(word(build), Limits()).blocks)] == [
        "المشرق | لبنان | 23", "المشرق | الأردن | 18", "المشرق | سوريا | 9", "المغرب | تونس | 7",
    ]  # fmt: skip


def test_a_label_merged_in_the_middle_stands_in_its_column() -> None:
    body = "<table><tr><td>أ<td rowspan=2 colspan=2>ب<td>ج</tr><tr><td>د<td>ه</tr><tr><td>و</tr></table>"
    assert html(body) == [(ITEM, "أ | ب | ج"), (ITEM, "د | ب | ه"), (ITEM, "و")]


def slides(*, hidden: str | None = None) -> bytes:
    deck: Any = Presentation()
    for title in ("المشاركون", "الخاتمة"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
        left = slide.shapes.add_textbox(Inches(1), Inches(3), Inches(2), Inches(1))
        left.text_frame.text = "نص في اليسار."
        right = slide.shapes.add_textbox(Inches(6), Inches(3), Inches(2), Inches(1))
        right.text_frame.text = "نص في اليمين."
        slide.notes_slide.notes_text_frame.text = "شكر خاص."
    if hidden:
        deck.slides[0]._element.set("show", hidden)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def test_a_slide_is_a_page_read_from_the_right_with_its_notes() -> None:
    reading = load_pptx(slides(), Limits())
    first = [(block.kind, block.text) for block in reading.blocks if block.page == 1]
    assert first == [
        (H, "المشاركون"), (P, "نص في اليمين."), (P, "نص في اليسار."), (NOTE, "ملاحظات المتحدث: شكر خاص."),
    ]  # fmt: skip
    assert [page.page for page in reading.pages] == [1, 2]
    assert "نص في اليمين." in reading.pages[1].text


def test_notes_are_no_part_of_a_last_point_without_a_full_stop() -> None:
    deck: Any = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "الختام"
    slide.placeholders[1].text_frame.text = "شكر الحاضرين"
    slide.notes_slide.notes_text_frame.text = "يلي ذلك نقاش."
    file = BytesIO()
    deck.save(file)
    texts = [p.text for p in read_body(load_pptx(file.getvalue(), Limits()).blocks).paragraphs]
    assert texts[-2:] == ["شكر الحاضرين", "ملاحظات المتحدث: يلي ذلك نقاش."]


@pytest.mark.parametrize("hidden", ["0", "false"])
def test_hidden_slides_are_left_out_and_keep_their_number(hidden: str) -> None:
    reading = load_pptx(slides(hidden=hidden), Limits())
    assert {block.page for block in reading.blocks} == {2}
    assert [(page.page, page.text, page.doubt) for page in reading.pages][:1] == [(1, "", "hidden_text_left_out")]


def test_shapes_whose_tops_differ_a_little_stand_side_by_side_and_those_of_a_group_too() -> None:
    deck: Any = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    for shapes, top in ((group.shapes, 2), (slide.shapes, 5)):
        for name, left, lower in (("اليسار", 1, 0.0), ("اليمين", 6, 0.1)):
            box = shapes.add_textbox(Inches(left), Inches(top + lower), Inches(2), Inches(1))
            box.text_frame.text = f"نص في {name}."
    file = BytesIO()
    deck.save(file)
    texts = [block.text for block in load_pptx(file.getvalue(), Limits()).blocks]
    assert texts == ["نص في اليمين.", "نص في اليسار."] * 2


def test_what_stands_on_every_slide_is_not_read() -> None:
    deck: Any = Presentation()
    layout = deck.slide_layouts[5]
    slide = deck.slides.add_slide(layout)
    slide.shapes.title.text = "النتائج"
    furniture = [p for p in layout.placeholders if p.placeholder_format.type.name in ("FOOTER", "DATE", "SLIDE_NUMBER")]
    for placeholder in furniture:
        slide.shapes._spTree.append(deepcopy(placeholder._element))
        slide.shapes[-1].text_frame.text = "تذييل"
    file = BytesIO()
    deck.save(file)
    assert len(furniture) == 3
    assert [block.text for block in load_pptx(file.getvalue(), Limits()).blocks] == ["النتائج"]


def test_a_shape_without_a_geometry_is_read() -> None:
    deck: Any = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "النتائج"
    shape = slide.shapes.add_shape(1, Inches(1), Inches(5), Inches(2), Inches(1))
    shape._element.spPr.remove(shape._element.spPr.prstGeom)
    shape.text_frame.text = "نص في شكل بلا هندسة."
    file = BytesIO()
    deck.save(file)
    assert [block.text for block in load_pptx(file.getvalue(), Limits()).blocks] == ["النتائج", "نص في شكل بلا هندسة."]


def test_a_small_picture_of_a_word_document_is_no_text() -> None:
    picture = BytesIO()
    Image.new("RGB", (800, 800)).save(picture, "PNG")

    def build(document: Any) -> None:
        document.add_paragraph("نص قبل الصورة.")
        document.add_picture(BytesIO(picture.getvalue()), width=Inches(1))

    assert load_docx(word(build), Limits(ocr=False)).blocks == (Block("نص قبل الصورة."),)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "windows-1256", "utf-8", "no-such-encoding"])
def test_a_page_that_declares_another_encoding_than_it_has_is_read(declared: str) -> None:
    for encoding in ("utf-8", "cp1256"):
        page = f'<meta charset="{declared}"><p>افتتحت الورشة صباح اليوم.</p>'
        assert [block.text for block in load_html(page.encode(encoding), Limits()).blocks] == [
            "افتتحت الورشة صباح اليوم."
        ]


def test_a_deck_without_slides_or_with_too_many_is_refused() -> None:
    file = BytesIO()
    Presentation().save(file)
    with pytest.raises(NoSlidesError):
        load_pptx(file.getvalue(), Limits())
    with pytest.raises(TooManyPagesError):
        load_pptx(slides(), Limits(max_pages=1))


def test_an_archive_that_unpacks_to_more_than_is_allowed_is_refused_by_what_comes_out() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 3_000_000)
    assert len(file.getvalue()) < 10_000
    for load in (load_docx, load_pptx):
        with pytest.raises(TooLargeDocumentError):
            load(file.getvalue(), Limits(max_unpacked_bytes=1_000_000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", ["", f"<!--{'x' * (2**20 - 14)}-->"])  # so that the mark lies across two chunks
def test_entities_are_refused_before_anything_expands_them(encoding: str, before: str) -> None:
    bomb = f'{before}<!DOCTYPE a [<!ENTITY b "{"ن" * 50}"><!ENTITY c "{"&b;" * 50}">]><a>&c;</a>'
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bomb.encode(encoding))
    with pytest.raises(EntitiesError):
        load_docx(file.getvalue(), Limits())


@pytest.mark.parametrize("load", [load_docx, load_pptx])
def test_files_that_are_cut_short_or_something_else_are_refused(
    load: Callable[[bytes, Limits], object],
) -> None:
    whole = slides() if load is load_pptx else word(lambda document: None)
    with pytest.raises(DamagedDocumentError):
        load(whole[: len(whole) // 2], Limits())
    with pytest.raises(DamagedDocumentError):
        load("نص عادي".encode(), Limits())
    empty = BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(UnreadableDocumentError):
        load(empty.getvalue(), Limits())
