"""Text -> the countries that it names, by the names of Unicode's Common Locale Data Repository (Babel carries them)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from babel import Locale

from vectorstore.analyzer import Token, tokenize

_LANGUAGES = ("ar", "en", "fr")
_COUNTRY = re.compile("[A-Z]{2}")  # the other territories are continents and regions
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ"})
# What everybody calls them, beside the names of the repository.
_SHORT = {"SA": "السعودية", "AE": "الإمارات", "SY": "سورية", "US": "أمريكا", "GB": "بريطانيا", "PS": "فلسطين"}
# Names that are words as well: "financial" and "sons".
_WORDS_TOO = frozenset({"مالي", "بنين"})


def countries(text: str) -> frozenset[str]:
    """The countries that a text names in Arabic, English or French.

    :return: Their ISO 3166-1 alpha-2 codes.
    """
    pattern, codes = _names()
    return frozenset(codes[match.group("name")] for match in pattern.finditer(_words(text)))


def country_words(words: Sequence[Token]) -> tuple[int, int] | None:
    """The first and the last of the words that name a country, the last one that is named without a prefix."""
    said = " ".join(word.text for word in words)
    found = [match for match in _names()[0].finditer(said) if match.start() == match.start("name")]
    found = [match for match in found if not match.group().startswith("لل")]
    if not found:
        return None
    return said.count(" ", 0, found[-1].start()), said.count(" ", 0, found[-1].end())


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {_words(name): code for code, name in _territories() if _words(name) not in _WORDS_TOO}
    # Behind "to" the article loses its alef: المغرب, للمغرب.
    codes |= {f"لل{name[2:]}": code for name, code in codes.items() if name.startswith("ال")}
    longest_first = sorted(codes, key=len, reverse=True)
    return re.compile(rf"(?<!\w)[وف]?[بلك]?(?P<name>{'|'.join(map(re.escape, longest_first))})(?!\w)"), codes


def _territories() -> Iterator[tuple[str, str]]:
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if _COUNTRY.fullmatch(code) and code not in _NO_COUNTRIES:
                yield code, name
    yield from _SHORT.items()


def _words(text: str) -> str:
    return " ".join(token.text for token in tokenize(text))
