"""Bytes of a text file -> its characters.

The order is fixed, and each step either is certain or passes on: a byte order mark, UTF-16 without
one, UTF-8, and last the encodings with a byte a letter, Windows-1256 and ISO 8859-6. In those nearly
any bytes mean something: what they make of the bytes has to look like Arabic.
"""

import codecs
import re
from contextlib import suppress

from ingest.errors import BinaryDocumentError, UndecodableDocumentError
from ingest.quality import share_of_common_words
from ingest.wording import has_arabic

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# High bytes of Basic Latin, Arabic, general punctuation and the Arabic presentation forms.
_UTF16_HIGH_BYTES = frozenset(b"\x00\x06\x20\xfb\xfc\xfd\xfe")
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_BYTE_A_LETTER = ("cp1256", "iso8859_6")
_UTF8_ARABIC_PAIR = re.compile(rb"[\xd8-\xdb][\x80-\xbf]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_MIXED_WORD = re.compile(r"[\u0621-\u064a][a-zA-Z\u00c0-\u024f]|[a-zA-Z\u00c0-\u024f][\u0621-\u064a]")
_ARABIC_WORD = re.compile(r"[\u0621-\u064a]{2,}")


def decode(data: bytes) -> str:
    """Decode the bytes of a text file.

    :param data: The whole file.
    :return: Its text, without byte order mark.
    :raises BinaryDocumentError: when the content is not text.
    :raises UndecodableDocumentError: when it is text that no known encoding makes sense of.
    """
    text = _decode_marked(data)
    if text is None:
        text = _decode_unmarked(data)
    # An odd control character is dirt of a conversion; many are no text.
    if "\x00" in text or len(_CONTROL.findall(text)) > len(text) / 200:
        raise BinaryDocumentError
    return text


def decode_declared(data: bytes, declared: str | None) -> str:
    """Decode the bytes of a text of which something says how it is encoded, which is often wrong.

    :param declared: The name of the encoding, or of none that is known.
    :raises UnreadableDocumentError: as `decode`, where neither UTF-8 nor that encoding makes Arabic of them.
    """
    for encoding in ("utf-8", declared):  # what is valid as UTF-8 and Arabic is nothing else
        with suppress(LookupError, ValueError):
            if encoding and has_arabic(text := data.decode(encoding)):
                return text
    return decode(data)


def _decode_marked(data: bytes) -> str | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                raise UndecodableDocumentError from None
    return None


def _decode_unmarked(data: bytes) -> str:
    # Arabic in UTF-16 consists of bytes that are valid UTF-8 too: ask for it first.
    name = _utf16_order(data)
    if name is not None:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            raise UndecodableDocumentError from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_bytes(data)


def _utf16_order(data: bytes) -> str | None:
    if len(data) < 4 or len(data) % 2:
        return None
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = data[offset::2]
        # Of UTF-8 text the control bytes 0 and 6 are no part; 0x20 alone is just its spaces.
        if sum(byte in (0, 6) for byte in high) > len(high) / 2 and (
            sum(byte in _UTF16_HIGH_BYTES for byte in high) > 0.95 * len(high)
        ):
            return name
    return None


def _decode_bytes(data: bytes) -> str:
    if b"\x00" in data:
        raise BinaryDocumentError
    # Broken UTF-8 reads as Arabic letters between symbols: do not take it for text.
    if 4 * len(_UTF8_ARABIC_PAIR.findall(data)) > len(_HIGH_BYTE.findall(data)):
        raise UndecodableDocumentError
    texts: list[str] = []
    for name in _BYTE_A_LETTER:
        with suppress(UnicodeDecodeError):
            texts.append(data.decode(name))
    text = min(texts, key=_strangeness)
    if len(_CONTROL.findall(text)) > len(text) / 200:
        raise BinaryDocumentError
    if _strangeness(text)[0] > 0.05 * len(_ARABIC_WORD.findall(text)):
        raise UndecodableDocumentError
    return text


def _strangeness(text: str) -> tuple[int, float]:
    """How little a text looks like Arabic: misread, it has Latin letters within words, and no common words."""
    return len(_MIXED_WORD.findall(text)), -(share_of_common_words(text) or 0)
