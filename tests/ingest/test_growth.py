"""No text of any kind holds up what reads it: the cost of every function that takes text grows as the text does."""

import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from functools import partial
from itertools import product
from typing import Any, cast, get_type_hints

import pytest

import ingest
from ingest.document import Block, BlockKind, Limits, Original, Span
from ingest.loaders.ocr.ruling import RuledLine
from ingest.loaders.pdf.blocks import PageLines
from ingest.loaders.pdf.layout import find_margins, read_layout
from ingest.loaders.pdf.line import Line
from ingest.loaders.pdf.page import Page, Word
from ingest.numbering import Numbering, parse_numbering
from ingest.passages import lay_out
from ingest.quality import Doubt
from ingest.sections import Paragraph
from tests.growth import LINEAR, growth, repeated

SAID = "بلغ عدد المشاركين في الجلسة الأولى سبعة وثمانين مشاركاً من ست دول. "
LONG = 2**13  # characters
QUICK = 0.003  # seconds of processor time for so many: whatever its cost grows by, it holds nothing up
APART = ("reading_process", "isolation", "process", "__main__")
"""Modules that start processes, or limit the one that they are in."""
STARTING_PROCESSES = {
    "ingest.isolation._unforeseen",
    "ingest.loaders.libreoffice._converted",
    "ingest.loaders.libreoffice.load_by_libreoffice",
    "ingest.loaders.ocr._languages",
    "ingest.loaders.ocr._run",
    "ingest.loaders.pdf.process._answers",
    "ingest.loaders.pdf.process._engine",
    "ingest.loaders.pdf.process._rendered",
    "ingest.loaders.pdf.process.render_page",
}
MEASURED_WITHIN = {  # those that call them: they take what is made of a text
    "ingest.dates._whole",
    "ingest.loaders.web.html._number",
    "ingest.loaders.web.html._refers_to_note",
    "ingest.loaders.web.html._span",
    "ingest.loaders.mail._document",
    "ingest.loaders.markup._apart",
    "ingest.loaders.pdf.blocks._kind",
    "ingest.loaders.pdf.engine.__main__._render",
    "ingest.loaders.pdf.engine.marking.marked",
    "ingest.loaders.text.plain._block",
    "ingest.loaders.text.transcripts._of_line",
    "ingest.passages._belong_together",
    "ingest.passages._group",
    "ingest.passages._in_other_scripts",
    "ingest.passages._passage",
    "ingest.passages._with_their_lists",
    "ingest.sections._is_item",
    "ingest.sections._kind",
}
NO_TEXT = ("docx", "pptx", "office", "sheets", "pdf", *(f"loaders._{kind}" for kind in ("docx", "pptx", "xlsx", "pdf")))
"""Those whose bytes are no text: such documents are held to their limits alone."""


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line] or [""]


def _blocks(text: str) -> list[Block]:
    """A block a line, of kinds that take turns."""
    kinds = (BlockKind.TEXT, BlockKind.TEXT, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING)
    return [Block(line, kinds[at % len(kinds)], page=at // 40 + 1) for at, line in enumerate(_lines(text))]


def _paragraphs(text: str) -> list[Paragraph]:
    lines = enumerate(_lines(text))
    return [Paragraph(line, BlockKind.LIST_ITEM if at % 3 else BlockKind.PARAGRAPH, (), None) for at, line in lines]


def _page(text: str) -> Page:
    """The words of a text, ten in a line."""
    places = ((50.0 * (at % 10), 800 - 14.0 * (at // 10), word) for at, word in enumerate(text.split()))
    words = (Word(tuple(word), x, x + 45, y, 12, bold=False) for x, y, word in places)
    return Page(1, 600, 800, tuple(words), (), has_picture=False)


def _page_lines(text: str) -> list[Line]:
    page = _page(text)
    return read_layout(page, find_margins([page]), rtl=True) or [Line(_page("م").words, 0, 600)]


def _number(text: str) -> Numbering:
    return parse_numbering(text) or Numbering("digits1", 1, text)


def _count_tokens(text: str) -> int:
    return len(text) // 4 + 1


def _numbered_items(characters: int) -> str:
    return "".join(f"{number}. محضر\n" for number in range(1, max(characters // 9, 2)))


def _headings_of_all_depths(characters: int) -> str:
    depths = range(1, max(int((characters / 2) ** 0.5) // 2, 3))
    return "".join(f"{'.'.join(['1'] * depth)} محضر\n{SAID}\n" for depth in depths)


TEXTUAL: dict[Any, Callable[[str], Any]] = {
    str: str,
    bytes: str.encode,
    list[str]: _lines,
    Sequence[str]: list,  # characters; each takes lines too
    Block: lambda text: Block(text),
    Block | None: lambda text: Block(text),
    Sequence[Block]: _blocks,
    Sequence[Paragraph]: _paragraphs,
    Original: lambda text: Original(text.encode(), "a.txt"),
    Page: _page,
    Sequence[Page]: lambda text: [_page(text)],
    Sequence[Word]: lambda text: _page(text).words,
    Line: lambda text: _page_lines(text)[0],
    Sequence[Line]: _page_lines,
    PageLines: lambda text: PageLines(_page(text), _page_lines(text)),
    Sequence[PageLines]: lambda text: [PageLines(_page(text), _page_lines(text))],
}
"""What is made of a text for a parameter of that type."""
PLAIN = {str, bytes, Sequence[str], Sequence[Block], Sequence[Paragraph], Original}
BESIDE: dict[Any, Callable[[str], Any]] = {
    bool: lambda text: True,
    int: lambda text: 1,
    Limits: lambda text: Limits(),
    Limits | None: lambda text: None,
    frozenset[str]: lambda text: frozenset[str](),
    set[str]: lambda text: set[str](),
    tuple[float, float]: lambda text: (0.0, 600.0),
    tuple[RuledLine, ...]: lambda text: (RuledLine(0, 0, 600, 4),),
    Numbering: _number,
    Span: lambda text: Span(0, len(text)),
    Sequence[Span]: lambda text: lay_out(_paragraphs(text))[1],
    Callable[[str], int]: lambda text: _count_tokens,
    EmailMessage: lambda text: message_from_string(f"Subject: {text}\n\n{text}", policy=default),
    object: lambda text: 1.5,
    Decimal: lambda text: Decimal("1.5"),
    datetime | time_of_day: lambda text: datetime.min,
    datetime | time_of_day | timedelta: lambda text: datetime.min,
    Doubt: lambda text: Doubt.HIDDEN,
    Iterator[str] | None: lambda text: None,
}
"""What stands beside a text in the parameters of a function."""
NAMED: dict[str, Callable[[str], Any]] = {"end": len, "max_tokens": lambda text: 50, "start": lambda text: 0}


TEXTS = {
    "prose": repeated(SAID),
    "one word": repeated("م", "محضر "),
    "one Latin word": repeated("a"),
    "dots": repeated(".", "محضر\n\n"),
    "dots and blanks": repeated(". ", "محضر\n\n"),
    "marks of omission": repeated("… "),
    "guillemets": repeated("«", behind=SAID),
    "quotes behind stops": repeated('."', "محضر "),
    "brackets": repeated("(", "محضر "),
    "square brackets": repeated("[", behind="]"),
    "pairs of brackets": repeated("[](", "محضر "),
    "digits": repeated("1"),
    "numbers and stops": repeated("1.", "م "),
    "numbers and blanks": repeated("1 ", "محضر "),
    "numbers and dashes": repeated("1-"),
    "Roman numerals": repeated("IV. "),
    "slashes": repeated("A/1", "E"),
    "initials": repeated("م.ت."),
    "headings": repeated("# محضر\n"),
    "items": repeated("1. محضر\n"),
    "bullets": repeated("- م\n"),
    "labels": repeated("المكان: "),
    "lines of one word": repeated("محضر\n"),
    "lines of dots": repeated("محضر .....\n"),
    "blanks": repeated(" ", "م", "م"),
    "tabs": repeated("\t", "م", "م"),
    "newlines": repeated("\n", "م", "م"),
    "blank lines": repeated(" \n", "م", "م"),
    "other line ends": repeated("\r\u2028\v"),
    "pipes": repeated("| ", "م"),
    "rows of a table": repeated("| م | م |\n"),
    "stars": repeated("*", "م ", " م"),
    "emphasis": repeated("**م ", "م "),
    "underscores": repeated("_", "م ", " م"),
    "backticks": repeated("`", "م ", " م"),
    "quotations": repeated("> ", behind="م"),
    "notes": repeated("[^1]: م\n"),
    "addresses": repeated("a/", "http://a.a/"),
    "broken addresses": repeated("http://a.a/\n"),
    "addresses in a row": repeated("http://a.a "),
    "at signs": repeated("a@"),
    "tags": repeated("<a ", "محضر "),
    "comments": repeated("<!-- --> "),
    "open notes": repeated("[^"),
    "open addresses": repeated("a.", "محضر <"),
    "addresses in addresses": repeated("http://a"),
    "labels of links": repeated("a", "[", "/](http://a.a)"),
    "a month and blanks": repeated(" ", "آذار", "،"),
    "lines that go on": repeated("محضر،\n\n"),
    "full lines": repeated("م" * 60 + "\n"),
    "open comments": repeated("<!-- ", "محضر "),
    "nested elements": repeated("<div>", "<!doctype html><html>م"),
    "vowel signs": repeated("\u064e", "م"),
    "combining marks": repeated("\u0301", "a"),
    "mixed marks": repeated("\u0301\u0316", "a"),
    "without width": repeated("\u200f\u200b", "م", "م"),
    "presentation forms": repeated("\ufefb\ufdfa"),
    "tatweel": repeated("ـ", "م"),
    "mixed scripts": repeated("مa1,я"),
    "months": repeated("آذار "),
    "days and months": repeated("3 آذار "),
    "days": repeated("3 و 4 ", behind="آذار 2020"),
    "years": repeated("2020/1/"),
    "Hijri dates": repeated("3 رمضان 144 "),
    "percent signs": repeated("%1", "م"),
    "controls": repeated("م\x01"),
    "private marks": repeated("\ue0001\ue001", "م"),
    "cues": repeated("00:01.000 --> 00:02.000\nم: نعم\n\n", "WEBVTT\n\n"),
    "headers": repeated("From: م\n", "Subject: م\n"),
    "parts of a mail": repeated("--a\n\nم\n", "From: a\nContent-Type: multipart/mixed; boundary=a\n\n"),
    "front matter": repeated("title: م\n", "---\n"),
    "numbered items": _numbered_items,
    "headings of all depths": _headings_of_all_depths,
}


def _functions() -> Iterator[tuple[str, Callable[..., Any], dict[str, Any]]]:
    """Every function of a module of the package that takes a text, with the types of its parameters."""
    for info in pkgutil.walk_packages(ingest.__path__, "ingest."):
        module = importlib.import_module(info.name)
        for name, found in vars(module).items():
            function = inspect.unwrap(found) if callable(found) else found
            if inspect.isfunction(function) and function.__module__ == info.name:
                types = get_type_hints(function)
                types.pop("return", None)
                if Any not in types.values() and any(kind in TEXTUAL for kind in types.values()):
                    yield f"{info.name}.{name}", function, types


def _is_measured(name: str, types: dict[str, Any]) -> bool:
    if name in STARTING_PROCESSES or name.split(".")[-2] in APART:
        return False
    if bytes in types.values() and any(f".{module}" in name for module in NO_TEXT):
        return False
    return all(kind in TEXTUAL or kind in BESIDE for kind in types.values())


FUNCTIONS = {name: (function, types) for name, function, types in _functions()}
MEASURED = [name for name, (_, types) in FUNCTIONS.items() if _is_measured(name, types)]


@pytest.mark.parametrize("name", MEASURED)
def test_the_cost_of_a_text_grows_as_its_length_does(name: str) -> None:
    function, types = FUNCTIONS[name]
    long = LONG if PLAIN & set(types.values()) else LONG // 4  # a page has fewer

    def call(arguments: dict[str, Any]) -> None:
        result = function(**arguments)
        if isinstance(result, Iterator):
            for _ in cast(Iterator[object], result):
                pass

    slow: dict[str, float] = {}
    for (kind, make_text), variant in product(TEXTS.items(), _variants(types)):
        make = partial(_given, types, make_text, variant)
        if _may_grow_faster(call, make, long):
            ratio = growth(call, make, longest=2 * long)
            if ratio >= LINEAR:
                slow[f"{kind} {variant}"] = ratio
    assert slow == {}


def _variants(types: dict[str, Any]) -> tuple[str, ...]:
    kinds = types.values()
    return ("text", "page") if Original in kinds else ("characters", "lines") if Sequence[str] in kinds else ("",)


def _given(types: dict[str, Any], make_text: Callable[[int], str], variant: str, characters: int) -> dict[str, Any]:
    text = make_text(characters)
    if variant == "page":
        text = f"<!doctype html><html><body>{text}"
    if Sequence[Span] in types.values():
        text, _ = lay_out(_paragraphs(text))
    return {name: _filled(name, kind, text, variant) for name, kind in types.items()}


def _filled(name: str, kind: Any, text: str, variant: str) -> Any:
    if kind is int and name in NAMED:
        return NAMED[name](text)
    if kind == Sequence[str] and variant == "lines":
        return _lines(text)
    return (TEXTUAL.get(kind) or BESIDE[kind])(text)


def _may_grow_faster(call: Callable[[dict[str, Any]], None], make: Callable[[int], dict[str, Any]], long: int) -> bool:
    took = _seconds(call, make(long))
    return took > QUICK and took > 8 * _seconds(call, make(long // 4))


def _seconds(call: Callable[[dict[str, Any]], None], arguments: dict[str, Any]) -> float:
    begun = time.thread_time()
    with suppress(Exception):  # to refuse a text is to be done with it
        call(arguments)
    return time.thread_time() - begun


def test_every_function_that_takes_a_string_is_measured() -> None:
    of_strings = {name for name, (_, types) in FUNCTIONS.items() if str in types.values()}
    assert of_strings - set(MEASURED) == MEASURED_WITHIN | STARTING_PROCESSES
