"""What a reader is told where the server itself fails, or has no page: one sentence; the rest is logged."""

import logging
from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import HiwarError
from web.catalogue import ARABIC, WORDS, Words
from web.render import escape

# What a browser is answered at an address that leads nowhere, or is no whole one.
_NOWHERE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.UNPROCESSABLE_ENTITY)

_logger = logging.getLogger(__name__)


def add_failures(app: FastAPI) -> None:
    """Let no failure of the application reach a reader as it is."""

    @app.exception_handler(HiwarError)
    def known(request: Request, error: HiwarError) -> HTMLResponse:
        _logger.warning("a request was not served: %s", error)
        words = words_at(request.url.path)
        return page_that_tells(error.told(words.language), HTTPStatus.SERVICE_UNAVAILABLE, words)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        # FastAPI would send back what was sent, and fails where that is no JSON, such as a NaN or half a surrogate.
        in_body = any("body" in problem["loc"][:1] for problem in error.errors())
        return Response(status_code=HTTPStatus.BAD_REQUEST if in_body else HTTPStatus.UNPROCESSABLE_ENTITY)

    @app.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> HTMLResponse:
        words = words_at(request.url.path)
        return page_that_tells(words.UNEXPECTED_ERROR, HTTPStatus.INTERNAL_SERVER_ERROR, words)  # Starlette logs it

    _ = known, malformed, unknown


class NothingHere:
    """ASGI middleware by which people who open an address without a page are told so in one, in their language.

    :param app: The application below.
    :param beside: Beginnings of addresses for programs, which are answered as they are.
    """

    def __init__(self, app: ASGIApp, beside: Sequence[str] = ()) -> None:
        self._app = app
        self._beside = tuple(beside)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and put a page in the place of what says that there is none."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or scope["method"] != "GET" or path.startswith(self._beside):
            await self._app(scope, receive, send)
            return
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        replaced = False

        async def told(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] in _NOWHERE:
                replaced = not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
            if not replaced:
                await send(message)

        await self._app(scope, receive, told)
        if replaced:
            words = words_at(path)
            await page_that_tells(words.NOTHING_HERE, HTTPStatus.NOT_FOUND, words)(scope, receive, send)


def words_at(path: str) -> Words:
    """The language of the page at an address."""
    return next((words for part in path.split("/") if (words := WORDS.get(part))), ARABIC)


def page_that_tells(sentence: str, status: HTTPStatus, words: Words) -> HTMLResponse:
    """A page of one sentence, with the way to the chat below it."""
    told = escape(sentence)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{told}</title>'
    page = f'<html lang="{words.language}" dir="{words.direction}"><head>{head}</head><body><p>{told}</p>'
    back = f'<p><a href="{words.home}">{escape(words.TO_CHAT)}</a></p>'
    return HTMLResponse(f"<!doctype html>{page}{back}</body></html>", status, headers={"Cache-Control": "no-store"})
