"""What Word draws as text boxes, diagrams, fields, equations and hidden text, and shows in headers."""

import zipfile
from io import BytesIO

import pytest

from ingest.document import BlockKind, Limits, Original, Reading
from ingest.errors import NestedDocumentError
from ingest.loaders.word.docx import load_docx
from ingest.pipeline import parse_document
from tests.ingest.word_kit import NAMES, box, choice, drawing, old_box, p, r, table, word_file

BOX = p("خط الشكاوى هو 1880.")
DIAGRAM = '<dgm:relIds r:dm="rData" r:lo="rLayout"/>'
CHART = '<c:chart r:id="rChart"/>'
PICTURE = "<pic:pic><pic:blipFill><a:blip {}/></pic:blipFill></pic:pic>"


def read(body: str, **more: object) -> Reading:
    return load_docx(word_file(body, **more), Limits(ocr=False))  # pyright: ignore[reportArgumentType]


def texts(body: str, **more: object) -> list[str]:
    return [block.text for block in read(body, **more).blocks]


def doubts(body: str, **more: object) -> list[tuple[str | None, str]]:
    return [(page.doubt, page.section) for page in read(body, **more).pages]


@pytest.mark.parametrize(
    "drawn",
    [
        choice(drawing(box(BOX))),
        choice(drawing(box(BOX)), old_box(BOX)),
        drawing(box(BOX)),
        old_box(BOX),
        choice(drawing(f"<wpg:wgp>{box(BOX)}</wpg:wgp>"), old_box(BOX)),
        choice(drawing(box(p(drawing(box(BOX)))))),
        drawing(box(f"<w:sdt><w:sdtContent>{BOX}</w:sdtContent></w:sdt>")),
    ],
    ids=["new", "both", "alone", "old", "group", "in a box", "control"],
)
def test_a_text_box_is_read_once_behind_its_paragraph_whoever_wrote_it(drawn: str) -> None:
    assert texts(p("قبل.", drawn) + p("بعد.")) == ["قبل.", "خط الشكاوى هو 1880.", "بعد."]


def test_text_boxes_keep_their_order_and_their_tables() -> None:
    second = table(["أ", "ب"], ["ج", "د"])
    body = p("عنوان", drawing(box(p("أول."))), drawing(box(second + p())), style="H1") + p("بعد.")
    assert texts(body) == ["عنوان", "أول.", "أ | ب", "ج | د", "بعد."]


def test_a_text_box_in_a_cell_stays_in_it() -> None:
    assert texts(table(["أ", p("ب", drawing(box(p("ج"))))])) == ["أ | ب ج"]


@pytest.mark.parametrize("change", ["del", "moveFrom"])
def test_a_text_box_that_was_deleted_is_not_read(change: str) -> None:
    assert texts(p("قبل.", f"<w:{change}>{drawing(box(BOX))}</w:{change}>")) == ["قبل."]


@pytest.mark.parametrize("lost", [DIAGRAM, CHART])
def test_a_drawing_whose_part_is_missing_is_told(lost: str) -> None:
    assert doubts(p("عنوان", style="H1") + p("نص.", drawing(lost))) == [("part_in_a_format_that_is_not_read", "عنوان")]


def test_word_art_is_read() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="وزارة المياه"/></v:shape></w:pict></w:r>'
    assert texts(p(art)) == ["وزارة المياه"]


def diagram(points: str, links: str = "") -> dict[str, object]:
    data = f"<dgm:dataModel {NAMES}><dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{links}</dgm:cxnLst></dgm:dataModel>"
    return {"links": {"rData": ("diagramData", "diagrams/data1.xml")}, "parts": {"diagrams/data1.xml": data}}


def node(name: int, text: str, kind: str = "node") -> str:
    said = f"<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>" if text else ""
    return f'<dgm:pt modelId="{name}" type="{kind}">{said}</dgm:pt>'


def test_the_points_of_a_diagram_are_read_in_the_order_of_its_connections() -> None:
    points = (
        node(1, "", "doc") + node(4, "تركيب العداد") + node(2, "استلام الطلب") + node(3, "كشف") + node(9, "", "pres")
    )
    links = (
        "".join(
            f'<dgm:cxn modelId="1{to}" srcId="{of}" destId="{to}" srcOrd="{order}"/>'
            for of, to, order in ((1, 4, 1), (1, 2, 0), (2, 3, 0))
        )
        + '<dgm:cxn modelId="20" type="presOf" srcId="4" destId="9" srcOrd="0"/>'
    )
    read_points = [(b.kind, b.text) for b in read(p("الخطوات:", drawing(DIAGRAM)), **diagram(points, links)).blocks][1:]
    assert read_points == [(BlockKind.LIST_ITEM, text) for text in ("استلام الطلب", "كشف", "تركيب العداد")]


def test_the_points_of_a_diagram_without_connections_are_read_as_they_stand() -> None:
    assert texts(p(drawing(DIAGRAM)), **diagram(node(1, "", "doc") + node(2, "استلام") + node(3, "كشف"))) == [
        "استلام",
        "كشف",
    ]


def test_a_chart_is_read_as_a_table() -> None:
    def values(kind: str, *said: str) -> str:
        points = "".join(f'<c:pt idx="{at}"><c:v>{text}</c:v></c:pt>' for at, text in enumerate(said) if text)
        return f"<c:{kind}><c:strRef><c:strCache>{points}</c:strCache></c:strRef></c:{kind}>"

    cities = values("cat", "تونس", "الرباط")
    chart = (
        f"<c:chartSpace {NAMES}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>الاستهلاك</a:t></a:r></a:p></c:rich>"
        f"</c:tx></c:title><c:plotArea><c:barChart><c:ser>{values('tx', '2021')}{cities}{values('val', '385.0', '0.1')}"
        f"</c:ser><c:ser>{values('tx', '2022')}{cities}{values('val', '', '12.50')}</c:ser></c:barChart></c:plotArea>"
        "</c:chart></c:chartSpace>"
    )
    parts = {"links": {"rChart": ("chart", "charts/chart1.xml")}, "parts": {"charts/chart1.xml": chart}}
    assert texts(p("قبل.", drawing(CHART)), **parts) == [
        "قبل.", "الاستهلاك", " | 2021 | 2022".strip(), "تونس | 385 |", "الرباط | 0.1 | 12.5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("within", "text"),
    [
        ("<w:fldSimple w:instr='DATE'><w:r><w:t>14 حزيران</w:t></w:r></w:fldSimple>", "في 14 حزيران."),
        ("<w:fldSimple><w:fldSimple><w:r><w:t>أ</w:t></w:r></w:fldSimple></w:fldSimple>", "في أ."),
        ("<w:hyperlink w:anchor='a'><w:fldSimple><w:r><w:t>أ</w:t></w:r></w:fldSimple></w:hyperlink>", "في أ."),
        ("<w:bdo w:val='rtl'><w:r><w:t>أ</w:t></w:r></w:bdo>", "في أ."),
        ("<w:dir w:val='rtl'><w:r><w:t>أ</w:t></w:r></w:dir>", "في أ."),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>ب</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>أ</w:t></w:r></w:rubyBase>"
            "</w:ruby></w:r>",
            "في أ.",
        ),
        ("<w:r><w:t>أ</w:t><w:cr/><w:t>ب</w:t></w:r>", "في أ\nب."),
        ("<w:r><w:t>أ</w:t><w:ptab/><w:t>ب</w:t></w:r>", "في أ ب."),
        (
            "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='نعم'/>"
            "<w:listEntry w:val='لا'/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN"
            "</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
            "في لا.",
        ),
    ],
)  # fmt: skip
def test_what_stands_in_fields_and_other_wrappers_is_read_in_its_place(within: str, text: str) -> None:
    assert texts(p("في ", within, ".")) == [text]


def m(name: str, *parts: str) -> str:
    return f"<m:{name}>{''.join(parts)}</m:{name}>"


def t(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("equation", "line"),
    [
        (t("L = 100 × (P − B) / P"), "L = 100 × (P − B) / P"),
        (m("f", m("num", t("a+b")), m("den", t("2"))), "(a+b)/2"),
        (m("f", m("num", m("d", m("e", t("a+b")))), m("den", t("c"))), "(a+b)/c"),
        (m("sSup", m("e", t("10")), m("sup", t("4"))), "10⁴"),
        (m("sSup", m("e", t("x")), m("sup", t("n+1"))), "xⁿ⁺¹"),
        (m("sSup", m("e", t("e")), m("sup", t("kt"))), "e^kt"),
        (m("sSub", m("e", t("x")), m("sub", t("max"))), "x_max"),
        (m("sSubSup", m("e", t("x")), m("sub", t("1")), m("sup", t("2"))), "x₁²"),
        (m("rad", m("deg"), m("e", t("x+1"))), "√(x+1)"),
        (m("rad", m("deg", t("3")), m("e", t("x"))), "³√(x)"),
        (
            m("nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>', m("sub", t("i=1")), m("sup", t("n")), m("e", t("i"))),
            "∑_(i=1)ⁿ i",
        ),
        (m("func", m("fName", t("log")), m("e", t("x"))), "log(x)"),
        (m("d", '<m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>', m("e", t("a")), m("e", t("b"))), "[a|b]"),
        (m("m", m("mr", m("e", t("1")), m("e", t("2"))), m("mr", m("e", t("3")), m("e", t("4")))), "[1, 2; 3, 4]"),
        (m("acc", m("e", t("x"))), "x"),
    ],
)  # fmt: skip
def test_an_equation_is_read_as_the_line_that_a_person_would_type(equation: str, line: str) -> None:
    assert texts(p("يحسب ", f"<m:oMath>{equation}</m:oMath>", " هنا.")) == [f"يحسب {line} هنا."]
    assert texts(p(f"<m:oMathPara><m:oMath>{equation}</m:oMath></m:oMathPara>")) == [line]


@pytest.mark.parametrize(
    "shown",
    [
        drawing(PICTURE.format('r:embed="rOut"'), inches=6),
        drawing(PICTURE.format('r:link="rOut"'), inches=6),
        drawing(PICTURE.format('r:embed="rLost"'), inches=6),
        drawing(PICTURE.format('r:embed="rNone"'), inches=6),
        '<w:r><w:pict><v:shape><v:imagedata r:id="rOut"/></v:shape></w:pict></w:r>',
    ],
)
def test_a_picture_that_the_file_does_not_hold_is_told_and_not_fetched(shown: str) -> None:
    links = {"rOut": ("image", "https://example.org/logo.png"), "rLost": ("image", "media/lost.png")}
    body = p("الشعار", style="H1") + p(shown) + p("اعتمد الشعار.")
    assert texts(body, links=links) == ["الشعار", "اعتمد الشعار."]
    assert doubts(body, links=links) == [("picture_outside_the_file", "الشعار")]


def test_what_is_said_of_a_picture_is_read_if_it_is_arabic() -> None:
    body = p("قبل.", drawing("", description="خريطة الخزان")) + p(drawing("", description="image.png"))
    assert texts(body) == ["قبل.", "وصف الصورة: خريطة الخزان"]


HIDDEN_STYLES = (
    '<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="More"><w:name w:val="More"/><w:basedOn w:val="Secret"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Notes"><w:name w:val="Notes"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


@pytest.mark.parametrize(
    "hidden",
    [
        p("نص.", r("سر", "<w:vanish/>")),
        p("نص.", r("سر", '<w:vanish w:val="true"/>'), r(" وسر", "<w:vanish/>")),
        p("نص.", r("سر", '<w:rStyle w:val="Secret"/>')),
        p("نص.", r("سر", '<w:rStyle w:val="More"/>')),
        p("نص.") + p("سر", style="Notes"),
        p("نص.") + table(["سر"]).replace("<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr>"),
        p("نص.", drawing(box(p(r("سر", "<w:vanish/>"))))),
    ],
)
def test_hidden_text_is_not_read_and_counted(hidden: str) -> None:
    assert texts(p("عنوان", style="H1") + hidden, styles=HIDDEN_STYLES) == ["عنوان", "نص."]
    assert doubts(p("عنوان", style="H1") + hidden, styles=HIDDEN_STYLES) == [("hidden_text_left_out", "عنوان")]


def test_text_that_is_not_hidden_after_all_is_read() -> None:
    shown = p(r("ظاهر.", '<w:vanish w:val="0"/>'), style="Notes")
    assert texts(shown + p(r("في الشاشة", "<w:webHidden/>")), styles=HIDDEN_STYLES) == ["ظاهر.", "في الشاشة"]


@pytest.mark.parametrize(
    ("box", "text"),
    [
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>x'
         "</w:t></w:r></w:sdtContent></w:sdt>", "☒ موافق"),
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>x'
         "</w:t></w:r></w:sdtContent></w:sdt>", "☐ موافق"),
        ("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>"
         "</w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
         "☒ موافق"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑ موافق"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐ موافق"),
        ('<w:r><w:sym w:font="No Such" w:char="F0A8"/></w:r>', "موافق"),
        (r("\uf0fd", '<w:rFonts w:ascii="Wingdings"/>'), "☒ موافق"),
        (r("R", '<w:rFonts w:ascii="Wingdings 2"/>'), "☑ موافق"),
        (r("£", '<w:rFonts w:ascii="Wingdings 2"/>'), "☐ موافق"),
        (r("a غير", '<w:rFonts w:ascii="Symbol"/>'), "α غير موافق"),
        (r("1", '<w:rFonts w:ascii="Wingdings"/><w:rtl/>'), "1 موافق"),
    ],
)  # fmt: skip
def test_boxes_of_forms_are_ticked_or_open(box: str, text: str) -> None:
    assert texts(p(box, " موافق")) == [text]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("chunk.html", "<html><body><h1>ملحق</h1><p>تفتح <b>السبت</b>.</p></body></html>", ["ملحق", "تفتح السبت."]),
        ("chunk.htm", "<p>تفتح يوم السبت.</p>".encode("cp1256"), ["تفتح يوم السبت."]),
        ("chunk.txt", "تفتح يوم السبت.", ["تفتح يوم السبت."]),
        ("chunk.docx", word_file(p("تفتح يوم السبت.")), ["تفتح يوم السبت."]),
        (
            "chunk.mht",
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; "
            "charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<p>تفتح يوم السبت.</p>\n--x--\n",
            ["تفتح يوم السبت."],
        ),
    ],
)  # fmt: skip
def test_a_document_within_the_document_is_read_in_its_place(name: str, content: str | bytes, said: list[str]) -> None:
    links = {"rChunk": ("aFChunk", name)}
    body = p("قبل.") + '<w:altChunk r:id="rChunk"/>' + p("بعد.")
    assert texts(body, links=links, parts={name: content}) == ["قبل.", *said, "بعد."]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", "", word_file("<w:p>") + b"x"])
def test_a_part_in_a_format_that_is_not_read_is_told(content: str | bytes) -> None:
    body = p("الملحق", style="H1") + '<w:altChunk r:id="rChunk"/>' + p("بعد.")
    more = {"links": {"rChunk": ("aFChunk", "chunk.bin")}, "parts": {"chunk.bin": content}}
    assert texts(body, **more) == ["الملحق", "بعد."]
    assert doubts(body, **more) == [("part_in_a_format_that_is_not_read", "الملحق")]


def test_a_row_that_begins_in_a_later_column_keeps_its_cells_under_their_heads() -> None:
    rows = table(["البند", "2021", "2022"], ["وقود", "1", "2"], ["3", "4"])
    later = rows[::-1].replace("<w:tr>"[::-1], '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>'[::-1], 1)[::-1]
    assert texts(later) == ["البند | 2021 | 2022", "وقود | 1 | 2", " | 3 | 4".strip()]


def test_bookmarks_within_a_table_do_not_hide_that_cells_are_merged() -> None:
    def merged(value: str, text: str) -> str:
        return f'<w:tc><w:tcPr><w:vMerge w:val="{value}"/></w:tcPr>{p(text)}</w:tc><w:tc>{p(text or "ب")}</w:tc>'

    mark = '<w:bookmarkStart w:id="1" w:name="a"/>'
    rows = f"<w:tr>{merged('restart', 'أ')}</w:tr>{mark}<w:tr>{merged('continue', '')}{mark}</w:tr>"
    assert texts(f"<w:tbl>{rows}</w:tbl>") == ["أ | أ", "أ | ب"]


def section(*headers: str, own_first: bool = True) -> str:
    links = "".join(f'<w:headerReference w:type="{kind}" r:id="rHeader"/>' for kind in headers)
    return f"<w:sectPr>{links}{'<w:titlePg/>' if own_first else ''}</w:sectPr>"


@pytest.mark.parametrize(
    ("shown", "head"),
    [
        (section("first"), p("الرمز: WAT/2023/COM.4 — التاريخ: 12 أيار 2023")),
        (section("default", own_first=False), p("WAT/2023/COM.4") + p("12 أيار 2023")),
        (section("first"), table(["منظمة المياه", "WAT/2023/COM.4"], ["لجنة التشغيل", "12/5/2023"])),
        (section("first"), p(choice(drawing(box(p("WAT/2023/COM.4") + p("12 أيار 2023")))))),
        (section("first"), p("محضر لجنة المياه رقم WAT/2023/COM.4 الصادر في 12 أيار 2023")),
    ],
)
def test_symbol_and_date_are_found_in_what_stands_above_the_first_page(shown: str, head: str) -> None:
    data = word_file(
        p("محضر لجنة المياه", style="T") + p("ناقشت اللجنة خطة الصيانة.") + shown,
        links={"rHeader": ("header", "header1.xml")},
        parts={"header1.xml": f"<w:hdr {NAMES}>{head}</w:hdr>"},
    )
    parsed = parse_document(Original(data, "محضر.docx"), Limits())
    assert (parsed.symbol, parsed.date) == ("WAT/2023/COM.4", "2023-05-12")
    assert [paragraph.text for paragraph in parsed.paragraphs] == ["ناقشت اللجنة خطة الصيانة."]


def test_a_header_that_the_first_page_does_not_show_says_nothing_of_the_document() -> None:
    data = word_file(
        p("ناقشت اللجنة خطة الصيانة.") + section("first", own_first=False),
        links={"rHeader": ("header", "header1.xml")},
        parts={"header1.xml": f"<w:hdr {NAMES}>{p('WAT/2023/COM.4')}</w:hdr>"},
    )
    assert parse_document(Original(data, "محضر.docx"), Limits()).symbol is None


def test_a_file_in_the_strict_form_of_the_standard_is_read_as_well() -> None:
    source = word_file(p("الافتتاح", style="H1") + p(choice(drawing(box(BOX)))))
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            for area in ("wordprocessingml", "officeDocument", "drawingml"):
                text = text.replace(
                    f"http://schemas.openxmlformats.org/{area}/2006/", f"http://purl.oclc.org/ooxml/{area}/"
                )
            new.writestr(name, text)
    assert [block.text for block in load_docx(target.getvalue(), Limits()).blocks] == [
        "الافتتاح",
        "خط الشكاوى هو 1880.",
    ]


def test_controls_that_stand_in_each_other_without_end_are_refused_as_such() -> None:
    nested = "<w:sdt><w:sdtContent>" * 2000 + p("نص") + "</w:sdtContent></w:sdt>" * 2000
    with pytest.raises((NestedDocumentError, RecursionError)):
        load_docx(word_file(nested), Limits())
