"""Are two words forms of one?"""

import re
from functools import lru_cache

from vectorstore.analyzer import ngrams, stems

_ALIKE = 0.5  # share of a word's n-grams in another; fewer in common are chance
_PARTICLES = re.compile(r"(?:[وف]?[بك]?ال|[وف]?لل|[وف](?=\w{3}))(?=\w{2})")
_PREPOSITION = re.compile(r"[بلكس](?=\w{3})")
_PERSON = re.compile(r"(?:[يتنا]|ان)(?=\w{3})")  # of a verb: he, she, we, I; and the reflexive
_ENDINGS = re.compile(r"(?<=\w{3})(?:وها|هما|ات|ون|ين|ان|تا|تي|وا|ها|هم|نا|ته|يه|ه|ت|ي|ا)$")


@lru_cache(maxsize=200_000)
def alike(word: str, other: str) -> bool:
    """Whether two folded words are forms of one: the same stem, or most of their n-grams in common."""
    if word == other:
        return True
    if not _forms(word).isdisjoint(_forms(other)):
        return True
    first, second = _bare(word), _bare(other)
    grams = ngrams(first)
    return len(grams) > 1 and sum(gram in ngrams(second) for gram in grams) / len(grams) >= _ALIKE


def _bare(word: str) -> str:
    match = _PARTICLES.match(word)
    return word[match.end() :] if match else word


@lru_cache(maxsize=200_000)
def _forms(word: str) -> frozenset[str]:
    """A word without what may be written to it: particles, a verb's persons, endings."""
    bare = _bare(word)
    starts = {bare, _PREPOSITION.sub("", bare)}
    starts |= {_PERSON.sub("", start) for start in starts}
    ends = starts | {_ENDINGS.sub("", start) for start in starts}
    # The one who does it, and what is done: صادر and صدر.
    ends |= {end[0] + end[2:] for end in ends if len(end) == 4 and end[1] == "ا"}
    return frozenset({word, *ends, *stems(word), *stems(bare)})
