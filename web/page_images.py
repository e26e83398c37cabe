"""Pages of the documents as people see them, rendered when they are asked for."""

from collections.abc import Callable
from http import HTTPStatus
from threading import BoundedSemaphore

from fastapi import FastAPI
from fastapi.responses import Response

from ingest.document import Original
from ingest.errors import UnreadableDocumentError
from ingest.formats import is_pdf
from ingest.loaders.pdf.process import render_page

_MOST_PAGES = 10**6
_DPI = 110  # readable on a screen
_AT_ONCE = 2  # each rendering is a process
_PATIENCE = 10.0  # seconds; who waits holds one of the server's threads
_HEADERS = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}


def page_images(find: Callable[[str], Original | None], quoted: Callable[[str, str], str] | None = None) -> FastAPI:
    """An application that shows page N of a document at "/DOCUMENT/N.png"; only PDFs have pages to be seen.

    :param find: Gives the document of that identity, or None where it may not be seen.
    :param quoted: Gives the words to be marked on the page, for the queries `passage` and `quote`.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    rendering = BoundedSemaphore(_AT_ONCE)

    @app.get("/{document_id}/{page}.png")
    def image(document_id: str, page: int, passage: str = "", quote: str = "") -> Response:
        original = find(document_id)
        if original is None or not is_pdf(original.data) or not 1 <= page <= _MOST_PAGES:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        if not rendering.acquire(timeout=_PATIENCE):
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "10"})
        try:
            words = quoted(passage, quote) if quoted and passage else ""
            png = render_page(original.data, page, dpi=_DPI, words=words)
        except UnreadableDocumentError:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        finally:
            rendering.release()
        return Response(png, media_type="image/png", headers=_HEADERS)

    return app
