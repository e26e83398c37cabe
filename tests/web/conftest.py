from collections.abc import Iterator

import pytest
from page_kit import CORPUS, script, visit
from playwright.sync_api import Page
from scripted_chain import ScriptedChain

from tests.browser import serve
from web.server import create_app


@pytest.fixture(scope="module")
def chain() -> ScriptedChain:
    return ScriptedChain(script)


@pytest.fixture(scope="module")
def url(chain: ScriptedChain) -> Iterator[str]:
    with serve(lambda: create_app(chain, corpus=lambda: CORPUS)) as address:
        yield address


@pytest.fixture
def chat(page: Page, url: str) -> Page:
    return visit(page, url)
