"""The style sheets of the pages, a file a component -> the sheet that pages link, and the one that Gradio draws by.

Gradio puts what it is given above its own rules, selector by selector: there stands what must win against them.
"""

from hashlib import sha256
from importlib.resources import files

from fastapi import FastAPI, Request
from fastapi.responses import Response

SHEET = "/hiwar/page.css"
# Of equal rules the later one holds.
_LINKED = (
    "tokens", "panel", "choices", "actions", "scope", "dialog", "shared", "print",
    "layout", "header", "menu", "welcome", "ask",
)  # fmt: skip
_OF_GRADIO = ("page", "messages", "citations", "box", "staff", "system")


def linked_css() -> str:
    """The sheet that every page links."""
    return _joined(_LINKED)


def gradio_css() -> str:
    """The sheet that Gradio is given."""
    return _joined(tuple(f"gradio/{name}" for name in _OF_GRADIO))


def add_style_sheet(app: FastAPI) -> None:
    """Add `SHEET`; a browser that has it is told so."""
    css = linked_css()
    headers = {"ETag": f'"{sha256(css.encode()).hexdigest()[:16]}"', "Cache-Control": "no-cache"}

    @app.get(SHEET)
    def sheet(request: Request) -> Response:
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(css, media_type="text/css", headers=headers)

    _ = sheet


def _joined(names: tuple[str, ...]) -> str:
    folder = files("web").joinpath("static/css")
    return "\n".join(folder.joinpath(f"{name}.css").read_text("utf-8") for name in names)
