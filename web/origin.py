"""Whether a request that changes something comes from a page of this site; those that do not are refused."""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
_OURS = {"same-origin", "none"}  # "none" is the person at the browser, and no page
# For HTML that has no policy of its own: it is shown, and does nothing.
_POLICY = "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"


def from_elsewhere(request: Request) -> bool:
    """Whether another site's page sent it: the cookie would not come along, but a login might."""
    return _from_elsewhere(request.headers)


def _from_elsewhere(headers: Headers) -> bool:
    # What the browser itself says holds behind a proxy too; over plain HTTP it says no more than the origin.
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OURS
    origin = headers.get("origin")
    return origin is not None and origin.split("://")[-1] != headers.get("host")


class OwnPagesOnly:
    """ASGI middleware that lets no other site's page change anything, and no response be taken for what it is not.

    :param app: The application below.
    :param beside: Beginnings of addresses that programs of other sites may use: keys guard them, and no cookie.
    """

    def __init__(self, app: ASGIApp, beside: Sequence[str] = ()) -> None:
        self._app = app
        self._beside = tuple(beside)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and see to the headers of what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        guarded = scope["method"] in _CHANGING and not str(scope["path"]).startswith(self._beside)
        if guarded and _from_elsewhere(Headers(scope=scope)):
            await PlainTextResponse("", HTTPStatus.FORBIDDEN)(scope, receive, send)
            return

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                if headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Content-Security-Policy", _POLICY)
            await send(message)

        await self._app(scope, receive, safe)
