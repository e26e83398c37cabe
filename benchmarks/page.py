"""The chat page in a real Chromium, against what Gradio and the chain take by themselves, in one run.

    python -m benchmarks.page [--questions 12] [--rounds 5] [--key 120]

Paint: first paint and largest contentful paint of the page with an empty cache, beside those of an empty Gradio page.
Word: from the key that sends a question to the first word of its answer on the screen, over the whole answer of the
chain alone to the same question, typed at so many milliseconds a key, the sending one as well; 120 is a fast typist's
(Dhakal et al., "Observations on Typing from 136 Million Keystrokes", 2018). At 0 all is there in one instant.
Weight: bytes on the wire until the page is at rest, beside those of the empty Gradio page.
Hosts: whom the browser asked for anything, while the page was opened and used.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.speed import ROOT, Served, free_port, served, serving
from bot.answer import Question
from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from ingest.pipeline import MAX_TOKENS
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings, share_processor
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED
from web.page import CONCURRENT_ANSWERS

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_PAINTS = """async () => {
    const seen = (type) => new Promise((done) => {
        new PerformanceObserver((list) => done(list.getEntries())).observe({ type, buffered: true });
    });
    const first = (await seen("paint")).find((entry) => entry.name === "first-paint");
    return [first.startTime, (await seen("largest-contentful-paint")).at(-1).startTime];
}"""
# From Enter to the frame after the first word was put into the document: a promise, as whoever asks again and again has
# the browser draw frames meanwhile.
_STOPWATCH = """() => {
    const texts = () => document.querySelectorAll("#hw-chat .hw-text").length;
    let begun = 0, before = 0, told = null;
    addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        [begun, before] = [performance.now(), texts()];
        window.firstWord = new Promise((done) => (told = done));
    }, true);
    new MutationObserver(() => {
        if (!begun || texts() <= before) return;
        const since = begun;
        begun = 0;
        requestAnimationFrame(() => told(performance.now() - since));
    }).observe(document, { subtree: true, childList: true });
}"""
_EMPTY = """
import sys
import gradio as gr, uvicorn
from fastapi import FastAPI
with gr.Blocks(analytics_enabled=False) as blocks:
    gr.HTML("<p>.</p>")
uvicorn.run(lambda: gr.mount_gradio_app(FastAPI(), blocks, path="/", ssr_mode=False), factory=True,
            port=int(sys.argv[1]), log_level="warning")
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """A page opened with an empty cache.

    :param first: Milliseconds to the first paint.
    :param largest: Milliseconds to the largest contentful paint.
    :param weight: Bytes on the wire, as they were compressed.
    :param hosts: Whom it asked.
    """

    first: float
    largest: float
    weight: int
    hosts: frozenset[str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--key", type=int, default=120, help="milliseconds from one key to the next; 0: all at once")
    arguments = parser.parse_args()
    model = load_embeddings()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        index_documents([ROOT / "documents"], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS))
        with serving(Path(folder)) as site, _empty() as bare, chromium() as browser:
            pairs = [(open_once(browser, site.url), open_once(browser, bare.url)) for _ in range(arguments.rounds)]
            words, hosts = first_words(browser, site.url, library, model, arguments.questions, arguments.key)
    ours, gradio = zip(*pairs, strict=True)
    print_table(ours, gradio, words, hosts.union(*(one.hosts for one in ours)))


def print_table(
    ours: Sequence[Opening], gradio: Sequence[Opening], words: Sequence[tuple[float, float]], hosts: frozenset[str]
) -> None:
    """Print what was measured, as medians and ratios."""

    def row(name: str, one: float, other: float, unit: str, ratio: str) -> None:
        print(f"{name:34} {one:9.0f} {other:9.0f} {unit:3} {ratio}")

    def medians(part: str) -> tuple[float, float]:
        page, alone = ([float(getattr(one, part)) for one in side] for side in (ours, gradio))
        return statistics.median(page), statistics.median(alone)

    print(f"{'':34} {'page':>9} {'alone':>9}")
    for name, part in (("first paint", "first"), ("largest contentful paint", "largest")):
        page, alone = medians(part)
        row(name, page, alone, "ms", f"{page / alone:.2f} x an empty Gradio page")
    page, alone = medians("weight")
    row("weight", page / 1000, alone / 1000, "kB", f"{(page - alone) / 1000:+.0f} kB on top of an empty Gradio page")
    page, alone = (statistics.median(side) for side in zip(*words, strict=True))
    ratio = statistics.median(word / answer for word, answer in words)
    row("first word, whole answer alone", page, alone, "ms", f"{ratio:.2f} x, the median of {len(words)} questions")
    print(f"hosts asked: {', '.join(sorted(hosts))}")


@contextmanager
def chromium() -> Generator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, CHROMIUM)), None), args=_ARGUMENTS
        )
        try:
            yield browser
        finally:
            browser.close()  # a server waits for the streams that it holds open


@contextmanager
def _empty() -> Generator[Served]:
    """A Gradio page with nothing on it, served as ours is."""
    port = free_port()
    with served([sys.executable, "-c", _EMPTY, str(port)], f"http://127.0.0.1:{port}/") as server:
        yield server


def open_once(browser: Browser, url: str) -> Opening:
    """Open a page in a browser that has not seen it, and leave it alone until it is at rest."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    weight, hosts = _weighed(context, page), _hosts(page)
    page.goto(url)
    _rest(page, weight)
    first, largest = page.evaluate(_PAINTS)
    opening = Opening(first, largest, sum(weight), frozenset(hosts))
    context.close()
    return opening


def _rest(page: Page, weight: list[int]) -> None:
    """Wait until nothing has come for a second. Gradio holds a stream open: the network never idles."""
    before = -1
    while before != len(weight):
        before = len(weight)
        page.wait_for_timeout(1000)


def _weighed(context: BrowserContext, page: Page) -> list[int]:
    """A list that fills with the bytes of each response."""
    weight = list[int]()
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def finished(event: dict[str, float]) -> None:
        weight.append(int(event["encodedDataLength"]))

    session.on("Network.loadingFinished", finished)
    return weight


def _hosts(page: Page) -> set[str]:
    hosts = set[str]()
    inside = ("data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(inside) else hosts.add(urlparse(r.url).netloc))
    return hosts


def first_words(
    browser: Browser, url: str, library: Library, model: SentenceTransformerEmbeddings, count: int, key: int
) -> tuple[list[tuple[float, float]], frozenset[str]]:
    """Milliseconds to the first word on the page and to the whole answer of the chain alone; whom the page asked."""
    prompts = read_prompts(ROOT / "tests" / "prompts" / "documents.jsonl")
    asked = [prompt.question.text for prompt in prompts if not prompt.question.history]
    asked = asked[:: max(len(asked) // (count + 1), 1)][: count + 1]
    chain = AnswerChain(library.editions.open_live(), model)
    share_processor(CONCURRENT_ANSWERS)  # as the server does
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    hosts = _hosts(page)
    page.goto(url)
    page.locator("#hw-send").wait_for()
    page.evaluate(_STOPWATCH)
    measured = list[tuple[float, float]]()
    for number, question in enumerate(asked):
        if number % 2:  # who is asked second finds the processor busier or warmer: each is half of the times
            word, alone = _word(page, question, key), _alone(chain, question)
        else:
            alone, word = _alone(chain, question), _word(page, question, key)
        measured.append((word, alone))
    chain.edition.close()
    page.close()
    return measured[1:], frozenset(hosts)  # the first one warms both up


def _word(page: Page, question: str, key: int) -> float:
    if key:
        page.locator("#hw-box textarea").press_sequentially(question, delay=key)
        page.wait_for_timeout(key)
    else:
        page.fill("#hw-box textarea", question)
    page.press("#hw-box textarea", "Enter")
    word = float(page.evaluate("window.firstWord"))
    page.locator("#hw-send").wait_for()
    page.wait_for_timeout(1000)  # follow-ups to this answer are looked for
    page.click("#hw-new")
    page.wait_for_function("!document.querySelector('#hw-chat .hw-text')")
    return word


def _alone(chain: AnswerChain, question: str) -> float:
    start = time.perf_counter()
    chain.invoke(Question(question))
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
