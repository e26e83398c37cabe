"""What of a document somebody should look at is counted, and each thing named."""

from html import unescape
from pathlib import Path

from ingest.document import IngestedDocument, PageMethod, PageReading
from vectorstore.library import Library
from vectorstore.records import record_of
from web.catalogue import WORDS
from web.organised import document_detail

ENGLISH = WORDS["en"]
DOUBTS = ENGLISH.named("DOUBTS")
PICTURE = PageReading(1, PageMethod.OCR, "", doubt="picture_on_page_without_readable_text")
FILES = [PageReading(None, PageMethod.TEXT_LAYER, "", doubt="attached_file_not_read", section=f"{n}.pdf") for n in "ab"]


def shown(root: Path, *pages: PageReading) -> str:
    library = Library(root)
    read = (PageReading(1, PageMethod.TEXT_LAYER, "نص"), *pages)
    document = IngestedDocument("0" * 16, "محضر", "a.pdf", "ar", None, "نص", (), pages=read)
    library.readings.put("reading", document)
    return unescape(document_detail(library, record_of(document, "reading", ""), ENGLISH))


def test_things_of_one_kind_are_counted_and_named(tmp_path: Path) -> None:
    html = shown(tmp_path, PICTURE, PICTURE, PICTURE, *FILES)
    assert f"<li>3 × {DOUBTS['picture_on_page_without_readable_text']}</li>" in html
    assert f"<li>2 × {DOUBTS['attached_file_not_read']}</li>" in html
    assert html.count('src="/organisers/pages/') == 3
    assert ENGLISH.ATTACHED.format(section="b.pdf") in html


def test_one_thing_alone_is_not_counted(tmp_path: Path) -> None:
    html = shown(tmp_path, FILES[0])
    assert "<li>" not in html
    assert ENGLISH.ATTACHED.format(section="a.pdf") in html
