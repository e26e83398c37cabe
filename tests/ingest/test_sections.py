"""Headings, lists, joined paragraphs and front matter, on a report that was extracted as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Block, BlockKind
from ingest.loaders.text.markdown import load_markdown
from ingest.loaders.text.plain import load_text
from ingest.sections import Body, read_body

REPORT = """

Some Organisation
Better Together

تقرير

اللقاء التشاوري حول ظروف العمل في الموانئ العربية

12 أيار/مايو و 19 أيار/مايو 2021

ملخص

عُقد لقاءان تشاوريان حول ظروف العمل في الموانئ وشارك فيهما ممثلو النقابات وأصحاب العمل.

المحتويات

3	مقدمة.....
	I. اللقاء الأول: الأربعاء 12 أيار/ مايو 2021
4	ألف. كلمات الافتتاح.....
5	باء. عرض الدراسة.....
	II. اللقاء الثاني: الأربعاء 19 أيار/ مايو 2021
7	ألف. نقاش مفتوح.....
8	1. أسئلة الحاضرين.....

مقدمة

تستقبل الموانئ العربية آلاف البحارة كل عام، ويعمل فيها عشرات الآلاف من المقيمين والوافدين في ظروف متباينة.

أ. اللقاء الأول: الأربعاء 12 أيار/ مايو 2021

ألف. كلمات الافتتاح

افتتح مدير الميناء اللقاء ورحب بالحاضرين، ثم شكر النقابات على ما بذلته من جهد في جمع شهادات العمال وتوثيقها خلال

الأشهر الستة الماضية في أربعة موانئ.

باء. عرض الدراسة

السلامة المهنية بين القانون والتطبيق

عرضت الباحثة نتائج الدراسة، وطرحت الأسئلة التالية:

- كيف تُسجَّل الإصابات؟
- من يراقب ساعات العمل؟

II. اللقاء الثاني: الأربعاء 19 أيار/ مايو 2021

ألف. نقاش مفتوح

دعا ممثل النقابة إلى ما يلي:

1. تقليص ساعات العمل الليلي.
2. تأمين صحي للوافدين.

1. أسئلة الحاضرين

سأل أحد الحاضرين عن موعد نشر الدراسة فأجابت الباحثة بأنها ستُنشر في الخريف.

III. المشاركون:

حضر 40 مشاركاً اللقاء الأول، وحضر 35 مشاركاً اللقاء الثاني، من تسع دول.
"""

FIRST, SECOND = "أ. اللقاء الأول: الأربعاء 12 أيار/ مايو 2021", "II. اللقاء الثاني: الأربعاء 19 أيار/ مايو 2021"


@pytest.fixture(scope="module")
def body() -> Body:
    return read_body(load_text(REPORT.encode()))


def test_headings_make_a_section_path_by_their_numbering(body: Body) -> None:
    headings = [p.section for p in body.paragraphs if p.kind is BlockKind.HEADING]
    assert headings == [
        ("ملخص",),
        ("مقدمة",),
        (FIRST,),
        (FIRST, "ألف. كلمات الافتتاح"),
        (FIRST, "باء. عرض الدراسة"),
        (FIRST, "باء. عرض الدراسة", "السلامة المهنية بين القانون والتطبيق"),
        (SECOND,),
        (SECOND, "ألف. نقاش مفتوح"),
        (SECOND, "ألف. نقاش مفتوح", "1. أسئلة الحاضرين"),
        ("III. المشاركون",),
    ]


def test_title_and_date_come_from_the_front_and_neither_they_nor_the_contents_are_text(body: Body) -> None:
    assert body.title == "اللقاء التشاوري حول ظروف العمل في الموانئ العربية"
    assert body.date == "2021-05-12"
    texts = [p.text for p in body.paragraphs]
    assert not any("....." in text or "Better" in text for text in texts)
    assert body.title not in texts


def test_a_paragraph_that_a_page_break_cut_is_joined(body: Body) -> None:
    assert any("وتوثيقها خلال الأشهر الستة" in p.text for p in body.paragraphs)


def test_list_items_are_told_from_numbered_headings(body: Body) -> None:
    items = [p.text for p in body.paragraphs if p.kind is BlockKind.LIST_ITEM]
    assert items == [
        "كيف تُسجَّل الإصابات؟",
        "من يراقب ساعات العمل؟",
        "1. تقليص ساعات العمل الليلي.",
        "2. تأمين صحي للوافدين.",
    ]


def test_hard_wrapped_lines_read_like_whole_paragraphs() -> None:
    wrapped = "مقدمة\nتستقبل الموانئ العربية آلاف البحارة كل عام،\nويعمل فيها عشرات الآلاف\nفي ظروف متباينة.\n"
    paragraphs = read_body(load_text(wrapped.encode())).paragraphs
    assert [p.text for p in paragraphs] == [
        "مقدمة",
        "تستقبل الموانئ العربية آلاف البحارة كل عام، ويعمل فيها عشرات الآلاف في ظروف متباينة.",
    ]


def test_form_feeds_count_pages_and_a_sentence_goes_on_behind_one() -> None:
    first = "جملة أولى كاملة في الصفحة الأولى.\nبدأت الجملة الطويلة هنا ثم انتقلت إلى"
    text = f"{first}\fالصفحة التالية وانتهت.\n\nوهذه جملة الصفحة الثانية."
    paragraphs = read_body(load_text(text.encode())).paragraphs
    assert [(p.page, p.text.split()[0]) for p in paragraphs] == [(1, "جملة"), (1, "بدأت"), (2, "وهذه")]
    assert "إلى الصفحة التالية" in paragraphs[1].text


def footnoted(*texts: str) -> list[tuple[BlockKind, str]]:
    """What becomes of blocks that stand on a page each, but for footnotes, which begin with a star."""
    page, blocks = 0, list[Block]()
    for text in texts:
        is_note = text.startswith("*")
        page += not is_note
        blocks.append(Block(text, BlockKind.FOOTNOTE if is_note else BlockKind.TEXT, page=page))
    return [(p.kind, p.text) for p in read_body(blocks).paragraphs]


WHOLE = "هذه جملة تامة تسبق الفقرة التي انقطعت في آخر الصفحة."
HALF, REST = "قررت اللجنة بعد نقاش طويل أن تعقد لقاءها المقبل في", "بيروت وأن تدعو إليه النقابات."


def test_a_footnote_stands_behind_the_paragraph_that_was_cut_around_it() -> None:
    assert footnoted(WHOLE, HALF, "* انظر المحضر.", REST, WHOLE) == [
        (BlockKind.PARAGRAPH, WHOLE),
        (BlockKind.PARAGRAPH, f"{HALF} {REST}"),
        (BlockKind.FOOTNOTE, "* انظر المحضر."),
        (BlockKind.PARAGRAPH, WHOLE),
    ]


def test_a_footnote_does_not_part_a_list_from_its_items() -> None:
    lead, items = "دعت اللجنة إلى ما يلي:", ["- تقليص ساعات العمل.", "- تأمين صحي للوافدين."]
    assert footnoted(WHOLE, lead, "* انظر المحضر.", items[0], "* والملحق.", items[1], WHOLE) == [
        (BlockKind.PARAGRAPH, WHOLE),
        (BlockKind.PARAGRAPH, lead),
        *((BlockKind.LIST_ITEM, item.removeprefix("- ")) for item in items),
        (BlockKind.FOOTNOTE, "* انظر المحضر."),
        (BlockKind.FOOTNOTE, "* والملحق."),
        (BlockKind.PARAGRAPH, WHOLE),
    ]


@given(st.lists(st.sampled_from(["تقرير عن الهجرة", "المحتويات", HALF, WHOLE, "1. بند", "*"]), max_size=12))
def test_no_footnote_is_lost_or_joined(texts: list[str]) -> None:
    marked = [f"* حاشية {at}" if text == "*" else f"{text} {'أبجدهوزحطيكل'[at]}" for at, text in enumerate(texts)]
    found = footnoted(*marked, WHOLE)
    assert [text for kind, text in found if kind is BlockKind.FOOTNOTE] == [t for t in marked if t.startswith("*")]


MARKDOWN = """# محضر اللجنة

تاريخ الاجتماع: 7 شباط/فبراير 2022

## القرارات

قررت اللجنة **ما يلي**:

1. نشر [الدليل](https://example.org/guide) على الموقع.
2. مراسلة `office@example.org` قبل نهاية الشهر.

### الميزانية

| البند | المبلغ |
|---|---|
| الترجمة | 4000 |
"""


def test_markdown_gives_headings_lists_tables_and_plain_text() -> None:
    body = read_body(load_markdown(MARKDOWN.encode()))
    assert body.title == "محضر اللجنة"
    assert body.date == "2022-02-07"
    assert [(p.section, p.text) for p in body.paragraphs if p.kind is not BlockKind.HEADING][1:] == [
        (("القرارات",), "قررت اللجنة ما يلي:"),
        (("القرارات",), "1. نشر الدليل (https://example.org/guide) على الموقع."),
        (("القرارات",), "2. مراسلة office@example.org قبل نهاية الشهر."),
        (("القرارات", "الميزانية"), "البند | المبلغ"),
        (("القرارات", "الميزانية"), "الترجمة | 4000"),
    ]


def test_counted_resolutions_after_a_paragraph_are_items_and_keep_their_words() -> None:
    opening = "قرارات مجلس الموانئ\n\nإن المجلس، إذ يستذكر دوراته السابقة،\n\n"
    body = read_body(load_text(f"{opening}1. يقرر إنشاء هيئة متابعة\n\n2. يدعو الأعضاء إلى الانضمام\n".encode()))
    items = [p.text for p in body.paragraphs if p.kind is BlockKind.LIST_ITEM]
    assert items == ["1. يقرر إنشاء هيئة متابعة", "2. يدعو الأعضاء إلى الانضمام"]


SENTENCE = "ناقش المجلس خطة السير في المدينة واتفق على تأجيلها إلى الشهر المقبل."


def read(*lines: str) -> list[tuple[BlockKind, str]]:
    paragraphs = read_body(load_text("\n\n".join(["محضر مجلس المدينة الثالث", *lines]).encode())).paragraphs
    return [(p.kind, p.text) for p in paragraphs]


def sections(*lines: str) -> list[tuple[str, ...]]:
    paragraphs = read_body(load_text("\n\n".join(["محضر مجلس المدينة الثالث", *lines]).encode())).paragraphs
    return [p.section for p in paragraphs if p.kind is not BlockKind.HEADING]


def test_an_annex_stands_beside_the_chapters() -> None:
    lines = ["أولاً: السير", SENTENCE, "ثانياً: النظافة", SENTENCE, "الملحق رقم (1): الأسماء", SENTENCE]
    assert sections(*lines) == [("أولاً: السير",), ("ثانياً: النظافة",), ("الملحق رقم (1): الأسماء",)]


def test_parts_that_have_text_of_their_own_are_headings_even_behind_a_colon() -> None:
    lines = ["وناقش المجلس البنود الآتية:", "البند الأول: السير", SENTENCE, "البند الثاني: النظافة", SENTENCE]
    assert sections(*lines) == [(), ("البند الأول: السير",), ("البند الثاني: النظافة",)]


def test_parts_that_only_follow_each_other_are_items() -> None:
    parts = ["الجلسة الأولى: السير", "الجلسة الثانية: النظافة"]
    assert [kind for kind, _ in read("وعقد المجلس جلستين:", *parts, SENTENCE)] == [
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.LIST_ITEM,
        BlockKind.PARAGRAPH,
    ]


def test_a_second_list_behind_the_first_is_a_list() -> None:
    lines = ["وقرر المجلس ما يلي:", "- توسيع الشارع", "(أ) نشر الخطة على الموقع", "(ب) سماع السكان", SENTENCE]
    assert [kind for kind, _ in read(*lines)] == [BlockKind.PARAGRAPH, *[BlockKind.LIST_ITEM] * 3, BlockKind.PARAGRAPH]


@pytest.mark.parametrize("line", ["أيها الأصدقاء", "2. إنشاء صندوق لدعم السكان؛", "توسيع الشارع،"])
def test_an_address_and_an_unfinished_line_are_no_headings(line: str) -> None:
    assert (BlockKind.HEADING, line) not in read(SENTENCE, line, SENTENCE)


def test_numbered_paragraphs_are_text_under_the_chapter() -> None:
    numbered = [f"{number}. أكد المجتمعون أهمية السير. {SENTENCE}" for number in (1, 2, 3)]
    lines = ["أولاً: السير", *numbered[:2], "ثانياً: النظافة", numbered[2]]
    assert sections(*lines) == [("أولاً: السير",), ("أولاً: السير",), ("ثانياً: النظافة",)]


def test_two_speakers_are_not_joined_for_want_of_a_full_stop() -> None:
    speakers = [f"السيد كمال (صور): {SENTENCE[:-1]}", f"السيدة ليلى (صيدا): {SENTENCE}"]
    assert [text for _, text in read(SENTENCE, *speakers)][1:] == speakers


def test_a_sentence_goes_on_behind_a_page_break_even_with_a_colon_in_it() -> None:
    lines = [SENTENCE, "ورأى رئيس المجلس أن للخطة التي ستعرض في الشهر المقبل", "هدفين اثنين: الأمان والسرعة."]
    assert read(*lines)[1][1] == f"{lines[1]} {lines[2]}"


def test_a_header_that_opens_every_page_is_the_title_and_no_text() -> None:
    pages = [
        f"نشرة المدينة السنوية\n\n{text}\n\nصفحة {i} من 3"
        for i, text in enumerate((SENTENCE, SENTENCE * 2, SENTENCE * 3), 1)
    ]
    body = read_body(load_text("\f".join(pages).encode()))
    assert body.title == "نشرة المدينة السنوية"
    assert [p.page for p in body.paragraphs] == [1, 2, 3]


def test_a_list_goes_on_behind_the_second_paragraph_of_an_item() -> None:
    lines = ["وقرر المجلس ما يلي:", "1. توسيع الشارع.", SENTENCE, "2. نشر الخطة على الموقع", SENTENCE]
    assert read(*lines)[3] == (BlockKind.LIST_ITEM, "2. نشر الخطة على الموقع")


def test_a_decision_that_lacks_its_full_stop_is_text_and_no_heading() -> None:
    assert (BlockKind.PARAGRAPH, "القرار: تأجيل البند") in read(SENTENCE, "القرار: تأجيل البند", SENTENCE)


def test_a_short_document_s_only_paragraph_is_joined_over_a_page_break() -> None:
    text = (
        "تقرير الندوة\n\nمقدمة\nافتُتحت الندوة بكلمة من مدير المرفأ الذي شدد على أهمية التعاون بين النقابات\n\n2\n\f"
        "العربية في مجال الملاحة. ثم تحدث ممثل البحارة.\n"
    )
    paragraphs = read_body(load_text(text.encode())).paragraphs
    assert paragraphs[-1].text.endswith("بين النقابات العربية في مجال الملاحة. ثم تحدث ممثل البحارة.")
