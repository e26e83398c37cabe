"""The organisers' page: documents in, withdrawn and restored; editions published, compared and rolled back."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr

from errors import HiwarError
from history.store import History
from ingest.document import PageReading
from vectorstore.difference import difference
from vectorstore.editions import Editions, NoEarlierEditionError
from vectorstore.indexing import Embedder, find_record, restore, withdraw
from vectorstore.library import Library
from vectorstore.manifest import DocumentRecord
from web import strings
from web.ingesting import Failure, Report, Step, ingest_files
from web.parts import page_head, progress, sentence, table_of
from web.render import escape
from web.verdicts import verdicts_tab

_Update = list[Any]


@dataclass(frozen=True, slots=True)
class _Change:
    """Withdrawing or restoring: what is done, and how the page names it, asks for it and tells of it."""

    make: Callable[[Library, Embedder, str], DocumentRecord]
    label: str
    question: str
    done: str


_WITHDRAWING = _Change(withdraw, strings.WITHDRAW, strings.CONFIRM_WITHDRAW, strings.DONE_WITHDRAWN)
_RESTORING = _Change(restore, strings.RESTORE, strings.CONFIRM_RESTORE, strings.DONE_RESTORED)

_Deed = tuple[_Change, str, str]
"""Which change, of the document of which identity and title."""


def build_organisers_page(library: Library, embedder: Embedder, history: History | None = None) -> gr.Blocks:
    """Lay the page out and connect it.

    :param library: What is organised.
    :param embedder: Makes vectors where a restored document has lost its own.
    :param history: What readers say of answers; None leaves it out.
    """
    with gr.Blocks(title=strings.ORGANISERS, analytics_enabled=False, fill_height=True) as page:
        gr.HTML(page_head(strings.ORGANISERS), padding=False)
        with gr.Tab(strings.TAB_DOCUMENTS):
            _documents_tab(page, library, embedder)
        with gr.Tab(strings.TAB_EDITIONS):
            _editions_tab(page, library)
        if history:
            with gr.Tab(strings.TAB_VERDICTS):
                verdicts_tab(page, history)
    page.queue(default_concurrency_limit=4, api_open=False)
    return page


def _documents_tab(page: gr.Blocks, library: Library, embedder: Embedder) -> None:
    files = gr.File(label=strings.UPLOAD_LABEL, file_count="multiple", elem_id="hw-files")
    send = gr.Button(strings.UPLOAD_SEND, variant="primary", elem_id="hw-ingest")
    status = gr.HTML("", elem_id="hw-ingest-status", padding=False)
    table = gr.HTML("", elem_id="hw-documents", padding=False)
    choice = gr.Dropdown([], label=strings.CHOOSE_DOCUMENT, elem_id="hw-document")
    detail = gr.HTML("", elem_id="hw-document-detail", padding=False)
    # What the button stands for as long as it is shown: somebody else may withdraw or restore in the meantime.
    deed = gr.State(None)
    asked = _Confirmation("document")

    def shown() -> _Update:
        records = _records(library)
        return [
            _documents_table(records, library.editions.live()),
            gr.Dropdown(choices=[(_label(r, records), r.document_id) for r in records], value=None),
        ]

    def chosen(document_id: str | None) -> _Update:
        record = _record(library, document_id)
        if record is None:
            return ["", gr.Button(visible=False), gr.Group(visible=False), None]
        change = _RESTORING if record.withdrawn else _WITHDRAWING
        return [
            _detail(library, record),
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
        yield from _ingested(uploaded or [], library)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    page.load(shown, outputs=[table, choice], **quiet)
    choice.change(chosen, choice, [detail, asked.begin, asked.group, deed], **quiet)
    asked.connect(deed, ask, act, status, after=(shown, [table, choice]))
    send.click(ingest, files, status, trigger_mode="once", concurrency_limit=1, **quiet).then(
        lambda: [*shown(), None], outputs=[table, choice, files], **quiet
    )


def _editions_tab(page: gr.Blocks, library: Library) -> None:
    editions = library.editions
    status = gr.HTML("", elem_id="hw-edition-status", padding=False)
    table = gr.HTML("", elem_id="hw-editions", padding=False)
    before = gr.State(None)
    rolling_back = _Confirmation("rollback")
    choice = gr.Dropdown([], label=strings.CHOOSE_EDITION, elem_id="hw-edition-choice")
    changes = gr.HTML("", elem_id="hw-changes", padding=False)
    publishing = _Confirmation("edition")

    def shown() -> _Update:
        names = list(reversed(editions.names()))
        older = _before_live(editions)
        return [
            _editions_table(editions),
            gr.Dropdown(choices=names, value=None),
            older,
            gr.Button(strings.ROLL_BACK, visible=older is not None),
        ]

    def chosen(name: str | None) -> _Update:
        can_publish = bool(name) and name != editions.live()
        return [
            _changes(library, name) if name else "",
            gr.Button(strings.PUBLISH, visible=can_publish),
            gr.Group(visible=False),
        ]

    def act(name: str | None) -> str:
        with editions.writing():
            editions.make_live(name or "")
        return strings.DONE_PUBLISHED.format(edition=name)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    after = shown, [table, choice, before, rolling_back.begin]
    page.load(shown, outputs=after[1], **quiet)
    choice.change(chosen, choice, [changes, publishing.begin, publishing.group], **quiet)
    for asked, subject, question in (
        (publishing, choice, strings.CONFIRM_PUBLISH),
        (rolling_back, before, strings.CONFIRM_ROLL_BACK),
    ):
        asked.connect(subject, lambda name, told=question: told.format(edition=name), act, status, after=after)


class _Confirmation:
    """A button whose action runs only after it was confirmed.

    :param name: Tells its parts apart in the page.
    """

    def __init__(self, name: str) -> None:
        self.begin = gr.Button("", visible=False, elem_id=f"hw-{name}-action")
        with gr.Group(visible=False) as self.group:
            self._sentence = gr.HTML("")
            with gr.Row():
                self._confirm = gr.Button(strings.CONFIRM, variant="stop", elem_id=f"hw-{name}-confirm")
                self._cancel = gr.Button(strings.CANCEL, elem_id=f"hw-{name}-cancel")

    def connect(
        self,
        choice: gr.Dropdown | gr.State,
        ask: Callable[[Any], str],
        act: Callable[[Any], str],
        status: gr.HTML,
        *,
        after: tuple[Callable[[], _Update], Sequence[Any]],
    ) -> None:
        """Let it act on what is chosen.

        :param ask: Gives the sentence that is to be confirmed.
        :param act: Acts, and gives the sentence that tells so.
        :param after: What is shown anew, and where.
        """
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

        def asked(value: Any) -> _Update:
            return [gr.Group(visible=True), sentence(ask(value))]

        def acted(value: Any) -> _Update:
            try:
                told = sentence(act(value), "hw-done")
            except HiwarError as error:
                told = sentence(error.message_ar, "hw-objection")
            return [gr.Group(visible=False), told]

        self.begin.click(asked, choice, [self.group, self._sentence], **quiet)
        self._cancel.click(lambda: gr.Group(visible=False), None, self.group, **quiet)
        self._confirm.click(acted, choice, [self.group, status], trigger_mode="once", **quiet).then(
            after[0], outputs=list(after[1]), **quiet
        )


def _ingested(uploaded: Sequence[str], library: Library) -> Iterator[str]:
    if not uploaded:
        yield sentence(strings.UPLOAD_NOTHING, "hw-objection")
        return
    yield sentence(strings.UPLOAD_STARTING)
    try:
        for event in ingest_files([Path(path) for path in uploaded], library.root):
            yield _told(event)
    finally:
        for path in uploaded:  # what was taken in is kept among the originals
            os.unlink(path)


def _told(event: Step | Report | Failure) -> str:
    match event:
        case Step(what, done, of):
            step = strings.UPLOAD_STEPS.get(what, what)
            if of is None:
                return sentence(strings.UPLOAD_DONE.format(what=step, done=done))
            return progress(strings.UPLOAD_PROGRESS.format(what=step, done=done, of=of), done, of)
        case Report():
            rows = [
                (f.file, strings.OUTCOMES.get(f.outcome, f.outcome), f.error_ar or f.title,
                 *_counts(f.pages, f.doubtful), str(f.passages or ""))
                for f in event.files
            ]  # fmt: skip
            nothing = strings.NOTHING_PUBLISHED if all(f.error_ar for f in event.files) else strings.NOTHING_NEW
            told = strings.PUBLISHED.format(edition=event.edition) if event.published else nothing
            return sentence(told, "hw-done") + table_of(strings.FILES_HEAD, rows)
        case Failure(message):
            return sentence(message or strings.UPLOAD_FAILED, "hw-objection")


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


def _label(record: DocumentRecord, records: Sequence[DocumentRecord]) -> str:
    """What a document is chosen by: its title, and where others bear the same, what tells it from them."""
    if sum(other.title == record.title for other in records) == 1:
        return record.title
    # The identity's beginning is what `hiwar documents list` shows: files may share their names too.
    told = (record.title, record.source, record.date, record.document_id[:8])
    return " · ".join(part for part in told if part)


def _documents_table(records: Sequence[DocumentRecord], edition: str | None) -> str:
    rows = [
        (r.title, r.source, r.date or "", strings.STATE_WITHDRAWN if r.withdrawn else strings.STATE_LIVE,
         *_counts(r.pages, r.doubtful), str(r.passages))
        for r in records
    ]  # fmt: skip
    return sentence(strings.EDITION.format(edition=edition) if edition else "") + table_of(strings.DOCUMENTS_HEAD, rows)


def _detail(library: Library, record: DocumentRecord) -> str:
    """What was read of a document: the pages to look at first, then its text."""
    document = library.readings.get(record.reading)
    doubtful = [page for page in document.pages if page.doubt]
    pages = "".join(_beside_its_image(record, page) for page in doubtful)
    head = sentence(strings.PAGES_TO_CHECK if doubtful else strings.PAGES_FINE) if document.pages else ""
    summary, text = escape(strings.WHAT_WAS_READ), escape(document.text)
    return f'{head}{pages}<details dir="rtl"><summary>{summary}</summary><pre dir="auto">{text}</pre></details>'


def _beside_its_image(record: DocumentRecord, page: PageReading) -> str:
    """A page that somebody should look at: why, its image, and what was read from it."""
    address = f"pages/{quote(record.document_id)}/{page.page}.png?content={quote(record.content_id)}"
    doubt = strings.DOUBTS.get(page.doubt or "", "")
    image = escape(strings.PAGE_IMAGE.format(page=page.page))
    return (
        f'<section class="hw-doubtful" dir="rtl"><h4>{escape(strings.PAGE)} {page.page}</h4><p>{escape(doubt)}</p>'
        f'<div><a href="{address}" target="_blank"><img src="{address}" alt="{image}" loading="lazy"></a>'
        f'<pre dir="auto" tabindex="0">{escape(page.text or strings.PAGE_EMPTY)}</pre></div></section>'
    )


def _editions_table(editions: Editions) -> str:
    live = editions.live()
    rows = [
        (m.edition, m.created, strings.STATE_PUBLISHED if m.edition == live else strings.STATE_OLD,
         str(m.documents), str(m.passages))
        for m in reversed(editions.manifests())
    ]  # fmt: skip
    return table_of(strings.EDITIONS_HEAD, rows)


def _before_live(editions: Editions) -> str | None:
    try:
        return editions.before_live()
    except NoEarlierEditionError:
        return None


def _changes(library: Library, name: str) -> str:
    try:
        changed = difference(library.records(library.editions.folder(name).name), library.live_records())
    except HiwarError as error:
        return sentence(error.message_ar, "hw-objection")
    if not changed:
        return sentence(strings.NO_CHANGES)
    rows = [(strings.CHANGE_KINDS[change.kind], change.record.title, change.record.source) for change in changed]
    return sentence(strings.CHANGES) + table_of(strings.CHANGES_HEAD, rows)


def _counts(pages: int, doubtful: int) -> tuple[str, str]:
    return str(pages or ""), str(doubtful or "")
