"""Questions of the meetings, joined in pairs -> places where another question begins, and places where none does."""

from collections.abc import Iterator

from bot.understanding.several import BEGINS, INSIDE, place
from training.meetings import Fold, LabelledQuestion, Meeting, read_meetings
from vectorstore.analyzer import tokenize

_AND = {"en": " and ", "fr": " et "}
_STRAY = " ؟?.،,"


def read_places(fold: Fold) -> Iterator[tuple[str, str]]:
    """Every place inside a question, and the places where two questions were joined, each with its label.

    Only questions that ask one thing would be needed; a few of the meetings' questions ask two, which is left as noise.
    """
    for meeting in read_meetings(fold):
        for asked in meeting.questions:
            words = _words(asked.question.text)
            yield from ((place(words, at), INSIDE) for at in range(2, len(words) - 1))
        for first, second in _pairs(meeting):
            words = _words(first.strip(_STRAY))
            yield place([*words, *_words(second)], len(words)), BEGINS


def _pairs(meeting: Meeting) -> Iterator[tuple[str, str]]:
    """Two questions that may be asked in one message; the second begins with "and"."""
    for at, asked in enumerate(meeting.questions):
        earlier = [turn.content for turn in asked.question.history if turn.role == "user"]
        if earlier:
            yield earlier[-1], _with_and(asked)
        following = next((one for one in meeting.questions[at + 1 :] if one.variety == asked.variety), None)
        if following and not following.question.history:
            yield asked.question.text, _with_and(following)


def _with_and(asked: LabelledQuestion) -> str:
    text = asked.question.text
    if asked.variety in _AND:
        return f"{_AND[asked.variety]}{text}"
    return text if text.startswith("و") else f"و{text}"


def _words(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]
