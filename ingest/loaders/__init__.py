"""One module a format; this table says which one reads what."""

from collections.abc import Callable
from types import MappingProxyType

from ingest.document import Block
from ingest.loaders.markdown import load_markdown
from ingest.loaders.text import load_text

Loader = Callable[[bytes], tuple[Block, ...]]

LOADERS: MappingProxyType[str, Loader] = MappingProxyType(
    {".txt": load_text, ".text": load_text, ".md": load_markdown, ".markdown": load_markdown}
)
"""File name suffix, in lower case, to loader."""
