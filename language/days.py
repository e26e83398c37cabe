"""A date as it is stored -> the same day in words, in each language of the page."""

from datetime import date
from typing import Final

# Readers of Arabic know one of the two names of a month, by where they live.
MONTHS: Final = {
    "ar": (
        "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو",
        "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip
"""The names of the months by language, January first."""
FIRST_OF_MONTH: Final = {"ar": "1", "en": "1", "fr": "1er"}


def day_in_words(day: str, language: str = "ar") -> str:
    """A day with the name of its month.

    :param day: ISO 8601; anything else is given back as it stands.
    :param language: "ar", "en" or "fr".
    """
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return day
    number = FIRST_OF_MONTH[language] if known.day == 1 else str(known.day)
    return f"{number} {MONTHS[language][known.month - 1]} {known.year}"
