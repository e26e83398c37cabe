"""The sample documents in real formats say what their sources in scripts/corpus say."""

import subprocess
import sys
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import pytest
import yaml

from ingest.document import IngestedDocument, PageMethod
from ingest.pipeline import read_document
from scripts import build_corpus

DOCUMENTS = build_corpus.ROOT / "documents"
TEXTS = {
    "unions-preparatory-minutes.docx": "unions-preparatory-minutes",
    "press-release.html": "press-release",
    "ministry-circular.pdf": "ministry-circular",
    "complaints-guide.pdf": "complaints-guide",
}


def normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def read(path: Path) -> IngestedDocument:
    return read_document(path, count_tokens=lambda text: 2 * len(text.split()))


def sentences(name: str) -> list[str]:
    page = build_corpus.source(name)
    for mark in page.find_all("sup"):
        mark.decompose()
    return [normal(element.get_text()) for element in page.find_all(["h2", "h3", "p", "li", "td", "aside"])]


@pytest.mark.parametrize(("file", "source"), TEXTS.items())
def test_every_sentence_of_its_source_is_read_from_a_document(file: str, source: str) -> None:
    document = read(DOCUMENTS / file)
    heading = build_corpus.source(source).h1
    assert heading
    assert document.title == normal(heading.get_text())
    text = normal(document.text)
    missing = [sentence for sentence in sentences(source) if sentence not in f"{text} {document.title}"]
    # A date that stands alone belongs to the front matter, and is the document's date.
    assert all(document.date and len(sentence.split()) <= 6 for sentence in missing), missing
    assert all(page.method is PageMethod.TEXT_LAYER and not page.doubt for page in document.pages)


def test_every_point_and_note_is_read_from_the_slides_with_its_page() -> None:
    slides = yaml.safe_load((build_corpus.SOURCES / "local-authorities-slides.yaml").read_text("utf-8"))
    document = read(DOCUMENTS / "local-authorities-slides.pptx")
    assert document.title == slides[0]["title"]
    for number, slide in enumerate(slides, 1):
        text = normal(document.pages[number - 1].text)
        cells = [cell for row in slide.get("table", []) for cell in row]
        for said in (*slide.get("points", []), *cells, slide["notes"]):
            assert normal(said) in text, said


def test_the_scan_is_recognised_line_by_line_and_says_that_it_was() -> None:
    document = read(DOCUMENTS / "nurses-letter.pdf")
    expected = " ".join(sentences("nurses-letter"))
    alike = SequenceMatcher(None, expected, normal(document.text), autojunk=False)
    assert alike.ratio() > 0.85  # no line may be dropped; letters may be mistaken
    assert "340" in document.text
    assert [page.method for page in document.pages] == [PageMethod.OCR]
    assert not any(passage.verified for passage in document.passages)


def test_navigation_and_scripts_of_the_web_page_are_not_read() -> None:
    text = read(DOCUMENTS / "press-release.html").text
    assert "الرئيسية" not in text
    assert "حقوق محفوظة" not in text


@pytest.mark.slow
def test_building_anew_gives_documents_that_say_the_same(tmp_path: Path) -> None:
    # In a process of its own: Playwright allows one browser's loop a thread, and the tests' own may be open.
    subprocess.run([sys.executable, "-m", "scripts.build_corpus", str(tmp_path)], check=True, cwd=build_corpus.ROOT)
    for name in (*TEXTS, "local-authorities-slides.pptx"):
        assert read(tmp_path / name).text == read(DOCUMENTS / name).text
