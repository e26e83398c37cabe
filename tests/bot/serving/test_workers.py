"""Answers from further processes, real ones: who asks does not see where an answer comes from."""

import os
import signal
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import psutil
import pytest
from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Question
from bot.serving.live import LiveChain, open_for
from bot.serving.workers import WorkerLostError, Workers
from errors import HiwarError
from tests.documents import document_of
from tests.waiting import until
from vectorstore.embeddings import SentenceTransformerEmbeddings, load_embeddings
from vectorstore.indexing import Embedder, publish_documents
from vectorstore.library import Library

FIRST = document_of("first", "افتتحت المديرة الحوار الأول في بيروت. وشكرت الحاضرين.")
SECOND = document_of("second", "ناقش المشاركون مسودة التقرير في تونس. ثم رُفعت الجلسة.")


class Told(Runnable[Question, Answer]):
    """Does as it is told by the question, and writes into a folder whether its stream was closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        *_, answer = self.stream(input)
        return answer

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any | None) -> Iterator[Answer]:
        if input.text == "known":
            raise HiwarError("host_unknown", "hint", host="nowhere")
        if input.text == "unknown":
            raise RuntimeError("a bug")
        try:
            for count in range(1, {"long": 200, "endless": 10**9}.get(input.text, 4)):
                yield Answer(f"{input.text} {count}", edition=str(os.getpid()))
                time.sleep(0.02)
        finally:
            (self.folder / "closed").touch()


@contextmanager
def opened_told(folder: Path) -> Generator[Told]:
    yield Told(folder)


@contextmanager
def opened_live(data: Path, model: Path) -> Generator[LiveChain]:
    tiny, editions = load_embeddings(str(model)), Library(data).editions
    chain = LiveChain(editions, open_for(editions, tiny.name), tiny)
    with chain.watching():
        yield chain


@pytest.fixture
def library(tmp_path: Path, tiny: SentenceTransformerEmbeddings) -> Library:
    library = Library(tmp_path)
    publish_documents([FIRST], library, Embedder(tiny.name, lambda: tiny))
    return library


@pytest.fixture
def own(library: Library, tiny: SentenceTransformerEmbeddings) -> Iterator[LiveChain]:
    chain = LiveChain(library.editions, open_for(library.editions, tiny.name), tiny)
    yield chain
    chain.close()


@pytest.fixture
def workers(own: LiveChain, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(own, partial(opened_told, tmp_path), 2)
    with workers.running():
        until(lambda: len(workers.pids) == 2)
        yield workers


def begun(workers: Workers, text: str) -> tuple[Generator[Answer], Answer]:
    stream = cast("Generator[Answer]", workers.stream(Question(text)))
    return stream, next(stream)


def test_an_answer_comes_as_it_grows(workers: Workers) -> None:
    answers = list(workers.stream(Question("q")))
    assert [answer.text for answer in answers] == ["q 1", "q 2", "q 3"]
    assert {int(answer.edition) for answer in answers} <= set(workers.pids)


def test_answers_at_a_time_do_not_mix_and_are_shared_out(workers: Workers) -> None:
    texts = [f"q{number}" for number in range(4)]
    streams = [begun(workers, text)[0] for text in texts]  # each is under way before the next is asked for
    with ThreadPoolExecutor(4) as pool:
        answers = [answers[-1] for answers in pool.map(list, streams)]
    assert [answer.text for answer in answers] == [f"{text} 3" for text in texts]
    assert {int(answer.edition) for answer in answers} == set(workers.pids)


def test_whoever_stops_stops_the_stream(workers: Workers, tmp_path: Path) -> None:
    stream, _ = begun(workers, "endless")
    assert not (tmp_path / "closed").exists()
    stream.close()
    until((tmp_path / "closed").exists)


def test_a_process_that_is_killed_fails_its_question_alone_and_is_replaced(workers: Workers) -> None:
    killed, first = begun(workers, "endless")
    other, second = begun(workers, "long")
    assert first.edition != second.edition
    os.kill(int(first.edition), signal.SIGKILL)
    with pytest.raises(WorkerLostError, match="Send the question again"):
        list(killed)
    assert list(other)[-1].text == "long 199"
    until(lambda: len(workers.pids) == 2 and int(first.edition) not in workers.pids)
    assert workers.invoke(Question("again")).text == "again 3"


def test_errors_are_told(workers: Workers) -> None:
    with pytest.raises(HiwarError) as told:
        workers.invoke(Question("known"))
    assert "nowhere" in str(told.value)
    assert "hint" in str(told.value)
    with pytest.raises(RuntimeError):
        workers.invoke(Question("unknown"))
    assert workers.invoke(Question("again")).text == "again 3"


def test_this_process_answers_where_there_is_no_other_and_none_is_left_behind(own: LiveChain, tmp_path: Path) -> None:
    assert Workers(own, partial(opened_told, tmp_path), 0).invoke(Question("من افتتح الحوار الأول؟")).edition
    workers = Workers(own, partial(opened_told, tmp_path), 2)
    with workers.running():
        assert workers.invoke(Question("من افتتح الحوار الأول؟")).edition == own.manifest.edition
        until(lambda: len(workers.pids) == 2)
        pids = workers.pids
    assert not any(map(psutil.pid_exists, pids))
    assert workers.pids == ()


def test_another_process_follows_the_live_edition(
    own: LiveChain, library: Library, tiny: SentenceTransformerEmbeddings, tiny_model: Path
) -> None:
    workers = Workers(own, partial(opened_live, library.root, tiny_model), 1)
    question = Question("ماذا ناقش المشاركون؟")
    with workers.running():
        until(lambda: len(workers.pids) == 1)
        assert workers.invoke(question).edition == own.manifest.edition
        publish_documents([SECOND], library, Embedder(tiny.name, lambda: tiny))
        live = library.editions.live()
        until(lambda: workers.invoke(question).edition == live)
        assert own.manifest.edition != live
