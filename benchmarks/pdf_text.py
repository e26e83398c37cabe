"""How well and how fast the text of PDFs is read, beside other tools that happen to be installed.

    python -m benchmarks.pdf_text [--gate] PDF=REFERENCE...

The character error rate is the edit distance (insertions, deletions and substitutions) between what was
read and the reference, over the reference's length. Both are compared after NFKC, without the bars between a
table's cells, without invisible marks, and with every stretch of white space as one blank. Every tool reads
the file from bytes to text in the time that is measured; ours includes the start of its engine.

With --gate, a PDF may come without a reference: each page's method, share of common words and doubt are printed.
"""

import argparse
import shutil
import subprocess
import time
import unicodedata
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2

from ingest.document import Limits
from ingest.errors import UnreadableDocumentError
from ingest.loaders.pdf import load_pdf

Tool = Callable[[Path], str]


def main() -> None:
    """Measure each tool on each PDF, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", metavar="PDF=REFERENCE")
    parser.add_argument("--gate", action="store_true", help="print how each page was judged")
    arguments = parser.parse_args()
    for pair in arguments.pairs:
        pdf, _, reference = pair.partition("=")
        if reference:
            compare(Path(pdf), Path(reference).read_text(encoding="utf-8"))
        if arguments.gate:
            print_gate(Path(pdf))


def compare(pdf: Path, reference: str) -> None:
    """Print the error rate and the speed of every tool on one PDF."""
    document = pypdfium2.PdfDocument(pdf)
    pages = len(document)
    document.close()
    print(f"\n{pdf.name}, {pages} pages\n{'':14}{'CER %':>8}{'pages/s':>10}")
    for name, read in tools().items():
        start = time.perf_counter()
        text = read(pdf)
        seconds = time.perf_counter() - start
        print(f"{name:14}{100 * error_rate(text, reference):8.2f}{pages / seconds:10.1f}")


def print_gate(pdf: Path) -> None:
    """Print how each page of one PDF was judged."""
    print(f"\n{pdf.name}")
    try:
        reading = load_pdf(pdf.read_bytes(), Limits())
    except UnreadableDocumentError as error:
        print(error.about(pdf.name))
        return
    for page in reading.pages:
        quality = "-" if page.quality is None else f"{page.quality:.3f}"
        print(f"{page.page:5}  {page.method:12}{quality:>7}  {page.doubt or ''}")


def tools() -> dict[str, Tool]:
    """Ours, and the others that are here."""
    found: dict[str, Tool] = {"hiwar": _hiwar, "pypdfium2": _pypdfium2}
    if find_spec("pdfplumber"):
        found["pdfplumber"] = _pdfplumber
    if find_spec("pypdf"):
        found["pypdf"] = _pypdf
    if shutil.which("pdftotext"):
        found["pdftotext"] = _pdftotext
    return found


def error_rate(text: str, reference: str) -> float:
    """Characters to change for each one of the reference."""
    expected = normalised(reference)
    return distance(normalised(text), expected) / len(expected)


def normalised(text: str) -> str:
    """A text as it is compared."""
    text = unicodedata.normalize("NFKC", text).replace(" | ", " ")
    return " ".join("".join(letter for letter in text if unicodedata.category(letter) != "Cf").split())


def distance(text: str, other: str) -> int:
    """Levenshtein distance, by bit vectors as in Myers (1999), "A fast bit-vector algorithm for approximate string
    matching", in the form that Hyyrö (2003) gave it for whole strings.
    """
    if not text:
        return len(other)
    places: dict[str, int] = {}
    for at, letter in enumerate(text):
        places[letter] = places.get(letter, 0) | 1 << at
    every, last = (1 << len(text)) - 1, 1 << (len(text) - 1)
    up, down, result = every, 0, len(text)
    for letter in other:
        matches = places.get(letter, 0)
        diagonal = (((matches & up) + up) ^ up) | matches | down
        right = down | (~(diagonal | up) & every)
        left = up & diagonal
        result += bool(right & last) - bool(left & last)
        right = (right << 1 | 1) & every
        up = (left << 1 & every) | (~(diagonal | right) & every)
        down = right & diagonal
    return result


def _hiwar(pdf: Path) -> str:
    return "\n".join(block.text for block in load_pdf(pdf.read_bytes(), Limits()).blocks)


def _pypdfium2(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    texts: list[str] = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(text_page.get_text_bounded())
        text_page.close()
        page.close()
    document.close()
    return "\n".join(texts)


def _pdfplumber(pdf: Path) -> str:
    library: Any = import_module("pdfplumber")
    with library.open(pdf) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def _pypdf(pdf: Path) -> str:
    library: Any = import_module("pypdf")
    return "\n".join(page.extract_text() for page in library.PdfReader(pdf).pages)


def _pdftotext(pdf: Path) -> str:
    command = ["pdftotext", "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    main()
