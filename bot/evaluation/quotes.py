"""What an answer quotes, compared with the sentences that a good answer quotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Answer
from ingest.sentences import split_sentences
from vectorstore.analyzer import fold

# Marks of lists, tables and emphasis, white space and punctuation: documents and prompts differ in them.
_UNSPOKEN = re.compile(r"[\W_]+")
_SHORTEST = 4  # letters and digits: less is a part of too many sentences to be recognised


@dataclass(frozen=True, slots=True)
class QuoteCounts:
    """How the sentences that are quoted relate to those that a prompt expects.

    :param first: Whether the first sentence quoted is an expected one.
    :param quoted: How many sentences are quoted.
    :param good: How many of them are expected ones.
    :param expected: How many sentences the prompt expects.
    :param found: How many of these are quoted.
    """

    first: bool
    quoted: int
    good: int
    expected: int
    found: int


def count_quotes(answer: Answer, sentences: Sequence[str]) -> QuoteCounts:
    """Compare what is quoted, sentence by sentence, with the expected sentences.

    Two sentences are the same if one holds the other, compared by their folded letters and digits alone: a
    document's sentence may be cut otherwise, or carry the mark of a list.
    """
    expected = [key for sentence in sentences if len(key := _key(sentence)) >= _SHORTEST]
    quoted = [key for citation in answer.citations for key in _sentence_keys(citation.quote)]
    good = [any(_is_same(one, other) for other in expected) for one in quoted]
    return QuoteCounts(
        first=bool(good) and good[0],
        quoted=len(quoted),
        good=sum(good),
        expected=len(expected),
        found=sum(any(_is_same(one, other) for other in quoted) for one in expected),
    )


def _sentence_keys(quote: str) -> list[str]:
    keys = (_key(quote[span.start : span.end]) for span in split_sentences(quote))
    return [key for key in keys if len(key) >= _SHORTEST]


def _key(sentence: str) -> str:
    return _UNSPOKEN.sub("", fold(sentence))


def _is_same(one: str, other: str) -> bool:
    return one in other or other in one
