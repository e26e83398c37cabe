"""Limits the size of request bodies, and the time that they may take to arrive."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from errors import HiwarError
from web.failures import words_at

SECONDS = 30.0
_SLOWEST = 16 * 2**10  # bytes a second: a large upload that arrives at least this fast gets more time


class BodyLimit:
    """ASGI middleware that limits request bodies before the application reads them.

    A request whose `Content-Length` is above the limit gets 413 at once. A body without a length that passes the
    limit, or that takes too long, raises an `HTTPException` of 413 or 408 in whatever reads it. When a response is
    sent before the whole body was received, the connection is closed after it.

    :param app: The application below.
    :param limit: Gives the most bytes of a body for a path; None where the application below has its own limit.
    :param seconds: How long a body may take to arrive. Each 16 KiB received add one second.
    """

    def __init__(self, app: ASGIApp, limit: Callable[[str], int | None], seconds: float = SECONDS) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413, or pass the request on with a limited body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        body = _Body(receive, limit, self._seconds)

        async def closing(message: Message) -> None:
            if message["type"] == "http.response.start" and not body.whole:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        body.whole = length == "0" and "transfer-encoding" not in headers
        if limit is not None and length.isdecimal() and int(length) > limit:
            told = HiwarError("too_large").told(words_at(scope["path"]).language)
            await JSONResponse({"detail": told}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, closing)
        else:
            await self._app(scope, body.receive, closing)


class _Body:
    """The body of one request while it is received."""

    def __init__(self, receive: Receive, limit: int | None, seconds: float) -> None:
        self._receive = receive
        self._limit = limit
        self._until = asyncio.get_running_loop().time() + seconds
        self._size = 0
        self.whole = False

    async def receive(self) -> Message:
        """The next message.

        :raises HTTPException: If the body is too large (413) or takes too long (408).
        """
        if self.whole:  # the only message left is the client's disconnect, and it may come any time later
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until + self._size / _SLOWEST):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            self.whole = not message.get("more_body", False)
        if self._limit is not None and self._size > self._limit:
            self.whole = False
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message
