"""A question -> what an answer to it would rest on: retrieval, then reading, each passed once."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.reading.answerable import Answerability, load_answerability
from bot.reading.reader import shared_reader
from bot.reading.reading import MOST_PASSAGES, Reading, read_hits
from bot.understanding.question import AskedQuestion
from vectorstore.edition import Edition
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.reranker import Reranker
from vectorstore.retriever import Hit, HybridRetriever
from vectorstore.scope import Scope

_PASSAGES_OF_MESSAGE = 3 * MOST_PASSAGES  # however many questions it asks


@dataclass(frozen=True, slots=True)
class Finding:
    """What an answer to a question would rest on.

    :param hits: Passages, best first.
    :param confidence: Probability that the documents answer the question, 0 to 1.
    :param answered: Whether the documents are taken to answer it.
    """

    question: AskedQuestion
    hits: list[Hit]
    reading: Reading
    confidence: float
    answered: bool


class Finder:
    """Finds what answers questions in one edition.

    :param answerability: Decides what is refused; the one that ships with the product if None.
    :param reranker: Ranks the best passages anew where there is one.
    """

    def __init__(
        self,
        edition: Edition,
        embeddings: SentenceTransformerEmbeddings,
        answerability: Answerability | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._edition, self._embeddings = edition, embeddings
        self._retriever = HybridRetriever(edition=edition, embeddings=embeddings, reranker=reranker, k=MOST_PASSAGES)
        self._reader = shared_reader(embeddings)
        self._answerability = answerability or load_answerability()

    def find_each(self, questions: Sequence[AskedQuestion], clock: Clock, scope: Scope) -> list[Finding]:
        """What the answers to the questions of one message would rest on; each has its share of what is read.

        :param scope: What is searched, in which there is something.
        """
        most = _PASSAGES_OF_MESSAGE // len(questions)
        return [self.find(question, clock, scope, most) for question in questions]

    def find(
        self,
        question: AskedQuestion,
        clock: Clock | None = None,
        scope: Scope | None = None,
        most: int = MOST_PASSAGES,
    ) -> Finding:
        """What an answer to a question would rest on.

        :param scope: What is searched, in which there is something; None searches all.
        :param most: How many passages are read at most.
        """
        clock = clock or Clock()
        with clock.step("embed"):
            vector = self._embeddings.embed_query(question.search)
        with clock.step("retrieve"):
            hits = self._retriever.search(question.search, vector, scope, question.parts)
        with clock.step("read"):
            reading = read_hits(self._reader, question, hits[:most], self._edition)
        confidence = self._answerability.probability(reading)
        answered = bool(reading.sentences) and confidence >= self._answerability.threshold
        return Finding(question, hits, reading, confidence, answered)
