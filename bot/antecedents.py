"""A follow-up and the turns before it -> the questions that were asked, and what the follow-up points to.

By rule, as a shallow method does (Mitkov, "Robust Pronoun Resolution with Limited Knowledge", 1998): the question
before goes along, the questions that it leaned on itself, and whom the answer named, if the pronoun agrees.
"""

import re
from collections.abc import Sequence

from bot.anaphora import has_pronoun, names_another, points_back, pronoun_gender
from bot.answer import Question
from bot.ellipsis import filled_in
from bot.function_words import content_words, is_function_word
from bot.objects import with_its_object
from bot.preamble import without_well
from bot.speakers import verb_of_speech
from bot.wanted import Wanted, wanted
from bot.wording import is_refusal
from vectorstore.analyzer import fold, strip_marks, tokenize

_MARKER = re.compile(r"(?<!\s)\s*\[\d+\]")
_SHORT_ANSWER = 100  # characters: a longer answer would drown the question it was given to
_NAME = r"(?:(?:عبد|أبو|أم|بن|ابن|آل)\s)?\w+"  # one part of it, though it be written as two words
_NAMED = re.compile(rf"(?P<first>(?:السيد|الدكتور|الأستاذ)(?P<woman>ة?)\s{_NAME})\s(?P<last>{_NAME})")
# Who spoke for others: "ممثل عن اتحاد العمال", up to what was said.
_SENT = re.compile(
    r"(?<!\w)(?:ممثل(?P<woman>ة)?(?:\s(?:عن|من))?|أحد\s\w+ين|(?P<one>إحدى\s\w+ات))(?:\s[\w()]+){1,10}?"
    r"(?=[،:.]|\s(?:إلى|على|أن|إن|عن|عما|بين|الضوء)(?!\w)|\sفي\s«)"
)
_NO_NAME = re.compile(r"(?:ه|ها|هم|هما|هن)$|^ال\w+(?:ين|ات|ون)$")
_MOST_QUESTIONS = 3


def questions(question: Question) -> list[str]:
    """What was asked, oldest first and what is asked now last, a fragment filled into the question before it."""
    asked: list[str] = []
    for text in (*(turn.content for turn in question.history if turn.role == "user"), question.text):
        asked = _and_then(asked, without_well(" ".join(text.split())))
    return asked


def _and_then(asked: list[str], text: str) -> list[str]:
    """The questions and one more, which takes the place of a part where it is a fragment with a part to take."""
    before = asked
    for earlier in reversed(before):
        if resolved := with_its_object(text, earlier):
            return [*before, resolved]
        if not points_back(earlier):
            break
    while len(before) > 1 and names_another(text) and names_another(before[-1]):
        before = before[:-1]
    for at in reversed(range(len(before))):
        if filled := filled_in(text, before[at]):
            return [*before[:at], filled, *before[at + 1 :]]
        if not points_back(before[at]):
            break
    return [*before, text]


def antecedent(asked: Sequence[str], question: Question) -> str:
    """What a follow-up points to.

    :param asked: As `questions` gives them, the follow-up last.
    :return: The question before, those that it pointed back to itself, and what was answered: a short answer
        whole, of a long one whom it names. Empty if nothing was asked before.
    """
    *before, text = asked
    parts: list[str] = []
    for earlier in reversed(before[-_MOST_QUESTIONS:]):
        parts.insert(0, earlier)
        if not points_back(earlier):
            break
    answered = [turn.content for turn in question.history if turn.role == "assistant"]
    answer = " ".join(_MARKER.sub("", answered[-1]).split()) if answered else ""
    # Who asks about another thing does not ask about what was answered.
    if parts and answer and not is_refusal(answer) and not names_another(question.text):
        person = _person(text, parts, answer)
        if person and _kind(text) is Wanted.OFFICE and not any(map(_asks_who, parts)):
            return person  # to ask for somebody's office is not to ask what they spoke of
        parts.append(answer if len(answer) <= _SHORT_ANSWER else person)
    return " ".join(parts).strip()


def _person(text: str, before: Sequence[str], answer: str) -> str:
    """The first person that an answer names and a follow-up can speak of; empty where there is none."""
    genders = _genders(text, before)
    named = [(found.start(), bool(found["woman"]), _name(found)) for found in _NAMED.finditer(answer)]
    sent = [(m.start(), bool(m["woman"] or m["one"]), m.group()) for m in _SENT.finditer(answer)]
    return next((name for _, woman, name in sorted([*named, *sent]) if woman in genders), "")


def _genders(text: str, before: Sequence[str]) -> frozenset[bool]:
    """Whether a follow-up can speak of a woman, True, and of a man, False; neither where it speaks of no person."""
    asked_who = any(map(_asks_who, before))
    verbs = {verb[1] for word in tokenize(text) if (verb := verb_of_speech(text, word))}
    if _asks_who(text):  # twice "who" asks for another one
        return frozenset({True, False}) if verbs and not asked_who else frozenset()
    if verbs:
        return frozenset(verbs)
    if (kind := _kind(text)) is Wanted.OFFICE:
        return pronoun_gender(text)
    leaves_out = has_pronoun(text) or (len(content_words(text)) <= 1 and kind is not Wanted.COUNT)
    return pronoun_gender(text) if asked_who and leaves_out else frozenset()


def _asks_who(text: str) -> bool:
    return _kind(text) is Wanted.PERSON


def _kind(text: str) -> Wanted:
    return wanted([word.text for word in tokenize(text)])


def _name(found: re.Match[str]) -> str:
    """A name without a second word that is none: what the person did something to, behind "أبلغت السيدة سلمى"."""
    last = strip_marks(found["last"])
    is_name = " " in last or not (_NO_NAME.search(last) or is_function_word(fold(last)))
    return found.group() if is_name else found["first"]
