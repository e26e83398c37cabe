"""One question and its answer under an address of their own, read-only and fixed to the edition that answered."""

import secrets
from collections.abc import Callable
from http import HTTPStatus
from importlib.resources import files

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

from history.store import History
from web.catalogue import ARABIC, WORDS
from web.render import render_answer, render_edition, render_question, scope_in
from web.shell import words_script

SHARED = "/a"
_PAGE = Environment(autoescape=True).from_string(files("web").joinpath("shared.html").read_text("utf-8"))
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def add_shared(app: FastAPI, history: History, is_kept: Callable[[str], bool]) -> None:
    """Add "/a/ID".

    :param is_kept: Whether an edition of that name can still be gone back to.
    """

    @app.get(SHARED + "/{name}")
    def shared(name: str, lang: str = "") -> HTMLResponse:
        words = WORDS.get(lang, ARABIC)
        record, nonce = history.shared(name), secrets.token_urlsafe(16)
        headers = {**_HEADERS, "Content-Security-Policy": _POLICY.format(nonce=nonce)}
        if record is None:
            page = _PAGE.render(words=words, problem=words.SHARED_GONE)
            return HTMLResponse(page, HTTPStatus.NOT_FOUND, headers=headers)
        told = words.SHARED_EDITION.format(date=words.day(record.at.date().isoformat()))
        limit = scope_in(words, record.answer.scope, record.answer.searched)
        page = _PAGE.render(
            words=words,
            question=Markup(render_question(record.question, limit=limit, words=words)),
            answer=Markup(render_answer(record.answer, record.question, words=words)),
            edition=Markup(render_edition(told, record.edition, words=words)),
            warning="" if is_kept(record.edition) else words.SHARED_EDITION_GONE,
            script=Markup(words_script(words, nonce)),
        )
        return HTMLResponse(page, headers=headers)
