"""Answers 405 with `Allow` where an address exists but does not take the method."""

from collections.abc import Iterable
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OF_FILES = "GET, HEAD"


class MethodGuard:
    """ASGI middleware that answers 405 where routes match the address, but none of them takes the method.

    Starlette would pass such a request on to the page that is mounted at "/", which answers 404.

    :param app: The application below. The routes are those of `scope["app"]`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 405. A 405 from below without `Allow` gets one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if allowed := others_allowed(scope["app"].routes, scope):
            await not_allowed(allowed)(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.METHOD_NOT_ALLOWED:
                MutableHeaders(scope=message).setdefault("Allow", _OF_FILES)
            await send(message)

        await self._app(scope, receive, told)


def others_allowed(routes: Iterable[BaseRoute], scope: Scope) -> str:
    """The methods that the routes at a request's address take, with commas between.

    :return: Empty if a route takes the request's method, or if no route matches the address.
    """
    found = [(route, route.matches(scope)[0]) for route in routes if isinstance(route, Route)]
    here = [(route, match) for route, match in found if match is not Match.NONE]
    if any(match is Match.FULL for _, match in here):
        return ""
    return ", ".join(sorted({method for route, _ in here for method in route.methods or ()}))


def not_allowed(allowed: str) -> Response:
    """The response 405.

    :param allowed: The methods that the address takes, with commas between.
    """
    return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": allowed})
