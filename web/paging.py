"""Long lists of the staff pages, a page of them at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from web.catalogue import Words
from web.parts import sentence

ROWS = 50


@dataclass(frozen=True, slots=True)
class Span:
    """Which rows of a list are shown.

    :param at: The number of their page, from 0.
    :param of: How many rows the list has.
    """

    at: int
    of: int

    @classmethod
    def near(cls, at: int, of: int) -> "Span":
        """The page of that number, or the nearest that there is."""
        return cls(min(max(at, 0), max(of - 1, 0) // ROWS), of)

    @property
    def skipped(self) -> int:
        """How many rows stand before them."""
        return self.at * ROWS

    @property
    def end(self) -> int:
        """How many rows there are up to the last of them."""
        return min(self.skipped + ROWS, self.of)

    @property
    def rows(self) -> slice:
        """Where they stand in the list."""
        return slice(self.skipped, self.end)


class Pager:
    """Which rows of a list are shown, with buttons to the page before and the next; unseen where one page holds all.

    :param name: Tells its parts apart in the page.
    """

    def __init__(self, name: str, words: Words) -> None:
        self._words = words
        self.at = gr.State(0)
        with gr.Row(visible=False, elem_id=f"hw-{name}-pages", elem_classes="hw-pages") as self._row:
            self._before = gr.Button(words.ROWS_BEFORE, size="sm", scale=0, elem_id=f"hw-{name}-before")
            self._told = gr.HTML("", padding=False)
            self._after = gr.Button(words.ROWS_AFTER, size="sm", scale=0, elem_id=f"hw-{name}-after")

    @property
    def parts(self) -> list[Any]:
        """What changes with the rows."""
        return [self.at, self._row, self._told, self._before, self._after]

    def shown(self, span: Span) -> list[Any]:
        """The values of `parts` for these rows."""
        told = self._words.ROWS_SHOWN.format(first=span.skipped + 1, last=span.end, of=span.of)
        return [
            span.at,
            gr.Row(visible=span.of > ROWS),
            sentence(told),
            gr.Button(interactive=span.at > 0),
            gr.Button(interactive=span.end < span.of),
        ]

    def connect(self, show: Callable[..., list[Any]], inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        """Let the buttons turn the pages.

        :param show: Gives the outputs of the page of a number, from that number and the other inputs.
        :param inputs: The number of the page, which is `at`, and others.
        :param outputs: What shows the list, and others.
        """
        to_its_beginning = f"() => document.getElementById('{outputs[0].elem_id}')?.scrollIntoView()"

        def turn(by: int) -> Callable[..., list[Any]]:
            def turned(at: int, *others: Any) -> list[Any]:
                return show(at + by, *others)

            return turned

        for button, by in ((self._before, -1), (self._after, 1)):
            event = button.click(
                turn(by), list(inputs), list(outputs), show_progress="hidden", api_visibility="private"
            )
            event.then(None, js=to_its_beginning, queue=False, api_visibility="private")
