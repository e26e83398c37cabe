"""A model's name -> a chat model of LangChain, and its reply as text that is sure to end."""

import asyncio
import logging
import queue
import threading
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing
from functools import cache
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from errors import HiwarError

_MOST_CHUNKS = 8_000  # empty ones count too
_REASONS = ("finish_reason", "stop_reason", "done_reason")
_CUT = ("", "length", "max_tokens", "content_filter")
_BEAT = 0.5  # seconds within which whoever has stopped listening is noticed
_NO_KEY = "none"  # servers of one's own mostly ask for none, and the client for some

_log = logging.getLogger(__name__)


class ModelFailedError(Exception):
    """The model gave no reply, or not to its end: too slow, out of reach, broken or endless."""


def load_chat_model(name: str, *, url: str | None, key: str | None, seconds: float) -> BaseChatModel:
    """Make a client of a chat model. Nothing is asked of it yet.

    :param name: As `init_chat_model` takes it, such as "openai:gpt-4o-mini".
    :param url: Base address of an OpenAI-compatible server; None takes the provider's own.
    :param key: What the server wants to see; None leaves it to the provider's own variable, or where there is
        a `url`, sends none of anybody's.
    :param seconds: How long the client waits for a byte.
    :raises HiwarError: If there is no such provider, its package is missing, or it lacks a key.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, object] = {"timeout": seconds, "max_retries": 0}
    if url:
        options |= {"base_url": url, "api_key": key or _NO_KEY}
    elif key:
        options["api_key"] = key
    try:
        return init_chat_model(name, **options)  # pyright: ignore[reportCallIssue, reportArgumentType]
    except ImportError as error:
        raise HiwarError(
            "model_package_missing",
            f"{_first_line(error)} "
            "Install the provider's package, for OpenAI-compatible servers with `pip install 'hiwar[llm]'`.",
            name=name,
        ) from error
    except Exception as error:  # each provider has its own errors for what it does not take
        raise HiwarError(
            "model_unusable",
            f"{_first_line(error)} "
            "Name it PROVIDER:MODEL, such as openai:gpt-4o-mini, with HIWAR_LLM_KEY or the provider's own variable.",
            name=name,
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().splitlines()[0].rstrip(".") + "."


def stream_text(model: BaseChatModel, messages: Sequence[BaseMessage], seconds: float) -> Generator[str]:
    """Give a model's reply as it comes, and empty pieces while it is silent. Closing the generator hangs up.

    :param seconds: For the whole reply, whatever the server sends in the meantime.
    :raises ModelFailedError: If it fails in any way, does not end in time, or ends before it has finished.
    """
    chunks: queue.SimpleQueue[tuple[str, str] | Exception | None] = queue.SimpleQueue()
    dropped = threading.Event()  # Python 3.11 may lose a cancellation that meets a chunk

    async def pump() -> None:
        try:
            # Closed by name: a reply that is dropped would be read to its end before it is let go.
            async with asyncio.timeout(seconds), aclosing(_reply(model, messages)) as reply:
                async for chunk in reply:
                    if dropped.is_set():
                        return
                    chunks.put((chunk.text, _reason(chunk)))
                    # A server that sends without a pause would keep the loop from every other reply, and from its end.
                    await asyncio.sleep(0)
            chunks.put(None)
        except Exception as error:
            chunks.put(error)

    future = asyncio.run_coroutine_threadsafe(pump(), _loop())
    reason = ""
    try:
        for _ in range(_MOST_CHUNKS):
            try:
                chunk = chunks.get(timeout=_BEAT)
            except queue.Empty:
                chunk = ("", "")  # a generator can be closed only where it yields
            if chunk is None:
                if reason in _CUT:
                    raise _failed(f"broke off: {reason or 'no reason given'}")
                return
            if isinstance(chunk, Exception):
                # The message may repeat the key or the question: only its kind is logged.
                raise _failed(f"{type(chunk).__name__} {getattr(chunk, 'status_code', '')}") from chunk
            text, ending = chunk
            reason = ending or reason
            yield text
        raise _failed("does not end")
    finally:
        dropped.set()
        future.cancel()


def _reply(model: BaseChatModel, messages: Sequence[BaseMessage]) -> AsyncGenerator[AIMessageChunk]:
    return cast("AsyncGenerator[AIMessageChunk]", model.astream(list(messages)))


def _reason(chunk: BaseMessage) -> str:
    """Why the reply ends with this chunk; each provider has a word of its own for where it says so."""
    return next(
        (str(chunk.response_metadata[name]).lower() for name in _REASONS if chunk.response_metadata.get(name)), ""
    )


def _failed(what: str) -> ModelFailedError:
    _log.warning("the chat model failed: %s", what)
    return ModelFailedError(what)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop for all replies, in a thread of its own: the clients keep their connections in it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-model", daemon=True).start()
    return loop
