"""What stands around the conversation: the header with its menu, the welcome, and the line at the bottom -> HTML."""

from web.catalogue import ARABIC, LANGUAGES, WORDS, Words
from web.corpus import CorpusSummary
from web.render import escape

_CURRENT = ' aria-current="page"'
_ICONS = {
    "new": "M12 5v14M5 12h14",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "documents": "M7 3h7l5 5v13H7zM14 3v5h5M10 13h6M10 17h6",
}


def render_header(corpus: CorpusSummary, *, keeps_history: bool = False, words: Words = ARABIC) -> str:
    """The line at the top: the name, the documents, a new conversation, and the menu.

    :param corpus: The corpus that answers come from.
    :param keeps_history: Whether there are conversations to go back to.
    :param words: The language of the page.
    """
    new, name = escape(words.NEW_CONVERSATION), escape(words.MENU)
    return (
        f'<header class="hw-header" dir="{words.direction}"><h1>{escape(words.NAME)}</h1>{_documents(corpus, words)}'
        f'<button type="button" id="hw-new" aria-label="{new}">{_icon("new")}<span>{new}</span></button>'
        f'<button type="button" id="hw-menu-button" popovertarget="hw-menu" aria-label="{name}">'
        f"{_icon('menu')}<span>{name}</span></button>{_menu(corpus, keeps_history, words)}</header>"
    )


def _documents(corpus: CorpusSummary, words: Words) -> str:
    """How many documents there are; pressed, it lists them to choose among."""
    if not corpus.documents:
        return ""
    return (
        f'<button type="button" class="hw-tool hw-corpus" name="scope">{_icon("documents")}'
        f'<span class="sr-only">{escape(words.SCOPE)}</span>'
        f"<span>{escape(words.documents_alone(corpus.documents))}</span></button>"
    )


def _menu(corpus: CorpusSummary, keeps_history: bool, words: Words) -> str:
    """What is needed now and then. The browser itself opens it, closes it by Escape and gives the focus back."""
    history = f'<button type="button" class="hw-tool" name="conversations">{escape(words.CONVERSATIONS)}</button>'
    printing = f'<button type="button" class="hw-tool" name="print">{escape(words.PRINT)}</button>'
    updated = words.updated(corpus.edition)
    told = "".join(f"<p>{escape(line)}</p>" for line in (words.ABOUT, updated) if line)
    return (
        f'<div id="hw-menu" popover role="group" aria-label="{escape(words.MENU)}" dir="{words.direction}">'
        f'<nav class="hw-tools" aria-label="{escape(words.TOOLS)}">{history if keeps_history else ""}{printing}</nav>'
        f'{render_choices(words)}<div class="hw-about hw-n">{told}</div></div>'
    )


def render_welcome(corpus: CorpusSummary, *, words: Words = ARABIC) -> str:
    """What stands in the place of the conversation before the first question.

    :param corpus: The corpus that answers come from.
    :param words: The language of the page.
    """
    size = f"<span>{escape(words.CORPUS_EMPTY)}</span>"
    if corpus.documents:
        told = escape(words.CORPUS_SIZE.format(documents=words.documents_counted(corpus.documents)))
        see = f'<button type="button" class="hw-tool" name="scope">{escape(words.CORPUS_OPEN)}</button>'
        size = f"<span>{told}</span> {see}"
    invites = f'<p class="hw-invites">{escape(words.WELCOME)}</p>' if corpus.examples else ""
    return (
        f'<div class="hw-hello" dir="{words.direction}"><p class="hw-tagline">{escape(words.TAGLINE)}</p>'
        f'<p class="hw-corpus">{size}</p>{invites}</div>'
    )


def render_footer(*, words: Words = ARABIC) -> str:
    """The quiet line at the bottom: that answers should be checked.

    :param words: The language of the page.
    """
    return f'<footer class="hw-footer" dir="{words.direction}"><p>{escape(words.FOOTER)}</p></footer>'


def render_choices(words: Words, at: str = "") -> str:
    """The languages of a page, and the scripts' ways to other digits and colours.

    :param at: Where the page is, without what stands there for its language.
    """
    links = "".join(
        f'<a href="{at}{other.home}" lang="{code}" hreflang="{code}"{_CURRENT if other is words else ""}>'
        f"{escape(LANGUAGES[code])}</a>"
        for code, other in WORDS.items()
    )
    digits = "" if at else '<button type="button" class="hw-tool" name="digits"></button>'
    name = escape(words.LANGUAGES)
    choices = f"{links}{digits}{_theme_button(words)}"
    return f'<nav class="hw-choices" dir="{words.direction}" aria-label="{name}">{choices}</nav>'


def _theme_button(words: Words) -> str:
    """The switch between light and dark; the page's script presses it, and keeps what was chosen."""
    name = f'name="theme" aria-label="{escape(words.DARK_LOOK)}" aria-pressed="false"'
    return f'<button type="button" class="hw-tool" {name}>{escape(words.DARK)}</button>'


def _icon(name: str) -> str:
    """A picture beside a word that says the same; screen readers pass over it.

    :param name: Of `_ICONS`.
    """
    path = f'<path d="{_ICONS[name]}"/>'
    return f'<svg class="hw-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{path}</svg>'
