"""A message that asks several things -> the questions in it.

"من افتتح الحوار وماذا قالت ممثلة النقابة؟" asks two things that may stand in two passages: together they are like
neither.
"""

from bot.function_words import AND, QUESTION_WORDS, content_words
from bot.spoken import with_spoken
from vectorstore.analyzer import Token, tokenize

_MOST = 3
_ASKS = with_spoken("ما ماذا متي اين كيف لماذا كم هل") | frozenset("علام بماذا لمن".split())
_FOREIGN = frozenset("what which who whom when where why how quel quelle quels quelles qui quand où combien".split())
# "And from Tunis" is no question, while "and who is", "and who may" are; nor are "and whether", "and is still".
_WHO, _WHO_IS = "من", frozenset("هو هي هم هما الذي التي اي".split())
_NO_QUESTION = frozenset("اذا زال زالت زالوا لم لا".split())
_MARKS = "؟?"


def several(text: str) -> list[str]:
    """The questions of a message in their order; one, as it is, where it asks one thing.

    :return: What follows another begins with its "and", as it was asked. None is without a word that says what it is
        about.
    """
    tokens = tokenize(text)
    begins = [0]
    for i in range(1, len(tokens)):
        before, rest = text[tokens[begins[-1]].start : tokens[i].start], text[tokens[i].start :]
        begun = _begins_another(tokens, i) or (before.rstrip()[-1] in _MARKS and tokens[i].text in QUESTION_WORDS)
        if begun and len(begins) < _MOST and content_words(before) and content_words(rest):
            begins.append(i)
    if len(begins) == 1:
        return [text]
    ends = [*(tokens[i].start for i in begins[1:]), len(text)]
    pieces = [text[tokens[begin].start : end] for begin, end in zip(begins, ends, strict=True)]
    return [f"{piece.rstrip(' ،,.' + _MARKS)}؟" for piece in pieces]


def _begins_another(tokens: list[Token], at: int) -> bool:
    """Whether "and" and a question word stand here."""
    word, following = tokens[at].text, tokens[at + 1].text if at + 1 < len(tokens) else ""
    if word in AND:
        return following in _FOREIGN
    rest = word[1:] if word.startswith("و") else ""
    if rest == _WHO:
        return following in _WHO_IS or following.startswith(("ي", "ت"))
    is_denied = rest == "ما" and following.endswith("وا")  # "وما التقوا": and they did not meet
    return rest in _ASKS and following not in _NO_QUESTION and not is_denied
