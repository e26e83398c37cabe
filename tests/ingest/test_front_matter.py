import pytest

from ingest.document import Block, BlockKind
from ingest.front_matter import FrontMatter, read_front_matter

SENTENCE = "اجتمع أعضاء المجلس في مقر البلدية وبحثوا خطة النقل العام للعام المقبل."


def front(*lines: str) -> FrontMatter:
    return read_front_matter([Block(line) for line in lines])


def heading(text: str, level: int | None = 1) -> Block:
    return Block(text, BlockKind.HEADING, level)


def body_of(matter: FrontMatter) -> list[str]:
    return [block.text for block in matter.body]


def test_the_title_is_the_line_that_names_the_document() -> None:
    lines = ["منظمة المدن", "مجلس بلدية الساحل", "الدورة السابعة عشرة", "تقرير لجنة النقل العام", "3 أيار/مايو 2019"]
    matter = front(*lines, "مقدمة", SENTENCE)
    assert (matter.title, matter.date) == ("تقرير لجنة النقل العام", "2019-05-03")
    assert body_of(matter) == ["مقدمة", SENTENCE]


def test_a_title_goes_on_in_a_line_that_begins_with_a_preposition() -> None:
    matter = front("كلمة رئيسة اتحاد البلديات", "في افتتاح ملتقى النقل العام", "صور، 4 آب 2018", SENTENCE)
    assert matter.title == "كلمة رئيسة اتحاد البلديات في افتتاح ملتقى النقل العام"


@pytest.mark.parametrize(
    "first", [SENTENCE, "كلمة " * 5000, f"{SENTENCE} ثم رُفعت الجلسة", "مقدمة", "بسم الله الرحمن الرحيم"]
)
def test_a_document_that_begins_with_its_text_has_no_title_and_loses_nothing(first: str) -> None:
    matter = front(first, SENTENCE)
    assert matter.title is None
    assert body_of(matter) == [first, SENTENCE]


def test_labels_of_minutes_stay_in_the_body_and_give_the_date() -> None:
    matter = front("محضر لجنة النقل العام", "المكان: صيدا", "التاريخ: 7/2/2022", SENTENCE)
    assert (matter.title, matter.date) == ("محضر لجنة النقل العام", "2022-02-07")
    assert body_of(matter) == ["المكان: صيدا", "التاريخ: 7/2/2022", SENTENCE]


ENTRIES = ["مقدمة", "1. شبكة الحافلات", "2. التمويل"]
BODY = ["مقدمة", SENTENCE, "1. شبكة الحافلات", SENTENCE, "2. التمويل", SENTENCE]


@pytest.mark.parametrize("title", ["المحتويات", "الفهرس", "جدول المحتويات:", "قائمة المحتويات"])
@pytest.mark.parametrize(
    "page", ["{} ..... 3", "{} . . . . . ٣", "{}…… 3", "{} ____ 3", "3\t{}", "{}\t12", "{}"], ids=repr
)
def test_a_contents_block_in_any_form_is_skipped_and_its_entries_known(title: str, page: str) -> None:
    listed = [" ".join(page.format(entry).split()) for entry in ENTRIES]
    matter = front("تقرير لجنة النقل العام", title, *listed, *BODY)
    assert body_of(matter) == BODY
    assert matter.entries == {"مقدمه", "1 شبكه الحافلات", "2 التمويل"}


def test_lists_of_tables_behind_the_contents_are_skipped_too() -> None:
    lists = ["المحتويات", "مقدمة ..... 3", "قائمة الجداول", "الجدول 1: الخطوط ..... 5"]
    assert body_of(front("تقرير لجنة النقل العام", *lists, *BODY)) == BODY


def test_many_contents_blocks_are_no_problem() -> None:
    matter = front(*["المحتويات", "بند ..... 3"] * 3000, SENTENCE)
    assert body_of(matter) == [SENTENCE]


def test_a_marked_heading_above_all_others_is_the_title() -> None:
    blocks = [heading("محضر اللجنة"), heading("القرارات", 2), Block(SENTENCE, BlockKind.PARAGRAPH)]
    matter = read_front_matter(blocks)
    assert matter.title == "محضر اللجنة"
    assert matter.body == tuple(blocks[1:])


def test_the_first_of_many_chapters_is_no_title() -> None:
    blocks = [heading("القسم الأول"), Block(SENTENCE), heading("القسم الثاني"), Block(SENTENCE)]
    matter = read_front_matter(blocks)
    assert matter.title is None
    assert matter.body == tuple(blocks)


def test_a_title_that_stands_twice_with_a_date_between_is_taken_once() -> None:
    blocks = [
        heading("دليل الركاب"),
        Block("2021-03-02"),
        heading("دليل الركاب"),
        heading("الأجرة", 2),
        Block(SENTENCE),
    ]
    matter = read_front_matter(blocks)
    assert (matter.title, matter.date) == ("دليل الركاب", "2021-03-02")
    assert matter.body == tuple(blocks[3:])
