"""What PowerPoint shows as numbers, charts, diagrams and columns, and what is said of its pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.xmlchemy import serialize_for_reading
from pptx.util import Emu, Inches

from ingest.document import BlockKind, Limits, Reading
from ingest.loaders.slides.order import in_reading_order
from ingest.loaders.slides.pptx import load_pptx
from ingest.sections import read_body

NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
BLANK, TITLED = 6, 1
ITEM = BlockKind.LIST_ITEM


def read(build: Callable[[Any], None], layout: int = BLANK) -> Reading:
    deck: Any = Presentation()
    build(deck.slides.add_slide(deck.slide_layouts[layout]))
    file = BytesIO()
    deck.save(file)
    return load_pptx(file.getvalue(), Limits(ocr=False))


def texts(build: Callable[[Any], None], layout: int = BLANK) -> list[str]:
    return [block.text for block in read(build, layout).blocks]


def xml(text: str) -> Any:
    """An element, from its text."""
    return parse_xml(f"<a:x {NAMES}>{text}</a:x>")[0]


def points(body: Any, *written: tuple[str, str]) -> None:
    """Put paragraphs into a text body, each with the properties that it has."""
    for old in list(body.iterchildren("{http://schemas.openxmlformats.org/drawingml/2006/main}p")):
        body.remove(old)
    for text, properties in written:
        body.append(xml(f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"))


def auto(kind: str = "arabicPeriod", *, level: int = 0, start: int = 0) -> str:
    begins = f' startAt="{start}"' if start else ""
    return f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}"{begins}/></a:pPr>'


def of_points(*written: tuple[str, str]) -> list[str]:
    return texts(lambda slide: points(slide.shapes.add_textbox(0, 0, 99, 99).text_frame._txBody, *written))


def test_points_bear_the_numbers_that_powerpoint_shows() -> None:
    assert of_points(("أ", auto()), ("ب", auto()), ("", auto()), ("ج", auto())) == ["1. أ", "2. ب", "3. ج"]


def test_deeper_points_do_not_end_a_count_and_others_do() -> None:
    written = [
        ("أ", auto()),
        ("ب", auto("alphaLcParenR", level=1)),
        ("ج", auto("alphaLcParenR", level=1)),
        ("د", auto()),
        ("ه", auto("alphaLcParenR", level=1)),
        ("و", ""),
        ("ز", auto()),
    ]
    assert of_points(*written) == ["1. أ", "a) ب", "b) ج", "2. د", "a) ه", "و", "1. ز"]


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("arabicParenR", "3)"), ("arabicParenBoth", "(3)"), ("arabicPlain", "3"), ("romanUcPeriod", "III."),
        ("romanLcParenBoth", "(iii)"), ("alphaUcPeriod", "C."), ("arabic1Minus", "ت-"), ("arabic2Minus", "ج-"),
        ("circleNumDbPlain", "3"), ("thaiNumPeriod", "3."),
    ],
)  # fmt: skip
def test_numbers_of_every_kind_are_written_and_may_start_anywhere(kind: str, label: str) -> None:
    assert of_points(("بند", auto(kind, start=3))) == [f"{label} بند"]


def test_a_number_alone_makes_a_point() -> None:
    reading = read(lambda slide: points(slide.shapes.add_textbox(0, 0, 99, 99).text_frame._txBody, ("أ", auto())))
    assert [(block.kind, block.text) for block in reading.blocks] == [(ITEM, "1. أ")]


@pytest.mark.parametrize("of", ["shape", "layout", "master"])
def test_numbers_that_styles_give_are_read_too(of: str) -> None:
    style = '<a:lvl1pPr><a:buAutoNum type="arabicPeriod"/></a:lvl1pPr>'

    def build(slide: Any) -> None:
        place = slide.placeholders[1]
        points(place.text_frame._txBody, ("أ", ""), ("ب", ""), ("ج", "<a:pPr><a:buNone/></a:pPr>"))
        if of == "master":
            holder = slide.slide_layout.slide_master.element.xpath("./p:txStyles/p:bodyStyle")[0]
        else:
            base = place if of == "shape" else place._base_placeholder
            holder = base._element.xpath("./p:txBody/a:lstStyle")[0]
        for old in holder.findall("{http://schemas.openxmlformats.org/drawingml/2006/main}lvl1pPr"):
            holder.remove(old)
        holder.insert(0, xml(style))

    assert texts(build, TITLED) == ["1. أ", "2. ب", "ج"]


def chart(kind: Any, data: Any, title: str = "") -> Callable[[Any], None]:
    def build(slide: Any) -> None:
        made = slide.shapes.add_chart(kind, 0, 0, Inches(5), Inches(3), data).chart
        made.has_title = bool(title)
        if title:
            made.chart_title.text_frame.text = title

    return build


def of_categories(categories: Sequence[Any], *series: tuple[str, Sequence[float | None]], form: str = "General") -> Any:
    data: Any = CategoryChartData(number_format=form)
    data.categories = categories
    for name, values in series:
        data.add_series(name, values)
    return data


KINDS = ["COLUMN_CLUSTERED", "BAR_STACKED", "LINE", "PIE", "DOUGHNUT", "AREA", "RADAR", "LINE_MARKERS"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_read_as_a_table(kind: str) -> None:
    data = of_categories(["الشرقي", "الشمالي"], ("2023", (640, 385.5)))
    assert texts(chart(getattr(XL_CHART_TYPE, kind), data, "الاستهلاك")) == [
        "الاستهلاك", " | 2023", "الشرقي | 640", "الشمالي | 385.5",
    ]  # fmt: skip


def test_a_chart_of_several_series_keeps_the_places_of_values_that_lack() -> None:
    data = of_categories(["أ", "ب"], ("2022", (1, None)), ("2023", (None, 4)))
    assert texts(chart(XL_CHART_TYPE.LINE, data)) == [" | 2022 | 2023", "أ | 1 | ", "ب |  | 4"]


def test_shares_and_dates_are_written_as_they_are_shown() -> None:
    shares = of_categories(["أ", "ب"], ("الحصة", (0.125, 0.3)), form="0.0%")
    assert texts(chart(XL_CHART_TYPE.PIE, shares))[1:] == ["أ | 12.5%", "ب | 30%"]
    dated = of_categories([date(2023, 5, 1), date(2023, 6, 1)], ("الضخ", (1, 2)))
    assert texts(chart(XL_CHART_TYPE.LINE, dated))[1:] == ["2023-05-01 | 1", "2023-06-01 | 2"]


def test_groups_of_categories_stand_before_those_in_them() -> None:
    data: Any = CategoryChartData()
    for group, members in (("الشرقي", ("بيوت", "متاجر")), ("الغربي", ("بيوت",))):
        added = data.add_category(group)
        for member in members:
            added.add_sub_category(member)
    data.add_series("2023", (1, 2, 3))
    assert texts(chart(XL_CHART_TYPE.COLUMN_CLUSTERED, data))[1:] == [
        "الشرقي – بيوت | 1", "الشرقي – متاجر | 2", "الغربي – بيوت | 3",
    ]  # fmt: skip


def test_a_chart_of_points_is_read_too() -> None:
    data: Any = XyChartData()
    series = data.add_series("القياس")
    series.add_data_point(1.5, 20)
    series.add_data_point(2, 30)
    assert texts(chart(XL_CHART_TYPE.XY_SCATTER, data))[1:] == ["1.5 | 20", "2 | 30"]


def test_the_points_of_a_diagram_are_read() -> None:
    def build(slide: Any) -> None:
        said = "".join(
            f'<dgm:pt modelId="{at}"><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
            for at, text in enumerate(("استلام الطلب", "كشف ميداني"))
        )
        data = f"<dgm:dataModel {NAMES}><dgm:ptLst>{said}</dgm:ptLst><dgm:cxnLst/></dgm:dataModel>".encode()
        part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", slide.part.package, data)
        link = slide.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA)
        frame = slide.shapes.add_table(1, 1, 0, 0, 99, 99)._element
        graphic = frame.xpath("./a:graphic/a:graphicData")[0]
        graphic.set("uri", "http://schemas.openxmlformats.org/drawingml/2006/diagram")
        graphic[:] = [xml(f'<dgm:relIds r:dm="{link}"/>')]

    reading = read(build)
    assert [(block.kind, block.text) for block in reading.blocks] == [(ITEM, "استلام الطلب"), (ITEM, "كشف ميداني")]


def test_a_deck_of_a_title_and_notes_says_its_notes() -> None:
    deck: Any = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "اجتماع لجنة المياه"
    slide.notes_slide.notes_text_frame.text = "يبدأ الضخ في أيلول."
    file = BytesIO()
    deck.save(file)
    body = read_body(load_pptx(file.getvalue(), Limits()).blocks)
    assert (body.title, [p.text for p in body.paragraphs]) == (
        "اجتماع لجنة المياه", ["ملاحظات المتحدث: يبدأ الضخ في أيلول."],
    )  # fmt: skip


def picture(slide: Any, description: str, *, width: float = 1) -> Any:
    source = BytesIO()
    Image.new("RGB", (40, 40)).save(source, "PNG")
    source.seek(0)
    shape = slide.shapes.add_picture(source, 0, 0, Inches(width))
    shape._element.nvPicPr.cNvPr.set("descr", description)
    return shape


def test_what_is_said_of_a_picture_is_read_if_it_is_arabic() -> None:
    assert texts(lambda slide: picture(slide, "خريطة\nالخزان")) == ["وصف الصورة: خريطة الخزان"]
    assert read(lambda slide: picture(slide, "image.png")).blocks == ()


def test_what_is_said_of_a_picture_in_a_group_and_of_the_group_is_read() -> None:
    def build(slide: Any) -> None:
        group = slide.shapes.add_group_shape([picture(slide, "خريطة الخزان")])
        group._element.xpath("./p:nvGrpSpPr/p:cNvPr")[0].set("descr", "مخطط الشبكة")

    assert texts(build) == ["وصف الصورة: خريطة الخزان", "وصف الصورة: مخطط الشبكة"]


def test_a_picture_in_the_place_of_a_title_is_no_title() -> None:
    def build(slide: Any) -> None:
        shape = picture(slide, "صورة الميناء")
        slide.shapes.title._element.getparent().remove(slide.shapes.title._element)
        shape._element.nvPicPr.nvPr.append(xml('<p:ph type="title"/>'))
        slide.placeholders[1].text_frame.text = "يبدأ الموسم في أيلول."

    reading = read(build, TITLED)
    assert {block.text for block in reading.blocks} == {"وصف الصورة: صورة الميناء", "يبدأ الموسم في أيلول."}
    assert reading.title is None


@pytest.mark.parametrize("attribute", ["embed", "link"])
def test_a_picture_outside_the_file_is_told_and_the_deck_is_read(attribute: str) -> None:
    def build(slide: Any) -> None:
        slide.shapes.add_textbox(0, Inches(3), 99, 99).text_frame.text = "نص."
        blip = picture(slide, "", width=5)._element.blipFill.blip
        relations = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
        del blip.attrib[f"{relations}embed"]
        link = slide.part.relate_to("https://example.org/logo.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
        blip.set(f"{relations}{attribute}", link)

    reading = read(build)
    assert [block.text for block in reading.blocks] == ["نص."]
    assert [page.doubt for page in reading.pages] == ["picture_outside_the_file"]


def test_hidden_shapes_are_not_read_and_told() -> None:
    def build(slide: Any) -> None:
        for text, hidden in (("ظاهر.", ""), ("سر.", "1")):
            box = slide.shapes.add_textbox(0, 0, 99, 99)
            box.text_frame.text = text
            if hidden:
                box._element.nvSpPr.cNvPr.set("hidden", hidden)

    reading = read(build)
    assert [block.text for block in reading.blocks] == ["ظاهر."]
    assert [page.doubt for page in reading.pages] == ["hidden_text_left_out"]


def test_cells_keep_their_places_and_labels_of_merged_ones_stand_in_each_row() -> None:
    def build(slide: Any) -> None:
        table = slide.shapes.add_table(4, 3, 0, 0, 99, 99).table
        said = [("الحي", "اليوم", "الساعة"), ("الشرقي", "الأحد", "6"), ("", "الأربعاء", "9"), ("الغربي", "", "7")]
        for row, cells in zip(table.rows, said, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    assert texts(build) == [
        "الحي | اليوم | الساعة", "الشرقي | الأحد | 6", "الشرقي | الأربعاء | 9", "الغربي |  | 7",
    ]  # fmt: skip


def test_raised_figures_and_equations_are_read() -> None:
    said = "<m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup>"
    equation = f"<a14:m><m:oMath><m:sSup>{said}</m:sSup></m:oMath></a14:m>"
    choice = f'<mc:Choice Requires="a14">{equation}</mc:Choice><mc:Fallback><a:r><a:t>صورة</a:t></a:r></mc:Fallback>'

    def build(slide: Any) -> None:
        body = slide.shapes.add_textbox(0, 0, 99, 99).text_frame._txBody
        points(body)
        body.append(xml('<a:p><a:r><a:t>3×10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>4</a:t></a:r></a:p>'))
        body.append(xml(f"<a:p><a:r><a:t>حيث </a:t></a:r><mc:AlternateContent>{choice}</mc:AlternateContent></a:p>"))

    assert texts(build) == ["3×10⁴", "حيث x²"]


def test_a_shape_that_is_one_of_two_alternatives_is_read_once() -> None:
    def build(slide: Any) -> None:
        box = slide.shapes.add_textbox(0, 0, 99, 99)
        box.text_frame.text = "نص."
        parent, shape = box._element.getparent(), serialize_for_reading(box._element)
        parent.remove(box._element)
        parent.append(
            xml(f'<mc:AlternateContent><mc:Choice Requires="a14">{shape}</mc:Choice><mc:Fallback>{shape}</mc:Fallback>'
                "</mc:AlternateContent>")
        )  # fmt: skip

    assert texts(build) == ["نص."]


def test_ink_is_no_shape_and_what_is_drawn_in_its_place_may_be_described() -> None:
    def build(slide: Any) -> None:
        shape = picture(slide, "سهم إلى الخزان")
        parent, drawn = shape._element.getparent(), serialize_for_reading(shape._element)
        parent.remove(shape._element)
        ink = '<mc:Choice Requires="p14"><p:contentPart r:id="rInk"/></mc:Choice>'
        parent.append(xml(f"<mc:AlternateContent>{ink}<mc:Fallback>{drawn}</mc:Fallback></mc:AlternateContent>"))
        parent.append(xml('<p:contentPart r:id="rInk"/>'))

    assert texts(build) == ["وصف الصورة: سهم إلى الخزان"]


@pytest.mark.parametrize("link", ["dgm:relIds r:dm", "c:chart r:id", "cx:chart r:id"])
def test_a_drawing_whose_part_is_not_read_is_told_and_the_deck_is_read(link: str) -> None:
    def build(slide: Any) -> None:
        slide.shapes.add_textbox(0, Inches(3), 99, 99).text_frame.text = "نص."
        frame = slide.shapes.add_table(1, 1, 0, 0, 99, 99)._element
        graphic = frame.xpath("./a:graphic/a:graphicData")[0]
        graphic.set("uri", "urn:other")
        graphic[:] = [xml(f'<{link}="rLost"/>')]

    reading = read(build)
    assert [block.text for block in reading.blocks] == ["نص."]
    assert [page.doubt for page in reading.pages] == ["part_in_a_format_that_is_not_read"]


@dataclass(frozen=True, slots=True)
class Frame:
    """A shape's place, in tenths of an inch."""

    name: str
    left: int
    top: int
    width: int
    height: int


def order(*frames: Frame) -> str:
    shapes = [_Placed(f.name, *(Emu(n * 91_440) for n in (f.left, f.top, f.width, f.height))) for f in frames]
    forward, backward = in_reading_order(shapes), in_reading_order(shapes[::-1])
    assert forward == backward
    return " ".join(shape.name for shape in forward)


@dataclass(frozen=True, slots=True)
class _Placed:
    name: str
    left: int
    top: int
    width: int
    height: int


HEADS = (
    Frame("رأس٢", 5, 20, 40, 6),
    Frame("نص٢", 5, 28, 40, 15),
    Frame("رأس١", 52, 20, 40, 6),
    Frame("نص١", 52, 28, 40, 15),
)


def test_columns_are_read_one_after_the_other_each_head_with_its_text() -> None:
    assert order(*HEADS) == "رأس١ نص١ رأس٢ نص٢"


def test_what_stands_above_and_below_columns_is_read_before_and_behind_them() -> None:
    assert order(*HEADS, Frame("مقدمة", 5, 10, 87, 8), Frame("خاتمة", 5, 45, 87, 8)) == "مقدمة رأس١ نص١ رأس٢ نص٢ خاتمة"


def test_three_columns_and_texts_of_unlike_lengths_are_read_as_columns() -> None:
    frames = [Frame(f"{kind}{at}", left, top, 25, height)
              for at, left, tall in ((3, 0, 10), (2, 30, 30), (1, 60, 20))
              for kind, top, height in (("ر", 20, 6), ("ن", 28, tall))]  # fmt: skip
    assert order(*frames) == "ر1 ن1 ر2 ن2 ر3 ن3"


def test_the_rows_of_a_grid_of_labels_and_values_are_read_one_by_one() -> None:
    frames = [Frame(f"{kind}{row}", left, 20 + 12 * row, 30, 6)
              for row in range(3) for kind, left in (("قيمة", 20), ("اسم", 51))]  # fmt: skip
    assert order(*frames) == "اسم0 قيمة0 اسم1 قيمة1 اسم2 قيمة2"


def test_boxes_that_overlap_a_little_keep_their_order() -> None:
    assert order(Frame("أ", 10, 10, 50, 10), Frame("ب", 10, 19, 50, 10), Frame("ج", 40, 28, 50, 10)) == "أ ب ج"


def test_a_slide_of_very_many_shapes_is_read_from_the_top() -> None:
    frames = [Frame(str(at), at % 7, at, 1, 1) for at in range(400)]
    assert order(*frames) == " ".join(str(at) for at in range(400))
