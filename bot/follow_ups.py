"""An answer -> questions that go on from it, each of which the documents answer."""

from bot.answer import Answer
from bot.chain import AnswerChain
from bot.examples import candidates
from bot.question import content_words

COUNT = 3
_AROUND = 6  # passages in front of a cited one and behind it: its neighbours are what one reads next
_TRIED = 8  # each is put to the chain's search, some tens of milliseconds


def follow_ups(chain: AnswerChain, answer: Answer, count: int = COUNT) -> tuple[str, ...]:
    """Questions about what stands around the passages that an answer rests on.

    Each is put to the chain first: it is offered only if it would not be refused, and from a passage that
    neither the answer nor another offered question rests on; what was left out of the search stays so.

    :param answer: A whole answer; of a refusal, what stands around the related passage is offered.
    :return: At most `count`.
    """
    cited = answer.citations or answer.related
    rows = [row for one in cited if (row := chain.edition.row(one.passage_id)) is not None]
    near = sorted(
        {r for row in rows for r in range(row - _AROUND, row + _AROUND + 1)} & set(range(len(chain.edition.ids)))
    )
    passages = chain.edition.passages(near)
    shown = {one.passage_id for one in answer.citations}
    asked = set(content_words(answer.standalone_question))
    kept: dict[str, str] = {}
    for text in list(candidates(passages))[:_TRIED]:
        if set(content_words(text)) <= asked:
            continue
        passage = chain.answers(text, answer.scope)
        if passage and passage not in shown:
            kept.setdefault(passage, text)
        if len(kept) == count:
            break
    return tuple(kept.values())
