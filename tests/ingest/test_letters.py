"""Arabic words surprise less than words whose letters stand in another order or are other ones."""

import json

import pytest

from ingest.letters import CARD, bare_words, surprise


def bits(text: str) -> float:
    words = bare_words(text)
    return sum(map(surprise, words)) / sum(len(word) + 1 for word in words)


@pytest.mark.parametrize(
    ("good", "wrong"),
    [
        ("المحلي", "املحلي"),
        ("الجلسة", "اجللسة"),
        ("والمجلس", "ىبلمجلس"),
        ("المخالفات", "بلمخالفاث"),
    ],
)
def test_wrong_letters_surprise(good: str, wrong: str) -> None:
    assert bits(good) + 0.5 < bits(wrong)


def test_vowel_signs_and_other_scripts_say_nothing() -> None:
    assert bits("قَرَّرَ المَجْلِسُ") == bits("قرر المجلس، 2020 Blue")


def test_the_card_says_that_good_pages_and_wrong_ones_are_apart() -> None:
    measured = json.loads(CARD.read_text(encoding="utf-8"))["bits_a_letter"]
    assert measured["good_most"] + 0.5 < min(measured["wrong_letters_least"], measured["reversed_least"])
