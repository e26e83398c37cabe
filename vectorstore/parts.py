"""Which of several parts a text names: the second dialogue, the first session, the closing remarks.

Sections of a report that tell of different meetings, or of how one opened and how it closed, say much the same in the
same words; only their headings tell which of them it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.wording import ORDINALS
from vectorstore.analyzer import fold, stems, tokenize

_FOREIGN = {
    1: "first premier première 1",
    2: "second deuxième seconde 2",
    3: "third troisième 3",
    4: "fourth quatrième 4",
    5: "fifth cinquième 5",
}
_NUMBER = {fold(word): number for word, number in ORDINALS.items()} | {
    word: number for number, words in _FOREIGN.items() for word in words.split()
}
_NOUNS = {
    "حوار": "لقاء اجتماع dialogue dialogues meeting réunion",
    "جلسه": "session sessions séance",
    "يوم": "day jour",
    "ورشه": "workshop atelier",
    "دوره": "round",
}
_NOUN = {word: noun for noun, foreign in _NOUNS.items() for word in (noun, *foreign.split())}
_MONTHS = frozenset(["تشرين", "كانون"])
_PHASE = "phase"  # no noun of any text
_PHASES = {
    **dict.fromkeys((*stems("افتتح"), *"opened opening ouvert ouverture".split()), 1),
    **dict.fromkeys((*stems("اختتم"), *"closed closing clos clôture".split()), 2),
}
# Folded: "her remarks".
_OWN_WORDS = re.compile(r"(?:كلمت|حديث|مداخلت|ملاحظات|عرض|خطاب)(?:ه|ها|هم)")
_BEHIND = 2  # words from a noun to its number, which Arabic sets behind it


@dataclass(frozen=True, slots=True)
class Part:
    """A part by its noun, folded, and its number."""

    noun: str
    number: int


def parts(text: str) -> frozenset[Part]:
    """The parts that a text names."""
    words = [token.text for token in tokenize(text)]
    phases = {Part(_PHASE, _PHASES[stem]) for stem in (*words, *stems(text)) if stem in _PHASES}
    return frozenset((*_found(words), *phases))


def asked_parts(question: str) -> frozenset[Part]:
    """The parts that a question asks about: how somebody ended her remarks is not said in the closing alone."""
    of_words = any(_OWN_WORDS.fullmatch(token.text) for token in tokenize(question))
    return frozenset(part for part in parts(question) if part.noun != _PHASE or not of_words)


def _found(words: Sequence[str]) -> Iterator[Part]:
    for i, word in enumerate(words):
        if word not in _NUMBER or words[max(0, i - 1)] in _MONTHS:
            continue
        in_front = [*reversed(words[max(0, i - _BEHIND) : i])] if not word.isdecimal() else words[max(0, i - 1) : i]
        nouns = [_NOUN[bare] for bare in map(_bare, (*in_front, *words[i + 1 : i + 2])) if bare in _NOUN]
        yield from (Part(noun, _NUMBER[word]) for noun in nouns[:1])


def _bare(word: str) -> str:
    for prefix in ("وال", "بال", "لل", "ال"):
        if word.startswith(prefix):
            return word.removeprefix(prefix)
    return word


def are_others(asked: frozenset[Part], headings: frozenset[Part], text: frozenset[Part] = frozenset()) -> bool:
    """Whether a passage is of other parts than what is asked.

    :param headings: The parts that its headings name.
    :param text: Those that it names itself: if what is asked is among them, it is of that.
    """
    groups = [[frozenset(part for part in parts if (part.noun == _PHASE) is phase) for parts in (asked, headings, text)]
              for phase in (False, True)]  # fmt: skip
    return any(_differ(ones, told) and ones.isdisjoint(said) for ones, told, said in groups)


def _differ(asked: frozenset[Part], told: frozenset[Part]) -> bool:
    """Whether none of the parts is the same, by the same noun or else by any."""
    same = frozenset(part for part in told if any(part.noun == one.noun for one in asked)) or told
    return bool(asked and same) and {part.number for part in asked}.isdisjoint(part.number for part in same)
