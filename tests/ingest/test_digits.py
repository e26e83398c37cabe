"""Arabic-Indic digits, which tesseract does not know, are read by their shapes; what is none is left as it is."""

import io
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.loaders.ocr.digits import CARD, DIGITS, SIDE, TABLE, Ink, read_number
from ingest.loaders.ocr.numbers import with_numbers
from ingest.loaders.ocr.words import RecognisedWord
from tests.ingest.pdf_kit import font

TELLING = set("٢٣٤٦٧٨")


def written(text: str, *, size: int = 50, coarse: int = 1) -> Image.Image:
    """A text as on a scan of 300 dots an inch, or of a third or so of that, enlarged."""
    letters = ImageFont.truetype(Path(str(font("Arabic").face.filename)), size // coarse)
    page = Image.new("L", (size * (len(text) + 3) // coarse, 3 * size // coarse), 255)
    ImageDraw.Draw(page).text((size // coarse, size // coarse // 2), text, font=letters, fill=0)
    return page.resize((page.width * coarse, page.height * coarse), Image.Resampling.BICUBIC)


def ink(image: Image.Image) -> Ink:
    return 255 - np.asarray(image)


def numbers(digits: str, count: int = 60) -> list[str]:
    chance = random.Random(7)
    return ["".join(chance.choices(digits, k=chance.choice((2, 3, 4)))) for _ in range(count)]


@pytest.mark.parametrize("coarse", [1, 2, 3])
def test_most_numbers_are_read_and_none_wrongly(coarse: int) -> None:
    told = [(number, read_number(ink(written(number, coarse=coarse)))) for number in numbers(DIGITS)]
    assert [(number, read) for number, read in told if read not in (number, None)] == []
    assert sum(read is not None for _, read in told) >= 0.6 * len(told)


def test_a_full_stop_is_no_zero() -> None:
    page = written("٤٨٦")
    ImageDraw.Draw(page).ellipse((34, 76, 41, 83), 0)
    assert read_number(ink(page)) == "٤٨٦."


@pytest.mark.parametrize(
    "text", ["اجتماع", "دار", "ماء", "هو", "رأى", "وزارة", "أدوار", "لا", "١٢ب", "٣٥٪", "Vol", "IV", ""]
)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert read_number(ink(written(text))) is None


def test_numbers_in_western_digits_are_not_taken_for_others() -> None:
    latin = ImageFont.truetype(Path(str(font("Latin").face.filename)), 50)
    for number in numbers("0123456789"):
        page = Image.new("L", (400, 150), 255)
        ImageDraw.Draw(page).text((50, 30), number, font=latin, fill=0)
        assert not TELLING & set(read_number(ink(page)) or "")


def test_too_much_ink_is_no_number() -> None:
    assert read_number(np.random.default_rng(1).integers(0, 255, (400, 400), np.uint8)) is None


def test_the_card_says_that_hardly_a_number_in_unseen_fonts_is_read_wrongly() -> None:
    card = json.loads(CARD.read_text(encoding="utf-8"))
    assert TABLE.stat().st_size % (len(DIGITS) * len(card["fonts"]) * SIDE**2) == 0
    assert all(shares["wrong"] <= 0.1 and shares["right"] > 0.4 for shares in card["of_unseen_families"].values())


Told = tuple[str, float, tuple[int, int]]  # a word, how sure it is, and between which columns it stands


def page_of(*stretches: str) -> tuple[bytes, list[tuple[int, int]]]:
    """A line of stretches from left to right, and where each stands."""
    page, x, places = Image.new("L", (1600, 150), 255), 20, list[tuple[int, int]]()
    for text in stretches:
        part = written(text)
        columns = np.nonzero((ink(part) > 102).any(axis=0))[0]
        left, right = int(columns[0]), int(columns[-1]) + 1
        page.paste(part.crop((left, 0, right, 150)), (x, 0))
        places.append((x, x + right - left))
        x += right - left + 18
    target = io.BytesIO()
    page.save(target, "PNG")
    return target.getvalue(), places


def recognised(words: Sequence[Told]) -> list[RecognisedWord]:
    return [RecognisedWord(text, 1, left, 40, right, 90, sure) for text, sure, (left, right) in words]


def test_a_number_between_words_is_told_whole_however_tesseract_cut_it() -> None:
    image, (tree, number, count) = page_of("شجرة", "٣٤٠", "العدد")
    middle = (number[0] + number[1]) // 2
    for cut in ([("Yo", 60.0, number)], [("2", 58.0, (middle, number[1]))],
                [("د", 45.0, (middle, number[1])), ("١٠", 20.0, (number[0], middle))]):  # fmt: skip
        words = recognised([("العدد", 93.0, count), *cut, ("شجرة", 92.0, tree)])
        assert [word.text for word in with_numbers(words, image)] == ["العدد", "٣٤٠", "شجرة"]


def test_what_tesseract_is_sure_of_counts_as_western_unless_its_ink_says_otherwise() -> None:
    image, (number, other, count) = page_of("٦٨", "٢٣", "رقم")
    words = recognised([("رقم", 93.0, count), ("27", 88.0, other), ("18", 91.0, number)])
    assert [word.text for word in with_numbers(words, image)] == ["رقم", "٢٣", "٦٨"]


def test_on_a_page_with_western_numbers_nothing_changes() -> None:
    image, (western, number, count) = page_of("(ألف)", "٢٣", "رقم")
    words = recognised([("رقم", 93.0, count), ("YY", 60.0, number), ("1250", 95.0, western)])
    assert with_numbers(words, image) == tuple(words)


def test_numbers_that_might_be_western_as_well_change_nothing() -> None:
    image, (number, count) = page_of("١٥٠", "رقم")
    words = recognised([("رقم", 93.0, count), ("150", 70.0, number)])
    assert with_numbers(words, image) == tuple(words)


def test_an_alef_of_a_word_nearby_is_no_digit() -> None:
    image, (people, number, count) = page_of("اجتماعا", "٢٣", "رقم")
    words = recognised([("رقم", 93.0, count), ("YY", 60.0, number), ("اجتماعا", 95.0, people)])
    assert [word.text for word in with_numbers(words, image)] == ["رقم", "٢٣", "اجتماعا"]
