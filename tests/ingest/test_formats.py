"""What a file is, by its content."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from errors import Sentence
from ingest.errors import (
    BinaryDocumentError,
    DamagedDocumentError,
    Foreign,
    ForeignFormatError,
    LockedOfficeError,
    TooLargeFileError,
    UndecodableDocumentError,
    UnknownFormatError,
)
from ingest.formats import loader_of
from ingest.loaders import LOADERS
from ingest.pipeline import read_document, read_original

SENTENCE = "افتُتحت الورشة صباحاً في تونس."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return file.getvalue()


def open_document(kind: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("META-INF/manifest.xml", "<a/>")
    return file.getvalue()


def old_office(*streams: str) -> bytes:
    entries = (f"{stream}\0".encode("utf-16-le").ljust(128, b"\0") for stream in ("Root Entry", *streams))
    return OLE + bytes(504) + b"".join(entries)


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".txt", ".doc", ""])
def test_content_decides_and_not_the_name(suffix: str) -> None:
    assert loader_of(zipped("word/document.xml"), suffix) is LOADERS[".docx"]
    assert loader_of(zipped("ppt/presentation.xml"), suffix) is LOADERS[".pptx"]
    assert loader_of(zipped("xl/workbook.xml"), suffix) is LOADERS[".xlsx"]
    assert loader_of(b"\n%PDF-1.7\n", suffix) is LOADERS[".pdf"]
    assert loader_of(b"{\\rtf1\\ansi", suffix) is LOADERS[".rtf"]
    assert loader_of(old_office("WordDocument", "PowerPoint Document"), suffix) is LOADERS[".doc"]
    assert loader_of(old_office("PowerPoint Document"), suffix) is LOADERS[".ppt"]
    assert loader_of(open_document("text-template"), suffix) is LOADERS[".odt"]
    assert loader_of(open_document("presentation"), suffix) is LOADERS[".odp"]
    assert loader_of(f"<!-- محضر --><!DOCTYPE html><p>{SENTENCE}".encode("utf-16"), suffix) is LOADERS[".html"]


@pytest.mark.parametrize(
    ("suffix", "reads"), [(".md", ".md"), (".html", ".html"), (".txt", ".txt"), ("", ".txt"), (".pdf", ".txt")]
)
def test_a_name_tells_texts_apart_that_look_alike(suffix: str, reads: str) -> None:
    assert loader_of(SENTENCE.encode(), suffix) is LOADERS[reads]


def test_a_page_in_an_encoding_that_only_it_declares_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(f"<html><meta charset='cp720'><p>{SENTENCE}".encode("cp720"))
    assert read_document(page, count_tokens=len).text == SENTENCE
    page.write_bytes(f"<p>{SENTENCE}".encode("cp720"))
    with pytest.raises(UndecodableDocumentError):
        read_document(page, count_tokens=len)


def test_a_word_document_is_read_under_the_name_of_another_format(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(SENTENCE)
    document.save(str(tmp_path / "report.docx"))
    path = (tmp_path / "report.docx").rename(tmp_path / "report.pdf")
    read = read_document(path, count_tokens=len)
    assert (read.text, read.source) == (SENTENCE, "report.pdf")


@pytest.mark.parametrize(
    ("data", "foreign"),
    [
        (old_office("Workbook", "WordDocument"), Foreign.XLS),
        (old_office("Other"), Foreign.OLD_OFFICE),
        (zipped("xl/workbook.bin"), Foreign.XLS),
        (open_document("spreadsheet"), Foreign.ODF),
        (zipped("mimetype", "META-INF/container.xml"), Foreign.EPUB),
        (zipped("a.docx"), Foreign.ARCHIVE),
        (zipped(), Foreign.ARCHIVE),
        (b"\x89PNG\r\n\x1a\n", Foreign.IMAGE),
        (b"\xff\xd8\xff\xe0", Foreign.IMAGE),
        (b"\0\0\0\x18ftypheic", Foreign.IMAGE),
    ],
)
def test_a_format_that_is_not_read_is_named_with_what_to_save_it_as(data: bytes, foreign: Foreign) -> None:
    for suffix in (".docx", ".txt"):
        with pytest.raises(ForeignFormatError) as caught:
            loader_of(data, suffix)
        error = caught.value.about("report.docx")
        assert error.foreign is foreign
        assert error.told("en").startswith("report.docx is ")
        for language in ("ar", "en", "fr"):
            for part in foreign.value:
                assert Sentence(part).told(language) in error.told(language)


def test_a_locked_office_file_is_told_from_an_old_one() -> None:
    with pytest.raises(LockedOfficeError):
        loader_of(old_office("EncryptionInfo", "EncryptedPackage"), ".docx")


def test_a_file_that_does_not_begin_as_its_name_says_is_damaged() -> None:
    whole = zipped("word/document.xml")
    for data, suffix in ((whole[: len(whole) // 2], ".docx"), (bytes(4) + whole[4:], ".docx"), (bytes(99), ".pdf")):
        with pytest.raises(DamagedDocumentError):
            loader_of(data, suffix)
    with pytest.raises(BinaryDocumentError):
        loader_of(bytes(99), ".txt")


def test_text_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownFormatError):
        loader_of(b"a,b,c", ".csv")


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole: far more than any memory holds
    with pytest.raises(TooLargeFileError) as caught:
        read_original(path, 2**20)
    assert "large.txt" in caught.value.told("ar")
