"""Who answered and who spoke next, over the sample corpus with the real model."""

import pytest

from bot.answer import Question, Turn
from bot.chain import AnswerChain

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("before", "text", "next_turn"),
    [
        ("من سأل هل هذا آخر لقاء؟", "ومن أجابه؟", "نفت أن يكون هذا آخر لقاء"),
        ("ماذا سألت ممثلة مفوضية اللاجئين؟", "طيب ومين رد؟", "بثلاث لغات"),
        ("من سأل عن نموذج إرشادي تستعين به الحكومات؟", "وشو كان الجواب؟", "فأجابت السيدة يواسا"),
        ("من افتتح الحوار الأول؟", "ومن تكلم بعدها؟", "رحبت السيدة كارملا جودو"),
        ("ماذا قالت السيدة كارملا جودو؟", "مين حكى بعدها؟", "السيدة سارة سلمان"),
    ],
)
def test_whose_turn_came_next_is_told_of_the_turn_itself(
    sample_chain: AnswerChain, before: str, text: str, next_turn: str
) -> None:
    first = sample_chain.invoke(Question(before))
    answer = sample_chain.invoke(Question(text, (Turn("user", before), Turn("assistant", first.text))))
    assert [next_turn in citation.quote for citation in answer.citations] == [True]


def test_whom_others_followed_in_a_discussion_nobody_answered(sample_chain: AnswerChain) -> None:
    before = "ماذا قال ممثل اتحاد نقابات عمال الكويت؟"
    first = sample_chain.invoke(Question(before))
    answer = sample_chain.invoke(Question("ومن رد عليه؟", (Turn("user", before), Turn("assistant", first.text))))
    assert "البحرين" not in answer.text


def test_the_halves_of_a_message_are_both_answered(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("من سأل هل هذا آخر لقاء وبماذا أُجيب؟"))
    quotes = [citation.quote for citation in answer.citations]
    assert any("سؤال من ممثل الاتحاد الدولي" in quote for quote in quotes)
    assert any("نفت أن يكون هذا آخر لقاء" in quote for quote in quotes)


def test_whether_another_country_is_one_of_them_is_told_by_which_they_are(sample_chain: AnswerChain) -> None:
    asked = ["كم دولة سلّمت تقارير طوعية؟", "من أي دول؟"]
    history = tuple(Turn("user", text) for text in asked)
    answer = sample_chain.invoke(Question("وهل الجزائر منها؟", history))
    assert "موريتانيا" in answer.text
