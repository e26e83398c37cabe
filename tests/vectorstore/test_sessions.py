from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents import document_of
from vectorstore.edition import Edition
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, publish_documents
from vectorstore.library import Library
from vectorstore.scope import Scope
from vectorstore.sessions import session_name, sessions_of

DIALOGUE, OPENING, FIRST = "I. الحوار الأول: 27 تشرين الأول 2020", "ألف. الجلسة الافتتاحية", "باء. الجلسة الأولى"


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        (DIALOGUE, "الحوار الأول: 27 تشرين الأول 2020"),
        (OPENING, "الجلسة الافتتاحية"),
        ("3) اليوم الثاني", "اليوم الثاني"),
        ("Session 2: open discussion", "Session 2: open discussion"),
        ("الجلسة الثانية – نقاش مفتوح", "الجلسة الثانية – نقاش مفتوح"),
        ("II. النقاش المفتوح", ""),
        ("ما خرجت به الجلسة", ""),
        ("6. ما خرجت به الجلسة", ""),
        ("الحوارات الوطنية", ""),
        ("Sessions of training", ""),
        ("", ""),
    ],
)
def test_a_heading_names_a_session_where_it_begins_with_the_word(heading: str, name: str) -> None:
    assert session_name(heading) == name


def test_sessions_stand_in_their_order_and_once() -> None:
    assert sessions_of([(DIALOGUE, OPENING), (DIALOGUE, FIRST), ("مقدمة",)]) == (
        "الحوار الأول: 27 تشرين الأول 2020", "الجلسة الافتتاحية", "الجلسة الأولى",
    )  # fmt: skip


@pytest.fixture
def edition(tmp_path: Path, tiny: SentenceTransformerEmbeddings) -> Iterator[Edition]:
    library = Library(tmp_path)
    minutes = document_of("a", "ناقشت اللجنة البند الأول.", "ناقشت اللجنة البند الثاني.", "وُزعت الأوراق مسبقاً.")
    below = ((DIALOGUE, OPENING), (DIALOGUE, FIRST), ())
    passages = tuple(replace(one, section=path) for one, path in zip(minutes.passages, below, strict=True))
    other = document_of("b", "ناقشت اللجنة البند الثالث.")
    publish_documents([replace(minutes, passages=passages), other], library, Embedder(tiny.name, lambda: tiny))
    edition = library.editions.open_live()
    yield edition
    edition.close()


def test_only_what_stands_below_the_heading_of_a_session_is_searched(edition: Edition) -> None:
    assert list(edition.rows_in(Scope(session="الجلسة الأولى"))) == [1]
    assert list(edition.rows_in(Scope(session="الحوار الأول: 27 تشرين الأول 2020"))) == [0, 1]
    assert list(edition.rows_in(Scope(("b",), session="الجلسة الأولى"))) == []
    assert list(edition.rows_in(Scope(session="الجلسة التاسعة"))) == []
    assert [record.source for record in edition.documents_in(Scope(session="الجلسة الأولى"))] == ["a.txt"]
