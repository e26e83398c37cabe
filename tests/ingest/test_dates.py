import pytest

from ingest.dates import first_date, is_only_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("عُقد في 27 تشرين الأول/أكتوبر 2020 في بيروت", "2020-10-27"),
        ("٣ كانون الثاني ٢٠٢١", "2021-01-03"),
        ("18 ديسمبر 2018", "2018-12-18"),
        ("27 تشرين الأول و 3 تشرين الثاني/نوفمبر 2020", "2020-10-27"),
        ("2021-05-09", "2021-05-09"),
        ("15/6/2019", "2019-06-15"),
        ("في عام 2020", None),
        ("31 شباط/فبراير 2020", None),
        ("لا تاريخ هنا", None),
        ("17 ربيع الأول 1442 هـ", "2020-11-03"),
        ("١٧ ربيع الأوّل من عام ١٤٤٢هـ", "2020-11-03"),
        ("في 1 رمضان 1441", "2020-04-24"),
        ("17/3/1442 هـ", "2020-11-03"),
        ("١٤٤٢/٠٣/١٧", "2020-11-03"),
        ("17 ربيع الأول 1442 هـ الموافق 3 نوفمبر 2020", "2020-11-03"),
        ("16 ربيع الأول 1442 هـ الموافق 3 نوفمبر 2020", "2020-11-03"),
        ("31 صفر 1442", None),
        ("1 محرم 1300", None),  # before the calendar's tables begin
        ("حضر 12 شعبان 1442 اجتماعاً رجب", "2021-03-25"),
    ],
)
def test_the_first_whole_date_is_found_in_any_of_the_month_names(text: str, date: str | None) -> None:
    assert first_date(text) == date


@pytest.mark.parametrize(
    "line",
    [
        "الأحد 5/3/2023",
        "يومي 4 و5 آذار/مارس 2020",
        "التاريخ: 2021-03-02",
        "الاثنين ٣ أيار ٢٠٢١ م",
        "17 ربيع الأول 1442 هـ الموافق 3/11/2020 م",
    ],
)
def test_a_line_of_dates_and_weekdays_is_only_a_date(line: str) -> None:
    assert is_only_date(line)


@pytest.mark.parametrize("line", ["بيروت، 5/3/2023", "يوم الأحد", "تقرير 2020", ""])
def test_a_line_that_says_more_or_no_date_is_not_only_a_date(line: str) -> None:
    assert not is_only_date(line)
