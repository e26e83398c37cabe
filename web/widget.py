"""The chat on other sites' pages: the script that puts it there, and which sites may show it."""

import json
from collections.abc import Sequence
from importlib.resources import files

from fastapi import FastAPI
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.catalogue import WORDS, Words

SCRIPT = "/widget.js"


def add_widget(app: FastAPI) -> None:
    """Add the script. It is for any site to load: what it opens shows only where the guard of frames lets it."""
    spoken = json.dumps({language: _spoken(words) for language, words in WORDS.items()}, ensure_ascii=False)
    script = files("web").joinpath("widget.js").read_text("utf-8").replace("__WORDS__", spoken)
    headers = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}

    @app.get(SCRIPT)
    async def widget() -> Response:
        return Response(script, media_type="text/javascript; charset=utf-8", headers=headers)


def _spoken(words: Words) -> dict[str, str]:
    return {
        "label": words.WIDGET_LABEL,
        "title": words.PAGE_TITLE,
        "away": words.OPEN_ALONE,
        "leave": words.WIDGET_CLOSE,
        "home": words.home,
        "dir": words.direction,
        "side": "left" if words.direction == "rtl" else "right",
    }


def embedded_js() -> str:
    """What the page does when it is shown by the widget."""
    return files("web").joinpath("embedded.js").read_text("utf-8")


class FrameGuard:
    """ASGI middleware that names the sites which may show a page in a frame of theirs.

    :param app: The application below.
    :param origins: The sites beside the page's own.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self._app = app
        self._policy = " ".join(("frame-ancestors", "'self'", *origins))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the policy to every response; beside another one, both hold."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Content-Security-Policy", self._policy)
            await send(message)

        await self._app(scope, receive, guarded)
