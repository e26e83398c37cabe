"""How each item of a text is joined to what stands before it.

Where phrases begin is seen by particles, marks and articles alone, after Abney, "Parsing by Chunks" (1991).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from bot.support.items import FUNCTION_WORDS, Item, Word

ACTOR = re.compile(
    r"(?<!\w)(?:و|ف|ل|ب)?(?:ال)?(?:سيده?|دكتوره?|استاذه?|ممثله?|ممثلا|ممثلو|ممثلي|متحدثه?|مشاركه?|مديره?|مندوبه?|وزيره?|رئيسه?|"
    r"مسووله?|مستشاره?|منظمه|اتحاد|نقابه|لجنه|مؤسسه|موسسه|جمعيه|مركز|معهد|هيئه|هييه|وفد)(?!\w)"
)
"""Folded. Who acts: the words that a person or an organisation is introduced by."""

FIRST_WORDS = 4
"""Of a sentence, in which whoever acts is named."""

_WORD = re.compile(r"[^\W\d_]+")
# How an item is joined to the one before. All folded.
_END = re.compile(r"[.!?؟…](?=\s|$)|\n")
_PAUSE = re.compile(r"[،؛;,()–—]|\s-\s")
_AND = frozenset("ثم بل لكن لكنه لكنها".split())
_NOT_AND = re.compile(  # words that begin with the letters of "and"
    r"(?:ال)?(?:و(?:طن|ثيق|ثايق|رش|زار|زير|ضع|جد|صل|قت|سط|سع|اسع|احد|اضح|فد|سايل|قف|با|عد|صف|ظ|كال|رق|قع|اجب|افد|عي|جه)|"
    r"ف(?:ريق|يه|ءه|قر|رص|رق|ير|يدي|رنس|اعل|عل|تر|وايد|ايد|ور|ضل|هم|حص|كر))"
)
_THAT = frozenset(
    """ان انه انها انهم انهما اني الا الذي التي الذين اللذان اللذين اللتان اللتين كي حتي لكي اذا اذ حيث لان لانه لانها
    لانهم بان بانه بانها كما ما مما عما فيما بما ممن""".split()
)
_IF_NOT = re.compile(r"(?<!\w)ف?ان لم(?!\w)")
_PRONOUNS = frozenset("هو هي هم هما".split())
_ADVERBS = frozenset("قبل بعد داخل خارج فوق تحت امام يوم".split())
_PREFIX = re.compile(r"ل(?=ل|\w{4})|ب(?=ال|\w{5})")
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)")
_TITLE = re.compile(r"[وفلب]?(?:ا?ل)?(?:سيده?|دكتوره?|استاذه?)|د")


class Opens(IntEnum):
    """How much begins anew with an item: what is left out before it must not begin more."""

    NOTHING = 0  # it is the genitive, adjective or argument of the item before
    PHRASE = 1
    CLAUSE = 2
    CONJUNCT = 3
    PART = 4  # of a sentence, behind a mark of punctuation
    SENTENCE = 5


@dataclass(frozen=True, slots=True)
class Joint:
    """How an item is joined to the one before it.

    :param form: The item as it is written, folded.
    :param opens: What its words begin: CONJUNCT at most.
    :param by: The particle that joins it; empty where none does.
    :param stop: What the mark of punctuation before it begins.
    :param definite: Whether it has the article or is a name behind a title.
    """

    form: str
    opens: Opens
    by: str
    stop: Opens
    definite: bool

    @property
    def rank(self) -> Opens:
        """How much begins with it, marks counted."""
        return max(self.opens, self.stop)


def joints_of(items: Iterable[Item], folded: str) -> Iterator[Joint]:
    """How each of a text's items is joined to what stands before it."""
    end, definite, named = 0, False, False
    for item in items:
        word = item.text if isinstance(item, Word) else folded[item.start : item.end]
        between = folded[end : item.start]
        stop = _stop(between) if end else Opens.SENTENCE
        end = item.start + len(word)
        opens, by = _opening(between, word)
        article = bool(_ARTICLE.match(word))
        named = bool(_TITLE.fullmatch(word)) or (named and not (between.strip() or article or opens == Opens.CONJUNCT))
        # Behind a definite word, one that is not definite is neither its genitive nor its adjective.
        if opens == Opens.NOTHING and (stop or (definite and not (article or named))):
            opens = Opens.PHRASE
        definite = article or named
        yield Joint(word, opens, by, stop, definite)


def _stop(between: str) -> Opens:
    """What a mark of punctuation begins; what stands behind a colon belongs to what stands before it."""
    if ":" in between:
        return Opens.NOTHING
    if _END.search(between):
        return Opens.SENTENCE
    return Opens.PART if _PAUSE.search(between) else Opens.NOTHING


def _opening(between: str, word: str) -> tuple[Opens, str]:
    """What begins anew with a word and the particles before it, and the last of these."""
    conjunct = word[0] in "وف" and len(word) > 3 and not _NOT_AND.match(word)
    bare = word[1:] if conjunct else word
    particles: list[str] = []
    for particle in _WORD.findall(_IF_NOT.sub("اذا", between)):
        joined = particle[0] in "وف" and particle not in FUNCTION_WORDS
        particles.append(particle[1:] if joined else particle)
        # "And he is" tells of the same; "and that he" goes on to something else.
        conjunct |= (joined and particles[-1] not in _PRONOUNS) or particle in _AND
    prefix = _PREFIX.match(bare)
    colon = ":" if ":" in between else ""
    by = prefix[0] if prefix else particles[-1] if particles else bare if bare in _ADVERBS else colon
    if conjunct:
        return Opens.CONJUNCT, by
    if not _THAT.isdisjoint(particles):
        return Opens.CLAUSE, by
    return (Opens.PHRASE if by else Opens.NOTHING), by
