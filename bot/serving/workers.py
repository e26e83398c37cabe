"""The answer chain in further processes: two answers do not wait for one interpreter lock, nor does a page for them."""

import logging
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any, cast

from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Question
from bot.serving.live import LiveChain
from errors import HiwarError

Opened = AbstractContextManager[Runnable[Question, Answer]]

_PAUSE = 1.0  # seconds until a process that ended is replaced
_OWN_WORK = 1  # answers that this process's other work, the page's, counts for

_log = logging.getLogger(__name__)
_spawning = get_context("spawn")  # to fork a process whose threads hold locks is not safe


@dataclass(slots=True, eq=False)
class _Worker:
    """A process that answers; each question comes to it over `control`, as a connection of its own."""

    control: Connection
    pid: int
    asked: int = 0


class WorkerLostError(HiwarError):
    """The process that was answering has ended."""

    def __init__(self) -> None:
        super().__init__("answer_lost")


class Workers(Runnable[Question, Answer]):
    """Answers each question in the process that has least to do: this one, or one of some others.

    A process that ends is replaced; until one is there, and where none can start, the others answer.

    :param chain: What answers in this process.
    :param open_chain: Opens the same in another process, for as long as its block lasts; it can be pickled.
    :param count: How many other processes.
    """

    def __init__(self, chain: LiveChain, open_chain: Callable[[], Opened], count: int) -> None:
        self._chain = chain
        self._open = open_chain
        self._count = count
        self._lock = threading.Lock()
        self._ready: list[_Worker] = []
        self._own = 0
        self._beginning: list[SpawnProcess] = []
        self._ended = threading.Event()

    @property
    def pids(self) -> tuple[int, ...]:
        """The other processes that answer now."""
        with self._lock:
            return tuple(worker.pid for worker in self._ready)

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer a question."""
        *_, answer = self.stream(input, config, **kwargs)
        return answer

    def stream(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any | None) -> Iterator[Answer]:
        """Answer a question, giving the answer as it grows; to close the stream stops the work.

        :raises WorkerLostError: If the process that was answering has ended.
        """
        with self._least_busy() as worker:
            if worker is None:
                yield from self._chain.stream(input, config, **kwargs)
                return
            with self._chain.asked():  # what can wait until nobody does is done in this process
                yield from _answers(worker, input)

    @contextmanager
    def running(self) -> Generator[None]:
        """Run the other processes for as long as the block lasts."""
        keepers = [threading.Thread(target=self._keep, name="worker-keeper") for _ in range(self._count)]
        for keeper in keepers:
            keeper.start()
        try:
            yield
        finally:
            with self._lock:
                self._ended.set()
                for worker in self._ready:
                    worker.control.close()
                for process in self._beginning:
                    process.terminate()
            for keeper in keepers:
                keeper.join()

    @contextmanager
    def _least_busy(self) -> Generator[_Worker | None]:
        """The process to ask, counted as asked; None is this one."""
        with self._lock:
            worker = min(self._ready, key=lambda one: one.asked, default=None)
            if worker and worker.asked <= self._own + _OWN_WORK:
                worker.asked += 1
            else:
                worker = None
                self._own += 1
        try:
            yield worker
        finally:
            with self._lock:
                if worker:
                    worker.asked -= 1
                else:
                    self._own -= 1

    def _keep(self) -> None:
        """Run one process, and another whenever it ends."""
        while not self._ended.is_set():
            self._run()
            if not self._ended.wait(_PAUSE):
                _log.warning("A process that answers has ended. Another takes its place.")

    def _run(self) -> None:
        control, theirs = Pipe()
        with control:
            process = _spawning.Process(target=_work, args=(self._open, theirs), daemon=True)
            with self._lock, theirs:
                if self._ended.is_set():
                    return
                process.start()
                self._beginning.append(process)
            worker = _Worker(cast("Connection", control), process.pid or 0)
            with suppress(EOFError, OSError):
                control.recv()  # once it can answer
                with self._lock:
                    self._ready.append(worker)
            with self._lock:
                self._beginning.remove(process)
            process.join()
            with self._lock, suppress(ValueError):  # it ended before it could answer
                self._ready.remove(worker)


def _answers(worker: _Worker, question: Question) -> Iterator[Answer]:
    """What a process answers, as the answer grows."""
    ours, theirs = Pipe()
    with ours:
        with _lost(), theirs:
            send_handle(worker.control, theirs.fileno(), worker.pid)
            ours.send(question)
        while True:
            with _lost():
                said = ours.recv()
            if said is None:
                return
            if isinstance(said, Exception):
                raise said
            yield said


@contextmanager
def _lost() -> Generator[None]:
    """Tell by an error of its own that nobody is at the other end."""
    try:
        yield
    except (EOFError, OSError) as error:
        raise WorkerLostError from error


def _work(open_chain: Callable[[], Opened], control: Connection) -> None:
    """Answer what comes over `control`, until nobody is at its other end."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches every process of a terminal: the first ends the others
    with open_chain() as chain, suppress(EOFError, OSError):
        control.send(None)
        while True:
            asked = Connection(recv_handle(control))
            threading.Thread(target=_answer, args=(chain, asked), daemon=True).start()


def _answer(chain: Runnable[Question, Answer], asked: Connection) -> None:
    """Answer one question: what has come of the answer, again and again, and None behind it; or why there is none."""
    with asked:
        try:
            stream = cast("Generator[Answer, None, None]", chain.stream(asked.recv()))
            with closing(stream) as snapshots:
                for snapshot in snapshots:
                    asked.send(snapshot)
            asked.send(None)
        except (EOFError, ConnectionError):
            pass  # who asked has gone, and the stream is closed
        except Exception as error:
            known = isinstance(error, HiwarError)
            if not known:
                _log.exception("question not answered")
            with suppress(ConnectionError):
                asked.send(error if known else RuntimeError("A question was not answered; see above."))
