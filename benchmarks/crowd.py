"""Many people at once on the page: does everybody get their own answer, and what does the page cost?

    python -m benchmarks.crowd [--users 20] [--questions 5]

The people speak the page's own protocol, as a browser does, each in a session of their own and without a pause. Every
answer is compared with the one that the chain gives alone. The time is put over that of the chain in this process,
asked the same by as many threads as the server answers at a time.
"""

import argparse
import html
import json
import re
import secrets
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.speed import ROOT, serving
from bot.answer import Question
from bot.chain import AnswerChain
from bot.evaluation.files import read_prompts
from ingest.pipeline import MAX_TOKENS
from vectorstore.embeddings import load_embeddings
from vectorstore.indexing import Embedder, Reader, index_documents
from vectorstore.library import Library
from vectorstore.vectors import BUNDLED
from web.page import CONCURRENT_ANSWERS

_TEXT = re.compile(r'<div class="hw-text[^"]*">(.*?)</div>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a question.

    :param text: The answer's words, without marks of layout.
    :param seconds: Until it was whole.
    :param places: Places in the line that were told.
    """

    question: str
    text: str
    seconds: float
    places: tuple[int, ...]


class Person:
    """Somebody with the page open.

    :param url: The page's address, with a slash at its end.
    """

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=120)
        config = self._client.get("config").json()
        names = {part["id"]: part["props"].get("elem_id") for part in config["components"]}
        self._trigger = next(number for number, name in names.items() if name == "hw-send")
        asking = next(event for event in config["dependencies"] if [self._trigger, "click"] in event["targets"])
        self._event = asking["id"]
        self._offers = len(asking["inputs"]) - 4
        self._chat = [names[number] for number in asking["outputs"]].index("hw-chat")
        self._session = secrets.token_hex(8)

    def ask(self, question: str) -> Heard:
        """Ask, and wait for the whole answer."""
        data = [question, "", None, None, *([""] * self._offers)]
        asked = {"data": data, "fn_index": self._event, "session_hash": self._session, "trigger_id": self._trigger}
        start, places = time.perf_counter(), list[int]()
        self._client.post("gradio_api/queue/join", json=asked).raise_for_status()
        query = {"session_hash": self._session}
        with self._client.stream("GET", "gradio_api/queue/data", params=query) as events:
            for line in events.iter_lines():
                if not line.startswith("data:"):
                    continue
                event: dict[str, Any] = json.loads(line.removeprefix("data:"))
                if event["msg"] == "estimation":
                    places.append(event["rank"])
                if event["msg"] == "process_completed":
                    text = _said(event["output"]["data"][self._chat])
                    return Heard(question, text, time.perf_counter() - start, tuple(places))
        raise RuntimeError("the stream ended before the answer")

    def close(self) -> None:
        """Leave."""
        self._client.close()


def _said(messages: list[dict[str, Any]]) -> str:
    found = _TEXT.search(messages[-1]["content"][0]["text"])
    return _plain(html.unescape(_TAG.sub(" ", found[1]))) if found else ""


def _plain(text: str) -> str:
    return "".join(text.split())


def main() -> None:
    """Ask, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--questions", type=int, default=5, help="of each user")
    arguments = parser.parse_args()
    prompts = read_prompts(ROOT / "tests" / "prompts" / "documents.jsonl")
    asked = [prompt.question.text for prompt in prompts if not prompt.question.history]
    turns = [asked[i % len(asked)] for i in range(arguments.users * arguments.questions)]
    model = load_embeddings()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        index_documents([ROOT / "documents"], library, Reader(Embedder(BUNDLED, lambda: model), MAX_TOKENS))
        chain = AnswerChain(library.editions.open_live(), model)
        alone, expected = _alone(chain, turns)
        chain.edition.close()
        with serving(Path(folder)) as url:
            wall, heard = _crowd(url, turns, arguments.users)
    wrong = [one for one in heard if one.text != _plain(expected[one.question])]
    waited = sorted(one.seconds for one in heard)
    print(f"{len(heard)} answers to {arguments.users} people, {len(wrong)} of them not what the chain says alone")
    print(f"told a place in the line: {sum(bool(one.places and max(one.places)) for one in heard)}")
    print(f"page / chain alone: {wall / alone:.2f}")
    print(f"slowest / median wait: {waited[-1] / statistics.median(waited):.2f}")


def _alone(chain: AnswerChain, questions: list[str]) -> tuple[float, dict[str, str]]:
    """The seconds that the chain takes for all of them, and its answers."""
    chain.invoke(Question(questions[0]))
    start = time.perf_counter()
    with ThreadPoolExecutor(CONCURRENT_ANSWERS) as pool:
        answers = [answer.text for answer in pool.map(chain.invoke, map(Question, questions))]
    return time.perf_counter() - start, dict(zip(questions, answers, strict=True))


def _crowd(url: str, questions: list[str], users: int) -> tuple[float, list[Heard]]:
    people = [Person(url) for _ in range(users)]
    people[0].ask(questions[0])
    start = time.perf_counter()

    def ask_all(at: int) -> list[Heard]:
        return [people[at].ask(text) for text in questions[at::users]]

    with ThreadPoolExecutor(users) as pool:
        heard = [one for turn in pool.map(ask_all, range(users)) for one in turn]
    wall = time.perf_counter() - start
    for person in people:
        person.close()
    return wall, heard


if __name__ == "__main__":
    main()
