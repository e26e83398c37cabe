"""The HTML document that carries the page -> the same document in Arabic and from right to left.

Gradio serves a fixed English shell. It is changed on its way out, so that language, direction and
title hold before any script runs, and Gradio's own interface takes its Arabic translation.
"""

import json
import re
from html import escape
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import strings

_HTML_TAG: Final = re.compile(r"<html\b[^>]*>")
_HEAD_TAG: Final = re.compile(r"<head\b[^>]*>")
_ENGLISH_META: Final = re.compile(r"\s*<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>")
# Gradio picks its language from the browser's; the page speaks Arabic in every browser.
_LANGUAGE_SCRIPT: Final = (
    '<script>for(const[k,v]of[["language","ar"],["languages",["ar"]]])'
    "Object.defineProperty(navigator,k,{get:()=>v});</script>"
)


def arabic_shell(html: str, script: str) -> str:
    """The document with language, direction, title and the page's own script.

    :param html: The document as Gradio renders it; anything that is no such document is unchanged.
    :param script: JavaScript that runs before Gradio's.
    """
    html = _ENGLISH_META.sub("", html)
    html = _HTML_TAG.sub(_arabic_tag, html, count=1)
    head = (
        f"<title>{escape(strings.PAGE_TITLE)}</title>{_LANGUAGE_SCRIPT}<script>{script}</script>"
        f"<noscript>{escape(strings.SCRIPT_NEEDED)}</noscript>"
    )
    return _HEAD_TAG.sub(lambda tag: tag.group() + '<meta charset="utf-8">' + head, html, count=1)


def _arabic_tag(tag: re.Match[str]) -> str:
    rest = re.sub(r'\s(?:lang|dir)="[^"]*"', "", tag.group().removeprefix("<html"))
    return f'<html lang="ar" dir="rtl"{rest}'


def page_script(source: str) -> str:
    """The page's script with its Arabic words filled in.

    :param source: JavaScript in which `__WORDS__` stands for them.
    """
    words = {
        "chrome": strings.CHROME,
        "user": strings.YOUR_MESSAGE,
        "bot": strings.OUR_MESSAGE,
        "connection": strings.CONNECTION_ERROR,
        "waiting": strings.WAITING,
    }
    # A "<" cannot end the script element when it is written as an escape.
    return source.replace("__WORDS__", json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"))


class ArabicShell:
    """ASGI middleware that turns each whole HTML document on its way out.

    :param app: The application below.
    :param script: JavaScript that runs before Gradio's.
    """

    def __init__(self, app: ASGIApp, script: str) -> None:
        self._app = app
        self._script = script

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything but HTML documents through untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Sender(send, self._script))


class _Sender:
    """Holds an HTML response back until it is whole, then sends it turned."""

    def __init__(self, send: Send, script: str) -> None:
        self._send = send
        self._script = script
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            await self._hold(self._start, message)
            return
        await self._send(message)

    async def _hold(self, start: Message, message: Message) -> None:
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        body = arabic_shell(self._body.decode(), self._script).encode()
        MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
