"""Documents of other and older programs are read with LibreOffice, or refused with what to install."""

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import psutil
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation

from ingest.document import Limits, Original
from ingest.errors import (
    DamagedDocumentError,
    LockedOfficeError,
    MissingLibreOfficeError,
    SlowDocumentError,
    TooLargeDocumentError,
    UnreadableDocumentError,
)
from ingest.isolation import read_apart
from ingest.loaders.libreoffice import load_by_libreoffice
from ingest.pipeline import Parsed, parse_document
from ingest.quality import Doubt
from tests.waiting import until

SAID = "قررت اللجنة زيادة ميزانية المياه إلى 12 مليون دينار."
SUFFIXES = (".doc", ".odt", ".rtf", ".ppt", ".odp")
RTF = r"{\rtf1\ansi\ansicpg1256 " + "".join(f"\\u{ord(letter)}?" for letter in SAID)
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def open_text(body: str = f"<text:p>{SAID}</text:p>", *, locked: bool = False) -> bytes:
    """An OpenDocument text of that body."""
    names = "".join(
        f' xmlns:{short}="{OPEN_DOCUMENT}:{name}"'
        for short, name in {
            "office": "office:1.0", "text": "text:1.0", "draw": "drawing:1.0", "svg": "svg-compatible:1.0"
        }.items()
    )  # fmt: skip
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr(
            "content.xml",
            f'<office:document-content{names} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{OPEN_DOCUMENT}:manifest:1.0" m:version="1.2"><m:file-entry m:full-path="/" '
            'm:media-type="application/vnd.oasis.opendocument.text"/><m:file-entry m:full-path="content.xml" '
            f'm:media-type="text/xml">{"<m:encryption-data/>" if locked else ""}</m:file-entry></m:manifest>',
        )
    return file.getvalue()


def old(suffix: str, folder: Path) -> bytes:
    """A document of a heading and a sentence, or slides of a shown and a hidden one, as LibreOffice writes them."""
    if suffix in (".ppt", ".odp"):
        deck: Any = Presentation()
        for show in ("1", "0"):
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = "خطة المياه"
            slide.placeholders[1].text = SAID if show == "1" else "سر"
            slide._element.set("show", show)
        source = folder / "a.pptx"
        deck.save(str(source))
    else:
        document = Document()
        document.add_heading("القرارات", 1)
        document.add_paragraph(SAID)
        source = folder / "a.docx"
        document.save(str(source))
    command = ["soffice", f"-env:UserInstallation={folder.as_uri()}/settings", "--headless", "--convert-to", suffix[1:]]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True)
    return source.with_suffix(suffix).read_bytes()


def parsed(data: bytes, suffix: str) -> Parsed:
    return parse_document(Original(data, f"a{suffix}"), Limits())


def program(folder: Path, script: str) -> None:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@needs_libreoffice
@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt"])
def test_a_text_of_another_program_is_read_as_a_word_file_is(suffix: str, tmp_path: Path) -> None:
    read = parsed(old(suffix, tmp_path), suffix)
    assert (read.title, [paragraph.text for paragraph in read.paragraphs]) == ("القرارات", [SAID])


@needs_libreoffice
@pytest.mark.parametrize("suffix", [".ppt", ".odp"])
def test_slides_of_another_program_are_read_as_slides_are(suffix: str, tmp_path: Path) -> None:
    read = parsed(old(suffix, tmp_path), suffix)
    assert read.title == "خطة المياه"
    assert [(paragraph.text, paragraph.page) for paragraph in read.paragraphs] == [(SAID, 1)]
    assert [page.doubt for page in read.pages] == [None, Doubt.HIDDEN]


@needs_libreoffice
def test_a_document_is_read_in_a_process_of_its_own_within_its_limits() -> None:
    read = read_apart(Original(open_text(), "a.odt"), count_tokens=len, max_tokens=200, limits=Limits())
    assert read.text == SAID


@needs_libreoffice
def test_what_a_document_only_names_is_not_fetched(tmp_path: Path) -> None:
    picture, note = tmp_path / "secret.png", tmp_path / "secret.txt"
    Image.effect_noise((400, 400), 90).save(picture)
    note.write_text("سر")
    link = f'<draw:image xlink:href="{picture.as_uri()}" xlink:type="simple"/>'
    frame = f'<draw:frame svg:width="9cm" svg:height="9cm">{link}</draw:frame>'
    section = f'<text:section text:name="a"><text:section-source xlink:href="{note.as_uri()}"/></text:section>'
    read = parsed(open_text(f"<text:p>{SAID}{frame}</text:p>{section}"), ".odt")
    assert [paragraph.text for paragraph in read.paragraphs] == [SAID]
    assert [page.doubt for page in read.pages] == [Doubt.OUTSIDE]
    field = r"{\field{\*\fldinst INCLUDE%s \\d}{\fldrslt }}"
    fields = field % f'PICTURE "{picture}"' + field % f'TEXT "{note}"'
    link = r"{\field{\*\fldinst HYPERLINK x}{\fldrslt  \u1606?\u1593?\u1605?}}"
    read = parsed(f"{RTF}{fields}{link}}}".encode(), ".rtf")
    assert [paragraph.text for paragraph in read.paragraphs] == [f"{SAID} نعم"]
    assert read.pages == ()


@needs_libreoffice
def test_a_document_that_was_cut_is_damaged(tmp_path: Path) -> None:
    whole = old(".doc", tmp_path)
    for data, suffix in ((whole[:2000], ".doc"), (whole[:-2000], ".doc"), (open_text()[:-60], ".odt")):
        with pytest.raises(DamagedDocumentError):
            parsed(data, suffix)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_without_libreoffice_a_document_is_refused_and_the_packages_named(
    suffix: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    data = open_text() if suffix.startswith(".o") else b"x"
    with pytest.raises(MissingLibreOfficeError) as caught:
        load_by_libreoffice(data, Limits(), suffix)
    assert "libreoffice-writer-nogui" in caught.value.hint
    for language in ("ar", "en", "fr"):
        told = caught.value.about(f"محضر{suffix}").told(language)
        assert f"محضر{suffix}" in told
        assert "LibreOffice" in told
        assert (".pptx" if suffix in (".ppt", ".odp") else ".docx") in told


MAIN_STREAM = b"\xec\xa5\xc1\0" + bytes(6)
LOCKED = {
    ".odt": open_text(locked=True),
    ".doc": bytes(1024) + MAIN_STREAM + b"\0\1" + bytes(500),
    ".ppt": bytes(512) + "EncryptedSummary".encode("utf-16-le"),
}


@pytest.mark.parametrize("suffix", LOCKED)
def test_a_locked_document_is_told_as_such(suffix: str) -> None:
    with pytest.raises(LockedOfficeError):
        load_by_libreoffice(LOCKED[suffix], Limits(), suffix)


def test_what_unpacks_to_too_much_does_not_get_to_libreoffice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, "touch started")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TooLargeDocumentError):
        load_by_libreoffice(open_text(" " * 2**20), Limits(max_unpacked_bytes=2**19), ".odt")


FAILURES: dict[str, type[UnreadableDocumentError]] = {
    "exit 0": DamagedDocumentError,
    "exit 81": DamagedDocumentError,
    "kill -XCPU $$": SlowDocumentError,
    "exec sleep 1000": SlowDocumentError,
    'for last; do :; done; echo no archive > "${last%.*}.docx"': DamagedDocumentError,
    'for last; do :; done; head -c 9000 /dev/zero > "${last%.*}.docx"': TooLargeDocumentError,
}


@pytest.mark.parametrize("script", FAILURES)
def test_a_conversion_that_fails_is_a_refusal(script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(FAILURES[script]):
        load_by_libreoffice(RTF.encode(), Limits(seconds=3, max_unpacked_bytes=8000), ".rtf")


def test_nothing_of_libreoffice_is_left_when_who_asked_is_gone(tmp_path: Path) -> None:
    program(tmp_path, "sleep 1000 & sleep 1000")
    path = tmp_path / "a.rtf"
    path.write_text(RTF)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    asking = subprocess.Popen([sys.executable, "-c", READ, str(path)], env=environment)
    process = psutil.Process(asking.pid)
    until(lambda: [one.name() for one in process.children(recursive=True)].count("sleep") == 2)
    below = process.children(recursive=True)
    os.kill(asking.pid, signal.SIGKILL)
    asking.wait()
    assert psutil.wait_procs(below, timeout=60)[1] == []


READ = """
import sys
from pathlib import Path
from ingest.document import Limits, Original
from ingest.isolation import read_apart
read_apart(Original(Path(sys.argv[1]).read_bytes(), "a.rtf"), count_tokens=len, max_tokens=200, limits=Limits())
"""
