"""Blocks -> whole paragraphs: the halves that a page break has cut are put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Block, BlockKind
from ingest.repair import ends_in_broken_url, repair_paragraph
from ingest.wording import LABEL, ends_sentence, ends_with_colon, is_open_ended

_CUT_WORDS = 8  # a shorter line without a full stop is a line of its own, such as a name
_OPEN_END = 2000  # characters of a paragraph that are mended again with what it goes on in


def join_cut(blocks: Sequence[Block], whole: Sequence[bool], notes: Sequence[Sequence[Block]]) -> list[Block]:
    """Join the halves of paragraphs and items that a page break has cut, and put the footnotes behind them.

    :param whole: Of each block, whether it cannot be a half.
    :param notes: Of each block, the footnotes that come behind it.
    """
    joined: list[_Joined] = []
    waiting: list[_Joined] = []  # footnotes of a paragraph or a list that may go on
    punctuated = _is_punctuated(blocks)
    for i, block in enumerate(blocks):
        last = joined[-1] if joined else None
        halves = not whole[i] and not whole[i - 1] and block.kind is BlockKind.PARAGRAPH
        # Between two pages a missing full stop means something in any document.
        meaningful = punctuated or (i > 0 and blocks[i - 1].page != block.page)
        if halves and last and last.first.kind is not BlockKind.HEADING and last.goes_on_in(block, meaningful):
            last.add(block)
        else:
            if block.kind is not BlockKind.LIST_ITEM:
                joined += waiting
                waiting.clear()
            joined.append(_Joined(block, block.text))
        waiting += [_Joined(note, note.text) for note in notes[i]]
    return [one.whole() for one in (*joined, *waiting)]


@dataclass(slots=True)
class _Joined:
    """A paragraph that is being put together.

    :param first: Its first part.
    :param end: Its text as far as what follows may change it.
    :param done: What stands before that, in pieces.
    """

    first: Block
    end: str
    done: list[str] = field(default_factory=list)
    verified: bool = True

    def goes_on_in(self, block: Block, punctuated: bool) -> bool:
        """Whether it is cut before a block."""
        if ends_sentence(self.end) or ends_with_colon(self.end):
            return False
        if is_open_ended(self.end) or self.end.endswith(("،", ",")) or ends_in_broken_url(self.end):
            return True
        # Of two speakers or labels one after the other, the first is whole without a full stop.
        are_labels = LABEL.match(self.first.text) is not None and LABEL.match(block.text) is not None
        return punctuated and not are_labels and len(self.end.split()) > _CUT_WORDS

    def add(self, block: Block) -> None:
        """Put a block behind it."""
        text = repair_paragraph(f"{self.end}\n{block.text}")
        at = max(len(text) - _OPEN_END, 0)
        self.done.append(text[:at])
        self.end = text[at:]
        self.verified = self.verified and block.verified

    def whole(self) -> Block:
        """All of it as one block."""
        return replace(self.first, text="".join((*self.done, self.end)), verified=self.first.verified and self.verified)


def _is_punctuated(blocks: Sequence[Block]) -> bool:
    """Whether a missing full stop means something: most paragraphs of the document have one."""
    long = [
        block.text for block in blocks if block.kind is BlockKind.PARAGRAPH and len(block.text.split()) > _CUT_WORDS
    ]
    return 2 * sum(ends_sentence(text) or ends_with_colon(text) for text in long) >= len(long)
