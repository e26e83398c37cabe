"""/api: questions and searches over HTTP, described by OpenAPI."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import asdict, dataclass
from http import HTTPStatus
from importlib.metadata import version
from typing import Annotated, Any, cast

from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer
from langchain_core.runnables import Runnable
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from accounts.keys import ApiKeys
from bot.answer import Answer, Question
from errors import HiwarError
from vectorstore.retriever import Hit
from vectorstore.scope import Scope
from web.api.asking import Room, snapshots
from web.api.errors import ApiError, Problem, check_question, invalid, of_failure, of_status
from web.api.guard import asker, spend
from web.api.schema import (
    LARGEST_BODY,
    AskRequest,
    SearchLimit,
    SearchRequest,
    SearchResult,
    describe_fields,
    found_passage,
)
from web.methods import others_allowed
from web.metrics import Metrics
from web.scopes import SESSION, Day, Named, Within

Search = Callable[[str, int, Scope], list[Hit]]
"""Words, how many passages are wanted at most and where from -> the passages that may answer, best first."""

OPENAPI = "/openapi.json"

_EVENTS = "text/event-stream"
_ABOUT = """\
Questions in Arabic, answered from the documents of one server: in the documents' own sentences, or in a chat model's
where the operator set one (`method`), each sentence with the passage that it rests on. What the documents do not hold
is refused: `refused` is true then, and nothing is cited.

Every error is one JSON object of a stable `code` and a message in two languages. A key's quota is told in the
headers `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds).
"""
_STREAM = """\
event: answer
data: {"text": "حضر الجلسة الأولى 87 مشاركاً [1].", "citations": [{"marker": 1, "page": 2}], "refused": false}

event: done
data: {}

"""
_ERRORS = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read, or its host name is not one that the server trusts.",
    HTTPStatus.UNAUTHORIZED: "No key, or one that is not valid.",
    HTTPStatus.FORBIDDEN: "The key opens something else.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The address does not take this method; `Allow` names those that it takes.",
    HTTPStatus.REQUEST_TIMEOUT: "The body of the request did not arrive in time.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is too large.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The question is empty or too long, or the request is not as described.",
    HTTPStatus.TOO_MANY_REQUESTS: "The quota is used up, or too many requests are under way; see `Retry-After`.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something unexpected went wrong.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The server is busy (`Retry-After` says when to try again) or cannot answer now.",
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    int(status): {"model": Problem, "description": description} for status, description in _ERRORS.items()
}


class _Described(FastAPI):
    """Its description tells of the answer's fields what their docstrings say."""

    def openapi(self) -> dict[str, Any]:
        schema = super().openapi()
        describe_fields(schema["components"]["schemas"])
        return schema


async def _held() -> AsyncGenerator[AsyncExitStack]:
    """What is entered here is left when the response is sent, however long it streams."""
    async with AsyncExitStack() as stack:
        yield stack


Held = Annotated[AsyncExitStack, Depends(_held)]


@dataclass(frozen=True, slots=True)
class Desk:
    """What serves the requests.

    :param chain: Answers questions.
    :param search: Finds passages.
    :param keys: Whose quotas are counted.
    :param room: What is waited for before either.
    """

    chain: Runnable[Question, Answer]
    search: Search
    keys: ApiKeys
    room: Room

    async def admit(self, request: Request, text: str, held: AsyncExitStack) -> dict[str, str]:
        """See that a request can be served, count it, and wait for room.

        :return: Headers that tell what is left of the quota.
        """
        check_question(text)
        quota = await spend(self.keys, request.scope)
        await held.enter_async_context(self.room.taken(asker(request.scope)))
        return quota

    async def found(self, request: Request, wanted: SearchRequest, held: AsyncExitStack) -> JSONResponse:
        """Search, and send what was found."""
        quota = await self.admit(request, wanted.query, held)
        try:
            hits = await run_sync(self.search, wanted.query.strip(), wanted.limit, wanted.scope.scope())
        except Exception as error:
            raise of_failure(error) from error
        return JSONResponse(asdict(SearchResult(tuple(found_passage(hit) for hit in hits))), headers=quota)


def build_api(desk: Desk, metrics: Metrics, *, with_keys: bool) -> FastAPI:
    """The application to be mounted at "/api".

    :param with_keys: Whether its description tells of keys.
    """
    key = HTTPBearer(
        scheme_name="key", description="A key that the operator made with `hiwar keys add`.", auto_error=False
    )
    api = _Described(
        title="Hiwar (حوار)",
        version=version("hiwar"),
        description=_ABOUT,
        openapi_url=OPENAPI,
        docs_url=None,
        redoc_url=None,
        max_body_size=LARGEST_BODY,
        dependencies=[Depends(key)] if with_keys else [],
        responses=_RESPONSES,
    )
    _add_errors(api, metrics)
    _add_ask(api, desk)
    _add_search(api, desk)
    return api


def _add_ask(api: FastAPI, desk: Desk) -> None:
    streamed = {"content": {_EVENTS: {"schema": {"type": "string"}, "example": _STREAM}}}

    @api.post("/ask", summary="Ask a question", response_model=Answer, responses={200: streamed})
    async def ask(request: Request, asked: AskRequest, held: Held) -> Response:
        """Answer a question from the documents.

        With `Accept: text/event-stream` the answer is sent as it grows: each event `answer` carries the whole answer
        so far, `done` follows the last one; `error` carries what a failed request would. To close the connection
        stops the work.
        """
        quota = await desk.admit(request, asked.question, held)
        growing = snapshots(desk.chain, asked.asked())
        if _EVENTS in request.headers.get("accept", ""):
            return EventSourceResponse(_events(growing), headers=quota, sep="\n")
        return await _whole(request, growing, quota)


def _add_search(api: FastAPI, desk: Desk) -> None:
    @api.post("/search", summary="Find passages", response_model=SearchResult)
    async def search(request: Request, wanted: SearchRequest, held: Held) -> Response:
        """Find the passages that may answer a question, best first. It says nothing of whether they do."""
        return await desk.found(request, wanted, held)

    @api.get("/search", summary="Find passages", response_model=SearchResult)
    async def search_by_address(
        request: Request,
        held: Held,
        query: Annotated[str, Query(description="What to look for.")],
        document: Annotated[Named, Query(default_factory=list[str])],
        limit: SearchLimit = 10,
        since: Day = "",
        until: Day = "",
        session: Annotated[str, Query(description=SESSION)] = "",
    ) -> Response:
        """The same by address; `document` may stand there several times."""
        within = Within(documents=document, since=since, until=until, session=session)
        return await desk.found(request, SearchRequest(query=query, limit=limit, scope=within), held)


async def _events(growing: AsyncGenerator[Answer]) -> AsyncGenerator[ServerSentEvent]:
    said = None
    try:
        async with aclosing(growing) as answers:
            async for answer in answers:
                if answer != said:  # while a model is silent the same comes again
                    yield _event("answer", answer.to_json())
                said = answer
    except Exception as error:
        yield _event("error", of_failure(error).problem.model_dump())
    else:
        yield _event("done", {})


def _event(name: str, data: dict[str, Any]) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(data, ensure_ascii=False), event=name, sep="\n")


async def _whole(request: Request, growing: AsyncGenerator[Answer], quota: dict[str, str]) -> Response:
    whole = Answer("")
    try:
        async with aclosing(growing) as answers:
            async for answer in answers:
                whole = answer
                if await request.is_disconnected():
                    break  # nobody hears it
    except Exception as error:
        raise of_failure(error) from error
    return JSONResponse(whole.to_json(), headers=quota)


def _add_errors(api: FastAPI, metrics: Metrics) -> None:
    def send(error: ApiError) -> JSONResponse:
        metrics.refuse(error.problem.code)
        return error.response()

    def refused(_: Request, error: Exception) -> JSONResponse:
        return send(of_failure(error))

    def malformed(_: Request, error: Exception) -> JSONResponse:
        return send(invalid(cast("RequestValidationError", error).errors()[0]))

    def unserved(request: Request, error: Exception) -> JSONResponse:
        status = cast("HTTPException", error).status_code
        # Starlette names the methods of the first route at the address only.
        allowed = others_allowed(api.routes, request.scope) if status == HTTPStatus.METHOD_NOT_ALLOWED else ""
        return send(of_status(status, {"Allow": allowed} if allowed else None))

    api.add_exception_handler(ApiError, refused)
    api.add_exception_handler(HiwarError, refused)
    api.add_exception_handler(RequestValidationError, malformed)
    api.add_exception_handler(HTTPException, unserved)
