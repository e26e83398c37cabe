"""The organisers' page, in a real browser and over HTTP: who may enter it, and what it does."""

import json
import re
import shutil
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from page_measures import faint, outside
from playwright.sync_api import Browser, Page, expect

from accounts.store import Accounts, Role
from bot.serving.live import LiveChain, open_for
from ingest.loaders.pdf.process import render_page
from ingest.pipeline import MAX_TOKENS
from tests.browser import ARTIFACTS, DESKTOP, open_page, serve
from tests.documents import document_of
from tests.growth import LINEAR, growth
from tests.ingest.pdf_kit import MARGIN, Pdf, of_lines
from tests.ingest.test_pictures import report
from tests.waiting import PATIENCE
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, Reader, index_documents, publish_documents, withdraw
from vectorstore.library import Library
from vectorstore.manifest import MANIFEST, DocumentRecord
from web.catalogue import ARABIC, LANGUAGES, WORDS
from web.corpus import CorpusSummary
from web.organised import labels_of
from web.server import Organising, create_app

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PASSWORD = "a long enough password"
REVERSED = (
    "أكدت اللجنة أن العمل على حماية حقوق العمال في الموانئ يتطلب التعاون بين الحكومات.",
    "ودعت إلى عقد لقاء ثان في بيروت خلال العام المقبل مع ممثلي النقابات.",
)
MINUTES = "# محضر اللجنة\n\nافتتح رئيس اللجنة الجلسة الأولى في بيروت. وحضرها ممثلو سبع نقابات.\n"


@dataclass(frozen=True)
class Site:
    """A served product, and the people who may organise it."""

    url: str
    library: Library
    accounts: Accounts
    chain: LiveChain


@pytest.fixture
def site(
    tmp_path: Path, tiny: SentenceTransformerEmbeddings, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    # The page ingests in a process of its own, which reads its settings anew.
    monkeypatch.setenv("HIWAR_EMBEDDINGS", str(tiny_model))
    library, embedder = Library(tmp_path), Embedder(tiny.name, lambda: tiny)
    (tmp_path / "budget.md").write_text("# ميزانية السنة\n\nبلغت الميزانية ألف دينار في السنة.\n", "utf-8")
    index_documents([tmp_path / "budget.md"], library, Reader(embedder, MAX_TOKENS))
    chain = LiveChain(library.editions, open_for(library.editions, tiny.name), tiny)
    accounts = Accounts(tmp_path / "hiwar.sqlite")
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    accounts.add("omar", Role.EVALUATOR, PASSWORD)
    organising = Organising(library, embedder, accounts)
    with (
        chain.watching(),
        serve(lambda: create_app(chain, corpus=lambda: CorpusSummary(1, 1, ""), organising=organising)) as url,
    ):
        yield Site(url, library, accounts, chain)
    accounts.close()
    chain.close()


def reversed_pdf() -> bytes:
    """A page whose text layer a person cannot read: the letters stand from left to right."""
    pdf = Pdf()
    for at, line in enumerate(REVERSED):
        pdf.raw(line, MARGIN + 40 * at)
    return pdf.data()


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.url}organisers/")
    page.get_by_label(ARABIC.LOGIN_NAME).fill("salma")
    page.get_by_label(ARABIC.LOGIN_PASSWORD).fill(PASSWORD)
    page.get_by_role("button", name=ARABIC.LOGIN_SEND).click()
    expect(page.get_by_role("heading", name=ARABIC.ORGANISERS)).to_be_visible()


@dataclass
class Client:
    """A client without a browser, with or without a session."""

    site: Site

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def __call__(self, path: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(self.site.url + path.lstrip("/"), data, headers)
        try:
            with self._opener.open(request, timeout=PATIENCE) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def sign_in(self, name: str, password: str, **headers: str) -> int:
        return self("login", urlencode({"name": name, "password": password}).encode(), **headers)[0]


def endpoints(site: Site) -> list[str]:
    """Every address of the organisers' Gradio application, as an organiser is told them."""
    client = Client(site)
    assert client.sign_in("salma", PASSWORD) == 200
    status, config = client("organisers/config")
    assert status == 200
    calls = [f"organisers/gradio_api/call/{number}" for number in range(len(json.loads(config)["dependencies"]))]
    return [
        "organisers/", "organisers/pages/x/1.png", "organisers/config", "organisers/gradio_api/info",
        "organisers/gradio_api/upload",
        "organisers/gradio_api/queue/join", "organisers/gradio_api/queue/data?session_hash=x",
        "organisers/gradio_api/run/predict", "organisers/gradio_api/file=/etc/hostname",
        "organisers/gradio_api/heartbeat/x", "organisers/theme.css", *calls,
        "organisers/en/", "organisers/en/config", "organisers/fr/gradio_api/queue/join",
    ]  # fmt: skip


def test_nobody_but_an_organiser_reaches_any_address_of_the_page(site: Site) -> None:
    addresses = endpoints(site)
    stranger, evaluator = Client(site), Client(site)
    assert evaluator.sign_in("omar", PASSWORD) == 200  # let in, to a page of their own
    for client in (stranger, evaluator):
        for address in addresses:
            assert client(address)[0] == 401, address
            assert client(address, b"{}", **{"Content-Type": "application/json"})[0] == 401, address


def test_the_pages_are_found_without_the_last_slash(site: Site) -> None:
    client = Client(site)
    for address in ("organisers", "evaluators"):
        assert client(address)[0] == 401
        assert ARABIC.LOGIN_NAME in client(address, Accept="text/html")[1]


def test_a_wrong_password_is_told_in_arabic_and_five_of_them_close_the_door(site: Site) -> None:
    client = Client(site)
    status, text = client("login", urlencode({"name": "salma", "password": "guess"}).encode())
    assert status == 401
    assert ARABIC.LOGIN_FAILED in text
    assert [client.sign_in("salma", f"guess {n}") for n in range(4)] == [401] * 4
    assert client.sign_in("salma", PASSWORD) == 429


def test_passwords_that_are_guessed_at_the_same_time_close_the_door_too(site: Site) -> None:
    with ThreadPoolExecutor(12) as people:
        statuses = list(people.map(Client(site).sign_in, ["salma"] * 12, [f"guess {n}" for n in range(12)]))
    assert Counter(statuses) == {401: 5, 429: 7}


def test_a_form_sent_from_another_site_signs_nobody_in(site: Site) -> None:
    assert Client(site).sign_in("salma", PASSWORD, Origin="https://elsewhere.example") == 403


def test_the_chat_s_addresses_give_no_files(site: Site) -> None:
    client = Client(site)
    for address in ("gradio_api/file=/etc/hostname", "gradio_api/upload", "gradio_api/file/etc/hostname"):
        assert client(address)[0] == 404
        assert client(address, b"{}")[0] == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_and_its_form_speak_another_language(site: Site, browser: Browser, language: str) -> None:
    words = WORDS[language]
    with open_page(browser, size=DESKTOP) as page:
        page.goto(f"{site.url}organisers/{language}/")
        page.get_by_label(words.LOGIN_NAME).fill("salma")
        page.get_by_label(words.LOGIN_PASSWORD).fill("guess")
        page.get_by_role("button", name=words.LOGIN_SEND).click()
        expect(page.get_by_role("alert")).to_have_text(words.LOGIN_FAILED)
        page.get_by_label(words.LOGIN_NAME).fill("salma")
        page.get_by_label(words.LOGIN_PASSWORD).fill(PASSWORD)
        page.get_by_role("button", name=words.LOGIN_SEND).click()
        expect(page.get_by_role("heading", name=words.ORGANISERS)).to_be_visible()
        assert page.url == f"{site.url}organisers/{language}/"
        expect(page.locator("#hw-documents th").first).to_have_text(words.row("DOCUMENTS_HEAD")[0])
        page.locator("#hw-document input").click()
        page.get_by_role("option", name="ميزانية السنة").click()
        page.get_by_role("button", name=words.WITHDRAW).click()
        page.locator("#hw-document-cancel").click()
        page.screenshot(path=ARTIFACTS / f"organisers-{language}.png", full_page=True)
        told = page.locator("h1, th, label, button, .hw-choices a:not([lang=ar])").all_inner_texts()
        assert not re.search("[\u0600-\u06ff]", " ".join(told).replace("ميزانية السنة", ""))
        page.get_by_role("link", name="العربية").click()
        expect(page.get_by_role("heading", name=ARABIC.ORGANISERS)).to_be_visible()
        page.get_by_role("button", name=ARABIC.SIGN_OUT).click()
        page.get_by_role("link", name=LANGUAGES[language]).click()
        expect(page.get_by_role("button", name=words.LOGIN_SEND)).to_be_visible()


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    with open_page(browser, size=DESKTOP) as page:
        sign_in(page, site)
        yield page


def test_an_uploaded_document_is_published_and_answers(site: Site, page: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "minutes\u202e.md", tmp_path / "empty.txt"
    good.write_text(MINUTES, "utf-8")
    bad.write_bytes(b"\n")
    page.locator("#hw-files input[type=file]").set_input_files([good, bad])
    expect(page.locator("#hw-files .filename")).to_have_count(2)
    page.locator("#hw-ingest").click()
    status = page.locator("#hw-ingest-status")
    expect(status).to_contain_text("نُشر الإصدار")
    expect(status).to_contain_text(ARABIC.named("OUTCOMES")["refused"])
    expect(status).to_contain_text("فارغ")
    expect(page.locator("#hw-documents")).to_contain_text("محضر اللجنة")
    page.screenshot(path=ARTIFACTS / "organisers-upload.png", full_page=True)
    sources = {record.title: record.source for record in site.library.live_records()}
    assert sources.keys() == {"ميزانية السنة", "محضر اللجنة"}
    assert sources["محضر اللجنة"] == "minutes.md"  # without what would have turned its ending around


def test_five_documents_that_are_uploaded_together_are_published(site: Site, page: Page, tmp_path: Path) -> None:
    files = [tmp_path / f"محضر {number}.md" for number in range(5)]
    for number, file in enumerate(files):
        file.write_text(MINUTES.replace("محضر اللجنة", f"محضر اللجنة {number}"), "utf-8")
    page.locator("#hw-files input[type=file]").set_input_files(files)
    expect(page.locator("#hw-files .filename")).to_have_count(5)
    page.locator("#hw-ingest").click()
    expect(page.locator("#hw-ingest-status")).to_contain_text("نُشر الإصدار")
    titles = {f"محضر اللجنة {number}" for number in range(5)}
    assert {record.title for record in site.library.live_records()} == {"ميزانية السنة", *titles}


def test_a_document_is_withdrawn_and_restored_after_confirmation(site: Site, page: Page) -> None:
    def choose() -> None:
        page.locator("#hw-document input").click()
        page.get_by_role("option", name="ميزانية السنة").click()

    choose()
    page.get_by_role("button", name=ARABIC.WITHDRAW).click()
    page.locator("#hw-document-cancel").click()
    expect(page.locator("#hw-document-confirm")).to_be_hidden()
    assert not site.library.live_records()[0].withdrawn
    page.get_by_role("button", name=ARABIC.WITHDRAW).click()
    page.locator("#hw-document-confirm").click()
    expect(page.locator("#hw-documents")).to_contain_text(ARABIC.STATE_WITHDRAWN)
    assert site.library.live_records()[0].withdrawn
    choose()
    page.get_by_role("button", name=ARABIC.RESTORE).click()
    page.locator("#hw-document-confirm").click()
    expect(page.locator("#hw-documents")).to_contain_text(ARABIC.STATE_LIVE)
    assert not site.library.live_records()[0].withdrawn


def test_who_confirms_a_withdrawal_never_restores_what_somebody_else_withdrew(
    site: Site, page: Page, tiny: SentenceTransformerEmbeddings
) -> None:
    page.locator("#hw-document input").click()
    page.get_by_role("option", name="ميزانية السنة").click()
    page.get_by_role("button", name=ARABIC.WITHDRAW).click()
    expect(page.get_by_text(ARABIC.CONFIRM_WITHDRAW.format(title="ميزانية السنة"))).to_be_visible()
    withdraw(site.library, Embedder(tiny.name, lambda: tiny), site.library.live_records()[0].document_id)
    page.locator("#hw-document-confirm").click()
    expect(page.locator("#hw-ingest-status")).to_contain_text("أصلاً")
    assert site.library.live_records()[0].withdrawn


def test_documents_of_one_title_are_told_apart_where_one_is_chosen(
    site: Site, page: Page, tiny: SentenceTransformerEmbeddings
) -> None:
    both = [document_of(name, text, title="محضر اللجنة") for name, text in (("may", "رُفعت."), ("june", "افتُتحت."))]
    publish_documents(both, site.library, Embedder(tiny.name, lambda: tiny))
    page.reload()
    page.locator("#hw-document input").click()
    for record in site.library.live_records():
        option = page.get_by_role("option", name=record.document_id[:8])
        expect(option).to_contain_text("محضر اللجنة")
        expect(option).to_contain_text(record.source)


def record(number: int, title: str) -> DocumentRecord:
    return DocumentRecord(f"{number:064x}", "c", "r", title, f"{number}.md", "", "ar", None, None, 0, 0, 1, 1)


@pytest.mark.parametrize("titles", [1, 1000])
def test_what_documents_are_told_apart_by_is_found_in_linear_time(titles: int) -> None:
    def records(size: int) -> list[DocumentRecord]:
        return [record(number, f"محضر {number % titles}") for number in range(size)]

    assert growth(lambda some: labels_of(some, some), records) < LINEAR


def test_documents_are_shown_a_page_at_a_time_and_found_by_their_titles(
    site: Site, page: Page, tiny: SentenceTransformerEmbeddings
) -> None:
    many = [document_of(f"m{n}", f"رُفعت الجلسة {n}.", title=f"محضر الجلسة {n}") for n in range(120)]
    publish_documents(many, site.library, Embedder(tiny.name, lambda: tiny))
    page.reload()
    rows, options = page.locator("#hw-documents tbody tr"), page.get_by_role("option")
    pages, after = page.locator("#hw-documents-pages"), page.locator("#hw-documents-after")
    expect(rows).to_have_count(50)
    expect(pages).to_contain_text(ARABIC.ROWS_SHOWN.format(first=1, last=50, of=120))
    expect(page.locator("#hw-documents-before")).to_be_disabled()
    first = rows.first.inner_text()
    after.click()
    expect(pages).to_contain_text(ARABIC.ROWS_SHOWN.format(first=51, last=100, of=120))
    expect(rows.first).not_to_have_text(first, use_inner_text=True)
    pages.scroll_into_view_if_needed()
    page.screenshot(path=ARTIFACTS / "organisers-documents-paged.png", full_page=True)
    assert not outside(page)
    assert not faint(page, "#hw-documents-pages")
    after.click()
    expect(rows).to_have_count(20)
    expect(after).to_be_disabled()
    page.locator("#hw-document input").click()
    expect(options).to_have_count(20)
    page.get_by_label(ARABIC.FIND_DOCUMENT).fill("الجلسةُ 77")
    expect(rows).to_have_count(1)
    expect(pages).to_be_hidden()
    page.locator("#hw-document input").click()
    options.filter(has_text="محضر الجلسة 77").click()
    page.get_by_role("button", name=ARABIC.WITHDRAW).click()
    page.locator("#hw-document-confirm").click()
    expect(rows).to_contain_text(ARABIC.STATE_WITHDRAWN)
    expect(rows).to_have_count(1)  # what was looked for is looked for still
    page.get_by_label(ARABIC.FIND_DOCUMENT).fill("لا وجود له")
    expect(page.locator("#hw-documents")).to_contain_text(ARABIC.FOUND_NONE)


def test_editions_are_shown_a_page_at_a_time(site: Site, page: Page) -> None:
    live = site.library.editions.live() or ""
    folder = site.library.editions.folder(live)
    for number in range(60):
        copy = folder.with_name(f"20200101T000000{number:06}-{live[-8:]}")
        shutil.copytree(folder, copy)
        manifest = copy / MANIFEST
        manifest.write_text(manifest.read_text("utf-8").replace(live, copy.name), "utf-8")
    page.get_by_role("tab", name=ARABIC.TAB_EDITIONS).click()
    rows = page.locator("#hw-editions tbody tr")
    expect(rows).to_have_count(50)
    page.locator("#hw-editions-after").click()
    expect(rows).to_have_count(11)
    expect(page.locator("#hw-editions-pages")).to_contain_text(ARABIC.ROWS_SHOWN.format(first=51, last=61, of=61))
    page.screenshot(path=ARTIFACTS / "organisers-editions-paged.png", full_page=True)
    page.locator("#hw-edition-choice input").click()
    page.get_by_role("option").last.click()
    page.get_by_role("button", name=ARABIC.PUBLISH).click()
    page.locator("#hw-edition-confirm").click()
    expect(page.locator("#hw-edition-status")).to_contain_text("20200101T000000000000")
    assert (site.library.editions.live() or "").startswith("20200101T000000000000")


def test_an_older_edition_is_compared_and_published(
    site: Site, page: Page, tiny: SentenceTransformerEmbeddings
) -> None:
    first = site.library.editions.live() or ""
    newer = document_of("minutes", "رُفعت الجلسة في المساء.", title="محضر الختام")
    publish_documents([newer], site.library, Embedder(tiny.name, lambda: tiny))
    page.reload()
    page.get_by_role("tab", name=ARABIC.TAB_EDITIONS).click()
    page.locator("#hw-edition-choice input").click()
    page.get_by_role("option", name=first).click()
    expect(page.locator("#hw-changes")).to_contain_text("محضر الختام")
    page.get_by_role("button", name=ARABIC.PUBLISH).click()
    page.locator("#hw-edition-confirm").click()
    expect(page.locator("#hw-edition-status")).to_contain_text(first)
    page.screenshot(path=ARTIFACTS / "organisers-editions.png", full_page=True)
    assert site.library.editions.live() == first


def test_a_tab_that_is_opened_shows_what_was_done_in_another(
    site: Site, page: Page, tiny: SentenceTransformerEmbeddings
) -> None:
    editions = page.locator("#hw-editions tbody tr")
    page.get_by_role("tab", name=ARABIC.TAB_EDITIONS).click()
    expect(editions).to_have_count(1)
    page.get_by_role("tab", name=ARABIC.TAB_DOCUMENTS).click()
    publish_documents([document_of("minutes", "رُفعت الجلسة.")], site.library, Embedder(tiny.name, lambda: tiny))
    page.get_by_role("tab", name=ARABIC.TAB_EDITIONS).click()
    expect(editions).to_have_count(2)
    expect(editions.filter(has_text=ARABIC.STATE_PUBLISHED)).to_contain_text(site.library.editions.live() or "")
    page.get_by_role("tab", name=ARABIC.TAB_DOCUMENTS).click()
    expect(page.locator("#hw-documents")).to_contain_text(site.library.editions.live() or "")


def test_no_name_on_the_page_is_gradios_own(page: Page, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("أول.md", "ثان.md")]
    for file in files:
        file.write_text(MINUTES, "utf-8")
    assert not _latin_names(page)
    page.locator("#hw-files input[type=file]").set_input_files(files)
    expect(page.locator("#hw-files .filename")).to_have_count(2)
    assert not [name for name in _latin_names(page) if not name.endswith(".md")]


def _latin_names(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll("[aria-label], [title], [alt], [placeholder]")].flatMap((element) =>
            ["aria-label", "title", "alt", "placeholder"].map((name) => element.getAttribute(name))
                .filter((text) => /[A-Za-z]/.test(text ?? "")))"""
    )


def test_one_press_goes_back_to_the_edition_before_after_confirmation(
    site: Site, page: Page, tiny: SentenceTransformerEmbeddings
) -> None:
    first = site.library.editions.live() or ""
    publish_documents([document_of("minutes", "رُفعت الجلسة.")], site.library, Embedder(tiny.name, lambda: tiny))
    page.reload()
    page.get_by_role("tab", name=ARABIC.TAB_EDITIONS).click()
    page.get_by_role("button", name=ARABIC.ROLL_BACK).click()
    expect(page.get_by_text(ARABIC.CONFIRM_ROLL_BACK.format(edition=first))).to_be_visible()
    assert site.library.editions.live() != first
    page.locator("#hw-rollback-confirm").click()
    expect(page.locator("#hw-edition-status")).to_contain_text(first)
    expect(page.get_by_role("button", name=ARABIC.ROLL_BACK)).to_be_hidden()
    assert site.library.editions.live() == first


def test_a_doubtful_page_is_shown_beside_what_was_read_from_it(
    site: Site, page: Page, tiny: SentenceTransformerEmbeddings, tmp_path: Path
) -> None:
    path = tmp_path / "reversed.pdf"
    path.write_bytes(reversed_pdf())
    index_documents([path], site.library, Reader(Embedder(tiny.name, lambda: tiny), MAX_TOKENS))
    page.reload()
    page.locator("#hw-document input").click()
    page.get_by_role("option", name="reversed").click()
    expect(page.locator(".hw-doubtful")).to_contain_text(ARABIC.named("DOUBTS")["reversed_text_layer"])
    expect(page.locator(".hw-doubtful pre")).to_contain_text(REVERSED[0])
    image = page.locator(".hw-doubtful img")
    page.wait_for_function("document.querySelector('.hw-doubtful img').naturalWidth > 500")
    image.scroll_into_view_if_needed()
    page.screenshot(path=ARTIFACTS / "organisers-doubtful.png")


def test_a_picture_that_could_not_be_read_is_told_of_by_its_section(
    site: Site, page: Page, tiny: SentenceTransformerEmbeddings, tmp_path: Path
) -> None:
    path = tmp_path / "minutes.docx"
    scan = render_page(of_lines(REVERSED), 1, dpi=50)
    path.write_bytes(report(scan[:3000] + bytes(100) + scan[3100:]))  # so that it cannot be opened
    index_documents([path], site.library, Reader(Embedder(tiny.name, lambda: tiny), MAX_TOKENS))
    assert [(r.pages, r.doubtful) for r in site.library.live_records() if r.source == path.name] == [(0, 1)]
    page.reload()
    page.locator("#hw-document input").click()
    page.get_by_role("option", name="الافتتاح").click()
    expect(page.locator(".hw-doubtful h4")).to_have_text(ARABIC.PICTURE_IN.format(section="الافتتاح"))
    expect(page.locator(".hw-doubtful")).to_contain_text(ARABIC.named("DOUBTS")["picture_without_readable_text"])
    expect(page.locator(".hw-doubtful img")).to_have_count(0)


def test_pages_that_are_not_there_have_no_image(site: Site) -> None:
    client = Client(site)
    assert client.sign_in("salma", PASSWORD) == 200
    [record] = site.library.live_records()  # Markdown: it has no pages
    for address in (f"{record.document_id}/1.png", "no-such-document/1.png", f"{record.document_id}/0.png"):
        assert client(f"organisers/pages/{address}")[0] == 404
