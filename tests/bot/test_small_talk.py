import pytest

from bot import wording
from bot.answer import Question, Turn
from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from bot.small_talk import small_talk
from tests.bot.test_prompts import PROMPTS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("من أنت؟", "ar"),
        ("من أنت؟ (شكراً)", "ar"),
        ("مرحبا كيف حالك", "ar"),
        ("شكراً", "ar"),
        ("السلام عليكم ورحمة الله", "ar"),
        ("hello how are you", "en"),
        ("What's your name?", "en"),
        ("bonjour ça va", "fr"),
        ("Qui êtes-vous ?", "fr"),
    ],
)
def test_nothing_but_courtesies_is_small_talk(text: str, language: str) -> None:
    assert small_talk(text) == language


@pytest.mark.parametrize(
    "text",
    ["", "ما هو؟", "ما هو السلام؟", "ماذا تفعل؟", "مرحبا، من حضر الجلسة الأولى؟", "Merci, qui a parlé ?", "2020"],
)
def test_what_asks_anything_is_no_small_talk(text: str) -> None:
    assert not small_talk(text)


def test_no_prompt_is_taken_for_small_talk() -> None:
    assert [prompt.id for prompt in read_prompts(PROMPTS) if small_talk(prompt.question.text)] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("من أنت؟ (شكراً)", wording.SMALL_TALK),
        ("hello how are you", wording.ABOUT["en"]),
        ("bonjour ça va", wording.ABOUT["fr"]),
    ],
)
def test_small_talk_is_answered_with_what_may_be_asked(sample_chain: AnswerChain, text: str, told: str) -> None:
    history = (Turn("user", "كم مشاركاً حضر الجلسة الأولى؟"), Turn("assistant", "حضرها 87 مشاركاً [1]."))
    answer = sample_chain.invoke(Question(text, history))
    assert answer.text == told
    assert answer.reason == "no_question"
    assert answer.related == answer.citations == ()
