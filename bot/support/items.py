"""What a statement is made of: content words, numbers and dates."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from bot.support.figures import Figure
from bot.support.words import alike
from ingest.dates import Mention

FUNCTION_WORDS = frozenset(
    """في من الي علي عن مع ان انه انها انهم انهما اني او ام ثم قد لقد كما هو هي هم هما هن هذا هذه هذان هاتان هولاء
    ذلك تلك اولئك الذي التي الذين اللذان اللذين اللتان اللتين اللواتي اللاتي ما مما عما فيما بما ممن من حيث اذ اذا
    كان كانت كانوا كانتا يكون تكون يكونوا يكن تكن كون لكن لكنه لكنها بل اي بان لان وان بين عند عندما لدي حول خلال عبر
    ضمن نحو تجاه ازاء بشان بخصوص به بها بهم بهما فيه فيها فيهم فيهما له لها لهم لهما لي لنا عليه عليها عليهم عليهما اليه
    اليها اليهم منه منها منهم منهن منهما عنه عنها عنهم عنهما معه معها معهم بينهم بينهما بينها اياه اياها كذلك ايضا وذلك
    هناك هنا كي حتي سوف س ف و ب ل ك يا ايها ايتها منذ اما انما مثل مثلا كلا كلتا اثناء لدن ال اصل بسبب سبب نتيجه حسب
    بحسب وفق وفقا طبقا""".split()
)
"""Folded. What says nothing of its own: particles, pronouns, forms of "to be"."""

_NEGATORS = frozenset("لم لن لا ليس ليست ليسا ليسوا ليسوا لسنا لست غير دون بدون عدم بلا لعدم بغير".split())
_WIDE_NEGATORS = frozenset("ليس ليست ليسا ليسوا لسنا لست".split())  # the subject may come first
_NO_NEGATION = {"لا": frozenset({"سيما"}), "غير": frozenset({"ان", "انه", "انها", "انهم"})}
_SCOPE = 3  # words between a negator and what it negates
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word as it is compared.

    :param start: Offset in the folded text.
    :param negated: True behind a negator; None where that cannot be told.
    """

    text: str
    start: int
    negated: bool | None = False


Item = Word | Figure | Mention
"""What a statement is made of: a content word, a number, or a date."""


def content(clause: str, offset: int) -> Iterator[Word]:
    """The content words of a clause, each with whether it is negated."""
    tokens = [(m.group(), offset + m.start()) for m in _WORD.finditer(clause)]
    reach, doubtful = 0, 0
    for i, (token, at) in enumerate(tokens):
        following = tokens[i + 1][0] if i + 1 < len(tokens) else ""
        negator = _negator(token, following)
        if negator:
            reach, doubtful = _SCOPE, _SCOPE if negator in _WIDE_NEGATORS else 0
        elif token not in _NEGATORS and not _says_nothing(token):
            yield Word(token, at, True if reach else None if doubtful else False)
            reach, doubtful = 0, max(0, doubtful - 1)
        else:
            reach = max(0, reach - 1)


def _negator(token: str, following: str) -> str:
    for word in (token, token[1:] if token[:1] in "وفا" else ""):
        if word in _NEGATORS:
            return "" if following in _NO_NEGATION.get(word, ()) else word
    return ""


def _says_nothing(token: str) -> bool:
    return len(token) < 2 or any(token[cut:] in FUNCTION_WORDS for cut in _cuts(token))


def _cuts(token: str) -> tuple[int, ...]:
    """Where a word may begin behind the particles that are written to it."""
    joined = 1 if token[:1] in ("و", "ف") else 0
    return (0, joined, joined + 1) if token[joined : joined + 1] in ("ل", "ب", "ك", "س") else (0, joined)


def same(item: Item, other: Item, years: Set[float]) -> bool:
    """Whether two items of statements name the same thing.

    :param years: What the other's text names beside; a date may leave its year to them.
    """
    if isinstance(item, Word):
        return isinstance(other, Word) and alike(item.text, other.text)
    if isinstance(item, Figure):
        if isinstance(other, Figure):
            return (item.value, item.ordinal) == (other.value, other.ordinal)
        return isinstance(other, Mention) and not item.ordinal and item.value == other.year
    if not isinstance(other, Mention) or item.month != other.month or item.day not in (None, other.day):
        return False
    return item.year in (None, other.year) or (other.year is None and float(item.year or 0) in years)


def agree(item: Item, other: Item) -> bool:
    """Whether both or neither of two words are negated, as far as that can be told."""
    if not (isinstance(item, Word) and isinstance(other, Word)):
        return True
    return item.negated == other.negated or item.negated is None or other.negated is None
