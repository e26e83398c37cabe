import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import fill

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import HiwarError
from ingest.document import BlockKind, Limits, Original
from ingest.errors import (
    BinaryDocumentError,
    EmptyDocumentError,
    FolderGivenError,
    ForeignFormatError,
    MissingDocumentError,
    NoDocumentsError,
    NoRegularFileError,
    NoSentenceError,
    NotArabicError,
    UnknownFormatError,
    UnreadableDocumentError,
)
from ingest.loaders import LOADERS
from ingest.pipeline import find_documents, read_document
from ingest.sections import read_body

ARABIC = "# محضر\n\nناقش الحاضرون الميزانية وأقروها. ثم رُفعت الجلسة.\n"


def count_words(text: str) -> int:
    return len(text.split())


def test_the_same_bytes_are_the_same_document_under_any_name(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(ARABIC, "utf-8")
    first, second = (read_document(tmp_path / n, count_tokens=count_words, max_tokens=50) for n in ("a.md", "b.md"))
    assert first.content_id == second.content_id == Original(ARABIC.encode(), "").content_id
    assert first.passages == second.passages
    assert (first.title, first.source) == ("محضر", "a.md")


BAD: dict[str, tuple[bytes, type[HiwarError]]] = {
    "empty.txt": (b"", EmptyDocumentError),
    "blank.txt": ("\ufeff \n\t\n".encode(), EmptyDocumentError),
    "program.txt": (b"\x7fELF\2\1\1" + bytes(range(256)), BinaryDocumentError),
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
    assert name in str(caught.value)
    assert name in caught.value.told("ar")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(MissingDocumentError):
        read_document(tmp_path / "none.txt", count_tokens=count_words)
    with pytest.raises(FolderGivenError):
        read_document(tmp_path, count_tokens=count_words)


def test_a_pipe_or_a_device_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "some.fifo"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(NoRegularFileError) as caught:
            read_document(path, count_tokens=count_words)
        assert path.name in caught.value.told("ar")
        assert path.name in str(caught.value)


def test_folders_give_their_documents_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.TXT", ".hidden.txt", ".git/d.txt", "image.png", "~$b.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ARABIC, "utf-8")
    found = find_documents([tmp_path, tmp_path / "a.md"])
    assert [str(path.relative_to(tmp_path)) for path in found] == ["a.md", "b.txt", "sub/c.TXT"]


def test_documents_in_a_folder_that_cannot_be_read_are_refused_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "minutes.XLS").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(505))
    (found,) = find_documents([tmp_path])
    with pytest.raises(ForeignFormatError):
        read_document(found, count_tokens=count_words)


def test_a_folder_without_documents_and_an_unknown_kind_say_what_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(NoDocumentsError) as hollow:
        find_documents([tmp_path])
    assert ".txt" in str(hollow.value)
    (tmp_path / "sheet.xyz").write_text("نص", "utf-8")
    with pytest.raises(UnknownFormatError) as unknown:
        read_document(tmp_path / "sheet.xyz", count_tokens=count_words)
    assert ".md" in str(unknown.value)
    assert "sheet.xyz" in unknown.value.told("ar")


def test_the_loader_and_the_encoding_do_not_change_what_is_read(tmp_path: Path) -> None:
    text = ARABIC.replace("# ", "")
    encodings = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1256")
    for number, encoding in enumerate(encodings):
        (tmp_path / f"{number}.txt").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    read = {read_document(tmp_path / f"{n}.txt", count_tokens=count_words).text for n in range(len(encodings))}
    assert read == {"محضر\n\nناقش الحاضرون الميزانية وأقروها. ثم رُفعت الجلسة."}


ITEMS = "\n".join(f"- شراء {number} حافلات تعمل بالكهرباء لخطوط الضواحي." for number in range(3, 11))
REPORT = f"""تقرير لجنة النقل العام عن دورتها الثالثة

المحتويات

أ. الشبكة ..... 2
ألف. الحافلات ..... 2
1. الخطوط ..... 3
II. التمويل ..... 4

أ. الشبكة

ألف. الحافلات

ناقشت اللجنة حال الحافلات القديمة ثم انتقلت إلى مناقشة ما يلزم لتجديدها في

الأعوام الثلاثة المقبلة.

1. الخطوط

أوصت اللجنة بما يلي:

{ITEMS}

II. التمويل

وافقت الوزارة على تمويل نصف الكلفة.
"""


def test_a_report_becomes_passages_with_their_sections_and_lists_with_what_introduces_them(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, "utf-8")
    document = read_document(tmp_path / "report.txt", count_tokens=count_words, max_tokens=30)
    buses = ("أ. الشبكة", "ألف. الحافلات")
    lists = [passage for passage in document.passages if passage.section == (*buses, "1. الخطوط")]
    assert document.title == "تقرير لجنة النقل العام عن دورتها الثالثة"
    assert document.passages[0].section == buses
    assert document.passages[0].text.endswith("ما يلزم لتجديدها في الأعوام الثلاثة المقبلة.")
    assert [passage.lead_in for passage in lists] == ["", *["أوصت اللجنة بما يلي:"] * (len(lists) - 1)]
    assert "\n".join(passage.text for passage in lists) == f"أوصت اللجنة بما يلي:\n{ITEMS.replace('- ', '')}"
    assert (document.passages[-1].section, document.passages[-1].text) == (
        ("II. التمويل",),
        "وافقت الوزارة على تمويل نصف الكلفة.",
    )


WORD = st.sampled_from(
    "المجلس الحافلات، خطة السير؟ المدينة. أ. 1. - • مقدمة أولاً: ألف. I. https://example.org/a-".split()
)
LINE = st.lists(WORD, max_size=30).map(" ".join)


@settings(deadline=None)
@given(st.lists(LINE, max_size=30).map("\n".join), st.sampled_from(["a.txt", "a.md"]))
def test_of_any_document_the_passages_are_its_text_exactly(text: str, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, "utf-8")
        try:
            document = read_document(path, count_tokens=count_words, max_tokens=20)
        except UnreadableDocumentError:
            return
        headings = _headings(path)
    end = 0
    for passage in document.passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.start >= end
        assert count_words(passage.lead_in) + count_words(passage.text) <= 20
        between = document.text[end : passage.start].split("\n")
        assert all(not line.strip() or line in headings for line in between)
        end = passage.end


HEADINGS = {
    "roman": "I. الشبكة|II. التمويل|III. الرأي العام|IV. الخلاصة",
    "name": "ألف. الشبكة|باء. التمويل|جيم. الرأي العام|دال. الخلاصة",
    "ordinal": "أولاً: الشبكة|ثانياً: التمويل|ثالثاً: الرأي العام|رابعاً: الخلاصة",
    "digits": "1. الشبكة|2. التمويل|3. الرأي العام|4. الخلاصة",
    "plain": "حال الشبكة|سبل التمويل|الرأي العام|الخلاصة",
}
PARTS = st.lists(
    st.lists(st.sampled_from(["paragraph", "cut", "- ", "1. ", "(1) "]), min_size=1, max_size=4), max_size=4
)


@settings(deadline=None)
@given(st.sampled_from(sorted(HEADINGS)), PARTS, st.sampled_from([72, 10_000]), st.sampled_from(["\n\n", "\n"]))
def test_every_sentence_of_a_body_is_in_a_passage_under_its_heading(
    style: str, parts: list[list[str]], width: int, gap: str
) -> None:
    lines = ["تقرير لجنة النقل العام", "مقدمة", "عقدت اللجنة ثلاثة اجتماعات."]
    expected: list[tuple[str, str]] = []
    for heading, kinds in zip(HEADINGS[style].split("|"), parts, strict=False):
        lines.append(heading)
        for kind in ["paragraph", *kinds]:
            said = [f"ناقشت اللجنة المسألة رقم {len(expected) + n} وأرجأت البت فيها إلى الشهر المقبل." for n in (1, 2)]
            expected += [(heading, sentence) for sentence in said]
            lines += _written(kind, said, width)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(gap.join([*lines, "المراجع", "لا توجد مراجع."]), "utf-8")
        document = read_document(path, count_tokens=count_words, max_tokens=40)
    found = {
        (
            passage.section[0] if passage.section else "",
            re.sub(r"^\(?[12][.)] ", "", passage.text[span.start : span.end]),
        )
        for passage in document.passages
        for span in passage.sentences
    }
    assert set(expected) <= found
    others = {("مقدمة", "عقدت اللجنة ثلاثة اجتماعات."), ("المراجع", "لا توجد مراجع.")}
    assert found - set(expected) <= others | {(heading, "وقررت ما يلي:") for heading, _ in expected}


def _written(kind: str, said: list[str], width: int) -> list[str]:
    text = " ".join(said)
    match kind:
        case "paragraph":
            return [fill(text, width)]
        case "cut":
            middle = text.index(" ", 60)
            return [fill(text[:middle], width), fill(text[middle:], width)]
        case bullet:
            items = [bullet.replace("1", str(number)) + sentence for number, sentence in enumerate(said, 1)]
            return ["وقررت ما يلي:", "\n".join(fill(item, width) for item in items)]


def _headings(path: Path) -> set[str]:
    paragraphs = read_body(LOADERS[path.suffix](path.read_bytes(), Limits()).blocks).paragraphs
    return {paragraph.text for paragraph in paragraphs if paragraph.kind is BlockKind.HEADING}


def test_a_megabyte_on_one_line_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("ناقش المجلس خطة السير في المدينة واتفق على تأجيلها " * 20_000, "utf-8")
    document = read_document(path, count_tokens=count_words)
    assert " ".join(passage.text for passage in document.passages) == document.text
