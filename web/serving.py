"""uvicorn's configuration, and a time limit for request headers, which uvicorn does not have."""

import asyncio
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 30.0
KEEP_ALIVE_SECONDS = 5


def server_config(
    app: Callable[[], FastAPI],
    *,
    keep_alive: int = KEEP_ALIVE_SECONDS,
    header_seconds: float = HEADER_SECONDS,
    **more: Any,
) -> uvicorn.Config:
    """The configuration that the product is served with.

    :param app: Creates the application. It is called in the server's event loop, because Gradio starts tasks in it.
    :param keep_alive: Seconds after which an idle connection is closed.
    :param header_seconds: Seconds that the headers of a request may take to arrive.
    :param more: Further arguments of `uvicorn.Config`.
    """

    class Protocol(PunctualProtocol):
        seconds = header_seconds

    return uvicorn.Config(
        app,
        factory=True,
        http=Protocol,
        ws="none",
        log_config=None,  # `web.logs` configures logging
        access_log=False,  # it would hold query strings
        server_header=False,
        timeout_keep_alive=keep_alive,
        **more,
    )


class PunctualProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with a time limit for request headers.

    The time of the first request starts with the connection, that of a later one with its first byte. Until then
    uvicorn's own keep-alive timeout applies. Bodies are limited by `web.bodies`.
    """

    seconds = HEADER_SECONDS

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._between_requests = True
        self._headers_seen = 0
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the time limit of the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Start the time limit unless the headers are complete."""
        waited, seen = self._between_requests, self._headers_seen
        super().data_received(data)
        if waited and seen == self._headers_seen:
            self._wait()

    def on_headers_complete(self) -> None:
        """End the time limit of this request."""
        self._headers_seen += 1
        self._between_requests = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Treat the next data as another request."""
        self._between_requests = True
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the time limit."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(self.seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._late:
            self._late.cancel()
            self._late = None
