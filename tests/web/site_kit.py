"""A server with the chat, the organisers' and the evaluators' page and the interfaces, and clients that sign in."""

import threading
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from api_kit import find
from fastapi import FastAPI
from page_kit import CORPUS, SOURCES
from scripted_chain import ANSWER, ScriptedChain

from accounts.keys import ApiKeys
from accounts.store import Accounts, Role
from history.store import History
from tests.browser import serve
from tests.waiting import PATIENCE
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder
from vectorstore.library import Library
from web.api.interfaces import Interfaces
from web.api.routes import Search
from web.server import Organising, create_app

PASSWORD = "a long enough password"
ORGANISER, OTHER_ORGANISER, EVALUATOR = "salma", "huda", "omar"
PAGES = ("", "organisers/", "evaluators/")


@dataclass(frozen=True)
class Site:
    """A running server."""

    url: str
    folder: Path
    token: str

    @contextmanager
    def client(self, name: str = "") -> Generator[httpx.Client]:
        """A client that is signed in; a stranger without a name."""
        with httpx.Client(base_url=self.url, timeout=PATIENCE) as client:
            if name:
                response = client.post("login", data={"name": name, "password": PASSWORD})
                assert response.status_code == 303
            yield client


@dataclass
class Pulse:
    """Asks again and again whether the server lives; leaving it fails if an answer stayed away."""

    url: str
    _over: threading.Event = field(default_factory=threading.Event)
    _line: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def __enter__(self) -> "Pulse":
        self._beating = self._line.submit(self._beat)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._beating.result()

    def _beat(self) -> None:
        with httpx.Client(timeout=PATIENCE) as client:
            client.get(f"{self.url}healthz").raise_for_status()
            while not self._over.wait(0.1):
                client.get(f"{self.url}healthz").raise_for_status()


@contextmanager
def serving(
    folder: Path,
    tiny: SentenceTransformerEmbeddings,
    server: dict[str, Any] | None = None,
    *,
    search: Search = find,
    **changes: Any,
) -> Generator[Site]:
    """Serve all pages and interfaces as long as the block lasts.

    :param server: For `web.serving.server_config`.
    :param search: What /api/search does.
    :param changes: Of the arguments of `create_app`.
    """
    accounts, history = Accounts(folder / "accounts.sqlite"), History(folder / "history.sqlite")
    for name, role in ((ORGANISER, Role.ORGANISER), (OTHER_ORGANISER, Role.ORGANISER), (EVALUATOR, Role.EVALUATOR)):
        accounts.add(name, role, PASSWORD)
    keys = ApiKeys(folder / "accounts.sqlite")
    token = keys.add("portal", per_minute=10_000)
    given: dict[str, Any] = {
        "corpus": lambda: CORPUS,
        "organising": Organising(Library(folder), Embedder(tiny.name, lambda: tiny), accounts),
        "sources": SOURCES,
        "history": history,
        "interfaces": Interfaces(search, lambda: True, keys),
        "begins_ahead": True,
        **changes,
    }

    def create() -> FastAPI:
        return create_app(ScriptedChain(lambda question: iter([ANSWER])), **given)

    with serve(create, **(server or {})) as url:
        yield Site(url, folder, token)
    accounts.close()
    history.close()
    keys.close()
