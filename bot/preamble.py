"""A question -> what it asks, without saying that one would like to know: "بدي أعرف مين تكلم" -> "مين تكلم".

Only in front of a question word, for in "هل تعرف النقابات الاتفاق؟" nothing but the question is said.
"""

import re

from bot.function_words import QUESTION_WORDS
from vectorstore.analyzer import tokenize

_WANT = """اريد نريد اود نود ارغب احب نحب حابب حابه حابين بدي بدنا عايز عايزه عايزين عاوز عاوزه عاوزين ابي ابغي
    ابغا نبغي بغيت ودي ممكن يمكن هل ان اني في لو سمحت فضلك رجاء عن علي i want would like to can could you please
    je veux voudrais pouvez vous""".split()
_KNOW = """اعرف نعرف افهم نفهم اسال نسال اسالك اعلم تعرف بتعرف بتعرفي تعرفي قل قولي قلي قوللي قوليلي تقولي تقوليلي
    تقول احكي احكيلي تحكيلي خبرني خبريني تخبرني اخبرني اخبريني فهمني فهميني لي كولي كللي ورني know me tell
    dire savoir moi""".split()
# What one says before one asks on: "طيب ومين رد؟".
_WELL = frozenset("طيب طب حسنا تمام اوكي اوكيه يعني ok okay well so then bon alors donc".split())
_PREAMBLE = re.compile(rf"(?:(?:{'|'.join(_WANT)}) )*(?:(?:{'|'.join(_KNOW)}) )+(?:(?:عن|if|about) )?")


# "List": without its shadda, which folding takes, it would be "number".
_LIST = re.compile(
    "^\\s*(?:عد\u064e?\u0651[\u064b-\u0652]*د[\u064b-\u0652]*(?:ي|وا)?|عدد(?:ي|وا)? (?=لي\\s|لنا\\s))(?=\\s)?"
)


def asked(text: str) -> str:
    """A question from its question word on; the whole where nothing stands in front of it."""
    text = _LIST.sub("اذكر ", text)
    tokens = tokenize(text)
    match = _PREAMBLE.match(" ".join(token.text for token in tokens))
    said = len(match.group().split()) if match else 0
    if 0 < said < len(tokens) and tokens[said].text in QUESTION_WORDS:
        return text[tokens[said].start :]
    return text


def without_well(text: str) -> str:
    """A question without the "well" that it begins with; the whole where nothing else is said."""
    tokens = tokenize(text)
    said = next((token for token in tokens if token.text not in _WELL), None)
    return text[said.start :] if said and said != tokens[0] else text
