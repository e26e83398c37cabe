"""What an edition says of a document."""

from ingest.document import IngestedDocument, PageMethod, PageReading
from vectorstore.records import record_of


def test_a_page_counts_once_however_many_pictures_are_told_of_it() -> None:
    pages = (
        PageReading(1, PageMethod.TEXT_LAYER, "نص"),
        PageReading(1, PageMethod.OCR, "", doubt="picture_on_page_without_readable_text"),
        PageReading(2, PageMethod.OCR, "نص", doubt="no_text_layer"),
        PageReading(None, PageMethod.OCR, "", doubt="picture_without_readable_text"),
    )
    document = IngestedDocument("0" * 16, "محضر", "a.pdf", "ar", None, "نص", (), pages=pages)
    record = record_of(document, "reading", "")
    assert (record.pages, record.doubtful) == (2, 3)
