"""Arabic text -> its first date as ISO 8601, or every date that it names."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from hijridate import Hijri

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
_HIJRI_MONTHS = (
    "محرم، المحرم، محرم الحرام",
    "صفر",
    "ربيع الأول",
    "ربيع الآخر، ربيع الثاني",
    "جمادى الأولى، جمادى الأول",
    "جمادى الآخرة، جمادى الآخر، جمادى الثانية",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعدة، ذي القعدة",
    "ذو الحجة، ذي الحجة",
)


def _numbers(months: tuple[str, ...]) -> dict[str, int]:
    return {fold(name): number for number, names in enumerate(months, start=1) for name in names.split("،")}


def _any_of(numbers: dict[str, int]) -> str:
    return "|".join(sorted(numbers, key=len, reverse=True))


_MONTH_NUMBERS, _HIJRI_NUMBERS = _numbers(_MONTHS), _numbers(_HIJRI_MONTHS)
_MONTH = _any_of(_MONTH_NUMBERS)
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

_HIJRI_YEAR = r"(?P<year>(?:13|14|١٣|١٤)\d\d)"
_HIJRI_NAMED = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s+(?:من\s+)?(?:شهر\s+)?(?P<month>{_any_of(_HIJRI_NUMBERS)})"
    rf"(?:\s+(?:من\s+)?(?:عام|سنه|لعام|لسنه))?\s+{_HIJRI_YEAR}(?:\s*هـ?(?!\w))?(?!\d)"
)
_HIJRI_NUMERIC = (
    re.compile(rf"(?<!\d){_HIJRI_YEAR}[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?!\d)(?:\s*هـ)?"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})[-/.](?P<month>\d{{1,2}})[-/.]{_HIJRI_YEAR}(?!\d)(?:\s*هـ)?"),
)


def first_date(text: str) -> str | None:
    """Find the first date of which day, month and year are known.

    A day and month without year, as the first of two dates, takes the next year in the text. A Hijri date
    is converted by the Umm al-Qura calendar, and taken only where no other is given.

    :param text: A line or a few, in any of the month names and digits that Arabic documents use.
    :return: The date as YYYY-MM-DD, or None where there is none.
    """
    folded = fold(text)
    years = list(_YEAR_ALONE.finditer(folded))
    starts = [year.start() for year in years]
    for match in _NAMED.finditer(folded):
        following = bisect_left(starts, match.end())
        year = match["year"] or (years[following]["year"] if following < len(years) else None)
        if year and (found := _iso(year, _MONTH_NUMBERS[match["month"]], match["day"])):
            return found
    for pattern in (_ISO, _NUMERIC):
        for match in pattern.finditer(text):
            if found := _iso(match["year"], int(match["month"]), match["day"]):
                return found
    for match in _HIJRI_NAMED.finditer(folded):
        if found := _from_hijri(match["year"], _HIJRI_NUMBERS[match["month"]], match["day"]):
            return found
    for pattern in _HIJRI_NUMERIC:
        for match in pattern.finditer(text):
            if found := _from_hijri(match["year"], int(match["month"]), match["day"]):
                return found
    return None


def is_only_date(text: str) -> bool:
    """Whether a line holds dates and nothing else but weekdays."""
    return first_date(text) is not None and not without_dates(text)


def without_dates(text: str) -> str:
    """The words of a text, folded, without its dates and the words and weekdays that go with them."""
    for pattern in (_ISO, _NUMERIC, *_HIJRI_NUMERIC):
        text = pattern.sub(" ", text)
    text = fold(text)
    for pattern in (_NAMED, _HIJRI_NAMED, _YEAR_ALONE):
        text = pattern.sub(" ", text)
    return " ".join(word for word in text.split() if word not in _DATE_WORDS)


def _iso(year: str, month: int, day: str) -> str | None:
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None


def _from_hijri(year: str, month: int, day: str) -> str | None:
    try:
        return Hijri(int(year), month, int(day)).to_gregorian().isoformat()
    except (ValueError, OverflowError):  # the calendar's tables begin in 1343
        return None


_DATE_WORDS = frozenset(
    fold(
        "التاريخ تاريخ بتاريخ يوم يومي الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت "
        "و من إلى م في هـ الموافق"
    ).split()
) | {"والاحد", "والاثنين", "والثلاثاء", "والاربعاء", "والخميس", "والجمعه", "والسبت"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A date, or a part of one, that a text names.

    :param start: Offset of its first character.
    :param end: Offset behind its last.
    :param year: None where the text names day and month only.
    :param day: None where it names the month only.
    """

    start: int
    end: int
    year: int | None
    month: int
    day: int | None


_MOST_DAYS = 12  # that share the name of their month; a row of figures is no list of days
_GAP = r"[\s/،,()–-]+"
_MENTIONED = re.compile(
    rf"(?P<days>(?:(?<!\d)\d{{1,4}}(?!\d){_GAP}(?:(?:و|الي|حتي|لغايه)\s*)?){{0,{_MOST_DAYS}}})(?:من\s+)?(?:شهر\s+)?"
    rf"(?<!\w)(?:[وفبل]?ال|[وفبل])?(?P<month>{_MONTH})(?:{_GAP}(?P<again>{_MONTH})(?!\w))?(?!\w)\)?"
    rf"(?:(?:\s+(?:من\s+)?(?:عام|سنه|لعام|لسنه))?\s*(?:،\s*)?(?<!\d){_YEAR}(?!\d))?"
)
_DAY = re.compile(r"\d+")
_OTHER_WORDS = frozenset({"اب", "ماي", "اوت"})  # a month only beside a day, a year or its other name


def mentions(folded: str) -> list[Mention]:
    """Every date that a text names, whole or in part; Hijri dates only where whole, and converted.

    :param folded: A text whose letters and digits are folded as for matching, its punctuation kept.
    """
    found: list[Mention] = []
    for pattern in (_ISO, _NUMERIC):
        for match in pattern.finditer(folded):
            if iso := _iso(match["year"], int(match["month"]), match["day"]):
                found.append(_whole(match, iso))
    for pattern in (_HIJRI_NAMED, *_HIJRI_NUMERIC):
        for match in pattern.finditer(folded):
            named = match["month"]
            month = int(named) if named.isdecimal() else _HIJRI_NUMBERS[named]
            if iso := _from_hijri(match["year"], month, match["day"]):
                found.append(_whole(match, iso))
    for match in _MENTIONED.finditer(folded):
        days = [int(day) for day in _DAY.findall(match["days"])]
        if match["month"] in _OTHER_WORDS and not (days or match["again"] or match["year"]):
            continue
        year = int(match["year"]) if match["year"] else None
        # Two names of one month as a rule; where they are of two, both are named.
        months = {_MONTH_NUMBERS[name] for name in (match["month"], match["again"]) if name}
        found += [
            Mention(match.start(), match.end(), year, month, day) for month in sorted(months) for day in days or (None,)
        ]
    return found


def _whole(match: re.Match[str], iso: str) -> Mention:
    day = date.fromisoformat(iso)
    return Mention(match.start(), match.end(), day.year, day.month, day.day)
