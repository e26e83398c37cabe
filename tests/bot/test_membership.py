import pytest

from bot.membership import asks_whether_among, without_such


@pytest.mark.parametrize(
    "text", ["وهل الجزائر منها؟", "هل لبنان من بينها", "طيب هل مصر منهم؟", "Is Egypt one of them?"]
)
def test_whether_a_country_is_one_of_those_before_is_known_for_what_it_asks(text: str) -> None:
    assert asks_whether_among(text)


@pytest.mark.parametrize("text", ["هل الجزائر من الدول التي قدمت تقارير؟", "وهل النقابات منها؟", "وهل خرجت منها؟", ""])
def test_a_question_that_says_which_it_means_or_names_no_country_is_none(text: str) -> None:
    assert not asks_whether_among(text)


def test_what_was_asked_of_other_countries_is_left_out_of_what_is_searched() -> None:
    assert without_such("كم تقريراً قُدم؟ من أي دول؟ وهل لبنان منها؟") == "كم تقريراً قُدم؟ من أي دول؟"
