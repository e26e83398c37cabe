import pytest

from bot.preamble import asked


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("عدّد النقاط الأربع", "اذكر النقاط الأربع"),
        ("عدد لي المبادئ", "اذكر لي المبادئ"),
        ("عدد المشاركين؟", "عدد المشاركين؟"),
    ],
)
def test_who_wants_things_listed_does_not_ask_for_their_number(text: str, question: str) -> None:
    assert " ".join(asked(text).split()) == question
