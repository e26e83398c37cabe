"""The scripted chain behind the tests of the page, and the few things that a person does there."""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect
from scripted_chain import ANSWER, EXAMPLES, REFUSAL, citation, growing

from bot.answer import Answer, Citation, Question
from bot.generating.sources import Source
from errors import HiwarError
from ingest.document import Original
from tests.ingest.pdf_kit import of_lines
from web.corpus import CorpusSummary
from web.sources import Sources

CORPUS = CorpusSummary(4, 312, "20261123T101500000000-a1a1a1a1", EXAMPLES)
UPDATED = "23 تشرين الثاني/نوفمبر 2026"
FOLLOW_UPS = ("ماذا قال ممثل النقابات؟", "ماذا قيل عن حماية العمال؟")
GONE, GONE_UPDATED = "20260101T101500000000-01d01d01", "1 كانون الثاني/يناير 2026"  # an edition that was deleted
NEIGHBOUR = "افتُتحت الجلسة الثانية بكلمة من المنسقة الوطنية."
LONG = 1000  # steps of a long answer, which would take the better part of a minute
WITHDRAWN = "p2"  # a passage that was published when the answer was given, and is no longer


def _source(passage_id: str) -> Source | None:
    cited = {one.passage_id: one for one in ANSWER.citations if one.passage_id != WITHDRAWN}
    if passage_id == "p0":
        cited["p0"] = citation(passage_id="p0", passage=NEIGHBOUR)
    one = cited.get(passage_id)
    if one is None:
        return None
    before, after = {"p0": ("", "p1"), "p1": ("p0", "")}.get(passage_id, ("", ""))
    return Source(
        one.passage_id, "consultation-3", CORPUS.edition, one.title, one.section, one.page, one.passage, one.source,
        "2026-10-05", "E/2026/3", one.verified, before, after,
    )  # fmt: skip


def _original(document_id: str) -> Original | None:
    if document_id != "consultation-3":
        return None
    opening = "افتُتحت الجلسة في قاعة البلدية."
    data = of_lines([opening], [opening], [opening, "ودعا المشاركون إلى توحيد عقود العمل بحلول الصيف."])
    return Original(data, "regional-consultation-3.pdf")


SOURCES = Sources(_source, _original)
BROWSER_TEST = [
    pytest.mark.slow,
    # Gradio's queue counts its runs with what pandas is about to drop.
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting' is deprecated"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]
PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    '"><svg/onload=alert(3)>',
    "</details></div><iframe srcdoc='<script>parent.alert(4)</script>'></iframe>",
    "[انقر](javascript:alert(5)) ![](x)",
    "&lt;img src=x onerror=alert(6)&gt; &#60;script&#62;",
    "**غليظ** _مائل_ `رمز` $$x^2$$ \\(y\\)",
    "# عنوان",
    "<mark>زائف</mark> <math><mtext></p><style><img src onerror=alert(7)></style>",
    "{{7*7}} ${8*8} <%= 9 %>",
)


def script(question: Question) -> Iterator[Answer]:
    """What the chain of most tests does, by a word of the question."""
    if "ذهب" in question.text:
        yield REFUSAL
    elif "عطل" in question.text:
        yield Answer("أول الكلام", method="generated")
        raise HiwarError("database_busy", "index unavailable")
    elif "انهيار" in question.text:
        raise RuntimeError("secret english detail")
    elif "طويل" in question.text:
        for length in range(1, LONG):
            yield Answer("كلمة " * length, method="generated")
            time.sleep(0.05)
    elif "خبيث" in question.text:
        text = "\n".join(PAYLOADS) + " [1]"
        yield Answer(text, (hostile(),), standalone_question=PAYLOADS[0])
    elif "متابعة" in question.text:
        yield Answer("نص الإجابة.", standalone_question="متى تُنشر عقود العمل بلغات العمال؟")
    elif "إصدار قديم" in question.text:
        yield replace(ANSWER, edition=GONE)
    elif "إصدار جديد" in question.text:
        yield replace(ANSWER, edition=CORPUS.edition)
    elif "مهل" in question.text:
        yield from growing(ANSWER, pause=0.1)
    else:
        yield from growing(ANSWER, pause=0.01, step=40)


def hostile() -> Citation:
    text = "\n".join(PAYLOADS)
    return citation(title=text, section=PAYLOADS, passage=f"قبل\n{text}\nبعد", quote=text, source=text)


# Counts the questions that Gradio has taken and those that it is done with, by what the page has it call.
_COUNTED = """(() => {
    const turns = (window.turns = { begun: 0, ended: 0 });
    let chat;
    Object.defineProperty(window, "hiwar", { configurable: true, get: () => chat, set: (made) => {
        const { command, ended } = made;
        made.command = (typed) => { turns.begun += 1; return command(typed); };
        made.ended = () => { turns.ended += 1; return ended(); };
        chat = made;
    } });
})()"""


def visit(page: Page, url: str) -> Page:
    page.add_init_script(_COUNTED)
    page.goto(url)
    expect(page.locator("#hw-send")).to_be_visible()
    expect(page.locator(".hw-header")).to_be_visible()
    return page


def open_menu(page: Page) -> Locator:
    """The menu, opened unless it is open."""
    menu = page.locator("#hw-menu")
    if not menu.is_visible():
        page.click("#hw-menu-button")
    expect(menu).to_be_visible()
    return menu


def tool(page: Page, name: str) -> Locator:
    """A button of the menu, which is opened for it."""
    return open_menu(page).locator(f'.hw-tool[name="{name}"]')


def choose_documents(page: Page) -> None:
    """Open the choice of documents from the header."""
    page.locator('.hw-header > .hw-tool[name="scope"]').click()


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter; gives the place of its answer."""
    before = page.locator(".bot-row").count()
    page.fill("#hw-box textarea", question)
    page.press("#hw-box textarea", "Enter")
    answer = page.locator(".bot-row").nth(before)
    expect(answer).to_be_visible()
    return answer


def idle(page: Page) -> None:
    """Wait until what was asked is answered. A question that is asked otherwise than by `ask` needs `answering`."""
    expect(page.locator("#hw-send")).to_be_visible()
    expect(page.locator("#hw-stop")).to_be_hidden()
    # The last words are drawn some milliseconds before Gradio takes the next event.
    page.wait_for_function("turns.begun === turns.ended")
    page.wait_for_timeout(100)


@contextmanager
def answering(page: Page) -> Generator[None]:
    """Wait until what is asked in the block is answered: before it is begun, the page looks as if it were."""
    ended = page.evaluate("turns.ended")
    yield
    page.wait_for_function("before => turns.ended > before", arg=ended)
    idle(page)


def text_of(locator: Locator) -> str:
    return locator.text_content() or ""


def conversation(page: Page) -> None:
    ask(page, EXAMPLES[0])
    expect(page.locator(".hw-citation")).to_have_count(3)
    idle(page)


def refusal(page: Page) -> None:
    ask(page, "ما سعر الذهب؟")
    idle(page)
    page.locator("summary").last.click()


def opened(page: Page) -> None:
    conversation(page)
    page.locator("summary").first.click()
    page.locator("summary").last.click()


def failed(page: Page) -> None:
    ask(page, "سؤال فيه انهيار")
    idle(page)
