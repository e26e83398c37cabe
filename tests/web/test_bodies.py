"""Limits of request bodies and connections, over raw sockets."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psutil
import pytest
from site_kit import EVALUATOR, ORGANISER, Pulse, Site, serving

from tests.waiting import PATIENCE, get
from vectorstore.embeddings import SentenceTransformerEmbeddings
from web.login import COOKIE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
MIB = 2**20
BUFFERS = 12 * MIB  # what the kernel may hold between a client and a server that has stopped reading
SMALL = (
    "ahead", "login", "logout", "conversations/forget", "gradio_api/queue/join", "gradio_api/run/predict",
    "en/gradio_api/run/predict", "gradio_api/cancel", "gradio_api/reset", "api/ask", "api/search", "mcp",
)  # fmt: skip
FREE = (*SMALL, "", "healthz", "gradio_api/upload", "gradio_api/component_server", "hiwar/x", "no/such/address")
STAFF = (
    ("organisers/gradio_api/queue/join", ORGANISER, MIB), ("organisers/gradio_api/upload", ORGANISER, 11 * MIB),
    ("evaluators/gradio_api/run/predict", EVALUATOR, MIB), ("evaluators/gradio_api/upload", EVALUATOR, 11 * MIB),
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
FORMS = ("login", "logout", "conversations/forget")
JSON = "application/json"
CHUNK = 16 * 2**10


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("bodies"), tiny, largest_document=MIB) as site:
        yield site


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Iterator[Site]:
    server = {"header_seconds": 2.0, "keep_alive": 1}
    with serving(tmp_path_factory.mktemp("hasty"), tiny, server, body_seconds=2.0) as site:
        yield site


class Line:
    """A connection to the server.

    :param name: Who sends on it, signed in; a stranger without a name.
    """

    def __init__(self, site: Site, name: str = "") -> None:
        address = urlsplit(site.url)
        assert address.hostname
        assert address.port
        self._site = site
        self._cookies = list[str]()
        if name:  # before the connection is there, whose headers the server does not wait for
            with site.client(name) as client:
                self._cookies = [f"Cookie: {COOKIE}={client.cookies[COOKIE]}"]
        self._socket = socket.create_connection((address.hostname, address.port), timeout=PATIENCE)
        self.sent = 0

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def head(self, path: str, *headers: str, method: str = "POST") -> None:
        """Send the head of a request, with the key of the interfaces and the cookie of the person."""
        lines = [f"{method} /{path} HTTP/1.1", f"Host: {urlsplit(self._site.url).netloc}", *headers, *self._cookies]
        lines += [f"Authorization: Bearer {self._site.token}"]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)
        self.sent += len(data)

    def pour(self, most: int) -> None:
        """Send a chunked body until the server answers or closes, or until so many bytes are sent."""
        self._socket.settimeout(0)
        data = memoryview(b"%x\r\n" % CHUNK + b"a" * CHUNK + b"\r\n")
        rest, until = data[:0], time.monotonic() + PATIENCE
        with contextlib.suppress(ConnectionError):
            while self.sent < most and time.monotonic() < until and not self._is_answered():
                rest = rest or data
                try:
                    gone = self._socket.send(rest)
                except BlockingIOError:
                    time.sleep(0.005)
                    continue
                rest = rest[gone:]
                self.sent += gone
        self._socket.settimeout(PATIENCE)

    def _is_answered(self) -> bool:
        try:
            return len(self._socket.recv(1, socket.MSG_PEEK)) >= 0
        except BlockingIOError:
            return False

    def rest(self) -> bytes:
        """All that the server sends until it closes the connection."""
        received = b""
        with contextlib.suppress(ConnectionError):
            while data := self._socket.recv(2**16):
                received += data
        return received

    def status(self) -> int:
        """The status of the response, after which the server closes the connection; 0 if there is none."""
        received = self.rest()
        return int(received.split(b" ", 2)[1]) if received else 0


@pytest.mark.parametrize("path", FREE)
def test_a_body_that_is_declared_too_large_is_refused_before_any_of_it_is_sent(site: Site, path: str) -> None:
    for length in (300 * 2**10, 200 * MIB, 10**18):
        with Line(site) as line:
            line.head(path, f"Content-Length: {length}", f"Content-Type: {JSON}")
            assert line.status() == 413


@pytest.mark.parametrize("path", SMALL)
def test_a_body_without_a_length_is_refused_when_it_passes_the_limit(site: Site, path: str) -> None:
    with Line(site) as line:
        kind = FORM if path in FORMS else JSON
        line.head(path, "Transfer-Encoding: chunked", f"Content-Type: {kind}", "Accept: application/json")
        line.pour(200 * MIB)
        assert line.sent < 2**18 + BUFFERS
        assert line.status() == 413


@pytest.mark.parametrize(("path", "name", "limit"), STAFF)
def test_the_pages_of_staff_have_their_own_limits(site: Site, path: str, name: str, limit: int) -> None:
    boundary = 'multipart/form-data; boundary="x"' if path.endswith("upload") else JSON
    with Line(site, name) as line:
        line.head(path, f"Content-Length: {limit + MIB}", f"Content-Type: {boundary}")
        assert line.status() == 413
    with Line(site, name) as line:
        line.head(path, "Transfer-Encoding: chunked", f"Content-Type: {boundary}")
        opening = b'--x\r\nContent-Disposition: form-data; name="files"; filename="x.md"\r\n\r\n'
        line.send(b"%x\r\n" % len(opening) + opening + b"\r\n")
        line.pour(200 * MIB)
        assert line.sent < limit + BUFFERS
        assert line.status() in {400, 413}


def test_a_file_above_the_limit_of_a_document_is_refused(site: Site) -> None:
    with site.client(ORGANISER) as client:
        for size, status in ((MIB - 1000, {200}), (MIB + 1000, {400, 413})):
            sent = client.post("organisers/gradio_api/upload", files={"files": ("x.md", b"a" * size)})
            assert sent.status_code in status


@pytest.mark.parametrize("page", ["organisers", "evaluators"])
@pytest.mark.parametrize("name", ["", "other"])
def test_an_upload_of_whoever_may_not_is_refused_before_its_body_is_sent(site: Site, page: str, name: str) -> None:
    other = {"organisers": EVALUATOR, "evaluators": ORGANISER}[page] if name else ""
    with Line(site, other) as line:
        form = 'Content-Type: multipart/form-data; boundary="x"'
        line.head(f"{page}/gradio_api/upload", f"Content-Length: {9 * MIB}", form)
        assert line.status() == 401


def test_large_bodies_take_no_memory_and_the_server_goes_on_answering(site: Site) -> None:
    def flood(path: str) -> int:
        with Line(site) as line:
            line.head(path, "Transfer-Encoding: chunked", f"Content-Type: {JSON}")
            line.pour(60 * MIB)
            return line.status()

    process = psutil.Process(os.getpid())
    with Pulse(site.url), ThreadPoolExecutor(8) as clients:
        list(clients.map(flood, ["ahead", "gradio_api/queue/join"] * 4))  # what a server keeps from its first requests
        before = process.memory_info().rss
        statuses = list(clients.map(flood, ["ahead", "gradio_api/queue/join"] * 8))
    assert set(statuses) == {413}
    assert process.memory_info().rss - before < 40 * MIB


@pytest.mark.parametrize(
    ("path", "name"),
    [("ahead", ""), ("login", ""), ("conversations/forget", ""), ("gradio_api/queue/join", ""), ("api/ask", ""),
     ("mcp", ""), ("organisers/gradio_api/upload", ORGANISER), ("evaluators/gradio_api/run/predict", EVALUATOR)],
)  # fmt: skip
@pytest.mark.parametrize("trickles", [False, True], ids=["half", "trickle"])
def test_a_body_that_does_not_arrive_in_time_is_answered_and_closed(
    hasty: Site, path: str, name: str, trickles: bool
) -> None:
    kind = FORM if path in FORMS else JSON
    kind = 'multipart/form-data; boundary="x"' if path.endswith("upload") else kind
    with Line(hasty, name) as line:
        line.head(path, "Content-Length: 2000", f"Content-Type: {kind}", "Accept: application/json")
        with contextlib.suppress(ConnectionError):
            for _ in range(100 if trickles else 1):
                line.send(b"{")
                time.sleep(0.05)
        late = 400 if path.endswith("upload") else 408  # Gradio's reader of uploads answers 400
        # A reset may overtake the response while the client still sends.
        assert line.status() in ({late, 0} if trickles else {late})
    assert get(hasty.url + "healthz").status_code == 200


@pytest.mark.parametrize("begun", [b"", b"POST /ahead HTTP/1.1\r\nHost: x\r\nX-More: "], ids=["nothing", "half"])
def test_headers_that_do_not_arrive_in_time_are_not_waited_for(hasty: Site, begun: bytes) -> None:
    with Line(hasty) as line, contextlib.suppress(ConnectionError):
        for _ in range(100):
            if begun:
                line.send(begun or b"a")
                begun = b"a"
            time.sleep(0.05)
        assert line.rest() == b""


def test_an_idle_connection_is_closed(hasty: Site) -> None:
    with Line(hasty) as line:
        line.head("healthz", method="GET")
        received = line.rest()
    assert received.startswith(b"HTTP/1.1 200")
    assert b"connection: close" not in received.lower()
