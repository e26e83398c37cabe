"""A message that asks several things -> the questions in it.

"من افتتح الحوار وماذا قالت ممثلة النقابة؟" asks two things that may stand in two passages: together they are like
neither.
"""

import re
from bisect import bisect_left
from itertools import pairwise

from bot.countries import places
from bot.function_words import AND, QUESTION_WORDS, is_function_word, is_numbered
from bot.lexicon import BODIES, TITLES
from bot.preamble import without_well
from bot.speakers import verb_of_speech
from bot.spoken import spoken_forms, with_spoken
from vectorstore.analyzer import Token, tokenize

_MOST = 3
_ASKS = with_spoken("ما ماذا متي اين كيف لماذا كم هل بماذا") | frozenset(("علام", "لمن", *spoken_forms(["من"])))
# These ask alone for what else is said of the same: "كم نموذجاً أُعد ولمن؟"; when and where may stand in one sentence.
_ALONE = with_spoken("لماذا كيف بماذا") | {"لمن"}
_FOREIGN = frozenset("what which who whom when where why how quel quelle quels quelles qui quand où combien".split())
# "And from Tunis" is no question, while "and who is", "and who may" are; nor are "and whether", "and is still".
_WHO, _WHO_IS = "من", frozenset("هو هي هم هما الذي التي اي".split())
_ASKS_WHO = with_spoken("من")
_TO_COME = re.compile(r"(?:[يت]|س[يت](?!ه$|ين$|ون$))\w{2,}")
_PRONOUN = re.compile(r"(?<=\w{3})(?:ه|ها|هم)$")
# Past verbs of which no noun has the form: افتتح, استضاف without the alef that their nouns have, and انسحب.
_PAST = re.compile(r"(?:ا[^ا]ت[^ا]{2}|است[^ا]{2,3}|ان[^ا]{3})(?:ت|وا)?")
_DID = frozenset(
    f"{verb}{ending}"
    for verb in """اغلق انهي ادار نظم استضاف يسر تراس القي حضر شارك مثل سال اجاب رد علق وافق رفض طلب دعا شكر كتب اعد صاغ
    اصدر اقر صوت مول ختم بدا اعلن ارسل وقع اقام اسس انشا قاد نسق""".split()
    for ending in ("", "ت", "وا")
)
_COMPLEMENTS = frozenset("علي عن الي في".split())
_NO_QUESTION = frozenset("اذا زال زالت زالوا لم لا".split())
_MARKS = ("؟", "?")


def several(text: str) -> list[str]:
    """The questions of a message in their order; one, as it is, where it asks one thing.

    :return: What follows another begins with its "and", as it was asked. None but the last is without a word that
        says what it is about, and that one stays with what it is asked of as well.
    """
    text = without_well(text)
    tokens = tokenize(text)
    telling = _telling(tokens)
    begins = [0]
    for i in range(1, len(tokens)):
        gap = text[tokens[i - 1].end : tokens[i].start].rstrip()
        begun = _begins_another(text, tokens, i) or (gap.endswith(_MARKS) and tokens[i].text in QUESTION_WORDS)
        said = bisect_left(telling, i)  # how many words in front of this one say what something is about
        asks = said < len(telling) or (i == len(tokens) - 1 and tokens[i].text[1:] in _ALONE)
        if begun and len(begins) < _MOST and asks and said > bisect_left(telling, begins[-1]):
            begins.append(i)
    if len(begins) == 1:
        return [text]
    ends = [*(len(text) if i == len(tokens) - 1 else tokens[i].start for i in begins[1:]), len(text)]
    pieces = [text[tokens[begin].start : end] for begin, end in zip(begins, ends, strict=True)]
    return [f"{piece.rstrip(' ،,.؟?')}؟" for piece in pieces]


def _telling(tokens: list[Token]) -> list[int]:
    """Which words say what a question is about."""
    words = ["", *(token.text for token in tokens)]
    return [
        i for i, (before, word) in enumerate(pairwise(words)) if not is_function_word(word) or is_numbered(before, word)
    ]


def _begins_another(text: str, tokens: list[Token], at: int) -> bool:
    """Whether "and" and a question word stand here."""
    word, following = tokens[at].text, tokens[at + 1].text if at + 1 < len(tokens) else ""
    if word in AND:
        return following in _FOREIGN
    rest = word[1:] if word.startswith("و") else ""
    if rest == _WHO:
        return following in _WHO_IS or (bool(following) and _is_verb(text, tokens, at + 1))
    is_denied = rest == "ما" and following.endswith("وا")  # "وما التقوا": and they did not meet
    return rest in _ASKS and following not in _NO_QUESTION and not is_denied


def _is_verb(text: str, tokens: list[Token], at: int) -> bool:
    """Whether the word behind "ومن" says what somebody did or will do, and so is not where something came from."""
    word = tokens[at].text
    bare = _PRONOUN.sub("", word)
    if word.startswith("ال") or word in BODIES or word in TITLES or places(word):
        return False
    if _TO_COME.fullmatch(word) or _PAST.fullmatch(bare) or bare in _DID or verb_of_speech(text, tokens[at]):
        return True
    # Behind another "who", what has a complement or an object did something as well.
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return tokens[0].text in _ASKS_WHO and (following in _COMPLEMENTS or (not following and bare != word))
