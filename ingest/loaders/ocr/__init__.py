"""The image of a page -> its words, by tesseract (https://github.com/tesseract-ocr/tesseract) in its own process."""

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from ingest.errors import FailedOcrError, MissingOcrError
from ingest.loaders.ocr.numbers import with_numbers
from ingest.loaders.ocr.ruling import Ruled, RuledLine, without_tables
from ingest.loaders.ocr.words import RecognisedWord
from ingest.quality import share_of_common_words

DPI = 300
LANGUAGES = ("ara", "eng")
_ARABIC_ALONE, _BOTH = LANGUAGES[0], "+".join(LANGUAGES)
_ONE_BLOCK, _COLUMN, _ORIENTATION = "6", "4", "0"  # page segmentation modes
_SURE = 90.0  # mean confidence in per cent; below it the other mode is tried
_UNUSABLE = 75.0  # likewise; turned pages were read with 38 to 60, and are tried upright
_NOISE = 35.0  # mean confidence of a line; with less it is no text but a part of a picture
_SECONDS = 180.0
_ARABIC_SHARE, _LEAST_ARABIC = 0.5, 10  # letters; fewer are what a photograph's edges look like
_ROTATE = re.compile(rb"^Rotate: (90|180|270)$", re.MULTILINE)
_LATIN = re.compile("[A-Za-z]")
_ARABIC = re.compile(r"[\u0621-\u0652 ]+[.,:!)،؛؟]*")
_DIRECTIONS = "\u200e\u200f"
_LANGUAGE = re.compile(r"^\w+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised on a page.

    :param width: Of the page as it was read, upright, in pixels, as `height`.
    :param confidence: Tesseract's own, mean over the characters, in per cent.
    :param lines: The ruled lines of its tables.
    """

    words: tuple[RecognisedWord, ...]
    width: int
    height: int
    confidence: float
    lines: tuple[RuledLine, ...] = ()


def require_ocr(pages: list[int], *, allowed: bool) -> None:
    """Make sure that pages can be recognised.

    :param pages: The numbers of those that need it, for the error.
    :raises MissingOcrError: If it is not allowed, or tesseract or its Arabic data are not installed.
    """
    if not allowed or not has_ocr():
        raise MissingOcrError(pages=pages, allowed=allowed)


def has_ocr() -> bool:
    """Whether tesseract and its Arabic data are installed."""
    program = shutil.which("tesseract")
    return program is not None and set(LANGUAGES) <= _languages(program)


def recognise(image: bytes, *, page: int) -> Recognised:
    """The words on a page.

    :param image: A PNG of `DPI` dots an inch.
    :param page: Its number, for the error.
    :raises FailedOcrError: If tesseract fails or does not come to an end.
    """
    scan = without_tables(image)
    best = _run(scan, _ONE_BLOCK, page)
    if best.confidence < _SURE:
        best = max(best, _run(scan, _COLUMN, page), key=_sure_characters)
    turn = _turn(image) if best.confidence < _UNUSABLE else 0
    if turn:
        upright = without_tables(_turned(image, turn))
        again = max((_run(upright, mode, page) for mode in (_ONE_BLOCK, _COLUMN)), key=_sure_characters)
        if _sure_characters(again) > _sure_characters(best):
            scan, best = upright, again
    best = replace(best, words=with_numbers(best.words, scan.image))
    return _with_arabic(best, scan, page)


def _with_arabic(recognised: Recognised, scan: Ruled, page: int) -> Recognised:
    """The words of a page, those in Latin letters as Arabic where that is surer.

    With both languages at hand tesseract takes many a short Arabic word for Latin. With Arabic alone it makes
    figures and signs of what is Latin, so that a word of Arabic letters is one.
    """
    if not any(_LATIN.search(word.text) for word in recognised.words):
        return recognised
    arabic = _run(scan, _ONE_BLOCK, page, _ARABIC_ALONE).words
    return replace(recognised, words=tuple(_surer(word, arabic) for word in recognised.words))


def _surer(word: RecognisedWord, arabic: Sequence[RecognisedWord]) -> RecognisedWord:
    if not _LATIN.search(word.text):
        return word
    found = [other for other in arabic if other.lies_in(word)]
    text = " ".join(other.text for other in found).strip(_DIRECTIONS)
    confidence = min((other.confidence for other in found), default=0)
    return (
        replace(word, text=text, confidence=confidence) if _is_arabic(text) and confidence > word.confidence else word
    )


def _is_arabic(text: str) -> bool:
    return _ARABIC.fullmatch(text) is not None


def is_text(text: str, *, is_sure: bool) -> bool:
    """Whether what was recognised in a picture is Arabic that somebody wrote, and not a photograph's edges.

    :param is_sure: Whether it was recognised with confidence; common words must tell otherwise.
    """
    letters = [letter for letter in text if letter.isalpha()]
    arabic = sum("\u0620" <= letter <= "\u064a" for letter in letters)
    if arabic < max(_LEAST_ARABIC, _ARABIC_SHARE * len(letters)):
        return False
    return is_sure or bool(share_of_common_words(text))


def _turn(image: bytes) -> int:
    """By how many degrees to turn an image clockwise, so that it stands upright; 0 where nobody can tell."""
    command = ["tesseract", "stdin", "stdout", "--psm", _ORIENTATION]
    try:
        done = subprocess.run(command, input=image, capture_output=True, timeout=_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):  # its data are missing, or there is too little text
        return 0
    found = _ROTATE.search(done.stdout)
    return int(found[1]) if found else 0


def _turned(image: bytes, degrees: int) -> bytes:
    target = io.BytesIO()
    with Image.open(io.BytesIO(image)) as opened:
        opened.rotate(-degrees, expand=True).save(target, "PNG", dpi=(DPI, DPI))
    return target.getvalue()


def _sure_characters(recognised: Recognised) -> float:
    """How much was read, less what is doubtful of it: what a mode leaves out costs it no confidence."""
    return recognised.confidence * sum(len(word.text) for word in recognised.words)


def _languages(program: str) -> set[str]:
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return set()
    return set(_LANGUAGE.findall(listed.stdout))


def _run(scan: Ruled, segmentation: str, page: int, languages: str = _BOTH) -> Recognised:
    command = [
        "tesseract",
        "stdin",
        "stdout",
        "-l",
        languages,
        "--psm",
        segmentation,
        "--dpi",
        str(DPI),
        "-c",
        "textord_noise_rejrows=0",  # to it, the dots of Arabic are noise: it dropped whole lines, the surest among them
        "tsv",
    ]
    try:
        done = subprocess.run(
            command,
            input=scan.image,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads wait for each other more than they work
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise FailedOcrError(page=page) from error
    return _parse(done.stdout.decode("utf-8", errors="replace"), scan.lines)


def _parse(table: str, ruled: tuple[RuledLine, ...]) -> Recognised:
    lines: dict[tuple[str, str, str], list[RecognisedWord]] = {}
    size = 1, 1
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "1":
            size = int(row["width"]), int(row["height"])
        text = (row["text"] or "").strip()
        if row["level"] != "5" or not text:
            continue
        line = lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), [])
        left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
        confidence = max(float(row["conf"]), 0)
        line.append(RecognisedWord(text, len(lines), left, top, left + width, top + height, confidence))
    # A doubtful word in a line of text stays: without it the sentence would say something else.
    told = (line for line in lines.values() if _confidence(line) >= _NOISE or _is_in(line[0], ruled))
    kept = tuple(word for line in told for word in line)
    return Recognised(kept, *size, _confidence(kept), ruled)


def _is_in(word: RecognisedWord, ruled: Sequence[RuledLine]) -> bool:
    """Whether a word stands between the first ruled line and the last one: in a table everything is text."""
    return min((line.top for line in ruled), default=0) < word.bottom < max((line.bottom for line in ruled), default=0)


def _confidence(words: Sequence[RecognisedWord]) -> float:
    weight = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / max(weight, 1)
