"""Text -> the countries and cities that it names, as in Unicode's Common Locale Data Repository (Babel carries it)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import cast

from babel import Locale

from vectorstore.analyzer import Token, tokenize

_LANGUAGES = ("ar", "en", "fr")
_COUNTRY = re.compile("[A-Z]{2}")  # the other territories are continents and regions
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ"})
# What everybody calls them, beside the names of the repository.
_SHORT = {"SA": "السعودية", "AE": "الإمارات", "SY": "سورية", "US": "أمريكا", "GB": "بريطانيا", "PS": "فلسطين"}
# Names that are words as well: "financial" and "sons", "what is".
_WORDS_TOO = frozenset("مالي بنين ماهي ديلي استر سمراء سنتر ترول center easter nome victoria".split())
_SHORTEST_CITY = 4  # letters
# By the codes that the repository gives them.
_CONTINENTS = {
    "150": "أوروبا أوروبي أوروبية الأوروبي الأوروبية europe european europeen europeenne",
    "002": "أفريقيا أفريقي أفريقية الأفريقي الأفريقية إفريقيا africa african africain africaine",
    "142": "آسيا آسيوي آسيوية الآسيوي الآسيوية asia asian asie asiatique",
    "419": "لاتيني لاتينية اللاتينية",
}
# Their countries as the United Nations count them (M49 standard, unstats.un.org); of its Americas the Latin part.
_MEMBERS = {
    "150": """AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME
        MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK""",
    "002": """AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ
        NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW""",
    "142": """AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM
        PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE""",
    "419": """AR BO BR BZ CL CO CR CU DO EC GF GT GY HN HT JM MX NI PA PE PR PY SR SV TT UY VE""",
}
_SEVERAL = 2  # countries of a continent: a list that tells of it


@lru_cache(maxsize=4096)
def countries(text: str) -> frozenset[str]:
    """The countries that a text names in Arabic, English or French.

    :return: Their ISO 3166-1 alpha-2 codes.
    """
    return _named(text, _names())


def places(text: str) -> frozenset[str]:
    """The countries, cities and continents that a text names, each by a code of its own."""
    return countries(text) | _named(text, _other_names())


def continents_of(text: str) -> frozenset[str]:
    """The continents of which a text names several countries, by the codes that `places` gives them."""
    told = countries(text)
    return frozenset(code for code, members in _MEMBERS.items() if len(told.intersection(members.split())) >= _SEVERAL)


def _named(text: str, names: "_Names") -> frozenset[str]:
    pattern, codes = names
    return frozenset(codes[match.group("name")] for match in pattern.finditer(_words(text)))


def country_words(words: Sequence[Token]) -> tuple[int, int] | None:
    """The first and the last of the words that name a country, the last one that is named without a prefix."""
    said = " ".join(word.text for word in words)
    found = [match for match in _names()[0].finditer(said) if match.start() == match.start("name")]
    found = [match for match in found if not match.group().startswith("لل")]
    if not found:
        return None
    return said.count(" ", 0, found[-1].start()), said.count(" ", 0, found[-1].end())


_Names = tuple[re.Pattern[str], dict[str, str]]


@cache
def _names() -> _Names:
    return _pattern(_territories())


@cache
def _other_names() -> _Names:
    return _pattern(_cities_and_continents())


def _pattern(named: Iterable[tuple[str, str]]) -> _Names:
    codes = {_words(name): code for code, name in named if _words(name) not in _WORDS_TOO}
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


def _cities_and_continents() -> Iterator[tuple[str, str]]:
    """The cities that time zones are named after, but for those that are called as their country is."""
    locales = [cast("Mapping[str, Mapping[str, str]]", Locale(language).time_zones) for language in _LANGUAGES]
    for zone in locales[0]:
        cities = {names[zone]["city"] for names in locales if "city" in names.get(zone, {})}
        for name in (*cities, zone.rpartition("/")[2].replace("_", " ")):
            if len(name) >= _SHORTEST_CITY and not countries(name):
                yield zone, name
    for code, names in _CONTINENTS.items():
        yield from ((code, name) for name in names.split())


def _words(text: str) -> str:
    return " ".join(token.text for token in tokenize(text))
