import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encoding import decode
from ingest.errors import BinaryDocumentError, UndecodableDocumentError

TEXT = "افتتحت المديرة الاجتماع، وشكرت الحاضرين على مشاركتهم.\nثم عُرض جدول الأعمال (IOM) في 3 دقائق؟\n" * 3
WORDS = st.lists(st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=2, max_size=9), min_size=6, max_size=40)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1256"])
@given(words=WORDS)
def test_arabic_text_is_read_in_every_encoding_that_arabic_files_come_in(encoding: str, words: list[str]) -> None:
    text = " ".join(words) + ".\n"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "windows-1256", "iso-8859-6"])
def test_mixed_text_with_punctuation_is_read_too(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_utf_16_big_endian_is_known_by_its_mark() -> None:
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"%PDF-1.7\n" + bytes(500), b"PK\x03\x04" + bytes(200)])
def test_binary_content_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(BinaryDocumentError):
        decode(data)


def test_damaged_utf_8_is_refused_and_not_read_as_gibberish() -> None:
    data = TEXT.encode()
    with pytest.raises(UndecodableDocumentError):
        decode(data[:100] + b"\xff\xfe" + data[101:])


@pytest.mark.parametrize(
    "text",
    [
        "قرر المجلس رفع الرسوم في كانون الثاني؛ فهل من معترض؟",
        "لا ماء من الأمام إلى الخزان.",
        "حُدِّدَ الموعِدُ، ونُشِرَ الإعلانُ.",
    ],
)
def test_a_short_text_in_either_encoding_of_a_byte_a_letter_is_told_by_its_words(text: str) -> None:
    for encoding in ("windows-1256", "iso-8859-6"):
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Съезд открылся в понедельник. ", "cp1251"),
        ("Été à la réunion des élèves. ", "cp1252"),
        (TEXT.replace("،", "").replace("؟", "."), "cp720"),
    ],
)
def test_text_in_an_encoding_of_another_script_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(UndecodableDocumentError):
        decode((text * 5).encode(encoding))
