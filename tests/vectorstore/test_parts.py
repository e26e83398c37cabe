"""Which of several meetings a heading or a question names."""

import pytest

from vectorstore.parts import Part, are_others, asked_parts, parts


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("من اختتم الحوار الثاني؟", {Part("حوار", 2), Part("phase", 2)}),
        ("ألف. الجلسة الافتتاحية", {Part("phase", 1)}),
        ("II. الحوار الثاني: الثلاثاء 3 تشرين الثاني/ نوفمبر 2020", {Part("حوار", 2)}),
        ("ورشة العمل الأولى", {Part("ورشه", 1)}),
        ("Who closed the second dialogue?", {Part("حوار", 2), Part("phase", 2)}),
        ("What was said in session 2?", {Part("جلسه", 2)}),
        ("la première séance", {Part("جلسه", 1)}),
        ("لقاء تشرين الأول", set[Part]()),
        ("الاستعراض الإقليمي الأول", set[Part]()),
        ("في الحوار 2 من الدول", {Part("حوار", 2)}),
        ("اللقاء الثاني", {Part("حوار", 2)}),
    ],
)
def test_a_part_is_named_by_a_noun_and_its_number(text: str, named: set[Part]) -> None:
    assert parts(text) == named


@pytest.mark.parametrize(
    ("asked", "told", "others"),
    [
        ("الحوار الثاني", "الحوار الأول", True),
        ("الحوار الثاني", "الحوار الأول\nالجلسة الثانية", True),
        ("الجلسة الثانية", "الحوار الأول\nالجلسة الثانية", False),
        ("اليوم الثاني", "الحوار الثاني", False),
        ("الحوار الثاني", "الملاحظات الختامية", False),
        ("الملاحظات الختامية", "الحوار الأول", False),
        ("الحوار الأول والحوار الثاني", "الحوار الأول", False),
        ("اختتم الحوار الثاني", "الحوار الثاني\nالجلسة الافتتاحية", True),
        ("اختتم الحوار الثاني", "الحوار الثاني\nالملاحظات الختامية", False),
        ("اختتم الحوار", "الحوار الأول", False),
    ],
)
def test_headings_tell_of_other_parts_by_the_same_noun_or_else_by_any(asked: str, told: str, others: bool) -> None:
    assert are_others(parts(asked), parts(told)) is others


def test_a_passage_that_names_what_is_asked_is_of_no_other_part() -> None:
    asked, headings = parts("من اختتم الحوار؟"), parts("الجلسة الافتتاحية")
    assert are_others(asked, headings)
    assert not are_others(asked, headings, parts("ثم اختتمت السيدة سلمى كلمتها."))


def test_how_somebody_ended_a_speech_is_asked_of_no_closing_session() -> None:
    assert asked_parts("بماذا اختتمت سلمى الحداد كلمتها؟") == frozenset()
    assert asked_parts("من اختتم الحوار الثاني؟") == parts("من اختتم الحوار الثاني؟")
