"""The training data are well formed, and the split keeps documents apart."""

from collections import Counter

import pytest

from training.meetings import Fold, LabelledQuestion, Meeting, read_meetings, read_split

INTENTS = frozenset(
    """lookup list yes_no summary compare who_said definition procedure reason about_documents small_talk
    command""".split()
)
WANTS = frozenset("person organisation time number place name reason manner address thing statement none".split())
VARIETIES = frozenset("msa egyptian levantine gulf maghrebi misspelt en fr".split())
ROLES = frozenset(
    "recommendation decision commitment concern question answer good_practice figure background procedure".split()
)
WITHOUT_SENTENCES = frozenset("about_documents small_talk command".split())


@pytest.fixture(scope="module")
def meetings() -> list[Meeting]:
    return list(read_meetings())


def problems(meeting: Meeting) -> list[str]:
    """What is wrong with a meeting's files."""
    text = meeting.path.read_text("utf-8")
    quoted = [
        *(sentence for asked in meeting.questions for sentence in (*asked.sentences, *asked.nearest)),
        *(sentence for sentences in meeting.roles.values() for sentence in sentences),
        *(sentence for statement in meeting.statements for sentence in statement.sentences),
        *meeting.overview,
    ]
    found = [f"{meeting.name}: not in the document: {sentence}" for sentence in quoted if sentence not in text]
    found += [f"{meeting.name}: unknown role {role}" for role in meeting.roles.keys() - ROLES]
    found += [f"{asked.id}: {problem}" for asked in meeting.questions for problem in problems_of(asked)]
    return found


def problems_of(asked: LabelledQuestion) -> list[str]:
    """What is wrong with a question."""
    has_answer = asked.answerable and asked.intent not in WITHOUT_SENTENCES
    checks = {
        "unknown label": asked.intent in INTENTS and asked.wants in WANTS and asked.variety in VARIETIES,
        "an answer without sentences": bool(asked.sentences) or not has_answer,
        "sentences without an answer": asked.answerable or not asked.sentences,
        "a verdict of something else": not asked.verdict
        or (asked.intent == "yes_no" and asked.answerable and asked.verdict in ("yes", "no")),
        "unknown speaker in the history": {turn.role for turn in asked.question.history} <= {"user", "assistant"},
    }
    return [problem for problem, holds in checks.items() if not holds]


def test_every_label_is_known_and_every_gold_sentence_stands_in_its_document(meetings: list[Meeting]) -> None:
    assert [problem for meeting in meetings for problem in problems(meeting)] == []


def test_no_question_has_the_name_of_another(meetings: list[Meeting]) -> None:
    names = Counter(asked.id for meeting in meetings for asked in meeting.questions)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_document_is_in_one_fold(meetings: list[Meeting]) -> None:
    by_fold = {fold: {meeting.name for meeting in read_meetings(fold)} for fold in Fold}
    assert sum(map(len, by_fold.values())) == len(meetings)
    assert set.union(*by_fold.values()) == {meeting.name for meeting in meetings}
    assert read_split().keys() == by_fold[Fold.VALIDATION] | by_fold[Fold.TEST]


def test_the_test_documents_cover_every_intent_and_every_variety() -> None:
    asked = [question for meeting in read_meetings(Fold.TEST) for question in meeting.questions]
    assert {question.intent for question in asked} == INTENTS
    assert {question.variety for question in asked} == VARIETIES
