from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.analyzer import NGRAM, fold, is_arabic, ngrams, stems, tokenize
from vectorstore.thesaurus import CLASSES

ARABIC = st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF) | st.sampled_from(" .،؟ABcd09\n"))


@given(st.text() | ARABIC)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text() | ARABIC)
def test_every_token_is_the_folded_form_of_the_original_at_its_offsets(text: str) -> None:
    tokens = tokenize(text)
    assert [fold(text[token.start : token.end]) for token in tokens] == [token.text for token in tokens]
    places = [(token.start, token.end) for token in tokens]
    assert places == sorted(places)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))


@given(ARABIC)
def test_character_ngrams_lie_inside_words(text: str) -> None:
    words = [token.text for token in tokenize(text)]
    assert all(len(gram) <= NGRAM and any(gram in word for word in words) for gram in ngrams(text))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("الإسكوا", "الاسكوا"),
        ("المشاركة", "المشاركه"),
        ("الدولي", "الدولى"),
        ("مسؤولة", "مسوولة"),
        ("٨٧ مشاركاً", "87 مشاركا"),
        ("يَسَّرَت", "يسرت"),
        ("الهجـــرة", "الهجرة"),
        ("ﻻ", "لا"),
    ],
)
def test_spellings_that_people_mix_match_each_other(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("levantine", "other"),
    [
        ("كانون الأول 2020", "ديسمبر 2020"),
        ("تشرين الثاني", "نوفمبر"),
        ("3 آب", "3 أغسطس"),
        ("حزيران", "يونيو"),
    ],
)
def test_a_month_matches_under_both_its_names(levantine: str, other: str) -> None:
    assert (
        {t for t in stems(levantine) if t.startswith("شهر")}
        == {t for t in stems(other) if t.startswith("شهر")}
        != set()
    )


def test_a_father_is_not_the_month_of_august() -> None:
    assert not [term for term in stems("قال أب المهاجر") if term.startswith("شهر")]


def test_script_is_told_by_most_of_the_letters() -> None:
    assert is_arabic("منصة Kudo الافتراضية")
    assert not is_arabic("Who opened the حوار?")
    assert not is_arabic("2020")


@pytest.mark.parametrize(
    "forms",
    [
        "المبادرة مبادرات بمبادرة ومبادرتها",
        "نقابة نقابات النقابية نقاباتهم",
        "أهداف هدف أهدافه للأهداف",
        "دولة دول بلدان البلد",
        "الحاضرين مشاركاً الحضور",
        "مساهمة مساهماتها مساهم",
        "أرسلوه أرسلت إرسال",
        "افتتحت يفتتح افتتاح سيفتتح وستفتتح",
        "أدار يدير ميسرة ييسر",
        "دعت ودعت فدعا",
        "لبنان ولبنان للبنان",
    ],
)
def test_forms_and_words_of_one_meaning_have_one_stem(forms: str) -> None:
    assert len(set(stems(forms))) == 1


@pytest.mark.parametrize("words", ["مهاجر هجرة", "تقرير تقدير", "عمل عام", "مشاركة شركة", "سيدة يد", "وفد فد"])
def test_words_of_different_meaning_keep_different_stems(words: str) -> None:
    assert len(set(stems(words))) == 2


def test_no_word_stands_in_two_classes_of_the_thesaurus() -> None:
    words = CLASSES.split()
    assert len(words) == len(set(words))
