"""The chat page as a FastAPI application, ready for any ASGI server."""

import os
from collections.abc import Callable

# Read by Gradio at import: nothing is reported to anybody.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from fastapi import FastAPI
from langchain_core.runnables import Runnable
from starlette.middleware import Middleware

from bot.answer import Answer, Question
from web.corpus import CorpusSummary
from web.page import build_page
from web.shell import ArabicShell, page_script
from web.theme import page_css, page_js, page_theme


def create_app(chain: Runnable[Question, Answer], *, corpus: Callable[[], CorpusSummary]) -> FastAPI:
    """The page at "/" and a sign of life at "/healthz".

    :param chain: Its `stream` yields an answer again and again as it grows; the last one is whole.
    :param corpus: Gives what the page tells about the corpus, asked whenever a page is opened.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    return gr.mount_gradio_app(
        app,
        build_page(chain, corpus=corpus),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        # The page takes no files, but Gradio's upload address is there all the same.
        max_file_size=1024,
        app_kwargs={
            "docs_url": None,
            "redoc_url": None,
            "openapi_url": None,
            "middleware": [Middleware(ArabicShell, script=page_script(page_js()))],
        },
        theme=page_theme(),
        css=page_css(),
    )
