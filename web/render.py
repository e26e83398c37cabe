"""Answers and questions -> HTML: the one place that formats a citation for people.

Everything that a person or a document wrote is escaped to numeric character references, so that
neither HTML nor the Markdown of the chat component finds anything to interpret, and each message
is one line of HTML that starts with a block element: such a block is passed on as it stands.
"""

from collections.abc import Iterable, Iterator

from bot.answer import Answer, Citation
from web import strings
from web.corpus import CorpusSummary
from web.direction import direction_of, stretches

_PATH_SEPARATOR = " › "
_RUNNING = " hw-running"


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


def render_question(text: str) -> str:
    """The bubble of what a person asked.

    :param text: The question as it was typed.
    """
    return f'<div class="hw-question">{_paragraphs(text.strip())}</div>'


def render_answer(answer: Answer, asked: str, *, note: str = "", running: bool = False) -> str:
    """The bubble of an answer, whole or as far as it has come.

    :param answer: A snapshot of the answer.
    :param asked: The question as it was typed, to tell whether it was understood otherwise.
    :param note: A line about the answer itself, such as that it was stopped.
    :param running: Whether more of it is to come: the style sheet offers to stop it.
    """
    parts = [_understood(answer.standalone_question, asked)]
    if answer.text:
        refused = " hw-refused" if answer.refused else ""
        parts.append(f'<div class="hw-text{refused}">{_paragraphs(answer.text, markers=True)}</div>')
    if answer.method == "generated":
        parts.append(f'<p class="hw-note" dir="rtl">{strings.GENERATED}</p>')
    if answer.notice:
        parts.append(f'<p class="hw-note" dir="rtl">{escape(answer.notice)}</p>')
    if note:
        parts.append(f'<p class="hw-note" dir="rtl">{escape(note)}</p>')
    parts.append(_citations(answer.citations))
    if answer.refused:
        parts.append(_related(answer.related))
    return f'<div class="hw-answer{_RUNNING if running else ""}">{"".join(parts)}</div>'


def render_notice(message: str) -> str:
    """What went wrong, in the place of an answer.

    :param message: One Arabic sentence.
    """
    return f'<div class="hw-answer"><div class="hw-notice">{_paragraphs(message)}</div></div>'


def render_status(message: str) -> str:
    """What is being done before the first words come.

    :param message: One Arabic phrase.
    """
    return f'<div class="hw-answer{_RUNNING}"><p class="hw-status" dir="rtl">{escape(message)}</p></div>'


def render_header(corpus: CorpusSummary) -> str:
    """The name, what it does and how much it has read.

    :param corpus: The corpus that answers come from.
    """
    size = strings.CORPUS_EMPTY
    if corpus.documents:
        size = strings.CORPUS_SIZE.format(
            documents=strings.documents_counted(corpus.documents),
            passages=strings.passages_counted(corpus.passages),
        )
    return (
        f'<header class="hw-header" dir="rtl"><h1>{escape(strings.NAME)}</h1>'
        f"<p>{escape(strings.TAGLINE)}</p>"
        f'<p class="hw-corpus">{escape(size)}</p></header>'
    )


def render_footer(corpus: CorpusSummary) -> str:
    """The line at the bottom: where answers come from and that they should be checked.

    :param corpus: The corpus that answers come from.
    """
    edition = ""
    if corpus.edition:
        shown = _line(strings.EDITION.format(edition=corpus.edition))
        edition = f'<p class="hw-edition" dir="rtl">{shown}</p>'
    return f'<footer class="hw-footer" dir="rtl"><p>{escape(strings.FOOTER)}</p>{edition}</footer>'


def citation_label(citation: Citation) -> str:
    """A citation in one line of plain text: title, section path and page.

    :param citation: The citation, without its marker.
    """
    page = [] if citation.page is None else [strings.PAGE_SHORT.format(page=citation.page)]
    section = [_PATH_SEPARATOR.join(citation.section)] if citation.section else []
    return " — ".join([citation.title or strings.UNTITLED, *section, *page])


def _understood(understood: str, asked: str) -> str:
    if not understood or " ".join(understood.split()) == " ".join(asked.split()):
        return ""
    line = strings.UNDERSTOOD_AS.format(question=understood)
    return f'<p class="hw-understood" dir="rtl">{_line(line)}</p>'


def _citations(citations: tuple[Citation, ...]) -> str:
    if not citations:
        return ""
    items = "".join(_citation(citation, evidence=True) for citation in citations)
    return f'<div class="hw-citations"><p class="hw-heading">{strings.CITATIONS}</p>{items}</div>'


def _related(related: tuple[Citation, ...]) -> str:
    if not related:
        return ""
    items = "".join(_citation(citation, evidence=False) for citation in related)
    return (
        f'<div class="hw-related"><p class="hw-heading">{strings.RELATED}</p>'
        f'<p class="hw-note" dir="rtl">{escape(strings.RELATED_NOTE)}</p>{items}</div>'
    )


def _citation(citation: Citation, *, evidence: bool) -> str:
    label = citation_label(citation)
    marker = f'<bdi class="hw-number" dir="ltr">{escape(f"[{citation.marker}]")}</bdi> ' if evidence else ""
    warning = "" if citation.verified else f'<p class="hw-warning" dir="rtl">{escape(strings.UNVERIFIED)}</p>'
    passage = _passage(citation.passage, citation.quote if evidence else "")
    return (
        f'<details class="hw-citation"><summary dir="rtl">{marker}'
        f'<span class="hw-label">{_line(label)}</span></summary>'
        f'<div class="hw-source">{warning}{passage}{_place(citation)}</div></details>'
    )


def _passage(passage: str, quote: str) -> str:
    start = passage.find(quote) if quote else -1
    marked = (start, start + len(quote)) if start >= 0 else (0, 0)
    return f'<div class="hw-passage">{"".join(_marked_lines(passage, marked))}</div>'


def _marked_lines(text: str, marked: tuple[int, int]) -> Iterator[str]:
    at = 0
    for line in text.split("\n"):
        start = min(max(marked[0] - at, 0), len(line))
        end = min(max(marked[1] - at, 0), len(line))
        quoted = f"<mark>{_line(line[start:end])}</mark>" if start < end else ""
        yield _paragraph(line, _line(line[:start]) + quoted + _line(line[end:]))
        at += len(line) + 1


def _place(citation: Citation) -> str:
    rows = [(strings.DOCUMENT, citation.title or strings.UNTITLED)]
    if citation.section:
        rows.append((strings.SECTION, _PATH_SEPARATOR.join(citation.section)))
    if citation.page is not None:
        rows.append((strings.PAGE, str(citation.page)))
    rows.append((strings.FILE, citation.source))
    cells = "".join(f'<p dir="rtl"><b>{name}:</b> {_line(value)}</p>' for name, value in rows)
    return f'<div class="hw-place">{cells}</div>'


def _paragraphs(text: str, *, markers: bool = False) -> str:
    return "".join(_paragraph(line, _line(line, markers=markers)) for line in text.split("\n"))


def _paragraph(line: str, inner: str) -> str:
    return f'<p dir="{direction_of(line)}">{inner}</p>'


def _line(text: str, *, markers: bool = False) -> str:
    return "".join(_pieces(stretches(text), markers=markers))


def _pieces(pieces: Iterable[tuple[str, str]], *, markers: bool) -> Iterator[str]:
    for kind, part in pieces:
        if kind == "text":
            yield escape(part)
        elif kind == "marker" and markers:
            yield f'<bdi class="hw-marker" dir="ltr">{escape(part)}</bdi>'
        else:
            style = "" if kind == "ltr" else ' class="hw-fixed"'
            yield f'<bdi{style} dir="ltr">{escape(part)}</bdi>'
