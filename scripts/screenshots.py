"""The product over the sample documents -> its pictures in docs/images, taken in a real Chromium.

    python -m scripts.screenshots [--to docs/images]

Each view of the chat is taken on a desktop and on a phone, in light and in dark; a picture has 256 colours.
"""

import argparse
import io
import itertools
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accounts.store import Accounts, Role
from benchmarks.page import chromium
from benchmarks.speed import ROOT, serving
from ingest.pipeline import MAX_TOKENS
from settings import ACCOUNTS
from vectorstore.embeddings import load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED
from web.catalogue import ARABIC

_PASSWORD = "a long enough password"
_ANSWERED = "كم مشاركاً حضر الجلسة الأولى؟"
_PRINTED = "كيف يقدم العامل المهاجر شكوى؟"
_REFUSED = "كيف أطبخ المنسف؟"
_PROMPTS = 24  # of the sample prompts, every so many


@dataclass(frozen=True, slots=True)
class Device:
    """What people look at."""

    width: int
    height: int
    scale: float


DESKTOP, PHONE = Device(1280, 800, 1), Device(390, 844, 1.5)
SCHEMES = ("light", "dark")


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "images")
    to: Path = parser.parse_args().to
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as url, chromium() as browser:
        for device, scheme, (name, view) in itertools.product((DESKTOP, PHONE), SCHEMES, CHAT.items()):
            with _page(browser, device, scheme) as page:
                page.goto(url)
                expect(page.locator("#hw-send")).to_be_visible()
                view(page)
                _take(page, to / f"{name}{_kind(device, scheme)}.png")
        prompts = _prompts(Path(folder))
        for device, scheme in itertools.product((DESKTOP, PHONE), SCHEMES):
            with _page(browser, device, scheme) as page:
                _organisers(page, url, to, _kind(device, scheme))
            with _page(browser, device, scheme) as page:
                _evaluators(page, url, to, _kind(device, scheme), prompts)
    total = sum(path.stat().st_size for path in to.glob("*.png"))
    print(f"{len(list(to.glob('*.png')))} pictures, {total / 1e6:.1f} MB, in {to}")


def _kind(device: Device, scheme: str) -> str:
    """What a picture's name says of how it was taken: nothing on a desktop in light."""
    return ("-phone" if device is PHONE else "") + ("-dark" if scheme == "dark" else "")


@contextmanager
def _served(folder: Path) -> Generator[str]:
    model = load_embeddings()
    embedder = Embedder(BUNDLED, lambda: model)
    index_documents([ROOT / "documents"], Library(folder), Reader(embedder, MAX_TOKENS))
    accounts = Accounts(folder / ACCOUNTS)
    accounts.add("salma", Role.ORGANISER, _PASSWORD)
    accounts.add("omar", Role.EVALUATOR, _PASSWORD)
    accounts.close()
    with serving(folder) as server:
        yield server.url


@contextmanager
def _page(browser: Browser, device: Device, scheme: str) -> Generator[Page]:
    context = browser.new_context(
        viewport={"width": device.width, "height": device.height},
        device_scale_factor=device.scale,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def _take(page: Page, path: Path) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(700)  # letters and images come a moment behind the layout
    with Image.open(io.BytesIO(page.screenshot())) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def _ask(page: Page, question: str) -> None:
    page.fill("#hw-box textarea", question)
    page.press("#hw-box textarea", "Enter")
    expect(page.locator(".bot-row .hw-act").first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1500)  # follow-ups


def _answer(page: Page) -> None:
    """With its citation beside it, where there is room beside it."""
    _ask(page, _ANSWERED)
    if (page.viewport_size or {"width": 0})["width"] == DESKTOP.width:
        page.locator(".hw-marker").first.click()
        expect(page.locator("#hw-panel mark")).to_be_visible()


def _panel(page: Page) -> None:
    _ask(page, _PRINTED)
    page.locator(".hw-marker").first.click()
    page.locator("#hw-panel .hw-page summary").click()
    page.wait_for_function("document.querySelector('#hw-panel img')?.naturalWidth > 400")
    page.locator("#hw-panel .hw-page summary").evaluate("summary => summary.scrollIntoView()")


def _refusal(page: Page) -> None:
    _ask(page, _REFUSED)
    page.locator(".hw-related summary").first.click()


def _error(page: Page) -> None:
    """The server out of reach, just when a question is sent."""
    page.route("**/queue/join*", lambda route: route.abort())
    page.fill("#hw-box textarea", _ANSWERED)
    page.press("#hw-box textarea", "Enter")
    expect(page.locator(".toast-body").first).to_be_visible()


CHAT: dict[str, Callable[[Page], None]] = {
    "answer": _answer,
    "panel": _panel,
    "refusal": _refusal,
    "error": _error,
}


def _sign_in(page: Page, url: str, name: str, home: str) -> None:
    page.goto(f"{url}{home}/")
    page.get_by_label(ARABIC.LOGIN_NAME).fill(name)
    page.get_by_label(ARABIC.LOGIN_PASSWORD).fill(_PASSWORD)
    page.get_by_role("button", name=ARABIC.LOGIN_SEND).click()
    expect(page.get_by_role("tab").first).to_be_visible(timeout=30_000)


def _organisers(page: Page, url: str, to: Path, kind: str) -> None:
    _sign_in(page, url, "salma", "organisers")
    expect(page.locator("#hw-documents tbody tr").first).to_be_visible()
    _take(page, to / f"organisers{kind}.png")
    page.locator("#hw-document input").click()
    page.get_by_role("option", name="رسالة إلى").click()
    image = page.locator(".hw-doubtful img")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", value=True)
    page.locator(".hw-doubtful").evaluate("section => section.scrollIntoView()")
    _take(page, to / f"organisers-doubtful{kind}.png")


def _prompts(folder: Path) -> Path:
    lines = (ROOT / "tests" / "prompts" / "documents.jsonl").read_text("utf-8").splitlines(keepends=True)
    path = folder / "sample.jsonl"
    path.write_text("".join(lines[:: len(lines) // _PROMPTS]), "utf-8")
    return path


def _evaluators(page: Page, url: str, to: Path, kind: str, prompts: Path) -> None:
    _sign_in(page, url, "omar", "evaluators")
    page.locator("#hw-prompts input[type=file]").set_input_files(prompts)
    expect(page.locator("#hw-run-status .hw-done")).to_be_visible()
    page.locator("#hw-run").click()
    expect(page.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE, timeout=120_000)
    page.wait_for_timeout(500)
    page.get_by_role("tab", name=ARABIC.TAB_RUNS).click()
    page.get_by_label(ARABIC.CHOOSE_RUN).click()
    page.get_by_role("option").first.click()
    expect(page.frame_locator("iframe.hw-report").locator("#prompts tbody tr").first).to_be_attached()
    _take(page, to / f"evaluators{kind}.png")


if __name__ == "__main__":
    main()
