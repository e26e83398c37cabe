"""Lets programs in by their keys, and counts what they ask."""

from collections.abc import Collection
from http import HTTPStatus
from typing import cast

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from accounts.keys import Allowance, ApiKey, ApiKeys
from accounts.keys import Scope as KeyScope
from settings import Access
from web.api.errors import ApiError, key_forbidden, key_needed, of_status, quota_exceeded
from web.api.schema import LARGEST_BODY
from web.metrics import Metrics
from web.visitor import visitor_of

_KEY = "hiwar.key"


class KeyGuard:
    """ASGI middleware that lets only requests with a key and of a fair size pass, before their bodies are read.

    :param app: What is guarded.
    :param scope: What the key must open.
    :param access: Open lets everybody pass.
    :param free: Paths below the mount that need no key.
    """

    def __init__(
        self,
        app: ASGIApp,
        keys: ApiKeys,
        metrics: Metrics,
        *,
        scope: KeyScope,
        access: Access,
        free: Collection[str] = (),
    ) -> None:
        self._app = app
        self._keys = keys
        self._metrics = metrics
        self._scope = scope
        self._access = access
        self._free = free

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] == "http":
            try:
                await self._admit(scope)
            except ApiError as error:
                self._metrics.refuse(error.problem.code)
                await error.response()(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if self._access is not Access.OPEN and not self._is_free(scope):
            scope[_KEY] = await self._key(headers.get("authorization", ""))
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > LARGEST_BODY:
            raise of_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _is_free(self, scope: Scope) -> bool:
        return str(scope["path"]).removeprefix(scope.get("root_path", "")) in self._free

    async def _key(self, authorization: str) -> ApiKey:
        scheme, _, token = authorization.partition(" ")
        key = await run_sync(self._keys.find, token.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise key_needed()
        if key.scope is not self._scope:
            raise key_forbidden()
        return key


def asker(scope: Scope) -> str:
    """Who makes a request that a guard let pass: the holder of a key, or else an address."""
    key = cast("ApiKey | None", scope.get(_KEY))
    return f"key {key.name}" if key else visitor_of(HTTPConnection(scope))


async def spend(keys: ApiKeys, scope: Scope) -> dict[str, str]:
    """Count a request that a guard let pass.

    :return: Headers that tell what is left; none where no key was needed.
    :raises ApiError: If the key has made as many requests as it may.
    """
    key = cast("ApiKey | None", scope.get(_KEY))
    if key is None:
        return {}
    allowance = await run_sync(keys.spend, key)
    headers = _told(allowance)
    if not allowance.granted:
        raise quota_exceeded(allowance.reset, headers)
    return headers


def _told(allowance: Allowance) -> dict[str, str]:
    """As draft-ietf-httpapi-ratelimit-headers-03 and most services have it."""
    return {
        "RateLimit-Limit": str(allowance.limit),
        "RateLimit-Remaining": str(allowance.remaining),
        "RateLimit-Reset": str(allowance.reset),
    }
