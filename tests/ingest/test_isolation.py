"""Hostile documents: each is read within limits or refused with the reason, and costs the others nothing."""

import os
import random
import signal
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from ingest.document import IngestedDocument, Limits, Original
from ingest.errors import (
    CrashedReaderError,
    DamagedDocumentError,
    Foreign,
    ForeignFormatError,
    MemoryHungryError,
    MissingOcrError,
    NestedDocumentError,
    SidecarError,
    SlowDocumentError,
    UnknownFormatError,
    UnreadableDocumentError,
)
from ingest.isolation import read_apart
from ingest.pipeline import read_content
from ingest.protocol import ANSWER, Answer, Refusal
from ingest.quality import Doubt
from tests.ingest.hostile_kit import DEEP, LONG, OFFICE, SAID, big_word_file, paragraph, word_file
from tests.waiting import PATIENCE, until

DOCUMENTS = Path(__file__).resolve().parents[2] / "documents"
GOOD = Original(f"# محضر\n\n{SAID}\n".encode(), "good.md")


def read(original: Original, limits: Limits | None = None) -> IngestedDocument:
    return read_apart(original, count_tokens=count_tokens, max_tokens=200, limits=limits or Limits())


def outcome(original: Original, limits: Limits) -> str:
    """The text of a document, or why it is refused; another error is raised."""
    try:
        return read(original, limits).text
    except UnreadableDocumentError as error:
        return str(error)


def count_tokens(text: str) -> int:
    return 2 * len(text.split())


def test_a_small_word_file_that_takes_much_memory_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    big = Original(big_word_file(), "big.docx")
    assert len(big.data) < 2**18
    with pytest.raises(MemoryHungryError, match=r"big\.docx takes more memory") as caught:
        read(big, Limits(memory=2**28))
    assert "big.docx" in caught.value.told("ar")
    assert caplog.text == ""
    assert read(GOOD).passages


def test_a_document_that_takes_long_is_refused_at_its_limit() -> None:
    slow = Original(word_file(paragraph(SAID) * 40_000), "slow.docx")
    with pytest.raises(SlowDocumentError, match=r"slow\.docx took longer"):
        read(slow, Limits(seconds=2))
    assert read(GOOD).passages


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_without_end_is_read_or_refused(name: str, caplog: pytest.LogCaptureFixture) -> None:
    told = outcome(Original(DEEP[name], name), Limits(seconds=30))
    assert SAID.strip() in told or name in told
    assert caplog.text == ""


def test_a_page_of_html_that_nests_its_elements_too_deeply_is_refused() -> None:
    with pytest.raises(NestedDocumentError, match="too deeply"):
        read(Original(DEEP["deep.html"], "deep.html"))


@pytest.mark.parametrize("name", LONG)
def test_long_texts_of_one_kind_are_read_well_within_the_limit(name: str) -> None:
    seconds = Limits().seconds // 3  # in which no slow machine comes near what grows with the square of a text
    assert read(Original(LONG[name].encode(), "a.txt"), Limits(seconds=seconds)).text


def test_what_nobody_foresaw_is_a_refusal_and_told_in_the_log_without_the_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(text: str) -> int:
        raise ValueError(text)

    with pytest.raises(CrashedReaderError, match=r"good\.md could not be read"):
        read_apart(GOOD, count_tokens=fail, max_tokens=20, limits=Limits())
    assert "good.md" in caplog.text
    assert "ValueError" in caplog.text
    assert "in fail" in caplog.text
    assert "المشاركين" not in caplog.text


def test_a_reading_process_that_is_killed_costs_one_document() -> None:
    read(GOOD)
    (process,) = reading_processes()
    process.kill()
    process.wait()
    with pytest.raises(CrashedReaderError):
        read(GOOD)
    assert read(GOOD).passages


def test_a_copy_that_is_killed_costs_one_document() -> None:
    read(GOOD)
    (process,) = reading_processes()
    slow = Original(word_file(paragraph(SAID) * 40_000), "slow.docx")
    killer = subprocess.Popen([sys.executable, "-c", KILL_FIRST_CHILD, str(process.pid)])
    with pytest.raises(CrashedReaderError):
        read(slow)
    assert killer.wait() == 0
    assert reading_processes() == [process]
    assert read(GOOD).passages


KILL_FIRST_CHILD = """
import sys, time, psutil
process = psutil.Process(int(sys.argv[1]))
while not (children := process.children()):
    time.sleep(0.01)
children[0].kill()
"""


def reading_processes() -> list[psutil.Process]:
    found = psutil.Process().children()
    return [process for process in found if "ingest.reading_process" in process.cmdline()]


def test_no_process_is_left_when_who_asked_is_gone(tmp_path: Path) -> None:
    slow = tmp_path / "slow.docx"
    slow.write_bytes(word_file(paragraph(SAID) * 100_000))
    asking = subprocess.Popen([sys.executable, "-c", READ, str(slow)])
    process = psutil.Process(asking.pid)
    until(lambda: len(process.children(recursive=True)) == 2)
    below = process.children(recursive=True)
    os.kill(asking.pid, signal.SIGKILL)
    asking.wait()
    assert psutil.wait_procs(below, timeout=PATIENCE)[1] == []


READ = """
import sys
from pathlib import Path
from ingest.document import Original
from tests.ingest.test_isolation import read
read(Original(Path(sys.argv[1]).read_bytes(), "slow.docx"))
"""


def test_a_picture_that_lies_outside_a_word_file_is_not_fetched() -> None:
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{OFFICE}" r:link="x"/></wp:inline></w:drawing></w:r></w:p>'
    )
    link = f'<Relationship Id="x" Type="{OFFICE}/image" Target="file:///dev/zero" TargetMode="External"/>'
    data = word_file(paragraph(SAID) + drawing, link)
    document = read(Original(data, "a.docx"), Limits(seconds=60))
    assert document.text.strip() == SAID.strip()
    assert [page.doubt for page in document.pages] == [Doubt.OUTSIDE]


REFUSALS = [
    DamagedDocumentError("a"),
    ForeignFormatError("a", foreign=Foreign.XLS),
    MissingOcrError("a", pages=[1, 2], allowed=False),
    SidecarError("a", field="title", problem="it is empty"),
    UnknownFormatError("a", known=(".md", ".txt")),
]


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: type(error).__name__)
def test_a_refusal_crosses_between_processes_unchanged(error: UnreadableDocumentError) -> None:
    told = ANSWER.validate_json(ANSWER.dump_json(Answer(refusal=Refusal.of(error)))).refusal
    assert told
    again = told.error()
    assert type(again) is type(error)
    assert (str(again), again.everywhere()) == (str(error), error.everywhere())


@pytest.mark.parametrize("path", sorted(DOCUMENTS.iterdir()), ids=lambda path: path.name)
def test_a_document_reads_in_its_own_process_as_it_does_in_this_one(path: Path) -> None:
    original = Original(path.read_bytes(), path.name)
    assert read(original) == read_content(original, count_tokens=count_tokens, max_tokens=200)


PIECES = (b"<div>" * 300, b"[" * 200, b"**" * 100, b"\n> " * 200, "\u0301".encode() * 500, "ـ".encode() * 50,
          b"<!-- ", b"|" * 300, b"&#x0;", b"\0" * 3, b"1." * 400)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bytes with a change of the kinds that break readers."""
    changed = bytearray(data)
    start = chance.randrange(len(changed))
    end = min(start + chance.choice((1, 20, 500)), len(changed))
    match chance.randrange(5):
        case 0:
            for _ in range(chance.choice((1, 5, 50))):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
        case 1:
            del changed[start:]
        case 2:
            changed[start:start] = changed[start:end] * chance.choice((1, 10, 200))
        case 3:
            del changed[start:end]
        case _:
            changed[start:start] = chance.choice(PIECES)
    return bytes(changed)


def mutated_within(data: bytes, chance: random.Random) -> bytes:
    """An Office file with a change in one of its parts, or in its own bytes."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        changed = chance.choice([name for name in source.namelist() if name.endswith((".xml", ".rels"))])
        for name in source.namelist():
            part = source.read(name)
            archive.writestr(name, mutated(part, chance) if name == changed else part)
    return target.getvalue() if chance.random() < 0.8 else mutated(data, chance)


@pytest.mark.parametrize("path", sorted(DOCUMENTS.iterdir()), ids=lambda path: path.name)
def test_a_damaged_document_is_read_or_refused_with_its_name(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(path.name)
    change = mutated_within if path.suffix in (".docx", ".pptx") else mutated
    for _ in range(15):
        original = Original(change(path.read_bytes(), chance), path.name)
        assert outcome(original, Limits(seconds=20, ocr=False))
    assert caplog.text == ""
