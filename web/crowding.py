"""Room for the requests of one visitor: they cannot take all of the server's threads."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus

import anyio
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from errors import HiwarError
from web.failures import words_at
from web.visitor import visitor_of

AT_ONCE, LINE = 16, 240  # requests of one visitor, of the server's 40 threads
_PATIENCE = 30.0  # seconds
# What stays open without a thread, what has a limit of its own, and what tells whether the server lives.
_FREE = ("/gradio_api/queue/data", "/gradio_api/heartbeat/", "/gradio_api/upload_progress")
_BESIDE = ("/api/", "/mcp", "/healthz", "/readyz", "/metrics")


class CrowdLimit:
    """ASGI middleware that serves a few requests of one visitor at a time; further ones wait, and some are refused.

    :param app: The application below.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._rooms: dict[str, _Room] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on when there is room, or answer 429."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or path.startswith(_BESIDE) or any(free in path for free in _FREE):
            await self._app(scope, receive, send)
            return
        async with self._room(visitor_of(HTTPConnection(scope))) as has_room:
            if has_room:
                await self._app(scope, receive, send)
                return
        told = HiwarError("too_many_at_once").told(words_at(path).language)
        headers = {"Retry-After": str(int(_PATIENCE))}
        await JSONResponse({"detail": told}, HTTPStatus.TOO_MANY_REQUESTS, headers)(scope, receive, send)

    @asynccontextmanager
    async def _room(self, visitor: str) -> AsyncGenerator[bool]:
        """Wait for room; gives whether there is any."""
        room = self._rooms.setdefault(visitor, _Room())
        if room.asking >= AT_ONCE + LINE:
            yield False
            return
        room.asking += 1
        try:
            with anyio.move_on_after(_PATIENCE) as waiting:
                await room.places.acquire()
            if waiting.cancelled_caught:
                yield False
                return
            try:
                yield True
            finally:
                room.places.release()
        finally:
            room.asking -= 1
            if not room.asking:
                del self._rooms[visitor]


class _Room:
    def __init__(self) -> None:
        self.places = anyio.Semaphore(AT_ONCE)
        self.asking = 0
