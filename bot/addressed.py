"""A question and who speaks in the passages found -> whose words are asked for, and about what.

"ماذا قالت ممثلة المغرب عن الشفافية؟" is answered by what she said, and by nobody else's words on transparency; if she
said none, it has no answer. Who is asked for is found among those who speak in the passages, by the words that stand
behind "said", "the view of" or "the representative of" and in the introduction of one of them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from bot.countries import countries
from bot.function_words import is_function_word
from bot.lexicon import BODIES, TITLES
from bot.speakers import HONORIFICS, mentions, verb_of_speech
from bot.statements import BEGINS, is_telling
from bot.support import alike
from vectorstore.analyzer import stems, tokenize

_ABOUT = frozenset("عن عما بشان بخصوص حول تجاه ازاء من".split())
_RECORD = re.compile(r"[بلك]?(?:ال)?(?:تقرير|وثيقه|مذكره|رساله|ورقه|مراجعه|استعراض)")
_CONTENTS = frozenset(
    """ورد جاء يرد توصيات التوصيات توصياته نتايج النتايج خلاصات خلاصه مضمون محتوي محتويات تضمن يتضمن تناول يتناول نص
    ينص يقول""".split()
)
_TITLE_WITHIN = 4  # words behind "report", of which some name a country
_VIEW = frozenset("راي موقف نظر".split())  # of these one speaks with في: "ما رأيه في النقابات؟"
_WHERE = frozenset("في خلال اثناء عند".split())
# What is said of something: "عن طريقة إجراء المراجعات" asks about reviews.
_OF_THIS = re.compile(
    r"[وف]?[بلك]?(?:ال)?(?:علاق|طريق|كيفي|مصير|مسال|قضي|موضوع|وضع|اوضاع|حال|مدي|اهمي|دور|واقع|مستقبل|اجرا|مجال|شان|"
    r"مشكل|نوع|معني|مفهوم|جانب|ناحي)(?:ه|ات|ت|ء|ا)?(?:ها?|هم)?"
)
_HONORIFICS = frozenset(HONORIFICS)
_REPRESENTS = re.compile(r"(?:ال)?(?:ممثل|مندوب)ه?")
_LIKE = 0.85  # a letter more, less or other
_NAME_WITHIN = 14  # words behind "representative" in a passage, up to what is said
_OF_STATES = frozenset("حكومه وزاره جامعه مفوضيه سفاره برلمان مجلس".split())  # no other kind of body stands for one
_OF_NO_NAME = frozenset((*BODIES, *(f"ال{body}" for body in BODIES), *TITLES, *HONORIFICS))


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose words a question asks for.

    :param introductions: The words by which the passages introduce whoever it may be.
    :param name: The stems of the words that name them in the question.
    :param topic: The content words of what they would be about, folded: "عن الشفافية".
    :param country: The code of the country whose report is asked for; empty where none is.
    """

    introductions: frozenset[str] = frozenset()
    name: frozenset[str] = frozenset()
    topic: tuple[str, ...] = ()
    country: str = ""

    def is_theirs(self, who: str) -> bool:
        """Whether somebody speaks, given by what a passage calls whoever does, and may be who is asked for."""
        return bool(who and self.introductions) and not self.is_another(who)

    def is_another(self, who: str) -> bool:
        """Whether somebody else is known to speak, given by what a passage calls whoever does, in full or in short."""
        if not who or not self.introductions or any(who in one or one in who for one in self.introductions):
            return False
        is_person = not _HONORIFICS.isdisjoint(token.text for token in tokenize(who))
        return self.name.isdisjoint(stems(who)) if is_person else not self.name.issubset(stems(who))


def asked_speaker(question: str, introductions: Iterable[str]) -> Asked:
    """Find whose words a question in written Arabic asks for among those who speak; nobody where it names none.

    A country's report says something as well: "ماذا ورد في تقرير مصر عن الأجور؟" is not answered by another's.
    """
    tokens = tokenize(question)
    if record := _asked_record([token.text for token in tokens]):
        return record
    cues = {i for i, token in enumerate(tokens) if verb_of_speech(question, token) or is_telling(token.text)}
    cues.update(mentions(tokens))
    if not cues:
        return Asked()
    words = [token.text for token in tokens]
    telling = [None if word in _OF_NO_NAME or is_function_word(word) else stems(word) for word in words]
    named = {introduction: _named(telling, cues, introduction) for introduction in set(introductions)}
    most = max(named.values(), key=len, default=[])
    if not most:
        return Asked()
    best = frozenset(introduction for introduction, at in named.items() if len(at) == len(most))
    name = frozenset(stems(" ".join(words[at] for at in most)))
    views = not _VIEW.isdisjoint(words[: most[0]])
    return Asked(best, name, tuple(_topic(words[most[-1] + 1 :], _ABOUT | {"في"} if views else _ABOUT)))


def _asked_record(words: list[str]) -> Asked | None:
    """Of which country's report a question asks what it says of something; None where it asks of none."""
    for at, word in enumerate(words):
        behind = list(takewhile(lambda one: one not in _ABOUT, words[at + 1 : at + 1 + _TITLE_WITHIN]))
        if not _RECORD.fullmatch(word) or not countries(" ".join(behind)):
            continue
        topic = tuple(_topic(words[at + 1 + len(behind) :], _ABOUT - {"من"}))
        country = min(countries(" ".join(behind)))  # of several none is told alone
        return Asked(topic=topic, country=country) if topic or not _CONTENTS.isdisjoint(words) else None
    return None


def _topic(behind: list[str], about: frozenset[str]) -> Iterator[str]:
    """The content words of what something is said of, given the words behind whoever says it."""
    if behind and behind[0] in about and behind[1:2] != ["اجل"]:  # من أجل: what for
        said_of = takewhile(lambda word: word not in _WHERE, behind[1:])
        content = [word for word in said_of if not is_function_word(word)]
        yield from [word for word in content if not _OF_THIS.fullmatch(word)] or content


def _named(telling: Sequence[list[str] | None], cues: Iterable[int], introduction: str) -> list[int]:
    """Which of the words behind a cue name whoever is introduced.

    :param telling: The stems of each word; None where it is part of no name, though it may stand within one.
    """
    known = set(stems(introduction))
    names = [0] * (len(telling) + 1)  # how many words name them from each one on, up to one that names another
    for at, word in reversed(list(enumerate(telling))):
        if word is None:
            names[at] = names[at + 1]
        elif not known.isdisjoint(word):
            names[at] = names[at + 1] + 1
    begin = max(cues, key=lambda cue: names[cue + 1]) + 1
    return [at for at in range(begin, len(telling)) if names[at] > names[at + 1]][: names[begin]]


def is_represented(question: str, passages: str) -> bool:
    """Whether some passage speaks of somebody from the body whose representative a question names.

    :param question: In written Arabic.
    :return: True if it names none.
    """
    words = [token.text for token in tokenize(question)]
    at = next((i for i, word in enumerate(words) if _REPRESENTS.fullmatch(word)), len(words))
    name = list(_represented(words[at + 1 :]))
    if not name:
        return True
    told = tokenize(passages)
    begins = [i for i, token in enumerate(told) if _REPRESENTS.fullmatch(token.text)] + mentions(told)
    behind = ([token.text for token in told[i + 1 : i + 1 + _NAME_WITHIN]] for i in begins)
    introduced = (list(takewhile(lambda word: word not in BEGINS, one)) for one in behind)
    return any(all(any(is_like(word, other) for other in one) for word in name) for one in introduced)


def is_like(name: str, word: str) -> bool:
    """Whether a folded word may be a name, in another form or misspelt."""
    return alike(name, word) or SequenceMatcher(None, name, word).ratio() >= _LIKE


def _represented(behind: list[str]) -> Iterator[str]:
    """The first words of the name of a body that somebody represents, without what many bodies are called."""
    weak = _OF_NO_NAME - _OF_STATES - {f"ال{body}" for body in _OF_STATES}
    for i, word in enumerate(behind):
        if word in _ABOUT - {"عن", "من"}:
            return
        if word in weak or is_function_word(word):
            continue
        yield word
        # Of a state's bodies only the next word tells which: "حكومة تونس".
        yield from (
            one
            for one in behind[i + 1 : i + 2]
            if (one.startswith("ال") or word in _OF_STATES) and not is_function_word(one)
        )
        return
