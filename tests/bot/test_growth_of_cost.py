"""Whatever takes text takes time in proportion to it: no text of the allowed length can hold the server up."""

import importlib
import inspect
import pkgutil
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import FunctionType
from typing import Any, get_type_hints

import pytest
from hostile_texts import TEXTS

import bot
from bot.answer import Question, Turn
from bot.understanding.question import AskedQuestion, understand
from ingest.document import Span
from tests.growth import LINEAR, growth
from vectorstore.analyzer import Token, tokenize

_LANGUAGE = ("analyzer", "glossary", "scope", "sessions", "thesaurus")  # of vectorstore
_LONGEST = 2**12  # characters: twice as long as a question may be, and longer than a passage

_SENTENCE = re.compile(r"[^.؟\n]+[.؟\n]*|[.؟\n]+")

_Make = Callable[[str], Any]


def _words(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(Span(found.start(), found.end()) for found in _SENTENCE.finditer(text))


_MADE: dict[Any, _Make] = {
    str: lambda text: text,
    list[str]: _words,
    Sequence[str]: _words,
    Iterable[str]: _words,
    Sequence[Token]: tokenize,
    Token: lambda text: Token(text, 0, len(text)),
    Span: lambda text: Span(0, len(text)),
    Sequence[Span]: _sentences,
    Question: lambda text: Question(text, (Turn("user", text), Turn("assistant", text))),
    AskedQuestion: lambda text: understand(Question(text)),
}
"""How a parameter of a type is made from a text."""


def _functions() -> Iterator[tuple[str, FunctionType]]:
    """The public functions whose parameters can be made from a text."""
    modules = [found.name for found in pkgutil.walk_packages(bot.__path__, "bot.")]
    for name in (*modules, *(f"vectorstore.{part}" for part in _LANGUAGE)):
        for called, value in vars(importlib.import_module(name)).items():
            function = inspect.unwrap(value) if callable(value) else None
            if isinstance(function, FunctionType) and function.__module__ == name and not called.startswith("_"):
                kinds = _kinds(function)
                if kinds and set(kinds.values()) <= set(_MADE):
                    yield f"{name}.{called}", function


def _kinds(function: FunctionType) -> dict[str, Any]:
    hints = get_type_hints(function)
    needed = inspect.signature(function).parameters.values()
    return {each.name: hints.get(each.name) for each in needed if each.default is each.empty}


_FUNCTIONS = dict(_functions())


def test_what_reads_questions_and_passages_is_measured() -> None:
    measured = {
        "bot.understanding.question.understand",
        "bot.support.statement.read_statement",
        "vectorstore.analyzer.stems",
    }
    assert measured <= set(_FUNCTIONS)


@pytest.mark.parametrize("name", _FUNCTIONS)
def test_twice_the_text_costs_about_twice_as_much(name: str) -> None:
    function = _FUNCTIONS[name]
    kinds = _kinds(function)

    def call(arguments: dict[str, Any]) -> None:
        answer = function(**arguments)
        if isinstance(answer, Iterator):
            deque(answer, maxlen=0)

    grows = {
        called: growth(
            call,
            lambda size, make=make: {parameter: _MADE[kind](make(size)) for parameter, kind in kinds.items()},
            longest=_LONGEST,
        )
        for called, make in TEXTS.items()
    }
    assert {called: ratio for called, ratio in grows.items() if ratio > LINEAR} == {}
