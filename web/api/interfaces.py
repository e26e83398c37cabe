"""The interfaces for programs beside the page: /api, /mcp and /metrics, put together and nowhere else."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from langchain_core.runnables import Runnable
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from accounts.keys import ApiKeys
from accounts.keys import Scope as KeyScope
from bot.answer import Answer, Question
from settings import Access
from web.answering import CountedChain, Slots
from web.api.asking import Room
from web.api.guard import KeyGuard, asker, spend
from web.api.routes import OPENAPI, Desk, Search, build_api
from web.api.tool import Admission, build_server, over_http
from web.metrics import CONTENT_TYPE, Channel, Metrics

API, MCP, METRICS = "/api", "/mcp", "/metrics"


@dataclass(frozen=True, slots=True)
class Interfaces:
    """What programs may use.

    :param search: Finds passages.
    :param ready: Whether questions can be answered now.
    :param keys: The keys by which they are let in.
    :param api: Who may use /api and /mcp.
    :param metrics: Who may read /metrics.
    """

    search: Search
    ready: Callable[[], bool]
    keys: ApiKeys
    api: Access = Access.KEYS
    metrics: Access = Access.KEYS


def add_interfaces(
    app: FastAPI, interfaces: Interfaces, chain: Runnable[Question, Answer], slots: Slots, metrics: Metrics
) -> None:
    """Add what the settings let programs use.

    :param chain: Answers their questions.
    :param slots: Room for answers, shared with the page.
    """
    keys = interfaces.keys
    if interfaces.api is not Access.OFF:
        room = Room(slots)
        desk = Desk(CountedChain(chain, Channel.API, metrics), interfaces.search, keys, room)
        api = build_api(desk, metrics, with_keys=interfaces.api is Access.KEYS)
        guard = KeyGuard(api, keys, metrics, scope=KeyScope.ASK, access=interfaces.api, free={OPENAPI})
        app.mount(API, guard)
        tool = over_http(build_server(CountedChain(chain, Channel.MCP, metrics), _admission(keys, room)))
        _run_with(app, tool)
        _add(app, MCP, KeyGuard(_Handler(tool), keys, metrics, scope=KeyScope.ASK, access=interfaces.api))
    if interfaces.metrics is not Access.OFF:
        numbers = _Numbers(metrics)
        guard = KeyGuard(numbers, keys, metrics, scope=KeyScope.METRICS, access=interfaces.metrics)
        _add(app, METRICS, guard, ["GET"])


def _admission(keys: ApiKeys, room: Room) -> Admission:
    @asynccontextmanager
    async def admit(scope: Scope | None) -> AsyncGenerator[None]:
        if scope is not None:
            await spend(keys, scope)
        async with room.taken(asker(scope) if scope else ""):
            yield

    return admit


def _add(app: FastAPI, path: str, below: ASGIApp, methods: list[str] | None = None) -> None:
    """Put an application at just this path; a mount would want a slash at its end.

    :param methods: What it takes; None where it answers other methods itself.
    """
    app.router.routes.append(Route(path, below, methods=methods, include_in_schema=False))


def _run_with(app: FastAPI, tool: StreamableHTTPSessionManager) -> None:
    """Keep MCP's own tasks for as long as the application runs."""
    around = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[Any]:
        async with around(app) as state, tool.run():
            yield state

    app.router.lifespan_context = lifespan


class _Handler:
    def __init__(self, tool: StreamableHTTPSessionManager) -> None:
        self._tool = tool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._tool.handle_request(scope, receive, send)


class _Numbers:
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await Response(self._metrics.text(), media_type=CONTENT_TYPE)(scope, receive, send)
