"""Arabic text -> the numbers and ordinals that it names, in figures of any script or in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.wording import ORDINALS

# Folded, as `analyzer.fold` leaves them.
_UNITS = {
    1: "واحد واحده احد احدي",
    2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي",
    3: "ثلاث ثلاثه",
    4: "اربع اربعه",
    5: "خمس خمسه",
    6: "ست سته",
    7: "سبع سبعه",
    8: "ثمان ثماني ثمانيه",
    9: "تسع تسعه",
    10: "عشر عشره",
}
_TENS = ("عشر", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_HUNDRED = ("ميه", "مايه")
_VALUES = {
    **{word: value for value, words in _UNITS.items() for word in words.split()},
    **{f"{ten}{end}": value * 10 for value, ten in enumerate(_TENS, 2) for end in ("ون", "ين")},
    **{f"{ten}{hundred}": value * 100 for value, ten in enumerate(_TENS, 2) for hundred in _HUNDRED if value > 2},
    **{f"ثماني{hundred}": 800 for hundred in _HUNDRED},
    **dict.fromkeys((*_HUNDRED, "ميات"), 100),
    **dict.fromkeys(("ميتان", "ميتين", "ميتا", "ميتي", "مايتان", "مايتين"), 200),
}
_SCALES = {
    **dict.fromkeys(("الف", "الفا", "الاف"), 1_000),
    **dict.fromkeys(("الفان", "الفين", "الفي"), 2_000),
    **dict.fromkeys(("مليون", "مليونا", "ملايين"), 1_000_000),
    **dict.fromkeys(("مليار", "مليارا", "مليارات"), 1_000_000_000),
}
_DUALS = frozenset({"الفان", "الفين", "الفي"})
_TEN = ("عشر", "عشره")
_INDEFINITE = {"حادي": 1, "حاديه": 1, "اول": 1, "اولي": 1, "ثاني": 2, "ثالث": 3}
_ORDINALS = {**{word.removeprefix("ال"): value for word, value in ORDINALS.items()}, **_INDEFINITE}
_TOKEN = re.compile(r"\d{1,3}(?:[,٬]\d{3})+(?!\d)|\d+(?:[.٫]\d+)?|[^\W\d]+")
_PREFIX = re.compile(r"(?:[وف]?[بلك]?(?:ال|لل?)?)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a text names.

    :param value: The number; an ordinal's is how many-eth.
    :param ordinal: "The first" and not "one".
    :param spelled: In words; a spelled one is as often "a certain" or "the same".
    """

    start: int
    end: int
    value: float
    ordinal: bool = False
    spelled: bool = False


@dataclass(slots=True)
class _Spelled:
    """A number in words as far as it was read: what is below a thousand apart from the rest."""

    start: int
    end: int
    rest: int = 0
    below: int = 0

    @property
    def figure(self) -> Figure:
        return Figure(self.start, self.end, float(self.rest + self.below), spelled=True)

    def take(self, value: int, joined: bool, scale: bool) -> bool:
        """Add the next word's value; False if it begins another number."""
        if scale:
            if joined or value <= self.rest or self.below == 0:
                return False
            self.rest, self.below = self.rest + self.below * value, 0
        elif value == 10 and not joined and 1 <= self.below % 100 <= 9:
            self.below += 10
        elif value == 100 and not joined and 3 <= self.below <= 9:
            self.below *= 100
        elif joined and self._goes_on(value):
            self.below += value
        else:
            return False
        return True

    def _goes_on(self, value: int) -> bool:
        if self.below == 0:
            return True
        units, tens = self.below % 10, self.below % 100
        if 20 <= value <= 90:
            return tens == units
        return value < 20 and tens == 0


def figures(folded: str) -> list[Figure]:
    """The numbers of a text, in order.

    :param folded: Letters and digits as `analyzer.fold` leaves them.
    """
    return list(_read(folded))


def _read(folded: str) -> Iterator[Figure]:
    spelled: _Spelled | None = None
    counted: Figure | None = None  # in figures; "thousand" may follow
    for match in _TOKEN.finditer(folded):
        if match[0][0].isdecimal():
            yield from (found for found in (spelled and spelled.figure, counted) if found)
            spelled, counted = None, Figure(match.start(), match.end(), _number(match[0]))
            continue
        word, joined = _known(match[0])
        value = _SCALES.get(word) or _VALUES.get(word)
        if value and counted and word in _SCALES and not joined:
            counted = Figure(counted.start, match.end(), counted.value * value)
            continue
        if value and spelled and spelled.take(value, joined, word in _SCALES and word not in _DUALS):
            spelled.end = match.end()
            continue
        yield from (found for found in (spelled and spelled.figure, counted) if found)
        spelled = counted = None
        if value:
            scale = word in _SCALES
            spelled = _Spelled(match.start(), match.end(), *((value, 0) if scale else (0, value)))
        elif word in _ORDINALS:
            yield Figure(match.start(), match.end(), float(_ORDINALS[word]), ordinal=True, spelled=True)
    yield from (found for found in (spelled and spelled.figure, counted) if found)


def _number(digits: str) -> float:
    return float(digits.replace(",", "").replace("٬", "").replace("٫", "."))


def _known(token: str) -> tuple[str, bool]:
    """A word without the particles that are written to it, if it names a number, and whether "and" is one."""
    longest = _PREFIX.match(token)
    for cut in range(longest.end() if longest else 0, -1, -1):
        word = token[cut:]
        whole = _PREFIX.fullmatch(token[:cut])
        if whole and (word in _VALUES or word in _SCALES or word in _ORDINALS):
            return word, token[:cut].startswith("و")
    return "", False
