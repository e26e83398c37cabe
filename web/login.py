"""Signing in: the form, the session's cookie, and the guard that lets nobody else pass."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from importlib.resources import files
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from accounts.store import BROWSER_DAYS, Accounts, Role
from errors import HiwarError
from web.answering import BusyError
from web.catalogue import ARABIC, LANGUAGES, WORDS, Words
from web.door import Door, TooOftenError
from web.origin import from_elsewhere
from web.visitor import visitor_of

LOGIN, LOGOUT = "/login", "/logout"
COOKIE = "hiwar_session"
BROWSER = "hiwar_browser"
_BUSY_SECONDS = 5
_PAGE = Environment(autoescape=True).from_string(files("web").joinpath("login.html").read_text("utf-8"))


def add_login(app: FastAPI, accounts: Accounts, homes: Mapping[Role, str]) -> None:
    """Add the form at "/login" and the way out at "/logout".

    :param homes: Where one is sent after signing in, without what stands there for a language.
    """
    door = Door(accounts)

    @app.get(LOGIN)
    async def form(lang: str = "") -> HTMLResponse:
        return _form(WORDS.get(lang, ARABIC))

    @app.post(LOGIN)
    async def sign_in(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        lang: Annotated[str, Form()] = "",
    ) -> Response:
        words = WORDS.get(lang, ARABIC)
        if from_elsewhere(request):
            return _form(words, words.LOGIN_FAILED, HTTPStatus.FORBIDDEN)
        try:
            let_in = await door.sign_in(name, password, visitor_of(request), request.cookies.get(BROWSER))
        except TooOftenError as error:
            return _form(words, error.told(words.language), HTTPStatus.TOO_MANY_REQUESTS, error.seconds)
        except BusyError as error:
            return _form(words, error.told(words.language), HTTPStatus.SERVICE_UNAVAILABLE, _BUSY_SECONDS)
        if let_in is None:
            return _form(words, words.LOGIN_FAILED, HTTPStatus.UNAUTHORIZED)
        response = RedirectResponse(f"{homes[let_in.person.role]}{words.home}", HTTPStatus.SEE_OTHER)
        kept: dict[str, Any] = {"httponly": True, "samesite": "strict", "secure": request.url.scheme == "https"}
        response.set_cookie(COOKIE, let_in.session, **kept)
        response.set_cookie(BROWSER, let_in.browser, path=LOGIN, max_age=BROWSER_DAYS * 86400, **kept)
        return response

    @app.post(LOGOUT)
    def sign_out(request: Request, lang: Annotated[str, Form()] = "") -> Response:
        if not from_elsewhere(request):
            accounts.sign_out(request.cookies.get(COOKIE, ""))
        response = RedirectResponse(_address(WORDS.get(lang, ARABIC)), HTTPStatus.SEE_OTHER)
        response.delete_cookie(COOKIE)
        return response


def _address(words: Words) -> str:
    return LOGIN if words is ARABIC else f"{LOGIN}?lang={words.language}"


def _form(words: Words, problem: str = "", status: HTTPStatus = HTTPStatus.OK, wait: float = 0) -> HTMLResponse:
    page = _PAGE.render(words=words, languages=LANGUAGES, problem=problem, action=LOGIN)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _NOTHING_ELSE}
    return HTMLResponse(page, status, headers={**headers, **({"Retry-After": str(math.ceil(wait))} if wait else {})})


_NOTHING_ELSE = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class RoleGuard:
    """ASGI middleware that lets only people of one role pass, whatever they ask for.

    :param app: What is guarded.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts, role: Role) -> None:
        self._app = app
        self._accounts = accounts
        self._role = role

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or send to the form whoever opens a page and refuse everything else."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        person = self._accounts.who(HTTPConnection(scope).cookies.get(COOKIE))
        if person and person.role is self._role:
            await self._app(scope, receive, send)
        else:
            await _refusal(scope)(scope, receive, send)


def _refusal(scope: Scope) -> Response:
    opens_page = scope.get("method") == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    if opens_page:
        spoken = next((words for part in scope["path"].split("/") if (words := WORDS.get(part))), ARABIC)
        return RedirectResponse(_address(spoken), HTTPStatus.SEE_OTHER)
    return JSONResponse({"detail": HiwarError("login_needed").told("ar")}, HTTPStatus.UNAUTHORIZED)
