"""The server: settings -> the live edition, its answer chain and the page, composed here and nowhere else."""

import gc
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from errors import HiwarError
from settings import ACCOUNTS, HISTORY, Settings
from vectorstore.library import Library

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.chain import AnswerChain
    from bot.generating.generative import GenerativeAnswerer
    from bot.serving.live import LiveChain
    from vectorstore.embeddings import SentenceTransformerEmbeddings


def open_chain(settings: Settings, edition: str | None = None) -> "AnswerChain":
    """Open an edition with its embedding model.

    :param edition: Its name; the live one if None.
    :raises HiwarError: If there is no such edition, it is damaged or was built with another model, or the
        embedding model, the reranker or the chat model cannot be used.
    """
    from bot.chain import AnswerChain
    from bot.serving.live import open_for
    from vectorstore.embeddings import load_embeddings
    from vectorstore.reranker import load_reranker
    from vectorstore.vectors import embeddings_name

    generative = load_generative(settings)
    # The edition first: what is wrong with it is said before the model takes its seconds to load.
    opened = open_for(Library(settings.data_dir).editions, embeddings_name(settings.embeddings), edition)
    embeddings, reranker = load_embeddings(settings.embeddings), load_reranker(settings.reranker)
    return AnswerChain(opened, embeddings, generative=generative, reranker=reranker)


def load_generative(settings: Settings) -> "GenerativeAnswerer | None":
    """What answers in the words of the chat model that the settings name; None where they name none.

    :raises HiwarError: If that model cannot be used, or its address or key is set without it.
    """
    if not settings.llm:
        if settings.llm_url or settings.llm_key:
            raise HiwarError(
                "model_unnamed",
                "Set HIWAR_LLM to PROVIDER:MODEL, such as openai:gpt-4o-mini, or leave all of them out.",
            )
        return None
    from bot.generating.chat_model import load_chat_model
    from bot.generating.generative import GenerativeAnswerer

    model = load_chat_model(
        settings.llm,
        url=str(settings.llm_url) if settings.llm_url else None,
        key=settings.llm_key.get_secret_value() if settings.llm_key else None,
        seconds=settings.llm_timeout,
    )
    return GenerativeAnswerer(model, seconds=settings.llm_timeout)


def run_server(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve the page until the process is told to stop.

    :param announce: Called with one line that holds the page's address, when it is ready.
    :raises HiwarError: If the port is taken, and as `open_chain` does.
    """
    with _listen(settings.host, settings.port) as listener:
        with _uncollected():
            import uvicorn

            from accounts.keys import ApiKeys
            from accounts.store import Accounts
            from bot.serving.workers import Workers
            from history.records import Retention
            from history.store import History
            from vectorstore.embeddings import share_processor
            from vectorstore.indexing import Embedder
            from web.api.interfaces import Interfaces
            from web.corpus import CorpusSummary
            from web.hosts import trusted_hosts
            from web.logs import log_discreetly
            from web.page import CONCURRENT_ANSWERS
            from web.server import Organising, create_app
            from web.serving import server_config
            from web.sources import Sources

            log_discreetly()

            library = Library(settings.data_dir)
            chain, embeddings = _open_live(library, settings)
            share_processor(CONCURRENT_ANSWERS)

        def corpus() -> CorpusSummary:
            manifest = chain.manifest
            return CorpusSummary(manifest.documents, manifest.passages, manifest.edition, chain.examples)

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                announce(f"Hiwar answers at http://{settings.host}:{settings.port} (stop with Ctrl+C)")

        workers = Workers(chain, partial(opened_chain, settings, CONCURRENT_ANSWERS), settings.workers)
        accounts = Accounts(settings.data_dir / ACCOUNTS, hours=settings.session_hours)
        organising = Organising(library, Embedder(chain.manifest.embeddings, lambda: embeddings), accounts)
        keys = ApiKeys(settings.data_dir / ACCOUNTS)
        interfaces = Interfaces(chain.search, chain.ready, keys, api=settings.api, metrics=settings.metrics)
        sources = Sources(chain.find_source, library.answering_original)
        retention = Retention(settings.history_days, settings.feedback_days, settings.shared_days)
        history = History(settings.data_dir / HISTORY, retention)

        def create() -> "FastAPI":
            return create_app(
                workers,
                corpus=corpus,
                organising=organising,
                sources=sources,
                history=history,
                follow_ups=chain.follow_ups,
                is_kept=lambda name: name in library.editions.names(),
                interfaces=interfaces,
                widget_origins=settings.widget_origins,
                documents=lambda: chain.documents,
                begins_ahead=not settings.llm,
                answers_each=settings.answers_each,
                trusted_hosts=trusted_hosts(settings.trusted_hosts, settings.host),
                largest_document=settings.max_file_mb * 2**20,
            )

        config = server_config(create, keep_alive=settings.keep_alive_seconds)
        with chain.watching(), workers.running():
            Server(config).run(sockets=[listener])


@contextmanager
def opened_chain(settings: Settings, answers: int) -> "Generator[LiveChain]":
    """The chain over whatever edition is live, in a process that does nothing but answer.

    :param answers: How many at a time share the processor.
    :raises HiwarError: As `open_chain` does.
    """
    from vectorstore.embeddings import share_processor
    from web.logs import log_discreetly

    log_discreetly()
    with _uncollected():
        chain, _ = _open_live(Library(settings.data_dir), settings)
    share_processor(answers)
    with chain.watching():
        yield chain


def run_mcp(settings: Settings) -> None:
    """Serve the Model Context Protocol over standard input and output, until the input ends.

    :raises HiwarError: As `open_chain` does.
    """
    with _uncollected():
        import anyio

        from web.api.tool import build_server, serve_stdio

        chain, _ = _open_live(Library(settings.data_dir), settings)
    with chain.watching():
        anyio.run(serve_stdio, build_server(chain))


def _open_live(library: Library, settings: Settings) -> "tuple[LiveChain, SentenceTransformerEmbeddings]":
    """The chain over whatever edition is live, and its model. Raises as `open_chain` does."""
    from bot.serving.live import LiveChain, open_for
    from vectorstore.embeddings import load_embeddings
    from vectorstore.reranker import load_reranker
    from vectorstore.vectors import embeddings_name

    generative = load_generative(settings)
    edition = open_for(library.editions, embeddings_name(settings.embeddings))
    embeddings = load_embeddings(settings.embeddings)
    return LiveChain(library.editions, edition, embeddings, generative, load_reranker(settings.reranker)), embeddings


@contextmanager
def _uncollected() -> Generator[None]:
    """Start without garbage collection: what is loaded stays, and looking through it took a quarter of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


def _listen(host: str, port: int) -> socket.socket:
    """Take the port first: whoever has it is told at once, and not after the models are loaded."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise HiwarError(
            "host_unknown",
            f"{error.strerror or error}. "
            "Serve on 127.0.0.1, on 0.0.0.0 for the whole network, or on a name of this machine (--host, HIWAR_HOST).",
            host=host,
        ) from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()  # a bound port that nobody listens on can be taken a second time
    except OSError as error:
        listener.close()
        raise HiwarError(
            "port_taken",
            f"{error.strerror or error}. "
            "Stop the program that uses it, or choose another with `hiwar serve --port N` or HIWAR_PORT=N.",
            port=port,
            host=host,
        ) from error
    return listener
