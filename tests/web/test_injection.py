"""Whatever people and documents write stays text, on every page that shows it, in a real Chromium."""

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest
from fastapi import FastAPI
from page_kit import BROWSER_TEST, ask, idle, tool, visit
from payloads import ALL, FOR_FILES, PWNED
from playwright.sync_api import Browser, Dialog, Page, expect
from scripted_chain import ScriptedChain, citation

from accounts.store import Accounts, Role
from bot.answer import Answer, Question
from bot.generating.sources import Source
from history.store import History
from tests.browser import open_page, serve
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from web.catalogue import ARABIC
from web.corpus import CorpusSummary
from web.server import Organising, create_app
from web.sources import Sources

pytestmark = BROWSER_TEST
PASSWORD = "a long enough password"
TEXT = "\n".join(ALL)
EDITION = "20261124T101500000000-1a2b3c4d"
SPOKEN = "قال رئيس اللجنة رقم {number} إن النص {text} ورد في وثيقة الجلسة الأولى التي عُقدت في بيروت بحضور النقابات."
# At most 2000 characters fit into a question.
QUESTIONS = tuple("\n".join(ALL[at : at + 14]) for at in range(0, len(ALL), 14))


def answer(question: Question) -> Iterator[Answer]:
    cited = citation(title=TEXT, section=ALL, passage=f"قبل\n{TEXT}\nبعد", quote=TEXT, source=FOR_FILES[0])
    related = citation(0, title=TEXT, section=ALL, passage=TEXT, quote="", source=TEXT)
    yield Answer(TEXT + " [1]", (cited,), edition=EDITION, standalone_question=TEXT, notice=TEXT, method="generated",
                 refused="رفض" in question.text, related=(related,), confidence=0.5)  # fmt: skip


def source(passage_id: str) -> Source:
    return Source(passage_id, "d", TEXT, TEXT, ALL, 1, f"قبل\n{TEXT}\nبعد", TEXT, TEXT, TEXT, False, "", "")


@dataclass(frozen=True)
class Site:
    url: str
    library: Library
    history: History


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    library, embedder, accounts = Library(folder / "data"), Embedder(tiny.name, lambda: tiny), Accounts(folder / "a")
    history = History(folder / "history")
    accounts.add("salma", Role.ORGANISER, PASSWORD)
    accounts.add("omar", Role.EVALUATOR, PASSWORD)
    index_documents(hostile_files(folder), library, Reader(embedder, 200))
    organising = Organising(library, embedder, accounts)

    def create() -> FastAPI:
        return create_app(
            ScriptedChain(answer), corpus=lambda: CorpusSummary(1, 1, EDITION, ALL[:4]), organising=organising,
            sources=Sources(source, lambda document: None), history=history, follow_ups=lambda answer: ALL[:3],
        )  # fmt: skip

    with serve(create) as url:
        yield Site(url, library, history)
    accounts.close()
    history.close()


def hostile_files(folder: Path) -> list[Path]:
    """Documents whose names, titles, symbols and texts are payloads, the title of each third in a file beside it."""
    files = list[Path]()
    for number, name in enumerate(FOR_FILES):
        path = folder / f"{name}{('.md', '.html', '.txt')[number % 3]}"
        title, lines = f"تقرير اللجنة {number} {ALL[number]}", [SPOKEN.format(number=number, text=text) for text in ALL]
        if path.suffix == ".html":
            body = "".join(f"<p>{escape(line)}</p>" for line in lines)
            path.write_text(f"<html><body><h1>{escape(title)}</h1>{body}</body></html>", "utf-8")
        else:
            path.write_text("\n\n".join([f"# {title}", *lines]), "utf-8")
        if path.suffix == ".txt":
            beside = {"title": ALL[number] + str(number), "symbol": ALL[-number], "date": "2020-10-27"}
            path.with_name(path.name + ".yaml").write_text(json.dumps(beside), "utf-8")
        files.append(path)
    return files


@contextmanager
def watched(browser: Browser) -> Generator[tuple[Page, Callable[[], None]]]:
    """A page, and a check that nothing of what was written came to life in it."""
    told = list[str]()
    with open_page(browser) as page:

        def dismissed(dialog: Dialog) -> None:
            told.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismissed)
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: told.append(request.url) if "elsewhere" in request.url else None)

        def inert() -> None:
            page.wait_for_timeout(300)
            assert told == []
            for frame in page.frames:
                assert frame.evaluate("window.pwned") is None
                assert frame.locator(f".{PWNED}, a[href^='javascript:']").count() == 0

        yield page, inert


def signed_in(page: Page, site: Site, name: str, home: str) -> None:
    page.goto(f"{site.url}{home}/")
    page.get_by_label(ARABIC.LOGIN_NAME).fill(name)
    page.get_by_label(ARABIC.LOGIN_PASSWORD).fill(PASSWORD)
    page.get_by_role("button", name=ARABIC.LOGIN_SEND).click()
    expect(page.get_by_role("tab").first).to_be_visible()


def test_the_list_is_long_enough_and_harms_a_page_that_interprets_it(browser: Browser) -> None:
    assert len(ALL) >= 25
    with watched(browser) as (page, inert):
        page.set_content(f"<p>{ALL[2]}</p>")
        expect(page.locator(f".{PWNED}")).to_have_count(1)
        with pytest.raises(AssertionError):
            inert()


def test_the_chat_shows_payloads_as_text(browser: Browser, site: Site) -> None:
    with watched(browser) as (page, inert):
        visit(page, site.url)
        inert()  # with the questions that are offered first
        shown = page.locator(".bot-row").last
        for question in (*QUESTIONS, "رفض"):
            ask(page, question)
            idle(page)
            assert shown.locator(".hw-text p").all_text_contents() == [*ALL[:-1], ALL[-1] + " [1]"]
            shown.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
            inert()
        assert page.locator(".hw-question").first.locator("p").all_text_contents() == QUESTIONS[0].split("\n")
        assert shown.locator("mark").all_text_contents() == list(ALL)
        expect(page.locator(".hw-follow").first).to_be_visible()
        page.locator(".hw-marker").last.click()
        expect(page.locator("#hw-panel mark").first).to_be_visible()
        inert()
        page.keyboard.press("Escape")
        tool(page, "conversations").click()
        expect(page.locator(".hw-list a").first).to_be_visible()
        inert()


def test_a_shared_answer_shows_payloads_as_text(browser: Browser, site: Site) -> None:
    with watched(browser) as (page, inert):
        visit(page, site.url)
        ask(page, QUESTIONS[0])
        idle(page)
        page.locator('.hw-act[name="share"]').click()
        page.goto(page.locator(".hw-dialog input").input_value())
        assert page.locator(".hw-text p").all_text_contents() == [*ALL[:-1], ALL[-1] + " [1]"]
        page.locator(".hw-marker").first.click()
        inert()


def test_the_organisers_page_shows_payloads_as_text(browser: Browser, site: Site) -> None:
    with watched(browser) as (page, inert):
        visit(page, site.url)
        ask(page, QUESTIONS[1])
        idle(page)
        page.locator('.hw-act[name="unhelped"]').click()
        page.locator(".hw-dialog input[type=radio]").first.check()
        page.locator(".hw-dialog textarea").fill(TEXT[:2000])
        page.get_by_role("button", name=ARABIC.SEND_VERDICT).click()
        expect(page.locator("#hw-told")).to_have_text(ARABIC.JUDGED)
        signed_in(page, site, "salma", "organisers")
        expect(page.locator("#hw-documents tbody tr")).to_have_count(len(FOR_FILES))
        inert()
        page.locator("#hw-document input").click()
        read, before = page.locator("#hw-document-detail pre"), ""
        for number in range(len(FOR_FILES)):
            page.get_by_role("option").nth(number).click()
            # Of another document than the one before: only then does the button speak of it.
            expect(read).not_to_have_text(before)
            expect(read).to_contain_text(ALL[-1])
            before = read.text_content() or ""
            page.locator("#hw-document-action").click()
            inert()
            page.locator("#hw-document-cancel").click()
            page.locator("#hw-document input").click()
        page.keyboard.press("Escape")
        page.get_by_role("tab", name=ARABIC.TAB_EDITIONS).click()
        inert()
        page.get_by_role("tab", name=ARABIC.TAB_VERDICTS).click()
        expect(page.locator("#hw-verdicts td").first).to_contain_text(ALL[14])
        inert()


def test_the_evaluators_page_shows_payloads_as_text(browser: Browser, site: Site, tmp_path: Path) -> None:
    prompts = tmp_path / f"{FOR_FILES[0]}.jsonl"
    rows = [
        {"id": f"{number} {text}", "question": text, "kind": text, "answers": [[text, "لا"]], "passage": [text]}
        for number, text in enumerate(ALL)
    ]
    prompts.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    with watched(browser) as (page, inert):
        signed_in(page, site, "omar", "evaluators")
        page.locator("#hw-prompts input[type=file]").set_input_files(prompts)
        expect(page.locator("#hw-run-status")).to_contain_text(str(len(ALL)))
        for _ in range(2):
            page.locator("#hw-run").click()
            expect(page.locator("#hw-run-status")).to_contain_text(ARABIC.RUN_DONE)
            page.wait_for_timeout(300)
        inert()
        page.get_by_role("tab", name=ARABIC.TAB_RUNS).click()
        page.get_by_label(ARABIC.CHOOSE_RUN).click()
        page.get_by_role("option").first.click()
        report = page.frame_locator("iframe.hw-report")
        expect(report.locator("#prompts tbody tr")).to_have_count(len(ALL))
        expect(report.locator("#prompts tbody tr").first).to_contain_text(ALL[0])
        inert()
