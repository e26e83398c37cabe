"""A server's chain follows the live edition, question by question."""

import threading
from pathlib import Path

import pytest

from bot.answer import Question
from bot.serving.live import LiveChain, open_for
from tests.documents import document_of
from tests.waiting import until
from vectorstore.embeddings import SentenceTransformerEmbeddings
from vectorstore.indexing import Embedder, publish_documents, withdraw
from vectorstore.library import Library

FIRST = document_of("first", "افتتحت المديرة الحوار الأول في بيروت. وشكرت الحاضرين.")
SECOND = document_of("second", "ناقش المشاركون مسودة التقرير في تونس. ثم رُفعت الجلسة.")
THIRD = document_of("third", "طلبت النقابات عقوداً موحدة للعمال. ووافقت الوزارة.")
QUESTION = Question("من افتتح الحوار الأول؟")


@pytest.fixture
def library(tmp_path: Path, tiny: SentenceTransformerEmbeddings) -> Library:
    library = Library(tmp_path)
    publish_documents([FIRST, SECOND], library, Embedder(tiny.name, lambda: tiny))
    return library


@pytest.fixture
def chain(library: Library, tiny: SentenceTransformerEmbeddings) -> LiveChain:
    return LiveChain(library.editions, open_for(library.editions, tiny.name), tiny)


def sources(chain: LiveChain) -> set[str]:
    answer = chain.invoke(QUESTION)
    return {citation.source for citation in (*answer.citations, *answer.related)}


def test_a_withdrawn_document_stops_answering_in_a_running_server(
    library: Library, chain: LiveChain, tiny: SentenceTransformerEmbeddings
) -> None:
    assert "first.txt" in sources(chain)
    with chain.watching():
        withdraw(library, Embedder(tiny.name, lambda: tiny), "first")
        until(lambda: chain.manifest.documents != 2)
    assert sources(chain) == {"second.txt"}
    chain.close()


def test_a_question_in_flight_finishes_on_the_edition_that_it_began_with(
    library: Library, chain: LiveChain, tiny: SentenceTransformerEmbeddings
) -> None:
    began = chain.manifest.edition
    with chain._leased() as before:  # pyright: ignore[reportPrivateUsage]
        publish_documents([SECOND], library, Embedder(tiny.name, lambda: tiny))
        assert chain.refresh()
        assert chain.manifest.edition != began
        answer = before.chain.invoke(QUESTION)
        assert "first.txt" in {citation.source for citation in (*answer.citations, *answer.related)}
    assert sources(chain) == {"second.txt"}
    chain.close()


def test_a_passage_that_another_process_cites_from_the_newer_edition_opens_before_this_one_follows(
    library: Library, chain: LiveChain, tiny: SentenceTransformerEmbeddings
) -> None:
    publish_documents([SECOND, THIRD], library, Embedder(tiny.name, lambda: tiny))
    newer = LiveChain(library.editions, open_for(library.editions, tiny.name), tiny)
    cited = {hit.passage.metadata["source"]: str(hit.passage.id) for hit in newer.search("النقابات", 2)}
    newer.close()
    found = chain.find_source(cited["third.txt"])
    assert found
    assert found.edition == library.editions.live()
    assert chain.find_source("nowhere") is None
    chain.close()


def test_questions_are_answered_while_editions_change(
    library: Library, chain: LiveChain, tiny: SentenceTransformerEmbeddings
) -> None:
    failures: list[BaseException] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            try:
                assert chain.invoke(QUESTION).text
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for documents in ([FIRST], [SECOND], [FIRST, SECOND], [SECOND]):
        publish_documents(documents, library, Embedder(tiny.name, lambda: tiny))
        assert chain.refresh()
    ended.set()
    for thread in threads:
        thread.join()
    assert failures == []
    chain.close()


def test_an_edition_that_cannot_be_served_leaves_the_present_one(
    library: Library, chain: LiveChain, tiny: SentenceTransformerEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    served = chain.manifest.edition
    renamed = SentenceTransformerEmbeddings(tiny.model, name="another")
    publish_documents([SECOND], library, Embedder("another", lambda: renamed))
    assert not chain.refresh()
    assert "built with another" in caplog.text
    assert chain.manifest.edition == served
    assert sources(chain)
    chain.close()


def test_when_the_last_document_is_withdrawn_it_says_that_there_is_none(
    library: Library, chain: LiveChain, tiny: SentenceTransformerEmbeddings
) -> None:
    for name in ("first", "second"):
        withdraw(library, Embedder(tiny.name, lambda: tiny), name)
    assert chain.refresh()
    answer = chain.invoke(QUESTION)
    assert answer.refused
    assert answer.citations == answer.related == ()
    assert chain.examples == ()
    chain.close()


def test_a_search_gives_as_many_passages_as_are_wanted_and_there_are(chain: LiveChain) -> None:
    assert [len(chain.search("الحوار", limit)) for limit in (1, 2, 50)] == [1, 2, 2]
    assert {hit.passage.metadata["source"] for hit in chain.search("الحوار", 2)} == {"first.txt", "second.txt"}
    chain.close()


def test_a_chain_is_ready_until_its_edition_gives_no_more_passages(chain: LiveChain) -> None:
    assert chain.ready()
    chain.close()
    assert not chain.ready()


def test_a_lost_pointer_is_told_once_and_leaves_the_present_edition(
    library: Library, chain: LiveChain, tiny: SentenceTransformerEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    served = chain.manifest.edition
    pointer = library.editions.root / "live"
    pointer.write_text("")
    assert not chain.refresh()
    assert not chain.refresh()
    assert caplog.text.count("not known which edition") == 1
    assert sources(chain)
    assert chain.find_source("nothing") is None
    pointer.write_text(served)
    publish_documents([SECOND], library, Embedder(tiny.name, lambda: tiny))
    assert chain.refresh()
    assert chain.manifest.edition == library.editions.live()
    chain.close()
