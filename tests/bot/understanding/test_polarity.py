"""Whether a sentence says yes or no."""

import pytest

from bot.understanding.polarity import verdict_of


@pytest.mark.parametrize("text", ["لم يُحسم الأمر ولم يُتخذ قرار.", "لا، لم تُرفع الرسوم ولن تُرفع هذه السنة."])
def test_a_sentence_that_denies_says_no(text: str) -> None:
    assert verdict_of(text) == "no"


def test_a_sentence_that_affirms_says_yes() -> None:
    assert verdict_of("نعم، وافقت اللجنة على الطلب.") == "yes"


@pytest.mark.parametrize("text", ["", "12", "حضر الجلسة 87 مشاركاً."])
def test_where_it_is_not_certain_nothing_is_said(text: str) -> None:
    assert verdict_of(text) == ""
