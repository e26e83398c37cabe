import pytest

from ingest.numbering import follows, parse_numbering, without_bullet


@pytest.mark.parametrize(
    ("line", "style", "value", "rest"),
    [
        ("IV. عرض النتائج", "roman", 4, "عرض النتائج"),
        ("II – عرض النتائج", "roman", 2, "عرض النتائج"),
        ("جيم. النقاش", "name", 3, "النقاش"),
        ("باء - النقاش", "name", 2, "النقاش"),
        ("أ. الافتتاح", "letter", 1, "الافتتاح"),
        ("هـ) الختام", "letter", 5, "الختام"),
        ("أولاً: الافتتاح", "ordinal", 1, "الافتتاح"),
        ("ثَالِثاً – الختام", "ordinal", 3, "الختام"),
        ("7. الميزانية", "digits1", 7, "الميزانية"),
        ("٧- الميزانية", "digits1", 7, "الميزانية"),
        ("2.3 الميزانية", "digits2", 3, "الميزانية"),
        ("(ب) نشر التقرير", "(letter)", 2, "نشر التقرير"),
        ("(12) نشر التقرير", "(digits1)", 12, "نشر التقرير"),
        ("الجلسة الثانية: النقل", "الجلسه", 2, "الجلسة الثانية: النقل"),
        ("الملحق رقم (3): الأسماء", "الملحق", 3, "الملحق رقم (3): الأسماء"),
    ],
)
def test_every_way_to_number_a_heading_is_read(line: str, style: str, value: int, rest: str) -> None:
    number = parse_numbering(line)
    assert number is not None
    assert (number.style, number.value, number.rest) == (style, value, rest)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "3.5 مليون دينار"[:3],
        "2020 كان عاماً صعباً",
        "12,5 في المئة",
        "من. كذا",
        "الجلسة التي تلت",
        "IIC",
        "وأولاً",
        "1.",
    ],
)
def test_a_line_that_counts_nothing_has_no_number(line: str) -> None:
    assert parse_numbering(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("- الأجور", "الأجور"),
        ("•الأجور", "الأجور"),
        ("o الزيارات", "الزيارات"),
        ("– السكن", "السكن"),
        ("-5 درجات", None),
        ("-", None),
        ("الأجور - السكن", None),
    ],
)
def test_a_bullet_is_taken_off_and_a_dash_within_text_is_none(line: str, rest: str | None) -> None:
    assert without_bullet(line) == rest


def follow(later: str, earlier: str) -> bool:
    first, second = parse_numbering(f"{earlier} بند"), parse_numbering(f"{later} بند")
    assert first is not None
    assert second is not None
    return follows(second, first)


def test_numbers_follow_within_their_style_only() -> None:
    assert follow("3.", "2.")
    assert not follow("4.", "2.")
    assert not follow("III.", "2.")
    assert not follow("(3)", "2.")


def test_letters_follow_in_the_order_of_numbers_and_in_that_of_the_dictionary() -> None:
    assert follow("ج)", "ب)")
    assert follow("ت)", "ب)")
    assert not follow("د)", "ب)")
