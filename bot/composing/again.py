"""An answer -> the same answer, shorter or longer."""

import re
from dataclasses import replace

from bot.answer import Answer
from bot.tables import on_one_line

_MARKER = re.compile(r"\[(\d+)\]")


def shortened(answer: Answer) -> Answer:
    """The answer with its first quotation alone, which is the most direct one."""
    lines = [line for line in answer.text.splitlines() if all(int(marker) == 1 for marker in _MARKER.findall(line))]
    return replace(answer, text="\n".join(lines), citations=answer.citations[:1])


def in_full(answer: Answer) -> Answer:
    """The answer with the whole passages that it quotes from, each once, in their order."""
    by_passage = {citation.passage_id: citation for citation in reversed(answer.citations)}
    kept = [citation for citation in answer.citations if by_passage[citation.passage_id] is citation]
    whole = [replace(citation, marker=marker, quote=citation.passage) for marker, citation in enumerate(kept, 1)]
    lines = [f"{on_one_line(citation.passage)} [{citation.marker}]" for citation in whole]
    return replace(answer, text="\n".join(lines), citations=tuple(whole))
