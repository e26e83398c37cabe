"""Mails (.eml) -> blocks: the subject as title, who wrote to whom and when, the text, and behind it the attachments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import PurePath
from time import monotonic
from typing import cast

from ingest.document import Block, BlockKind, Limits, PageMethod, PageReading, Reading
from ingest.encoding import decode, decode_declared
from ingest.errors import (
    DamagedDocumentError,
    EmptyDocumentError,
    LockedMailError,
    NestedDocumentError,
    NotArabicError,
    SlowDocumentError,
    TooLargeDocumentError,
    UnreadableDocumentError,
)
from ingest.formats import loader_of
from ingest.loaders import LOADERS
from ingest.loaders.office.pictures import PictureReader
from ingest.loaders.text.plain import load_text
from ingest.loaders.web.html import load_html
from ingest.quality import Doubt
from ingest.repair import repair_characters
from ingest.wording import has_arabic, is_arabic

MOST_ATTACHED = 100
"""Attachments that are read of a mail; none is begun once the mail has taken as long as a document may."""

_DEEPEST, _DEEPEST_HEADING = 5, 9  # mails in each other, and headings
_PLAIN, _HTML, _MAIL = "text/plain", "text/html", "message/rfc822"
_DATE, _PEOPLE = "التاريخ", {"From": "من", "To": "إلى", "Cc": "نسخة إلى"}
_UNNAMED = "رسالة من"
_ENCRYPTED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_QUOTE_MARKS = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)


@dataclass(slots=True)
class _Bounds:
    """What a mail may ask for, with all mails in it.

    :param attachments: How many more are read.
    :param begun: When the mail was begun, in seconds of a clock that is never set.
    """

    limits: Limits
    attachments: int = MOST_ATTACHED
    begun: float = field(default_factory=monotonic)

    def count(self) -> None:
        """Count an attachment that is to be read.

        Each program that reads attachments has limits of its own, which do not bound how long all of them take.

        :raises TooLargeDocumentError: If as many were read as are allowed.
        :raises SlowDocumentError: If the mail has taken as long as a document may.
        """
        if not self.attachments:
            raise TooLargeDocumentError
        if monotonic() - self.begun >= self.limits.seconds:
            raise SlowDocumentError
        self.attachments -= 1


def load_mail(data: bytes, limits: Limits) -> Reading:
    """Read a mail.

    :return: Blocks, those of attachments last, each under its name. An attachment that could not be read stands in
        the place of pages.
    :raises UnreadableDocumentError: If the mail is encrypted, or there is nothing in it that can be read.
    """
    return _read(_parsed(data), _Bounds(limits), 0)


def _parsed(data: bytes) -> EmailMessage:
    try:
        return message_from_bytes(data, policy=default)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # what a broken mail raises has no common base
        raise DamagedDocumentError from error


def _read(mail: EmailMessage, bounds: _Bounds, depth: int) -> Reading:
    """A mail that is so deep in others."""
    if depth > _DEEPEST:
        raise NestedDocumentError
    if mail.get_content_type() in _ENCRYPTED:
        raise LockedMailError
    subject = _header(mail, "Subject") or f"{_UNNAMED} {_people(mail, 'From')}".strip()
    head = [Block(subject, BlockKind.HEADING, 1), *_labels(mail)]
    leaves = [leaf for leaf in _leaves(mail) if leaf.get_content_type() not in _SIGNATURES]
    body, refusal = _body([leaf for leaf in leaves if _is_body(leaf)], bounds.limits)
    attached = [_attachment(leaf, bounds, depth) for leaf in leaves if not _is_body(leaf)]
    if not body and not attached:
        raise refusal or EmptyDocumentError
    blocks = (*head, *body, *(block for reading in attached for block in reading.blocks))
    return Reading(blocks, tuple(page for reading in attached for page in reading.pages), title=subject)


def _labels(mail: EmailMessage) -> Iterator[Block]:
    if day := _day(mail):
        yield Block(f"{_DATE}: {day}", BlockKind.PARAGRAPH)
    for name, label in _PEOPLE.items():
        if people := _people(mail, name):
            yield Block(f"{label}: {people}", BlockKind.PARAGRAPH)


def _header(mail: EmailMessage, name: str) -> str:
    """What a header says; empty where there is none."""
    return _said(_raw(mail, name))


def _people(mail: EmailMessage, name: str) -> str:
    """The names of the people in a header, their addresses where they have none."""
    people = getaddresses([_raw(mail, name)])
    return "، ".join(said for called, address in people if (said := _said(called) or address))


def _day(mail: EmailMessage) -> str:
    """When it was sent, as it was then where it was sent; empty where nothing tells."""
    try:
        return f"{parsedate_to_datetime(_raw(mail, 'Date')):%Y-%m-%d}"
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _raw(mail: EmailMessage, name: str) -> str:
    """A header as it is written; the library's own reading of it takes time without end, and breaks on many."""
    sought = name.lower()
    written = next((str(value) for key, value in mail.raw_items() if key.lower() == sought), "")
    try:
        return written if written.isascii() else decode(written.encode(errors="surrogateescape"))
    except UnreadableDocumentError:
        return written.encode(errors="surrogateescape").decode(errors="replace")


def _said(written: str) -> str:
    """A header, or a part of one, whose words are put into the letters of mails."""
    try:
        parts = [
            part if isinstance(part, str) else decode_declared(part, charset) if charset else part.decode("latin-1")
            for part, charset in decode_header(written)
        ]
    except (ValueError, HeaderParseError, UnreadableDocumentError):
        parts = [written]
    return " ".join(repair_characters("".join(parts)).split())


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that have no parts; of texts that say the same, one."""
    if not part.is_multipart() or part.get_content_maintype() != "multipart":
        yield part
        return
    parts = [list(_leaves(cast(EmailMessage, one))) for one in part.iter_parts()]
    chosen = _best(parts) if part.get_content_type() == "multipart/alternative" else None
    for one in parts:
        yield from (leaf for leaf in one if chosen is None or one is chosen or not _is_body(leaf))


def _best(options: Sequence[list[EmailMessage]]) -> list[EmailMessage]:
    """The plain text, unless it is empty or only says that a better program is needed."""
    texts = [[_text(leaf) for leaf in option if _is_body(leaf)] for option in options]
    kinds = [any(leaf.get_content_type() == _PLAIN for leaf in option) for option in options]
    order = sorted(range(len(options)), key=lambda at: (not has_arabic("".join(texts[at])), not kinds[at]))
    return options[order[0]] if order else []


def _is_body(leaf: EmailMessage) -> bool:
    is_text = leaf.get_content_type() in (_PLAIN, _HTML) or leaf.get_content_maintype() == "multipart"
    return is_text and not leaf.is_attachment() and leaf.get_filename() is None


def _text(leaf: EmailMessage) -> str:
    """The text of a leaf, whatever it says of its encoding; empty where none is known."""
    try:
        return _decoded(leaf)
    except UnreadableDocumentError:
        return ""


def _decoded(leaf: EmailMessage) -> str:
    return decode_declared(_bytes(leaf), leaf.get_content_charset())


def _bytes(leaf: EmailMessage) -> bytes:
    payload = leaf.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _body(leaves: Sequence[EmailMessage], limits: Limits) -> tuple[list[Block], UnreadableDocumentError | None]:
    """The blocks of the text, and why some of it could not be read."""
    blocks: list[Block] = []
    refusal: UnreadableDocumentError | None = None
    for leaf in leaves:
        try:
            text = _decoded(leaf)
            if leaf.get_content_type() == _HTML:
                blocks += _below(load_html(text.encode(), limits).blocks, 1)
            else:
                blocks += _below(load_text(_QUOTE_MARKS.sub("", text).encode()), 1)
        except UnreadableDocumentError as error:
            refusal = error
    return blocks, refusal


def _below(blocks: Sequence[Block], levels: int) -> Iterator[Block]:
    """Blocks of a document within another one, so many levels below."""
    for block in blocks:
        level = None if block.level is None else min(block.level + levels, _DEEPEST_HEADING)
        yield replace(block, page=None, level=level)


def _attachment(leaf: EmailMessage, bounds: _Bounds, depth: int) -> Reading:
    """An attachment under its name, a mail under its subject; a doubt where it is not read."""
    mail = cast(EmailMessage, leaf.get_payload(0)) if leaf.get_content_type() == _MAIL and leaf.is_multipart() else None
    name = _header(mail, "Subject") if mail else _name(leaf)
    try:
        bounds.count()
        reading = _read(mail, bounds, depth + 1) if mail else _document(leaf, name, bounds, depth)
        text = "".join(block.text for block in reading.blocks)
        if text and not is_arabic(text):
            raise NotArabicError
    except UnreadableDocumentError:
        return Reading((), (PageReading(None, PageMethod.TEXT_LAYER, "", doubt=Doubt.PART, section=name),))
    pages = tuple(
        replace(page, page=None, section=" ← ".join(filter(None, (name, page.section))))
        for page in reading.pages
        if page.doubt
    )
    heading = [Block(name, BlockKind.HEADING, 2)] if reading.blocks and not mail else []
    return Reading((*heading, *_below(reading.blocks, 1 if mail else 2)), pages)


def _name(leaf: EmailMessage) -> str:
    return " ".join(repair_characters(leaf.get_filename() or "").split()) or leaf.get_content_type()


def _document(leaf: EmailMessage, name: str, bounds: _Bounds, depth: int) -> Reading:
    data = _bytes(leaf)
    if not data.strip():
        raise EmptyDocumentError
    if leaf.get_content_maintype() == "image":
        seen = PictureReader(bounds.limits).read(data, page=1)
        said = "\n".join(block.text for block in seen.blocks)
        return Reading(seen.blocks, (PageReading(None, PageMethod.OCR, said, doubt=seen.doubt),))
    loader = loader_of(data, PurePath(name).suffix.lower())
    return _read(_parsed(data), bounds, depth + 1) if loader is LOADERS[".eml"] else loader(data, bounds.limits)
