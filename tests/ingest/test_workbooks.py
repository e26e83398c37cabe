"""Excel workbooks: a section a sheet, rows as those of tables, values as they are shown, and nothing that is hidden."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from ingest.document import BlockKind, Limits, Original, Reading
from ingest.errors import (
    DamagedDocumentError,
    EntitiesError,
    MemoryHungryError,
    TooLargeDocumentError,
    TooManyRowsError,
    UnreadableDocumentError,
)
from ingest.isolation import read_apart
from ingest.loaders.sheets.values import shown
from ingest.loaders.sheets.xlsx import MOST_ROWS, load_xlsx
from ingest.pipeline import parse_document, read_content
from ingest.quality import Doubt

FIRST = "xl/worksheets/sheet1.xml"
HEAD, ROW = ("البند", "2023", "2024"), ("المياه", 120, 150)


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]], change: Callable[[Any], object] | None = None) -> bytes:
    """A workbook of sheets with their rows.

    :param change: What is done to it before it is saved.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet: Any = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with a change in one of its parts."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.namelist():
            archive.writestr(part, change(source.read(part)) if part == name else source.read(part))
        if name not in source.namelist():
            archive.writestr(name, change(b""))
    return target.getvalue()


def read(data: bytes) -> Reading:
    return load_xlsx(data, Limits())


def lines(data: bytes) -> list[str]:
    return [block.text for block in read(data).blocks]


def doubts(data: bytes) -> list[tuple[str | None, str]]:
    return [(page.doubt, page.section) for page in read(data).pages]


def test_each_sheet_is_a_section_and_its_rows_are_those_of_a_table() -> None:
    data = workbook(("النفقات", [HEAD, ROW]), ("فارغة", []), ("الإيرادات", [HEAD, ("الرسوم", None, 30)]))
    blocks = read(data).blocks
    assert [(block.text, block.kind) for block in blocks] == [
        ("النفقات", BlockKind.HEADING),
        ("البند | 2023 | 2024", BlockKind.PARAGRAPH),
        ("المياه | 120 | 150", BlockKind.LIST_ITEM),
        ("الإيرادات", BlockKind.HEADING),
        ("البند | 2023 | 2024", BlockKind.PARAGRAPH),
        ("الرسوم |  | 30", BlockKind.LIST_ITEM),
    ]


def test_the_head_of_a_table_introduces_all_of_its_passages() -> None:
    data = workbook(("ورقة1", [HEAD, *((f"البند رقم {number}", number, 2 * number) for number in range(60))]))
    document = read_content(Original(data, "الموازنة.xlsx"), count_tokens=lambda text: len(text.split()))
    assert document.title == "الموازنة"
    assert document.passages[0].text.startswith("البند | 2023 | 2024\nالبند رقم 0 |")
    assert len(document.passages) > 1
    assert {passage.lead_in for passage in document.passages[1:]} == {"البند | 2023 | 2024"}


def test_what_stands_above_the_only_table_is_the_title() -> None:
    def merge(book: Any) -> None:
        book["ورقة1"].merge_cells("A1:C1")

    title = "موازنة بلدية صيدا"
    data = workbook(("ورقة1", [(title,), HEAD, ROW]), change=merge)
    assert lines(data) == [title, "البند | 2023 | 2024", "المياه | 120 | 150"]
    assert parse_document(Original(data, "a.xlsx"), Limits()).title == title
    assert (
        parse_document(Original(workbook(("قرارات المجلس", [HEAD, ROW])), "a.xlsx"), Limits()).title == "قرارات المجلس"
    )


def test_tables_in_a_sheet_have_each_their_head_and_spaced_rows_are_of_one() -> None:
    staff = [("الموظفون",), ("الاسم", "الصفة"), ("هناء", "محاسبة")]
    kinds = [
        (block.text, block.kind is BlockKind.PARAGRAPH)
        for block in read(workbook(("ورقة1", [HEAD, ROW, (), ("الطرق", 5, 6), (), *staff]))).blocks
    ]
    assert kinds == [
        ("البند | 2023 | 2024", True),
        ("المياه | 120 | 150", False),
        ("الطرق | 5 | 6", False),
        ("الموظفون", True),
        ("الاسم | الصفة", True),
        ("هناء | محاسبة", False),
    ]


def test_what_is_hidden_is_left_out_and_told() -> None:
    def hide(book: Any) -> None:
        book["النفقات"].row_dimensions[3].hidden = True
        book["النفقات"].column_dimensions.group("C", "D", hidden=True)
        book["سرية"].sheet_state = "veryHidden"

    rows = [
        ("البند", "المبلغ", "ملاحظات", "رأي"),
        ("المياه", 120, "سر1", "سر2"),
        ("سر3", 1, "", ""),
        ("الطرق", 5, "", ""),
    ]
    data = workbook(("النفقات", rows), ("سرية", [("سر4",)]), change=hide)
    assert lines(data) == ["النفقات", "البند | المبلغ", "المياه | 120", "الطرق | 5"]
    assert doubts(data) == [(Doubt.HIDDEN, "النفقات"), (Doubt.HIDDEN, "سرية")]


def test_merged_cells_are_said_in_each_row_and_over_each_column() -> None:
    def merge(book: Any) -> None:
        for cells in ("A1:A2", "B1:C1", "A3:A5"):
            book["ورقة1"].merge_cells(cells)
        book["ورقة1"].row_dimensions[3].hidden = True

    rows = [("القطاع", "السنوات"), (None, 2023, 2024), ("الصحة", 1, 2), (None, 3, 4), (None, 5, 6)]
    assert lines(workbook(("ورقة1", rows), change=merge)) == [
        "القطاع | السنوات | السنوات", "القطاع | 2023 | 2024", "الصحة | 3 | 4", "الصحة | 5 | 6",
    ]  # fmt: skip


def test_a_formula_says_the_value_that_the_file_keeps_and_one_without_is_told() -> None:
    data = workbook(("ورقة1", [HEAD, ("المجموع", "=1+2", "=3+4")]))

    def keep_value(part: bytes) -> bytes:
        return part.replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>").replace(
            b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>"
        )

    data = with_part(data, FIRST, keep_value)
    assert lines(data)[1:] == ["المجموع | 3"]
    assert doubts(data) == [(Doubt.FORMULA, "ورقة1")]


def test_an_error_says_nothing_and_a_cell_of_several_lines_is_one_text() -> None:
    data = workbook(("ورقة1", [("البند\nالرئيسي", "المبلغ"), ("المياه", "#DIV/0!")]))
    assert lines(data) == ["البند الرئيسي | المبلغ", "المياه"]


@pytest.mark.parametrize("part", ["xl/media/image1.png", "xl/drawings/drawing1.xml"])
def test_what_lies_over_the_cells_is_told(part: str) -> None:
    data = with_part(workbook(("ورقة1", [HEAD, ROW])), part, lambda _: "<a><a:t>نص</a:t></a>".encode())
    assert doubts(data) == [(Doubt.PART, "")]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (12, "General", "12"), (3.0, "General", "3"), (0.1 + 0.2, "General", "0.3"),
        (10**15, "General", "1" + "0" * 15),
        (0.125, "0%", "13%"), (0.125, "0.0%", "12.5%"), (1234567.891, "#,##0.00", "1,234,567.89"), (2.5, "0", "3"),
        (1.0, "0.##", "1"), (5, "000", "005"), (1_500_000, '0.0,,"M"', "1.5M"), (-5, "#,##0;(#,##0)", "(5)"),
        (-5, "0.0", "-5.0"), (-0.001, "0.00", "0.00"), (0, '0;-0;"لا شيء"', "لا شيء"), (5, ";;;", ""),
        (1234, '#,##0\\ "د.ل"', "1,234 د.ل"), (1234.5, "[$ر.س-401] #,##0.00", "ر.س 1,234.50"), (5, "[Red]0", "5"),
        (-44, "_-* #,##0.00_-;-* #,##0.00_-", "-44.00"), (0.5, "# ?/?", "0.5"), (12345, "0.00E+00", "12345"),
        (1e300, "0.00", "1" + "0" * 300), (1.5, "0." + "0" * 99, "1.5"), (True, "General", "TRUE"), (5, "@", "5"),
        (datetime(2024, 3, 5), "dd/mm/yyyy", "05/03/2024"), (datetime(2024, 3, 5), "mm-dd-yy", "2024-03-05"),
        (datetime(2024, 3, 5), "d mmmm yyyy", "2024-03-05"),
        (datetime(2024, 3, 5), "[$-1010000]d/m/yyyy", "2024-03-05"),
        (datetime(2024, 3, 5, 14, 7), "d/m/yy h:mm AM/PM", "5/3/24 2:07 PM"), (time(9, 5), "h:mm", "9:05"),
        (datetime(2024, 3, 5, 14, 7), "yyyy-mm-dd hh:mm", "2024-03-05 14:07"), (timedelta(hours=30), "[h]:mm", "30:00"),
    ],
)  # fmt: skip
def test_a_value_is_said_as_it_is_shown(value: object, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_the_format_of_a_cell_is_that_of_its_value() -> None:
    def form(book: Any) -> None:
        book["ورقة1"]["B2"].number_format = "0%"
        book["ورقة1"]["C2"].number_format = "d/m/yyyy"

    data = workbook(("ورقة1", [("البند", "النسبة", "التاريخ"), ("المياه", 0.4, datetime(2024, 3, 5))]), change=form)
    assert lines(data)[1] == "المياه | 40% | 5/3/2024"


def test_a_size_that_a_sheet_only_claims_costs_nothing() -> None:
    def claim(part: bytes) -> bytes:
        return part.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')

    def at_the_edge(book: Any) -> None:
        book["ورقة1"].cell(1_048_576, 16_384, "طرف")

    data = with_part(workbook(("ورقة1", [HEAD, ROW])), FIRST, claim)
    assert lines(data) == ["البند | 2023 | 2024", "المياه | 120 | 150"]
    assert lines(workbook(("ورقة1", [HEAD, ROW]), change=at_the_edge))[-1] == "طرف"


def test_a_workbook_of_too_many_rows_is_refused_with_the_limit() -> None:
    rows = b"".join(b"<row><c t='inlineStr'><is><t>x</t></is></c></row>" for _ in range(MOST_ROWS))
    data = workbook(("ورقة1", [HEAD]))
    data = with_part(data, FIRST, lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"))
    with pytest.raises(TooManyRowsError) as caught:
        read(data)
    assert str(MOST_ROWS) in caught.value.about("a.xlsx").told("ar")


HOSTILE: dict[type[UnreadableDocumentError], Callable[[bytes], bytes]] = {
    DamagedDocumentError: lambda part: part[: len(part) // 2],
    EntitiesError: lambda part: b'<!DOCTYPE a [<!ENTITY b "c">]>' + part,
    TooLargeDocumentError: lambda part: part + b" " * 2**24,
    MemoryHungryError: lambda part: part.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
}


@pytest.mark.parametrize("refusal", HOSTILE)
def test_a_hostile_workbook_is_refused_by_name(refusal: type[UnreadableDocumentError]) -> None:
    data = with_part(workbook(("ورقة1", [HEAD, ROW])), FIRST, HOSTILE[refusal])
    limits = Limits(max_unpacked_bytes=2**24, memory=2**29)
    with pytest.raises(refusal, match=r"a\.xlsx"):
        read_apart(Original(data, "a.xlsx"), count_tokens=len, max_tokens=200, limits=limits)
