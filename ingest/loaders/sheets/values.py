"""The value of a cell and its number format (ECMA-376, part 1, 18.8.31) -> the text that a spreadsheet shows."""

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\[\]-]*)(?:-[^\[\]]*)?\]|\[(?P<other>[^\[\]]*)\]|[_*].'
    r"|(?P<general>General)|(?P<digits>[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+)|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_LITERAL = ("quoted", "escaped", "currency", "sign")
_MOMENT = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<elapsed>[hms])+\]|\[[^\[\]]*\]|[_*].|(?P<half>AM/PM|A/P)'
    r"|(?P<unit>y+|m+|d+|h+|s+(?:\.0+)?)|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
# Names of months and days are in the reader's language, and other calendars count other days.
_FOR_A_READER = re.compile(r"m{3}|d{3}|b[12]|e|g|\[\$[^\[\]-]*-[0-9a-f]{5,}\]", re.IGNORECASE)
_BY_SYSTEM = ("mm-dd-yy", "m/d/yy h:mm", "general")  # each reader's system has its own way
_UNKNOWN = ("E", "e", "/", "@")  # powers of ten, fractions, texts
_LONGEST = 255  # characters of a format
_SIGNIFICANT = 11  # digits of a number in no format


def shown(value: object, code: str) -> str:
    """The text that a cell shows.

    :param value: Of the cell, as openpyxl gives it.
    :param code: Its number format, such as "#,##0.00". A number in a format that is not known is shown in full, and a
        date by ISO 8601, as is one that the format writes in the reader's own way.
    """
    code = code[:_LONGEST]
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(Decimal(str(value)), code)
        case datetime() | time() | timedelta():
            return _moment(value, code.split(";")[0])
        case _:
            return str(value)


def _number(value: Decimal, code: str) -> str:
    if not value.is_finite():
        return ""
    sections = _sections(code)
    at = 2 if value == 0 and len(sections) > 2 else 1 if value < 0 and len(sections) > 1 else 0
    section = sections[at]
    digits = [part["digits"] for part in section if part["digits"]]
    is_known = len(digits) < 2 and not any(part["other"] or part["sign"] in _UNKNOWN for part in section)
    if not is_known or any(part["general"] for part in section):
        return _in_full(value)
    percents = sum(part["sign"] == "%" for part in section)
    try:
        number = _digits(abs(value) * 100**percents, digits[0]) if digits else ""
    except InvalidOperation:  # more digits than a number can have
        return _in_full(value)
    said = (number if part["digits"] else _literal(part) for part in section)
    sign = "-" if value < 0 and at == 0 and number.strip("0.,") else ""
    return sign + "".join(said).strip()


def _sections(code: str) -> list[list[re.Match[str]]]:
    """The parts of a format: for all numbers, or for positive ones, negative ones and zero."""
    sections: list[list[re.Match[str]]] = [[]]
    for part in _PART.finditer(code):
        if part["sign"] == ";":
            sections.append([])
        else:
            sections[-1].append(part)
    return sections


def _literal(part: re.Match[str]) -> str:
    return next((part[name] for name in _LITERAL if part[name]), "")


def _digits(value: Decimal, form: str) -> str:
    """A number as "#,##0.0#" writes it: a zero is a digit in any case, the other signs where there is one."""
    bare = form.rstrip(",")  # each comma behind the digits stands for a thousand
    whole, _, decimals = bare.partition(".")
    value = value / 1000 ** (len(form) - len(bare))
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    before, _, behind = f"{rounded:f}".partition(".")
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        before = f"{int(before):,}" if before else ""
    behind = behind[: decimals.count("0")] + behind[decimals.count("0") :].rstrip("0")
    return f"{before}.{behind}" if behind else before


def _in_full(value: Decimal) -> str:
    return f"{Decimal(f'{value:.{_SIGNIFICANT}g}').normalize():f}"


def _moment(value: datetime | time | timedelta, code: str) -> str:
    if isinstance(value, timedelta):
        return _elapsed(value)
    if code.lower() in _BY_SYSTEM or _FOR_A_READER.search(re.sub(r'"[^"]*"', "", code)):
        return _iso(value)
    parts = list(_MOMENT.finditer(code))
    units = ["", *(unit[:1].lower() for part in parts if (unit := part["unit"] or part["elapsed"])), ""]
    neighbours = iter(zip(units, units[2:], strict=False))  # of each unit
    has_halves = any(part["half"] for part in parts)
    said: list[str] = []
    for part in parts:
        before, behind = next(neighbours) if part["unit"] or part["elapsed"] else ("", "")
        if part["unit"]:
            is_minute = before == "h" or behind == "s"
            said.append(_unit(value, part["unit"], is_minute=is_minute, has_halves=has_halves))
        elif part["half"]:
            said.append("AM" if getattr(value, "hour", 0) < 12 else "PM")
        else:
            said.append(part["quoted"] or part["escaped"] or part["sign"] or "")
    return "".join(said).strip()


def _unit(value: datetime | time, unit: str, *, is_minute: bool, has_halves: bool) -> str:
    number = {
        "y": getattr(value, "year", 1900) % (100 if len(unit) < 3 else 10_000),
        "m": value.minute if is_minute else getattr(value, "month", 1),
        "d": getattr(value, "day", 0),
        "h": (value.hour - 1) % 12 + 1 if has_halves else value.hour,
        "s": value.second,
    }[unit[0].lower()]
    return str(number).rjust(min(len(unit.partition(".")[0]), 4), "0")


def _elapsed(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _iso(value: datetime | time) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M}"
