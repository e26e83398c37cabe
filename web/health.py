"""What tells an operator's tools whether the server lives, and whether it can answer."""

import threading
import time
from collections.abc import Callable
from http import HTTPStatus

from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.responses import JSONResponse

HEALTHZ, READYZ = "/healthz", "/readyz"
_REMEMBERED = 5.0  # seconds: to be asked often must cost nothing


def add_health(app: FastAPI, ready: Callable[[], bool]) -> None:
    """Add "/healthz", 200 for as long as the process serves, and "/readyz", 503 while it cannot answer.

    :param ready: Whether questions can be answered now; may take its time.
    """
    remembered = _remembering(ready)

    @app.get(HEALTHZ)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get(READYZ)
    async def readyz() -> JSONResponse:
        if await run_sync(remembered):
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, HTTPStatus.SERVICE_UNAVAILABLE)


def _remembering(ready: Callable[[], bool]) -> Callable[[], bool]:
    lock = threading.Lock()
    known, until = False, 0.0

    def remembered() -> bool:
        nonlocal known, until
        with lock:
            if time.monotonic() >= until:
                known, until = ready(), time.monotonic() + _REMEMBERED
            return known

    return remembered
