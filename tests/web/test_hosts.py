"""Host names, origins and methods, over HTTP."""

import html
from collections.abc import Iterator

import pytest
from site_kit import ORGANISER, Site, serving

from errors import HiwarError
from tests.waiting import get, post
from vectorstore.embeddings import SentenceTransformerEmbeddings
from web.hosts import trusted_hosts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
FOREIGN = "https://elsewhere.example"
ADDRESSES = (
    "", "en/", "config", "gradio_api/info", "theme.css", "login", "conversations", "documents", "hiwar/theme.js",
    "organisers/", "organisers/config", "evaluators/", "api/openapi.json", "api/ask", "mcp", "metrics", "no/such",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Iterator[Site]:
    hosts = trusted_hosts(["chat.example.org", "*.intra.example"], "127.0.0.1")
    with serving(tmp_path_factory.mktemp("hosts"), tiny, trusted_hosts=hosts) as site:
        yield site


@pytest.mark.parametrize("path", ADDRESSES)
def test_only_trusted_names_are_answered(site: Site, path: str) -> None:
    for name in (
        "elsewhere.example",
        "127.0.0.1.elsewhere.example",
        "intra.example",
        "chat.example.org.evil",
        "a@b",
        "",
        "localhost:abc",
        "localhost:99999",
        "localhost@localhost",
        "localhost/x",
        "localhost#x",
        "localhost?x",
        "localhost\\x",
        "[::1]x",
        "[::1",
        "[localhost]",
    ):
        for headers in ({"Host": name}, {"X-Forwarded-Host": name or "x"}):
            response = get(site.url + path, headers=headers)
            assert response.status_code == 400, headers
            assert "elsewhere" not in response.text
    for name in (
        "localhost",
        "127.0.0.1:9",
        "[::1]:80",
        "chat.example.org:8443",
        "a.intra.example",
        "CHAT.example.org",
    ):
        for headers in ({"Host": name}, {"X-Forwarded-Host": f"{name}, localhost"}):
            assert get(site.url + path, headers=headers).status_code != 400, headers


def test_an_untrusted_name_is_told_in_arabic_and_to_programs_as_json(site: Site) -> None:
    headers = {"Host": "elsewhere.example"}
    told = html.unescape(get(site.url, headers=headers).text)
    assert HiwarError("host_untrusted").told("ar") in told
    assert post(f"{site.url}api/ask", headers=headers).json()["code"] == "host_untrusted"


def test_signs_of_life_are_given_under_any_name(site: Site) -> None:
    for path in ("healthz", "readyz"):
        assert get(site.url + path, headers={"Host": "10.0.0.7"}).status_code in (200, 503)


def test_no_header_names_another_place_in_the_page(site: Site) -> None:
    headers = {"X-Gradio-Server": FOREIGN, "X-Forwarded-Proto": "https", "Referer": FOREIGN}
    for path in ("", "config"):
        assert "elsewhere" not in get(site.url + path, headers=headers).text


@pytest.mark.parametrize(
    ("listed", "bound", "trusted", "untrusted"),
    [
        ((), "127.0.0.1", ("localhost", "[::1]", "127.0.0.1"), ("192.168.1.5", "example.org")),
        ((), "192.168.1.5", ("192.168.1.5:7860", "localhost"), ("192.168.1.6", "example.org")),
        ((), "0.0.0.0", ("10.0.0.7", "[fe80::1]", "localhost"), ("example.org",)),
        ((), "::", ("10.0.0.7",), ("example.org",)),
        (("example.org",), "0.0.0.0", ("example.org",), ("10.0.0.7", "www.example.org")),
        (("*",), "0.0.0.0", ("example.org", "10.0.0.7"), ("a@b", "a\\b", "a/b", "a#b", "[::1]a", "a:b", "a..b")),
    ],
)  # fmt: skip
def test_by_default_the_bound_address_is_trusted(
    listed: tuple[str, ...], bound: str, trusted: tuple[str, ...], untrusted: tuple[str, ...]
) -> None:
    hosts = trusted_hosts(listed, bound)
    assert [name for name in (*trusted, *untrusted) if hosts.hold(name)] == list(trusted)


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_no_other_origin_reads_anything(site: Site, path: str, method: str) -> None:
    with site.client(ORGANISER) as client:
        for origin in (FOREIGN, "null", "http://localhost:1"):
            asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            headers = client.request(method, path, headers=asking).headers
            assert "access-control-allow-origin" not in headers
            assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("", "GET, HEAD"), ("en/", "GET, HEAD"), ("config", "GET"), ("theme.css", "GET"),
        ("gradio_api/queue/join", "POST"), ("gradio_api/run/predict", "POST"), ("gradio_api/reset", "POST"),
        ("gradio_api/queue/data", "GET"), ("organisers/", "GET, HEAD"), ("organisers/gradio_api/upload", "POST"),
        ("login", "GET, POST"), ("logout", "POST"), ("ahead", "POST"), ("healthz", "GET"), ("readyz", "GET"),
        ("conversations", "GET"), ("conversations/forget", "POST"), ("documents", "GET"),
        ("hiwar/theme.js", "GET, HEAD"),
        ("api/ask", "POST"), ("api/search", "GET, POST"), ("api/openapi.json", "GET"), ("passages/p1", "GET"),
        ("pages/x/1.png", "GET"), ("a/x", "GET"),
        ("metrics", "GET, HEAD"),
    ],
)  # fmt: skip
def test_a_wrong_method_is_answered_with_the_right_ones(site: Site, path: str, allowed: str) -> None:
    with site.client(ORGANISER) as client:
        client.headers["Authorization"] = f"Bearer {site.token}"
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(allowed.split(", ")):
            response = client.request(method, path)
            assert response.status_code == 405, method
            assert set(response.headers["allow"].split(", ")) - {"HEAD"} == set(allowed.split(", ")) - {"HEAD"}


@pytest.mark.parametrize("digits", [1, 30, 4000, 6000])
@pytest.mark.parametrize("address", ["pages/x/{}.png", "organisers/pages/x/{}.png", "organisers/prompts/{}.jsonl"])
def test_a_number_in_an_address_may_be_of_any_length(site: Site, address: str, digits: int) -> None:
    with site.client(ORGANISER) as client:
        for sign in ("", "-"):
            assert client.get(address.format(sign + "9" * digits)).status_code in (404, 422)
