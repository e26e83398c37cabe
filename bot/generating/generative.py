"""A question and its passages -> an answer in a model's words, of which only what is supported is shown."""

import re
import secrets
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from enum import StrEnum

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from bot.answer import Question
from bot.composing.wording import ANSWER_PROMPT, NO_ANSWER, REWRITE_PROMPT
from bot.generating.chat_model import ModelFailedError, stream_text
from bot.generating.citations import Checker, ContextPassage, Draft, SentenceStream
from bot.reading.commands import commanding
from bot.support.supporting import Passage
from bot.understanding.function_words import content_words
from bot.understanding.question import is_invented
from vectorstore.analyzer import fold
from vectorstore.edition import Edition
from vectorstore.passages import section_path
from vectorstore.retriever import Hit

MOST_SOURCES = 6
_LONGEST = 8_000  # characters of a reply
_LONGEST_SENTENCE = 1_200  # characters without an end
_LONGEST_QUESTION = 400
_LATEST_TURNS = 6
_REWRITE_SHARE = 0.4  # of the time that a reply may take
# What a chat template, a fence or a marker is made of: a passage has none of it when a model reads it.
_SIGNS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "`": "'", "【": "(", "】": ")"})


class Ending(StrEnum):
    """How a reply ended."""

    WHOLE = "whole"
    CUT_SHORT = "cut_short"  # what came is supported, but it is not all
    NO_ANSWER = "no_answer"  # the model says that the passages do not answer
    UNSUPPORTED = "unsupported"  # nothing of it is supported
    FAILED = "failed"


class GenerativeAnswerer:
    """Answers and rewrites questions with a chat model.

    :param model: Any chat model of LangChain.
    :param seconds: What a reply may take, all in all.
    """

    def __init__(self, model: BaseChatModel, *, seconds: float) -> None:
        self._model = model
        self._seconds = seconds

    def answer(self, question: str, sources: Sequence[ContextPassage]) -> Iterator[tuple[Draft, Ending | None]]:
        """Answer a question from passages.

        :param sources: The passages, best first.
        :return: Drafts, each adding a sentence to the one before, or nothing where the model is silent, so that one can
            stop it; the last comes again with how it ended.
        """
        checker, sentences = Checker(sources), SentenceStream()
        opening = ""
        try:
            for piece in self._reply(answer_messages(question, sources)):
                if not piece:
                    yield checker.draft, None
                for sentence in sentences.feed(piece):
                    opening = opening or sentence
                    if checker.take(sentence):
                        yield checker.draft, None
                if len(sentences.unfinished) > _LONGEST_SENTENCE:
                    raise ModelFailedError("a sentence without an end")
            opening = opening or sentences.unfinished
            checker.take(sentences.unfinished)
        except ModelFailedError:
            yield checker.draft, Ending.CUT_SHORT if checker.draft.text else Ending.FAILED
            return
        if checker.draft.text:
            yield checker.draft, Ending.WHOLE
        else:
            # Only what it begins with: a model that repeats its rules says "passages" and "not" as well.
            yield checker.draft, Ending.NO_ANSWER if says_no_answer(opening) else Ending.UNSUPPORTED

    def _reply(self, messages: Sequence[BaseMessage]) -> Iterator[str]:
        length = 0
        with closing(stream_text(self._model, messages, self._seconds)) as pieces:
            for piece in pieces:
                length += len(piece)
                if length > _LONGEST:
                    raise ModelFailedError("a reply without an end")
                yield piece
        if not length:
            raise ModelFailedError("an empty reply")

    def standalone(self, question: Question) -> Generator[str]:
        """Say a follow-up so that it can be understood without the turns before it.

        :return: Nothing where the model is silent, so that one can stop it; last one question made of words that were
            said, empty if the model gives none.
        """
        said = [*(turn.content for turn in question.history[-_LATEST_TURNS:]), question.text]
        reply = ""
        try:
            with closing(
                stream_text(self._model, _rewrite_messages(question), self._seconds * _REWRITE_SHARE)
            ) as pieces:
                for piece in pieces:
                    reply += piece
                    if len(reply) > _LONGEST_QUESTION:
                        raise ModelFailedError("a question without an end")
                    yield ""
        except ModelFailedError:
            reply = ""
        text = reply.strip().strip("«»\"'").strip()
        yield "" if "\n" in text or not content_words(text) or is_invented(text, said) else text


def sources_of(hits: Sequence[Hit], edition: Edition) -> list[ContextPassage]:
    """What a model is given of the passages that were found, without what in them tells a machine what to do.

    :param hits: Passages, best first.
    """
    found: list[ContextPassage] = []
    for hit in hits:
        text = hit.passage.page_content
        spans, _ = edition.sentences(hit.row)
        commands = commanding(text, spans)
        kept = tuple(span for span in spans if span not in commands)
        if kept:
            found.append(ContextPassage(hit, Passage(text, kept, hit.passage.metadata["lead_in"])))
    return found[:MOST_SOURCES]


def answer_messages(question: str, sources: Sequence[ContextPassage]) -> list[BaseMessage]:
    """The prompt: rules, and the passages between lines that no passage can know beforehand."""
    fence = secrets.token_hex(8)
    fenced = "\n".join(
        f"--- {fence} المقطع {number} ---\n{_as_data(source)}\n--- {fence} نهاية المقطع {number} ---"
        for number, source in enumerate(sources, 1)
    )
    rules = ANSWER_PROMPT.format(fence=fence, no_answer=NO_ANSWER)
    return [SystemMessage(rules), HumanMessage(f"{fenced}\n\nالسؤال: {question}")]


def _as_data(source: ContextPassage) -> str:
    data = source.hit.passage.metadata
    heading = " / ".join((data["title"], *section_path(source.hit.passage)))
    text, at, lines = source.passage.text, 0, [heading]
    if source.passage.lead_in:
        lines.append(source.passage.lead_in)
    body = ""
    for span in source.passage.sentences:
        body += ("\n" if "\n" in text[at : span.start] else " ") + text[span.start : span.end]
        at = span.end
    return "\n".join((*lines, body.strip())).translate(_SIGNS)


def _rewrite_messages(question: Question) -> list[BaseMessage]:
    names = {"user": "السائل", "assistant": "المجيب"}
    turns = [f"{names.get(turn.role, turn.role)}: {turn.content}" for turn in question.history[-_LATEST_TURNS:]]
    asked = "\n".join((*turns, f"السؤال الأخير: {question.text}"))
    return [SystemMessage(REWRITE_PROMPT), HumanMessage(asked.translate(_SIGNS))]


# Folded: "the passages do not mention", "there is no answer in the text", in the words that models use.
_DENIES = re.compile(r"(?<!\w)(?:لا|لم|ليس|ليست|غير|not?)(?!\w)")
_SOURCES = re.compile(
    r"مقطع|مقاطع|(?<!\w)(?:ال)?نص(?:وص)?(?!\w)|وثايق|سياق|مصادر|معلومات|passage|context|document|text"
)
_HOLDS = re.compile(r"جواب|اجابه|جيب|تحتوي|تضمن|ذكر|[تي]رد(?!\w)|كاف|تكفي|[تي]وجد|answer|contain|mention|information")


def says_no_answer(sentence: str) -> bool:
    """Whether a sentence of a model says that the passages do not answer."""
    folded = fold(sentence)
    return fold(NO_ANSWER) in folded or all(part.search(folded) for part in (_DENIES, _SOURCES, _HOLDS))
