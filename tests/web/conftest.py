from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from page_kit import CORPUS, FOLLOW_UPS, GONE, SOURCES, script, visit
from playwright.sync_api import Page
from scripted_chain import ScriptedChain

from history.store import History
from tests.browser import serve
from web.server import create_app


@pytest.fixture(scope="module")
def chain() -> ScriptedChain:
    return ScriptedChain(script)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    opened = History(tmp_path_factory.mktemp("history") / "history.sqlite")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def url(chain: ScriptedChain, history: History) -> Iterator[str]:
    def create() -> FastAPI:
        return create_app(
            chain,
            corpus=lambda: CORPUS,
            sources=SOURCES,
            history=history,
            follow_ups=lambda answer: FOLLOW_UPS if answer.citations else (),
            is_kept=lambda edition: edition != GONE,
        )

    with serve(create) as address:
        yield address


@pytest.fixture
def chat(page: Page, url: str) -> Page:
    return visit(page, url)
