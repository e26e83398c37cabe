"""The style sheets: what is delivered, and what they are written with."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from web.styles import SHEET, add_style_sheet, gradio_css, linked_css

FOLDER = Path(str(files("web"))) / "static" / "css"
FILES = sorted(FOLDER.rglob("*.css"))
LONGEST = 250  # lines
# Named by where something is on the screen, and not by where a text begins and ends.
PHYSICAL = re.compile(
    r"(?m)^\s*((?:margin|padding|border|scroll-margin)-(?:left|right|top|bottom)|left|right|top|bottom"
    r"|(?:min-|max-)?(?:width|height))\s*:|(?:float|text-align|clear)\s*:\s*(?:left|right)\b"
)
COLOUR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)


def named(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def test_every_sheet_is_delivered_once() -> None:
    delivered = {False: linked_css(), True: gradio_css()}
    assert len(FILES) > 10
    for path in FILES:
        of_gradio = path.parent.name == "gradio"
        assert delivered[of_gradio].count(path.read_text("utf-8")) == 1, named(path)
        assert path.read_text("utf-8") not in delivered[not of_gradio]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_sheet_is_short_knows_no_left_or_right_and_takes_its_colours_from_the_tokens(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert PHYSICAL.findall(text) == []
    if path.name != "tokens.css":
        assert COLOUR.findall(text) == []
    assert text.count("{") == text.count("}")


def test_what_the_rules_above_look_for_is_found() -> None:
    assert PHYSICAL.search("  margin-left: 1rem;")
    assert PHYSICAL.search("  max-width: 1rem;")
    assert PHYSICAL.search("a { text-align: right; }")
    assert not PHYSICAL.search("@media (max-width: 40rem) {\n  max-inline-size: 1rem;")
    assert COLOUR.findall("#fff #hw-chat #a1b2c3") == ["#fff", "#a1b2c3"]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_token_that_a_sheet_uses_is_defined(path: Path) -> None:
    defined = set(re.findall(r"(--hw-[\w-]+):", (FOLDER / "tokens.css").read_text("utf-8")))
    assert set(re.findall(r"var\((--hw-[\w-]+)", path.read_text("utf-8"))) <= defined


def test_a_browser_that_has_the_sheet_is_told_so() -> None:
    app = FastAPI()
    add_style_sheet(app)
    client = TestClient(app)
    whole = client.get(SHEET)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert whole.text == linked_css()
    again = client.get(SHEET, headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")
