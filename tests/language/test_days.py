"""Dates in words."""

import pytest

from language.days import MONTHS, day_in_words


@pytest.mark.parametrize(
    ("day", "language", "told"),
    [
        ("2026-11-28", "ar", "28 تشرين الثاني/نوفمبر 2026"),
        ("2020-01-01", "ar", "1 كانون الثاني/يناير 2020"),
        ("2026-11-28", "en", "28 November 2026"),
        ("2026-02-28", "fr", "28 février 2026"),
        ("2026-02-01", "fr", "1er février 2026"),
        ("2026-12-01", "en", "1 December 2026"),
        ("2026-13-01", "ar", "2026-13-01"),
        ("خريف 2020", "ar", "خريف 2020"),
        ("", "ar", ""),
    ],
)
def test_a_day_is_told_with_the_name_of_its_month(day: str, language: str, told: str) -> None:
    assert day_in_words(day, language) == told


def test_every_language_names_twelve_months() -> None:
    assert {language: len(set(names)) for language, names in MONTHS.items()} == {"ar": 12, "en": 12, "fr": 12}
