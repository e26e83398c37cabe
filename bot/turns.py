"""What somebody said -> whose turn came next in the document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.evidence import Evidence
from bot.exchange import Following
from bot.speakers import others_act, verb_of_speech
from bot.statements import introduced_in
from ingest.document import Span
from vectorstore.analyzer import stems, tokenize
from vectorstore.edition import Edition
from vectorstore.retriever import Hit

_ASKED = frozenset("سال سالت سالوا تساءل تساءلت تساءلوا استفسر استفسرت استفسروا طلب طلبت طلبوا سوال".split())
_SAYS_IT_ANSWERS = re.compile(r"[وف]?(?:(?:رد|اجاب|استجاب)(?:ت|وا)?|ردا)")
_ONE_OF_MANY = re.compile(r"(?<!\w)(?:ممثل|أحد|إحدى|مشارك|سؤال)")
_GOES_ON = re.compile(r"[وف]?(?:اضاف|ختم|تابع)(?:ت|وا)?")
_LONGEST_LABEL = 4  # words, where it does not say what somebody is
_LABEL = re.compile(r"(?P<who>[^:؟?.\n]{3,90}):\s")
_OF_ANSWERS = frozenset(stems("أسئلة سؤال أجوبة جواب ردود questions answers"))  # of headings
_PASSAGES = 6  # in which the next turn begins
_HELD = 0.75  # of what the sentence that holds most of the question does
_TRIED = 5  # sentences that may be what is followed


def behind(ranked: Sequence[Evidence], asked: Following, edition: Edition) -> tuple[Hit, Span] | None:
    """The passage and the sentence with which the next speaker's turn begins.

    :param ranked: Sentences that may be what is followed, best first.
    """
    for evidence in _likely(ranked[:_TRIED]) if asked.answers else ranked[:1]:
        mine = _stems_of(evidence.speaker or _who(evidence.text) or evidence.text)
        for hit, span, sentence in _sentences_behind(evidence, edition):
            who = _who(sentence)
            if not who or _stems_of(who) <= mine:
                continue
            if asked.answers and not _answers(evidence, hit, sentence, who):
                break
            return hit, span
    return None


def answers_itself(ranked: Sequence[Evidence]) -> bool:
    """Whether the best sentence says itself that somebody answers in it."""
    return any(_SAYS_IT_ANSWERS.fullmatch(token.text) for one in ranked[:1] for token in tokenize(one.text)[:1])


def _likely(ranked: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that hold most of what was asked about: who was answered is named in them, or in front of them."""
    most = max((_held(one) for one in ranked), default=0.0)
    return sorted((one for one in ranked if _held(one) >= _HELD * most), key=lambda one: -round(one.features.stems, 1))


def _held(evidence: Evidence) -> float:
    return max(evidence.features.stems, evidence.features.carried / 2)


def _sentences_behind(evidence: Evidence, edition: Edition) -> Iterator[tuple[Hit, Span, str]]:
    document = evidence.hit.passage.metadata["document_id"]
    rows = range(evidence.hit.row, min(evidence.hit.row + _PASSAGES, len(edition.ids)))
    for row, passage in zip(rows, edition.passages(rows), strict=True):
        if passage.metadata["document_id"] != document:
            return
        for span in edition.sentences(row)[0]:
            if row > evidence.hit.row or span.start >= evidence.span.end:
                yield replace(evidence.hit, passage=passage, row=row), span, passage.page_content[span.start : span.end]


def _who(sentence: str) -> str:
    """Who begins to speak in a sentence: by a label in front, or named behind its first words; empty where nobody."""
    tokens = tokenize(sentence)
    if not tokens or _GOES_ON.fullmatch(tokens[0].text):
        return ""
    if label := _label(sentence):
        return label
    if others_act(tokens) and verb_of_speech(sentence, tokens[0]):
        return tokens[1].text
    return introduced_in(sentence, tokens)


def _label(sentence: str) -> str:
    """The name or office in front of a colon, as minutes write it; empty where there is none."""
    label = _LABEL.match(sentence)
    named = tokenize(label["who"]) if label else []
    if not label or any(verb_of_speech(sentence, token) for token in named):
        return ""
    is_name = len(named) <= _LONGEST_LABEL or label["who"].endswith(")") or _ONE_OF_MANY.search(label["who"])
    return label["who"] if is_name else ""


def _stems_of(text: str) -> set[str]:
    return set(stems(text))


def _answers(evidence: Evidence, hit: Hit, sentence: str, who: str) -> bool:
    """Whether what somebody says next in the same section answers, or at least stands behind a question.

    In a discussion others go on with what they came to say.
    """
    if hit.passage.metadata["section"] != evidence.hit.passage.metadata["section"]:
        return False
    goes_on = _ONE_OF_MANY.search(who) is not None
    return bool(_SAYS_IT_ANSWERS.fullmatch(tokenize(sentence)[0].text)) or (_asks(evidence) and not goes_on)


def _asks(evidence: Evidence) -> bool:
    """Whether somebody asks something in a sentence."""
    words = [token.text.removeprefix("و") for token in tokenize(evidence.text)[:3]]
    under = stems(evidence.hit.passage.metadata["section"])
    is_question = evidence.text.rstrip().endswith(("؟", "?")) or not _ASKED.isdisjoint(words)
    return is_question or not _OF_ANSWERS.isdisjoint(under)
