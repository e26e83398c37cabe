"""One module a format; this table says which one reads what."""

from collections.abc import Callable
from types import MappingProxyType

from ingest.document import Block, Limits, Reading
from ingest.loaders.docx import load_docx
from ingest.loaders.html import load_html
from ingest.loaders.markdown import load_markdown
from ingest.loaders.pdf import load_pdf
from ingest.loaders.pptx import load_pptx
from ingest.loaders.text import load_text

Loader = Callable[[bytes, Limits], Reading]
"""The bytes of a file -> what it says. Raises UnreadableDocumentError, without the file's name."""


def _unpaged(load: Callable[[bytes], tuple[Block, ...]]) -> Loader:
    return lambda data, limits: Reading(load(data))


LOADERS: MappingProxyType[str, Loader] = MappingProxyType(
    {
        ".txt": _unpaged(load_text),
        ".text": _unpaged(load_text),
        ".md": _unpaged(load_markdown),
        ".markdown": _unpaged(load_markdown),
        ".html": load_html,
        ".htm": load_html,
        ".docx": load_docx,
        ".pptx": load_pptx,
        ".pdf": load_pdf,
    }
)
"""File name suffix, in lower case, to loader."""
