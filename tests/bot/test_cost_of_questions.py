"""No question of the allowed length, and no conversation before it, holds the server up for as long as many others."""

import time
from collections.abc import Callable

import pytest
from hostile_texts import TEXTS

from bot.answer import Question, Turn
from bot.chain import AnswerChain
from web.asking import MAX_QUESTION_LENGTH

pytestmark = pytest.mark.slow

_TIMES = 10
_ORDINARY = (
    "كم مشاركاً حضر الجلسة الأولى؟",
    "ما أبرز التوصيات بشأن العمال المهاجرين؟",
    "من افتتح الحوار؟",
    "متى عُقد اللقاء الثاني وأين؟",
    "ماذا قالت ممثلة النقابات؟",
)
_FOLLOW_UPS = ("ومن افتتحه؟", "وماذا عن الجلسة الثانية؟", "ومن أجابه؟")
_TURNS, _LONG_TURN = 40, 6_000  # as many as programs may send, and so long that they fill a request


def _cost(chain: AnswerChain, question: Question, enough: float = 0.0) -> float:
    """Seconds of processor time of the quickest of three runs; of fewer where one takes no longer than is enough."""
    least = float("inf")
    for _ in range(3):
        begun = time.process_time()
        chain.invoke(question)
        least = min(least, time.process_time() - begun)
        if least <= enough:
            break
    return least


@pytest.fixture(scope="module")
def ordinary(sample_chain: AnswerChain) -> float:
    """What an ordinary question costs: the median of a few."""
    return sorted(_cost(sample_chain, Question(text)) for text in _ORDINARY)[len(_ORDINARY) // 2]


@pytest.mark.parametrize("kind", TEXTS)
def test_the_longest_question_costs_at_most_ten_ordinary_ones(
    kind: str, sample_chain: AnswerChain, ordinary: float
) -> None:
    question = Question(TEXTS[kind](MAX_QUESTION_LENGTH))
    assert _cost(sample_chain, question, enough=_TIMES * ordinary) <= _TIMES * ordinary


@pytest.mark.parametrize("text", _FOLLOW_UPS)
@pytest.mark.parametrize("kind", ["words", "questions", "what of", "names", "speakers", "ligatures", "addresses"])
def test_the_longest_conversation_costs_at_most_ten_ordinary_questions(
    kind: str, text: str, sample_chain: AnswerChain, ordinary: float
) -> None:
    make: Callable[[int], str] = TEXTS[kind]
    turns = tuple(Turn(("user", "assistant")[place % 2], make(_LONG_TURN)) for place in range(_TURNS))
    assert _cost(sample_chain, Question(text, turns), enough=_TIMES * ordinary) <= _TIMES * ordinary
