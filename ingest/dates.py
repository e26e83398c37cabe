"""The first date in an Arabic text -> ISO 8601."""

import re
from datetime import date

from ingest.wording import fold

# Levantine, Gregorian and Maghrebi names of each month.
_MONTHS = (
    "كانون الثاني، يناير، جانفي",
    "شباط، فبراير، فيفري",
    "آذار، مارس",
    "نيسان، أبريل، إبريل، أفريل",
    "أيار، مايو، ماي",
    "حزيران، يونيو، يونيه، جوان",
    "تموز، يوليو، يوليه، جويلية، يوليوز",
    "آب، أغسطس، أوت، غشت",
    "أيلول، سبتمبر، شتنبر",
    "تشرين الأول، أكتوبر",
    "تشرين الثاني، نوفمبر، نونبر",
    "كانون الأول، ديسمبر، دجنبر",
)
_MONTH_NUMBERS = {fold(name): number for number, names in enumerate(_MONTHS, start=1) for name in names.split("،")}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20|١٩|٢٠)\d\d)"
# Over folded text, in which punctuation is a blank: "27 تشرين الاول اكتوبر و 3 تشرين الثاني نوفمبر 2020".
_NAMED = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:\s+(?:و|الي|الى|حتي|لغايه)?\s*\d{{1,2}}){{0,4}}"
    rf"\s+(?:من\s+)?(?:شهر\s+)?(?P<month>{_MONTH})(?:\s+(?:{_MONTH}))?"
    rf"(?:(?:\s+(?:من\s+)?(?:عام|سنه|لعام|لسنه))?\s+{_YEAR})?(?!\w)"
)
_YEAR_ALONE = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_ISO = re.compile(rf"(?<!\d){_YEAR}[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?!\d)")
# Day first, as the Arab region writes it.
_NUMERIC = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.]{_YEAR}(?!\d)")


def first_date(text: str) -> str | None:
    """Find the first date of which day, month and year are known.

    A day and month without year, as the first of two dates, takes the next year in the text.

    :param text: A line or a few, in any of the month names and digits that Arabic documents use.
    :return: The date as YYYY-MM-DD, or None where there is none.
    """
    folded = fold(text)
    for match in _NAMED.finditer(folded):
        year = match["year"] or next((m["year"] for m in _YEAR_ALONE.finditer(folded, match.end())), None)
        if year and (found := _iso(year, _MONTH_NUMBERS[match["month"]], match["day"])):
            return found
    for pattern in (_ISO, _NUMERIC):
        for match in pattern.finditer(text):
            if found := _iso(match["year"], int(match["month"]), match["day"]):
                return found
    return None


def is_only_date(text: str) -> bool:
    """Whether a line holds dates and nothing else but weekdays."""
    if first_date(text) is None:
        return False
    rest = _NUMERIC.sub(" ", _ISO.sub(" ", text))
    rest = _YEAR_ALONE.sub(" ", _NAMED.sub(" ", fold(rest)))
    return not set(rest.split()) - _DATE_WORDS


def _iso(year: str, month: int, day: str) -> str | None:
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None


_DATE_WORDS = frozenset(
    fold(
        "التاريخ تاريخ بتاريخ يوم يومي الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت و من إلى م في"
    ).split()
) | {"والاحد", "والاثنين", "والثلاثاء", "والاربعاء", "والخميس", "والجمعه", "والسبت"}
