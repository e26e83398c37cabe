"""What the product is worth on the prompts over its sample corpus: floors that fail when quality falls."""

from pathlib import Path

import pytest

from bot.answer import Answer, Citation
from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from bot.evaluation.prompts import Outcome, Prompt, Verdict, judge
from training.meetings import read_sample_questions

PROMPTS = Path(__file__).resolve().parent.parent / "prompts" / "documents.jsonl"
# Of each family the share that must come out right: answered whole, or refused where there is no answer. One prompt
# below what was measured last, so that the next one that is lost fails.
FLOORS = {
    "acronym": 2 / 3,
    "compound": 1 / 2,
    "contradiction": 1 / 3,
    "dialect": 12 / 19,
    "digits": 2 / 4,
    "english": 3 / 5,
    "fact": 18 / 22,
    "followup": 11 / 19,
    "french": 1 / 2,
    "list": 8 / 9,
    "month": 3 / 4,
    "name": 3 / 4,
    "opinion": 12 / 13,
    "paraphrase": 3 / 7,
    "scan": 1 / 2,
    "table": 2 / 3,
    "typo": 4 / 5,
    "false_premise": 4 / 7,
    "injection": 2 / 3,
    "offtopic": 2 / 3,
    "unanswerable": 14 / 34,
}


def unseen_prompts() -> list[Prompt]:
    """The prompts that no part of the product was trained on."""
    trained_on = {question.id for question in read_sample_questions()}
    return [prompt for prompt in read_prompts(PROMPTS) if prompt.id not in trained_on]


@pytest.fixture(scope="module")
def verdicts(sample_chain: AnswerChain) -> list[tuple[Prompt, Verdict]]:
    prompts = unseen_prompts()
    return [(prompt, judge(prompt, sample_chain.invoke(prompt.question))) for prompt in prompts]


def share(values: list[bool | None]) -> float:
    return sum(bool(value) for value in values) / len(values)


@pytest.mark.slow
def test_answers_over_the_sample_corpus_hold_their_floors(verdicts: list[tuple[Prompt, Verdict]]) -> None:
    answerable = [verdict for prompt, verdict in verdicts if prompt.answerable]
    assert all(verdict.verbatim for _, verdict in verdicts if verdict.verbatim is not None)
    assert share([verdict.answered for verdict in answerable]) >= 0.80
    assert share([verdict.cited for verdict in answerable]) >= 0.82
    assert share([verdict.decided for verdict in answerable]) >= 0.96


@pytest.mark.slow
def test_refusals_over_the_sample_corpus_hold_their_floor(verdicts: list[tuple[Prompt, Verdict]]) -> None:
    assert share([verdict.decided for prompt, verdict in verdicts if not prompt.answerable]) >= 0.51


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "floor"), FLOORS.items())
def test_every_family_of_prompts_holds_its_floor(
    verdicts: list[tuple[Prompt, Verdict]], kind: str, floor: float
) -> None:
    assert share([verdict.outcome is Outcome.RIGHT for prompt, verdict in verdicts if prompt.kind == kind]) >= floor


def test_every_family_of_prompts_has_a_floor() -> None:
    assert {prompt.kind for prompt in unseen_prompts()} == FLOORS.keys()


def test_the_prompts_are_many_enough_and_a_quarter_has_no_answer() -> None:
    prompts = unseen_prompts()
    assert len(prompts) >= 60
    assert len({prompt.id for prompt in prompts}) == len(prompts)
    assert sum(not prompt.answerable for prompt in prompts) >= len(prompts) / 4


def citing(passage: str, quote: str, marker: int = 1) -> Citation:
    return Citation(marker, "p", "عنوان", (), None, quote, passage, "f.txt")


PROMPT = Prompt("x", read_prompts(PROMPTS)[0].question, answers=(("سبع", "7"), ("الأردن",)), passage=("شبكات",))


def test_an_answer_is_right_if_one_of_each_group_occurs_however_it_is_spelled() -> None:
    passage = "هناك ٧ شبكات، منها شبكة الاردن."
    right = judge(PROMPT, Answer(f"{passage} [1]", (citing(passage, passage),)))
    assert right == Verdict(decided=True, answered=True, cited=True, verbatim=True)
    half = judge(PROMPT, Answer("هناك سبع شبكات. [1]", (citing(passage, passage),)))
    assert not half.answered


def test_a_marker_is_not_taken_for_a_number_in_the_answer() -> None:
    prompt = Prompt("x", PROMPT.question, answers=(("1",),))
    assert not judge(prompt, Answer("لا رقم هنا. [1]", (citing("لا رقم هنا.", "لا رقم هنا."),))).answered


@pytest.mark.parametrize(
    "answer",
    [
        Answer("نص [2]", (citing("نص", "نص"),)),
        Answer("نص [1]", ()),
        Answer("نص [1]", (citing("نص", "نص آخر"),)),
        Answer("نص [1]", (citing("نص", ""),)),
    ],
)
def test_wrong_markers_and_altered_quotes_are_not_verbatim(answer: Answer) -> None:
    assert not judge(PROMPT, answer).verbatim


@pytest.mark.parametrize(
    ("expected", "said", "right"),
    [
        ("9", "عُقد في عام 2019.", False),
        ("9", "شاركت ٩ دول.", True),
        ("2020", "بين 2020-2021.", True),
        ("الأردن", "والأردن ولبنان", True),
        ("الاستدامة", "لا خطة للاستدامة فيها.", True),
        ("A/RES/73/326", "القرار a/res/73/326", True),
        ("73/3", "القرار A/RES/73/326", False),
    ],
)
def test_a_number_is_not_found_in_a_longer_one_but_a_word_is_with_its_prefixes(
    expected: str, said: str, right: bool
) -> None:
    prompt = Prompt("x", PROMPT.question, answers=((expected,),))
    assert judge(prompt, Answer(f"{said} [1]", (citing(said, said),))).answered is right


def test_every_verdict_has_its_word() -> None:
    refusal, answer = Answer("لا جواب.", refused=True), Answer("سبع شبكات في الأردن.")
    unanswerable = Prompt("x", PROMPT.question, answerable=False)
    outcomes = [judge(p, a).outcome for p in (PROMPT, unanswerable) for a in (answer, refusal)]
    assert outcomes == [Outcome.RIGHT, Outcome.FALSE_REFUSAL, Outcome.MISSED_REFUSAL, Outcome.RIGHT]
    assert judge(PROMPT, Answer("سبع شبكات.")).outcome is Outcome.WRONG
    open_ended = Prompt("y", PROMPT.question)
    assert [judge(open_ended, a).outcome for a in (answer, refusal)] == [Outcome.ANSWERED, Outcome.FALSE_REFUSAL]
    assert judge(PROMPT, refusal).verbatim is None
