"""A follow-up that ends in a pronoun -> that question, with what the question before is about in the pronoun's place.

"متى عُقد الحوار الثاني؟" and then "ومن افتتحه؟" asks "من افتتح الحوار الثاني؟". Only where the pronoun agrees with the
one thing that the question before is about, and the verb is not one of what people do to each other.
"""

import re
from collections.abc import Sequence

from bot.function_words import AND, is_function_word
from bot.lexicon import TITLES
from bot.spoken import with_spoken
from vectorstore.analyzer import Token, fold, strip_marks, tokenize

_ASKING = with_spoken("من كم") | frozenset("who how".split())  # who and how many did something to it
_WHEN = with_spoken("متي اين")
# What is said of a meeting or a text, whose name may be left out: "متى عُقد؟", "ووين صارت؟", "ومتى سيبدأ؟".
_HAPPENED = re.compile(
    r"(?:(?:ان)?عقد|صار|كان|جري|جر|بدا|صدر|انتهي|اقيم|نشر|اعتمد)(?P<she>ت)?|س?(?:ي|(?P<it>ت))(?:ن?عقد|بدا|صدر|نتهي|كون|قام|نشر|صير)"
)
_COUNTING = with_spoken("كم") | {"how"}
_PREPOSITIONS = {"في": "في ", "ب": "ب", "علي": "على ", "إلي": "إلى ", "الي": "إلى "}
_BEFORE = frozenset("في من عن علي الي مع حول the".split())
_LAST = re.compile(r"(?P<verb>(?:\w{3,}|في|علي|[إا]لي|ب))(?P<it>ه|ها)")
_PLURAL = re.compile(r"ب?ال(?:م\w?\wا\w{1,3}|ا\w\wا\w|\w+(?:ين|ون))")  # of which no pronoun tells which it is
_FEMININE = re.compile("[ةى]$|ات$")
# What somebody does to a person, and what is said of one: folded, without the pronoun.
_TO_PEOPLE = frozenset("اجاب جاوب رد عقب علق سال شكر دعا عين خلف ساعد قاطع انتقد ايد راي كلم مثل عدد بعد قبل".split())
_LONGEST = 4  # words


def with_its_object(text: str, before: str) -> str | None:
    """A follow-up with the thing that the question before is about; None where it leaves nothing out, or another thing.

    :param before: The question that it follows.
    """
    words, old = tokenize(text), tokenize(before)
    words = words[1:] if words and words[0].text in AND else words
    about = _about(old)
    if about is None or not 1 < len(words) <= _LONGEST:
        return None
    asking = words[0].text if words[0].text in _ASKING | _WHEN else words[0].text.removeprefix("و")
    begin = words[0].start + (words[0].text != asking)
    thing = before[about.start : old[-1].end].removeprefix("ب")
    is_feminine = bool(_FEMININE.search(strip_marks(before[about.start : about.end])))
    if asking in _WHEN and len(words) == 2:
        happened = _HAPPENED.fullmatch(words[1].text)
        agrees = happened and bool(happened["she"] or happened["it"]) is is_feminine
        return f"{text[begin : words[1].end]} {thing}؟" if agrees else None
    if asking not in _ASKING or any(word.text in _TO_PEOPLE for word in words[1:-1]):
        return None
    asks = text[begin : words[-1].start]
    if words[-1].text == "it":
        return f"{asks}the {thing}?"
    last = _LAST.fullmatch(strip_marks(text[words[-1].start : words[-1].end]))
    if not last or fold(last["verb"]) in _TO_PEOPLE or (last["it"] == "ها") is not is_feminine:
        return None
    verb = re.sub("و$", "وا", last["verb"])
    return f"{asks}{_PREPOSITIONS.get(verb, f'{verb} ')}{thing}؟"


def _about(words: Sequence[Token]) -> Token | None:
    """The first word of a question that has an article, where it begins what the question is about.

    No person, and nothing that a noun without an article stands in front of: that may be what is meant.
    """
    for i, word in enumerate(words[2:], 2):
        before = words[i - 1].text
        has_article = word.text.startswith(("ال", "بال")) and not is_function_word(word.text)
        if not has_article and before != "the":
            continue
        is_clear = word.text.startswith("ب") or before in _BEFORE or i == 2 + (words[0].text in _COUNTING)
        if is_clear and word.text not in TITLES:
            return None if _PLURAL.fullmatch(word.text) else word
    return None
