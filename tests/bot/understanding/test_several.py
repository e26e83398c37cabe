import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.several import several


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "من افتتح اللقاء وماذا قالت ممثلة النقابة؟",
            ["من افتتح اللقاء؟", "وماذا قالت ممثلة النقابة؟"],
        ),
        ("متى عُقد اللقاء، وكم شخصاً حضر؟", ["متى عُقد اللقاء؟", "وكم شخصاً حضر؟"]),
        ("مين افتتح اللقاء وشو قال ممثل النقابة", ["مين افتتح اللقاء؟", "وشو قال ممثل النقابة؟"]),
        ("ماذا طلب العمال؟ أين يشتكون؟", ["ماذا طلب العمال؟", "أين يشتكون؟"]),
        (
            "Who opened the meeting and what did the union say?",
            ["Who opened the meeting?", "and what did the union say?"],
        ),
        (
            "متى عُقدت الندوة؟ وأين عُقدت؟ ومن أدارها؟ وكم شخصاً شارك فيها؟ وبمَ أوصت؟",
            ["متى عُقدت الندوة؟", "وأين عُقدت؟", "ومن أدارها؟", "وكم شخصاً شارك فيها؟", "وبمَ أوصت؟"],
        ),
    ],
)
def test_a_message_that_asks_several_things_is_taken_apart(text: str, asked: list[str]) -> None:
    assert several(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "من افتتح اللقاء؟",
        "أين عُقد اللقاء ومتى؟",
        "متى وأين عُقد اللقاء؟",
        "ماذا قالت ممثلة النقابة من الأردن ومن لبنان؟",
        "من شارك من لبنان ومن تونس؟",
        "ما سر نجاح التجربة في المدينة؟ (أقصد ندوة المخطوطات)",
        "What did the women and the unions say?",
    ],
)
def test_a_message_that_asks_one_thing_stays_as_it_is(text: str) -> None:
    assert several(text) == [text]


@given(st.text(alphabet="ما وكم أين؟ قال النقابة,and what", max_size=60))
def test_whatever_is_asked_comes_back_as_one_to_five_questions(text: str) -> None:
    found = several(text)
    assert 1 <= len(found) <= 5
    assert all(found) or found == [text]
