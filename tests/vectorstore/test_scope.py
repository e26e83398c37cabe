from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.documents import document_of
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, publish_documents, withdraw
from vectorstore.library import Library
from vectorstore.manifest import DocumentRecord
from vectorstore.retriever import HybridRetriever
from vectorstore.scope import EVERYTHING, Scope

FIRST = DocumentRecord(
    "d1", "c1", "r1", "الحوار الأول", "first.txt", "", "ar", "2020-10-27", "E/2020/1", 0, 0, passages=2, sentences=2,
    sessions=("الجلسة الأولى",),
)  # fmt: skip
UNDATED = replace(FIRST, document_id="d2", title="أسئلة شائعة", date=None, symbol=None, sessions=())


@pytest.mark.parametrize(
    ("scope", "first", "undated"),
    [
        (EVERYTHING, True, True),
        (Scope(("d1",)), True, False),
        (Scope(("E/2020/1",)), True, False),
        (Scope(("أسئلة شائعة", "E/2020/1")), True, True),
        (Scope(("d",)), False, False),
        (Scope(since="2020-10-27"), True, False),
        (Scope(since="2020-10-28"), False, False),
        (Scope(until="2020-10-27"), True, False),
        (Scope(until="2020-10-26"), False, False),
        (Scope(("d2",), since="2020-01-01"), False, False),
        (Scope(session="الجلسة الأولى"), True, False),
        (Scope(("d2",), session="الجلسة الأولى"), False, False),
    ],
)
def test_a_document_is_held_where_all_conditions_are(scope: Scope, first: bool, undated: bool) -> None:
    assert (scope.holds(FIRST), scope.holds(UNDATED)) == (first, undated)
    assert bool(scope) is (scope != EVERYTHING)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, tiny: SentenceTransformerEmbeddings) -> Library:
    library = Library(tmp_path_factory.mktemp("scope"))
    documents = [
        replace(
            document_of(name, *(f"ناقشت اللجنة {name} البند {number} من جدول الأعمال." for number in range(60))),
            title=title, date=date,
        )
        for name, title, date in (
            ("a", "المحضر الأول", "2020-01-01"), ("b", "المحضر الثاني", "2020-06-01"), ("c", "المحضر الثالث", None),
            ("d", "المحضر الرابع", "2020-12-01"),
        )
    ]  # fmt: skip
    publish_documents(documents, library, Embedder(tiny.name, lambda: tiny))
    return library


@pytest.fixture
def retriever(library: Library, tiny: SentenceTransformerEmbeddings) -> Iterator[HybridRetriever]:
    edition = library.editions.open_live()
    yield HybridRetriever(edition=edition, embeddings=tiny, k=100)
    edition.close()


def titles(retriever: HybridRetriever, scope: Scope | None) -> list[str]:
    question = "ما البند 7 من جدول الأعمال؟"
    found = retriever.search(question, retriever.embeddings.embed_query(question), scope)
    return [hit.passage.metadata["title"] for hit in found]


def test_only_the_scope_s_passages_are_found_and_all_of_them_can_be(retriever: HybridRetriever) -> None:
    assert titles(retriever, Scope(("المحضر الثاني",))) == ["المحضر الثاني"] * 60
    assert set(titles(retriever, Scope(since="2020-02-01"))) == {"المحضر الثاني", "المحضر الرابع"}
    assert titles(retriever, Scope(("المحضر الثالث",), since="2020-02-01")) == []
    assert titles(retriever, EVERYTHING) == titles(retriever, None)


def test_the_nearest_in_a_scope_are_those_of_a_comparison_with_each(retriever: HybridRetriever) -> None:
    edition = retriever.edition
    vector = retriever.embeddings.embed_query("جدول الأعمال")
    rows = edition.rows_in(Scope(until="2020-07-01"))
    assert list(rows) == list(range(120))
    found = edition.nearest_of(vector, 10, rows)
    cosines = edition.cosines(vector, rows)
    assert np.allclose(edition.cosines(vector, found), np.sort(cosines)[::-1][:10])


def test_a_withdrawn_document_is_in_no_scope_and_moves_no_row(
    library: Library, tmp_path: Path, tiny: SentenceTransformerEmbeddings
) -> None:
    embedder = Embedder(tiny.name, lambda: tiny)
    before = library.editions.live() or ""
    first = next(record for record in library.live_records() if record.title == "المحضر الأول")
    withdraw(library, embedder, first.document_id)
    edition = library.editions.open_live()
    retriever = HybridRetriever(edition=edition, embeddings=tiny, k=100)
    assert titles(retriever, Scope(("المحضر الأول",))) == []
    assert titles(retriever, Scope(("المحضر الثاني",))) == ["المحضر الثاني"] * 60
    edition.close()
    with library.editions.writing():
        library.editions.make_live(before)
