"""The tool ask_documents, as a real MCP client meets it."""

import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

import anyio
import httpx2
import pytest
from api_kit import QUESTION, Served, served
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent, Tool
from page_kit import script
from scripted_chain import ANSWER, PASSAGE, QUOTE, REFUSAL, citation

from bot.answer import Answer, Turn
from tests.waiting import PATIENCE
from vectorstore.scope import Scope
from web.api.tool import readable
from web.catalogue import ARABIC

TOOL = "ask_documents"
T = TypeVar("T")
Mode = Literal["legacy", "auto"]
MODES: tuple[Mode, ...] = ("legacy", "auto")


def run(client: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a client in a thread of its own: where a browser is open, this one's event loop is taken."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, client).result()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("mcp"), script) as running:
        yield running


@asynccontextmanager
async def connected(api: Served, token: str, mode: Mode) -> AsyncGenerator[Client]:
    async with (
        httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE) as http,
        Client(streamable_http_client(api.url + "mcp", http_client=http), mode=mode) as client,
    ):
        yield client


def tools(api: Served, mode: Mode) -> list[Tool]:
    async def listed() -> list[Tool]:
        async with connected(api, api.token, mode) as client:
            return (await client.list_tools()).tools

    return run(listed)


def call(api: Served, arguments: dict[str, Any], mode: Mode = "auto", tool: str = TOOL) -> CallToolResult:
    async def called() -> CallToolResult:
        async with connected(api, api.token, mode) as client:
            return await client.call_tool(tool, arguments)

    return run(called)


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.mark.parametrize("mode", MODES)
def test_there_is_one_tool_described_in_both_languages(api: Served, mode: Mode) -> None:
    (tool,) = tools(api, mode)
    assert tool.name == TOOL
    assert tool.description
    assert "بالعربية" in tool.description
    assert "Arabic" in tool.description
    assert set(tool.input_schema["properties"]) == {"question", "history", "scope"}
    assert tool.input_schema["required"] == ["question"]
    assert tool.output_schema
    assert {"text", "citations", "refused"} <= set(tool.output_schema["properties"])


@pytest.mark.parametrize("mode", MODES)
def test_a_question_gets_the_answer_with_its_passages(api: Served, mode: Mode) -> None:
    history = [{"role": "user", "content": "سؤال أول"}, {"role": "assistant", "content": "جواب أول"}]
    result = call(api, {"question": QUESTION, "history": history}, mode)
    assert not result.is_error
    assert text(result).startswith(ANSWER.text)
    assert PASSAGE in text(result)
    assert result.structured_content["text"] == ANSWER.text
    assert [cited["marker"] for cited in result.structured_content["citations"]] == [1, 2, 3]
    assert api.chain.questions[-1].history == (Turn("user", "سؤال أول"), Turn("assistant", "جواب أول"))


def test_the_assistant_may_name_the_documents_to_be_searched(api: Served) -> None:
    assert not call(api, {"question": QUESTION, "scope": {"documents": ["E/2020/1"]}}).is_error
    assert api.chain.questions[-1].scope == Scope(("E/2020/1",))
    assert call(api, {"question": QUESTION, "scope": {"since": "yesterday"}}).is_error


def test_a_refusal_is_said_and_cites_nothing(api: Served) -> None:
    result = call(api, {"question": "أين الذهب؟"})
    assert not result.is_error
    assert result.structured_content["refused"] is True
    assert result.structured_content["citations"] == []
    assert text(result).startswith(REFUSAL.text)
    assert ARABIC.RELATED in text(result)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"question": " "}, "السؤال فارغ"),
        ({"question": "س" * 3000}, "2000"),
        ({}, "See the field question. Field required"),
        ({"question": 5}, "question"),
        ({"question": "عطل"}, "تعذّر الوصول إلى ما هو محفوظ"),
        ({"question": "انهيار"}, "غير متوقع"),
    ],
)
def test_what_goes_wrong_is_told_to_the_model_in_both_languages(
    api: Served, arguments: dict[str, Any], said: str
) -> None:
    result = call(api, arguments)
    assert result.is_error
    assert said in text(result)
    assert "secret" not in text(result)
    arabic, english = text(result).splitlines()
    assert any("\u0600" <= letter <= "\u06ff" for letter in arabic)
    assert english.isascii()


def test_another_tool_is_not_there(api: Served) -> None:
    assert call(api, {"question": QUESTION}, tool="delete_documents").is_error


def test_without_a_key_no_client_connects(api: Served) -> None:
    asked = len(api.chain.questions)

    async def connect() -> None:
        async with connected(api, "hiwar_guessed", "auto") as client:
            await client.call_tool(TOOL, {"question": QUESTION})

    with pytest.raises(ExceptionGroup):
        run(connect)
    assert len(api.chain.questions) == asked


def test_questions_are_taken_from_the_quota_of_the_key_and_talk_about_tools_is_not(tmp_path: Path) -> None:
    with served(tmp_path, script, per_minute=2) as api:
        tools(api, "auto")
        tools(api, "legacy")
        results = [call(api, {"question": QUESTION}) for _ in range(3)]
        assert [result.is_error for result in results] == [False, False, True]
        assert "quota" not in text(results[0])
        assert "Try again in" in text(results[2])
        assert api.ask().status_code == 429  # one quota for both interfaces
        assert api.metrics()['hiwar_questions_total{channel="mcp",outcome="answered"}'] == 2


def test_a_reader_is_told_where_each_passage_stands_and_what_was_read_from_a_picture() -> None:
    read = readable(Answer("نص [1].", (citation(1, verified=False), citation(2, page=None))))
    first, second = read.split("\n\n")[1:]
    assert first.startswith("[1] تقرير المشاورة الإقليمية الثالثة ← ثانيًا: المناقشات")
    assert ARABIC.PAGE_SHORT.format(page=3) in first
    assert first.endswith(ARABIC.UNVERIFIED)
    assert QUOTE in second
    assert ARABIC.UNVERIFIED not in second


@pytest.mark.slow
def test_the_command_serves_a_client_over_its_standard_input_and_output(tmp_path: Path, tiny_model: Path) -> None:
    settings = {"HIWAR_EMBEDDINGS": str(tiny_model), "HIWAR_DATA_DIR": str(tmp_path / "data"), "HF_HUB_OFFLINE": "1"}
    report = tmp_path / "report.txt"
    report.write_text("افتتحت السيدة سلمى الحاج الورشة. وحضر الورشة 42 مشاركاً من سبع نقابات.", "utf-8")
    root = Path(__file__).resolve().parents[2]

    def command(*arguments: str) -> StdioServerParameters:
        return StdioServerParameters(
            command=sys.executable, args=["-m", "cli", *arguments], cwd=str(root), env={**settings, "PATH": ""}
        )

    async def session() -> tuple[list[Tool], CallToolResult]:
        await anyio.run_process([sys.executable, "-m", "cli", "ingest", str(report)], env=settings, cwd=root)
        async with Client(command("mcp")) as client:
            return (await client.list_tools()).tools, await client.call_tool(TOOL, {"question": "كم مشاركاً حضر؟"})

    (tool,), result = run(session)
    assert tool.name == TOOL
    assert not result.is_error
    assert result.structured_content["standalone_question"] == "كم مشاركاً حضر؟"
