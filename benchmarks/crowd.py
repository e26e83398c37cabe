"""Many people at once on the page: does everybody get their own answer, and what does the page cost?

    python -m benchmarks.crowd [--users 20] [--questions 2] [--rounds 5]

The people speak the page's own protocol, as a browser does, each in a session of their own and without a pause. Every
answer is compared with the one that the chain gives alone. Behind an answer they have done what a page does: the
conversation is settled and follow-ups are looked for; what of that comes behind the last answer keeps nobody waiting,
and is counted among the processor's time alone.

The time is put over that of the chain in this process, asked the same by as many threads as the server answers at a
time, with as many threads of the model, and in turns with the page: the machine may have other work. The clients work
on the same processor as the server: what it costs itself is told by the processor's time of its own processes.
"""

import argparse
import html
import http.client
import json
import re
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import psutil

from benchmarks.speed import ROOT, Served, serving
from bot.answer import Question
from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from bot.understanding.context import goes_on
from ingest.pipeline import MAX_TOKENS
from vectorstore.embeddings import load_embeddings, share_processor
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED
from web.page import CONCURRENT_ANSWERS

_IDLE = 0.2  # seconds of the processor in a second, on a machine that does little
_TEXT = re.compile(r'<div class="hw-text[^"]*">(.*?)</div>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a question.

    :param text: The answer's words, without marks of layout.
    :param seconds: Until it was whole.
    :param whole: When it was, on the clock of `time.perf_counter`.
    :param places: Places in the line that were told.
    """

    question: str
    text: str
    seconds: float
    whole: float
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What answers took, in seconds on the clock and of the processor."""

    wall: float
    cpu: float


class Person:
    """Somebody with the page open.

    :param url: The page's address, with a slash at its end.
    """

    def __init__(self, url: str) -> None:
        self._server = http.client.HTTPConnection(urlparse(url).netloc, timeout=120)
        # As a proxy on this machine would tell it: of one address the server answers two questions at a time.
        self._address = {"X-Forwarded-For": f"10.{'.'.join(str(part) for part in secrets.token_bytes(3))}"}
        config = json.loads(self._get("/config"))
        names = {part["id"]: part["props"].get("elem_id") for part in config["components"]}
        events = config["dependencies"]
        self._trigger = next(number for number, name in names.items() if name == "hw-send")
        asking = next(event for event in events if [self._trigger, "click"] in event["targets"])
        self._event = asking["id"]
        self._offers = len(asking["inputs"]) - 4
        self._chat = [names[number] for number in asking["outputs"]].index("hw-chat")
        self._then = _behind(events, self._event)
        self._session = secrets.token_hex(8)

    def ask(self, question: str) -> Heard:
        """Ask, wait for the whole answer, and have done what a page does behind it."""
        data = [question, "", None, None, *([""] * self._offers)]
        start, places, last = time.perf_counter(), list[int](), b"{}"
        self._post("/gradio_api/queue/join", self._event, data)
        for line in self._lines(f"/gradio_api/queue/data?session_hash={self._session}"):
            if b'"msg":"estimation"' in line:
                places.append(json.loads(line.removeprefix(b"data:"))["rank"])
            if b'"msg":"process_completed"' in line:
                last = line.removeprefix(b"data:")
        whole = time.perf_counter()
        for number, inputs in self._then:
            self._post("/gradio_api/run/predict", number, [None] * inputs)
        said = _said(json.loads(last)["output"]["data"][self._chat])
        return Heard(question, said, whole - start, whole, tuple(places))

    def _get(self, path: str) -> bytes:
        self._server.request("GET", path, headers=self._address)
        return self._server.getresponse().read()

    def _lines(self, path: str) -> Iterator[bytes]:
        self._server.request("GET", path, headers=self._address)
        yield from self._server.getresponse()

    def _post(self, path: str, event: int, data: list[Any]) -> None:
        body = {"data": data, "fn_index": event, "session_hash": self._session, "trigger_id": self._trigger}
        self._server.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **self._address})
        response = self._server.getresponse()
        said = response.read()
        if response.status != HTTPStatus.OK:
            raise RuntimeError(said)

    def close(self) -> None:
        """Hang up; the next request connects again."""
        self._server.close()


def _behind(events: list[dict[str, Any]], number: int) -> list[tuple[int, int]]:
    """The events that the page's script sends behind one, each with the number of its inputs."""
    behind = [event for event in events if event["trigger_after"] == number and event["backend_fn"]]
    return [pair for e in behind for pair in ((e["id"], len(e["inputs"])), *_behind(events, e["id"]))]


def _said(messages: list[dict[str, Any]]) -> str:
    found = _TEXT.search(messages[-1]["content"][0]["text"])
    return _plain(html.unescape(_TAG.sub(" ", found[1]))) if found else ""


def _plain(text: str) -> str:
    return "".join(text.split())


def main() -> None:
    """Ask, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--questions", type=int, default=2, help="of each user in a round")
    parser.add_argument("--rounds", type=int, default=5, help="of the chain alone and then the page")
    arguments = parser.parse_args()
    prompts = read_prompts(ROOT / "tests" / "prompts" / "documents.jsonl")
    # Whoever asks twice does so in one conversation: what points back there is another question than alone.
    texts = [prompt.question.text for prompt in prompts if not prompt.question.history]
    asked = [text for text in texts if not goes_on(text)]
    size = arguments.users * arguments.questions
    model = load_embeddings()
    alone, page, clients = list[Cost](), list[Cost](), list[float]()
    expected, heard = dict[str, str](), list[Heard]()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        index_documents([ROOT / "documents"], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS))
        chain = AnswerChain(library.editions.open_live(), model)
        share_processor(CONCURRENT_ANSWERS)  # as the server does
        chain.invoke(Question(asked[0]))
        with serving(Path(folder)) as server:
            people = [Person(server.url) for _ in range(arguments.users)]
            people[0].ask(asked[0])
            _rest(server)
            for person in people:
                person.close()  # until the first round: a server hangs up on who keeps silent
            for number in range(arguments.rounds):
                turns = [asked[i % len(asked)] for i in range(number * size, (number + 1) * size)]
                cost, answers = _alone(chain, turns)
                alone.append(cost)
                expected |= answers
                cost, processor, said = _crowd(server, people, turns)
                page.append(cost)
                clients.append(processor)
                heard += said
        chain.edition.close()
    wrong = [one for one in heard if one.text != _plain(expected[one.question])]
    waited = sorted(one.seconds for one in heard)
    print(f"{len(heard)} answers to {arguments.users} people, {len(wrong)} of them not what the chain says alone")
    print(f"told a place in the line: {sum(bool(one.places and max(one.places)) for one in heard)}")
    print(f"slowest / median wait: {waited[-1] / statistics.median(waited):.2f}")
    theirs = [Cost(cost.wall, processor) for cost, processor in zip(page, clients, strict=True)]
    for name, costs in (("chain alone", alone), ("page", page), ("clients", theirs)):
        wall, processor = (1000 * sum(getattr(one, part) for one in costs) / len(heard) for part in ("wall", "cpu"))
        print(f"{name:12} {wall:6.0f} ms, {processor:6.0f} ms CPU an answer")
    pairs = list(zip(page, alone, strict=True))
    clock = statistics.median(one.wall / other.wall for one, other in pairs)
    processor = statistics.median(one.cpu / other.cpu for one, other in pairs)
    print(f"page / chain alone, the median of {len(pairs)} rounds: {clock:.2f} on the clock, {processor:.2f} CPU")


def _alone(chain: AnswerChain, questions: list[str]) -> tuple[Cost, dict[str, str]]:
    """What the chain takes for all of them, and its answers."""
    start, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(CONCURRENT_ANSWERS) as pool:
        answers = [answer.text for answer in pool.map(chain.invoke, map(Question, questions))]
    cost = Cost(time.perf_counter() - start, time.process_time() - used)
    return cost, dict(zip(questions, answers, strict=True))


def _crowd(server: Served, people: list[Person], questions: list[str]) -> tuple[Cost, float, list[Heard]]:
    """What the page takes for all of them, what the clients take of the processor meanwhile, and what they heard."""

    def ask_all(at: int) -> list[Heard]:
        with closing(people[at]) as person:
            return [person.ask(text) for text in questions[at :: len(people)]]

    start, before, own = time.perf_counter(), _used(server), time.process_time()
    with ThreadPoolExecutor(len(people)) as pool:
        heard = [one for turn in pool.map(ask_all, range(len(people))) for one in turn]
    cost = Cost(max(one.whole for one in heard) - start, _used(server) - before)
    return cost, time.process_time() - own, heard


def _used(server: Served) -> float:
    """Seconds of the processor that the server and its further processes have used."""
    process = psutil.Process(server.pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _rest(server: Served) -> None:
    """Wait until all its processes have begun: then they have next to nothing to do."""
    before = -1.0
    while (now := _used(server)) - before > _IDLE:
        before = now
        time.sleep(1)


if __name__ == "__main__":
    main()
