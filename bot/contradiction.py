"""Sentences that are quoted and sentences that are not -> the one that says otherwise, so that both are shown.

Documents that differ about what is asked mostly rank side by side and are quoted both. What ranks apart is the
same thing written otherwise: an address with a letter more, a person's name in another spelling, or in another
document the same sentence with other figures, or another time or number for all that is asked.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.evidence import ADDRESS, Evidence
from bot.figures import figures
from bot.speakers import HONORIFICS
from vectorstore.analyzer import fold, stems, tokenize

_COVERS = 0.6  # of what the best sentence holds of the question
_ADDRESS_ALIKE, _NAME_ALIKE, _SENTENCE_ALIKE = 0.9, 0.7, 0.6
_ALL_ASKED = 0.95  # of the question's words in the passage and its headings
_FEWEST_STEMS = 4  # shorter sentences are alike by chance
_NAME = 2  # words behind "السيدة" that are compared


def contradicting(ranked: Sequence[Evidence], quoted: Sequence[str]) -> Evidence | None:
    """The best sentence that says otherwise than what is quoted, about what was asked.

    :param ranked: Sentences, best first.
    :param quoted: The texts of the quotes.
    :return: A sentence that is in none of them; None where nothing says otherwise.
    """
    least = _COVERS * ranked[0].features.stems if ranked else 0.0
    unquoted = [one for one in ranked if not any(one.text in text for text in quoted)]
    others = [one for one in unquoted if one.features.stems >= least > 0 or _are_addresses(one, ranked[0])]
    return next(
        (one for one in others if any(_says_otherwise(one, text, ranked[0]) for text in quoted)),
        next((one for one in unquoted if _answers_otherwise(one, ranked[0], quoted)), None),
    )


def _says_otherwise(one: Evidence, quoted: str, best: Evidence) -> bool:
    if _varies(_addresses(one.text), _addresses(quoted), _ADDRESS_ALIKE):
        return True
    if _varies(_names(one.text), _names(quoted), _NAME_ALIKE):
        return True
    return _are_apart(one, best) and _counts_otherwise(one.text, quoted)


def _are_addresses(one: Evidence, best: Evidence) -> bool:
    """Whether an address is asked for and both sentences have one: of what it is for either may say little."""
    return min(one.features.kind, best.features.kind) >= 2.0 and bool(ADDRESS.search(one.text))


def _are_apart(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences stand in different documents."""
    return one.hit.passage.metadata["document_id"] != other.hit.passage.metadata["document_id"]


def _answers_otherwise(one: Evidence, best: Evidence, quoted: Sequence[str]) -> bool:
    """Whether a sentence has the kind of thing that is asked for, about as much as the best one, in other figures."""
    here, there = one.features, best.features
    if min(here.kind, there.kind) < 1.0 or here.context < max(there.context, _ALL_ASKED) or not _are_apart(one, best):
        return False
    told = {value for text in quoted for value in _numbers(text)}
    return here.stems + here.carried >= there.stems and not told.issuperset(_numbers(one.text))


def _numbers(text: str) -> set[float]:
    return {figure.value for figure in figures(fold(text))}


def _addresses(text: str) -> set[tuple[str, ...]]:
    return {(address.rstrip("."),) for address in ADDRESS.findall(fold(text))}


def _names(text: str) -> set[tuple[str, ...]]:
    words = [token.text for token in tokenize(text)]
    return {tuple(words[i + 1 : i + 1 + _NAME]) for i, word in enumerate(words[:-_NAME]) if word in HONORIFICS}


def _varies(ones: set[tuple[str, ...]], others: set[tuple[str, ...]], least: float) -> bool:
    """Whether something of the one is something of the other, written otherwise in any of its words."""
    return any(
        all(SequenceMatcher(None, a, b).ratio() >= least for a, b in zip(one, other, strict=True))
        for one in ones - others
        for other in others - ones
    )


def _counts_otherwise(text: str, quoted: str) -> bool:
    """Whether two sentences are the same but for their figures."""
    numbers, quoted_numbers = _numbers(text), _numbers(quoted)
    words, quoted_words = ({stem for stem in stems(each) if not stem[-1].isdecimal()} for each in (text, quoted))
    if not numbers or not quoted_numbers or numbers == quoted_numbers or len(words) < _FEWEST_STEMS:
        return False
    return len(words & quoted_words) >= _SENTENCE_ALIKE * len(words | quoted_words)
