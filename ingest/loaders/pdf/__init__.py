"""PDF -> blocks and what was read from each page; Arabic in the order in which it is read, whatever painted it."""

from collections.abc import Sequence

from ingest.document import Limits, PageMethod, PageReading, Reading
from ingest.loaders.pdf.blocks import PageLines, read_blocks
from ingest.loaders.pdf.layout import find_margins, read_layout
from ingest.loaders.pdf.order import direction
from ingest.loaders.pdf.page import Page
from ingest.loaders.pdf.process import read_pages


def load_pdf(data: bytes, limits: Limits) -> Reading:
    """Read a PDF.

    :param data: The whole file.
    :param limits: What it may ask of the machine.
    :return: Blocks with their pages, and how each page was read.
    :raises UnreadableDocumentError: If it is locked, damaged, without pages or has too many.
    """
    pages = list(read_pages(data, limits))
    rtl = _runs_rtl(pages)
    margins = find_margins(pages)
    blocks = read_blocks([PageLines(page, read_layout(page, margins, rtl=rtl)) for page in pages], rtl=rtl)
    readings = tuple(
        PageReading(page.number, PageMethod.TEXT_LAYER, "\n".join(block.text for block in of_page))
        for page, of_page in zip(pages, blocks, strict=True)
    )
    return Reading(tuple(block for of_page in blocks for block in of_page), readings)


def _runs_rtl(pages: Sequence[Page]) -> bool:
    return direction([item for page in pages for word in page.words for item in word.items]) != "L"
