"""Arabic text -> terms for matching: folded words, stems and character n-grams, with their place in the original.

Nothing that is stored, quoted or shown passes through here. Folding follows Larkey, Ballesteros and
Connell, "Light Stemming for Arabic Information Retrieval" (2007), section 3.2: marks and tatweel go,
the forms of alef, ى and ي, ة and ه fall together; digits of every script become ASCII. Stems follow their
Light10; words that no stripping of ends brings together stand in `vectorstore.thesaurus`. Character n-grams
inside words follow McNamee and Mayfield, "Character N-Gram Tokenization for European Language Text
Retrieval" (2004).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from vectorstore.thesaurus import CLASSES

NGRAM = 4

_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_WORD = re.compile(rf"[\w{_MARKS}]+")
_STRIP = re.compile(f"[{_MARKS}]")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "\u0671": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه",
     "\u06cc": "ي", "\u06a9": "ك"}  # Persian yeh and kaf, from some keyboards
)  # fmt: skip

# Both names of each month, folded: Levantine and the one taken from the European languages.
_MONTHS = (
    ("كانون الثاني", "يناير"), ("شباط", "فبراير"), ("اذار", "مارس"), ("نيسان", "ابريل"),
    ("ايار", "مايو"), ("حزيران", "يونيو"), ("تموز", "يوليو"), ("اب", "اغسطس"),
    ("ايلول", "سبتمبر"), ("تشرين الاول", "اكتوبر"), ("تشرين الثاني", "نوفمبر"), ("كانون الاول", "ديسمبر"),
)  # fmt: skip
_MONTH_TERM = {tuple(name.split()): f"شهر{number}" for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH_STARTS = frozenset(words[0] for words in _MONTH_TERM)
# آب folds to the word for father: it is a month only beside a day, a year or its other name.
_AMBIGUOUS = frozenset({("اب",)})


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is matched, and where it stands.

    :param text: The folded word.
    :param start: Offset of its first character in the original text.
    :param end: Offset behind its last character.
    """

    text: str
    start: int
    end: int


@lru_cache(maxsize=1024)  # a question looks at the same sentences from several sides
def fold(text: str) -> str:
    """Fold spelling that Arabic writers mix; idempotent. Words and spaces stay in their places."""
    folded = strip_marks(unicodedata.normalize("NFKC", text)).translate(_FOLD).lower()
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), folded)


def strip_marks(text: str) -> str:
    """A text without vowel marks and tatweel, its letters as written."""
    return _STRIP.sub("", text)


def tokenize(text: str) -> list[Token]:
    """The folded words of a text, in order, with offsets into `text`."""
    return list(_tokens(text))


@lru_cache(maxsize=512)  # likewise
def _tokens(text: str) -> tuple[Token, ...]:
    tokens = (Token(_fold_word(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))
    return tuple(token for token in tokens if token.text)


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order, and one more term for each month, the same for both its names.

    What is second in the name of a month says of nothing else that it is the second.
    """
    words = [token.text for token in tokenize(text)]
    ordinals = {i + 1 for i, name in enumerate(pairwise(words)) if name in _MONTH_TERM}
    return [_stem(word) for i, word in enumerate(words) if i not in ordinals] + list(_months(words))


def ngrams(text: str) -> list[str]:
    """Character n-grams of a text's folded words; a word of up to `NGRAM` letters stands whole."""
    grams: list[str] = []
    for token in tokenize(text):
        word = token.text
        grams += [word[i : i + NGRAM] for i in range(max(1, len(word) - NGRAM + 1))]
    return grams


def is_arabic(text: str) -> bool:
    """Whether more than half of a text's letters are Arabic."""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum("\u0600" <= c <= "\u06ff" for c in letters) > len(letters)


def _months(words: list[str]) -> Iterator[str]:
    for i, word in enumerate(words):
        if word in _MONTH_STARTS:
            for name in ((word,), tuple(words[i : i + 2])):
                if name in _MONTH_TERM and (name not in _AMBIGUOUS or _dated(words, i)):
                    yield _MONTH_TERM[name]


def _dated(words: list[str], i: int) -> bool:
    neighbours = words[max(0, i - 1) : i] + words[i + 1 : i + 2]
    return any(w.isdecimal() or (w,) in _MONTH_TERM for w in neighbours)


_fold_word = lru_cache(maxsize=200_000)(fold)  # a language repeats its words

# Light10 takes off the article with and without a preposition; a preposition alone and pronouns are taken off as well.
_PREFIX = re.compile(r"^(?:[وف](?=\w{4}))?(?:(?:بال|كال|لل|ال)(?=\w{2})|[بلك](?=\w{4}))?")
_PRONOUN = re.compile(r"(?<=\w{3})(?:و?هما|و?ها|و?(?<!ا)هم|هن|نا|كم|و?ه)$")
_ENDING = re.compile(r"(?<=\w{3})(?:ات|تا|ان|ون|ين|تي|يه|وا|[اهيت])$")


def _light_stem(word: str) -> str:
    return _ENDING.sub("", _PRONOUN.sub("", _PREFIX.sub("", word)))


_SHORT_BEHIND_AND, _SHORTEST_FUTURE = 4, 5  # letters
_FUTURES = frozenset("سي ست سن".split())
_SAME = {
    _light_stem(fold(word)): _light_stem(fold(words[0]))
    for words in (line.split() for line in CLASSES.split("\n"))
    for word in words
}


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    stem = _light_stem(word)
    return _SAME.get(stem) or _of_future(stem) or _behind_and(word) or stem


def _behind_and(word: str) -> str | None:
    """What stands for ودعت, which is too short to lose its و: what does for دعت, where that is a known word."""
    return _SAME.get(_light_stem(word[1:])) if word[:1] in "وف" and len(word) == _SHORT_BEHIND_AND else None


def _of_future(stem: str) -> str | None:
    """What stands for ستعقد: what does for تعقد or يعقد, where that is a known word; سياسة is no future of ياسة."""
    is_future = stem[:2] in _FUTURES and len(stem) >= _SHORTEST_FUTURE
    return _SAME.get(stem[1:]) or _SAME.get(f"ي{stem[2:]}") if is_future else None
