"""The evaluators' page: prompts in, answered with progress, and runs seen, compared and taken away."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr

from bot.evaluation.report import COMPARISON, REPORT, SHEET
from errors import HiwarError
from web.catalogue import ARABIC, Words
from web.evaluations import COMPARISONS, RUNS, Evaluations, StoppedError, named
from web.paging import Pager, Span
from web.parts import page_head, progress, sentence
from web.render import escape

RESULTS = "results"
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

_logger = logging.getLogger(__name__)


def build_evaluators_page(
    evaluations: Evaluations, edition: Callable[[], str], at: str, words: Words = ARABIC
) -> gr.Blocks:
    """Lay the page out and connect it.

    :param edition: Gives the name of the live edition.
    :param at: Where the page is, without what stands there for its language.
    :param words: The language of the page.
    """
    with gr.Blocks(title=words.EVALUATORS, analytics_enabled=False, fill_height=True) as page:
        gr.HTML(page_head(words.EVALUATORS, at, words), padding=False)
        with gr.Tab(words.TAB_RUN):
            files = gr.File(label=words.PROMPTS_UPLOAD, elem_id="hw-prompts")
            choice = gr.Dropdown([], label=words.PROMPTS_CHOOSE, elem_id="hw-prompts-choice")
            with gr.Row():
                begin = gr.Button(words.RUN_BEGIN, variant="primary", elem_id="hw-run")
                stop = gr.Button(words.RUN_STOP, variant="stop", elem_id="hw-run-stop")
            status = gr.HTML("", elem_id="hw-run-status", padding=False)
        with gr.Tab(words.TAB_RUNS) as runs_tab:
            run = gr.Dropdown([], label=words.CHOOSE_RUN, elem_id="hw-run-choice")
            pagers = [Pager("runs", words)]
            report = gr.HTML("", elem_id="hw-report", padding=False)
        with gr.Tab(words.TAB_COMPARE) as compare_tab:
            before = gr.Dropdown([], label=words.COMPARE_BEFORE, elem_id="hw-before")
            pagers.append(Pager("runs-before", words))
            after = gr.Dropdown([], label=words.COMPARE_AFTER, elem_id="hw-after")
            pagers.append(Pager("runs-after", words))
            compare = gr.Button(words.COMPARE, variant="primary", elem_id="hw-compare")
            compared = gr.HTML("", elem_id="hw-compared", padding=False)

    def opened() -> list[Any]:
        # On a slow server this arrives after a file was uploaded: what that has set stays.
        unfinished = evaluations.unfinished(edition())
        if not unfinished:
            return [gr.Dropdown(choices=evaluations.prompts()), gr.skip()]
        told = sentence(words.RUN_UNFINISHED.format(name=unfinished))
        return [gr.Dropdown(choices=evaluations.prompts(), value=unfinished), told]

    def uploaded(path: str | None) -> list[Any]:
        if path is None:
            return [gr.skip(), gr.skip()]
        try:
            name, count = evaluations.keep_prompts(Path(path))
        except HiwarError as error:
            return [gr.skip(), sentence(error.told(words.language), "hw-objection")]
        finally:
            Path(path).unlink()
        choices = gr.Dropdown(choices=evaluations.prompts(), value=name)
        return [choices, sentence(words.PROMPTS_KEPT.format(name=name, count=count), "hw-done")]

    stops: dict[str, threading.Event] = {}  # by session

    def answered(prompts: str | None, request: gr.Request) -> Iterator[str]:
        stop = stops[request.session_hash or ""] = threading.Event()
        try:
            yield from _run(evaluations, prompts, edition(), stop, words)
        finally:
            stops.pop(request.session_hash or "", None)

    def stopped(request: gr.Request) -> None:
        stops.get(request.session_hash or "", threading.Event()).set()

    def reported(name: str | None) -> str:
        return _report(name, at, words)

    def contrasted(old: str | None, new: str | None) -> str:
        return _compare(evaluations, old, new, at, words)

    with page:
        page.load(opened, outputs=[choice, status], **_QUIET)
        files.upload(uploaded, files, [choice, status], **_QUIET)
        running = begin.click(answered, choice, status, trigger_mode="once", **_QUIET)
        for one, pager in zip((run, before, after), pagers, strict=True):
            shown, inputs, outputs = listing = _listing(evaluations, one, pager)
            # Others evaluate too.
            gr.on([page.load, runs_tab.select, compare_tab.select], shown, inputs, outputs, **_QUIET)
            running.then(shown, inputs, outputs, **_QUIET)
            pager.connect(*listing)
        stop.click(stopped, queue=False, **_QUIET)
        run.change(reported, run, report, **_QUIET)
        compare.click(contrasted, [before, after], compared, **_QUIET)
    page.queue(default_concurrency_limit=4, api_open=False)
    return page


def _listing(
    evaluations: Evaluations, choice: gr.Dropdown, pager: Pager
) -> tuple[Callable[..., list[Any]], list[Any], list[Any]]:
    """How a page of runs to choose from is shown: the function of an event, its inputs and its outputs."""

    def shown(at: int, chosen: str | None) -> list[Any]:
        runs = evaluations.runs()
        span = Span.near(at, len(runs))
        names = runs[span.rows]
        return [gr.Dropdown(choices=named(names), value=chosen if chosen in names else None), *pager.shown(span)]

    return shown, [pager.at, choice], [choice, *pager.parts]


def _run(
    evaluations: Evaluations, prompts: str | None, edition: str, stop: threading.Event, words: Words
) -> Iterator[str]:
    if not prompts:
        yield sentence(words.PROMPTS_NONE, "hw-objection")
        return
    yield sentence(words.RUN_WAITING if evaluations.is_running else words.RUN_STARTING)
    try:
        for done, of in evaluations.run(prompts, edition, stop):
            yield progress(words.RUN_PROGRESS.format(done=done, of=of), done, of)
    except StoppedError:
        yield sentence(words.RUN_STOPPED)
    except HiwarError as error:
        yield sentence(error.told(words.language), "hw-objection")
    except Exception:
        _logger.exception("prompts not evaluated")
        yield sentence(words.RUN_FAILED, "hw-objection")
    else:
        yield sentence(words.RUN_DONE, "hw-done")


def _report(run: str | None, at: str, words: Words) -> str:
    if not run:
        return ""
    folder = f"{at}/{RESULTS}/{RUNS}/{quote(run)}"
    link = f'<p dir="{words.direction}"><a href="{folder}/{SHEET}" download>{escape(words.EXPORT_SHEET)}</a></p>'
    return link + _framed(f"{folder}/{REPORT}", words.REPORT_FRAME, words)


def _compare(evaluations: Evaluations, before: str | None, after: str | None, at: str, words: Words) -> str:
    if not (before and after) or before == after:
        return sentence(words.COMPARE_TWO, "hw-objection")
    try:
        name = evaluations.compare(before, after)
    except HiwarError as error:
        return sentence(error.told(words.language), "hw-objection")
    return _framed(f"{at}/{RESULTS}/{COMPARISONS}/{quote(name)}/{COMPARISON}.html", words.COMPARE_FRAME, words)


def _framed(address: str, name: str, words: Words) -> str:
    address += "" if words is ARABIC else "#en"  # the languages that reports are written in
    link = f'<a href="{address}" target="_blank" rel="noopener">{escape(words.OPEN_ALONE)}</a>'
    opener = f'<p dir="{words.direction}">{link}</p>'
    return f'{opener}<iframe class="hw-report" src="{address}" title="{escape(name)}" sandbox="allow-scripts"></iframe>'
