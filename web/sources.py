"""What a citation rests on, over HTTP: the passage in its place, and the page it is printed on."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from limits import RateLimitItemPerMinute
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.generating.sources import Source
from ingest.document import Original
from web.catalogue import ARABIC, WORDS
from web.page_images import page_images
from web.rate import Rate
from web.render import render_source
from web.visitor import visitor_of

PASSAGES, PAGES = "/passages", "/pages"

# A reader opens a few a minute; many readers may share one address.
_PASSAGES_A_MINUTE, _PAGES_A_MINUTE = 240, 60
_SPAN = re.compile(r"([0-9]{1,6})-([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where passages and documents are looked up.

    :param passage: Gives the passage of that name in the edition that answers, or None.
    :param original: Gives a document that answers as it was given, or None.
    """

    passage: Callable[[str], Source | None]
    original: Callable[[str], Original | None]


def add_sources(app: FastAPI, sources: Sources) -> None:
    """Add "/passages/ID?quote=START-END" and "/pages/DOCUMENT/N.png".

    :param sources: Only what may be seen by everybody.
    """
    rate = Rate(RateLimitItemPerMinute(_PASSAGES_A_MINUTE))

    @app.get(PASSAGES + "/{passage_id}")
    def passage(request: Request, passage_id: str, quote: str = "", lang: str = "") -> HTMLResponse:
        if not rate.allows(visitor_of(request)):
            return HTMLResponse("", HTTPStatus.TOO_MANY_REQUESTS)
        source = sources.passage(passage_id)
        if source is None:
            return HTMLResponse("", HTTPStatus.NOT_FOUND)
        return HTMLResponse(
            render_source(source, _span(quote), words=WORDS.get(lang, ARABIC)), headers={"Cache-Control": "no-store"}
        )

    def quoted(passage_id: str, quote: str) -> str:
        source = sources.passage(passage_id)
        return source.text[slice(*_span(quote))] if source else ""

    app.mount(PAGES, _Limited(page_images(sources.original, quoted), Rate(RateLimitItemPerMinute(_PAGES_A_MINUTE))))


def _span(quote: str) -> tuple[int, int]:
    span = _SPAN.fullmatch(quote)
    return (int(span[1]), int(span[2])) if span else (0, 0)


class _Limited:
    """ASGI middleware that turns away whoever asks too often."""

    def __init__(self, app: ASGIApp, rate: Rate) -> None:
        self._app = app
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._rate.allows(visitor_of(HTTPConnection(scope))):
            refusal = PlainTextResponse(ARABIC.TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)
