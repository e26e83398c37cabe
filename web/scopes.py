"""What a reader may limit a question to: the documents over HTTP, and a limit as it is sent."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from vectorstore.manifest import DocumentRecord
from vectorstore.scope import Scope

DOCUMENTS = "/documents"
_MOST_DOCUMENTS = 200
_LONGEST_SESSION = 200
SESSION = "A session, as /documents names it: only what stands below its heading is searched."


def _whole_letters(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair cannot be sent back
        raise ValueError(f"The character at position {error.start} is half of a surrogate pair") from None
    return text


def _day(text: str) -> str:
    if text and date.fromisoformat(text).isoformat() != text:
        raise ValueError("it should be a date such as 2020-11-03")
    return text


Text = Annotated[str, AfterValidator(_whole_letters)]
Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]
Named = Annotated[
    list[Text], Field(max_length=_MOST_DOCUMENTS, description="Documents by their ids, symbols or whole titles.")
]


class Within(BaseModel):
    """What alone is searched: of the conditions, those that are given must hold."""

    model_config = ConfigDict(extra="forbid", strict=True)

    documents: Named = Field(default_factory=list[str])
    since: Day = Field(default="", description="The earliest date of a document; one without a date is left out.")
    until: Day = Field(default="", description="The latest date of a document; likewise.")
    session: Text = Field(default="", max_length=_LONGEST_SESSION, description=SESSION)

    def scope(self) -> Scope:
        """The same for the bot."""
        return Scope(tuple(self.documents), self.since, self.until, self.session)


def add_documents(app: FastAPI, documents: Callable[[], Sequence[DocumentRecord]]) -> None:
    """Add the list of the documents that answer at "/documents", the newest first and those without a date last.

    :param documents: Gives them; they may be known to everybody who may ask.
    """

    @app.get(DOCUMENTS)
    def listed() -> JSONResponse:
        newest_first = sorted(documents(), key=lambda record: record.date or "", reverse=True)
        entries = [
            {
                "id": r.document_id,
                "title": r.title,
                "date": r.date or "",
                "symbol": r.symbol or "",
                "sessions": r.sessions,
            }
            for r in newest_first
        ]  # fmt: skip
        return JSONResponse({"documents": entries}, headers={"Cache-Control": "no-store"})
