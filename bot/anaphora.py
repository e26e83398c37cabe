"""A follow-up -> whether it points back to the turns before it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.countries import country_words
from bot.ellipsis import CIRCUMSTANCES
from bot.exchange import following_asked
from bot.function_words import AND, CONJUNCTIONS, COURTESIES, FUNCTION_WORDS, QUESTION_WORDS, is_function_word
from bot.lexicon import TITLES
from bot.names import named_by
from bot.spoken import spoken_forms, with_spoken
from vectorstore.analyzer import Token, fold, is_arabic, strip_marks, tokenize

# هو and هي point back only where nothing is named: in "من هي سلمى؟" they stand for "is".
_POINTERS = frozenset(
    """ذلك هذا هذه تلك ايضا كذلك كمان برضو it its they them their he him his she her that this also
    son sa ses leur leurs il ils elle elles""".split()
)
_ABOUT = re.compile(r"^(?:و|ف)?(?:ماذا|شو|ايش|ايه) عن\b|^(?:what|how) about\b")
_DEFINITE = re.compile(r"(?:و|ف)?(?:ب|ك)?ال|لل")
# As written, not folded: ة is no pronoun. In front of a pronoun it becomes ت, so that ته is one for certain,
# while a bare ه may belong to the word or be a carelessly written ة.
_PRONOUN = re.compile(r"\w{2,}(?:ته|ها|هم|هما|هن)$")
_WEAK_PRONOUN = re.compile(r"\w{2,}ه$")
_OWN_HEH = re.compile(r"(?:[أاتين]?سا?هم|تفاهم|[مات]تهم|مبهم|ملهم|دراهم|[أاتين]فهم)$")  # هم of the word itself
_ASKS_ABOUT_VERB = with_spoken("ماذا متي كيف لماذا اين هل") | frozenset(spoken_forms(["ما"]))
_ASKING = frozenset(
    "what which who whom when where why how many much que quel quelle quels quelles qui quand où".split()
)
_SAID = frozenset("قال قالت قالوا يقول تقول حكي حكت حكوا".split())  # whose passive is another word
_IN_MEETING = re.compile(r"[بف]ال(?:حوار|جلسه|لقاء|اجتماع|نقاش|افتتاح|ختام)")
_WHO, _IS = frozenset("من مين".split()), frozenset("هو هي".split())
_POINTING_LENGTH = 4  # content words: a question that names more stands alone
_PRONOUN_LENGTH = 3
_FRAGMENT_LENGTH = 4  # words
# "In it", "after her": the article-less preposition leaves no doubt that a pronoun is written on to it.
_OF_IT = re.compile(r"(?:و|ف)?(?:[بل]|في|من|عن|علي|الي|مع|بعد|قبل|حول|بين|ضد)(?:ه|ها|هم|هما|هن)$")
_WHICH = with_spoken("كم اي") | frozenset("which many combien quel quelle quels quelles".split())
_JOINED_TO_WHICH = re.compile("^[وف]?[بل]?(?=كم$|اي$|كام$)")
_ANYBODY = frozenset(
    "شخص شخصا واحد نفر مشارك مشاركا مشاركين people person persons participants personnes ones one".split()
)
_MANY = re.compile(r"ال\w{2,}(?:ين|ون|ات)$")  # "the workers" are workers, while "the meeting" is one named before
_OF_MANY = re.compile(r"(?:هم|هما|هن)$")


def points_back(text: str) -> bool:
    """Whether a question points back: by a conjunction in front, a pronoun, or too few words of its own."""
    tokens = tokenize(text)
    words = [token.text for token in tokens]
    content = [token for token in tokens if not is_function_word(token.text)]
    if not content:
        return COURTESIES.isdisjoint(words) and bool(words)
    if (following := following_asked(text)) and not following.of:
        return True
    if names_another(text) or (words[0] in AND and len(content) == 1) or _lacks_speaker(words):
        return True
    # In وين and واش the first letter is the word's own.
    joined = words[0][:1] in CONJUNCTIONS and words[0] not in QUESTION_WORDS
    if joined and _asks(words[0][1:], words[1:]) and not _is_whole(text, tokens):
        return True
    if _is_bare_verb(words, [token.text for token in content]) or _asks_which_of_them(words):
        return True
    if len(content) <= _POINTING_LENGTH and (any(word in _POINTERS for word in words) or _ends_in_it(text)):
        return True
    return _has_telling_pronoun([text[token.start : token.end] for token in content])


def _asks(first: str, further: list[str]) -> bool:
    """Whether a question begins with a question word, or with a preposition in front of one: "على ماذا شددت؟"."""
    return first in QUESTION_WORDS or (first in FUNCTION_WORDS and not QUESTION_WORDS.isdisjoint(further[:1]))


def _is_whole(text: str, tokens: Sequence[Token]) -> bool:
    """Whether a question says of whom or what it asks, though "and" goes before: "وماذا قالت ممثلة لبنان؟"."""
    if has_pronoun(text):
        return False
    if named_by([token.text for token in tokens]):
        return True
    country = country_words(tokens)
    for i, (noun, following) in enumerate(pairwise(tokens), 1):
        if is_function_word(following.text):
            continue
        if noun.text in TITLES or (noun.text in _IS and tokens[0].text[1:] in _WHO):
            return True
        if is_function_word(noun.text) or _DEFINITE.match(noun.text):
            continue
        if country == (i, i) or (_MANY.match(following.text) and not noun.text.endswith("ت")):
            return True
    return False


def _is_fragment(words: list[str]) -> bool:
    """Whether a question that begins with "and" asks nothing itself: "والثاني؟", "وفي 3 تشرين الثاني؟", "ومتى؟"."""
    if words[0] in AND:
        return len(words) <= _FRAGMENT_LENGTH + 1 and not any(word in _ASKING for word in words)
    rest = words[0][1:]
    if len(words) == 1 and rest in CIRCUMSTANCES:
        return True
    joined = len(words) == 1 or rest.startswith("ال") or rest in FUNCTION_WORDS
    return joined and len(words) <= _FRAGMENT_LENGTH and not any(word in QUESTION_WORDS for word in words)


def _is_bare_verb(words: list[str], content: list[str]) -> bool:
    """Whether a question is a question word and a verb whose subject was named before: "ماذا قالت؟"."""
    asking = words[1:2] if words[0] in FUNCTION_WORDS else words[:1]  # "على شو ركز؟"
    return (
        not _ASKS_ABOUT_VERB.isdisjoint(asking)
        and len(content) == 1
        and is_arabic(content[0])
        and not _DEFINITE.match(content[0])
    )


def _asks_which_of_them(words: Sequence[str]) -> bool:
    """Whether a question asks which or how many there are and says no more of them: "من أي دول؟", "How many came?"."""
    words = [_JOINED_TO_WHICH.sub("", word) for word in words]
    asking = next((i for i, word in enumerate(words) if word not in FUNCTION_WORDS or word in _WHICH), 0)
    asks = not _WHICH.isdisjoint(words[asking : asking + 2])
    told = [word for word in words if not is_function_word(word) and word not in _ANYBODY]
    return asks and len(told) <= 1 and not any(map(_DEFINITE.match, told))


def _ends_in_it(text: str) -> bool:
    """Whether behind a question's last preposition with a pronoun nothing is named: "ما المبادئ التي فيها؟"."""
    words = _written(text)
    last = next((i for i in reversed(range(len(words))) if _OF_IT.match(words[i])), None)
    return last is not None and all(is_function_word(fold(word)) for word in words[last + 1 :])


def _lacks_speaker(words: list[str]) -> bool:
    """Whether a question asks what was said and not by whom: "ماذا قالت عن التقارير؟"."""
    asks_what_was_said = words[0] in _ASKS_ABOUT_VERB and not _SAID.isdisjoint(words[1:2])
    return asks_what_was_said and all(is_function_word(word) or _IN_MEETING.fullmatch(word) for word in words[2:3])


def _has_telling_pronoun(content: list[str]) -> bool:
    """Whether one of a question's few content words, as written, ends in a pronoun."""
    words = [word for word in (strip_marks(word) for word in content) if not _DEFINITE.match(word)]
    strong = any(map(_is_pronoun, words))
    weak = any(_WEAK_PRONOUN.match(word) for word in words)
    return (strong and len(content) <= _PRONOUN_LENGTH) or (weak and len(content) == 1)


def has_pronoun(text: str) -> bool:
    """Whether a word of a text is a pronoun or, as written, ends in one."""
    return any(fold(word) in _POINTERS or _is_pronoun(word) or _WEAK_PRONOUN.match(word) for word in _written(text))


def pronoun_gender(text: str) -> frozenset[bool]:
    """Of whom a text's pronouns can speak: True for a woman, False for a man, none where they speak of many."""
    words = _written(text)
    if any(_OF_MANY.search(word) for word in words):
        return frozenset()
    if any(word.endswith("ها") for word in words):
        return frozenset({True})
    return frozenset({False}) if any(map(_WEAK_PRONOUN.match, words)) else frozenset({True, False})


def _written(text: str) -> list[str]:
    return [strip_marks(text[token.start : token.end]) for token in tokenize(text)]


def _is_pronoun(word: str) -> bool:
    return bool(_PRONOUN.match(word) and not _OWN_HEH.search(word))


def names_another(text: str) -> bool:
    """Whether a follow-up only names another thing to ask the same about."""
    words = [token.text for token in tokenize(text)]
    return bool(_ABOUT.match(" ".join(words))) or (_begins_with_and(words) and _is_fragment(words))


def _begins_with_and(words: list[str]) -> bool:
    return bool(words) and (words[0] in AND or words[0][:1] in CONJUNCTIONS)
