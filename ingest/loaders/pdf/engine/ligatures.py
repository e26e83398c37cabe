"""Words as painted -> the same, each ligature's letters in the order in which Arabic has them.

One glyph may stand for several letters. PDFium lists those as the file names them or turned, by how the file paints
its lines, and some files name them turned themselves. Which order is meant, the words tell that they stand in.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from ingest.letters import bare_words, surprise
from ingest.loaders.pdf.page import Word

_LONGEST = 40  # items of a word; there is none so long
_LAM, _ALEFS = "ل", "اأإآٱ"
_GAIN = 2.0  # bits by which all words together must be less surprising


def with_ligatures_told(words: Sequence[Word]) -> list[Word]:
    """Turn the letters of those ligatures whose words are likelier so."""
    holders: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        if len(word.items) <= _LONGEST:
            for item in {item for item in word.items if _may_be_turned(item)}:
                holders.setdefault(item, []).append(at)
    told = [word.items for word in words]
    for ligature, at in sorted(holders.items(), key=lambda held: (-len(held[1]), held[0])):
        turned = _turned(ligature)
        others = [tuple(turned if item == ligature else item for item in told[index]) for index in at]
        if sum(_surprise(told[index]) for index in at) - sum(map(_surprise, others)) > _GAIN:
            for index, items in zip(at, others, strict=True):
                told[index] = items
    return [replace(word, items=items) for word, items in zip(words, told, strict=True)]


def _may_be_turned(item: str) -> bool:
    """Whether it has several letters; of lam and alef in one glyph the order is known."""
    letters = "".join(bare_words(item))
    return len(letters) > 1 and not (len(letters) == 2 and letters[0] == _LAM and letters[1] in _ALEFS)


def _turned(item: str) -> str:
    letters: list[str] = []
    for character in item:
        if letters and unicodedata.combining(character):
            letters[-1] += character
        else:
            letters.append(character)
    return "".join(reversed(letters))


def _surprise(items: Sequence[str]) -> float:
    return sum(map(surprise, bare_words("".join(reversed(items)))))
