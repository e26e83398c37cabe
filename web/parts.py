"""What the pages behind the login are made of: their head, sentences about what was done, and tables."""

from collections.abc import Sequence

from web import strings
from web.catalogue import ARABIC
from web.login import LOGOUT
from web.render import escape, theme_button


def page_head(name: str) -> str:
    """The name of the page, the way to the chat and the way out."""
    return (
        f'<header class="hw-organisers" dir="rtl"><h1>{escape(name)}</h1><nav>'
        f'<a href="/">{escape(strings.TO_CHAT)}</a>{theme_button(ARABIC)}'
        f'<form method="post" action="{LOGOUT}"><button>{escape(strings.SIGN_OUT)}</button></form></nav></header>'
    )


def sentence(text: str, kind: str = "") -> str:
    """What is told of something that was done; nothing for an empty text.

    :param kind: A class of the style sheet: "hw-done" or "hw-objection".
    """
    return f'<p role="status" dir="auto" class="{kind}">{escape(text)}</p>' if text else ""


def progress(text: str, done: int, of: int) -> str:
    """The same of something under way, with a bar."""
    return f'{sentence(text)}<progress value="{done}" max="{max(of, 1)}"></progress>'


def table_of(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of plain texts."""
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    lines = "".join("<tr>" + "".join(f"<td><bdi>{escape(cell)}</bdi></td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="hw-table" dir="rtl" tabindex="0"><table><thead><tr>{names}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )
