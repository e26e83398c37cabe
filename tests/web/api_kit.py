"""An application with its interfaces for programs, over the scripted chain, and the keys to them."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from langchain_core.documents import Document
from page_kit import CORPUS
from scripted_chain import PASSAGE, Script, ScriptedChain

from accounts.keys import ApiKeys
from accounts.keys import Scope as KeyScope
from settings import Access
from tests.browser import serve
from tests.waiting import PATIENCE, get
from vectorstore.retriever import Hit
from vectorstore.scope import EVERYTHING, Scope
from web.api.interfaces import Interfaces
from web.server import create_app

QUESTION = "إلى ماذا دعا المشاركون بشأن عقود العمل؟"


@dataclass(frozen=True, slots=True)
class Served:
    """A running application, and a client that holds a key."""

    url: str
    client: httpx.Client
    chain: ScriptedChain
    keys: ApiKeys
    token: str

    def ask(self, question: Any = QUESTION, **more: Any) -> httpx.Response:
        return self.client.post("api/ask", json={"question": question, **more})

    def metrics(self) -> dict[str, float]:
        """The numbers by name and labels."""
        token = self.keys.add(f"prometheus-{len(self.keys.all())}", scope=KeyScope.METRICS)
        response = get(self.url + "metrics", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 200
        lines = [line.rsplit(" ", 1) for line in response.text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in lines}


def find(query: str, limit: int, scope: Scope = EVERYTHING) -> list[Hit]:
    """A search that finds passages of one document, `limit` of them."""
    if scope and scope.documents != ("d1",):
        return []
    return [Hit(passage(row, query), row, 1.0 - row / 100, 0.9, 3.0, 2.0) for row in range(limit)]


def passage(row: int, query: str) -> Document:
    return Document(
        id=f"c1:{row}-{row + 1}",
        page_content=f"{query}: {PASSAGE}",
        metadata={
            "row": row, "document_id": "d1", "content_id": "c1", "title": "تقرير المشاورة", "source": "report.pdf",
            "edition": "e", "section": "الأول\nالثاني", "page": row, "paragraph": 1, "start": 0, "end": 1,
            "lead_in": "", "language": "ar", "date": "2020-11-12", "symbol": "", "verified": True,
        },
    )  # fmt: skip


@contextmanager
def served(folder: Path, script: Script, *, per_minute: int = 1000, **changes: Any) -> Generator[Served]:
    """Serve an application for as long as the block lasts.

    :param changes: Of the interfaces.
    """
    chain, keys = ScriptedChain(script), ApiKeys(folder / "hiwar.sqlite")
    token = keys.add("portal", per_minute=per_minute)
    given: dict[str, Any] = {"search": find, "ready": lambda: True, "keys": keys, "api": Access.KEYS, **changes}

    def app() -> FastAPI:
        return create_app(chain, corpus=lambda: CORPUS, interfaces=Interfaces(**given))

    headers = {"Authorization": f"Bearer {token}"}
    with serve(app) as url, httpx.Client(base_url=url, headers=headers, timeout=PATIENCE) as client:
        yield Served(url, client, chain, keys, token)
    keys.close()


def events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """The events of a stream: name and data."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
