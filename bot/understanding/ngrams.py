"""A message -> hashed n-grams, the features of the trained heads.

Character n-grams inside words stand for spelling, endings and dialect, word n-grams for phrases and what a message
begins and ends with. They are hashed into a fixed number of buckets (Weinberger et al. 2009, "Feature Hashing for Large
Scale Multitask Learning", arXiv:0902.2206), so that no vocabulary is stored.
"""

import math
import zlib
from collections import Counter
from collections.abc import Iterator

from vectorstore.analyzer import fold

BUCKETS = 2**15
_CHARACTERS, _WORDS = range(2, 6), range(1, 4)  # lengths
_SCALE = 5.0  # length of a feature vector; it sets how strongly a fit of given C is regularised
_LONGEST = 400  # characters that are read: what a message asks for is said at its beginning


def features(text: str) -> dict[int, float]:
    """The features of a message.

    :return: Bucket, from 0 to `BUCKETS` - 1, to weight: logarithmic counts, scaled to a common length. Empty for a
        text without letters, digits or signs.
    """
    counts = Counter(_ngrams(fold(text[:_LONGEST])))
    weights: dict[int, float] = {}
    for ngram, count in counts.items():
        bucket = zlib.crc32(ngram.encode()) % BUCKETS
        weights[bucket] = weights.get(bucket, 0.0) + 1 + math.log(count)
    norm = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {bucket: _SCALE * weight / norm for bucket, weight in weights.items()}


def _ngrams(text: str) -> Iterator[str]:
    words = text.split()
    for word in words:
        padded = f" {word} "
        yield from (padded[at : at + n] for n in _CHARACTERS for at in range(len(padded) - n + 1))
    if words:
        bounded = ["^", *words, "$"]
        # A mark in front keeps phrases apart from the n-grams of characters.
        yield from ("w" + " ".join(bounded[at : at + n]) for n in _WORDS for at in range(len(bounded) - n + 1))
