"""What can go wrong for a program: a stable code, two languages, one JSON form."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic_core import ErrorDetails

from errors import HiwarError
from web.answering import BusyError, TooManyAtOnceError
from web.asking import MAX_QUESTION_LENGTH

_BUSY_SECONDS = 5
_EXAMPLE = HiwarError("question_empty")

_PARTS = (("body",), ("query",))  # FastAPI begins the path of what is wrong with the part of the request

_logger = logging.getLogger(__name__)


class Problem(BaseModel):
    """Why a request was not served."""

    code: str = Field(description="A stable word for programs.", examples=["question_empty"])
    message_ar: str = Field(description="The same for people, in Arabic.", examples=[_EXAMPLE.told("ar")])
    message_en: str = Field(description="And in English.", examples=[_EXAMPLE.told("en")])


class ApiError(Exception):
    """A request that is not served.

    :param status: The HTTP status.
    :param code: A stable word for programs.
    :param why: The sentence for people; None where it is the one of that name.
    :param detail: What only programmers are told of it, in English.
    :param headers: What the status wants beside it.
    """

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        why: HiwarError | None = None,
        *,
        detail: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        why = why or HiwarError(code)
        super().__init__(str(why))
        self.status = status
        self.problem = Problem(code=code, message_ar=why.told("ar"), message_en=f"{why.told('en')} {detail}".rstrip())
        self.headers = headers

    def response(self) -> JSONResponse:
        """The error as it is sent."""
        return JSONResponse(self.problem.model_dump(), self.status, self.headers)


def key_needed() -> ApiError:
    """No key, or one that nobody has."""
    return ApiError(HTTPStatus.UNAUTHORIZED, "key_needed", headers={"WWW-Authenticate": 'Bearer realm="hiwar"'})


def key_forbidden() -> ApiError:
    """A key that opens something else."""
    return ApiError(HTTPStatus.FORBIDDEN, "key_forbidden")


def quota_exceeded(seconds: int, headers: Mapping[str, str]) -> ApiError:
    """A key has made as many requests as it may.

    :param seconds: Until it may again.
    """
    why = HiwarError("quota_exceeded", seconds=seconds)
    told = {**headers, "Retry-After": str(seconds)}
    return ApiError(HTTPStatus.TOO_MANY_REQUESTS, why.key, why, headers=told)


def check_question(question: str) -> None:
    """See that a question can be asked.

    :raises ApiError: If it is empty or too long.
    """
    length, status = len(question.strip()), HTTPStatus.UNPROCESSABLE_ENTITY
    if not length:
        raise ApiError(status, "question_empty")
    if length > MAX_QUESTION_LENGTH:
        raise ApiError(
            status, "question_too_long", HiwarError("question_too_long", length=length, limit=MAX_QUESTION_LENGTH)
        )


def invalid(details: ErrorDetails) -> ApiError:
    """A request of another form than is described.

    :param details: The first thing that is wrong with it, as pydantic says it.
    """
    path = details["loc"][1:] if details["loc"][:1] in _PARTS else details["loc"]
    where = "JSON" if details["type"] == "json_invalid" else ".".join(map(str, path)) or "body"
    return ApiError(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "invalid_request",
        HiwarError("invalid_request", where=where),
        detail=f"{details['msg'].removeprefix('Value error, ')}.",
    )


_REFUSED = {
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_TIMEOUT: "too_slow",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
}


def of_status(status: int, headers: Mapping[str, str] | None = None) -> ApiError:
    """What the web framework refuses by itself.

    :param headers: What the status wants beside it.
    """
    found = HTTPStatus(status)
    if code := _REFUSED.get(found):
        return ApiError(found, code, headers=headers)
    why = HiwarError("invalid_request", where="body")
    return ApiError(found, why.key, why, detail=f"{found.phrase}.", headers=headers)


def of_failure(error: Exception) -> ApiError:
    """What was caught while a question was being answered; the details of an unexpected error go to the log alone."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, TooManyAtOnceError):
        return ApiError(HTTPStatus.TOO_MANY_REQUESTS, error.key, headers={"Retry-After": str(_BUSY_SECONDS)})
    if isinstance(error, BusyError):
        return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, error.key, headers={"Retry-After": str(_BUSY_SECONDS)})
    if isinstance(error, HiwarError):
        _logger.warning("question not answered: %s", error)
        return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", error)
    _logger.error("question not answered", exc_info=error)
    return ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected")
