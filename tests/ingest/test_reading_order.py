"""Characters from left to right, as the eye sees them, give the line as it was written."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.loaders.pdf.order import read_line
from tests.ingest.pdf_kit import painted

ARABIC = st.sampled_from("الهجرة النظامية، تقرير «العمل» (أولاً) قرار؛ اجتماع الحوار والتعاون؟".split())
NUMBER = st.sampled_from("2020 ١٥ 1,250.75 12.5% 27/10/2020 ٢٧/١٠/٢٠٢٠ 2018-2020".split())
LATIN = st.sampled_from("Global Compact GCM E/ESCWA/C.3/2020/5 info@example.org https://example.org/a?b=1&c=2".split())
# Beside Latin words a number is painted alike wherever it is read, before or behind them.
BETWEEN = st.tuples(ARABIC, NUMBER, ARABIC).map(" ".join)
LINES = st.lists(ARABIC | BETWEEN | LATIN, min_size=1, max_size=9).map(lambda words: " ".join(["بدأ", *words, "الآن."]))


@given(LINES)
def test_an_arabic_line_is_read_as_it_was_written(line: str) -> None:
    assert read_line(list(painted(line)), rtl=True) == line


@given(st.text(max_size=40))
@example("\ue000 2020")
def test_no_character_is_lost_but_brackets_may_turn(text: str) -> None:
    def kept(text: str) -> list[str]:
        return sorted(letter for letter in text if letter not in "()[]{}«»<>")

    items = [letter for letter in text if not unicodedata.combining(letter)]
    for rtl in (True, False):
        assert kept(read_line(items, rtl=rtl)) == kept("".join(items))


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("٪٤٢٫٥ ةبسنب", "بنسبة ٤٢٫٥٪"),  # the sign left of its number
        ("12.5% ةبسنب", "بنسبة 12.5%"),  # and right of it
        ("2020-2018 ةرتفلا", "الفترة 2018-2020"),  # as the Unicode algorithm paints a range behind Arabic
        ("2018-2020 ةرتفلا", "الفترة 2018-2020"),  # as some word processors do
        (".+961 1 981 301 :فتاهلا", "الهاتف: +961 1 981 301."),
        (".Migration (GCM) ـلا", "الـ Migration (GCM)."),
        ("Blue Line Ltd. ةكرش عم", "مع شركة Blue Line Ltd."),  # a point left of the name would be the sentence's
        (".مقرب Co., Ltd. ةكرش", "شركة Co., Ltd. برقم."),
        ("Touche (M.E.) بتكم", "مكتب Touche (M.E.)"),
        ("خيراتب (M.E.) LLP", "(M.E.) LLP بتاريخ"),  # goes on from the line before
        (")أ(", "(أ)"),  # a font that names mirrored brackets by what is painted
        ("(أ)", "(أ)"),  # and one that names them by what is meant
        ("https://example.org/a- عقوملا", "الموقع https://example.org/a-"),  # goes on in the next line
    ],
)
def test_signs_stand_where_they_are_read(seen: str, written: str) -> None:
    assert read_line(list(seen), rtl=True) == written


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("known as يملاعلا قافتالا and adopted", "known as الاتفاق العالمي and adopted"),
        ("as (2018) قافتالا and was", "as الاتفاق (2018) and was"),
        ("in 2018 it was", "in 2018 it was"),
    ],
)
def test_arabic_in_an_english_line_is_turned_alone(seen: str, written: str) -> None:
    assert read_line(list(seen), rtl=False) == written
