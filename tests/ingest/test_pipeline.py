from pathlib import Path

import pytest

from errors import HiwarError
from ingest.errors import (
    BinaryDocumentError,
    EmptyDocumentError,
    FolderGivenError,
    MissingDocumentError,
    NoDocumentsError,
    NoSentenceError,
    NotArabicError,
    UnknownFormatError,
)
from ingest.pipeline import content_id, find_documents, read_document

ARABIC = "# محضر\n\nناقش الحاضرون الميزانية وأقروها. ثم رُفعت الجلسة.\n"


def count_words(text: str) -> int:
    return len(text.split())


def test_the_same_bytes_are_the_same_document_under_any_name(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(ARABIC, "utf-8")
    first, second = (read_document(tmp_path / n, count_tokens=count_words, max_tokens=50) for n in ("a.md", "b.md"))
    assert first.document_id == second.document_id == content_id(ARABIC.encode())
    assert first.passages == second.passages
    assert (first.title, first.source) == ("محضر", "a.md")


BAD: dict[str, tuple[bytes, type[HiwarError]]] = {
    "empty.txt": (b"", EmptyDocumentError),
    "blank.txt": ("\ufeff \n\t\n".encode(), EmptyDocumentError),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), BinaryDocumentError),
    "english.txt": (b"The committee approved the budget and closed the meeting.", NotArabicError),
    "persian.txt": ("گزارش نشست کمیته دربارهٔ مهاجرت و چالش‌های پیش رو در این کشور بود.".encode(), NotArabicError),
    "numbers.txt": (b"1 2 3 4 5 6 7", NotArabicError),
    "headings.md": ("# محضر\n\n## الميزانية\n".encode(), NoSentenceError),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_answered_from_is_refused_with_its_name_and_reason(tmp_path: Path, name: str) -> None:
    content, error = BAD[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as caught:
        read_document(tmp_path / name, count_tokens=count_words)
    assert name in caught.value.message_en
    assert name in caught.value.message_ar


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(MissingDocumentError):
        read_document(tmp_path / "none.txt", count_tokens=count_words)
    with pytest.raises(FolderGivenError):
        read_document(tmp_path, count_tokens=count_words)


def test_folders_give_their_documents_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.TXT", ".hidden.txt", ".git/d.txt", "image.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ARABIC, "utf-8")
    found = find_documents([tmp_path, tmp_path / "a.md"])
    assert [str(path.relative_to(tmp_path)) for path in found] == ["a.md", "b.txt", "sub/c.TXT"]


def test_a_folder_without_documents_and_an_unknown_kind_say_what_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(NoDocumentsError) as hollow:
        find_documents([tmp_path])
    assert ".txt" in hollow.value.hint
    (tmp_path / "sheet.xyz").write_text("نص", "utf-8")
    with pytest.raises(UnknownFormatError) as unknown:
        find_documents([tmp_path / "sheet.xyz"])
    assert ".md" in unknown.value.hint
