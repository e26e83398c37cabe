"""The kit that tells how a cost grows tells linear from quadratic."""

import re

from tests.growth import LINEAR, growth, repeated


def test_what_looks_at_each_character_once_is_linear() -> None:
    assert growth(lambda text: [letter for letter in text if letter.isalpha()], repeated("ab ")) < LINEAR


def test_what_begins_again_at_each_character_is_not() -> None:
    assert growth(lambda text: re.search(r"\s+$", text), repeated(" ", behind="x")) > LINEAR


def test_a_text_that_is_refused_counts_as_done_with() -> None:
    def refused(text: str) -> None:
        raise ValueError(text)

    assert growth(refused, repeated("a")) < LINEAR
