"""What a reader is told where the server itself fails: one Arabic sentence, whatever went wrong; the rest is logged."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from errors import HiwarError
from web import strings
from web.render import escape

_logger = logging.getLogger(__name__)


def add_failures(app: FastAPI) -> None:
    """Let no failure of the application reach a reader as it is."""

    @app.exception_handler(HiwarError)
    def known(request: Request, error: HiwarError) -> HTMLResponse:
        _logger.warning("%s was not served: %s", request.url.path, error)
        return _page(error.message_ar, HTTPStatus.SERVICE_UNAVAILABLE)

    @app.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> HTMLResponse:
        return _page(strings.UNEXPECTED_ERROR, HTTPStatus.INTERNAL_SERVER_ERROR)  # Starlette logs it

    _ = known, unknown


def _page(sentence: str, status: HTTPStatus) -> HTMLResponse:
    told = escape(sentence)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{told}</title>'
    html = f'<!doctype html><html lang="ar" dir="rtl"><head>{head}</head><body><p>{told}</p></body></html>'
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
