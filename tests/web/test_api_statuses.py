"""Every status that /api answers, provoked over HTTP, against its description."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from api_kit import QUESTION, find
from site_kit import Site, serving

from accounts.keys import ApiKeys, Scope
from errors import HiwarError
from tests.waiting import PATIENCE, get
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.retriever import Hit
from vectorstore.scope import EVERYTHING
from vectorstore.scope import Scope as Within
from web.api.schema import LARGEST_BODY

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


def search(query: str, limit: int, scope: Within = EVERYTHING) -> list[Hit]:
    if query == "busy":
        raise HiwarError("database_busy")
    if query == "broken":
        raise RuntimeError(query)
    return find(query, limit, scope)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("statuses"), tiny, search=search, body_seconds=2.0) as site:
        yield site


def answers(site: Site, keys: ApiKeys) -> Iterator[httpx.Response]:
    """One response of each kind."""
    key = {"Authorization": f"Bearer {site.token}"}
    with httpx.Client(base_url=f"{site.url}api/", timeout=PATIENCE) as client:
        yield client.post("ask", json={"question": QUESTION}, headers=key)
        yield client.post("ask", json={"question": QUESTION}, headers={**key, "Host": "elsewhere.example"})
        yield client.post("ask", json={"question": QUESTION})
        metrics = {"Authorization": f"Bearer {keys.add('numbers', scope=Scope.METRICS)}"}
        yield client.post("ask", json={"question": QUESTION}, headers=metrics)
        yield client.post("nothing/here", json={}, headers=key)
        yield client.put("ask", json={}, headers=key)
        yield client.put("search", json={}, headers=key)
        yield client.post("ask", content=b"a" * (LARGEST_BODY + 1), headers=key)
        yield client.post("ask", content=iter([b"a" * (LARGEST_BODY + 1)]), headers=key)
        yield client.post("ask", json={"question": ""}, headers=key)
        yield client.post("ask", content=b"\xff{", headers={**key, "Content-Type": "application/json"})
        few = {"Authorization": f"Bearer {keys.add('few', per_minute=1)}"}
        for _ in range(2):
            yield client.get("search", params={"query": "ok"}, headers=few)
        yield client.get("search", params={"query": "broken"}, headers=key)
        yield client.get("search", params={"query": "busy"}, headers=key)


def unfinished(site: Site) -> tuple[int, bytes]:
    """The answer to a request of which the body does not come."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=PATIENCE)
    connection.putrequest("POST", "/api/ask")
    for name, value in (("Authorization", f"Bearer {site.token}"), ("Content-Length", "9")):
        connection.putheader(name, value)
    connection.endheaders(b"{")
    response = connection.getresponse()
    told = response.status, response.read()
    connection.close()
    return told


def test_every_status_is_described_and_told_in_the_form_that_is_described(site: Site) -> None:
    key = {"Authorization": f"Bearer {site.token}"}
    described = get(f"{site.url}api/openapi.json", headers=key).json()["paths"]["/ask"]["post"]["responses"]
    keys = ApiKeys(Path(site.folder) / "accounts.sqlite")
    seen = set[int]()
    for response in answers(site, keys):
        seen.add(response.status_code)
        if response.status_code != 200:
            assert response.json().keys() == {"code", "message_ar", "message_en"}
        if response.status_code == 405:
            assert response.headers["allow"] in ("POST", "GET, POST")
    keys.close()
    late, told = unfinished(site)
    assert b'"code":"too_slow"' in told
    assert {*seen, late} == set(map(int, described))
