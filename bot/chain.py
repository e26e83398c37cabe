"""Question -> answer with citations: understanding, retrieval, reading and composing, each passed once.

The chain is one streaming LangChain Runnable.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Question
from bot.clock import Clock
from bot.composing import wording
from bot.composing.composing import Composed, compose, refused
from bot.composing.conversation import Conversation, questions_alone
from bot.finding import Finder, Finding
from bot.generating.generative import Ending, GenerativeAnswerer, sources_of
from bot.reading.answerable import Answerability
from bot.understanding.message import MessageKind, message_kind
from bot.understanding.question import AskedQuestion, questions_in, understand
from vectorstore.edition import Edition
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.manifest import DocumentRecord
from vectorstore.reranker import Reranker
from vectorstore.scope import Scope


class AnswerChain(Runnable[Question, Answer]):
    """Answers questions from one edition.

    `invoke` gives the whole answer. `stream` gives it as it grows: every chunk is the answer so far,
    and the last is the whole. Only what a model writes grows: all quotes are found at once.

    :param answerability: Decides what is refused; the one that ships with the product if None.
    :param generative: Answers in a model's words where there is one, and where it fails the documents' own
        sentences do.
    :param reranker: Ranks the best passages anew where there is one.
    """

    def __init__(
        self,
        edition: Edition,
        embeddings: SentenceTransformerEmbeddings,
        answerability: Answerability | None = None,
        generative: GenerativeAnswerer | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.edition = edition
        self.embeddings = embeddings
        self.finder = Finder(edition, embeddings, answerability, reranker)
        self._generative = generative

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer a question."""
        *_, answer = self.stream(input, config, **kwargs)
        return answer

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any | None) -> Iterator[Answer]:
        """Answer a question, giving the answer as it grows."""
        kind = message_kind(input.text)
        if kind is not MessageKind.QUESTION:
            yield Conversation(self.invoke, self._documents).answer(kind, input)
            return
        input, clock = replace(input, history=questions_alone(input.history)), Clock()
        question = yield from self._understand(input, clock)
        titles = tuple(record.title for record in self._documents(input)) if input.scope.documents else ()
        frame = Answer("", standalone_question=question.text, scope=input.scope, searched=titles)
        if without_search := self._not_searched(frame, question):
            yield without_search
            return
        found = self.finder.find_each(questions_in(input, question), clock, input.scope)
        frame = replace(frame, confidence=max(one.confidence for one in found), timings=clock.seconds)
        if not any(one.answered for one in found):
            yield refused(frame, found[0].hits, question.language, self.edition)
        elif self._generative:
            with clock.step("generate"):
                yield from self._generate(self._generative, frame, found, question.language)
        else:
            yield self._quote(frame, found, question.language)

    def answers(self, text: str, scope: Scope | None = None) -> str:
        """The passage that would be quoted first, by its name; empty where the question would be refused."""
        found = self.finder.find(understand(Question(text)), scope=scope)
        if not found.answered:
            return ""
        return self._quote(Answer(""), [found], found.question.language).citations[0].passage_id

    def _documents(self, asked: Question) -> list[DocumentRecord]:
        return self.edition.documents_in(asked.scope) if asked.scope else list(self.edition.answering)

    def _not_searched(self, frame: Answer, question: AskedQuestion) -> Answer | None:
        """The answer where nothing is asked or there is nothing to search; else None."""
        if question.is_empty:
            return replace(frame, text=wording.REFUSAL_NO_QUESTION, refused=True, reason="no_question")
        if not self.edition.ids:
            return replace(frame, text=wording.REFUSAL_EMPTY, refused=True, reason="nothing_published")
        if frame.scope and not len(self.edition.rows_in(frame.scope)):
            return replace(frame, text=wording.REFUSAL_NOTHING_WITHIN, refused=True, reason="nothing_in_scope")
        return None

    def _understand(self, question: Question, clock: Clock) -> Generator[Answer, None, AskedQuestion]:
        """What is asked; where a model says so, an empty answer whenever one may stop it."""
        understood = understand(question)
        if not (self._generative and question.history):
            return understood
        rewritten = ""
        with clock.step("rewrite"), closing(self._generative.standalone(question)) as pieces:
            for piece in pieces:
                rewritten = piece
                yield Answer("", standalone_question=question.text, scope=question.scope, method="generated")
        return replace(understood, own=rewritten, before="") if rewritten else understood

    def _quote(self, frame: Answer, found: list[Finding], language: str) -> Answer:
        told = [Composed(one.question, one.reading.sentences if one.answered else ()) for one in found]
        return compose(frame, told, language, self.edition)

    def _generate(
        self, generative: GenerativeAnswerer, frame: Answer, found: list[Finding], language: str
    ) -> Iterator[Answer]:
        by_row = {hit.row: hit for rank in zip_longest(*(one.hits for one in found)) for hit in rank if hit}
        hits = list(by_row.values())
        for draft, ending in generative.answer(frame.standalone_question, sources_of(hits, self.edition)):
            text = "\n".join([*wording.in_front(wording.GENERATED_BELOW, language), draft.text]) if draft.text else ""
            answer = replace(frame, text=text, citations=draft.citations, method="generated")
            match ending:
                case None | Ending.WHOLE:
                    yield answer
                case Ending.CUT_SHORT:
                    yield replace(answer, notice="model_cut_short")
                case Ending.NO_ANSWER:
                    yield refused(frame, hits, language, self.edition)
                case Ending.UNSUPPORTED:
                    yield self._quote(replace(frame, notice="model_unsupported"), found, language)
                case Ending.FAILED:
                    yield self._quote(replace(frame, notice="model_failed"), found, language)
