"""The words of a question -> by what word each organisation or office-holder that it names would be known.

Arabic has no capitals; what tells a name is what stands before it: "منظمة العفو", "ممثلة اليونيسف", "السيدة سلمان".
"""

from collections.abc import Sequence

from bot.lexicon import BODIES, TITLES
from bot.speakers import HONORIFICS

_CALLING = frozenset(word for word in (*TITLES, *BODIES) if not word.startswith("ال")) | frozenset(HONORIFICS)
_JOINED = ("و", "ف", "ب", "ل")
_BETWEEN = frozenset("عن من".split())  # "ممثل عن اتحاد العمال"
_ANY = frozenset("اي واي باي لاي كم".split())
_ADJECTIVE = "يه"  # of what has no article: "جمعية أهلية" is any


def named_by(words: Sequence[str]) -> frozenset[str]:
    """The first word of every such name.

    :param words: A question's words, folded.
    :return: Words of the question: العفو of "ماذا قال ممثل منظمة العفو الدولية؟".
    """
    names: set[str] = set()
    at = 0
    while at < len(words):
        if not _calls(words[at]) or (at and words[at - 1] in _ANY):
            at += 1
            continue
        while at < len(words) and (_calls(words[at]) or words[at] in _BETWEEN):
            at += 1
        if at < len(words) and not words[at].endswith(_ADJECTIVE):
            names.add(words[at])
    return frozenset(names)


def _calls(word: str) -> bool:
    """Whether a word says what is named behind it: an office or a body without the article, or an honorific."""
    return word in _CALLING or (word[:1] in _JOINED and word[1:] in _CALLING)
