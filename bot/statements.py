"""Sentences of a passage -> what each speaker says in it, as a whole.

Reports introduce a speaker, "شدد ممثل من بيت العمال على ...", and go on with what else was said until they introduce
another. To who asks only what that speaker said, one sentence of it is half an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.lexicon import TITLES
from bot.speakers import HONORIFICS, mentions, others_act, verb_of_speech
from ingest.document import Span
from vectorstore.analyzer import Token, stems, tokenize


@dataclass(frozen=True, slots=True)
class Statement:
    """What one speaker says in a paragraph.

    :param introduction: The words that name the speaker.
    :param span: From the beginning of the sentence that they stand in to the end of the last one that is theirs.
    """

    introduction: str
    span: Span


# Folded. What is said begins here, behind who says it.
BEGINS = frozenset("ان انه انها بان بانه بانها الي علي".split())
_NEAR, _FAR = 3, 14  # words in front of who is introduced: behind any verb, behind a verb of speech
_LONGEST = 14  # words of an introduction
_LEAD_IN = ":"
# Of a question these ask for what was said, and say nothing of what about.
_TELLING = frozenset(
    """حسب بحسب وفق قاله قالته قالوه ذكره ذكرته راي رايه رايها موقف موقفه كلمه كلام كلامه مداخله مداخلته
    ابرز اهم مختصر باختصار say says said tell dit opinion view statement""".split()
) | frozenset((*TITLES, *HONORIFICS))


def statements_of(text: str, spans: Sequence[Span]) -> list[Statement | None]:
    """For each sentence of a passage, the statement that it belongs to; None where nobody was introduced before it."""
    found: list[Statement | None] = []
    first, introduction = 0, ""
    for i, span in enumerate(spans):
        tokens = tokenize(sentence := text[span.start : span.end])
        introduced = introduced_in(sentence, tokens)
        if introduced or i == 0 or "\n" in text[spans[i - 1].end : span.start] or others_act(tokens):
            first, introduction = i, introduced
        found.append(None)
        if introduction and not sentence.endswith(_LEAD_IN):  # nothing without the list that it introduces
            statement = Statement(introduction, Span(spans[first].start, span.end))
            found[first:] = [statement] * (i + 1 - first)
    return found


@lru_cache(maxsize=1024)
def asks_what_was_said(text: str) -> bool:
    """Whether a question in written Arabic, English or French speaks of saying something or of whoever would."""
    return any(is_telling(token.text) or verb_of_speech(text, token) for token in tokenize(text))


def is_telling(word: str) -> bool:
    """Whether a folded word of a question asks for what was said, or names whoever would say it."""
    return word in _TELLING


def asks_for(words: Sequence[str], statement: Statement, headings: Sequence[str]) -> bool:
    """Whether a question's content words name a speaker and say of nothing else what it is about.

    :param words: Folded.
    :param headings: Those that the statement stands under: "in the closing session" may be asked beside the name.
    """
    name = [word for word in words if word not in _TELLING]
    introduced = set(stems(statement.introduction))
    known = introduced.union(stems(" ".join(headings)))
    each = [set(stems(word)) for word in name]
    return not all(introduced.isdisjoint(of) for of in each) and not any(known.isdisjoint(of) for of in each)


def introduced_in(sentence: str, tokens: Sequence[Token]) -> str:
    """The words at a sentence's beginning that name who speaks in it; empty where nobody is named there."""
    at = next(iter(mentions(tokens)), len(tokens))
    told = at < _NEAR or (at <= _FAR and at < len(tokens) and verb_of_speech(sentence, tokens[at - 1]) is not None)
    if not told or at >= len(tokens):
        return ""
    behind = tokens[at + 1 : at + _LONGEST]
    last = next((i for i, token in enumerate(behind) if token.text in BEGINS), len(behind))
    return sentence[tokens[at].start : tokens[at + last].end]
