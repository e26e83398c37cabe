"""What the organisers' page shows: how an ingest goes, the documents, what was read of one, and the editions."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from errors import HiwarError
from ingest.document import PageReading
from ingest.quality import OF_OFFICE, OF_PICTURES, Doubt
from vectorstore.analyzer import fold
from vectorstore.difference import difference
from vectorstore.editions import Editions
from vectorstore.library import Library
from vectorstore.manifest import DocumentRecord
from web.catalogue import Words
from web.ingesting import Failure, Report, Step
from web.parts import progress, sentence, table_of
from web.render import escape

PAGES = "/organisers/pages"  # the images of pages; the same from the page in each language


def told_of(event: Step | Report | Failure, words: Words) -> str:
    """How far an ingest has come, or what came of it."""
    match event:
        case Step(what, done, of):
            step = words.named("UPLOAD_STEPS").get(what, what)
            if of is None:
                return sentence(words.UPLOAD_DONE.format(what=step, done=done))
            return progress(words.UPLOAD_PROGRESS.format(what=step, done=done, of=of), done, of)
        case Report():
            outcomes = words.named("OUTCOMES")
            rows = [
                (f.file, outcomes.get(f.outcome, f.outcome), f.error.get(words.language, f.title),
                 *_counts(f.pages, f.doubtful), str(f.passages or ""))
                for f in event.files
            ]  # fmt: skip
            nothing = words.NOTHING_PUBLISHED if all(f.error for f in event.files) else words.NOTHING_NEW
            told = words.PUBLISHED.format(edition=event.edition) if event.published else nothing
            return sentence(told, "hw-done") + table_of(words.row("FILES_HEAD"), rows, words)
        case Failure(told):
            return sentence(told.get(words.language, words.UPLOAD_FAILED), "hw-objection")


def live_documents(library: Library, words: Words) -> tuple[Sequence[DocumentRecord], str]:
    """The documents of the live edition, and its name; none and why, where it cannot say what it holds."""
    try:
        records, edition = library.live_records(), library.editions.live()
    except HiwarError as error:
        return (), sentence(error.told(words.language), "hw-objection")
    return records, sentence(words.EDITION.format(edition=edition) if edition else "")


def found_in(records: Sequence[DocumentRecord], sought: str) -> Sequence[DocumentRecord]:
    """The documents whose title or file name holds a text, however it is spelled."""
    folded = fold(sought).strip()
    return [r for r in records if folded in fold(r.title) or folded in fold(r.source)] if folded else records


def labels_of(records: Sequence[DocumentRecord], among: Sequence[DocumentRecord]) -> list[str]:
    """What documents are chosen by: their titles, and where others bear the same, what tells them from these."""
    bearers = Counter(record.title for record in among)
    # The identity's beginning is what `hiwar documents list` shows: files may share their names too.
    told = [(r.title, *((r.source, r.date, r.document_id[:8]) if bearers[r.title] > 1 else ())) for r in records]
    return [" · ".join(part for part in parts if part) for parts in told]


def documents_table(records: Sequence[DocumentRecord], words: Words) -> str:
    """Documents with their state and what was read of them."""
    rows = [
        (r.title, r.source, r.date or "", words.STATE_WITHDRAWN if r.withdrawn else words.STATE_LIVE,
         *_counts(r.pages, r.doubtful), str(r.passages))
        for r in records
    ]  # fmt: skip
    return table_of(words.row("DOCUMENTS_HEAD"), rows, words)


def document_detail(library: Library, record: DocumentRecord, words: Words) -> str:
    """What was read of a document: the pages to look at first, then its text."""
    try:
        document = library.readings.get(record.reading, record.source)
    except HiwarError as error:
        return sentence(error.told(words.language), "hw-objection")
    doubtful = [page for page in document.pages if page.doubt]
    pages = "".join(_beside_its_image(record, page, words) for page in doubtful)
    head = sentence(words.PAGES_TO_CHECK if doubtful else words.PAGES_FINE) if document.pages else ""
    head += _counted(doubtful, words)
    summary, text = escape(words.WHAT_WAS_READ), escape(document.text)
    details = f'<details dir="{words.direction}"><summary>{summary}</summary><pre dir="auto">{text}</pre></details>'
    return f"{head}{pages}{details}"


def _counted(doubtful: Sequence[PageReading], words: Words) -> str:
    """How often each thing is to be looked at; nothing where one alone is."""
    if len(doubtful) < 2:
        return ""
    counts = Counter(page.doubt or "" for page in doubtful).most_common()
    lines = (f"<li>{count} × {escape(words.named('DOUBTS').get(doubt, ''))}</li>" for doubt, count in counts)
    return f'<ul dir="{words.direction}">{"".join(lines)}</ul>'


def _beside_its_image(record: DocumentRecord, page: PageReading, words: Words) -> str:
    """A page that somebody should look at: why, its image, and what was read from it."""
    section = page.section or record.title
    within = words.PICTURE_IN if page.doubt in OF_PICTURES else words.PLACE_IN
    if page.doubt == Doubt.ATTACHED:
        within = words.ATTACHED
    place = f"{words.PAGE} {page.page}" if page.page else within.format(section=section)
    doubt = words.named("DOUBTS").get(page.doubt or "", "")
    return (
        f'<section class="hw-doubtful" dir="{words.direction}"><h4>{escape(place)}</h4>'
        f"<p>{escape(doubt)}</p>"
        f"<div>{_page_image(record, page, words)}"
        f'<pre dir="auto" tabindex="0">{escape(page.text or words.PAGE_EMPTY)}</pre></div></section>'
    )


def _page_image(record: DocumentRecord, page: PageReading, words: Words) -> str:
    """The page as it looks; nothing for what has no pages to be drawn, as slides and Word files."""
    if page.page is None or page.doubt in OF_OFFICE:
        return ""
    address = f"{PAGES}/{quote(record.document_id)}/{page.page}.png?content={quote(record.content_id)}"
    image = escape(words.PAGE_IMAGE.format(page=page.page))
    return f'<a href="{address}" target="_blank"><img src="{address}" alt="{image}" loading="lazy"></a>'


def editions_table(editions: Editions, names: Sequence[str], words: Words) -> str:
    """Editions of these names."""
    rows = [
        (m.edition, m.created, words.STATE_PUBLISHED if editions.is_live(m.edition) else words.STATE_OLD,
         str(m.documents), str(m.passages))
        for m in editions.manifests(names)
    ]  # fmt: skip
    return table_of(words.row("EDITIONS_HEAD"), rows, words)


def changes_since(library: Library, name: str, words: Words) -> str:
    """What the live edition holds otherwise than one of that name."""
    try:
        changed = difference(library.records(library.editions.folder(name).name), library.live_records())
    except HiwarError as error:
        return sentence(error.told(words.language), "hw-objection")
    if not changed:
        return sentence(words.NO_CHANGES)
    rows = [(words.named("CHANGE_KINDS")[change.kind], change.record.title, change.record.source) for change in changed]
    return sentence(words.CHANGES) + table_of(words.row("CHANGES_HEAD"), rows, words)


def _counts(pages: int, doubtful: int) -> tuple[str, str]:
    return str(pages or ""), str(doubtful or "")
