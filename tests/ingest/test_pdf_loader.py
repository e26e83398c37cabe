"""What a PDF shows is what is read: order, columns, tables, footnotes, and what repeats on its pages."""

import shutil
import unicodedata
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser

from ingest.document import Block, BlockKind, Limits, PageMethod, Reading
from ingest.errors import DamagedDocumentError, EmptyPdfError, LockedPdfError, SlowPdfError, TooManyPagesError
from ingest.loaders.pdf import load_pdf
from ingest.loaders.pdf.process import render_page
from ingest.sections import read_body
from tests.ingest.pdf_kit import HEIGHT, LEADING, MARGIN, WIDTH, Pdf, of_lines, painted, printed

OPENING = "افتتحت رئيسة اللجنة الاجتماع ورحبت بالحاضرين من النقابات ومن أصحاب العمل."
CLOSING = "واختتم الاجتماع بعد أن اتفق الحاضرون على موعد اللقاء المقبل."


def read(data: bytes, limits: Limits | None = None) -> Reading:
    return load_pdf(data, limits or Limits())


def texts(blocks: Sequence[Block]) -> list[str]:
    return [" ".join(block.text.split()) for block in blocks]


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "line",
    [
        "عُقد الاجتماع يوم ٢٧ تشرين الأول/أكتوبر ٢٠٢٠ في بيروت.",
        "بلغت الكلفة 1,250,000.75 دولار (USD) في عام 2019.",
        "اعتُمدت الوثيقة E/ESCWA/C.3/2020/5 في الجلسة الأولى.",
        "للاستفسار يمكن الكتابة إلى info@example.org قبل 15/03/2021 أو بعده.",
        "صدر تقرير Global Compact for Safe Migration في بيروت (النسخة العربية).",
        "قال المدير «إن الوقت قد حان» ثم غادر القاعة [وفق المحضر].",
        "ينص البند الثاني على ما يلي: أولاً، ثانياً؛ وثالثاً؟",
        "زيارة https://example.org/ar/events?id=27&lang=ar للتسجيل.",
    ],
)
def test_a_line_is_read_as_it_was_written(line: str) -> None:
    assert texts(read(of_lines([line])).blocks) == [normal(line)]


def test_a_ligature_of_lam_and_alef_is_read_lam_first() -> None:
    pdf = Pdf()
    pdf.raw("ﺔﻴﺟﺎﺘﻧﻹا ﺕﻼﻜﺸﻤﻟا ﻞﺣ", MARGIN, x=300)
    assert texts(read(pdf.data()).blocks) == ["حل المشكلات الإنتاجية"]


SPOKEN = ("رحبت الرئيسة بالحاضرين من البلدان كلها.", "وطلب ممثل النقابة أن تسمع آراء العمال.", CLOSING)


@pytest.mark.parametrize("slant", [0.2, 0.35, -0.2])
def test_slanted_words_are_read_in_their_line(slant: float) -> None:
    pdf = Pdf()
    for at, line in enumerate(SPOKEN):
        top = MARGIN + 2 * LEADING * at
        words = line.split(" ")
        right = WIDTH - MARGIN
        for number, word in enumerate(words):
            if number in (1, 2):  # two words of each line lean, about their own baseline
                with pdf.transformed(1, 0, slant, 1, -slant * (HEIGHT - top), 0):
                    pdf.right(word, top, x=right)
            else:
                pdf.right(word, top, x=right)
            right -= pdf.width(painted(word)) + pdf.width(" ")
    assert texts(read(pdf.data()).blocks) == [normal(line) for line in SPOKEN]


def test_a_page_in_slanted_letters_is_read_whole() -> None:
    pdf = Pdf()
    for at, line in enumerate(SPOKEN):
        top = MARGIN + 2 * LEADING * at
        with pdf.transformed(1, 0, 0.3, 1, -0.3 * (HEIGHT - top), 0):
            pdf.right(line, top)
    assert texts(read(pdf.data()).blocks) == [normal(line) for line in SPOKEN]


@pytest.mark.parametrize(
    "matrix",
    [(0, 1, -1, 0, HEIGHT, 0), (0, -1, 1, 0, 0, WIDTH), (-1, 0, 0, -1, WIDTH, HEIGHT)],
    ids=["upwards", "downwards", "upside down"],
)
def test_a_page_that_is_turned_is_read_from_its_own_top(
    matrix: tuple[float, float, float, float, float, float],
) -> None:
    pdf = Pdf()
    if matrix[1]:
        pdf.canvas.setPageSize((HEIGHT, WIDTH))
    with pdf.transformed(*matrix):
        for at, line in enumerate(SPOKEN):
            pdf.right(line, MARGIN + 2 * LEADING * at)
    assert texts(read(pdf.data()).blocks) == [normal(line) for line in SPOKEN]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_the_file_says_to_turn_is_read_from_its_own_top(rotation: int) -> None:
    pdf = Pdf()
    pdf.turned(rotation)
    for at, line in enumerate(SPOKEN):
        pdf.right(line, MARGIN + 2 * LEADING * at)
    assert texts(read(pdf.data()).blocks) == [normal(line) for line in SPOKEN]


def test_vowel_signs_stay_on_their_letters() -> None:
    line = "يَسَّرَ المُنَسِّقُ الحِوارَ."
    assert texts(read(of_lines([line])).blocks) == [normal(line)]


def test_lines_of_one_paragraph_are_one_block_and_a_short_line_ends_it() -> None:
    pdf = Pdf()
    first = ["رحبت المديرة بجميع المشاركين في هذا اللقاء الإقليمي", "وشكرت المنظمين على ما بذلوه من جهد", "في الإعداد."]
    second = ["ثم عرض ممثل الوزارة الخطة التي أقرتها الحكومة هذا العام", "ودعا إلى مناقشتها."]
    top = pdf.justified(first, MARGIN)
    pdf.justified(second, top)
    assert texts(read(pdf.data()).blocks) == [" ".join(first), " ".join(second)]


def test_a_larger_line_is_a_heading_and_sizes_give_its_level() -> None:
    pdf = Pdf()
    for at, (text, size) in enumerate([("الفصل الأول", 20), ("خلفية", 16), (OPENING, 12), (CLOSING, 12)]):
        pdf.right(text, MARGIN + 40 * at, size=size)
    blocks = read(pdf.data()).blocks
    assert [(b.kind, b.level) for b in blocks[:2]] == [(BlockKind.HEADING, 1), (BlockKind.HEADING, 2)]
    assert all(block.kind is BlockKind.TEXT for block in blocks[2:])


RIGHT = [
    "تتناول هذه الورقة ظروف العمل",
    "في الموانئ العربية الكبرى وما",
    "طرأ عليها من تحول في السنوات",
    "الأخيرة بعد الجائحة.",
]
LEFT = [
    "أما القسم الثاني فيعرض نتائج",
    "المقابلات التي أجريت مع العمال",
    "وأصحاب العمل في أربعة موانئ",
    "ويخلص إلى توصيات.",
]


def in_columns(shift: float) -> bytes:
    pdf = Pdf()
    pdf.right("ظروف العمل في الموانئ العربية: دراسة ميدانية مقارنة في أربعة بلدان", MARGIN, size=16)
    pdf.justified(RIGHT, MARGIN + 40)
    pdf.justified(LEFT, MARGIN + 40 + shift, x=WIDTH - MARGIN - max(map(pdf.width, RIGHT)) - 25)
    return pdf.data()


@pytest.mark.parametrize("shift", [0.0, 6.0])
def test_columns_are_read_one_after_the_other_right_one_first_under_a_heading_over_both(shift: float) -> None:
    found = texts(read(in_columns(shift)).blocks)
    assert found[0].startswith("ظروف العمل")
    assert found[1:] == [" ".join(RIGHT), " ".join(LEFT)]


ROWS = [
    ["الدولة", "عدد المشاركين", "النسبة"],
    ["لبنان", "23", "26.4%"],
    ["الأردن", "18", "20.7%"],
    ["مصر", "١٥", "١٧٫٢٪"],
]
AS_ROWS = [" | ".join(row) for row in ROWS]


def table(*, ruled: bool) -> bytes:
    pdf = Pdf()
    pdf.right(OPENING, MARGIN)
    edges = [WIDTH - MARGIN, 400.0, 270.0, 150.0]
    for at, row in enumerate(ROWS):
        top = 140 + 24 * at
        for x, cell in zip(edges, row, strict=False):
            pdf.right(cell, top, x=x - 6)
    if ruled:
        for at in range(len(ROWS) + 1):
            pdf.rule(edges[-1], 124 + 24 * at, edges[0], 124 + 24 * at)
        for x in edges:
            pdf.rule(x, 124, x, 124 + 24 * len(ROWS))
    pdf.right(CLOSING, 300)
    return pdf.data()


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_is_read_row_by_row_from_the_right(ruled: bool) -> None:
    blocks = read(table(ruled=ruled)).blocks
    assert texts(blocks) == [OPENING, *AS_ROWS, CLOSING]
    assert all(block.kind is BlockKind.LIST_ITEM for block in blocks[1:-1])


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_cell_of_several_lines_is_one_cell_however_the_page_is_turned(turns: int) -> None:
    pdf = Pdf()
    with pdf.laid_down(turns):
        for top, left, right in (
            (140, "الحق في العمل", "المادة الأولى"),
            (156, "والأجر العادل", ""),
            (180, "الإجازة", "الثانية"),
        ):
            pdf.right(right, top, x=500)
            pdf.right(left, top, x=300)
        for top in (124, 164, 190):
            pdf.rule(100, top, 510, top)
        for x in (100, 320, 510):
            pdf.rule(x, 124, x, 190)
    assert texts(read(pdf.data()).blocks) == ["المادة الأولى | الحق في العمل والأجر العادل", "الثانية | الإجازة"]


DAYS = [f"ناقش الحاضرون {topic}." for topic in ("الميزانية", "خطة العمل", "التوصيات", "البيان", "موعد اللقاء")]


def paged(pages: int) -> bytes:
    pdf = Pdf()
    for number in range(1, pages + 1):
        pdf.right("تقرير الحوار الإقليمي", 40, size=9)
        pdf.right(f"الصفحة {number} من {pages}", HEIGHT - 30, size=9)
        pdf.right(DAYS[number - 1], 120)
        pdf.right(OPENING if number % 2 else CLOSING, 160 + 9 * number)
        pdf.new_page()
    return pdf.data()


@pytest.mark.parametrize("pages", [2, 5])
def test_running_headers_and_page_numbers_are_no_text(pages: int) -> None:
    reading = read(paged(pages))
    text = "\n".join(block.text for block in reading.blocks)
    assert "تقرير الحوار" not in text
    assert "الصفحة" not in text
    assert text.count("ناقش الحاضرون") == pages
    assert [page.page for page in reading.pages] == list(range(1, pages + 1))


FIRST_HALF = [
    "وافقت اللجنة بالإجماع على أن يُعقد الحوار المقبل في عمّان",
    "وأن تُدعى إليه النقابات والجمعيات التي لم تشارك",
]
SECOND_HALF = ["في هذا اللقاء مع تحمل", "نفقات سفرها."]
NOTE = "1 انظر محضر الجلسة الثالثة، الفقرة 12."


def with_footnote() -> bytes:
    pdf = Pdf()
    pdf.right("أولاً: القرارات", MARGIN, size=18)
    pdf.right(OPENING, 110)
    pdf.justified([*FIRST_HALF, ""], 180)
    pdf.raw("1", 180 + LEADING - 4, x=WIDTH - MARGIN - max(map(pdf.width, FIRST_HALF)) - 4, size=7)
    pdf.rule(WIDTH - MARGIN - 140, 740, WIDTH - MARGIN, 740)
    pdf.right(NOTE, 756, size=9)
    pdf.new_page()
    pdf.justified(SECOND_HALF, MARGIN)
    pdf.right(CLOSING, 140)
    return pdf.data()


def test_a_footnote_stands_behind_the_paragraph_that_the_page_break_cuts() -> None:
    blocks = read(with_footnote()).blocks
    assert [b.text for b in blocks if b.kind is BlockKind.FOOTNOTE] == [NOTE]
    paragraphs = [p.text for p in read_body(blocks).paragraphs]
    whole = " ".join([*FIRST_HALF, *SECOND_HALF])
    assert paragraphs[paragraphs.index(whole) + 1] == NOTE
    assert not any(NOTE in text and text != NOTE for text in paragraphs)


REVERSED = [
    "أكدت اللجنة أن العمل على حماية حقوق العمال في الموانئ يتطلب التعاون بين الحكومات",
    "ودعت إلى عقد لقاء ثان في بيروت خلال عام 2021 مع ممثلي النقابات",
]


def test_a_reversed_text_layer_is_mended() -> None:
    pdf = Pdf()
    for at, line in enumerate(REVERSED):
        pdf.raw(line, MARGIN + 40 * at)
    reading = read(pdf.data())
    assert texts(reading.blocks) == REVERSED
    assert (reading.pages[0].method, reading.pages[0].doubt) == (PageMethod.REPAIRED, "reversed_text_layer")


def test_a_good_page_is_read_from_its_text_layer_and_its_quality_noted() -> None:
    page = read(of_lines([OPENING, CLOSING])).pages[0]
    assert (page.method, page.doubt) == (PageMethod.TEXT_LAYER, None)
    assert page.quality is not None
    assert page.quality > 0.1
    assert OPENING in page.text


def test_an_empty_page_among_others_is_no_failure() -> None:
    reading = read(of_lines([OPENING], [], [CLOSING]))
    assert texts(reading.blocks) == [OPENING, CLOSING]
    assert reading.pages[1].text == ""


def test_a_pdf_with_a_password_is_refused() -> None:
    pdf = Pdf(encrypt="secret")
    pdf.right(OPENING, MARGIN)
    with pytest.raises(LockedPdfError):
        read(pdf.data())


@pytest.mark.parametrize("share", [0.02, 0.3])
def test_a_truncated_pdf_is_refused(share: float) -> None:
    data = of_lines([OPENING] * 10)
    with pytest.raises(DamagedDocumentError):
        read(data[: int(share * len(data))])


def test_a_file_that_is_no_pdf_is_refused() -> None:
    with pytest.raises(DamagedDocumentError):
        read("تقرير".encode() * 100)


def without_pages() -> bytes:
    parts = [
        b"%PDF-1.4\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n",
    ]
    offsets = [len(parts[0]), len(parts[0] + parts[1])]
    table = b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body = b"".join(parts)
    return body + table + b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def test_a_pdf_without_pages_is_refused() -> None:
    with pytest.raises(EmptyPdfError):
        read(without_pages())


def test_more_pages_than_the_limit_are_refused() -> None:
    data = of_lines([OPENING], [CLOSING], [OPENING])
    with pytest.raises(TooManyPagesError):
        read(data, Limits(max_pages=2))
    assert len(read(data, Limits(max_pages=3)).pages) == 3


def test_a_page_is_rendered_as_a_png_of_its_size() -> None:
    png = render_page(of_lines([OPENING]), 1, dpi=72)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == pytest.approx(WIDTH, abs=1)
    assert int.from_bytes(png[20:24]) == pytest.approx(HEIGHT, abs=1)


def test_lists_keep_their_items_apart() -> None:
    pdf = Pdf()
    lead, items = "طُرحت الأسئلة التالية:", ["• كيف تُسجَّل الإصابات؟", "• من يراقب ساعات العمل؟"]
    for at, line in enumerate([lead, *items]):
        pdf.right(line, MARGIN + LEADING * at)
    assert texts(read(pdf.data()).blocks) == [normal(line) for line in (lead, *items)]


@pytest.mark.parametrize("interpreter", ["false", "true"])
def test_an_engine_that_dies_costs_one_document(monkeypatch: pytest.MonkeyPatch, interpreter: str) -> None:
    data = of_lines([OPENING])
    with monkeypatch.context() as patch:
        patch.setattr("sys.executable", shutil.which(interpreter))
        with pytest.raises(DamagedDocumentError):
            read(data)
    assert texts(read(data).blocks) == [OPENING]


def test_a_page_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.loaders.pdf.process._SECONDS_A_PAGE", 0.01)
    with pytest.raises(SlowPdfError):
        read(of_lines([OPENING]))


MIXED = (
    "صدر تقرير Global Compact for Safe, Orderly and Regular Migration (GCM) في 19 كانون الأول/ديسمبر 2018، أي ٤٢٫٥٪."
)
SIGNS = "يَسَّرَ المُنَسِّقُ الحِوارَ، ولا سيما لأجل اللاجئين والآخرين إلا الأردنيين."
ENGLISH = "The dialogue is known in Arabic as الحوار الإقليمي (2020) and was held in Beirut."
PRINTED = f"""
<style>
 body {{ font: 14px/1.8 "Noto Naskh Arabic", "Noto Sans" }} .two {{ columns: 2; column-gap: 1cm; text-align: justify }}
 td, th {{ border: 1px solid; padding: 2px 8px }}
</style>
<h1>تقرير الحوار الإقليمي عن العمل في الموانئ</h1>
<p>{MIXED}</p><p>{SIGNS}</p><p dir="ltr">{ENGLISH}</p>
<table>{"".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)}</table>
<h2>نتائج الدراسة</h2>
<div class="two"><p>{" ".join([*RIGHT, *LEFT] * 3)}</p><p>{CLOSING}</p></div>
"""


FOOTNOTED = f"""
<style>
 body {{ font: 14px/1.7 "Noto Naskh Arabic", "Noto Sans" }} sup, .note {{ font-size: 9px }}
 .page {{ height: 24cm; position: relative; break-after: page }} .foot {{ position: absolute; bottom: 0 }}
</style>
<div class="page"><h1>تقرير اللجنة</h1><p>{OPENING}</p>
<p>عقدت اللجنة اجتماعها في عام 2020<sup>1</sup> وحضره ممثلو النقابات<sup>2</sup>، وقررت أن يُعقد اللقاء المقبل في</p>
<div class="foot"><p class="note">1 انظر محضر الجلسة الأولى.</p><p class="note">2 من تسع دول.</p></div></div>
<p>مدينة بيروت في العام التالي.</p><p>{CLOSING}</p>
"""


@pytest.mark.slow
def test_raised_numbers_of_footnotes_leave_the_text_as_it_was(browser: Browser) -> None:
    paragraphs = [paragraph.text for paragraph in read_body(read(printed(FOOTNOTED, browser)).blocks).paragraphs]
    assert paragraphs == [
        OPENING,
        "عقدت اللجنة اجتماعها في عام 2020 وحضره ممثلو النقابات، وقررت أن يُعقد اللقاء المقبل في "
        "مدينة بيروت في العام التالي.",
        "1 انظر محضر الجلسة الأولى.",
        "2 من تسع دول.",
        CLOSING,
    ]


@pytest.mark.slow
def test_what_a_browser_prints_is_read_as_it_was_written(browser: Browser) -> None:
    blocks = read(printed(PRINTED, browser)).blocks
    found = texts(blocks)
    assert found[:8] == [
        "تقرير الحوار الإقليمي عن العمل في الموانئ",
        *map(normal, (MIXED, SIGNS, ENGLISH)),
        *AS_ROWS,
    ]
    assert [block.text for block in blocks if block.kind is BlockKind.HEADING] == [found[0], "نتائج الدراسة"]
    paragraphs = [paragraph.text for paragraph in read_body(blocks).paragraphs]
    assert paragraphs[-2:] == [" ".join([*RIGHT, *LEFT] * 3), CLOSING]


@pytest.mark.slow
def test_vowel_signs_that_a_browser_paints_apart_neither_part_words_nor_repeat_letters(browser: Browser) -> None:
    words = "استفاد 190 عاملاً ويوقّع عليه زميل ثانٍ ووُزّع دليلاً حقاً في أُسبوع، ولا تُنشر كيف تُجمع."
    html = f'<p style="font: 14pt Noto Naskh Arabic">{words}</p>'
    assert [block.text for block in load_pdf(printed(html, browser), Limits()).blocks] == [words]


@pytest.mark.parametrize("rows", [4, 40])  # on one page, and over a page break
def test_the_last_row_of_a_table_and_the_paragraph_under_it_stay_apart(browser: Browser, rows: int) -> None:
    row = "<tr><td>المنظمة</td><td>عقدت ورشة تدريبية للعاملين فيها خلال العام</td><td>p4@example.org</td></tr>"
    cells = row.replace("<td", "<td style='border: 1px solid'")
    table = f"<table style='border-collapse: collapse'>{cells * rows}</table>"
    under = "وأوصت اللجنة بمواصلة العمل على حماية العمال في جميع البلدان. ودعت إلى لقاء ثان."
    html = f"<p>{OPENING}</p>{table}<p>{under}</p>"
    texts_of_body = [paragraph.text for paragraph in read_body(read(printed(html, browser)).blocks).paragraphs]
    assert texts_of_body[-2] == "المنظمة | عقدت ورشة تدريبية للعاملين فيها خلال العام | p4@example.org"
    assert texts_of_body[-1] == under
