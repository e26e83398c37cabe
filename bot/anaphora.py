"""A follow-up -> whether it points back, and what it points to in the turns before it.

By rule, as a shallow method does (Mitkov, "Robust Pronoun Resolution with Limited Knowledge", 1998): the question
before goes along, the questions that it leaned on itself, and whom the answer named.
"""

import re

from bot.answer import Question
from bot.function_words import CONJUNCTIONS, COURTESIES, FUNCTION_WORDS, QUESTION_WORDS, is_function_word
from bot.wording import is_refusal
from vectorstore.analyzer import is_arabic, strip_marks, tokenize

_MARKER = re.compile(r"\s*\[\d+\]")
_SHORT_ANSWER = 160  # characters: a longer answer would drown the question it was given to
# هو and هي point back only where nothing is named: in "من هي سلمى؟" they stand for "is".
_POINTERS = frozenset("ذلك هذا هذه تلك ايضا كذلك كمان برضو it they he she that this also".split())
_ABOUT = re.compile(r"^(?:و|ف)?(?:ماذا|شو|ايش|ايه) عن\b|^(?:what|how) about\b")
_DEFINITE = re.compile(r"(?:و|ف)?(?:ب|ك)?ال|لل")
# As written, not folded: ة is no pronoun. In front of a pronoun it becomes ت, so that ته is one for certain,
# while a bare ه may belong to the word or be a carelessly written ة.
_PRONOUN = re.compile(r"\w{2,}(?:ته|ها|هم|هما|هن)$")
_WEAK_PRONOUN = re.compile(r"\w{2,}ه$")
_OWN_HEH = re.compile(r"(?:[أاتين]?سا?هم|تفاهم|[مات]تهم|مبهم|ملهم|دراهم|[أاتين]فهم)$")  # هم of the word itself
_ASKS_ABOUT_VERB = frozenset("ماذا متي كيف لماذا اين هل ليش ليه وين فين ازاي شو ايش امتي ايمتي".split())
_POINTING_LENGTH = 4  # content words: a question that names more stands alone
_PRONOUN_LENGTH = 3
_FRAGMENT_LENGTH = 4  # words
_OF_MANY = re.compile(r"(?:هم|هما|هن)$")
_NAME = r"(?:(?:عبد|أبو|أم|بن|ابن|آل)\s)?\w+"  # one part of it, though it be written as two words
_NAMED = re.compile(rf"(?:السيدة?|الدكتورة?|الأستاذة?)\s{_NAME}\s{_NAME}")
_MOST_QUESTIONS = 3


def points_back(text: str) -> bool:
    """Whether a question points back: by a conjunction in front, a pronoun, or too few words of its own."""
    tokens = tokenize(text)
    words = [token.text for token in tokens]
    content = [token for token in tokens if not is_function_word(token.text)]
    if not content:
        return COURTESIES.isdisjoint(words) and bool(words)
    if words[0][:1] in CONJUNCTIONS and (_asks(words[0][1:], words[1:]) or _is_fragment(words)):
        return True
    if _ABOUT.match(" ".join(words)) or _is_bare_verb(words, [token.text for token in content]):
        return True
    if len(content) <= _POINTING_LENGTH and any(word in _POINTERS for word in words):
        return True
    return _has_pronoun([text[token.start : token.end] for token in content])


def _asks(first: str, further: list[str]) -> bool:
    """Whether a question begins with a question word, or with a preposition in front of one: "على ماذا شددت؟"."""
    return first in QUESTION_WORDS or (first in FUNCTION_WORDS and not QUESTION_WORDS.isdisjoint(further[:1]))


def _is_fragment(words: list[str]) -> bool:
    """Whether a question that begins with "and" asks nothing itself: "والثاني؟", "وفي 3 تشرين الثاني؟"."""
    rest = words[0][1:]
    joined = len(words) == 1 or rest.startswith("ال") or rest in FUNCTION_WORDS
    return joined and len(words) <= _FRAGMENT_LENGTH and not any(word in QUESTION_WORDS for word in words)


def _is_bare_verb(words: list[str], content: list[str]) -> bool:
    """Whether a question is a question word and a verb whose subject was named before: "ماذا قالت؟"."""
    return (
        words[0] in _ASKS_ABOUT_VERB and len(content) == 1 and is_arabic(content[0]) and not _DEFINITE.match(content[0])
    )


def _has_pronoun(content: list[str]) -> bool:
    """Whether one of a question's few content words, as written, ends in a pronoun."""
    words = [word for word in (strip_marks(word) for word in content) if not _DEFINITE.match(word)]
    strong = any(_PRONOUN.match(word) and not _OWN_HEH.search(word) for word in words)
    weak = any(_WEAK_PRONOUN.match(word) for word in words)
    return (strong and len(content) <= _PRONOUN_LENGTH) or (weak and len(content) == 1)


def names_another(text: str) -> bool:
    """Whether a follow-up only names another thing to ask the same about."""
    words = [token.text for token in tokenize(text)]
    return bool(_ABOUT.match(" ".join(words))) or _is_fragment(words)


def asked_before(question: Question) -> str:
    """The question before a follow-up; empty if it is the first."""
    return next(reversed(_asked(question)), "")


def antecedent(question: Question) -> str:
    """What a follow-up points to.

    :return: The question before, those that it pointed back to itself, and what was answered: a short answer
        whole, of a long one whom it names. Empty if nothing was asked before.
    """
    parts: list[str] = []
    for text in reversed(_asked(question)[-_MOST_QUESTIONS:]):
        parts.insert(0, text)
        if not points_back(text):
            break
    answered = [turn.content for turn in question.history if turn.role == "assistant"]
    answer = " ".join(_MARKER.sub("", answered[-1]).split()) if answered else ""
    if parts and answer and not is_refusal(answer):
        parts.append(answer if len(answer) <= _SHORT_ANSWER else _person(question.text, answer))
    return " ".join(parts).strip()


def _asked(question: Question) -> list[str]:
    return [" ".join(turn.content.split()) for turn in question.history if turn.role == "user"]


def _person(text: str, answer: str) -> str:
    """The first person that an answer names, where the follow-up may speak of one; else nothing."""
    words = [strip_marks(token.text) for token in tokenize(text)]
    if names_another(text) or any(_OF_MANY.search(word) for word in words):
        return ""
    named = _NAMED.search(answer)
    return named.group() if named else ""
