"""The organisers' page: documents in, withdrawn and restored; editions published, compared and rolled back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from errors import HiwarError
from history.store import History
from vectorstore.editions import Editions
from vectorstore.indexing import Embedder, find_record, restore, withdraw
from vectorstore.library import Library
from vectorstore.manifest import DocumentRecord
from web.catalogue import ARABIC, Words
from web.direction import TURNING
from web.ingesting import ingest_files
from web.organised import (
    changes_since,
    document_detail,
    documents_table,
    editions_table,
    found_in,
    labels_of,
    live_documents,
    told_of,
)
from web.paging import Pager, Span
from web.parts import page_head, sentence
from web.verdicts import verdicts_tab

_Update = list[Any]


@dataclass(frozen=True, slots=True)
class _Change:
    """Withdrawing or restoring: what is done, and how the page names it, asks for it and tells of it."""

    make: Callable[[Library, Embedder, str], DocumentRecord]
    label: str
    question: str
    done: str


_Deed = tuple[_Change, str, str]
"""Which change, of the document of which identity and title."""
_Listing = tuple[Callable[..., _Update], list[Any], list[Any]]
"""How a list is shown anew: the function of an event, its inputs and its outputs."""


def build_organisers_page(
    library: Library, embedder: Embedder, at: str, history: History | None = None, words: Words = ARABIC
) -> gr.Blocks:
    """Lay the page out and connect it.

    :param library: What is organised.
    :param embedder: Makes vectors where a restored document has lost its own.
    :param at: Where the page is, without what stands there for its language.
    :param history: What readers say of answers; None leaves it out.
    :param words: The language of the page.
    """
    with gr.Blocks(title=words.ORGANISERS, analytics_enabled=False, fill_height=True) as page:
        gr.HTML(page_head(words.ORGANISERS, at, words), padding=False)
        with gr.Tab(words.TAB_DOCUMENTS) as tab:
            _documents_tab([page.load, tab.select], library, embedder, words)
        with gr.Tab(words.TAB_EDITIONS) as tab:
            _editions_tab([page.load, tab.select], library, words)
        if history:
            with gr.Tab(words.TAB_VERDICTS) as tab:
                verdicts_tab([page.load, tab.select], history, words)
    page.queue(default_concurrency_limit=4, api_open=False)
    return page


def _documents_tab(opened: Sequence[Any], library: Library, embedder: Embedder, words: Words) -> None:
    files = gr.File(label=words.UPLOAD_LABEL, file_count="multiple", elem_id="hw-files")
    send = gr.Button(words.UPLOAD_SEND, variant="primary", elem_id="hw-ingest")
    status = gr.HTML("", elem_id="hw-ingest-status", padding=False)
    find = gr.Textbox("", label=words.FIND_DOCUMENT, max_lines=1, elem_id="hw-find-document")
    table = gr.HTML("", elem_id="hw-documents", padding=False)
    pager = Pager("documents", words)
    choice = gr.Dropdown([], label=words.CHOOSE_DOCUMENT, elem_id="hw-document")
    detail = gr.HTML("", elem_id="hw-document-detail", padding=False)
    # What the button stands for as long as it is shown: somebody else may withdraw or restore in the meantime.
    deed = gr.State(None)
    asked = _Confirmation("document", words)
    withdrawing = _Change(withdraw, words.WITHDRAW, words.CONFIRM_WITHDRAW, words.DONE_WITHDRAWN)
    restoring = _Change(restore, words.RESTORE, words.CONFIRM_RESTORE, words.DONE_RESTORED)

    def shown(at: int, sought: str | None) -> _Update:
        records, told = live_documents(library, words)
        found = found_in(records, sought or "")
        span = Span.near(at, len(found))
        part = found[span.rows]
        table = documents_table(part, words) if part or not records else sentence(words.FOUND_NONE)
        identities = (record.document_id for record in part)
        choices = list(zip(labels_of(part, records), identities, strict=True))
        return [told + table, gr.Dropdown(choices=choices, value=None), *pager.shown(span)]

    def chosen(document_id: str | None) -> _Update:
        record = _record(library, document_id)
        if record is None:
            return ["", gr.Button(visible=False), gr.Group(visible=False), None]
        change = restoring if record.withdrawn else withdrawing
        return [
            document_detail(library, record, words),
            gr.Button(change.label, visible=True),
            gr.Group(visible=False),
            (change, record.document_id, record.title),
        ]

    def ask(deed: _Deed) -> str:
        change, _, title = deed
        return change.question.format(title=title)

    def act(deed: _Deed) -> str:
        change, document_id, title = deed
        change.make(library, embedder, document_id)
        return change.done.format(title=title)

    def ingest(uploaded: list[str] | None) -> Iterator[str]:
        yield from _ingested(uploaded or [], library, words)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    listing = shown, [pager.at, find], [table, choice, *pager.parts]
    gr.on(opened, *listing, **quiet)
    find.change(*listing, trigger_mode="always_last", **quiet)
    pager.connect(*listing)
    choice.change(chosen, choice, [detail, asked.begin, asked.group, deed], **quiet)
    asked.connect(deed, ask, act, status, after=listing)
    ingested = send.click(ingest, files, status, trigger_mode="once", concurrency_limit=1, **quiet)
    ingested.then(*listing, **quiet)
    ingested.then(lambda: None, outputs=files, **quiet)


def _editions_tab(opened: Sequence[Any], library: Library, words: Words) -> None:
    editions = library.editions
    status = gr.HTML("", elem_id="hw-edition-status", padding=False)
    table = gr.HTML("", elem_id="hw-editions", padding=False)
    pager = Pager("editions", words)
    before = gr.State(None)
    rolling_back = _Confirmation("rollback", words)
    choice = gr.Dropdown([], label=words.CHOOSE_EDITION, elem_id="hw-edition-choice")
    changes = gr.HTML("", elem_id="hw-changes", padding=False)
    publishing = _Confirmation("edition", words)

    def shown(at: int) -> _Update:
        newest_first = editions.names()[::-1]
        span = Span.near(at, len(newest_first))
        names, older = newest_first[span.rows], _before_live(editions)
        return [
            editions_table(editions, names, words),
            gr.Dropdown(choices=names, value=None),
            older,
            gr.Button(words.ROLL_BACK, visible=older is not None),
            *pager.shown(span),
        ]

    def chosen(name: str | None) -> _Update:
        can_publish = bool(name) and not editions.is_live(name or "")
        return [
            changes_since(library, name, words) if name else "",
            gr.Button(words.PUBLISH, visible=can_publish),
            gr.Group(visible=False),
        ]

    def act(name: str | None) -> str:
        with editions.writing():
            editions.make_live(name or "")
        return words.DONE_PUBLISHED.format(edition=name)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    listing = shown, [pager.at], [table, choice, before, rolling_back.begin, *pager.parts]
    gr.on(opened, *listing, **quiet)
    pager.connect(*listing)
    choice.change(chosen, choice, [changes, publishing.begin, publishing.group], **quiet)
    for asked, subject, question in (
        (publishing, choice, words.CONFIRM_PUBLISH),
        (rolling_back, before, words.CONFIRM_ROLL_BACK),
    ):
        asked.connect(subject, lambda name, told=question: told.format(edition=name), act, status, after=listing)


class _Confirmation:
    """A button whose action runs only after it was confirmed.

    :param name: Tells its parts apart in the page.
    """

    def __init__(self, name: str, words: Words) -> None:
        self._words = words
        self.begin = gr.Button("", visible=False, elem_id=f"hw-{name}-action")
        with gr.Group(visible=False) as self.group:
            self._sentence = gr.HTML("")
            with gr.Row():
                self._confirm = gr.Button(words.CONFIRM, variant="stop", elem_id=f"hw-{name}-confirm")
                self._cancel = gr.Button(words.CANCEL, elem_id=f"hw-{name}-cancel")

    def connect(
        self,
        choice: gr.Dropdown | gr.State,
        ask: Callable[[Any], str],
        act: Callable[[Any], str],
        status: gr.HTML,
        *,
        after: _Listing,
    ) -> None:
        """Let it act on what is chosen.

        :param ask: Gives the sentence that is to be confirmed.
        :param act: Acts, and gives the sentence that tells so.
        :param after: What is shown anew.
        """
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

        def asked(value: Any) -> _Update:
            return [gr.Group(visible=True), sentence(ask(value))]

        def acted(value: Any) -> _Update:
            try:
                told = sentence(act(value), "hw-done")
            except HiwarError as error:
                told = sentence(error.told(self._words.language), "hw-objection")
            return [gr.Group(visible=False), told]

        self.begin.click(asked, choice, [self.group, self._sentence], **quiet)
        self._cancel.click(lambda: gr.Group(visible=False), None, self.group, **quiet)
        self._confirm.click(acted, choice, [self.group, status], trigger_mode="once", **quiet).then(*after, **quiet)


def _ingested(uploaded: Sequence[str], library: Library, words: Words) -> Iterator[str]:
    if not uploaded:
        yield sentence(words.UPLOAD_NOTHING, "hw-objection")
        return
    yield sentence(words.UPLOAD_STARTING)
    paths = [_straight(Path(path)) for path in uploaded]
    try:
        for event in ingest_files(paths, library.root):
            yield told_of(event, words)
    finally:
        for path in paths:  # what was taken in is kept among the originals
            path.unlink()


def _straight(path: Path) -> Path:
    """A file under a name in which nothing turns what stands behind it, its ending least of all."""
    return path.rename(path.with_name(TURNING.sub("", path.name) or path.name))


def _records(library: Library) -> tuple[DocumentRecord, ...]:
    try:
        return library.live_records()
    except HiwarError:
        return ()


def _record(library: Library, document_id: str | None) -> DocumentRecord | None:
    try:
        return find_record(_records(library), document_id or "")
    except HiwarError:
        return None


def _before_live(editions: Editions) -> str | None:
    try:
        return editions.before_live()
    except HiwarError:
        return None
