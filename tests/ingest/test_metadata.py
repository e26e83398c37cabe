"""What a document says of itself, and what its sidecar says of it."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Block, BlockKind
from ingest.errors import SidecarError
from ingest.metadata import Sidecar, find_symbol, read_sidecar
from ingest.pipeline import find_documents, read_document

REPORT = "# محضر اللجنة\n\nافتُتحت الجلسة في 3 أيار/مايو 2019 وأُقر جدول أعمالها.\n"
LONG = "عُرض القرار على اللجنة ثم نوقش " * 10


def symbol_of(*lines: str) -> str | None:
    return find_symbol([Block(line) for line in lines])


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        ("E/ESCWA/2020/1", "E/ESCWA/2020/1"),
        ("الأمم المتحدة E/ESCWA/SDD/2020/INF.5 توزيع عام", "E/ESCWA/SDD/2020/INF.5"),
        ("رمز الوثيقة: A/RES/73/195", "A/RES/73/195"),
        ("A/CONF.231/3\n30 تموز/يوليو 2018\nArabic", "A/CONF.231/3"),
        ("HRI/GEN/1/Rev.9 (Distr.: General)", "HRI/GEN/1/Rev.9"),
        ("S/2020/1", "S/2020/1"),
        ("شرح القرار A/RES/73/195", None),
        ("A/RES/71/1 و A/RES/73/195", None),
        ("https://example.org/A/RES/73/195", None),
        ("A/4", None),
        ("TCP/IP", None),
        ("و/أو", None),
    ],
)
def test_a_symbol_is_found_where_it_stands_by_itself(line: str, symbol: str | None) -> None:
    assert symbol_of("تقرير اللجنة", line, "مقدمة") == symbol


def test_a_symbol_in_a_letterhead_that_is_a_table_is_found_and_one_in_a_list_is_not() -> None:
    cells = Block("الأمم المتحدة | E/ESCWA/2020/1", BlockKind.LIST_ITEM)
    assert find_symbol([cells]) == "E/ESCWA/2020/1"
    assert find_symbol([Block("A/RES/73/195", BlockKind.LIST_ITEM)]) is None


def test_a_symbol_behind_the_front_is_no_symbol_of_the_document() -> None:
    assert symbol_of("تقرير", LONG, "A/RES/73/195") is None


def write(folder: Path, sidecar: str | bytes | None) -> Path:
    path = folder / "report.md"
    path.write_text(REPORT, "utf-8")
    if sidecar is not None:
        data = sidecar if isinstance(sidecar, bytes) else sidecar.encode()
        path.with_name("report.md.yaml").write_bytes(data)
    return path


def test_what_a_sidecar_says_wins_and_the_rest_is_the_document_s(tmp_path: Path) -> None:
    path = write(tmp_path, "date: 2020-11-03\nsymbol: E/ESCWA/2020/1\nlanguage: ar\n")
    read = read_document(path, count_tokens=len)
    assert (read.title, read.date, read.symbol) == ("محضر اللجنة", "2020-11-03", "E/ESCWA/2020/1")
    path = write(tmp_path, "title: محضر الجلسة الأولى\n")
    read = read_document(path, count_tokens=len)
    assert (read.title, read.date, read.symbol) == ("محضر الجلسة الأولى", "2019-05-03", None)


def test_a_sidecar_is_part_of_the_content_and_no_document_itself(tmp_path: Path) -> None:
    ids = [read_document(write(tmp_path, sidecar), count_tokens=len).content_id for sidecar in (None, "", "title: أ")]
    assert len(set(ids)) == 3
    assert find_documents([tmp_path]) == (tmp_path / "report.md",)
    assert find_documents([tmp_path / "report.md.yaml", tmp_path / "report.md"]) == (tmp_path / "report.md",)


@pytest.mark.parametrize(
    ("sidecar", "said"),
    [
        ("datte: 2020-11-03", "datte"),
        ("date: 3 أيار 2019", "date"),
        ("date: 2019", "date"),
        ("date: 2019-05-03 10:00:00", "date"),
        ("title: 2020", "title"),
        ('title: " "', "title"),
        ("title: [أ، ب]", "title"),
        ("symbol: A RES", "symbol"),
        ("language: en", "language"),
        ("date: 2020-13-01", "date"),
        ("- title", "title: ..."),
        ("title: 'أ", "YAML"),
        ("title: أ".encode("cp1256"), "YAML"),
        ("[" * 5000, "YAML"),
    ],
)
def test_a_bad_sidecar_is_one_error_that_names_file_and_key(tmp_path: Path, sidecar: str | bytes, said: str) -> None:
    with pytest.raises(SidecarError) as caught:
        read_document(write(tmp_path, sidecar), count_tokens=len)
    assert str(caught.value).startswith("report.md.yaml is not valid")
    assert said in str(caught.value)
    assert "report.md.yaml" in caught.value.told("ar")


@given(st.binary(max_size=60))
def test_any_bytes_are_a_sidecar_or_a_sidecar_error(data: bytes) -> None:
    with suppress(SidecarError):
        assert isinstance(read_sidecar(data), Sidecar)
