"""A program's way through the product: the sample corpus, the real model, a real server, real keys."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from api_kit import events

from accounts.keys import ApiKeys, Scope
from bot.serving.live import LiveChain, open_for
from tests.browser import serve
from tests.waiting import PATIENCE
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.library import Library
from web.api.interfaces import Interfaces
from web.corpus import CorpusSummary
from web.server import create_app

pytestmark = pytest.mark.slow

QUESTION = "كم مشاركاً حضر الجلسة الأولى؟"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiKeys]:
    keys = ApiKeys(tmp_path_factory.mktemp("keys") / "hiwar.sqlite")
    yield keys
    keys.close()


@pytest.fixture(scope="module")
def client(sample_data: Path, e5: SentenceTransformerEmbeddings, keys: ApiKeys) -> Iterator[httpx.Client]:
    editions = Library(sample_data).editions
    chain = LiveChain(editions, open_for(editions, e5.name), e5)
    interfaces = Interfaces(chain.search, chain.ready, keys)
    corpus = CorpusSummary(chain.manifest.documents, chain.manifest.passages, chain.manifest.edition)
    headers = {"Authorization": f"Bearer {keys.add('portal')}"}
    with (
        serve(lambda: create_app(chain, corpus=lambda: corpus, interfaces=interfaces)) as url,
        httpx.Client(base_url=url, headers=headers, timeout=PATIENCE) as client,
    ):
        yield client
    chain.close()


def test_an_answer_its_stream_and_its_passages_agree(client: httpx.Client) -> None:
    assert client.get("readyz").status_code == 200
    answer = client.post("api/ask", json={"question": QUESTION}).json()
    assert not answer["refused"]
    cited = answer["citations"][0]
    assert cited["quote"] in cited["passage"]
    headers = {"Accept": "text/event-stream"}
    with client.stream("POST", "api/ask", json={"question": QUESTION}, headers=headers) as response:
        *_, (_, whole), (last, _) = events(response.iter_lines())
    assert (whole["text"], whole["citations"], last) == (answer["text"], answer["citations"], "done")
    found = client.get("api/search", params={"query": QUESTION, "limit": 10}).json()["passages"]
    assert cited["passage_id"] in [passage["passage_id"] for passage in found]
    scores = [passage["score"] for passage in found]
    assert scores == sorted(scores, reverse=True)


def test_a_follow_up_is_understood_with_its_history(client: httpx.Client) -> None:
    first = client.post("api/ask", json={"question": QUESTION}).json()
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": first["text"]}]
    second = client.post("api/ask", json={"question": "والجلسة الثانية؟", "history": history}).json()
    assert "الثانية" in second["standalone_question"]
    assert second["standalone_question"] != "والجلسة الثانية؟"


def test_what_the_documents_do_not_hold_is_refused(client: httpx.Client) -> None:
    answer = client.post("api/ask", json={"question": "كيف أطبخ المنسف؟"}).json()
    assert answer["refused"]
    assert answer["citations"] == []


def test_the_numbers_tell_the_seconds_of_each_step(client: httpx.Client, keys: ApiKeys) -> None:
    client.post("api/ask", json={"question": QUESTION})
    headers = {"Authorization": f"Bearer {keys.add('prometheus', scope=Scope.METRICS)}"}
    text = client.get("metrics", headers=headers).text
    for step in ("embed", "retrieve", "read"):
        assert f'hiwar_answer_step_seconds_count{{step="{step}"}}' in text
    assert "hiwar_edition_info" in text
    assert "الجلسة" not in text
