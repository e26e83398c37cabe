"""The answer chain over the sample corpus, with the real model."""

import json
from itertools import pairwise

import pytest
from langchain_core.documents import Document

from bot.answer import Question, Turn
from bot.chain import AnswerChain
from bot.composing import wording
from bot.serving.examples import candidates, example_questions

pytestmark = pytest.mark.slow


def test_an_answer_is_made_of_the_documents_own_sentences(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("كم مشاركاً حضر الجلسة الأولى؟"))
    assert not answer.refused
    assert 1 <= len(answer.citations) <= 4
    for citation in answer.citations:
        assert citation.quote
        assert citation.quote in citation.passage
        assert f"{' '.join(citation.quote.split())} [{citation.marker}]" in answer.text
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_a_stream_only_grows_and_ends_with_the_whole_answer(sample_chain: AnswerChain) -> None:
    question = Question("ماذا طلبت النقابات؟")
    snapshots = list(sample_chain.stream(question))
    for before, after in pairwise(snapshots):
        assert after.text.startswith(before.text)
        assert after.citations[: len(before.citations)] == before.citations
    whole = sample_chain.invoke(question)
    assert (snapshots[-1].text, snapshots[-1].citations) == (whole.text, whole.citations)


@pytest.mark.parametrize("question", ["كيف أطبخ المنسف؟", "ما عدد سكان كوكب المريخ؟"])
def test_what_the_documents_do_not_hold_is_refused_without_evidence(sample_chain: AnswerChain, question: str) -> None:
    answer = sample_chain.invoke(Question(question))
    assert answer.refused
    assert answer.reason == "not_in_documents"
    assert answer.citations == ()
    assert "لم أجد" in answer.text
    assert [related.marker for related in answer.related] == [0]


@pytest.mark.parametrize("question", ["؟", "   ", "ما هو؟", "12"])
def test_what_is_no_question_is_answered_without_a_crash(sample_chain: AnswerChain, question: str) -> None:
    answer = sample_chain.invoke(Question(question))
    assert answer.text
    assert answer.refused or answer.citations


@pytest.mark.parametrize("question", ["2020", "...؟!", "<script>alert(1)</script>"])
def test_figures_and_markup_alone_are_refused_as_no_question(sample_chain: AnswerChain, question: str) -> None:
    assert sample_chain.invoke(Question(question)).reason == "no_question"


def test_a_follow_up_is_understood_with_its_history(sample_chain: AnswerChain) -> None:
    history = (Turn("user", "كم مشاركاً حضر الجلسة الأولى؟"), Turn("assistant", "حضرها 87 مشاركاً [1]."))
    answer = sample_chain.invoke(Question("وكم حضر الثانية؟", history))
    assert "الأولى" in answer.standalone_question
    assert "76" in answer.text or "٧٦" in answer.text


def test_each_question_of_a_message_is_answered(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("كم مشاركاً حضر الجلسة الأولى وماذا قال ممثل منظمة النجدة الشعبية؟"))
    assert "87" in answer.text or "٨٧" in answer.text
    assert "الصناعات الاستخراجية" in answer.text
    assert [citation.marker for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_where_one_session_is_asked_about_the_report_of_the_other_is_not_quoted(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("كم مشاركاً حضر الجلسة الأولى؟"))
    assert "٨٧" in answer.citations[0].quote
    assert "حوار أصحاب المصلحة: الجلسة الثانية" not in {citation.title for citation in answer.citations}


def test_a_message_is_told_which_of_its_questions_has_no_answer(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("كم مشاركاً حضر الجلسة الأولى، وكم سعر الذهب اليوم؟"))
    assert not answer.refused
    assert "87" in answer.text or "٨٧" in answer.text
    assert answer.text.endswith(wording.UNANSWERED.format(question="وكم سعر الذهب اليوم؟"))


def test_a_message_whose_questions_have_no_answers_is_refused(sample_chain: AnswerChain) -> None:
    assert sample_chain.invoke(Question("كم سعر الذهب اليوم، وكيف أطبخ المنسف؟")).refused


def test_an_answer_survives_its_trip_through_json(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("متى يُعقد المؤتمر الإقليمي؟"))
    data = json.loads(json.dumps(answer.to_json(), ensure_ascii=False))
    assert data["text"] == answer.text
    assert data["citations"][0]["section"] == list(answer.citations[0].section)
    assert set(data["timings"]) == {"embed", "retrieve", "read"}


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("أوضحت السيدة سارة سلمان (المنظمة الدولية) الأمر.", ["ماذا قالت السيدة سارة سلمان؟"]),
        ("وقال السيد عمر الحسن إن التقرير جاهز.", ["ماذا قال السيد عمر الحسن؟"]),
        ("ولفتت السيدة موليك انتباه المشاركين إلى الدليل.", []),
        ("وشجعت السيدة ميجو المشاركين على الاستفادة منه.", []),
        ("وافتتحت السيدة سلمان النقاش بقولها: كل تجربة مفيدة.", []),
        ("واختتمت السيدة العوضي الجلسة، ثم شكرت الحاضرين.", []),
    ],
)
def test_only_a_name_is_taken_for_one(told: str, named: list[str]) -> None:
    assert list(candidates([Document(page_content=told, metadata={"section": ""})])) == named


def test_example_questions_come_from_the_corpus_and_are_answered(sample_chain: AnswerChain) -> None:
    examples = example_questions(sample_chain)
    assert len(examples) == 4
    answers = [sample_chain.invoke(Question(example)) for example in examples]
    assert not any(answer.refused for answer in answers)
    for example, answer in zip(examples, answers, strict=True):
        if "«" in example:  # about a section
            assert example.split("«")[1].split("»")[0] in " ".join(answer.citations[0].section)


@pytest.mark.slow
def test_of_two_questions_the_one_without_an_answer_is_named(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("كم مشاركاً حضر الجلسة الأولى وكم بلغت كلفة المنسف؟"))
    assert "87" in answer.text.translate(str.maketrans("٨٧", "87"))
    assert answer.text.endswith(wording.UNANSWERED.format(question="وكم بلغت كلفة المنسف؟"))


@pytest.mark.slow
def test_of_two_questions_none_is_said_to_be_unanswered_that_the_same_sentence_answers(
    sample_chain: AnswerChain,
) -> None:
    answer = sample_chain.invoke(Question("كم دولة امتنعت عن التصويت وكم دولة عارضت؟"))
    assert answer.text.count("وعارضته خمس دول") == 2  # below each of the questions
    assert wording.UNANSWERED.partition("«")[0] not in answer.text


@pytest.mark.slow
def test_what_answers_two_questions_is_cited_once(sample_chain: AnswerChain) -> None:
    answer = sample_chain.invoke(Question("كم دولة امتنعت عن التصويت وكم دولة عارضت؟"))
    assert [part.markers for part in answer.parts] == [(1,), (1,)]
    assert len(answer.citations) == 1
