import math

from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.ngrams import BUCKETS, features


@given(st.text(max_size=60))
def test_features_lie_in_the_buckets_and_have_one_length(text: str) -> None:
    found = features(text)
    assert all(0 <= bucket < BUCKETS for bucket in found)
    length = math.sqrt(sum(value * value for value in found.values()))
    assert not found or math.isclose(length, 5.0, rel_tol=1e-9)


def test_spellings_that_fold_together_have_the_same_features() -> None:
    assert features("شُكراً جزيلًا") == features("شكرا جزيلا")


def test_a_long_message_costs_no_more_than_its_beginning() -> None:
    assert features("سؤال " * 80) == features("سؤال " * 8000)
