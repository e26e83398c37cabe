"""The answer chain over whatever edition is live: it follows the pointer without dropping a question."""

import logging
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Question
from bot.chain import AnswerChain
from bot.generating.generative import GenerativeAnswerer
from bot.generating.sources import Source, find_source
from bot.serving.examples import example_questions
from bot.serving.follow_ups import FollowUps
from errors import HiwarError
from vectorstore.edition import Edition, open_edition
from vectorstore.editions import Editions
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.manifest import DocumentRecord, Manifest
from vectorstore.reranker import Reranker
from vectorstore.retriever import Hit, HybridRetriever
from vectorstore.scope import Scope

_LOST = ""  # seen where it is not known which edition is live
_LULL = 0.05  # seconds in which whoever waits in a line comes to be answered
_SECONDS = 1.0  # a withdrawn document stops answering within about so many

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Serving:
    """An open edition; `users` counts those who read it, `asking` those of them who wait for an answer."""

    chain: AnswerChain
    examples: tuple[str, ...]
    follow_ups: FollowUps
    users: int = 0
    asking: int = 0
    retired: bool = False


class LiveChain(Runnable[Question, Answer]):
    """Answers each question from the edition that is live when it is asked, and finishes it on that edition.

    :param editions: Where the live edition is looked up.
    :param edition: The one to begin with, as `open_for` gives it.
    :param embeddings: The model that questions are embedded with; an edition of another is not served.
    :param generative: What answers in a model's words; None quotes.
    :param reranker: What ranks the best passages anew; None leaves them.
    """

    def __init__(
        self,
        editions: Editions,
        edition: Edition,
        embeddings: SentenceTransformerEmbeddings,
        generative: GenerativeAnswerer | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._editions = editions
        self._reranker = reranker
        self._generative = generative
        self._embeddings = embeddings
        self._lock = threading.Lock()
        self._switching = threading.Lock()
        self._seen: str | None = edition.name
        self._serving = self._serve(edition)

    @property
    def manifest(self) -> Manifest:
        """What the edition that is served says of itself."""
        return self._serving.chain.edition.manifest

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions that it answers."""
        return self._serving.examples

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer a question."""
        with self.asked() as chain:
            return replace(chain.invoke(input, config, **kwargs), edition=chain.edition.name)

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any | None) -> Iterator[Answer]:
        """Answer a question, giving the answer as it grows."""
        with self.asked() as chain:
            for answer in chain.stream(input, config, **kwargs):
                yield replace(answer, edition=chain.edition.name)

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """Questions that go on from an answer and that the edition answers; fewer while others wait for answers."""
        time.sleep(_LULL)
        with self._leased() as serving:
            return serving.follow_ups.behind(answer, busy=lambda: serving.asking > 0)

    def find_source(self, passage_id: str) -> Source | None:
        """A passage of the edition that is served, in its place; None if neither that nor the live one holds it."""
        found = self._find_source(passage_id)
        if found is None:
            self.refresh()  # another process may have answered from the new edition already
            found = self._find_source(passage_id)
        return found

    def _find_source(self, passage_id: str) -> Source | None:
        with self._leased() as serving:
            return find_source(serving.chain.edition, passage_id)

    @property
    def documents(self) -> tuple[DocumentRecord, ...]:
        """The documents that answer."""
        return self._serving.chain.edition.answering

    def search(self, query: str, limit: int, scope: Scope | None = None) -> list[Hit]:
        """The passages that may answer a question, best first.

        :param limit: How many at most.
        :param scope: The documents that are searched; None searches all.
        """
        with self._leased() as serving:
            chain = serving.chain
            retriever = HybridRetriever(
                edition=chain.edition, embeddings=chain.embeddings, reranker=self._reranker, k=limit
            )
            return retriever.search(query, chain.embeddings.embed_query(query), scope)

    def ready(self) -> bool:
        """Whether the model gives a vector and the edition passages for it; why not is logged."""
        try:
            self.search("؟", 1)
        except Exception:
            _log.exception("The edition %s gives no passages.", self.manifest.edition)
            return False
        return True

    def refresh(self) -> bool:
        """Switch to the live edition if it is another one by now.

        :return: Whether it switched. An edition that cannot be served is logged, and the present one stays.
        """
        with self._switching:
            return self._switch()

    def _switch(self) -> bool:
        try:
            live = self._editions.live()
        except HiwarError as error:
            if self._seen != _LOST:
                _log.error("%s", error)
            self._seen = _LOST
            return False
        if live == self._seen:
            return False
        self._seen = live
        try:
            fresh = self._serve(open_for(self._editions, self._embeddings.name))
        except HiwarError as error:
            _log.error("%s", error)
            return False
        except Exception:  # whatever is wrong with the new one, the present one goes on answering
            _log.exception("The edition %s cannot be served.", live)
            return False
        with self._lock:
            stale, self._serving = self._serving, fresh
            stale.retired = True
            self._close_unused(stale)
        return True

    @contextmanager
    def watching(self) -> Generator[None]:
        """Follow the pointer for as long as the block lasts."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(_SECONDS):
                self.refresh()

        thread = threading.Thread(target=watch, name="edition-watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def close(self) -> None:
        """Let go of the edition."""
        self._serving.chain.edition.close()

    def _serve(self, edition: Edition) -> _Serving:
        # Which questions to offer is found without the models: they would be asked for each of them.
        quoting = AnswerChain(edition, self._embeddings)
        chain = AnswerChain(edition, self._embeddings, generative=self._generative, reranker=self._reranker)
        return _Serving(chain, example_questions(quoting), FollowUps(quoting))

    @contextmanager
    def asked(self) -> Generator[AnswerChain]:
        """Somebody waits for an answer while the block lasts; gives what answers from the edition that is served."""
        with self._leased() as serving:
            with self._lock:
                serving.asking += 1
            try:
                yield serving.chain
            finally:
                with self._lock:
                    serving.asking -= 1

    @contextmanager
    def _leased(self) -> Generator[_Serving]:
        with self._lock:
            serving = self._serving
            serving.users += 1
        try:
            yield serving
        finally:
            with self._lock:
                serving.users -= 1
                self._close_unused(serving)

    def _close_unused(self, serving: _Serving) -> None:
        if serving.retired and serving.users == 0:
            serving.chain.edition.close()


def open_for(editions: Editions, embeddings_name: str, name: str | None = None) -> Edition:
    """Open an edition for questions that a model embeds.

    :param name: Which; the live one if None.
    :raises HiwarError: If there is none, the edition is damaged, or it was built with another model.
    """
    edition = editions.open_live() if name is None else open_edition(editions.folder(name))
    built_with = edition.manifest.embeddings
    if built_with != embeddings_name:
        edition.close()
        raise HiwarError(
            "edition_of_other_model",
            f"It was built with {built_with}, but the setting names {embeddings_name}. "
            "Run `hiwar ingest` on your documents with this setting, or set HIWAR_EMBEDDINGS back.",
        )
    return edition
