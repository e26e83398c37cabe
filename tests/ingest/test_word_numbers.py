"""Numbers that Word shows and does not write, and headings that it knows by their styles."""

import pytest

from ingest.document import BlockKind, Limits
from ingest.loaders.counting import in_form
from ingest.loaders.word.docx import load_docx
from tests.ingest.word_kit import levels, numbered, of_list, p, r, table, word_file

H, P, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
SAID = p("نص.")


def read(body: str, numbering: str, styles: str = "") -> list[tuple[BlockKind, str]]:
    data = word_file(p("عنوان", style="H1") + body, numbering=numbering, styles=styles)
    return [(block.kind, block.text) for block in load_docx(data, Limits()).blocks][1:]


def texts(body: str, numbering: str, styles: str = "") -> list[str]:
    return [text for _, text in read(body, numbering, styles)]


def test_headings_bear_the_numbers_that_word_shows_before_them() -> None:
    body = numbered("التعاريف", style="H1") + SAID + numbered("الرسوم", style="H1")
    assert read(body, levels(("decimal", "المادة %1:"))) == [
        (H, "المادة 1: التعاريف"), (P, "نص."), (H, "المادة 2: الرسوم"),
    ]  # fmt: skip


def test_a_list_counts_on_behind_what_interrupts_it() -> None:
    body = numbered("تجديد") + numbered("شراء") + SAID + table(["أ", "ب"]) + numbered("تعيين")
    assert read(body, levels(("arabicAbjad", "%1)"))) == [
        (ITEM, "أ) تجديد"), (ITEM, "ب) شراء"), (P, "نص."), (ITEM, "أ | ب"), (ITEM, "ج) تعيين"),
    ]  # fmt: skip


def test_levels_count_within_each_other_and_begin_again() -> None:
    many = levels(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerRoman", "(%3)"))
    body = "".join(numbered(text, level=level) for text, level in
                   (("أ", 0), ("ب", 1), ("ج", 2), ("د", 2), ("ه", 1), ("و", 2), ("ز", 0), ("ح", 1)))  # fmt: skip
    assert texts(body, many) == ["1. أ", "1.1 ب", "(i) ج", "(ii) د", "1.2 ه", "(i) و", "2. ز", "2.1 ح"]


def test_a_deep_level_alone_counts_from_the_start_of_those_above_it() -> None:
    assert texts(numbered("أ", level=1), levels(("decimal", "%1."), ("decimal", "%1.%2"))) == ["1.1 أ"]


def test_two_lists_of_one_definition_count_on_unless_one_begins_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = levels(("decimal", "%1.")) + of_list(2, 1) + of_list(3, 1, anew)
    body = numbered("أ") + numbered("ب", 2) + numbered("ج", 3) + numbered("د", 3) + numbered("ه", 1)
    assert texts(body, lists) == ["1. أ", "2. ب", "5. ج", "6. د", "7. ه"]


def test_a_list_may_define_a_level_of_its_own() -> None:
    own = '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/>' \
        '<w:lvlText w:val="%1 –"/></w:lvl></w:lvlOverride>'  # fmt: skip
    assert texts(numbered("أ", 2), levels(("decimal", "%1.")) + of_list(2, 1, own)) == ["III – أ"]


def test_all_levels_of_a_legal_number_are_digits() -> None:
    legal = levels(("upperRoman", "%1."), ("decimal", "%1.%2"), more="<w:isLgl/>")
    assert texts(numbered("أ") + numbered("ب", level=1), legal) == ["1. أ", "1.1 ب"]


def test_a_point_with_a_bullet_has_no_number_and_one_whose_number_was_taken_away_is_no_point() -> None:
    removed = p("ب", more='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    assert read(numbered("أ") + removed, levels(("bullet", "•"))) == [(ITEM, "أ"), (P, "ب")]
    assert read(numbered("أ"), levels(("none", ""))) == [(P, "أ")]


def test_empty_paragraphs_count_and_deleted_ones_do_not() -> None:
    gone = p("<w:del><w:r><w:delText>محذوف</w:delText></w:r></w:del>",
             more='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>')  # fmt: skip
    body = numbered("أ") + numbered("").replace("<w:t ", "<w:tab/><w:t ") + gone + numbered("ب")
    assert texts(body, levels(("decimal", "%1."))) == ["1. أ", "3. ب"]


def test_hidden_points_do_not_count() -> None:
    hidden = p(r("سر", "<w:vanish/>"),
               more='<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr>')  # fmt: skip
    assert texts(numbered("أ") + hidden + numbered("ب"), levels(("decimal", "%1."))) == ["1. أ", "2. ب"]


STYLES = (
    '<w:style w:type="paragraph" w:styleId="Article"><w:name w:val="مادة"/><w:basedOn w:val="H2"/><w:pPr><w:numPr>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="بند"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Inner"><w:name w:val="بند داخلي"/><w:basedOn w:val="Clause"/></w:style>'
)


def test_numbers_that_styles_give_are_read_too() -> None:
    lists = levels(("decimal", "المادة (%1)"), ("arabicAbjad", "%2-"))
    body = p("الرسوم", style="Article") + p("أولها", style="Clause") + p("ثانيها", style="Inner")
    assert read(body, lists, STYLES) == [(H, "المادة (1) الرسوم"), (ITEM, "أ- أولها"), (ITEM, "ب- ثانيها")]


def test_a_level_that_names_a_style_is_that_style_s() -> None:
    lists = levels(("decimal", "%1."), ("decimal", "%1.%2")).replace(
        '<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:pStyle w:val="Article"/>'
    )
    assert texts(p("الرسوم", style="Article"), lists, STYLES) == ["1.1 الرسوم"]


def test_a_list_may_be_defined_by_a_style() -> None:
    linked = '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="Lists"/></w:abstractNum>' + of_list(8, 8)
    styles = '<w:style w:type="numbering" w:styleId="Lists"><w:name w:val="Lists"/><w:pPr><w:numPr>' \
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'  # fmt: skip
    assert texts(numbered("أ", 8), levels(("decimal", "%1)")) + linked, styles) == ["1) أ"]


@pytest.mark.parametrize(
    ("said", "third"), [("وتحفظ عضوان على البند (ج).", "ج"), ("وتحفظ عضوان على البند (ت).", "ت"), ("انتهى.", "ت")]
)
def test_letters_of_the_alphabet_count_as_the_document_itself_refers_to_them(said: str, third: str) -> None:
    body = numbered("تجديد") + numbered("شراء") + numbered("تعيين") + p(said)
    assert texts(body, levels(("arabicAlpha", "%1)")))[:3] == ["أ) تجديد", "ب) شراء", f"{third}) تعيين"]


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("decimal", 12, "12"), ("decimalZero", 3, "03"), ("upperRoman", 1994, "MCMXCIV"), ("lowerRoman", 4, "iv"),
        ("upperLetter", 28, "BB"), ("lowerLetter", 26, "z"), ("arabicAbjad", 5, "ه"), ("arabicAbjad", 29, "أأ"),
        ("arabicAlpha", 4, "ث"), ("numberInDash", 2, "- 2 -"), ("no such form", 7, "7"),
        ("upperRoman", 10**9, "1000000000"), ("lowerLetter", 0, "0"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(form: str, number: int, written: str) -> None:
    assert in_form(form)(number) == written


def test_headings_are_known_by_what_their_style_is_based_on_and_by_their_level_in_the_outline() -> None:
    body = (
        p("الباب الأول", style="Law") + p("نص.") + p("الباب الثاني", more='<w:outlineLvl w:val="2"/>')
        + p("المحتويات", style="Contents") + p("عادي", style="H1", more='<w:outlineLvl w:val="9"/>')
    )  # fmt: skip
    data = word_file(p("تقرير", style="T") + body)
    assert [(block.kind, block.level) for block in load_docx(data, Limits()).blocks] == [
        (H, 1), (H, 3), (P, None), (H, 4), (P, None), (P, None),
    ]  # fmt: skip


def test_styles_that_are_based_on_each_other_in_a_ring_are_no_trap() -> None:
    ring = '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>' \
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'  # fmt: skip
    assert texts(p("نص.", style="A"), "", ring) == ["نص."]
