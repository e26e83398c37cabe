import pytest

from bot.answer import Question, Turn
from bot.question import Wanted, content_words, standalone

HISTORY = (Turn("user", "من افتتح الحوار الأول؟"), Turn("assistant", "السيدة سلمى الحاج [1]."))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("من نظّم الورشة؟", Wanted.PERSON),
        ("مين حكى باسم النقابات؟", Wanted.PERSON),
        ("متى يُعقد المؤتمر؟", Wanted.TIME),
        ("إمتى المؤتمر؟", Wanted.TIME),
        ("ما تاريخ صدور القرار؟", Wanted.TIME),
        ("كم دولة شاركت؟", Wanted.COUNT),
        ("وكم عدد الحاضرين؟", Wanted.COUNT),
        ("قديش عدد المشاركين؟", Wanted.COUNT),
        ("أين تُنشر الوثائق؟", Wanted.PLACE),
        ("وين بلاقي التقرير؟", Wanted.PLACE),
        ("ما طلبات النقابات من الحكومة؟", Wanted.OTHER),
        ("Who opened the dialogue?", Wanted.PERSON),
    ],
)
def test_the_kind_of_answer_that_is_wanted_is_told_by_the_question_word(question: str, wanted: Wanted) -> None:
    assert standalone(Question(question)).wanted is wanted


def test_question_words_and_function_words_are_no_content() -> None:
    assert content_words("ما هي مطالب النقابات في الحوار؟") == ("مطالب", "النقابات", "الحوار")
    assert content_words("؟!") == ()


@pytest.mark.parametrize(
    "question", ["وما منصبها؟", "وماذا عن الحوار الثاني؟", "متى كان ذلك؟", "شو منصبها؟", "ومن هي؟"]
)
def test_a_question_that_points_back_takes_what_it_points_to_with_it(question: str) -> None:
    understood = standalone(Question(question, HISTORY)).text
    assert understood.startswith(question)
    assert "من افتتح الحوار الأول؟ السيدة سلمى الحاج" in understood
    assert "[1]" not in understood


@pytest.mark.parametrize(
    "question",
    [
        "من اختتم الحوار الثاني في القاهرة؟",
        "مين هي سلمى الحاج؟",
        "ما هو نظام الكفالة؟",
        "كم دولة قدمت تقارير المراجعة الطوعية؟",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(Question(question, HISTORY)).text == question


def test_a_follow_up_without_history_is_asked_as_it_is() -> None:
    assert standalone(Question("وما منصبها؟")).text == "وما منصبها؟"
