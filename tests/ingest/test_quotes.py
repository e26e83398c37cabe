from ingest.loaders.pdf.process import read_page
from ingest.loaders.pdf.quotes import find_quote
from tests.ingest.pdf_kit import HEIGHT, LEADING, MARGIN, Pdf, of_lines

LINES = (
    "افتُتحت الجلسة بكلمة من رئيسة اللجنة الوطنية.",
    "ثم عرض المقرر نتائج المسح الذي شمل 250 عاملاً.",
    "واتفق الحاضرون على موعد اللقاء المقبل في بيروت.",
)


def test_a_quote_is_found_on_its_own_line_and_on_no_other() -> None:
    page = read_page(of_lines(LINES[:1], LINES), 2)
    (box,) = find_quote(page, LINES[1])
    baseline = HEIGHT - MARGIN - 2 * LEADING
    assert box.y0 < baseline < box.y1
    assert box.x1 - box.x0 > 150


def test_only_the_quoted_words_of_a_line_are_marked() -> None:
    page = read_page(of_lines(LINES), 1)
    (whole,), (part,) = find_quote(page, LINES[2]), find_quote(page, "على موعد اللقاء المقبل")
    assert whole.x0 < part.x0
    assert part.x1 < whole.x1


def test_vowel_signs_and_line_ends_do_not_hide_a_quote() -> None:
    page = read_page(of_lines(LINES), 1)
    assert len(find_quote(page, "افتتحت الجلسة بكلمة من رئيسة اللجنة الوطنية. ثم عرض المقرر\nنتائج المسح")) == 2


def test_what_is_not_on_the_page_is_not_marked() -> None:
    page = read_page(of_lines(LINES), 1)
    assert find_quote(page, "لا علاقة لهذه العبارة بالنص المطبوع هنا إطلاقاً.") == []
    empty = Pdf()
    empty.new_page()
    assert find_quote(read_page(empty.data(), 1), LINES[0]) == []
