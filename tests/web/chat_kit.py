"""The chat page in its own protocol, without a browser: questions into the line, and deeds on their answers."""

import html
import json
import secrets
from typing import Any

import httpx


class Page:
    """An open page of one visitor.

    :param client: Its base address is that of the page.
    """

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.config = self.client.get("config").json()
        self._names = {part["id"]: part["props"].get("elem_id") for part in self.config["components"]}

    def send(self, question: str, command: str = "", session: str = "") -> tuple[int, str]:
        """Put a question into the line; gives the status, and the session in which the answer comes.

        :param command: What the page's script adds to it.
        :param session: A conversation that it goes on; a new one without it.
        """
        session = session or secrets.token_hex(8)
        trigger, event, inputs = self._event("hw-send")
        data = [question, command, None, None, *([""] * (inputs - 4))]
        body = {"data": data, "fn_index": event, "session_hash": session, "trigger_id": trigger}
        return self.client.post("gradio_api/queue/join", json=body).status_code, session

    def hear(self, session: str) -> dict[str, Any]:
        """The last message of an answer."""
        last: dict[str, Any] = {}
        with self.client.stream("GET", "gradio_api/queue/data", params={"session_hash": session}) as response:
            for line in response.iter_lines():
                if line.startswith("data:") and "process_completed" in line:
                    last = json.loads(line.removeprefix("data:"))
        return last

    def ask(self, question: str, command: str = "", session: str = "") -> tuple[str, str]:
        """Ask, and wait for the answer; gives the session, and the notice if there is one."""
        status, session = self.send(question, command, session)
        assert status == 200
        heard = self.hear(session)
        assert heard["success"]
        return session, self._notice_in(heard["output"]["data"])

    def do(self, session: str, **deed: object) -> dict[str, Any]:
        """Share or judge an answer of the conversation of a session; gives what the page is told."""
        trigger, event, _ = self._event("hw-deed")
        body = {"data": [json.dumps(deed), None], "fn_index": event, "session_hash": session, "trigger_id": trigger}
        response = self.client.post("gradio_api/run/predict", json=body)
        response.raise_for_status()
        return json.loads(response.json()["data"][0])

    def _event(self, button: str) -> tuple[int, int, int]:
        """A button's number, its event's, and how many inputs that has."""
        trigger = next(number for number, name in self._names.items() if name == button)
        event = next(event for event in self.config["dependencies"] if [trigger, "click"] in event["targets"])
        return trigger, event["id"], len(event["inputs"])

    def _notice_in(self, data: list[Any]) -> str:
        return next((html.unescape(text) for text in data if isinstance(text, str) and "hw-objection" in text), "")
