"""The Model Context Protocol: one tool, `ask_documents`, over standard input and output or over HTTP."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from langchain_core.runnables import Runnable
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import TypeAdapter, ValidationError
from starlette.types import Scope

from bot.answer import Answer, Citation, Question
from web.api.asking import snapshots
from web.api.errors import ApiError, check_question, invalid, of_failure
from web.api.schema import LARGEST_BODY, AskRequest, describe_fields
from web.catalogue import ARABIC

TOOL = "ask_documents"
_DESCRIPTION = (
    "يجيب عن سؤال بالعربية من وثائق الاجتماعات بنصوصها، ويذكر مع كل جملة المقطع المأخوذة منه. "
    "وإن لم يكن الجواب في الوثائق قال ذلك ولم يستشهد بشيء.\n\n"
    "Answers a question, asked in Arabic, from the meeting documents of this server, in their own words, with the "
    "passage behind each sentence. Where the documents do not hold the answer it says so and cites nothing: do not "
    "fill the gap. A question that follows up on others needs these in `history`; `scope` limits the search to "
    "documents by their titles, symbols or dates."
)

Admission = Callable[[Scope | None], AbstractAsyncContextManager[object]]
"""What a question passes before it is answered, given the HTTP request's scope, or None over standard input."""


@asynccontextmanager
async def unguarded(_: Scope | None) -> AsyncGenerator[None]:
    """Lets every question pass: whoever started this process asks."""
    yield


def build_server(chain: Runnable[Question, Answer], admission: Admission = unguarded) -> Server[Any]:
    """An MCP server with the one tool.

    :param chain: Answers questions.
    :param admission: May refuse by an `ApiError` or a `HiwarError`, which is told as the tool's result.
    """
    tool = Tool(
        name=TOOL,
        title="اسأل الوثائق",
        description=_DESCRIPTION,
        input_schema=AskRequest.model_json_schema(),
        output_schema=_answer_schema(),
        annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )

    async def list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[tool])

    async def call_tool(context: ServerRequestContext[Any], called: CallToolRequestParams) -> CallToolResult:
        request = context.request
        try:
            asked = _asked(called)
            async with admission(request.scope if request else None):
                answer = await _answer(chain, asked.asked())
        except Exception as error:
            problem = of_failure(error).problem
            return CallToolResult(content=[_text(f"{problem.message_ar}\n{problem.message_en}")], is_error=True)
        return CallToolResult(content=[_text(readable(answer))], structured_content=answer.to_json())

    return Server("hiwar", version=version("hiwar"), title="حوار", on_list_tools=list_tools, on_call_tool=call_tool)


async def serve_stdio(server: Server[Any]) -> None:
    """Serve over standard input and output until the input ends."""
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def over_http(server: Server[Any]) -> StreamableHTTPSessionManager:
    """The server over streamable HTTP. It keeps nothing between requests: any replica may serve the next one."""
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True, max_request_body_size=LARGEST_BODY)


def readable(answer: Answer) -> str:
    """An answer with its citations as one text."""
    return "\n\n".join([answer.text, *(_cited(citation) for citation in answer.citations or answer.related)])


def _cited(citation: Citation) -> str:
    place = " ← ".join((citation.title, *citation.section))
    page = f"، {ARABIC.PAGE_SHORT.format(page=citation.page)}" if citation.page else ""
    head = f"[{citation.marker}]" if citation.marker else f"{ARABIC.RELATED}:"
    notice = "" if citation.verified else f"\n{ARABIC.UNVERIFIED}"
    return f"{head} {place}{page} ({citation.source})\n{citation.passage}{notice}"


def _asked(called: CallToolRequestParams) -> AskRequest:
    if called.name != TOOL:
        raise ApiError(HTTPStatus.NOT_FOUND, "unknown_tool", detail=repr(called.name))
    try:
        asked = AskRequest.model_validate(called.arguments or {})
    except ValidationError as error:
        raise invalid(error.errors()[0]) from error
    check_question(asked.question)
    return asked


async def _answer(chain: Runnable[Question, Answer], question: Question) -> Answer:
    async with aclosing(snapshots(chain, question)) as growing:
        *_, answer = [answer async for answer in growing]
    return answer


def _text(text: str) -> TextContent:
    return TextContent(type="text", text=text)


def _answer_schema() -> dict[str, Any]:
    schema = TypeAdapter(Answer).json_schema()
    describe_fields({"Answer": schema, **schema["$defs"]})
    return schema
