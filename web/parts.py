"""What the pages behind the login are made of: their head, sentences about what was done, and tables."""

import re
from collections.abc import Sequence

from web.catalogue import Words
from web.frame import render_choices
from web.login import LOGOUT
from web.render import escape

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # stays on one line


def page_head(name: str, at: str, words: Words) -> str:
    """The name of the page, the way to the chat and the way out, and below them the languages.

    :param at: Where the page is, without what stands there for its language.
    """
    return (
        f'<header class="hw-organisers" dir="{words.direction}"><h1>{escape(name)}</h1><nav>'
        f'<a href="{words.home}">{escape(words.TO_CHAT)}</a>'
        f'<form method="post" action="{LOGOUT}"><input type="hidden" name="lang" value="{words.language}">'
        f"<button>{escape(words.SIGN_OUT)}</button></form></nav></header>{render_choices(words, at)}"
    )


def sentence(text: str, kind: str = "") -> str:
    """What is told of something that was done; nothing for an empty text.

    :param kind: A class of the style sheet: "hw-done" or "hw-objection".
    """
    return f'<p role="status" dir="auto" class="{kind}">{escape(text)}</p>' if text else ""


def progress(text: str, done: int, of: int) -> str:
    """The same of something under way, with a bar."""
    return f'{sentence(text)}<progress value="{done}" max="{max(of, 1)}"></progress>'


def table_of(head: Sequence[str], rows: Sequence[Sequence[str]], words: Words) -> str:
    """A table of plain texts."""
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
    return (
        f'<div class="hw-table" dir="{words.direction}" tabindex="0"><table><thead><tr>{names}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _cell(text: str) -> str:
    kind = ' class="hw-fixed"' if _DATE.fullmatch(text) else ""
    return f"<td><bdi{kind}>{escape(text)}</bdi></td>"
