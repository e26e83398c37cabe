"""A follow-up that leaves out what it shares with the question before -> that question, with its own part put in.

"من افتتح الجلسة الأولى؟" and then "والثانية؟" asks "من افتتح الجلسة الثانية؟". The part that is replaced is
found by what both have in common, the word that they begin with or the kind of thing that they name, as in the
classical account of ellipsis by parallelism (Dalrymple, Shieber and Pereira, "Ellipsis and Higher-Order
Unification", 1991).
"""

from collections.abc import Sequence

from bot.countries import country_words
from bot.function_words import AND, CONJUNCTIONS, QUESTION_WORDS
from bot.lexicon import ORDINALS
from bot.spoken import with_spoken
from vectorstore.analyzer import Token, stems, tokenize

_ASKS_ABOUT = ("ماذا عن", "ماذا بشان", "شو عن", "ايش عن", "ايه عن", "ماذا بخصوص", "what about", "how about")
_PREPOSITIONS = frozenset(
    "في من عن علي الي مع عند خلال بعد قبل in on at for from to by of during dans en à pour par sur de du".split()
)
# Places go together, whatever they begin with: "in the region" and "worldwide".
_WHERE = frozenset("في علي in at on across en dans sur".split())
_EVERYWHERE = frozenset("عالميا دوليا اقليميا وطنيا محليا worldwide globally regionally nationally locally".split())
_LONGEST = 6  # words
_ONE = frozenset("one ones".split())  # "the second one": its noun stands in the question before
_ARTICLES = frozenset("the a an le la les".split())
_ASKING = QUESTION_WORDS - _PREPOSITIONS - _ARTICLES
# When, where, why and how something was: each asks it of the same statement.
CIRCUMSTANCES = with_spoken("متي اين لماذا كيف when where why how quand où pourquoi comment")


def filled_in(fragment: str, before: str) -> str | None:
    """The question before, with the fragment in the place of what corresponds to it.

    :param fragment: A follow-up that asks by naming another thing: "وماذا عن الجلسة الثانية؟", "وفي تونس؟", "ومتى؟".
    :param before: The question that it follows.
    :return: A question, or None where nothing in the question before corresponds to the fragment.
    """
    words, old = _named(fragment), tokenize(before)
    if not 0 < len(words) <= _LONGEST or not old or _asks(words) or _is_own_letter(words[0], old):
        return None
    if part := _circumstance(words, old) or _part(words, old):
        return _put(fragment, words, before, part)
    words = words[1:] if words[0].text in _PREPOSITIONS else words
    words = words[:-1] if words[1:] and words[-1].text in _ONE else words
    bare = words[1:] if words[:1] and words[0].text in _ARTICLES else words
    if part := _ordinal(bare, old) or _country(bare, old):
        first, last = part
        has_article = bare != words and first > 0 and old[first - 1].text in _ARTICLES
        return _put(fragment, words, before, (first - 1, last)) if has_article else _put(fragment, bare, before, part)
    return None


def _named(fragment: str) -> list[Token]:
    """What a fragment names, without "and" and "what about"; nothing where it begins with neither."""
    words = tokenize(fragment)
    said = " ".join(word.text for word in words)
    for phrase in _ASKS_ABOUT:
        if said.removeprefix("و").removeprefix("ف").startswith(f"{phrase} "):
            return words[len(phrase.split()) :]
    if words and words[0].text in AND:
        return words[1:]
    if words and words[0].text[:1] in CONJUNCTIONS and len(words[0].text) > 2:
        first = words[0]
        return [Token(first.text[1:], first.start + 1, first.end), *words[1:]]
    return []


def _asks(words: Sequence[Token]) -> bool:
    """Whether a fragment is a question of its own: it says what it asks, and of what."""
    return len(words) > 1 and any(word.text in _ASKING for word in words)


def _is_own_letter(first: Token, old: Sequence[Token]) -> bool:
    """Whether what looks like "and" is a letter of the word, which the question before has as well: وسائل."""
    return any(word.text[:1] in CONJUNCTIONS and word.text[1:] == first.text for word in old)


def _circumstance(words: Sequence[Token], old: Sequence[Token]) -> tuple[int, int] | None:
    """Where the question word stands that another one replaces."""
    asked = old[0].text[1:] if old[0].text[:1] in CONJUNCTIONS else old[0].text
    both = len(words) == 1 and {words[0].text, asked} <= CIRCUMSTANCES
    return (0, 0) if both and len(old) > 1 else None


def _part(words: Sequence[Token], old: Sequence[Token]) -> tuple[int, int] | None:
    """The first and last word of the phrase that begins as the fragment does; "in the second" leaves the noun to it."""
    begins = words[0].text
    if begins in _PREPOSITIONS and [word.text in ORDINALS for word in words[1:]] == [True]:
        return None
    at = [i for i, word in enumerate(old) if i and (word.text == begins or stems(word.text) == stems(begins))]
    if begins in _WHERE | _EVERYWHERE:
        at = at or [i for i, word in enumerate(old) if i and word.text in _WHERE]
    if not at or (len(words) < 2 and begins not in _EVERYWHERE) or begins in _ARTICLES:
        return None
    last = at[-1] + 1
    while last < len(old) and old[last].text not in _PREPOSITIONS:
        last += 1
    return (at[-1], last - 1) if last - at[-1] > 1 or begins not in _PREPOSITIONS else None


def _ordinal(words: Sequence[Token], old: Sequence[Token]) -> tuple[int, int] | None:
    """Where the ordinal stands that another one replaces, with the noun beside it where the other has its own."""
    at = [i for i, word in enumerate(old) if word.text in ORDINALS]
    given = [i for i, word in enumerate(words) if word.text in ORDINALS]
    if not at or not given or len(words) > 2:
        return None
    if len(words) == 1:
        return at[-1], at[-1]
    noun = at[-1] + (1 if given[0] == 0 else -1)
    beside = range(max(0, min(noun, at[-1])), min(len(old), max(noun, at[-1]) + 1))
    return (beside[0], beside[-1]) if len(beside) == len(words) else None


def _country(words: Sequence[Token], old: Sequence[Token]) -> tuple[int, int] | None:
    """Where the country stands that another one replaces."""
    if not words or country_words(words) != (0, len(words) - 1):
        return None
    return country_words(old)


def _put(fragment: str, words: Sequence[Token], before: str, part: tuple[int, int]) -> str:
    """The question before with the fragment's words in the place of a part of its own."""
    first, last = part
    old = tokenize(before)
    return before[: old[first].start] + fragment[words[0].start : words[-1].end] + before[old[last].end :]
