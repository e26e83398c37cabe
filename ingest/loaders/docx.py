"""Word documents -> blocks: mammoth makes HTML of them, with headings, lists, tables and footnotes."""

from io import BytesIO

import mammoth
from bs4 import BeautifulSoup

from ingest.document import Limits, Reading
from ingest.errors import DamagedDocumentError
from ingest.loaders.html import html_blocks
from ingest.loaders.office import check_archive
from ingest.repair import repair_characters

# A title stands above all headings. Deleted text and comments are left out by mammoth itself.
_STYLES = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Subtitle'] => p:fresh",
        *(f"p[style-name='Heading {level}'] => h{level + 1}:fresh" for level in range(1, 6)),
    )
)


def load_docx(data: bytes, limits: Limits) -> Reading:
    """Read a Word document (.docx).

    :return: Blocks in order, footnotes last. A Word file knows no pages: they are made when it is shown.
    :raises UnreadableDocumentError: If it is damaged or unpacks to more than the limits allow.
    """
    check_archive(data, limits)
    try:
        html: str = mammoth.convert_to_html(BytesIO(data), style_map=_STYLES, convert_image=_no_image).value
    except Exception as error:  # what a broken part of the archive raises has no common base
        raise DamagedDocumentError from error
    return Reading(html_blocks(BeautifulSoup(repair_characters(html), "lxml")))


def _no_image(image: object) -> list[object]:
    return []
