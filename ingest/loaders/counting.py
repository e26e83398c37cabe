"""Numbers of lists -> how Word and PowerPoint write them: digits, letters of three scripts, Roman numerals."""

import re
from collections.abc import Callable, Iterable

_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ALPHABET = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 5000  # what is counted in letters or Roman numerals is less
_REFERENCE = re.compile(r"\(\s*([\u0623-\u064a])\s*\)")


def in_form(name: str, *, abjad: bool = False) -> Callable[[int], str]:
    """How numbers of a kind are written; in digits where the kind is not known.

    :param name: As Word calls it, such as "arabicAbjad" or "upperRoman".
    :param abjad: Whether the Arabic alphabet counts in the order of numbers too.
    """
    return _ABJAD_FORM if abjad and name == "arabicAlpha" else _FORMS.get(name, str)


def means_abjad(paragraphs: Iterable[str], points: int) -> bool:
    """Whether a document's own references say that its letters count أ ب ج, though Word is told to count أ ب ت.

    :param paragraphs: Its text: "(ج)" names the third of three points, for in the alphabet it would be the fifth.
    :param points: How many points its longest list of letters has.
    """
    by_number, by_alphabet = set(_ABJAD[:points]), set(_ALPHABET[:points])
    if by_number == by_alphabet:
        return False
    named = {match[1] for text in paragraphs for match in _REFERENCE.finditer(text)}
    return bool(named & by_number - by_alphabet) and not named & by_alphabet - by_number


def _letters(alphabet: str) -> Callable[[int], str]:
    def written(number: int) -> str:
        """The letters of a number: behind the last letter they are doubled."""
        if not 0 < number < _LARGEST:
            return str(number)
        rounds, at = divmod(number - 1, len(alphabet))
        return alphabet[at] * (rounds + 1)

    return written


def _roman(number: int) -> str:
    if not 0 < number < _LARGEST:
        return str(number)
    written = ""
    for value, digits in _ROMAN:
        count, number = divmod(number, value)
        written += digits * count
    return written


_ABJAD_FORM = _letters(_ABJAD)
_FORMS: dict[str, Callable[[int], str]] = {
    "arabicAbjad": _ABJAD_FORM,
    "arabicAlpha": _letters(_ALPHABET),
    "lowerLetter": _letters(_LATIN),
    "upperLetter": _letters(_LATIN.upper()),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "numberInDash": lambda number: f"- {number} -",
}
