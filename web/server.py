"""The chat page as a FastAPI application, ready for any ASGI server."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

# Read by Gradio at import: nothing is reported to anybody.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from fastapi import FastAPI
from langchain_core.runnables import Runnable
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from accounts.store import Accounts, Role
from bot.answer import Answer, Question
from vectorstore.indexing import Embedder
from vectorstore.library import Library
from web.answering import CountedChain, Slots
from web.api.interfaces import Interfaces, add_interfaces
from web.corpus import CorpusSummary
from web.health import add_health
from web.login import RoleGuard, add_login
from web.metrics import Channel, Metrics
from web.organisers import build_organisers_page
from web.page import CONCURRENT_ANSWERS, build_page
from web.page_images import page_images
from web.shell import ArabicShell, page_script
from web.theme import page_css, page_js, page_theme
from web.widget import FrameGuard, add_widget, embedded_js

ORGANISERS = "/organisers"
LARGEST_UPLOAD = 100 * 2**20  # bytes; what else a file may be is for ingest to say


@dataclass(frozen=True, slots=True)
class Organising:
    """What the organisers' page needs: what is organised, how vectors are made, and who may."""

    library: Library
    embedder: Embedder
    accounts: Accounts


def create_app(
    chain: Runnable[Question, Answer],
    *,
    corpus: Callable[[], CorpusSummary],
    organising: Organising | None = None,
    interfaces: Interfaces | None = None,
    widget_origins: Sequence[str] = (),
) -> FastAPI:
    """The page at "/", signs of life, the interfaces for programs and, behind a login, the organisers' page.

    :param chain: Its `stream` yields an answer again and again as it grows; the last one is whole.
    :param corpus: Gives what the page tells about the corpus, asked whenever a page is opened.
    :param organising: None leaves the organisers' page out.
    :param interfaces: None leaves them out.
    :param widget_origins: Sites that may show the page in a frame of theirs.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    slots, metrics = Slots(CONCURRENT_ANSWERS), Metrics(corpus)
    add_health(app, interfaces.ready if interfaces else lambda: bool(corpus().edition))
    add_widget(app)
    if interfaces:
        add_interfaces(app, interfaces, chain, slots, metrics)
    shell = Middleware(ArabicShell, script=page_script(page_js() + embedded_js()))
    if organising:
        add_login(app, organising.accounts, home=f"{ORGANISERS}/")
        guard = Middleware(RoleGuard, accounts=organising.accounts, role=Role.ORGANISER)
        images = page_images(organising.library.live_original)
        app.mount(f"{ORGANISERS}/pages", RoleGuard(images, organising.accounts, Role.ORGANISER))
        page = build_organisers_page(organising.library, organising.embedder)
        _mount(app, page, ORGANISERS, [guard, Middleware(FrameGuard), shell], largest_file=LARGEST_UPLOAD)
    # Gradio shows its temporary files, uploads of organisers among them, at this page's address too.
    no_files = Middleware(NoFiles)
    frames = Middleware(FrameGuard, origins=widget_origins)
    page = build_page(CountedChain(chain, Channel.PAGE, metrics, slots), corpus=corpus)
    return _mount(app, page, "/", [no_files, frames, shell], largest_file=1)


def _mount(app: FastAPI, page: gr.Blocks, path: str, middleware: list[Middleware], *, largest_file: int) -> FastAPI:
    return gr.mount_gradio_app(
        app,
        page,
        path=path,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=largest_file,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None, "middleware": middleware},
        theme=page_theme(),
        css=page_css(),
    )


class NoFiles:
    """ASGI middleware for a page without files: Gradio's addresses for them are not there.

    :param app: The application below.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything else on."""
        path = str(scope.get("path", ""))
        if scope["type"] == "http" and any(part in path for part in _FILE_ADDRESSES):
            await PlainTextResponse("", HTTPStatus.NOT_FOUND)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


_FILE_ADDRESSES = ("/file=", "/file/", "/upload", "/stream/", "/proxy=")
