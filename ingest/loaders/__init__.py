"""One module a format; this table says which one reads what.

A module and its library are imported when it first reads: most runs read few formats, and many read nothing new.
"""

from collections.abc import Callable
from types import MappingProxyType

from ingest.document import Limits, Reading

Loader = Callable[[bytes, Limits], Reading]
"""The bytes of a file -> what it says. Raises UnreadableDocumentError, without the file's name."""


def _text(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.text.plain import load_text

    return Reading(load_text(data))


def _markdown(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.text.markdown import load_markdown

    return Reading(load_markdown(data))


def _transcript(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.text.transcripts import load_transcript

    return load_transcript(data)


def _html(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.web.html import load_html

    return load_html(data, limits)


def _docx(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.word.docx import load_docx

    return load_docx(data, limits)


def _pptx(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.slides.pptx import load_pptx

    return load_pptx(data, limits)


def _xlsx(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.sheets.xlsx import load_xlsx

    return load_xlsx(data, limits)


def _mail(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.mail import load_mail

    return load_mail(data, limits)


def _pdf(data: bytes, limits: Limits) -> Reading:
    from ingest.loaders.pdf import load_pdf

    return load_pdf(data, limits)


def _by_libreoffice(suffix: str) -> Loader:
    def load(data: bytes, limits: Limits) -> Reading:
        from ingest.loaders.libreoffice import load_by_libreoffice

        return load_by_libreoffice(data, limits, suffix)

    return load


LOADERS: MappingProxyType[str, Loader] = MappingProxyType(
    {
        ".txt": _text,
        ".text": _text,
        ".md": _markdown,
        ".markdown": _markdown,
        ".srt": _transcript,
        ".vtt": _transcript,
        ".html": _html,
        ".htm": _html,
        ".docx": _docx,
        ".pptx": _pptx,
        ".xlsx": _xlsx,
        ".eml": _mail,
        ".pdf": _pdf,
        **{suffix: _by_libreoffice(suffix) for suffix in (".doc", ".odt", ".rtf", ".ppt", ".odp")},
    }
)
"""File name suffix, in lower case, to loader."""
