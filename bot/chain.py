"""Question -> answer with citations: the steps in order, as one streaming LangChain Runnable."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from bot import wording
from bot.answer import Answer, Question, Turn
from bot.composing.conversation import Conversation, questions_alone
from bot.compound import several
from bot.countries import countries
from bot.evidence import Evidence, kind, rank_evidence
from bot.exchange import following_asked
from bot.extractive import Quote, choose_quotes, citation, cite, joined
from bot.generative import Ending, GenerativeAnswerer, sources_of
from bot.lists import completed
from bot.membership import asks_whether_among, without_such
from bot.question import StandaloneQuestion, standalone
from bot.refusal import RefusalModel, Signals, load_refusal_model, read_signals
from bot.turns import answers_itself, behind
from bot.understanding.message import MessageKind, message_kind
from vectorstore.edition import Edition
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.manifest import DocumentRecord
from vectorstore.reranker import Reranker
from vectorstore.retriever import Hit, HybridRetriever
from vectorstore.scope import Scope

_PASSAGES = 12  # whose sentences are looked at
_RELATED = 1  # passages offered with a refusal
_QUOTES_EACH = 2  # for each question of a message that asks several things


@dataclass(frozen=True, slots=True)
class Finding:
    """What an answer would rest on.

    :param hits: Passages, best first; `ranked` their sentences, likewise.
    :param signals: What speaks for an answer and against it.
    :param confidence: Probability that the documents answer the question, 0 to 1.
    """

    question: StandaloneQuestion
    hits: list[Hit]
    ranked: list[Evidence]
    signals: Signals
    confidence: float


class AnswerChain(Runnable[Question, Answer]):
    """Answers questions from one edition.

    `invoke` gives the whole answer. `stream` gives it as it grows: every chunk is the answer so far,
    and the last is the whole. Only what a model writes grows: all quotes are found at once.

    :param generative: Answers in a model's words where there is one, and where it fails the documents' own
        sentences do.
    :param reranker: Ranks the best passages anew where there is one.
    """

    def __init__(
        self,
        edition: Edition,
        embeddings: SentenceTransformerEmbeddings,
        refusal: RefusalModel | None = None,
        generative: GenerativeAnswerer | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.edition = edition
        self.embeddings = embeddings
        self._retriever = HybridRetriever(edition=edition, embeddings=embeddings, reranker=reranker, k=_PASSAGES)
        self._refusal = refusal or load_refusal_model()
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
        input = replace(input, history=questions_alone(input.history))
        clock = Clock()
        question = yield from self._understand(input, clock)
        documents = self.edition.documents_in(input.scope) if input.scope else []
        searched = tuple(record.title for record in documents) if input.scope.documents else ()
        frame = Answer("", standalone_question=question.text, scope=input.scope, searched=searched)
        if not question.content:
            yield replace(frame, text=wording.REFUSAL_NO_QUESTION, refused=True, reason="no_question")
            return
        if not self.edition.ids:
            yield replace(frame, text=wording.REFUSAL_EMPTY, refused=True, reason="nothing_published")
            return
        if input.scope and not len(self.edition.rows_in(input.scope)):
            yield replace(frame, text=wording.REFUSAL_NOTHING_WITHIN, refused=True, reason="nothing_in_scope")
            return
        found = self._find_all(input, question, clock)
        answered = [one for one in found if self._is_answered(one)]
        frame = replace(frame, confidence=max(one.confidence for one in found), timings=clock.seconds)
        if not answered:
            yield self._refuse(frame, found[0].hits, question.language)
        elif self._generative:
            with clock.step("generate"):
                yield from self._generate(self._generative, frame, found, question.language)
        else:
            yield self._quote(frame, found, question.language)

    def _documents(self, asked: Question) -> list[DocumentRecord]:
        return self.edition.documents_in(asked.scope) if asked.scope else list(self.edition.answering)

    def _find_all(self, input: Question, whole: StandaloneQuestion, clock: "Clock") -> list[Finding]:
        """What an answer to each question of a message would rest on, asked behind the answer to the one before it."""
        texts = [input.text] if following_asked(input.text) else several(input.text)
        if len(texts) == 1:
            return [self.find(whole, clock, input.scope)]
        found: list[Finding] = []
        history = input.history
        for text in texts:
            found.append(self.find(standalone(replace(input, text=text, history=history)), clock, input.scope))
            said = [line for line, _ in cite(self._chosen(found[-1:]))]
            history += (Turn("user", text), *(Turn("assistant", line) for line in said[:1]))
        return found

    def _is_answered(self, found: Finding) -> bool:
        return found.confidence >= self._refusal.threshold

    def _understand(self, question: Question, clock: "Clock") -> Generator[Answer, None, StandaloneQuestion]:
        """What is asked; where a model says so, an empty answer whenever one may stop it."""
        by_rule = standalone(question)
        if not (self._generative and question.history):
            return by_rule
        rewritten = ""
        with clock.step("rewrite"), closing(self._generative.standalone(question)) as pieces:
            for piece in pieces:
                rewritten = piece
                yield Answer("", standalone_question=question.text, scope=question.scope, method="generated")
        return replace(standalone(Question(rewritten)), language=by_rule.language) if rewritten else by_rule

    def answers(self, text: str, scope: Scope | None = None) -> str:
        """The passage that would answer a question, by its name; empty where it would be refused."""
        found = self.find(standalone(Question(text)), scope=scope)
        if not found.hits or not self._is_answered(found):
            return ""
        return next((cited.passage_id for _, cited in cite(choose_quotes(found.ranked))), "")

    def find(self, question: StandaloneQuestion, clock: "Clock | None" = None, scope: Scope | None = None) -> Finding:
        """What an answer to a question would rest on.

        :param scope: What is searched, in which there is something; None searches all.
        """
        clock = clock or Clock()
        for found in (self._find_among, self._find_behind):
            if answer := found(question, clock, scope):
                return answer
        return self._find(question, clock, scope)

    def _find_among(self, question: StandaloneQuestion, clock: "Clock", scope: Scope | None) -> Finding | None:
        """What tells which countries were spoken of before, where a follow-up asks whether another is one of them."""
        if not question.before or not asks_whether_among(question.own_text):
            return None
        found = self._find(standalone(Question(without_such(question.before))), clock, scope)
        named = countries(" ".join(quote.text for quote in choose_quotes(found.ranked)))
        return replace(found, question=question) if len(named) > 1 else None

    def _find_behind(self, question: StandaloneQuestion, clock: "Clock", scope: Scope | None) -> Finding | None:
        """What answers who answered somebody or spoke next, behind what an answer to the question before rests on."""
        asked = following_asked(question.own_text)
        of = asked and (asked.of or question.before)
        if not asked or not of:
            return None
        if asked.of and answers_itself((plain := self._find(question, clock, scope)).ranked):
            return plain
        found = self._find(standalone(Question(of)), clock, scope)
        place = behind(found.ranked, asked, self.edition)
        if place is None:
            return None
        hit, span = place
        vector = self.embeddings.embed_query(question.search)
        ranked = [one for one in rank_evidence(question, vector, [hit], self.edition) if one.span == span]
        return replace(found, question=question, hits=[hit, *found.hits], ranked=ranked) if ranked else None

    def _find(self, question: StandaloneQuestion, clock: "Clock", scope: Scope | None) -> Finding:
        with clock.step("embed"):
            vector = self.embeddings.embed_query(question.search)
        with clock.step("retrieve"):
            hits = self._retriever.search(question.search, vector, scope, question.parts)
        with clock.step("choose"):
            ranked = rank_evidence(question, vector, hits, self.edition)
            signals = read_signals(question, ranked)
        return Finding(question, hits, ranked, signals, self._refusal.confidence(signals))

    def _generate(
        self, generative: GenerativeAnswerer, frame: Answer, found: list[Finding], language: str
    ) -> Iterator[Answer]:
        by_row = {hit.row: hit for rank in zip_longest(*(one.hits for one in found)) for hit in rank if hit}
        hits = list(by_row.values())
        for draft, ending in generative.answer(frame.standalone_question, sources_of(hits, self.edition)):
            text = "\n".join([*_in_front(wording.GENERATED_BELOW, language), draft.text]) if draft.text else ""
            answer = replace(frame, text=text, citations=draft.citations, method="generated")
            match ending:
                case None | Ending.WHOLE:
                    yield answer
                case Ending.CUT_SHORT:
                    yield replace(answer, notice="model_cut_short")
                case Ending.NO_ANSWER:
                    yield self._refuse(frame, hits, language)
                case Ending.UNSUPPORTED:
                    yield self._quote(replace(frame, notice="model_unsupported"), found, language)
                case Ending.FAILED:
                    yield self._quote(replace(frame, notice="model_failed"), found, language)

    def _quote(self, frame: Answer, found: list[Finding], language: str) -> Answer:
        quoted = list(cite(self._chosen(found)))
        told = [cited.quote for _, cited in quoted]
        unanswered = [one.question.own_text for one in found if not (self._is_answered(one) or _is_told(one, told))]
        text = "\n".join(
            [
                *_in_front(wording.QUOTED_BELOW, language),
                *(line for line, _ in quoted),
                *(wording.UNANSWERED.format(question=text) for text in unanswered),
            ]
        )
        return replace(frame, text=text, citations=tuple(cited for _, cited in quoted))

    def _chosen(self, found: list[Finding]) -> list[Quote]:
        """What to quote for the questions of a message, in their order."""
        most = _QUOTES_EACH if len(found) > 1 else None
        quotes: list[Quote] = []
        for one in found:
            if self._is_answered(one):
                # "And for whom?" asks for what is said behind what is quoted already.
                ranked = one.ranked if one.question.own or not quotes else _next_to(quotes[0], one.ranked)
                quotes = joined([quotes, choose_quotes(ranked)[:most] if ranked else []])
        return completed(quotes, self.edition)

    def _refuse(self, frame: Answer, hits: list[Hit], language: str) -> Answer:
        scope, records = frame.scope, self.edition.documents_in(frame.scope)
        within = wording.scope_line(frame.searched, scope.since, scope.until, scope.session) if scope else ""
        told = wording.refusal(len(self.edition.rows_in(scope)), len(records), within)
        line = wording.NOT_ANSWERED_WITHIN if scope else wording.NOT_ANSWERED
        text = "\n".join([*_in_front(line, language), told])
        related = tuple(citation(0, hit, "") for hit in hits[:_RELATED])
        return replace(frame, text=text, refused=True, reason="not_in_documents", related=related)


def _next_to(quote: Quote, ranked: Sequence[Evidence]) -> list[Evidence]:
    """The sentence that stands behind a quote in its passage, where there is one."""
    behind = [one for one in ranked if one.hit.row == quote.hit.row and one.span.start >= quote.span.end]
    return sorted(behind, key=lambda one: one.span.start)[:1]


def _is_told(found: Finding, quotes: Sequence[str]) -> bool:
    """Whether a sentence that has the kind of thing that a question wants is its best and quoted already."""
    best = next(iter(found.ranked), None)
    has_kind = best is not None and kind(found.question, best.text, best.speaker) >= 1.0
    return best is not None and has_kind and any(best.text in quote for quote in quotes)


def _in_front(sentences: dict[str, str], language: str) -> list[str]:
    return [sentences[language]] if language in sentences else []


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Generator[None]:
        """Time what happens inside."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
