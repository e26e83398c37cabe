"""What kind of thing a question wants, and whether a sentence gives it."""

import pytest

from bot.understanding.wanted import gives_what_is_wanted

NUMBER = "وبلغ عدد المشاركين 87 مشاركاً."
PERSON = "وأدارت الجلسة السيدة سلمى الحاج، رئيسة الجمعية."
REASON = "وتأجل اللقاء بسبب انقطاع الكهرباء عن القاعة."


@pytest.mark.parametrize(
    ("question", "gives", "others"),
    [
        ("كم مشاركاً حضر؟", NUMBER, [PERSON, REASON]),
        ("قدّيش كان عدد الحاضرين؟", NUMBER, [PERSON, REASON]),
        ("How many people attended?", NUMBER, [PERSON, REASON]),
        ("من أدارت الجلسة؟", PERSON, [NUMBER, REASON]),
        ("مين كانت عم تدير الجلسة؟", PERSON, [NUMBER, REASON]),
        ("لماذا تأجل اللقاء؟", REASON, [NUMBER, PERSON]),
        ("ليش تأجل اللقاء؟", REASON, [NUMBER, PERSON]),
    ],
)
def test_the_sentence_that_gives_what_is_wanted_agrees_best(question: str, gives: str, others: list[str]) -> None:
    agreement = gives_what_is_wanted(question)
    assert all(agreement(gives) > agreement(other) for other in others)


@pytest.mark.parametrize("text", ["", "؟", "12", "\u0000"])
def test_every_text_has_a_finite_agreement(text: str) -> None:
    assert -20 < gives_what_is_wanted(text)(text) <= 1e-3
