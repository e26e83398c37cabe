"""What the server's log holds of what was sent to it: nothing, with the real command in a process of its own."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from accounts.keys import ApiKeys
from accounts.store import Accounts, Role
from settings import ACCOUNTS
from tests.ports import free_port
from tests.waiting import PATIENCE, get, until

pytestmark = pytest.mark.slow
PASSWORD = "a long enough password"
MARKER = "zarqa4711"  # stands in all that is sent
LONGEST_LINE, LONGEST_ENTRY = 700, 6000  # characters; an entry may tell of an exception and its causes


@dataclass
class Server:
    url: str
    token: str
    log: Path

    @contextlib.contextmanager
    def client(self, name: str = "") -> Generator[httpx.Client]:
        with httpx.Client(base_url=self.url, timeout=PATIENCE) as client:
            client.cookies.set(f"{MARKER}-name", f"{MARKER}-cookie")
            if name:
                assert client.post("login", data={"name": name, "password": PASSWORD}).status_code == 303
            yield client


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("log")
    env = {
        **os.environ,
        "HIWAR_DATA_DIR": str(folder / "data"),
        "HIWAR_EMBEDDINGS": str(tiny_model),
        "HIWAR_WORKERS": "1",
    }
    (folder / "minutes.md").write_text("# محضر\n\nبلغت الميزانية ألف دينار في السنة.\n", "utf-8")
    command = [sys.executable, "-m", "cli"]
    subprocess.run([*command, "ingest", str(folder / "minutes.md")], env=env, check=True, capture_output=True)
    database = folder / "data" / ACCOUNTS
    accounts, keys = Accounts(database), ApiKeys(database)
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    token = keys.add("portal", per_minute=1000)
    accounts.close()
    keys.close()
    port = free_port()
    log = folder / "log.txt"
    with log.open("wb") as told:
        process = subprocess.Popen([*command, "serve", "--port", str(port)], env=env, stdout=told, stderr=told)
        try:
            url = f"http://127.0.0.1:{port}/"
            _wait(url, process)
            yield Server(url, token, log)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    def is_ready() -> bool:
        assert process.poll() is None, "the server did not start"
        try:
            return get(f"{url}readyz").status_code == 200
        except httpx.TransportError:
            return False

    until(is_ready, pause=partial(time.sleep, 0.2))


def _events(client: httpx.Client, page: str) -> None:
    """Valid and malformed events to every endpoint of a page."""
    for event in client.get(f"{page}config").json()["dependencies"]:
        number, inputs = event["id"], len(event["inputs"])
        for address in ("queue/join", "run/predict"):
            for data in ([MARKER] * inputs, [MARKER] * (inputs + 1), [{MARKER: MARKER}] * inputs, MARKER):
                session = f"s{number}{MARKER}"
                body = {"fn_index": number, "session_hash": session, "data": data, MARKER: MARKER}
                joined = client.post(f"{page}gradio_api/{address}", json=body)
                if joined.status_code == 200 and address == "queue/join":
                    _read(client, page, session)


def _read(client: httpx.Client, page: str, session: str) -> None:
    with client.stream("GET", f"{page}gradio_api/queue/data", params={"session_hash": session}) as response:
        for line in response.iter_lines():
            if "process_completed" in line or "close_stream" in line:
                return


def _malformed(client: httpx.Client, token: str) -> None:
    """Bodies that are no requests, and addresses that are nowhere, with the marker in them."""
    bodies = [MARKER, f'{{"{MARKER}', json.dumps({MARKER: MARKER}), json.dumps({"question": [MARKER]}), f"[{MARKER!r}]"]
    for path in ("ahead", "login", "conversations/forget", "gradio_api/queue/join", "gradio_api/cancel",
                 "gradio_api/reset", "api/ask", "api/search", "mcp", MARKER):  # fmt: skip
        for body in [*bodies, MARKER * 5000]:
            for kind in (
                "application/json",
                "application/x-www-form-urlencoded",
                f"multipart/form-data; boundary={MARKER}",
            ):
                headers = {"Content-Type": kind, "Authorization": f"Bearer {token}", "X-Trace": MARKER}
                client.post(f"{path}?{MARKER}={MARKER}", content=body, headers=headers)
    for path in (
        f"passages/{MARKER}", f"pages/{MARKER}/1.png", f"a/{MARKER}", f"hiwar/{MARKER}", f"gradio_api/{MARKER}",
        f"api/search?query={MARKER}&limit={MARKER}", f"?x={MARKER}",
        f"gradio_api/queue/data?session_hash={MARKER}", quote(f"{MARKER}\n\r\t"),
    ):  # fmt: skip
        with contextlib.suppress(httpx.RemoteProtocolError):  # Gradio breaks off for a session that it does not know
            client.get(path, headers={"Authorization": f"Bearer {token}", "User-Agent": MARKER})
        client.get(path, headers={"Host": f"{MARKER}.example"})
    client.post("login", data={"name": MARKER, "password": MARKER})


def _raw(url: str, data: bytes) -> None:
    address = urlsplit(url)
    assert address.hostname
    with socket.create_connection((address.hostname, address.port or 80), timeout=PATIENCE) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        while line.recv(2**16):
            pass


def test_a_malformed_request_is_refused_and_logged_in_one_line_at_most(server: Server) -> None:
    deep = "[" * 20_000
    bodies = {
        "ahead": [
            '{"at": NaN}', f'{{"at": {"9" * 5000}}}', '{"question": "\\ud800", "page": "p"}', f'{{"scope": {deep}',
            deep, '{"question": 5}', "null", "5",
        ],
        "gradio_api/cancel": [
            '{"fn_index": NaN}', '{"session_hash": "s", "fn_index": NaN, "event_id": "e"}', deep, "null", "[NaN]",
            f'{{"session_hash": "s", "fn_index": {"9" * 5000}, "event_id": "e"}}',
        ],
        "gradio_api/reset": ['{"event_id": NaN}', '{"event_id": "\\ud800"}', deep, "NaN"],
        "gradio_api/queue/join": ['{"fn_index": NaN}', f'{{"fn_index": 0, "session_hash": "s", "data": {deep}', "null"],
    }  # fmt: skip
    with server.client() as client:
        events = client.get("config").json()["dependencies"]
        of_browser = [event["id"] for event in events if not event["backend_fn"]]
        assert of_browser
        bodies["gradio_api/run/predict"] = [
            *bodies["gradio_api/queue/join"],
            *(json.dumps({"fn_index": number, "session_hash": "s", "data": []}) for number in of_browser),
        ]
        for path, sent in bodies.items():
            for body in sent:
                before = server.log.stat().st_size
                response = client.post(path, content=body, headers={"Content-Type": "application/json"})
                assert response.status_code == 400, (path, body[:80])
                told = server.log.read_bytes()[before:].splitlines()
                assert len(told) <= 1, (path, body[:80], told)
        for header in ("Host", "X-Forwarded-Host"):
            before = server.log.stat().st_size
            assert client.get("config", headers={header: "localhost:abc"}).status_code == 400
            assert server.log.stat().st_size == before


def test_the_log_never_holds_what_was_asked_uploaded_or_sent(server: Server) -> None:
    with server.client() as client:
        _malformed(client, server.token)
        _events(client, "")
        for question in (f"ما الميزانية {MARKER}؟", MARKER):
            headers = {"Authorization": f"Bearer {server.token}"}
            assert client.post("api/ask", json={"question": question}, headers=headers).status_code == 200
    with server.client("salma") as client:
        _events(client, "organisers/")
        for name in (f"{MARKER}.pdf", f"{MARKER}.docx", f"{MARKER}.md"):
            files = {"files": (name, f"%PDF-1.4 {MARKER}".encode())}
            [path] = client.post("organisers/gradio_api/upload", files=files).json()
            config = client.get("organisers/config").json()
            kinds = {component["id"]: component["type"] for component in config["components"]}
            [event] = [e for e in config["dependencies"] if [kinds[i] for i in e["inputs"]] == ["file"]]
            body = {"fn_index": event["id"], "session_hash": "up", "data": [[{"path": path, "orig_name": name}]]}
            assert client.post("organisers/gradio_api/queue/join", json=body).status_code == 200
            _read(client, "organisers/", "up")
    for data in (
        f"{MARKER}\r\n\r\n",
        f"GET /{MARKER} HTTP/9.9\r\n\r\n",
        f"POST / HTTP/1.1\r\n{MARKER}\r\n\r\n{MARKER}",
    ):
        _raw(server.url, data.encode())
    told = server.log.read_text("utf-8")
    assert MARKER not in told
    assert PASSWORD not in told
    assert server.token not in told
    lines = told.splitlines()
    assert max(map(len, lines)) < LONGEST_LINE
    entries = re.split(r"^(?=\d{4}-\d\d-\d\d )", told, flags=re.MULTILINE)
    assert max(map(len, entries)) < LONGEST_ENTRY
    assert any(re.search("WARNING web.events: an event was refused: ", line) for line in lines)
