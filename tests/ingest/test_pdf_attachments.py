"""Files that are attached to a PDF are not read; each is counted by its name."""

import ctypes
import io
from collections.abc import Callable, Sequence

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from ingest.document import Limits
from ingest.loaders.pdf import load_pdf
from tests.ingest.pdf_kit import of_lines

SENTENCES = ["أكدت اللجنة أن العمل على حماية العمال يتطلب التعاون.", "ودعت إلى عقد لقاء ثان في بيروت."]


def saved(document: pypdfium2.PdfDocument) -> bytes:
    target = io.BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def with_files(*names: str) -> bytes:
    document = pypdfium2.PdfDocument(of_lines([SENTENCES[0]], [SENTENCES[1]]))
    for name in names:
        document.new_attachment(name).set_data("تقرير لا يقرؤه أحد".encode())
    return saved(document)


def with_pinned_files(*names: str) -> bytes:
    """A PDF with files on its second page."""
    document = pypdfium2.PdfDocument(of_lines([SENTENCES[0]], [SENTENCES[1]]))
    page = document[1]
    for name in names:
        note = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_FILEATTACHMENT)
        written = ctypes.create_string_buffer(name.encode("utf-16-le") + b"\0\0")
        pdfium.FPDFAnnot_AddFileAttachment(note, ctypes.cast(written, pdfium.FPDF_WIDESTRING))
        pdfium.FPDFPage_CloseAnnot(note)
    page.close()
    return saved(document)


@pytest.mark.parametrize("attach", [with_files, with_pinned_files])
@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], []),
        (["الميزانية.xlsx"], ["الميزانية.xlsx"]),
        (["annex-1.pdf", "محضر.docx", "annex-2.pdf"], ["annex-1.pdf", "annex-2.pdf", "محضر.docx"]),
        (["تقرير\u202exlsx.exe"], ["تقريرxlsx.exe"]),
        (["م" * 5000], ["م" * 200]),
    ],
)
def test_each_attached_file_is_told_by_its_name(
    attach: Callable[..., bytes], names: Sequence[str], told: Sequence[str]
) -> None:
    reading = load_pdf(attach(*names), Limits())
    assert [block.text for block in reading.blocks] == SENTENCES
    attached = [page for page in reading.pages if page.doubt == "attached_file_not_read"]
    assert sorted(page.section for page in attached) == list(told)
    assert {page.page for page in attached} <= {None}
    assert [(page.page, page.doubt) for page in reading.pages if page.page] == [(1, None), (2, None)]


def test_a_file_without_a_name_counts() -> None:
    document = pypdfium2.PdfDocument(of_lines(SENTENCES))
    document.new_attachment("\u202e ").set_data(b"a")
    assert [page.section for page in load_pdf(saved(document), Limits()).pages] == ["", ""]
