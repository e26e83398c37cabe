"""Remembers which session uploaded which files. A page accepts no other files."""

import json
from collections import OrderedDict
from collections.abc import Iterable
from http import HTTPStatus

from starlette.types import Message, Send

_REMEMBERED = 10_000  # files


class Uploads:
    """The paths of uploaded files by session. Beyond a fixed number the oldest are forgotten."""

    def __init__(self) -> None:
        self._known = OrderedDict[tuple[str, str], None]()

    def hold(self, session: str, path: str) -> bool:
        """Whether the session uploaded the file."""
        return (session, path) in self._known

    def noting(self, session: str, send: Send) -> Send:
        """A `send` that passes the response to an upload on, and remembers the paths that it names.

        :param session: The session that uploads.
        :param send: The `send` of the request.
        """
        accepted, body = False, b""

        async def sending(message: Message) -> None:
            nonlocal accepted, body
            if message["type"] == "http.response.start":
                accepted = message["status"] == HTTPStatus.OK
            elif accepted:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    self._add(session, json.loads(body))
            await send(message)

        return sending

    def _add(self, session: str, paths: Iterable[str]) -> None:
        for path in paths:
            self._known[session, path] = None
            self._known.move_to_end((session, path))
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
