"""A real server and a real Chromium for the tests of the page.

The fixtures are imported once, by tests/conftest.py.
"""

import os
import shutil
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.waiting import PATIENCE, until
from web.serving import server_config

ARTIFACTS = Path(os.environ.get("TEST_ARTIFACTS", Path(__file__).parent / "artifacts"))
DESKTOP = (1280, 800)
PHONE = (390, 844)

expect.set_options(timeout=PATIENCE * 1000)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def serve(app: FastAPI | Callable[[], FastAPI], **more: Any) -> Generator[str, None, None]:
    """Serve an application on a free port of 127.0.0.1 for as long as the block lasts; gives its URL.

    Better give a function that makes the application: it is called in the server's event loop,
    whereas Gradio opens, and never closes, loops of its own where none runs.

    :param more: For `web.serving.server_config`.
    """
    create = (lambda: app) if isinstance(app, FastAPI) else app
    server = uvicorn.Server(server_config(create, host="127.0.0.1", port=0, timeout_graceful_shutdown=1, **more))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    assert server.started, "the server under test did not start"
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; a machine without one fails the test, for a skipped test proves nothing."""
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        pytest.fail("no Chromium found: install it with `apt-get install chromium fonts-noto-core`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS, timeout=PATIENCE * 1000)
        yield chromium
        chromium.close()


@contextmanager
def open_page(
    browser: Browser, *, size: tuple[int, int] = DESKTOP, dark: bool = False, locale: str = "en-US", **more: Any
) -> Generator[Page, None, None]:
    """A page in a browser context of its own, closed with the block.

    :param more: For `Browser.new_context`.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale=locale,
        **more,
    )
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        yield page
    finally:
        context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of desktop size in light colours, in an English browser: the harder case."""
    with open_page(browser) as opened:
        yield opened


def recorded_requests(page: Page) -> list[Request]:
    """A list that fills with the requests that the page makes from now on."""
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    return requests
