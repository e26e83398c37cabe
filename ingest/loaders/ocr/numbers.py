"""Recognised words -> the same, with the numbers in Arabic-Indic digits that tesseract could not read."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

import numpy as np
from PIL import Image

from ingest.loaders.ocr.digits import Ink, Part, parts, read_number
from ingest.loaders.ocr.words import RecognisedWord

_DOUBTFUL = 85.0  # per cent; so few of its readings of such a number reach
_WESTERN = re.compile(r"[0-9]{2,}")
_TELLING = frozenset("٢٣٤٦٧٨")  # the others are like Western digits
_WITHIN_OTHER = 0.3  # of a piece of ink, that another word's box may take in
# Of the height of most words:
_WITHIN = 0.5  # between words that may be parts of one number
_BESIDE = 0.6  # between two digits
_OVER = 0.2  # above and below a word's box, its ink may reach
_FAR = 4.0  # beside a word's box, its number may reach
_SPECK = 0.08
_LEAST, _MOST = 2, 12  # digits


Edges = tuple[int, int]


def with_numbers(words: Sequence[RecognisedWord], image: bytes) -> tuple[RecognisedWord, ...]:
    """Words of which those that are numbers in Arabic-Indic digits are told as such.

    Nothing is changed where a page has more numbers in Western digits: documents keep to one kind.

    :param words: In the order of lines.
    :param image: A PNG of the page.
    """
    if not any(map(_may_be_number, words)):
        return tuple(words)
    page, height = _ink(image), median(word.bottom - word.top for word in words)
    told: list[RecognisedWord] = []
    telling = 0
    for _, of_line in groupby(words, key=lambda word: word.line):
        line = list(of_line)
        for group in _groups(line, height):
            for part, number in _read(page, group, line, height):
                telling += bool(number and _TELLING.intersection(number))
                telling -= not number and _is_western(part[0])
                told += [replace(_around(part), text=number)] if number else part
    return tuple(told if telling > 0 else words)


def _ink(image: bytes) -> Ink:
    with Image.open(io.BytesIO(image)) as opened:
        pixels = np.asarray(opened.convert("L"))
    paper = max(int(np.median(pixels[:: max(len(pixels) // 500, 1)])), 1)
    brightness = (np.minimum(np.arange(256), paper) * 255 // paper).astype(np.uint8)
    return 255 - brightness[pixels]


def _groups(line: Sequence[RecognisedWord], height: float) -> Iterator[list[RecognisedWord]]:
    """The words of a line; doubtful ones together where they may be parts of one number."""
    group: list[RecognisedWord] = []
    for word in line:
        if group and not (
            _may_be_number(group[-1]) and _may_be_number(word) and _gap(group[-1], word) < _WITHIN * height
        ):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _may_be_number(word: RecognisedWord) -> bool:
    return word.confidence < _DOUBTFUL or _WESTERN.search(word.text) is not None


def _is_western(word: RecognisedWord) -> bool:
    return word.confidence >= _DOUBTFUL and _WESTERN.search(word.text) is not None


def _gap(word: RecognisedWord, other: RecognisedWord) -> int:
    return max(word.left, other.left) - min(word.right, other.right)


def _read(
    page: Ink, group: list[RecognisedWord], line: Sequence[RecognisedWord], height: float
) -> list[tuple[list[RecognisedWord], str | None]]:
    """A group with the number that it is, or else each word of it with its own; None where it is none."""
    number = _number(page, group, line, height)
    if number or len(group) == 1:
        return [(group, number)]
    return [([word], _number(page, [word], line, height)) for word in group]


def _number(page: Ink, group: Sequence[RecognisedWord], line: Sequence[RecognisedWord], height: float) -> str | None:
    if not _may_be_number(group[0]):
        return None
    left, right = min(word.left for word in group), max(word.right for word in group)
    top = max(round(min(word.top for word in group) - _OVER * height), 0)
    bottom = round(max(word.bottom for word in group) + _OVER * height)
    first = max(left - round(_FAR * height), 0)
    region = page[top:bottom, first : right + round(_FAR * height)]
    others = [(word.left - first, word.right - first) for word in line if word not in group]
    digits = _reaching(parts(region), (left - first, right - first), others, height)
    if not _LEAST <= len(digits) <= _MOST:
        return None
    number = read_number(region[:, digits[0][0] : digits[-1][2]])
    return number if number and len(number.rstrip(".")) >= _LEAST else None


def _reaching(found: Sequence[Part], word: Edges, others: Sequence[Edges], height: float) -> list[Part]:
    """Of pieces of ink from left to right, those in a word's box and those close by; none that is of another word."""
    large = [part for part in found if max(part[2] - part[0], part[3] - part[1]) >= _SPECK * height]
    free = [not any(_shared(part, other) > _WITHIN_OTHER * (part[2] - part[0]) for other in others) for part in large]
    within = [at for at, part in enumerate(large) if free[at] and _shared(part, word) > 0]
    if not within:
        return []
    start, end = within[0], within[-1] + 1
    while start and free[start - 1] and large[start][0] - large[start - 1][2] < _BESIDE * height:
        start -= 1
    while end < len(large) and free[end] and large[end][0] - large[end - 1][2] < _BESIDE * height:
        end += 1
    return large[start:end] if all(free[start:end]) else []


def _shared(part: Part, edges: Edges) -> int:
    return min(part[2], edges[1]) - max(part[0], edges[0])


def _around(group: Sequence[RecognisedWord]) -> RecognisedWord:
    return replace(
        group[0],
        left=min(word.left for word in group),
        top=min(word.top for word in group),
        right=max(word.right for word in group),
        bottom=max(word.bottom for word in group),
    )
