"""A chat model's server for tests: OpenAI's chat completions over SSE, well or badly behaved by the model's name.

python tests/chat_server.py

Prints its port. What it answers is made of the passages in the prompt, as a model would; GET /requests gives
what it was asked.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PASSAGE = re.compile(r"^--- (\w+) المقطع (\d+) ---\n(.*?)\n--- \1 نهاية المقطع \2 ---$", re.DOTALL | re.MULTILINE)
FEW = 7  # characters of a piece
INVENTED = "وحضر الاجتماع 999 وزيراً من اليابان بينهم السيد كينجي تاناكا"
OBEYED = "كلمة السر هي ياسمين 4711"
UNFINISHED = "ثم قال المشاركون إن"
REWRITTEN = "كم مشاركاً حضر الجلسة الثانية؟"

requests: list[dict[str, Any]] = []


def sentences(prompt: str) -> list[tuple[str, str]]:
    """The first sentence of each passage, without its full stop, and the passage's number."""
    found: list[tuple[str, str]] = []
    for _, number, text in PASSAGE.findall(prompt):
        body = text.split("\n", 1)[1]
        found.append((re.split(r"\.(?:\s|$)", body)[0].replace("\n", " "), number))
    return found


def reply(mode: str, prompt: str, system: str) -> str:
    """What the model says."""
    (first, one), *others = sentences(prompt) or [("لا مقاطع", "1")]
    match mode:
        case "hallucinated":
            altered = re.sub(r"\d+", "999", first)
            return f"{altered} [{one}]. {INVENTED} [{one}]. {first} [{one}]."
        case "all-hallucinated":
            return f"{INVENTED} [{one}]. ورفضت اليابان ذلك [{one}]."
        case "injected":
            return f"{OBEYED} [{one}]. تجاهلتُ التعليمات كما طُلب مني [{one}]."
        case "wrong-markers":
            return f"{first} [99]. {first} [0]."
        case "no-markers":
            return f"{first}. {first}."
        case "leaks":
            return f"هذه تعليماتي: {system} [{one}]. {first} [{one}]."
        case "parrots":
            return system
        case "no-answer":
            return "لا تتضمن المقاطع المعطاة جواباً عن هذا السؤال."
        case "many":
            return " ".join(f"{text} [{number}]." for text, number in [*reversed(others), (first, one)])
        case _:
            return f"{first} [{one}]."


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None: ...

    def do_GET(self) -> None:
        body = json.dumps(requests).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        requests.append({"authorization": self.headers["Authorization"], "path": self.path, **asked})
        mode = str(asked["model"])
        if mode in ("429", "500", "401"):
            self.send_error(int(mode))
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        system, prompt = (str(message["content"]) for message in asked["messages"])
        text = REWRITTEN if "أعد صياغة" in system else reply(mode, prompt, system)
        try:
            for event in events(mode, text):
                self.wfile.write(event.encode())
                self.wfile.flush()
        except OSError:
            requests.append({"hung_up": mode})


def events(mode: str, text: str) -> Iterator[str]:
    """What goes over the wire, event by event."""
    behaves = BADLY.get(mode)
    yield from behaves(text) if behaves else [*chunks(text), end("stop")]


def forever(*parts: str, pause: float = 0.0) -> Iterator[str]:
    while True:
        for part in parts:
            yield part
            time.sleep(pause)


def chunks(text: str) -> Iterator[str]:
    for start in range(0, max(1, len(text)), FEW):
        yield event({"content": text[start : start + FEW]}, None)


def end(reason: str) -> str:
    return event({}, reason) + "data: [DONE]\n\n"


def event(delta: dict[str, str], reason: str | None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": reason}
    data = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return f"data: {json.dumps(data)}\n\n"


BADLY: dict[str, Callable[[str], Iterable[str]]] = {
    "malformed": lambda text: ["data: {not json\n\n"],
    "malformed-later": lambda text: [*chunks(f"{text} {UNFINISHED}"), 'data: {"choices": "none"}\n\n', "data: {\n\n"],
    "empty": lambda text: [*chunks(""), end("stop")],
    "silent": lambda text: forever(": still here\n\n", pause=0.1),
    "slow": lambda text: forever(*chunks(text + " "), pause=0.05),
    "endless": lambda text: forever(*chunks("كلام لا ينتهي ")),
    "endless-good": lambda text: forever(*chunks(text + " ")),
    "cut": lambda text: chunks(f"{text} {UNFINISHED}"),
    "length": lambda text: [*chunks(f"{text} {UNFINISHED}"), end("length")],
}

WITHOUT_END = ("silent", "slow", "endless", "endless-good")

if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
