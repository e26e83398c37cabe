"""The HTML document that carries the page -> the same document in the language of the page.

Gradio serves a fixed English shell. It is changed on its way out, so that language, direction and
title hold before any script runs, and Gradio's own interface takes its translation.
"""

import json
import re
import secrets
from html import escape
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.catalogue import ARABIC, Words

_SCRIPT_TAG: Final = re.compile(r"<script\b")
# Only scripts that the server itself wrote into the document run, and what these load; no attribute of an element
# ever does. Gradio makes functions of texts of its own, and styles elements as it goes.
_POLICY: Final = (
    "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
_HTML_TAG: Final = re.compile(r"<html\b[^>]*>")
_HEAD_TAG: Final = re.compile(r"<head\b[^>]*>")
# The keys of a phone take their room from the page, whose box then stays above them.
_VIEWPORT: Final = re.compile(r'(?<=content=")width=device-width,[^"]*')
_ABOVE_THE_KEYS: Final = "width=device-width, initial-scale=1, interactive-widget=resizes-content"
_ENGLISH_META: Final = re.compile(r"\s*<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>")
# Gradio picks its language from the browser's; the page speaks its own in every browser.
_LANGUAGE_SCRIPT: Final = (
    '<script>for(const[k,v]of[["language","%s"],["languages",["%s"]]])'
    "Object.defineProperty(navigator,k,{get:()=>v});</script>"
)


def shell_in(words: Words, html: str, script: str) -> str:
    """The document with language, direction, title and the page's own script.

    :param words: The language of the page.
    :param html: The document as Gradio renders it; anything that is no such document is unchanged.
    :param script: JavaScript that runs before Gradio's.
    """
    html = _VIEWPORT.sub(_ABOVE_THE_KEYS, _ENGLISH_META.sub("", html), count=1)
    html = _HTML_TAG.sub(lambda tag: _tag(tag, words), html, count=1)
    head = (
        f"<title>{escape(words.PAGE_TITLE)}</title>"
        f"{_LANGUAGE_SCRIPT % (words.language, words.language)}"
        '<script src="/hiwar/theme.js"></script><script src="/hiwar/digits.js"></script>'
        f"<script>{script}</script>"
        '<link rel="stylesheet" href="/hiwar/page.css">'
        '<script src="/hiwar/panel.js" defer></script>'
        '<script src="/hiwar/chat.js" defer></script><script src="/hiwar/scope.js" defer></script>'
        '<script src="/hiwar/resume.js" defer></script><script src="/hiwar/ahead.js" defer></script>'
        f"<noscript>{escape(words.SCRIPT_NEEDED)}</noscript>"
    )
    return _HEAD_TAG.sub(lambda tag: tag.group() + '<meta charset="utf-8">' + head, html, count=1)


def _with_nonce(html: str, nonce: str) -> str:
    """The document with its scripts marked as the server's own."""
    return _SCRIPT_TAG.sub(f'<script nonce="{nonce}"', html)


def _tag(tag: re.Match[str], words: Words) -> str:
    rest = re.sub(r'\s(?:lang|dir)="[^"]*"', "", tag.group().removeprefix("<html"))
    return f'<html lang="{words.language}" dir="{words.direction}"{rest}'


def page_script(source: str, words: Words = ARABIC) -> str:
    """The page's script with its words filled in.

    :param source: JavaScript in which `__WORDS__` stands for them.
    :param words: The language of the page.
    """
    return source.replace("__WORDS__", _spoken(words))


def words_script(words: Words, nonce: str) -> str:
    """A script element with the words of the page's scripts, for a page without Gradio.

    :param nonce: What the page's Content-Security-Policy lets run.
    """
    return f'<script nonce="{nonce}">window.hiwarWords = {_spoken(words)};</script>'


def _spoken(words: Words) -> str:
    spoken = {
        "chrome": words.chrome,
        "user": words.YOUR_MESSAGE,
        "bot": words.OUR_MESSAGE,
        "connection": words.CONNECTION_ERROR,
        "reasons": words.reasons,
        "months": words.months,
        "first_of_month": words.first_of_month,
        "counts": {noun: words.noun(noun) for noun in _COUNTED},
        **{name.lower(): getattr(words, name) for name in _SPOKEN},
    }
    # A "<" cannot end the script element when it is written as an escape.
    return json.dumps(spoken, ensure_ascii=False).replace("<", "\\u003c")


_COUNTED: Final = ("documents", "days")  # by the scripts
_SPOKEN: Final = (
    "WAITING MARKER PANEL PANEL_CLOSE PANEL_BEFORE PANEL_AFTER PANEL_LOADING PANEL_GONE PANEL_FAILED TOO_OFTEN AGAIN "
    "COPIED COPY_FAILED CITATIONS EDITING CANCEL SHARE SHARE_DONE SHARE_LINK COPY_LINK LINK_COPIED DEED_FAILED JUDGED "
    "DID_NOT_HELP WHY_NOT COMMENT SEND_VERDICT VERDICT_KEPT REPORT_QUESTION CONVERSATIONS "
    "CONVERSATIONS_NONE CONVERSATIONS_KEPT DELETE DELETE_NAMED DELETE_ALL EXPORT CONFIRM_DELETE CONFIRM_DELETE_ALL "
    "DIGITS QUEUE_FULL OFFLINE ONLINE "
    "SCOPE SCOPE_ABOUT SCOPE_DOCUMENTS SCOPE_FIND SCOPE_SESSION SCOPE_ANY_SESSION SCOPE_SINCE SCOPE_UNTIL "
    "SCOPE_UNDATED SCOPE_COUNT SCOPE_NOTHING SCOPE_REVERSED SCOPE_UNTITLED SCOPE_APPLY SCOPE_CLEAR SCOPE_IN "
    "SCOPE_TITLE SCOPE_MORE SCOPE_FROM SCOPE_TO LIST_COMMA"
).split()


class Shell:
    """ASGI middleware that turns each whole HTML document on its way out.

    :param app: The application below.
    :param script: JavaScript that runs before Gradio's.
    :param words: The language of the page.
    """

    def __init__(self, app: ASGIApp, script: str, words: Words = ARABIC) -> None:
        self._app = app
        self._script = script
        self._words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything but HTML documents through untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Sender(send, self._script, self._words))


class _Sender:
    """Holds an HTML response back until it is whole, then sends it turned."""

    def __init__(self, send: Send, script: str, words: Words) -> None:
        self._send = send
        self._words = words
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
        nonce = secrets.token_urlsafe(16)
        body = _with_nonce(shell_in(self._words, self._body.decode(), self._script), nonce).encode()
        headers = MutableHeaders(raw=start["headers"])
        headers["content-length"] = str(len(body))
        headers["referrer-policy"] = "same-origin"
        headers["x-content-type-options"] = "nosniff"
        headers.append("content-security-policy", _POLICY.format(nonce=nonce))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
