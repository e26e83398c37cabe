from ingest.document import Block, BlockKind
from ingest.loaders.text.markdown import load_markdown

SENTENCE = "اجتمع أعضاء المجلس وبحثوا خطة النقل العام للعام المقبل."


def load(document: str) -> list[Block]:
    return list(load_markdown(document.encode()))


def test_headings_of_both_kinds_have_their_level() -> None:
    blocks = load(f"تقرير\n=====\n\n### فرع ###\n{SENTENCE}\n")
    assert [(b.text, b.kind, b.level) for b in blocks] == [
        ("تقرير", BlockKind.HEADING, 1),
        ("فرع", BlockKind.HEADING, 3),
        (SENTENCE, BlockKind.PARAGRAPH, None),
    ]


def test_markup_goes_and_words_and_addresses_stay() -> None:
    text = "**إن** `الرمز` في [الموقع](https://example.org/a_b) و<https://example.org> كافٍ<br>جداً ![خريطة](m.png)."
    assert load(f"# عنوان\n\n{text}")[1].text == (
        "إن الرمز في الموقع (https://example.org/a_b) وhttps://example.org كافٍ جداً خريطة."
    )


def test_items_of_nested_lists_keep_their_order_and_their_numbers() -> None:
    blocks = load("# عنوان\n\n- أول\n  - فرع\n    1. عدد\n- ثانٍ\n\n  بقية الثاني\n\n7. سابع\n")
    assert all(block.kind is BlockKind.LIST_ITEM for block in blocks[1:])
    assert [block.text for block in blocks[1:]] == ["أول", "فرع", "1. عدد", "ثانٍ", "بقية الثاني", "7. سابع"]


def test_a_table_row_is_an_item() -> None:
    rows = load("# عنوان\n\n| الخط | الأجرة |\n|:--|--:|\n| الشمال | **5** |\n")[1:]
    assert [(row.text, row.kind) for row in rows] == [
        ("الخط | الأجرة", BlockKind.LIST_ITEM),
        ("الشمال | 5", BlockKind.LIST_ITEM),
    ]


def test_html_and_code_lose_their_markup_only() -> None:
    blocks = load(f'# عنوان\n\n<div dir="rtl">\n\n{SENTENCE}\n\n</div>\n\n<!-- خفي -->\n\n```\nأمر\n```\n')
    assert [block.text for block in blocks] == ["عنوان", SENTENCE, "أمر"]


def test_of_the_fields_before_the_text_title_and_date_are_kept() -> None:
    blocks = load(f'---\nlayout: post\ntitle: "دليل الركاب"\ndate: 2021-03-02\ntags:\n  - نقل\n---\n\n{SENTENCE}\n')
    assert [block.text for block in blocks] == ["دليل الركاب", "2021-03-02", SENTENCE]


def test_a_rule_at_the_top_begins_no_fields() -> None:
    assert [block.text for block in load(f"# عنوان\n\n---\n\n{SENTENCE}\n\n---\n")] == ["عنوان", SENTENCE]


def test_without_marked_headings_paragraphs_may_be_headings_as_in_plain_text() -> None:
    kinds = {
        block.text: block.kind
        for block in load(f"**أولاً: الافتتاح**\n\n{SENTENCE}\n\n1. النقاش\n\n{SENTENCE}\n\n- بند\n")
    }
    assert kinds == {
        "أولاً: الافتتاح": BlockKind.TEXT,
        SENTENCE: BlockKind.TEXT,
        "1. النقاش": BlockKind.TEXT,
        "بند": BlockKind.LIST_ITEM,
    }


def test_a_task_list_s_boxes_go_and_brackets_in_its_text_stay() -> None:
    blocks = load("# عنوان\n\n- [ ] إعداد الجدول\n- [x] دعوة [الأعضاء]\n1. [X] حجز القاعة\n")[1:]
    assert [block.text for block in blocks] == ["إعداد الجدول", "دعوة [الأعضاء]", "1. حجز القاعة"]


def test_raised_and_lowered_figures_do_not_melt_into_what_stands_before_them() -> None:
    texts = [
        block.text for block in load("# عنوان\n\nعددهم 3×10<sup>4</sup> وH<sub>2</sub>O.\n\nفي 5 قبل </sup>بعد.")[1:]
    ]
    assert texts == ["عددهم 3×10⁴ وH₂O.", "في 5 قبل بعد."]


def test_what_is_struck_out_is_not_read() -> None:
    assert load("# عنوان\n\nيبدأ الاجتماع في ~~التاسعة~~ العاشرة.")[1].text == "يبدأ الاجتماع في  العاشرة."


def test_footnotes_stand_last_and_their_marks_are_gone() -> None:
    notes = "[^1]: وفق **السجل**\n    المعتمد.\n[^٢]: أولي"
    text = f"# عنوان\n\nحضر مئة شخص[^1] وفق [^٢] والمرجع [^none].\n\n{notes}\n\n{SENTENCE}"
    assert [(block.text, block.kind) for block in load(text)[1:]] == [
        ("حضر مئة شخص وفق  والمرجع [^none].", BlockKind.PARAGRAPH),
        (SENTENCE, BlockKind.PARAGRAPH),
        ("وفق السجل المعتمد.", BlockKind.FOOTNOTE),
        ("أولي", BlockKind.FOOTNOTE),
    ]


def test_an_encoded_address_is_shown_as_people_write_it() -> None:
    block = load("# عنوان\n\n[الهجرة](https://example.org/%D9%87%D8%AC%D8%B1%D8%A9)")[1]
    assert block.text == "الهجرة (https://example.org/هجرة)"
