"""A question and its history -> what is asked: one standalone question, its language and what it wants to know."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.answer import Question
from bot.ellipsis import filled_in
from bot.lexicon import TITLES, written
from bot.support import alike
from bot.wording import is_refusal
from vectorstore.analyzer import is_arabic, strip_marks, tokenize

_MARKER = re.compile(r"\s*\[\d+\]")
_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL)
_SHORT_ANSWER = 160  # characters: a longer answer would drown the question it was given to


class Wanted(StrEnum):
    """What kind of thing answers the question."""

    PERSON = "person"
    TIME = "time"
    COUNT = "count"
    PLACE = "place"
    ADDRESS = "address"
    PHONE = "phone"
    MONEY = "money"
    SHARE = "share"
    NAME = "name"
    OFFICE = "office"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A question that can be understood alone.

    :param text: The question as it was understood.
    :param search: What is searched for: the question in written Arabic, with names beside acronyms.
    :param own: The content words of the question itself, without those of the turns before it.
    :param content: The search's folded words without question words and function words; none if not one has a letter.
    :param also: What its second half wants: "متى" in "أين عُقد اللقاء ومتى؟".
    :param counted: The noun behind "how many" in an Arabic question, folded; empty where none is counted.
    :param event: What an Arabic question takes for having happened and asks who, when or why of, folded: انسحب in
        "لماذا انسحب الوفد؟"; empty where it asks something else.
    :param whether: Whether it asks if something is so.
    :param arabic: Whether it was asked in Arabic script.
    :param language: ISO 639-1 code of the language that it was asked in: "ar", "en" or "fr".
    """

    text: str
    search: str
    own: tuple[str, ...]
    content: tuple[str, ...]
    wanted: Wanted
    also: Wanted
    counted: str
    event: str
    whether: bool
    arabic: bool
    language: str


# Folded, as `analyzer.fold` leaves them; the spoken words beside the written.
_WANTED = {
    Wanted.PERSON: "من مين منو ميين بمن لمن ممن who whom whose qui",
    Wanted.TIME: "متي امتي ايمتي امتا ايمتا وقتيش when quand",
    Wanted.COUNT: "كم كام قديش قداش اديش بكم عدد many much combien",
    Wanted.PLACE: "اين وين فين اينما ويين where où",
}
_KIND = {word: kind for kind, words in _WANTED.items() for word in words.split()}
# Nouns that name what is wanted, whatever the question word; عنوان alone is a title as often as an address.
_NOUNS = {
    Wanted.TIME: "تاريخ موعد date",
    Wanted.ADDRESS: "بريد ايميل رابط لينك موقع email mail link url website address",
    Wanted.PHONE: "هاتف تلفون تليفون جوال موبايل فاكس phone telephone fax",
    Wanted.MONEY: """راتب مرتب ميزانيه موازنه مبلغ سعر ثمن كلفه تكلفه غرامه دولار دولارا يورو salary budget price cost
        dollars""",
    Wanted.SHARE: "نسبه percentage",
    Wanted.OFFICE: "منصب وظيفه صفه",
}
_NOUN_KIND = {
    form: kind
    for kind, nouns in _NOUNS.items()
    for noun in nouns.split()
    for form in (noun, f"ال{noun}", f"{noun}ه", f"{noun}ها", f"{noun}هم")
} | {"العنوان": Wanted.ADDRESS}
_WHICH = {  # behind أي
    noun: kind
    for kind, nouns in {
        Wanted.TIME: "عام سنه شهر يوم تاريخ ساعه",
        Wanted.PLACE: "مدينه مدن بلد بلدان دوله دول مكان اماكن موقع قاعه عاصمه",
        Wanted.ADDRESS: "بريد ايميل رابط عنوان",
    }.items()
    for noun in nouns.split()
}
_ANY, _NAME, _NAMES_OF = frozenset("اي واي باي".split()), frozenset(["اسم"]), frozenset(["اسماء"])
_WITHIN = 4  # words: further behind, such a noun is rather what the question is about

# A whole statement answers these, whatever it holds.
_WHETHER = frozenset("هل did does do is are was were will would can has have".split())
_OPEN = frozenset("كيف لماذا ازاي ليش ليه علاش why comment pourquoi".split())
_ASKS_OF_EVENT = frozenset("لماذا ليش ليه علاش متي امتي ايمتي من مين منو".split())
_AND_HOW_MANY = frozenset("وكم فكم وعدد وبكم".split())
# Behind "how many", these name nothing that would stand beside the figure.
_NO_NOUN = frozenset(
    """شخص شخصا اشخاص واحد نفر انسان عدده عددها عددهم بلغ بلغت يبلغ تبلغ كان كانت صار صارت جري نسبه مشارك مشاركا
    مشاركين المشاركين حاضر الحاضرين الحضور""".split()
)

_FRENCH = frozenset(
    "que quel quelle quels quelles qui quand où comment combien pourquoi est sont le la les de des du".split()
)
_QUESTION_WORDS = _FRENCH | frozenset(
    """ما ماذا من متي اين كيف لماذا لم هل كم اي ايه ايش شو شنو وش مين منو ليش ليه علاش لشو كام قديش قداش اديش
    ازاي كيفاش شلون وين فين امتي ايمتي علام عم عما ماهي ماهو بماذا بم فيم الام حتام اللي مما ممن بمن لمن
    what which who whom when where why how many much do does did is are was were the a an of in on for to by""".split()
)
_FUNCTION_WORDS = frozenset(
    """في علي الي عن مع هذا هذه ذلك تلك هو هي هم هما كان كانت يكون تكون ان انه انها او ثم قد لقد لا ليس ليست بين
    عند عندما بعد قبل حول خلال بشان بخصوص حسب وفق وفقا كل بعض غير اذا لكن حتي منذ الذي التي الذين اللذين كما
    هناك هنا به بها فيه فيها له لها لهم عليه عليها منه منها عنه عنها اليه اليها ايضا يتم تم عشان علشان بتاع
    تبع اللي دي ده دول هاد هاي هيك كمان فيه برضو رح راح عم باي ام كي نحن انا انت حد بالنسبه تجاه ضمن لدي لنا لكم
    قال قالت قالوا يقول تقول قول ذكر ذكرت اشار اشارت اوضح اوضحت اضاف اضافت اكد اكدت صرح صرحت تحدث تحدثت تكلم تكلمت
    ورد جاء جاءت تم جري بشكل اسم رقم عدد يوجد توجد""".split()
)
_CONJUNCTIONS = "وف"


def standalone(question: Question) -> StandaloneQuestion:
    """Understand a question, with the turns before it where it cannot stand alone.

    :return: The question; a follow-up takes its place in the question that it follows, or carries that
        question in brackets behind it.
    """
    text = " ".join(_MARKUP.sub(" ", question.text).split())
    whole = text
    if _leans_on_history(text) and (context := _context(question)):
        filled = filled_in(text, _asked_before(question)) if _names_another(text) else None
        text, whole = (filled, filled) if filled else (text, f"{text} ({context})")
    arabic = is_arabic(text)
    own, search = (written(text), written(whole)) if arabic else (text, whole)
    content = content_words(search)
    named = content if any(map(_has_letter, content)) else ()
    words = [token.text for token in tokenize(text)]
    kind = _wanted(words)
    first = _without_and(words[0]) if words else ""
    return StandaloneQuestion(
        text=whole,
        search=search,
        own=content_words(own),
        content=named,
        wanted=kind,
        also=_also(words),
        counted=_counted(words) if arabic and kind is Wanted.COUNT else "",
        event=next(iter(content_words(own)), "") if arabic and first in _ASKS_OF_EVENT else "",
        whether=first in _WHETHER,
        arabic=arabic,
        language=_language(text, arabic=arabic),
    )


def _language(text: str, *, arabic: bool) -> str:
    if arabic:
        return "ar"
    return "fr" if any(word.text in _FRENCH for word in tokenize(text)) else "en"


def _has_letter(word: str) -> bool:
    return any(character.isalpha() for character in word)


def content_words(text: str) -> tuple[str, ...]:
    """The folded words of a text that say what it is about, in order, each once."""
    words = (token.text for token in tokenize(text))
    return tuple(dict.fromkeys(word for word in words if not _is_function_word(word)))


def is_invented(question: str, said: Iterable[str]) -> bool:
    """Whether a question has a content word or a number that is like none that was said."""
    known = {token.text for text in said for token in tokenize(text)}
    return not all(any(alike(word, other) for other in known) for word in content_words(question))


def _is_function_word(word: str) -> bool:
    known = _QUESTION_WORDS | _FUNCTION_WORDS
    return len(word) < 2 or word in known or (word[0] in _CONJUNCTIONS and word[1:] in known)


def _wanted(words: list[str]) -> Wanted:
    bare = [_without_and(word) for word in words]
    if bare and (bare[0] in _WHETHER or bare[0] in _OPEN):
        return Wanted.OTHER
    for before, noun in pairwise(bare):
        if before in _ANY:
            return _WHICH.get(noun.removeprefix("ال"), Wanted.OTHER)
        if before in _NAME and noun.removeprefix("ال") in TITLES:
            return Wanted.NAME
        if before in _NAMES_OF:
            return _WHICH.get(noun.removeprefix("ال"), Wanted.NAME)
    return _by_noun(bare) or _by_question_word(bare)


def _without_and(word: str) -> str:
    """A question word without the "and" that is written on to it."""
    return word[1:] if word[:1] in _CONJUNCTIONS and word[1:] in _QUESTION_WORDS else word


def _by_noun(words: list[str]) -> Wanted | None:
    """What a noun near the beginning says: "ما تاريخ", "على أي هاتف"."""
    return next((_NOUN_KIND[word] for word in words[:_WITHIN] if word in _NOUN_KIND), None)


def _by_question_word(words: list[str]) -> Wanted:
    for i, word in enumerate(words):
        # In the middle of a question من is mostly "from", and so it is before "how many".
        if word in _KIND and (word != "من" or (i == 0 and _KIND.get(words[1] if words[1:] else "") is None)):
            return _KIND[word]
    return Wanted.OTHER


def _also(words: list[str]) -> Wanted:
    further = (word[1:] for word in words[1:] if word[:1] in _CONJUNCTIONS)
    return next((_KIND[word] for word in further if word in _KIND and word != "من"), Wanted.OTHER)


def _counted(words: list[str]) -> str:
    """The noun behind the word for a number, which may be a verb away: "كم بلغ عدد الدول؟", "كم دولة؟"."""
    asking = [i for i, word in enumerate(words[:-1]) if _KIND.get(word) is Wanted.COUNT or word in _AND_HOW_MANY]
    noun = words[asking[-1] + 1] if asking else ""
    return "" if _is_function_word(noun) or noun in _NO_NOUN else noun


# هو and هي point back only where nothing is named: in "من هي سلمى؟" they stand for "is".
_POINTERS = frozenset("ذلك هذا هذه تلك it they he she that this".split())
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


def _leans_on_history(text: str) -> bool:
    """Whether a question points back: by a conjunction in front, a pronoun, or too few words of its own."""
    tokens = tokenize(text)
    words = [token.text for token in tokens]
    content = [token for token in tokens if not _is_function_word(token.text)]
    if not content:
        return bool(words)
    if words[0][:1] in _CONJUNCTIONS and (words[0][1:] in _QUESTION_WORDS or _is_fragment(words)):
        return True
    if _ABOUT.match(" ".join(words)) or _is_bare_verb(words, [token.text for token in content]):
        return True
    if len(content) <= _POINTING_LENGTH and any(word in _POINTERS for word in words):
        return True
    return _has_pronoun([text[token.start : token.end] for token in content])


def _is_fragment(words: list[str]) -> bool:
    """Whether a question that begins with "and" asks nothing itself: "والثاني؟", "وفي 3 تشرين الثاني؟"."""
    rest = words[0][1:]
    joined = len(words) == 1 or rest.startswith("ال") or rest in _FUNCTION_WORDS
    return joined and len(words) <= _FRAGMENT_LENGTH and not any(word in _QUESTION_WORDS for word in words)


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


def _names_another(text: str) -> bool:
    """Whether a follow-up only names another thing to ask the same about."""
    words = [token.text for token in tokenize(text)]
    return bool(_ABOUT.match(" ".join(words))) or _is_fragment(words)


def _asked_before(question: Question) -> str:
    asked = [turn.content for turn in question.history if turn.role == "user"]
    return " ".join(asked[-1].split()) if asked else ""


def _context(question: Question) -> str:
    answered = [turn.content for turn in question.history if turn.role == "assistant"]
    parts = [_asked_before(question)]
    if answered:
        answer = " ".join(_MARKER.sub("", answered[-1]).split())
        parts += [answer] if len(answer) <= _SHORT_ANSWER and not is_refusal(answer) else []
    return " ".join(parts).strip()
