"""Signing in: the form, the session's cookie, and the guard that lets nobody else pass."""

from collections.abc import Mapping
from http import HTTPStatus
from importlib.resources import files
from threading import Lock
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from accounts.store import Accounts, Role
from errors import HiwarError
from web.catalogue import ARABIC, LANGUAGES, WORDS, Words
from web.origin import from_elsewhere

LOGIN, LOGOUT = "/login", "/logout"
COOKIE = "hiwar_session"

# Of wrong passwords: a person mistypes a few, and many people may share one address.
_BY_NAME, _BY_ADDRESS = parse("5 per 15 minutes"), parse("30 per 15 minutes")
_PAGE = Environment(autoescape=True).from_string(files("web").joinpath("login.html").read_text("utf-8"))


def add_login(app: FastAPI, accounts: Accounts, homes: Mapping[Role, str]) -> None:
    """Add the form at "/login" and the way out at "/logout".

    :param homes: Where one is sent after signing in, without what stands there for a language.
    """
    limiter = FixedWindowRateLimiter(MemoryStorage())
    # A wrong password counts only once it was checked: of many sent at once, all would pass before one counts.
    one_by_one = Lock()

    @app.get(LOGIN)
    def form(lang: str = "") -> HTMLResponse:
        return _form(WORDS.get(lang, ARABIC))

    @app.post(LOGIN)
    def sign_in(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        lang: Annotated[str, Form()] = "",
    ) -> Response:
        words = WORDS.get(lang, ARABIC)
        if from_elsewhere(request):
            return _form(words, words.LOGIN_FAILED, HTTPStatus.FORBIDDEN)
        address = request.client.host if request.client else ""
        tries = ((_BY_NAME, name), (_BY_ADDRESS, address))
        with one_by_one:
            if not all(limiter.test(limit, key) for limit, key in tries):
                return _form(words, words.LOGIN_TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS)
            token = accounts.sign_in(name, password)
            if token is None:
                for limit, key in tries:
                    limiter.hit(limit, key)
                return _form(words, words.LOGIN_FAILED, HTTPStatus.UNAUTHORIZED)
        person = accounts.who(token)
        response = RedirectResponse(f"{homes[person.role]}{words.home}" if person else LOGIN, HTTPStatus.SEE_OTHER)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)
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


def _form(words: Words, problem: str = "", status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    page = _PAGE.render(words=words, languages=LANGUAGES, problem=problem, action=LOGIN)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store", "Content-Security-Policy": _NOTHING_ELSE})


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
