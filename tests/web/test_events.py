"""What Gradio's addresses take, over HTTP: no file but one that was uploaded in the same session."""

import os
import re
import socket
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
from fastapi import FastAPI
from site_kit import EVALUATOR, ORGANISER, OTHER_ORGANISER, PAGES, Pulse, Site, serving
from starlette.routing import BaseRoute, Mount, Route

from tests.browser import serve
from tests.waiting import PATIENCE
from vectorstore.embeddings import SentenceTransformerEmbeddings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
FILE = {"_type": "gradio.FileData"}
SENT = ("queue/join", "run/predict")
ALIASES = ("api/predict", "run/{name}", "api/{name}", "call/{name}", "call/v2/{name}", "component_server")
READING = ("file={}", "file/{}", "proxy={}", "stream/{}/0/0/playlist-file")
REFUSED = {400, 401, 404, 405}

_watching = False
_opened: list[str] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event == "open":
        _opened.append(str(arguments[0]))


sys.addaudithook(_note)  # the server runs in this process


@contextmanager
def watching_files() -> Generator[list[str]]:
    """The paths of the files that the process opens while the block lasts."""
    global _watching
    _opened.clear()
    _watching = True
    try:
        yield _opened
    finally:
        _watching = False


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("gradio")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings, uploads: Path
) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("events"), tiny) as site:
        yield site


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def upload(client: httpx.Client, page: str, name: str = "minutes.md", text: bytes = b"secret-upload") -> str:
    [path] = client.post(f"{page}gradio_api/upload", files={"files": (name, text)}).json()
    return path


def shapes(path: str) -> list[Any]:
    """The forms in which Gradio would find a file in the data of an event."""
    plain = {"path": path, "meta": FILE}
    whole = {**plain, "url": path, "orig_name": "x.md", "size": 1, "mime_type": "text/plain", "is_stream": False}
    return [plain, whole, [plain], {"text": "", "files": [plain]}, {"value": {"deep": [whole]}}]


def targets(site: Site, uploads: Path, listener: socket.socket, foreign: str) -> list[str]:
    """What nobody may have read: files of the machine, of the data directory and of other sessions, and addresses."""
    link, pipe = uploads / "link.md", uploads / "pipe.md"
    for path in (link, pipe):
        path.unlink(missing_ok=True)
    link.symlink_to("/etc/passwd")
    os.mkfifo(pipe)
    port = listener.getsockname()[1]
    return [
        "/etc/passwd", "/proc/self/environ", "/dev/zero", "file:///etc/passwd", f"http://127.0.0.1:{port}/secret.md",
        f"{uploads}/../../../../../../../etc/passwd", str(link), str(pipe), foreign,
        *(str(site.folder / name) for name in ("accounts.sqlite", "history.sqlite")),
    ]  # fmt: skip


def told_of_events(client: httpx.Client, page: str, session: str) -> str:
    """All that the page is told until its event is over."""
    told = ""
    with client.stream("GET", f"{page}gradio_api/queue/data", params={"session_hash": session}) as response:
        for line in response.iter_lines():
            told += line
            if "process_completed" in line or "close_stream" in line:
                break
    return told


def secrets(site: Site) -> list[bytes]:
    """Parts of the contents of the files that nobody may read, and of the names that copies of them would have."""
    environment = Path("/proc/self/environ").read_bytes().split(b"\0")[0]
    accounts = b"".join(path.read_bytes() for path in site.folder.glob("accounts.sqlite*"))
    hashes = re.findall(rb"\$argon2id\$[^\0]{40}", accounts)
    assert hashes
    return [b"root:x:0", b"secret-upload", environment, *hashes, b"SQLite format 3"]


@pytest.mark.parametrize("name", ["", EVALUATOR, ORGANISER], ids=["stranger", "evaluator", "organiser"])
@pytest.mark.parametrize("page", PAGES, ids=["chat", "organisers", "evaluators"])
def test_no_endpoint_takes_a_file_that_was_not_uploaded_in_the_session(
    site: Site, uploads: Path, listener: socket.socket, page: str, name: str
) -> None:
    owner = {"": ORGANISER, "organisers/": OTHER_ORGANISER, "evaluators/": EVALUATOR}[page]
    with site.client(owner) as other:
        foreign = upload(other, page or "organisers/")  # by another session, be it of the same person
        config = other.get(f"{page}config").json()
    assert config["dependencies"]
    assert config["components"]
    addressed = targets(site, uploads, listener, foreign)
    before = {path: path.lstat().st_mtime_ns for path in uploads.rglob("*")}
    hidden = secrets(site)
    told: list[bytes] = []
    with site.client(name) as client, Pulse(site.url), watching_files() as opened:
        for target in addressed:
            for attack in attacks(config, target):
                response = client.post(f"{page}gradio_api/{attack.address}", json=attack.body)
                assert response.status_code in REFUSED, (attack, response.text)
                told.append(response.content)
            for address in READING:
                response = client.get(f"{page}gradio_api/{address.format(target)}")
                assert response.status_code in REFUSED, (address, target)
                told.append(response.content)
    assert not set(opened) & {*addressed, *(str(Path(path).resolve()) for path in addressed)}
    assert {path: path.lstat().st_mtime_ns for path in uploads.rglob("*")} == before
    assert not [secret for secret in hidden if any(secret in body for body in told)]
    with pytest.raises(BlockingIOError):
        listener.accept()


@dataclass(frozen=True)
class Attack:
    address: str
    body: dict[str, Any]


def attacks(config: dict[str, Any], target: str) -> Iterator[Attack]:
    """Requests to every endpoint and component of a page that would have the server take a file."""
    for event in config["dependencies"]:
        number, inputs = event["id"], len(event["inputs"]) or 1
        for shape in shapes(target):
            body = {"fn_index": number, "session_hash": "attack", "trigger_id": None, "event_data": shape}
            for address in SENT:
                yield Attack(address, {**body, "data": [shape] * inputs})
        plain = shapes(target)[0]
        for address in ALIASES[:-1]:
            named = address.format(name=event["api_name"] or number)
            yield Attack(named, {"fn_index": number, "session_hash": "attack", "data": [plain] * inputs})
    for component in config["components"]:
        body = {"component_id": component["id"], "session_hash": "attack", "fn_name": "ls", "data": shapes(target)[0]}
        yield Attack("component_server", body)


@pytest.mark.parametrize(("page", "name"), [("", ""), ("organisers/", ORGANISER), ("evaluators/", EVALUATOR)], ids=str)
def test_a_path_that_is_sent_as_text_is_text(
    site: Site, uploads: Path, listener: socket.socket, page: str, name: str
) -> None:
    with site.client(OTHER_ORGANISER) as other:
        foreign = upload(other, "organisers/")
    addressed = [*targets(site, uploads, listener, foreign)]
    hidden = secrets(site)
    with site.client(name) as client, Pulse(site.url), watching_files() as opened:
        config = client.get(f"{page}config").json()
        kinds = {component["id"]: component["type"] for component in config["components"]}
        events = [e for e in config["dependencies"] if e["inputs"] and "file" not in {kinds[i] for i in e["inputs"]}]
        answered = [one for one in events if one["backend_fn"] and one["queue"] is not False]
        assert answered
        for number, target in enumerate(addressed):
            for event in answered:
                session = f"text-{number}-{event['id']}"
                body = {"fn_index": event["id"], "session_hash": session, "data": [target] * len(event["inputs"])}
                joined = client.post(f"{page}gradio_api/queue/join", json=body)
                assert joined.status_code == 200
                told = told_of_events(client, page, session)
                assert not [secret for secret in hidden if secret.decode("latin-1") in told]
    assert not set(opened) & {*addressed, *(str(Path(path).resolve()) for path in addressed)} - {foreign}
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(("page", "name"), [("organisers/", ORGANISER), ("evaluators/", EVALUATOR)])
def test_a_file_is_taken_and_shown_in_the_session_that_uploaded_it(site: Site, page: str, name: str) -> None:
    with site.client(name) as client, site.client(name) as same_person:
        path = upload(client, page)
        address = f"{page}gradio_api/file={path}"
        assert client.get(address).content == b"secret-upload"
        assert same_person.get(address).status_code == 404
        config = client.get(f"{page}config").json()
        kinds = {component["id"]: component["type"] for component in config["components"]}
        [event] = [e for e in config["dependencies"] if [kinds[i] for i in e["inputs"]] == ["file"]]
        shape = shapes(path)[1] if page == "evaluators/" else [shapes(path)[1]]
        body = {"fn_index": event["id"], "session_hash": "owner", "data": [shape]}
        assert same_person.post(f"{page}gradio_api/queue/join", json=body).status_code == 400
        assert client.post(f"{page}gradio_api/queue/join", json=body).status_code == 200
        assert "process_completed" in told_of_events(client, page, "owner")


def test_the_chat_page_takes_no_upload(site: Site, uploads: Path) -> None:
    before = set(uploads.rglob("*"))
    for name in ("", ORGANISER, EVALUATOR):
        with site.client(name) as client:
            for home in ("", "en/", "fr/"):
                response = client.post(f"{home}gradio_api/upload", files={"files": ("x.md", b"text")})
                assert response.status_code == 404
    assert set(uploads.rglob("*")) == before


def _echo(path: str | None) -> str:
    return Path(path).read_text("utf-8") if path else ""


def _bare(*, has_launched: bool) -> Callable[[], FastAPI]:
    """An application with a page of Gradio's that shows a file, without any guard of ours."""

    def create() -> FastAPI:
        app = FastAPI()
        with gr.Blocks(analytics_enabled=False) as page:
            file, text = gr.File(), gr.Textbox()
            file.upload(_echo, file, text)
        page.has_launched = has_launched
        gr.mount_gradio_app(app, page, path="", ssr_mode=False)
        return app

    return create


def _read_by_event(url: str, target: Path) -> str:
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        body = {"fn_index": 0, "session_hash": "s", "data": [{"path": str(target), "meta": FILE}]}
        joined = client.post("gradio_api/queue/join", json=body)
        return told_of_events(client, "", "s") if joined.status_code == 200 else str(joined.status_code)


@pytest.mark.parametrize("has_launched", [True, False])
def test_gradio_looks_where_files_come_from_only_on_a_page_that_has_launched(has_launched: bool) -> None:
    """`web.server` sets this undocumented attribute: an upgrade may rename it or give it another meaning."""
    with serve(_bare(has_launched=has_launched)) as url:
        told = _read_by_event(url, Path("/etc/passwd"))  # Gradio gives files of the temporary directory
    assert ("root:x:0" in told) is not has_launched


def _addresses(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str]]:
    """The paths and methods of routes, those of routers that were included among them."""
    for route in routes:
        if isinstance(route, Route):
            yield from ((route.path, method) for method in route.methods or ())
        elif router := getattr(route, "original_router", None):
            yield from _addresses(router.routes)


def test_of_gradios_addresses_only_those_that_the_pages_use_are_there(site: Site) -> None:
    """An upgrade of Gradio may bring others: what `web.events` does not list is not there."""
    made: list[FastAPI] = []
    create = _bare(has_launched=True)

    def kept() -> FastAPI:
        made.append(create())
        return made[0]

    with serve(kept):
        [mount] = [route for route in made[0].routes if isinstance(route, Mount)]
    addresses = set(_addresses(mount.routes))
    assert len(addresses) > 60
    reached = set[str]()
    with site.client() as client:
        for path, method in addresses:
            if "/queue/data" in path or "/heartbeat/" in path or "{path:path}" in path:
                continue  # the former stay open, and the latter are the files of the page's own scripts
            address = re.sub(r"\{[^}]*\}", "x", path)
            if client.request(method, f"en{address}").status_code not in (404, 405):
                reached.add(f"{method} {path}")
    assert reached == {
        "GET /", "HEAD /", "GET /config", "GET /theme.css", "GET /robots.txt", "GET /manifest.json",
        "GET /favicon.ico", "GET /gradio_api/theme.css",
        "GET /gradio_api/app_id", "GET /gradio_api/info", "GET /gradio_api/startup-events",
        "POST /gradio_api/queue/join",
        "POST /gradio_api/cancel", "POST /gradio_api/reset",
    }  # fmt: skip
