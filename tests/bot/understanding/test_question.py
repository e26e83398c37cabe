"""A message and the turns before it -> what is asked."""

import pytest

from bot.answer import Question, Turn
from bot.understanding.intent import Intent
from bot.understanding.question import is_invented, understand

HISTORY = (Turn("user", "كم مشاركاً حضر الجلسة الأولى؟"), Turn("assistant", "حضرها 87 مشاركاً [1]."))


@pytest.mark.parametrize("text", ["وكم حضر الثانية؟", "ومن افتتحها؟", "وليش؟", "And who opened it?", "Et pourquoi ?"])
def test_a_question_that_leans_on_the_one_before_is_read_with_it(text: str) -> None:
    asked = understand(Question(text, HISTORY))
    assert asked.before == HISTORY[0].content
    assert asked.text == f"{text} ({HISTORY[0].content})"
    assert asked.search == f"{HISTORY[0].content} {text}"


@pytest.mark.parametrize(
    "text", ["ما توصيات لجنة التدريب المهني؟", "متى يُعقد المؤتمر الإقليمي المقبل؟", "Who chaired the audit committee?"]
)
def test_a_question_that_stands_alone_is_read_alone(text: str) -> None:
    assert understand(Question(text, HISTORY)).search == text


def test_a_chain_of_questions_is_read_back_to_the_one_that_stands_alone() -> None:
    turns = (*HISTORY, Turn("user", "ومن افتتحها؟"), Turn("assistant", "السيدة سلمى الحاج [1]."))
    assert understand(Question("وماذا قالت؟", turns)).before == f"{HISTORY[0].content} ومن افتتحها؟"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("كم مشاركاً حضر الجلسة الأولى؟", Intent.LOOKUP),
        ("هل وافقت النقابة على الاتفاق؟", Intent.YES_NO),
        ("لخّص النقاش حول الأجور", Intent.SUMMARY),
        ("ما التوصيات التي خرج بها اللقاء؟", Intent.LIST),
        ("قارن بين موقف النقابة وموقف الوزارة", Intent.COMPARE),
        ("ليش تأجل الاجتماع؟", Intent.REASON),
    ],
)
def test_the_intent_is_known(text: str, intent: Intent) -> None:
    assert understand(Question(text)).intent is intent


def test_markup_is_not_asked() -> None:
    assert understand(Question("<script>alert(1)</script>")).is_empty
    assert understand(Question("<b>من افتتح</b> الجلسة؟")).search == "من افتتح الجلسة؟"
    assert understand(Question("2020 ...؟!")).is_empty


def test_a_rewritten_question_may_hold_only_words_that_were_said() -> None:
    assert not is_invented("كم حضر الجلسة الثانية؟", ["كم مشاركاً حضر الجلسة الأولى؟", "وكم حضر الثانية؟"])
    assert is_invented("كم حضر مؤتمر باريس؟", ["كم مشاركاً حضر الجلسة الأولى؟"])
