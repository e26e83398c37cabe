"""A quoted list that was cut into two passages -> its other part, quoted beside it: a list is given whole."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.coherence import wholes_of
from bot.commands import commanding, pieces_of
from bot.extractive import Quote
from vectorstore.edition import Edition


def completed(quotes: Sequence[Quote], edition: Edition) -> list[Quote]:
    """Quotes with the parts of their lists that stand in the next passages behind them."""
    return [part for quote in quotes for part in _parts(quote, edition) if part is quote or part not in quotes]


def _parts(quote: Quote, edition: Edition) -> Iterator[Quote]:
    yield quote
    text = quote.hit.passage.page_content
    is_list = "\n" in text[quote.span.start : quote.span.end]
    row = quote.hit.row + 1
    if not is_list or quote.span.end < len(text.rstrip()) or row >= len(edition.ids):
        return
    [following] = edition.passages([row])
    before, behind = quote.hit.passage.metadata, following.metadata
    spans = edition.sentences(row)[0]
    if before["document_id"] != behind["document_id"] or not behind["lead_in"] or not spans:
        return
    if behind["lead_in"] not in (before["lead_in"], *_lines(quote.text)):
        return
    whole = wholes_of(following.page_content, spans)[0]
    hit = replace(quote.hit, passage=following, row=row)
    for piece in pieces_of(whole, spans, commanding(following.page_content, spans)):
        yield from _parts(Quote(hit, piece), edition)


def _lines(text: str) -> list[str]:
    """What may introduce a list: its first line, and that line's last sentence."""
    first = text.partition("\n")[0].strip()
    return [first, *(first[i + 2 :].strip() for i in range(len(first)) if first.startswith(". ", i))]
