"""Guards a Gradio page: only the addresses that the page needs exist, and events are checked before Gradio sees them.

Gradio treats any dict in an event's data that names a path as a file: it opens paths anywhere on the server and fetches
addresses. `EventGuard` therefore accepts only text or null for an input. A file input accepts files that were uploaded
in the same session. Each event is rebuilt from the checked values, and Gradio reads the rebuilt one.
"""

import logging
import re
from http import HTTPStatus
from typing import Annotated, Any

import gradio as gr
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.login import COOKIE
from web.methods import not_allowed
from web.uploads import Uploads

UPLOAD = "/gradio_api/upload"
_FILE = "/gradio_api/file="
_EVENTS = ("/gradio_api/queue/join", "/gradio_api/run/predict")
_READ = re.compile(
    r"/(config|theme\.css|robots\.txt|favicon\.ico|manifest\.json|(static|assets|svelte)/.+"
    r"|gradio_api/(app_id|info|queue/data|heartbeat/[\w-]{1,64}|startup-events|theme\.css))"
)
_CANCEL, _RESET = "/gradio_api/cancel", "/gradio_api/reset"
_SENT = (*_EVENTS, _CANCEL, _RESET)
_NAME = r"^[\w-]{1,64}$"  # of a session or an event
_Number = Annotated[int, Field(ge=0, lt=2**31)]
_PROGRESS = "/gradio_api/upload_progress"

_logger = logging.getLogger(__name__)


class _Event(BaseModel):
    """An event as our pages send it. Other fields that Gradio knows are dropped."""

    model_config = ConfigDict(strict=True)

    fn_index: _Number
    session_hash: str = Field(pattern=_NAME)
    trigger_id: _Number | None = None
    data: list[Any]


class _Cancel(BaseModel):
    """A request to stop an event."""

    model_config = ConfigDict(strict=True)

    session_hash: str = Field(pattern=_NAME)
    fn_index: _Number
    event_id: str = Field(pattern=_NAME)


class _Reset(BaseModel):
    """A request to forget an event that was stopped."""

    model_config = ConfigDict(strict=True)

    event_id: str = Field(pattern=_NAME)


class _File(BaseModel):
    """A reference to an uploaded file, as our pages send it."""

    model_config = ConfigDict(strict=True)

    path: str
    orig_name: str | None = None
    size: int | None = None
    mime_type: str | None = None


class _MalformedError(Exception):
    """An event that is not valid for the page. Its message never contains data of the request."""


class EventGuard:
    """ASGI middleware that passes only the requests of our pages on to Gradio.

    Unknown addresses get 404, wrong methods 405 and invalid events 400.

    :param app: Gradio's application.
    :param page: The page that is mounted. Its configuration says which inputs each event has.
    :param uploads: Knows which session uploaded which file; None for a page that takes no files.
    """

    def __init__(self, app: ASGIApp, page: gr.Blocks, uploads: Uploads | None = None) -> None:
        self._app = app
        self._uploads = uploads
        self._inputs = _inputs_of(page)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
        session = HTTPConnection(scope).cookies.get(COOKIE, "")
        allowed = self._allowed(path, session)
        if not allowed:
            await Response(status_code=HTTPStatus.NOT_FOUND)(scope, receive, send)
        elif scope["method"] not in allowed:
            await not_allowed(", ".join(allowed))(scope, receive, send)
        elif path in _SENT:
            await self._event(path, session, scope, receive, send)
        elif path == UPLOAD and self._uploads:
            await self._app(scope, receive, self._uploads.noting(session, send))
        else:
            await self._app(scope, receive, send)

    def _allowed(self, path: str, session: str) -> tuple[str, ...]:
        """The methods that an address takes; empty if the page has no such address."""
        if path in ("", "/"):
            return ("GET", "HEAD")
        if path in _SENT or (path == UPLOAD and self._uploads):
            return ("POST",)
        own = self._uploads and path.startswith(_FILE) and self._uploads.hold(session, path.removeprefix(_FILE))
        if own or _READ.fullmatch(path) or (path == _PROGRESS and self._uploads):
            return ("GET",)
        return ()

    async def _event(self, path: str, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = self._rebuilt(path, await Request(scope, receive).body(), session)
        except _MalformedError as malformed:
            _logger.warning("an event was refused: %s", malformed)
            await Response(status_code=HTTPStatus.BAD_REQUEST)(scope, receive, send)
        except HTTPException as refused:  # `web.bodies` found the body too large or too slow
            await Response(status_code=refused.status_code)(scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await self._app(_with_length(scope, len(body)), _with_body(body, receive), send)

    def _rebuilt(self, path: str, body: bytes, session: str) -> bytes:
        """What is sent to an address as JSON, rebuilt from checked values.

        :raises _MalformedError: If it is not valid for this page.
        """
        kind = {_CANCEL: _Cancel, _RESET: _Reset}.get(path, _Event)
        try:
            event = kind.model_validate_json(body)
        except ValidationError:
            raise _MalformedError("its fields are not those of an event") from None
        if isinstance(event, _Event):
            self._check(event, session)
        return event.model_dump_json().encode()

    def _check(self, event: _Event, session: str) -> None:
        inputs = self._inputs.get(event.fn_index)
        if inputs is None or len(inputs) != len(event.data):
            raise _MalformedError("the page has no such event, or it has another number of inputs")
        pairs = zip(inputs, event.data, strict=True)
        event.data = [self._files(value, session) if kind == "file" else _text(value) for kind, value in pairs]

    def _files(self, value: object, session: str) -> object:
        if isinstance(value, list):
            return [self._file(one, session) for one in value]
        return None if value is None else self._file(value, session)

    def _file(self, value: object, session: str) -> dict[str, Any]:
        try:
            file = _File.model_validate(value)
        except ValidationError:
            raise _MalformedError("the value of a file input is not a file") from None
        if not (self._uploads and self._uploads.hold(session, file.path)):
            raise _MalformedError("a file was not uploaded in the same session")
        return {**file.model_dump(), "meta": {"_type": "gradio.FileData"}}


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise _MalformedError("an input is neither text nor null")


def fail_discreetly(page: gr.Blocks, sentence: str) -> None:
    """Log the failures of a page's events without their data.

    Gradio itself prints the whole event, the question included.

    :param page: The page; its `process_api` is replaced.
    :param sentence: The message that the reader sees.
    """
    process = page.process_api

    async def processed(*arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            return await process(*arguments, **named)
        except Exception as error:
            unforeseen = not isinstance(error, gr.Error)  # a gr.Error says that a value is not among the choices
            _logger.error("an event failed", exc_info=error if unforeseen else None)
            raise gr.Error(sentence, print_exception=False) from None

    page.process_api = processed


def _inputs_of(page: gr.Blocks) -> dict[int, tuple[str, ...]]:
    """The component types of the inputs of each event, by its number; events of the browser alone are left out."""
    config = page.get_config_file()
    kinds = {component["id"]: component["type"] for component in config["components"]}
    events = [one for one in config.get("dependencies", []) if one["backend_fn"]]
    return {one["id"]: tuple(kinds[number] for number in one["inputs"]) for one in events}


def _with_length(scope: Scope, length: int) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if name not in (b"content-length", b"transfer-encoding")]
    return {**scope, "headers": [*kept, (b"content-length", str(length).encode())]}


def _with_body(body: bytes, receive: Receive) -> Receive:
    """Give this body first, then the messages that follow the request."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving
