"""Between the page and what is kept: a reader's conversations, links and verdicts, within the limits of an address.

`history.records.Limits` bounds what one reader may have kept. A reader is a cookie, of which a program may have as many
as it likes; therefore it is bounded, too, how much is kept a day for one address.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import gradio as gr
from limits import RateLimitItemPerDay

from errors import HiwarError
from history.records import Record, Verdict
from history.store import History
from web.conversation import Conversation, Exchange, Progress
from web.rate import Rate
from web.readers import READER
from web.visitor import visitor_at

# Many readers may share one address: a hundred of them may ask thirty questions and judge or share five answers each.
EXCHANGES_A_DAY, DEEDS_A_DAY = 3000, 500

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks.

    :param reader: The token of the browser; empty where it sends none.
    :param visitor: The address, as `web.visitor` names it.
    """

    reader: str
    visitor: str

    @classmethod
    def of(cls, request: gr.Request) -> "Asker":
        """Whose request it is."""
        return cls(request.cookies.get(READER, ""), visitor_at(request.client.host if request.client else ""))


def record_of(exchange: Exchange) -> Record | None:
    """An exchange as it is kept; None where nothing was answered."""
    if exchange.answer is None or not exchange.answer.text:
        return None
    return Record(exchange.question, exchange.answer, exchange.answer.edition, datetime.now(UTC))


class Keeper:
    """Keeps what the readers of all pages of one server do.

    :param history: Where it is kept.
    """

    def __init__(self, history: History) -> None:
        self.history = history
        self._exchanges = Rate(RateLimitItemPerDay(EXCHANGES_A_DAY))
        self._deeds = Rate(RateLimitItemPerDay(DEEDS_A_DAY))

    def kept(self, asker: Asker, name: str, *, behind: int = -1) -> Conversation:
        """What is kept of a conversation of whoever asks, behind a place.

        :raises HiwarError: If it cannot be read.
        """
        records = self.history.conversation(asker.reader, name, behind=behind)
        return tuple(
            Exchange(record.question, Progress.DONE, record.answer, scope=record.answer.scope, place=place)
            for place, record in records.items()
        )

    def keep(self, asker: Asker, name: str, exchange: Exchange, *, cut: bool = False) -> None:
        """Keep an exchange that was answered, in its place; what hinders that is told to the log alone.

        :param cut: Whether what stood behind its place is forgotten.
        """
        record = record_of(exchange)
        if record is None or not asker.reader:
            return
        try:
            _spend(self._exchanges, asker)
            self.history.keep(asker.reader, name, exchange.place, record, cut=cut)
        except HiwarError as error:  # the reader has the answer, and asked for nothing else
            _logger.warning("conversation not kept: %s", error)

    def share(self, asker: Asker, record: Record) -> str:
        """Keep an answer under a link; gives its name, which is empty where nothing is shared.

        :raises HiwarError: If the reader, or the address, may not share more, or nothing can be written.
        """
        _spend(self._deeds, asker)
        return self.history.share(asker.reader, record)

    def judge(self, asker: Asker, verdict: Verdict) -> None:
        """Keep what is said of an answer.

        :raises HiwarError: As `share` does.
        """
        _spend(self._deeds, asker)
        self.history.judge(asker.reader, verdict)


def _spend(rate: Rate, asker: Asker) -> None:
    if not rate.allows(asker.visitor):
        raise HiwarError("kept_enough_today")
