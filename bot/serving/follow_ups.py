"""An answer -> questions that go on from it, each of which the documents answer.

To put a question to the chain costs as much as to answer it. What it said is remembered, for the same headings and
people come up around many answers; and while readers wait for answers, only what is remembered is offered.
"""

from collections.abc import Callable

from langchain_core.documents import Document

from bot.answer import Answer
from bot.chain import AnswerChain
from bot.serving.examples import candidates, keeps_to_its_section
from bot.understanding.function_words import content_words
from vectorstore.scope import Scope

COUNT = 3
_AROUND = 12  # passages in front of a cited one and behind it: its neighbours are what one reads next
_TRIED = 12  # each is put to the chain's search, some tens of milliseconds


class FollowUps:
    """Questions that one edition answers.

    :param chain: What answers from the edition.
    """

    def __init__(self, chain: AnswerChain) -> None:
        self._chain = chain
        self._near: dict[str, tuple[str, ...]] = {}  # questions by the passages that they are about the surroundings of
        self._answering: dict[tuple[str, Scope], str] = {}  # passages by the questions that they answer

    def behind(
        self, answer: Answer, count: int = COUNT, *, busy: Callable[[], bool] = lambda: False
    ) -> tuple[str, ...]:
        """Questions about what stands around the passages that an answer rests on.

        Each is put to the chain first: it is offered only if it would not be refused, and from a passage that
        neither the answer nor another offered question rests on, one about a section from that section; what was left
        out of the search stays so.

        :param answer: A whole answer; of a refusal, what stands around the related passage is offered.
        :param busy: Whether somebody waits for an answer now.
        :return: At most `count`.
        """
        shown = {one.passage_id for one in answer.citations}
        asked = set(content_words(answer.standalone_question))
        kept: dict[str, str] = {}
        for text in self._candidates(answer, busy):
            passage = self._passage(text, answer.scope, busy)
            is_other = passage and passage not in shown and not set(content_words(text)) <= asked
            if is_other and keeps_to_its_section(text, passage, self._chain.edition):
                kept.setdefault(passage, text)
            if len(kept) == count:
                break
        return tuple(kept.values())

    def _candidates(self, answer: Answer, busy: Callable[[], bool]) -> list[str]:
        """What to try, first what stands around the passage that is cited first."""
        found: dict[str, None] = {}
        for cited in answer.citations or answer.related:
            name = cited.passage_id
            if name not in self._near and not busy():
                self._near[name] = tuple(candidates(self._around(name)))[:_TRIED]
            found |= dict.fromkeys(self._near.get(name, ()))
        return list(found)[:_TRIED]

    def _passage(self, text: str, scope: Scope, busy: Callable[[], bool]) -> str:
        """The passage that answers a question; empty where none does, or that is not known yet and others wait."""
        asked = (text, scope)
        if asked not in self._answering and not busy():
            self._answering[asked] = self._chain.answers(text, scope)
        return self._answering.get(asked, "")

    def _around(self, passage_id: str) -> list[Document]:
        """A passage with those in front of it and behind it."""
        edition = self._chain.edition
        row = edition.row(passage_id)
        if row is None:
            return []
        return edition.passages(range(max(row - _AROUND, 0), min(row + _AROUND + 1, len(edition.ids))))
