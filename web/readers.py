"""The reader of a browser: an anonymous token in a cookie, and what this reader may do with what is kept for them."""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from history.records import Overview, Record
from history.store import History
from web.origin import from_elsewhere

READER = "hiwar_reader"
CONVERSATIONS = "/conversations"
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_NO_STORE = {"Cache-Control": "no-store"}


class ReaderCookie:
    """ASGI middleware that gives each browser that opens the page a token of its own.

    :param app: The application below.
    :param days: How long the browser keeps it: as long as what is kept under it.
    """

    def __init__(self, app: ASGIApp, days: int) -> None:
        self._app = app
        self._seconds = days * 86400

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; an HTML document takes the cookie along, whose time begins anew."""
        if scope["type"] != "http" or scope.get("method") != "GET":
            await self._app(scope, receive, send)
            return
        token = HTTPConnection(scope).cookies.get(READER, "")
        if not _TOKEN.fullmatch(token):
            token = secrets.token_urlsafe(32)
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        cookie = f"{READER}={token}; Path=/; Max-Age={self._seconds}; HttpOnly; SameSite=Lax{secure}"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_document(message):
                MutableHeaders(raw=message["headers"]).append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, sending)


def _is_document(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


def add_conversations(app: FastAPI, history: History) -> None:
    """Add the list of a reader's conversations, its export and its deletion at "/conversations"."""

    @app.get(CONVERSATIONS)
    def conversations(request: Request) -> JSONResponse:
        kept = history.conversations(_reader(request))
        found = [{"conversation": o.conversation, "title": o.title, "at": o.at.isoformat()} for o in kept]
        return JSONResponse({"days": history.retention.history, "conversations": found}, headers=_NO_STORE)

    @app.get(CONVERSATIONS + "/export.json")
    def export(request: Request) -> Response:
        reader = _reader(request)
        parts = _exported(history, reader, history.conversations(reader))
        headers = {**_NO_STORE, "Content-Disposition": 'attachment; filename="hiwar-conversations.json"'}
        return StreamingResponse(parts, media_type="application/json", headers=headers)

    @app.post(CONVERSATIONS + "/forget")
    def forget(request: Request, conversation: Annotated[str, Form()] = "") -> Response:
        """Delete one, or all where none is named."""
        if from_elsewhere(request):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        history.forget(_reader(request), conversation or None)
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _reader(request: Request) -> str:
    return request.cookies.get(READER, "")


def _exported(history: History, reader: str, overviews: Iterable[Overview]) -> Iterator[str]:
    """The conversations as JSON, of which one is in memory at a time."""
    yield '{"conversations": ['
    for number, overview in enumerate(overviews):
        exchanges = [_plain(record) for record in history.conversation(reader, overview.conversation).values()]
        told = json.dumps({"title": overview.title, "exchanges": exchanges}, ensure_ascii=False, indent=1)
        yield f"{',' if number else ''}\n{told}"
    yield "]}"


def _plain(record: Record) -> dict[str, Any]:
    return {
        "question": record.question,
        "at": record.at.isoformat(timespec="seconds"),
        "edition": record.edition,
        "answer": asdict(record.answer),
    }
