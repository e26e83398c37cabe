"""A question and its history -> what is asked: one standalone question, its language and what it wants to know."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.answer import Question
from vectorstore.analyzer import is_arabic, tokenize

_MARKER = re.compile(r"\s*\[\d+\]")
_SHORT_ANSWER = 160  # characters: a longer answer would drown the question it was given to


class Wanted(StrEnum):
    """What kind of thing answers the question."""

    PERSON = "person"
    TIME = "time"
    COUNT = "count"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A question that can be understood alone.

    :param text: What is searched for.
    :param content: Its folded words without question words and function words.
    :param arabic: Whether it was asked in Arabic script.
    """

    text: str
    content: tuple[str, ...]
    wanted: Wanted
    arabic: bool


# Folded, as `analyzer.fold` leaves them; the spoken words beside the written.
_WANTED = {
    Wanted.PERSON: "من مين منو ميين بمن لمن ممن who whom whose qui",
    Wanted.TIME: "متي امتي ايمتي امتا ايمتا وقتيش when quand",
    Wanted.COUNT: "كم كام قديش قداش اديش بكم عدد many much combien",
    Wanted.PLACE: "اين وين فين اينما ويين where où",
}
_KIND = {word: kind for kind, words in _WANTED.items() for word in words.split()}

_QUESTION_WORDS = frozenset(
    """ما ماذا من متي اين كيف لماذا لم هل كم اي ايه ايش شو شنو وش مين منو ليش ليه علاش لشو كام قديش قداش اديش
    ازاي كيفاش شلون وين فين امتي ايمتي علام عم عما ماهي ماهو بماذا بم فيم الام حتام اللي مما ممن بمن لمن
    what which who whom when where why how many much do does did is are was were the a an of in on for to by
    que quel quelle quels quelles qui quand où comment combien pourquoi est sont le la les de des du""".split()
)
_FUNCTION_WORDS = frozenset(
    """في علي الي عن مع هذا هذه ذلك تلك هو هي هم هما كان كانت يكون تكون ان انه انها او ثم قد لقد لا ليس ليست بين
    عند عندما بعد قبل حول خلال بشان بخصوص حسب وفق وفقا كل بعض غير اذا لكن حتي منذ الذي التي الذين اللذين كما
    هناك هنا به بها فيه فيها له لها لهم عليه عليها منه منها عنه عنها اليه اليها ايضا يتم تم عشان علشان بتاع
    تبع اللي دي ده دول هاد هاي هيك كمان فيه برضو رح راح عم""".split()
)
_CONJUNCTIONS = "وف"


def standalone(question: Question) -> StandaloneQuestion:
    """Understand a question, with the turns before it where it cannot stand alone.

    :return: The question; a follow-up carries the question that it follows, in brackets behind it.
    """
    text = " ".join(question.text.split())
    words = [token.text for token in tokenize(text)]
    context = _context(question) if _leans_on_history(words) else ""
    whole = f"{text} ({context})" if context else text
    return StandaloneQuestion(whole, content_words(whole), _wanted(words), is_arabic(text))


def content_words(text: str) -> tuple[str, ...]:
    """The folded words of a text that say what it is about, in order, each once."""
    words = (token.text for token in tokenize(text))
    return tuple(dict.fromkeys(word for word in words if not _is_function_word(word)))


def _is_function_word(word: str) -> bool:
    bare = word[1:] if word[:1] in _CONJUNCTIONS and word[1:] in _QUESTION_WORDS else word
    return len(word) < 2 or bare in _QUESTION_WORDS or bare in _FUNCTION_WORDS


def _wanted(words: list[str]) -> Wanted:
    if any(word in {"تاريخ", "موعد", "date"} for word in words):
        return Wanted.TIME
    for i, word in enumerate(words):
        bare = word[1:] if word[:1] in _CONJUNCTIONS and word[1:] in _KIND else word
        # In the middle of a question من is mostly "from".
        if bare in _KIND and (bare != "من" or i == 0):
            return _KIND[bare]
    return Wanted.OTHER


# هو and هي point back only where nothing is named: in "من هي سلمى؟" they stand for "is".
_POINTERS = frozenset("ذلك هذا هذه تلك it they he she that this".split())
_PRONOUN = re.compile(r"\w{2,}(?:ه|ها|هم|هما|هن)$")
_ABOUT = re.compile(r"^(?:و|ف)?(?:ماذا|شو|ايش|ايه) عن\b|^(?:what|how) about\b")


def _leans_on_history(words: list[str]) -> bool:
    """Whether a question points back: by a conjunction in front, a pronoun, or too few words of its own."""
    if not words:
        return False
    starts_on = words[0][:1] in _CONJUNCTIONS and words[0][1:] in _QUESTION_WORDS
    points = any(word in _POINTERS for word in words)
    content = [word for word in words if not _is_function_word(word)]
    pronoun = len(content) <= 2 and any(_PRONOUN.match(word) and not word.startswith("ال") for word in content)
    return starts_on or points or pronoun or not content or bool(_ABOUT.match(" ".join(words)))


def _context(question: Question) -> str:
    asked = [turn.content for turn in question.history if turn.role == "user"]
    answered = [turn.content for turn in question.history if turn.role == "assistant"]
    parts = [" ".join(asked[-1].split())] if asked else []
    if answered:
        answer = " ".join(_MARKER.sub("", answered[-1]).split())
        parts += [answer] if len(answer) <= _SHORT_ANSWER else []
    return " ".join(parts)
