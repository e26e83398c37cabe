"""An answer -> the same answer, shorter or longer."""

import re
from dataclasses import replace

from bot.answer import Answer, Citation
from bot.composing.quotes import cited_line
from bot.reading.commands import holds_command
from ingest.document import Span

_MARKER = re.compile(r"\[\d+\]")


def shortened(answer: Answer) -> Answer:
    """The answer with its first quotation alone, which is the most direct one."""
    lines = answer.text.splitlines()
    end = next((at for at, line in enumerate(lines, 1) if _MARKER.search(line)), len(lines))
    return replace(answer, text="\n".join(lines[:end]), citations=answer.citations[:1])


def in_full(answer: Answer) -> Answer:
    """The answer with the whole passages that it quotes from, each once, in their order.

    Of a passage that holds an order to a machine only the quotation is shown.
    """
    first: dict[str, Citation] = {}
    for citation in answer.citations:
        first.setdefault(citation.passage_id, citation)
    whole = [replace(one, marker=marker, quote=_whole(one)) for marker, one in enumerate(first.values(), 1)]
    return replace(answer, text="\n".join(map(cited_line, whole)), citations=tuple(whole))


def _whole(citation: Citation) -> str:
    is_safe = not holds_command(citation.passage, Span(0, len(citation.passage)))
    return citation.passage if is_safe else citation.quote
