from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_chain import ANSWER, PASSAGE, QUOTE, REFUSAL, citation

from bot.answer import Answer
from bot.generating.sources import Source
from language.counting import counted
from web.catalogue import ARABIC
from web.corpus import CorpusSummary
from web.direction import direction_of, stretches
from web.frame import render_header, render_welcome
from web.render import (
    citation_label,
    escape,
    render_answer,
    render_notice,
    render_question,
    render_source,
)

# Everything but what HTML cannot hold: controls other than tab and new line, and surrogates.
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")),
        st.sampled_from("\n\t<>&\"'`*_#[](){}$\\|~-=!;:ابجد12 "),
    )
)
ALLOWED = {"div", "p", "bdi", "button", "details", "summary", "span", "mark", "b"}


class Reader(HTMLParser):
    """Collects tags, and the text inside elements of one class or name."""

    def __init__(self, wanted: str = "") -> None:
        super().__init__()
        self.wanted = wanted
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.inside: list[bool] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        found = tag == self.wanted or self.wanted in (dict(attrs).get("class") or "").split()
        if tag == "p" and any(self.inside) and self.text:
            self.text += "\n"
        if tag == "p" and any(self.inside) and not self.text:
            self.text = "\0"
        self.inside.append(found)

    def handle_endtag(self, tag: str) -> None:
        self.inside.pop()

    def handle_data(self, data: str) -> None:
        if any(self.inside) or not self.wanted:
            self.text += data


def read(html: str, wanted: str = "") -> Reader:
    reader = Reader(wanted)
    reader.feed(html)
    reader.close()
    reader.text = reader.text.removeprefix("\0")
    return reader


@given(texts)
def test_escaping_keeps_the_text(text: str) -> None:
    assert read(escape(text)).text == text


@given(texts)
def test_escaping_leaves_nothing_to_interpret(text: str) -> None:
    assert not set(escape(text)) & set("<>\"'`*_[](){}$\\|~!\n\r\t")
    assert read(escape(text)).tags == []


@pytest.mark.parametrize("character", ["\0", "\x1b", "\r", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0"])
def test_what_html_cannot_hold_becomes_the_replacement_character(character: str) -> None:
    assert read(escape(f"قبل{character}بعد")).text == "قبل\ufffdبعد"


@given(texts)
def test_a_line_of_html_stays_one_block_for_markdown(text: str) -> None:
    answer = Answer(text, (citation(title=text, section=(text,), quote=text, passage=text, source=text),))
    for html in (render_question(text), render_answer(answer, text), render_notice(text)):
        assert html.startswith("<div")
        assert "\n" not in html


@given(texts, texts, texts, texts)
def test_no_text_makes_an_element(answer: str, title: str, section: str, passage: str) -> None:
    cited = citation(title=title, section=(section,), quote=passage[1:-1], passage=passage, source=title)
    html = render_answer(Answer(answer, (cited,), standalone_question=section), title)
    reader = read(html)
    assert set(reader.tags) <= ALLOWED
    assert reader.attributes <= {"class", "dir", "type", "value", "name"}
    assert read(html, "hw-text").text == answer
    assert read(html, "hw-passage").text == passage


@given(texts, texts)
def test_no_text_of_a_document_makes_an_element_beside_the_conversation(text: str, name: str) -> None:
    source = Source(name, text, text, text, (text,), 1, text, text, text, text, False, name, name)
    reader = read(render_source(source, (1, 3)))
    assert set(reader.tags) <= ALLOWED | {"article", "a", "img"}
    allowed = {"class", "dir", "data-before", "data-after", "href", "target", "rel", "src", "alt", "loading"}
    assert reader.attributes <= allowed
    assert read(render_source(source, (0, 0)), "hw-passage").text == text


def test_a_marker_without_its_citation_opens_nothing() -> None:
    html = render_answer(Answer("نص [1] وآخر [2]", (citation(1),)), "سؤال")
    assert read(html, "hw-marker").text == "[1]"


@given(texts, texts, texts.filter(lambda text: text.strip("\n")))
def test_the_mark_stands_exactly_around_the_quote(before: str, after: str, quote: str) -> None:
    passage = before + quote + after
    html = render_answer(Answer("نص [1]", (citation(quote=quote, passage=passage),)), "سؤال")
    assert read(html, "mark").text == "".join(quote.split("\n"))
    assert read(html, "hw-passage").text == passage


def test_a_quote_that_is_not_in_its_passage_is_not_marked() -> None:
    html = render_answer(Answer("نص [1]", (citation(quote="جملة أخرى"),)), "سؤال")
    assert "<mark>" not in html
    assert read(html, "hw-passage").text == PASSAGE


@given(texts)
def test_the_stretches_join_to_the_line(text: str) -> None:
    assert "".join(part for _, part in stretches(text)) == text


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("اعتُمد في 2018-12-19، ثم نُشر", ["2018-12-19"]),
        ("راسل secretariat@example.org.", ["secretariat@example.org"]),
        ("انظر (https://example.org/guide?lang=ar).", ["https://example.org/guide?lang=ar"]),
        ("القرار A/RES/73/195، والفقرة 3", ["A/RES/73/195"]),
        ("ممثلة International Labour Organization (ILO) قالت", ["International Labour Organization (ILO)"]),
        ("قبل 15 December 2026.", ["15 December 2026"]),
        ("شارك 12 IOM", ["IOM"]),
        ("الهاتف +961-1-555-010.", ["+961-1-555-010"]),
        ("الهاتف +961 (1) 555 010.", ["+961 (1) 555 010"]),
        ("الوثيقة E/2026/3 (بتاريخ 2026-10-05)؟", ["E/2026/3", "2026-10-05"]),
        ("المفوضية UNHCR - مكتب الأردن", ["UNHCR"]),
        ("منصة UN Network(الشبكة) وGCM / الاتفاق", ["UN Network", "GCM"]),
        ("بين AT&T [ملاحظة] وR&D | بحث", ["AT&T", "R&D"]),
        ("الدالة foo(x, y) ولغة C++", ["foo(x, y)", "C++"]),
        ("الملف: خلاصة.docx", ["docx"]),
        ("زاد 12% عام 2020", []),
        ("المرجع [2]", ["[2]"]),
    ],
)
def test_left_to_right_stretches_are_kept_whole(line: str, kept: list[str]) -> None:
    assert [part for kind, part in stretches(line) if kind != "text"] == kept


@pytest.mark.parametrize(
    ("line", "direction"),
    [
        ("IOM وشركاؤها يعدّون دليلًا", "rtl"),
        ("The report was adopted in حوار", "ltr"),
        ("ما دور International Organization for Migration في الحوار؟", "rtl"),
        ("صفحة الحدث: https://www.unescwa.org/events/gcm-regional-review", "rtl"),
        ("12-06-2026", "rtl"),
        ("", "rtl"),
    ],
)
def test_direction_follows_the_first_letter_if_arabic_and_else_most_letters(line: str, direction: str) -> None:
    assert direction_of(line) == direction


def test_a_citation_in_one_line() -> None:
    expected = "تقرير المشاورة الإقليمية الثالثة — ثانيًا: المناقشات › باء. حماية العمال المهاجرين — ص\u00a03"
    assert citation_label(citation()) == expected
    assert citation_label(citation(section=(), page=None, title="")) == ARABIC.UNTITLED


def test_evidence_is_numbered_and_marked() -> None:
    html = render_answer(ANSWER, "سؤال")
    assert read(html, "hw-number").text == "[1][2][3]"
    assert html.count("<mark>") == 3
    assert html.count('class="hw-warning"') == 1
    assert read(html, "hw-warning").text == ARABIC.UNVERIFIED
    assert "hw-related" not in html
    assert QUOTE in read(html, "hw-passage").text


def test_the_notice_of_an_answer_is_shown_beside_it() -> None:
    html = render_answer(Answer("نص [1]", (citation(),), notice="مقتبس <b>"), "سؤال")
    assert read(html, "hw-note").text == "مقتبس <b>"
    assert "hw-note" not in render_answer(Answer("نص [1]", (citation(),)), "سؤال")


def test_related_passages_are_no_evidence() -> None:
    refused = Answer(REFUSAL.text, refused=True, related=(citation(0),))
    html = render_answer(refused, "سؤال")
    assert ARABIC.RELATED in html
    assert "<mark>" not in html
    assert "hw-number" not in html


def test_what_was_understood_is_said_only_when_it_differs() -> None:
    asked = "ومتى  ذلك؟"
    assert "hw-understood" not in render_answer(Answer("نص", standalone_question="ومتى ذلك؟ "), asked)
    html = render_answer(Answer("نص", standalone_question="متى تُنشر العقود؟"), asked)
    assert read(html, "hw-understood").text == "السؤال كما فُهم: متى تُنشر العقود؟"


def test_a_question_and_what_it_carries_each_keep_their_direction() -> None:
    carried, own = "متى نُشرت العقود؟", "متى"
    html = render_answer(Answer("نص", standalone_question=f"{own} ({carried})"), "And when?")
    assert read(html, "hw-understood").text.endswith(f"{own} ({carried})")
    assert f"<bdi>{escape(own)}{escape(' (')}<bdi>{escape(carried)}</bdi>{escape(')')}</bdi>" in html


@pytest.mark.parametrize(
    ("count", "documents", "alone", "days"),
    [
        (1, "وثيقة واحدة", "وثيقة واحدة", "يوماً واحداً"),
        (2, "وثيقتين", "وثيقتان", "يومين"),
        (3, "3 وثائق", "3 وثائق", "3 أيام"),
        (10, "10 وثائق", "10 وثائق", "10 أيام"),
        (11, "11 وثيقة", "11 وثيقة", "11 يوماً"),
        (100, "100 وثيقة", "100 وثيقة", "100 يوم"),
        (102, "102 وثيقة", "102 وثيقة", "102 يوم"),
        (103, "103 وثائق", "103 وثائق", "103 أيام"),
        (312, "312 وثيقة", "312 وثيقة", "312 يوماً"),
    ],
)
def test_things_are_counted_as_arabic_counts_them(count: int, documents: str, alone: str, days: str) -> None:
    assert ARABIC.documents_counted(count) == documents
    assert ARABIC.documents_alone(count) == alone
    assert counted(count, *ARABIC.noun("days")) == days


def test_the_header_and_the_welcome_tell_the_size_of_the_corpus() -> None:
    some, none = CorpusSummary(2, 312, "e"), CorpusSummary(0, 0, "")
    assert read(render_header(some), "hw-corpus").text == f"{ARABIC.SCOPE}وثيقتان"
    assert "hw-corpus" not in render_header(none)
    assert read(render_welcome(some), "hw-corpus").text == f"يبحث حوار في وثيقتين. {ARABIC.CORPUS_OPEN}"
    assert read(render_welcome(none), "hw-corpus").text == ARABIC.CORPUS_EMPTY


def test_examples_are_announced_where_there_are_any() -> None:
    assert ARABIC.WELCOME in read(render_welcome(CorpusSummary(2, 312, "e", ("سؤال؟",)))).text
    assert ARABIC.WELCOME not in read(render_welcome(CorpusSummary(2, 312, "e"))).text


def test_the_menu_tells_the_day_of_the_documents_and_nowhere_the_name_of_the_edition() -> None:
    name = "20261128T101500000000-1a2b3c4d"
    header = render_header(CorpusSummary(4, 312, name))
    assert "آخر تحديث للوثائق: 28 تشرين الثاني/نوفمبر 2026" in read(header, "hw-about").text
    assert name not in read(header).text
    assert read(render_header(CorpusSummary(0, 0, "")), "hw-about").text == ARABIC.ABOUT
    answer = render_answer(replace(ANSWER, edition=name), "سؤال")
    assert read(answer, "hw-answered-from").text == "آخر تحديث للوثائق: 28 تشرين الثاني/نوفمبر 2026"
    assert name not in read(answer).text
