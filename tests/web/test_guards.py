"""What the server refuses and how it marks what it sends, over HTTP: other sites' pages, cookies, uploads, headers."""

import html
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from page_kit import BROWSER_TEST, CORPUS, SOURCES, ask, idle, script, tool, visit
from page_measures import fonts_of, latin_words
from playwright.sync_api import Browser, expect
from scripted_chain import ANSWER, EXAMPLES, ScriptedChain

from accounts.store import Accounts, Role
from errors import HiwarError
from history.store import History
from tests.browser import open_page, serve
from tests.waiting import PATIENCE, get, post
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder
from vectorstore.library import Library
from web.catalogue import WORDS
from web.conversation import Exchange, Progress
from web.keeping import record_of
from web.server import Organising, create_app

pytestmark = BROWSER_TEST
PASSWORD = "a long enough password"
ELSEWHERE: tuple[dict[str, str], ...] = (
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
)
GRADIO = ("queue/join", "run/predict", "api/predict", "call/answer", "upload", "cancel", "reset", "component_server")
CHANGING = (
    "login", "logout", "conversations/forget",
    *(f"{home}gradio_api/{path}" for home in ("", "en/", "organisers/", "evaluators/") for path in GRADIO),
)  # fmt: skip
PAGES = ("", "en/", "fr/", "login", "organisers/", "evaluators/", "a/unknown", "passages/p1")


@dataclass(frozen=True)
class Site:
    url: str
    folder: Path
    history: History

    def client(self, name: str = "") -> httpx.Client:
        client = httpx.Client(base_url=self.url, timeout=PATIENCE)
        if name:
            client.cookies = post(self.url + "login", data={"name": name, "password": PASSWORD}).cookies
        return client


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("guards")
    accounts, history = Accounts(folder / "accounts"), History(folder / "history")
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    accounts.add("omar", Role.EVALUATOR, PASSWORD)
    organising = Organising(Library(folder), Embedder(tiny.name, lambda: tiny), accounts)

    def create() -> FastAPI:
        return create_app(
            ScriptedChain(script), corpus=lambda: CORPUS, organising=organising, sources=SOURCES, history=history
        )

    with serve(create) as url:
        yield Site(url, folder, history)
    accounts.close()
    history.close()


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_no_other_sites_page_changes_anything(site: Site, headers: dict[str, str]) -> None:
    for name in ("", "salma", "omar"):
        with site.client(name) as client:
            for path in CHANGING:
                assert client.post(path, headers=headers).status_code == 403, path


def test_our_own_pages_may_also_behind_a_proxy(site: Site) -> None:
    sent = {"name": "salma", "password": PASSWORD}
    for headers in ({}, {"Origin": site.url.rstrip("/")}, {"Origin": "https://x", "Sec-Fetch-Site": "same-origin"}):
        assert post(site.url + "login", data=sent, headers=headers).status_code == 303


def test_every_cookie_is_kept_from_scripts_and_other_sites(site: Site) -> None:
    with site.client() as client:
        said = [
            *client.get("").headers.get_list("set-cookie"),
            *client.post("login", data={"name": "omar", "password": PASSWORD}).headers.get_list("set-cookie"),
            *client.get("evaluators/").headers.get_list("set-cookie"),
        ]
    assert len(said) >= 2
    for cookie in said:
        assert "httponly" in cookie.lower(), cookie
        assert re.search("samesite=(lax|strict)", cookie.lower()), cookie


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_policy_and_is_taken_for_nothing_else(site: Site, path: str) -> None:
    with site.client({"organisers/": "salma", "evaluators/": "omar"}.get(path, "")) as client:
        response = client.get(path, headers={"Accept": "text/html"})
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["x-content-type-options"] == "nosniff"
    policies = response.headers.get_list("content-security-policy")
    assert any("default-src" in policy for policy in policies)
    assert any("frame-ancestors" in policy for policy in policies)
    assert not any(
        "script-src" in p and ("'unsafe-inline'" in p.split("script-src")[1].split(";")[0]) for p in policies
    )


@pytest.mark.parametrize(("name", "home"), [("salma", "organisers"), ("omar", "evaluators")])
@pytest.mark.parametrize("file", ["evil.html", "evil.svg", "evil.jsonl", "evil.xhtml", "evil"])
def test_an_upload_never_comes_back_as_a_page(site: Site, name: str, home: str, file: str) -> None:
    evil = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    with site.client(name) as client:
        [path] = client.post(f"{home}/gradio_api/upload", files={"files": (file, evil, "text/html")}).json()
        response = client.get(f"{home}/gradio_api/file={path}")
    assert response.headers["x-content-type-options"] == "nosniff"
    if response.status_code == 200:
        assert response.headers["content-disposition"].startswith("attachment")
    assert get(f"{site.url}gradio_api/file={path}").status_code == 404  # not at the chat's address either


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"data":5}', b'{"fn_index":99,"data":[]}', b'{"fn_index":"x"}', b"\xff\xfe", b"{" * 5000,
     b'{"fn_index":0,"data":[null],"session_hash":"x"}'],
)  # fmt: skip
def test_a_malformed_request_learns_nothing_of_the_server(site: Site, body: bytes) -> None:
    for path in ("queue/join", "run/predict", "api/predict", "call/answer", "reset", "cancel", "component_server"):
        sent = {"Content-Type": "application/json", "Connection": "close"}
        said = post(f"{site.url}gradio_api/{path}", content=body, headers=sent).text
        assert not re.search(r"Traceback|site-packages|File \"|\.py\b|/tmp/|/home/|/root/", said), (path, said)


def test_a_history_that_cannot_be_written_costs_no_answer(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        visit(page, site.url)
        with sqlite3.connect(site.folder / "history") as other:
            other.execute("BEGIN EXCLUSIVE")
            answer = ask(page, EXAMPLES[0])
            idle(page)
            expect(answer.locator(".hw-citation")).to_have_count(3)
            expect(page.locator(".toast-body")).to_have_count(0)
            answer.locator('.hw-act[name="helped"]').click()
            expect(page.locator("#hw-told")).to_have_text(HiwarError("database_busy").told("ar"))
            tool(page, "conversations").click()
            page.wait_for_timeout(6000)
            assert latin_words(page) <= {"ILO"}
        other.close()


def test_what_cannot_be_looked_up_is_told_in_arabic(site: Site) -> None:
    record = record_of(Exchange("سؤال", Progress.DONE, ANSWER))
    assert record
    name = site.history.share("", record)
    with sqlite3.connect(site.folder / "history") as other:
        other.execute("BEGIN EXCLUSIVE")
        said = get(f"{site.url}a/{name}")
        kept = get(f"{site.url}conversations")
    other.close()
    assert said.status_code == kept.status_code == 503
    assert "تعذّر الوصول" in html.unescape(said.text)
    assert not re.search("[A-Za-z]{3,} [a-z]{3,}", re.sub("<[^>]*>|<style>.*?</style>", "", said.text))


@pytest.mark.parametrize(
    ("path", "language"),
    [("nosuch", "ar"), ("en/nosuch", "en"), ("fr/nosuch/x", "fr"), ("conversations/nosuch", "ar"),
     ("hiwar/x.css", "ar"), ("pages/x/first.png", "ar"), ("pages/x/1.png", "ar"), ("conversations/forget", "ar"),
     ("gradio_api/none", "ar")],
)  # fmt: skip
def test_an_address_without_a_page_is_told_in_the_readers_language(site: Site, path: str, language: str) -> None:
    response = get(site.url + path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 404
    assert f'<html lang="{language}" dir="{WORDS[language].direction}">' in response.text
    assert WORDS[language].NOTHING_HERE in html.unescape(response.text)
    assert f'<a href="{WORDS[language].home}">' in response.text
    assert response.headers["content-security-policy"]
    # Programs and the page's own scripts are answered as before.
    assert WORDS[language].NOTHING_HERE not in html.unescape(get(site.url + path).text)


def test_where_people_sign_in_arabic_is_drawn_in_the_typeface_that_comes_along(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.url + "login")
        assert any("Naskh" in font for font in fonts_of(page, "h1"))
        assert page.evaluate("[...document.fonts].some(f => f.status === 'loaded')")
