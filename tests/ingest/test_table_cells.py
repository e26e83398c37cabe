"""Tables of every format become lines that can each be read by itself."""

import pytest

from ingest.document import Limits
from ingest.loaders.tables import Cell, table_lines
from ingest.loaders.web.html import load_html


def lines(*rows: str) -> list[str]:
    """The lines of a table whose cells are parted by bars; "text*2" is merged over rows, "text+2" over columns."""
    return list(table_lines([[cell(text.strip()) for text in row.split("|")] for row in rows]))


def cell(text: str) -> Cell:
    text, _, rows = text.partition("*")
    text, _, columns = text.partition("+")
    return Cell(text, int(rows or 1), int(columns or 1))


def of_html(body: str) -> list[str]:
    return [block.text for block in load_html(f"<h1>تقرير</h1>{body}".encode(), Limits()).blocks][1:]


def test_an_empty_cell_keeps_its_place() -> None:
    assert lines("البند|2021|2022", "صيانة||520", "وقود|310|", "|7|8") == [
        "البند | 2021 | 2022", "صيانة |  | 520", "وقود | 310 | ", " | 7 | 8",
    ]  # fmt: skip


def test_empty_rows_and_columns_are_no_part_of_a_table() -> None:
    assert lines("البند||2021", "||", "صيانة||520") == ["البند | 2021", "صيانة | 520"]
    assert lines("", "") == []


def test_a_short_row_is_not_filled_up() -> None:
    assert lines("أ|ب|ج", "المجموع") == ["أ | ب | ج", "المجموع"]


def test_the_label_of_merged_rows_stands_in_each_of_them_and_a_long_text_once() -> None:
    long = " ".join(["كلمة"] * 13)
    assert lines("الشرقي*2|الأحد|6", "الأربعاء|9", "الغربي|السبت|7") == [
        "الشرقي | الأحد | 6", "الشرقي | الأربعاء | 9", "الغربي | السبت | 7",
    ]  # fmt: skip
    assert lines(f"{long}*2|6", "9") == [f"{long} | 6", " | 9"]


def test_an_empty_cell_over_several_rows_keeps_its_place_in_them() -> None:
    assert lines("أ|ب|ج", "*2|1|2", "3|4") == ["أ | ب | ج", " | 1 | 2", " | 3 | 4"]


def test_what_heads_several_columns_stands_over_each_of_them() -> None:
    assert lines("البند*2|2021+2|2022+2", "مخطط|فعلي|مخطط|فعلي", "وقود|1|2|3|4") == [
        "البند | 2021 | 2021 | 2022 | 2022", "البند | مخطط | فعلي | مخطط | فعلي", "وقود | 1 | 2 | 3 | 4",
    ]  # fmt: skip


def test_a_cell_over_the_whole_row_is_said_once_and_one_below_the_head_too() -> None:
    assert lines("الميزانية+3", "البند|النوع|المبلغ", "المجموع+2|500") == [
        "الميزانية", "البند | النوع | المبلغ", "المجموع |  | 500",
    ]  # fmt: skip


def test_the_rows_of_a_table_in_a_cell_stand_beside_what_its_row_says() -> None:
    inner = [[Cell("الأحد"), Cell("ليلى")], [Cell("الاثنين"), Cell("عمر")]]
    assert list(table_lines([[Cell("الثاني"), Cell("", inner=inner), Cell("صباحاً")]])) == [
        "الثاني | الأحد | ليلى | صباحاً", "الثاني | الاثنين | عمر | صباحاً",
    ]  # fmt: skip
    assert list(table_lines([[Cell("الثاني"), Cell("المناوبون", inner=inner)]])) == [
        "الثاني | المناوبون", "الثاني | الأحد | ليلى", "الثاني | الاثنين | عمر",
    ]  # fmt: skip


def test_a_table_of_more_columns_than_any_page_has_grows_no_lines() -> None:
    rows = [[Cell("", columns=at), Cell("س")] for at in range(1, 400)]
    assert sum(map(len, table_lines(rows))) < 10 * len(rows)


@pytest.mark.parametrize("tag", ["td", "th"])
def test_tables_in_cells_of_html_are_read_each_row_with_what_stands_beside_it(tag: str) -> None:
    inner = "<table><tr><td>الأحد<td>ليلى</tr><tr><td>الاثنين<td>عمر</tr></table>"
    assert of_html(f"<table><tr><td>الثاني<{tag}>{inner}</{tag}></tr></table>") == [
        "الثاني | الأحد | ليلى", "الثاني | الاثنين | عمر",
    ]  # fmt: skip


def test_a_row_that_frames_several_paragraphs_is_read_as_these() -> None:
    body = "<table><tr><td><h2>الافتتاح</h2><p>افتُتحت الورشة.</p></td></tr><tr><td>أ<td>ب</tr></table>"
    assert of_html(body) == ["الافتتاح", "افتُتحت الورشة.", "أ | ب"]


def test_what_stands_in_a_table_beside_its_rows_is_read() -> None:
    body = "<table><caption>الجدول 1</caption><form><tr><td>أ<td>ب</tr></form></table>"
    assert of_html(body) == ["الجدول 1", "أ | ب"]


def test_hidden_rows_and_cells_of_html_are_not_read() -> None:
    body = "<table><tr><td>أ<td hidden>سر<td>ب</tr><tr style='display:none'><td>سر</tr></table>"
    assert of_html(body) == ["أ | ب"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("بلغت 3×10<sup>4</sup> زائراً", "بلغت 3×10⁴ زائراً"),
        ("مساحتها 120 م<sup>2 </sup>تقريباً", "مساحتها 120 م² تقريباً"),
        ("٣×١٠<sup>٤</sup>", "٣×١٠^٤"),
        ("10<sup>-3</sup>", "10⁻³"),
        ("2<sup>3x</sup>", "2^3x"),
        ("2<sup>(x+1)</sup>", "2^((x+1))"),
        ("H<sub>2</sub>O وCO<sub>2</sub>", "H₂O وCO₂"),
        ("21<sup>st</sup> مؤتمر", "21st مؤتمر"),
        ("شركة<sup>TM</sup>", "شركةTM"),
    ],
)
def test_raised_and_lowered_figures_do_not_melt_into_what_stands_before_them(markup: str, text: str) -> None:
    assert of_html(f"<p>{markup}</p>") == [text]


@pytest.mark.parametrize(
    ("equation", "line"),
    [
        ("<mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac>", "x=1/(a+b)"),
        ("<msup><mn>10</mn><mn>4</mn></msup>", "10⁴"),
        ("<msub><mi>x</mi><mi>max</mi></msub>", "x_max"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x₁²"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x+1)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "³√(x)"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>", "[1, 2]"),
        ("<semantics><mi>x</mi><annotation>x^{tex}</annotation></semantics>", "x"),
        ("<msup><mi>x</mi></msup>", "x"),
    ],
)
def test_an_equation_of_html_is_read_as_a_line(equation: str, line: str) -> None:
    assert of_html(f"<p>يحسب <math>{equation}</math> هنا</p>") == [f"يحسب {line} هنا"]


def test_boxes_are_read_as_ticked_or_open_and_the_switch_of_a_menu_is_not() -> None:
    body = "<input type=checkbox id=menu><p><input type=checkbox checked> موافق</p><p><input type=radio> معترض</p>"
    assert of_html(body + "<p>الاسم: <input type=text></p>") == ["☒ موافق", "☐ معترض", "الاسم:"]
