"""Answers and questions -> HTML: the one place that formats a citation for people.

Everything that a person or a document wrote is escaped to numeric character references, so that
neither HTML nor the Markdown of the chat component finds anything to interpret, and each message
is one line of HTML that starts with a block element: such a block is passed on as it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote as quoted_for_url
from urllib.parse import urlencode

from bot.answer import Answer, Citation
from bot.generating.sources import Source
from vectorstore.scope import Scope
from web.catalogue import ARABIC, Words
from web.direction import direction_of, stretches

_PATH_SEPARATOR = " › "
_LABEL_SEPARATOR = " — "
_CARRIES = re.compile(r"(?P<own>.*?) \((?P<carried>.*)\)", re.DOTALL)  # as `bot.understanding.question` writes it
_DIGITS = ' class="hw-n"'  # the page's script writes them as the reader has chosen
_RUNNING = " hw-running"
_SCOPE_TITLES = 3  # of documents, named with a question


@dataclass(frozen=True, slots=True)
class Actions:
    """What a person can do with a question or an answer.

    :param at: How many questions were asked before it in the conversation.
    :param names: Of "copy", "share", "retry", "widen", "edit", "helped" and "unhelped", in the order shown.
    """

    at: int
    names: tuple[str, ...]


_ACTIONS = {
    "copy": "COPY",
    "share": "SHARE",
    "retry": "RETRY",
    "widen": "WIDEN",
    "edit": "EDIT",
    "helped": "HELPED",
    "unhelped": "DID_NOT_HELP",
}
_NOTHING: Mapping[str, Citation] = {}


def escape(text: str) -> str:
    """Text as HTML in which no character but letters, digits and spaces of ASCII stands for itself.

    :param text: Any text. What HTML cannot hold, such as control characters, becomes U+FFFD.
    """
    return "".join(_reference(character) for character in text)


def _reference(character: str) -> str:
    code = ord(character)
    if character == " " or (character.isascii() and character.isalnum()):
        return character
    if character in "\n\t":
        return f"&#{code};"
    # Controls, lone surrogates and non-characters: HTML drops, forbids or reinterprets them.
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or 0xFDD0 <= code <= 0xFDEF:
        return "&#65533;"
    if code & 0xFFFE == 0xFFFE:
        return "&#65533;"
    return f"&#{code};" if code < 0x80 else character


def render_question(text: str, actions: Actions | None = None, *, limit: str = "", words: Words = ARABIC) -> str:
    """The bubble of what a person asked.

    :param text: The question as it was typed.
    :param actions: What can be done with it.
    :param limit: What alone was searched, in words; empty where all was.
    :param words: The language of the page.
    """
    line = f'<p class="hw-scoped" dir="{words.direction}">{_line(limit)}</p>' if limit else ""
    return f'<div class="hw-question">{_paragraphs(text.strip())}</div>{line}{_buttons(actions, words)}'


def scope_in(words: Words, scope: Scope, searched: Sequence[str]) -> str:
    """What alone is searched, in words; empty where all is.

    :param searched: Titles of the scope's documents; where they are not known, they are counted.
    """
    if not scope:
        return ""
    titles = [words.SCOPE_TITLE.format(title=title) for title in searched[:_SCOPE_TITLES]]
    if scope.documents and not titles:
        titles = [words.documents_counted(len(scope.documents))]
    if len(searched) > _SCOPE_TITLES:
        titles.append(words.SCOPE_MORE.format(count=len(searched)))
    if scope.session:
        titles.append(words.SCOPE_TITLE.format(title=scope.session))
    dates = ((words.SCOPE_FROM, scope.since), (words.SCOPE_TO, scope.until))
    parts = [*titles, *(said.format(date=words.day(date)) for said, date in dates if date)]
    return words.SCOPE_ASKED.format(scope=words.LIST_COMMA.join(parts))


def _buttons(actions: Actions | None, words: Words) -> str:
    if actions is None:
        return ""
    buttons = "".join(
        f'<button type="button" class="hw-act" name="{name}" value="{actions.at}">'
        f"{escape(getattr(words, _ACTIONS[name]))}</button>"
        for name in actions.names
    )
    return f'<div class="hw-actions">{buttons}</div>'


def render_follow_ups(questions: Sequence[str], *, words: Words = ARABIC) -> str:
    """Questions to go on with, each a button.

    :param questions: Such as the documents answer; none draws nothing.
    :param words: The language of the page.
    """
    if not questions:
        return ""
    buttons = "".join(
        f'<button type="button" class="hw-follow" dir="{direction_of(text)}" value="{escape(text)}">'
        f"{_line(text)}</button>"
        for text in questions
    )
    heading = f'<p class="hw-heading">{escape(words.FOLLOW_UPS)}</p>'
    return f'<section class="hw-follow-ups" dir="{words.direction}">{heading}{buttons}</section>'


def render_answer(
    answer: Answer,
    asked: str,
    *,
    note: str = "",
    running: bool = False,
    actions: Actions | None = None,
    words: Words = ARABIC,
) -> str:
    """The bubble of an answer, whole or as far as it has come.

    :param answer: A snapshot of the answer.
    :param asked: The question as it was typed, to tell whether it was understood otherwise.
    :param note: A line about the answer itself, such as that it was stopped.
    :param running: Whether more of it is to come: the style sheet offers to stop it.
    :param actions: What can be done with it.
    :param words: The language of the page.
    """
    parts = [_understood(answer.standalone_question, asked, words)]
    if answer.text:
        refused = " hw-refused" if answer.refused else ""
        cited = {f"[{citation.marker}]": citation for citation in answer.citations}
        parts.append(f'<div class="hw-text{refused}">{_paragraphs(answer.text, cited)}</div>')
    if answer.method == "generated":
        parts.append(f'<p class="hw-note" dir="{words.direction}">{escape(words.GENERATED)}</p>')
    if answer.notice:
        # Answers that were kept before it was a word hold the sentence itself, in Arabic.
        told = words.named("NOTICES").get(answer.notice, answer.notice)
        parts.append(f'<p class="hw-note" dir="{direction_of(told)}">{escape(told)}</p>')
    if note:
        parts.append(f'<p class="hw-note" dir="{words.direction}">{escape(note)}</p>')
    parts.append(_citations(answer.citations, words))
    if answer.refused:
        parts.append(_related(answer.related, words))
    parts.append(_buttons(actions, words))
    if told := words.updated(answer.edition):  # for copies and paper, which outlive it
        parts.append(f'<p class="hw-answered-from hw-n" dir="{words.direction}">{escape(told)}</p>')
    return f'<div class="hw-answer{_RUNNING if running else ""}">{"".join(parts)}</div>'


def render_notice(message: str, actions: Actions | None = None, *, words: Words = ARABIC) -> str:
    """What went wrong, in the place of an answer.

    :param message: One Arabic sentence.
    :param actions: What can be done about it.
    :param words: The language of the page.
    """
    return f'<div class="hw-answer"><div class="hw-notice">{_paragraphs(message)}</div>{_buttons(actions, words)}</div>'


def render_status(message: str, *, words: Words = ARABIC) -> str:
    """What is being done before the first words come.

    :param message: One Arabic phrase.
    :param words: The language of the page.
    """
    return f'<div class="hw-answer{_RUNNING}"><p class="hw-status" dir="{words.direction}">{escape(message)}</p></div>'


def render_edition(sentence: str, edition: str, *, words: Words = ARABIC) -> str:
    """When something was answered, and in its details from which edition.

    :param sentence: With the date.
    :param edition: The edition's name; empty where it is not known.
    :param words: The language of the page.
    """
    told = f'<p class="hw-edition hw-n" dir="{words.direction}">{escape(sentence)}</p>'
    return f"{told}{_details([(words.EDITION_NAME, edition)], words) if edition else ''}"


def render_source(source: Source, marked: tuple[int, int], *, words: Words = ARABIC) -> str:
    """A passage in its document: what the panel beside the conversation shows.

    :param source: The passage.
    :param marked: Where the quote begins and ends in its text; the same number twice where nothing is quoted.
    :param words: The language of the page.
    """
    rows = [(words.DOCUMENT, source.title or words.UNTITLED)]
    if source.symbol:
        rows.append((words.SYMBOL, source.symbol))
    if source.date:
        rows.append((words.DATE, words.day(source.date)))
    if source.section:
        rows.append((words.SECTION, _PATH_SEPARATOR.join(source.section)))
    if source.page is not None:
        rows.append((words.PAGE, str(source.page)))
    rows.append((words.FILE, source.source))
    warning = "" if source.verified else _warning(words)
    return (
        f'<article data-before="{escape(source.before)}" data-after="{escape(source.after)}">{warning}'
        f'<div class="hw-passage">{"".join(_marked_lines(source.text, marked))}</div>'
        f"{_rows(rows, words)}{_page_image(source, marked, words)}"
        f"{_details([(words.EDITION_NAME, source.edition)], words)}</article>"
    )


def _details(rows: Iterable[tuple[str, str]], words: Words) -> str:
    """What hardly a reader asks for, folded."""
    return f'<details class="hw-details"><summary>{escape(words.DETAILS)}</summary>{_rows(rows, words)}</details>'


def _page_image(source: Source, marked: tuple[int, int], words: Words) -> str:
    if source.page is None or not source.source.lower().endswith(".pdf"):
        return ""
    query = urlencode({"passage": source.passage_id, "quote": f"{marked[0]}-{marked[1]}"})
    address = escape(f"/pages/{quoted_for_url(source.document_id)}/{source.page}.png?{query}")
    name = escape(words.PAGE_IMAGE.format(page=source.page))
    return (
        f'<details class="hw-page"><summary>{escape(words.OPEN_PAGE)}</summary>'
        f'<a href="{address}" target="_blank" rel="noopener"><img src="{address}" alt="{name}" loading="lazy"></a>'
        "</details>"
    )


def citation_label(citation: Citation, *, words: Words = ARABIC) -> str:
    """A citation in one line of plain text: title, section path and page.

    :param citation: The citation, without its marker.
    :param words: The language of the page.
    """
    page = [] if citation.page is None else [words.PAGE_SHORT.format(page=citation.page)]
    section = [_PATH_SEPARATOR.join(citation.section)] if citation.section else []
    return _LABEL_SEPARATOR.join([citation.title or words.UNTITLED, *section, *page])


def _understood(understood: str, asked: str, words: Words) -> str:
    if not understood or " ".join(understood.split()) == " ".join(asked.split()):
        return ""
    before, _, behind = words.UNDERSTOOD_AS.partition("{question}")
    # A question may be in another language than the page, and what a follow-up carries in brackets in a third.
    carries = _CARRIES.fullmatch(understood)
    told = (
        f"{_line(carries['own'])}{escape(' (')}<bdi>{_line(carries['carried'])}</bdi>{escape(')')}"
        if carries
        else _line(understood)
    )
    return f'<p class="hw-understood" dir="{words.direction}">{_line(before)}<bdi>{told}</bdi>{_line(behind)}</p>'


def _citations(citations: tuple[Citation, ...], words: Words) -> str:
    if not citations:
        return ""
    items = "".join(_citation(citation, words, evidence=True) for citation in citations)
    return f'<div class="hw-citations"><p class="hw-heading">{words.CITATIONS}</p>{items}</div>'


def _related(related: tuple[Citation, ...], words: Words) -> str:
    if not related:
        return ""
    items = "".join(_citation(citation, words, evidence=False) for citation in related)
    return (
        f'<div class="hw-related"><p class="hw-heading">{words.RELATED}</p>'
        f'<p class="hw-note" dir="{words.direction}">{escape(words.RELATED_NOTE)}</p>{items}</div>'
    )


@lru_cache(maxsize=1024)
def _citation(citation: Citation, words: Words, *, evidence: bool) -> str:
    # Drawn whenever its conversation grows, and the same passages are cited to many.
    label = citation_label(citation, words=words)
    marker = f'<bdi class="hw-number" dir="ltr">{escape(f"[{citation.marker}]")}</bdi> ' if evidence else ""
    warning = (
        "" if citation.verified else f'<p class="hw-warning" dir="{words.direction}">{escape(words.UNVERIFIED)}</p>'
    )
    passage = _passage(citation.passage, citation.quote if evidence else "")
    opener = _opener(citation, words.IN_PLACE)
    return (
        f'<details class="hw-citation"><summary dir="{words.direction}">{marker}'
        f'<span class="hw-label" dir="{direction_of(label)}">{_label(label, citation)}</span></summary>'
        f'<div class="hw-source">{warning}{passage}{_place(citation, words)}{opener}</div></details>'
    )


def _warning(words: Words) -> str:
    return f'<p class="hw-warning" dir="{words.direction}">{escape(words.UNVERIFIED)}</p>'


def _opener(citation: Citation, label: str, kind: str = "") -> str:
    """A button that opens the passage in its place; its value says which, and where the quote stands in it."""
    start, end = _quoted(citation.passage, citation.quote)
    return (
        f'<button type="button" class="hw-open{kind}" value="{escape(citation.passage_id)}" name="{start}-{end}">'
        f"{escape(label)}</button>"
    )


def _label(label: str, citation: Citation) -> str:
    """The label with its page set apart: its digits are those of the reader's choice."""
    if citation.page is None:
        return _line(label)
    place, _, page = label.rpartition(_LABEL_SEPARATOR)
    return f'{_line(place + _LABEL_SEPARATOR)}<span class="hw-n">{escape(page)}</span>'


def _passage(passage: str, quote: str) -> str:
    return f'<div class="hw-passage">{"".join(_marked_lines(passage, _quoted(passage, quote)))}</div>'


def _quoted(passage: str, quote: str) -> tuple[int, int]:
    start = passage.find(quote) if quote else -1
    return (start, start + len(quote)) if start >= 0 else (0, 0)


def _marked_lines(text: str, marked: tuple[int, int]) -> Iterator[str]:
    at = 0
    for line in text.split("\n"):
        start = min(max(marked[0] - at, 0), len(line))
        end = min(max(marked[1] - at, 0), len(line))
        quoted = f"<mark>{_line(line[start:end])}</mark>" if start < end else ""
        yield _paragraph(line, _line(line[:start]) + quoted + _line(line[end:]))
        at += len(line) + 1


def _place(citation: Citation, words: Words) -> str:
    rows = [(words.DOCUMENT, citation.title or words.UNTITLED)]
    if citation.section:
        rows.append((words.SECTION, _PATH_SEPARATOR.join(citation.section)))
    if citation.page is not None:
        rows.append((words.PAGE, str(citation.page)))
    rows.append((words.FILE, citation.source))
    return _rows(rows, words)


def _rows(rows: Iterable[tuple[str, str]], words: Words) -> str:
    cells = "".join(
        f'<p dir="{words.direction}"><b>{escape(name)}:</b> '
        f'<span{_DIGITS if name in (words.PAGE, words.DATE) else ""} dir="{direction_of(value)}">'
        f"{_line(value)}</span></p>"
        for name, value in rows
    )
    return f'<div class="hw-place">{cells}</div>'


def _paragraphs(text: str, cited: Mapping[str, Citation] = _NOTHING) -> str:
    return "".join(_paragraph(line, _line(line, cited)) for line in text.split("\n"))


def _paragraph(line: str, inner: str) -> str:
    return f'<p dir="{direction_of(line)}">{inner}</p>'


def _line(text: str, cited: Mapping[str, Citation] = _NOTHING) -> str:
    return "".join(_pieces(stretches(text), cited))


def _pieces(pieces: Iterable[tuple[str, str]], cited: Mapping[str, Citation]) -> Iterator[str]:
    for kind, part in pieces:
        if kind == "text":
            yield escape(part)
        elif kind == "marker" and part in cited:
            yield f'<bdi dir="ltr">{_opener(cited[part], part, " hw-marker")}</bdi>'
        else:
            style = "" if kind == "ltr" else ' class="hw-fixed"'
            yield f'<bdi{style} dir="ltr">{escape(part)}</bdi>'
