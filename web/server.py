"""The chat page as a FastAPI application, ready for any ASGI server."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

# Read by Gradio at import: nothing is reported to anybody.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
from fastapi import FastAPI
from langchain_core.runnables import Runnable
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from accounts.store import Accounts, Role
from bot.answer import Answer, Question
from history.store import History
from vectorstore.indexing import Embedder
from vectorstore.library import Library
from vectorstore.manifest import DocumentRecord
from web.ahead import WELCOME, Ahead, add_ahead
from web.answering import CountedChain, Slots
from web.api.interfaces import Interfaces, add_interfaces
from web.bodies import SECONDS, BodyLimit
from web.catalogue import WORDS, Words
from web.corpus import CorpusSummary
from web.crowding import CrowdLimit
from web.evaluations import Evaluations, results_of
from web.evaluators import RESULTS, build_evaluators_page
from web.events import UPLOAD, EventGuard, fail_discreetly
from web.failures import NothingHere, add_failures
from web.health import add_health
from web.hosts import TrustedHosts, TrustedHostsOnly
from web.keeping import Keeper
from web.line import share_line
from web.login import RoleGuard, add_login
from web.methods import MethodGuard
from web.metrics import Channel, Metrics
from web.organisers import build_organisers_page
from web.origin import OwnPagesOnly
from web.page import CONCURRENT_ANSWERS, Behind, build_page
from web.page_images import page_images
from web.readers import ReaderCookie, add_conversations
from web.scopes import add_documents
from web.shared import add_shared
from web.shell import Shell, page_script
from web.sources import Sources, add_sources
from web.styles import add_style_sheet, gradio_css
from web.theme import page_js, page_theme
from web.uploads import Uploads
from web.verdicts import PROMPTS, prompts_of
from web.widget import FrameGuard, add_widget, embedded_js

ORGANISERS, EVALUATORS = "/organisers", "/evaluators"
FOR_PROGRAMS = ("/api/", "/mcp")
EVALUATIONS = "evaluations"  # in the data directory
ASSETS = "/hiwar"  # Gradio has "/assets" and "/static"
_QUEUE_SLEEP, _STAFF_QUEUE_SLEEP = 0.005, 0.05  # seconds
_PROGRESS_SLEEP = 1.0  # seconds
# Bytes. What else a file may be is for ingest to say.
LARGEST_PROMPTS = 10 * 2**20
LARGEST_DOCUMENT = 100 * 2**20
_DOCUMENTS_AT_ONCE = 10  # documents of the largest size in one upload; smaller ones may be more
_LARGEST_REQUEST, _LARGEST_STAFF_REQUEST = 64 * 2**10, 2**20  # a staff event may name a thousand files
_FRAMING = 64 * 2**10  # for the multipart headers around the files


@dataclass(frozen=True, slots=True)
class Organising:
    """What the pages behind the login need: what is organised, how vectors are made, and who may."""

    library: Library
    embedder: Embedder
    accounts: Accounts


def create_app(
    chain: Runnable[Question, Answer],
    *,
    corpus: Callable[[], CorpusSummary],
    organising: Organising | None = None,
    sources: Sources | None = None,
    history: History | None = None,
    follow_ups: Callable[[Answer], Sequence[str]] = lambda answer: (),
    is_kept: Callable[[str], bool] = lambda edition: True,
    interfaces: Interfaces | None = None,
    widget_origins: Sequence[str] = (),
    documents: Callable[[], Sequence[DocumentRecord]] = tuple,
    begins_ahead: bool = False,
    trusted_hosts: TrustedHosts | None = None,
    largest_document: int = LARGEST_DOCUMENT,
    body_seconds: float = SECONDS,
    answers_each: int = 2,
) -> FastAPI:
    """The page at "/", signs of life, the interfaces for programs and, behind a login, two pages for staff.

    :param chain: Its `stream` yields an answer again and again as it grows; the last one is whole.
    :param corpus: Gives what the page tells about the corpus, asked whenever a page is opened.
    :param sources: Where what citations rest on is looked up; None leaves it out.
    :param history: Where conversations, shared answers and verdicts are kept; None keeps nothing.
    :param follow_ups: Gives questions that go on from an answer and that the documents answer.
    :param is_kept: Whether an edition of that name is still there.
    :param organising: None leaves the organisers' and the evaluators' page out.
    :param interfaces: None leaves them out.
    :param widget_origins: Sites that may show the page in a frame of theirs.
    :param documents: Gives the documents that answer, for readers to choose among.
    :param begins_ahead: Whether an answer may be begun before a question is sent: not where that is paid for or goes to
        another machine.
    :param trusted_hosts: The host names that requests may carry; None trusts only the loopback names.
    :param largest_document: The most bytes of one uploaded document.
    :param body_seconds: Seconds that a request body may take to arrive.
    :param answers_each: How many questions of one visitor are answered at a time.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # The last one added is the outermost.
    app.add_middleware(MethodGuard)
    app.add_middleware(NothingHere, beside=FOR_PROGRAMS)
    app.add_middleware(OwnPagesOnly, beside=FOR_PROGRAMS)
    # It allows no foreign origin. Without it Gradio allows all of them, with cookies.
    app.add_middleware(CORSMiddleware)
    app.add_middleware(BodyLimit, limit=partial(_largest_body, document=largest_document), seconds=body_seconds)
    app.add_middleware(CrowdLimit)
    app.add_middleware(TrustedHostsOnly, hosts=trusted_hosts or TrustedHosts(), programs=FOR_PROGRAMS)
    add_failures(app)
    slots, metrics = Slots(CONCURRENT_ANSWERS, each=answers_each), Metrics(corpus)
    add_health(app, interfaces.ready if interfaces else lambda: bool(corpus().edition))
    add_widget(app)
    add_documents(app, documents)
    if interfaces:
        add_interfaces(app, interfaces, chain, slots, metrics)
    add_style_sheet(app)
    app.mount(ASSETS, StaticFiles(packages=[("web", "static")]))
    if sources:
        add_sources(app, sources)
    cookie: list[Middleware] = []
    if history:
        if history.retention.history:
            add_conversations(app, history)
            cookie = [Middleware(ReaderCookie, days=history.retention.history)]
        add_shared(app, history, is_kept)
    if organising:
        add_login(app, organising.accounts, {Role.ORGANISER: ORGANISERS, Role.EVALUATOR: EVALUATORS})
        uploads = Uploads()
        _add_organisers(app, organising, history, uploads, largest_document)
        answering = CountedChain(chain, Channel.EVALUATION, metrics, slots)
        _add_evaluators(app, organising, answering, lambda: corpus().edition, uploads)
    before = [*cookie, Middleware(FrameGuard, origins=widget_origins)]
    asked = chain
    if begins_ahead:
        asked = Ahead(chain, slots)
        add_ahead(app, asked)
    counted = CountedChain(asked, Channel.PAGE, metrics, slots)
    keeper = Keeper(history) if history else None
    if organising:
        for path in (ORGANISERS, EVALUATORS):  # as people type it; Gradio answers below the slash alone
            app.router.routes.append(Route(path, RedirectResponse(f"{path}/"), include_in_schema=False))

    def build(words: Words) -> gr.Blocks:
        page = build_page(Behind(counted, corpus, follow_ups, keeper, words))
        share_line(page, answers_each)
        return page

    script = f"{embedded_js()}\n{WELCOME}" if begins_ahead else embedded_js()
    _mount_spoken(app, build, "", before, script=script)
    return app


def _largest_body(path: str, document: int) -> int | None:
    """The most bytes of a request body at a path; None where `web.api` has its own limit.

    :param document: The most bytes of one uploaded document.
    """
    if path.startswith(FOR_PROGRAMS):
        return None
    if path.startswith(ORGANISERS) and path.endswith(UPLOAD):
        return _DOCUMENTS_AT_ONCE * document + _FRAMING
    if path.startswith(EVALUATORS) and path.endswith(UPLOAD):
        return LARGEST_PROMPTS + _FRAMING
    return _LARGEST_STAFF_REQUEST if path.startswith((ORGANISERS, EVALUATORS)) else _LARGEST_REQUEST


def _add_organisers(
    app: FastAPI, organising: Organising, history: History | None, uploads: Uploads, largest_document: int
) -> None:
    guarded = partial(RoleGuard, accounts=organising.accounts, role=Role.ORGANISER)
    app.mount(f"{ORGANISERS}/pages", guarded(page_images(organising.library.live_original)))
    if history:
        app.mount(f"{ORGANISERS}/{PROMPTS}", guarded(prompts_of(history)))

    def build(words: Words) -> gr.Blocks:
        return build_organisers_page(organising.library, organising.embedder, ORGANISERS, history, words)

    _mount_spoken(app, build, ORGANISERS, [Middleware(guarded), Middleware(FrameGuard)], uploads, largest_document)


def _add_evaluators(
    app: FastAPI,
    organising: Organising,
    chain: Runnable[Question, Answer],
    edition: Callable[[], str],
    uploads: Uploads,
) -> None:
    guarded = partial(RoleGuard, accounts=organising.accounts, role=Role.EVALUATOR)
    evaluations = Evaluations(organising.library.root / EVALUATIONS, chain)
    app.mount(f"{EVALUATORS}/{RESULTS}", guarded(results_of(evaluations)))

    def build(words: Words) -> gr.Blocks:
        return build_evaluators_page(evaluations, edition, EVALUATORS, words)

    _mount_spoken(app, build, EVALUATORS, [Middleware(guarded), Middleware(FrameGuard)], uploads, LARGEST_PROMPTS)


def _mount_spoken(
    app: FastAPI,
    build: Callable[[Words], gr.Blocks],
    at: str,
    before: list[Middleware],
    uploads: Uploads | None = None,
    largest_file: int = 1,
    script: str = "",
) -> None:
    """Mount a page in each language: the one at the shortest address last, for it would take what the others are asked.

    :param before: Middleware of the page, the outermost first.
    :param uploads: Knows which session uploaded which file; None for a page that takes no files.
    :param largest_file: The most bytes of one uploaded file.
    :param script: Runs before Gradio's, behind the page's own.
    """
    for words in reversed(WORDS.values()):
        page = build(words)
        spoken = Middleware(Shell, script=page_script(page_js() + script, words), words=words)
        events = Middleware(EventGuard, page=page, uploads=uploads)
        fail_discreetly(page, words.UNEXPECTED_ERROR)
        path = f"{at}{words.home}".rstrip("/") or "/"
        _mount(app, page, path, [*before, events, spoken], largest_file=largest_file)


def _mount(app: FastAPI, page: gr.Blocks, path: str, middleware: list[Middleware], *, largest_file: int) -> None:
    # Gradio checks where files come from only on a page that has "launched", which a mounted page never does.
    page.has_launched = True
    # Each page's queue looks for work a thousand times a second by itself, also where nobody has the page open, and a
    # hundred times for Gradio's own progress, of which no page makes use.
    queue = page._queue  # pyright: ignore[reportPrivateUsage]
    queue.sleep_when_free = _STAFF_QUEUE_SLEEP if path.startswith((ORGANISERS, EVALUATORS)) else _QUEUE_SLEEP
    queue.progress_update_sleep_when_free = _PROGRESS_SLEEP
    gr.mount_gradio_app(
        app,
        page,
        path=path,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=largest_file,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None, "middleware": middleware},
        theme=page_theme(),
        css=gradio_css(),
    )
