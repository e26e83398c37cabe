"""A question after who answered somebody, who spoke next or what the answer was -> whom it asks that of.

"ومن أجابه؟" is asked of what stands behind a question in the minutes, which need not have a word in common with it:
`bot.turns` finds it by its place.
"""

import re
from dataclasses import dataclass

from bot.preamble import without_well
from vectorstore.analyzer import tokenize

_WHO = r"(?:and |et |[وف])?(?:من|مين|منو|شكون|who|qui)(?: (?:الذي|التي|اللي|هو|هي))?"
_ANSWERED = (
    r"(?:(?:رد|اجاب|جاوب|عقب|علق)(?:ت|وا)?(?:ه|ها|هم|هن)?|answered|replied|responded|(?:(?:lui |leur )?a )?répondu)"
)
_THE_ANSWER = r"(?:ال)?(?:رد|جواب|اجابه)(?:ه|ها)?|(?:the )?(?:answer|reply|response)|(?:la )?réponse"
_WAS_IT = rf"(?:{_THE_ANSWER}|(?:كان|كانت|was|été|fut) (?:{_THE_ANSWER})|اجيب(?:ت|وا)?|ردوا)"
_WHAT = r"(?:and |et |[وف])?(?:ب?ماذا|بم|ب?شو|ب?ايش|ما|ايه|كيف|what|quelle)(?: (?:هو|هي|is|est))?"
_SPOKE = r"(?:تكلم|تحدث|حكي|حك|قال|spoke|speaks|talked|(?:a )?parlé)(?:ت|وا)?"
_TO_THEM = r"(?: (?:عليه|عليها|عليهم|له|لها|لهم|عنه|عنها|him|her|them|it|that))?"
_TO = r"(?:علي|عن|to|à) "
_AND_HOW = r"(?: وبماذا| وبم| وبشو| وبايش| وكيف)?"
_ANSWER = re.compile(
    rf"(?:{_WHO} {_ANSWERED}{_TO_THEM}(?: (?:{_TO})?(?P<whom>.+?))?"
    rf"|{_WHAT} {_WAS_IT}{_TO_THEM}(?: {_TO}(?P<what>.+?))?){_AND_HOW}"
)
_NEXT = re.compile(
    rf"{_WHO}(?: {_SPOKE})? (?:بعد(?:ه|ها|هم|هما|هن)|next|(?:after|après) (?:him|her|them|that|lui|elle|eux)"
    r"|(?:بعد|after|après) (?P<of>.+))"
)


@dataclass(frozen=True, slots=True)
class Following:
    """What is asked: who came behind somebody.

    :param of: Whom or what the question itself names; empty where it leaves that to the question before.
    :param answers: Whether only an answer will do.
    """

    of: str
    answers: bool


def following_asked(text: str) -> Following | None:
    """What a question asks, where it asks who answered or spoke next, or what the answer was; None for any other."""
    said = " ".join(token.text for token in tokenize(without_well(text)))
    if asked := _ANSWER.fullmatch(said):
        return Following(asked["whom"] or asked["what"] or "", answers=True)
    if asked := _NEXT.fullmatch(said):
        return Following(asked["of"] or "", answers=False)
    return None
