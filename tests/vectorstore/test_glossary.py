"""English and French words of the field in Arabic."""

from vectorstore.analyzer import fold
from vectorstore.glossary import in_arabic


def test_known_words_become_arabic_and_others_stay() -> None:
    assert in_arabic(["workers", "laptop"]) == ("العمال", "laptop")
    assert in_arabic(["stakeholders"]) == ("اصحاب", "المصلحه")
    assert in_arabic(["report", "rapport"]) == ("التقرير",)


def test_arabic_words_stay_as_they_are() -> None:
    assert in_arabic(["تقرير", "الحوار"]) == ("تقرير", "الحوار")


def test_what_is_given_back_is_folded() -> None:
    words = in_arabic("comoros unions libya first assembly gulf uae".split())
    assert words == tuple(fold(word) for word in words)
