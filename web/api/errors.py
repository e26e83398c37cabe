"""What can go wrong for a program: a stable code, two languages, one JSON form."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic_core import ErrorDetails

from errors import HiwarError
from web import strings
from web.answering import BusyError
from web.asking import MAX_QUESTION_LENGTH, objection_to

_BUSY_SECONDS = 5

_PARTS = (("body",), ("query",))  # FastAPI begins the path of what is wrong with the part of the request

_logger = logging.getLogger(__name__)


class Problem(BaseModel):
    """Why a request was not served."""

    code: str = Field(description="A stable word for programs.", examples=["question_empty"])
    message_ar: str = Field(description="The same for people, in Arabic.", examples=[strings.API_QUESTION_EMPTY])
    message_en: str = Field(description="And in English.", examples=["The question is empty."])


class ApiError(Exception):
    """A request that is not served.

    :param status: The HTTP status.
    :param headers: What the status wants beside it.
    """

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message_ar: str,
        message_en: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message_en)
        self.status = status
        self.problem = Problem(code=code, message_ar=message_ar, message_en=message_en)
        self.headers = headers

    def response(self) -> JSONResponse:
        """The error as it is sent."""
        return JSONResponse(self.problem.model_dump(), self.status, self.headers)


def key_needed() -> ApiError:
    """No key, or one that nobody has."""
    return ApiError(
        HTTPStatus.UNAUTHORIZED, "key_needed", strings.API_KEY_NEEDED,
        "A valid key is needed, in the header Authorization: Bearer KEY.",
        {"WWW-Authenticate": 'Bearer realm="hiwar"'},
    )  # fmt: skip


def key_forbidden() -> ApiError:
    """A key that opens something else."""
    return ApiError(
        HTTPStatus.FORBIDDEN, "key_forbidden", strings.API_KEY_FORBIDDEN, "This key does not open this service."
    )


def quota_exceeded(seconds: int, headers: Mapping[str, str]) -> ApiError:
    """A key has made as many requests as it may.

    :param seconds: Until it may again.
    """
    return ApiError(
        HTTPStatus.TOO_MANY_REQUESTS, "quota_exceeded", strings.API_QUOTA.format(seconds=seconds),
        f"This key has made as many requests as it may. Try again in {seconds} seconds.",
        {**headers, "Retry-After": str(seconds)},
    )  # fmt: skip


def check_question(question: str) -> None:
    """See that a question can be asked.

    :raises ApiError: If it is empty or too long.
    """
    text, status = question.strip(), HTTPStatus.UNPROCESSABLE_ENTITY
    if not text:
        raise ApiError(status, "question_empty", strings.API_QUESTION_EMPTY, "The question is empty.")
    if objection := objection_to(text):
        raise ApiError(
            status, "question_too_long", objection,
            f"The question has {len(text)} characters; {MAX_QUESTION_LENGTH} are allowed.",
        )  # fmt: skip


def invalid(details: ErrorDetails) -> ApiError:
    """A request of another form than is described.

    :param details: The first thing that is wrong with it, as pydantic says it.
    """
    path = details["loc"][1:] if details["loc"][:1] in _PARTS else details["loc"]
    where = "JSON" if details["type"] == "json_invalid" else ".".join(map(str, path)) or "body"
    return ApiError(
        HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", strings.API_INVALID.format(where=where),
        f"{where}: {details['msg']}.",
    )  # fmt: skip


def of_status(status: int) -> ApiError:
    """What the web framework refuses by itself."""
    known = {
        HTTPStatus.NOT_FOUND: ("not_found", strings.API_NOT_FOUND, "There is nothing at this address."),
        HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", strings.API_METHOD, "Not with this method."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", strings.API_TOO_LARGE, "The request is too large."),
    }
    found = HTTPStatus(status)
    return ApiError(found, *known.get(found, ("invalid_request", strings.API_INVALID.format(where="-"), found.phrase)))


def of_failure(error: Exception) -> ApiError:
    """What was caught while a question was being answered; the details of an unexpected error go to the log alone."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, BusyError):
        return ApiError(
            HTTPStatus.SERVICE_UNAVAILABLE, "busy", error.message_ar, error.message_en,
            {"Retry-After": str(_BUSY_SECONDS)},
        )  # fmt: skip
    if isinstance(error, HiwarError):
        _logger.warning("question not answered: %s", error)
        return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", error.message_ar, error.message_en)
    _logger.error("question not answered", exc_info=error)
    return ApiError(
        HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected", strings.API_UNEXPECTED,
        "Something unexpected went wrong. Try again; if it happens again, tell the operator.",
    )  # fmt: skip
