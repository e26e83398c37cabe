"""The chat page: a chain, example questions and the size of the corpus -> Gradio blocks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from langchain_core.runnables import Runnable

from bot.answer import Answer, Question
from bot.examples import COUNT
from web import strings
from web.asking import ask, objection_to
from web.conversation import Conversation, Progress, messages_of, stopped
from web.corpus import CorpusSummary
from web.render import escape, render_footer, render_header

# Answering is bound by the processor: a few at a time, the others wait in a line of this length.
CONCURRENT_ANSWERS = 4
WAITING_QUESTIONS = 64
_SESSION_SECONDS = 6 * 60 * 60

_Update = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class _Widgets:
    """The parts of the page that take part in events.

    Which buttons are offered follows from what the conversation shows, in the style sheet.
    """

    conversation: gr.State
    chat: gr.Chatbot
    notice: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    new: gr.Button
    examples: tuple[gr.Button, ...]

    def outputs(self) -> list[Any]:
        """What an event may change."""
        return [self.conversation, self.chat, self.notice, self.box]


def build_page(chain: Runnable[Question, Answer], *, corpus: Callable[[], CorpusSummary]) -> gr.Blocks:
    """Lay the page out and connect it to the chain.

    :param chain: Its `stream` yields an answer again and again as it grows; the last one is whole.
    :param corpus: Gives what the page tells about the corpus, asked whenever a page is opened.
    """
    with gr.Blocks(title=strings.PAGE_TITLE, analytics_enabled=False, fill_height=True) as page:
        header = gr.HTML(render_header(corpus()), padding=False)
        widgets = _lay_out(corpus().examples)
        footer = gr.HTML(render_footer(corpus()), padding=False)
        _connect(widgets, chain)
        # Another edition may be live by the time that a page is opened.
        page.load(
            lambda: _about(corpus()),
            outputs=[header, footer, *widgets.examples],
            show_progress="hidden",
            queue=False,
            api_visibility="private",
        )
    page.queue(max_size=WAITING_QUESTIONS, default_concurrency_limit=CONCURRENT_ANSWERS, api_open=False)
    return page


def _lay_out(examples: Sequence[str]) -> _Widgets:
    conversation = gr.State((), time_to_live=_SESSION_SECONDS)
    chat = _chat()
    with gr.Column(elem_id="hw-welcome", scale=1):
        gr.HTML(f'<p dir="rtl">{escape(strings.WELCOME)}</p>', padding=False)
        with gr.Row(elem_id="hw-examples"):
            chips = tuple(
                gr.Button(
                    example, size="sm", visible=bool(example), elem_id=f"hw-example-{number}", elem_classes="hw-example"
                )
                for number, example in enumerate(_padded(examples), start=1)
            )
    notice = gr.HTML("", elem_id="hw-notice", padding=False)
    with gr.Row(elem_id="hw-ask"):
        box = gr.Textbox(
            label=strings.QUESTION_LABEL,
            show_label=False,
            container=False,
            placeholder=strings.QUESTION_PLACEHOLDER,
            rtl=True,
            lines=1,
            max_lines=6,
            autofocus=True,
            scale=1,
            elem_id="hw-box",
        )
        send = gr.Button(strings.SEND, variant="primary", scale=0, elem_id="hw-send")
        stop = gr.Button(strings.STOP, variant="stop", scale=0, elem_id="hw-stop")
    new = gr.Button(strings.NEW_CONVERSATION, size="sm", elem_id="hw-new")
    return _Widgets(conversation, chat, notice, box, send, stop, new, chips)


def _padded(examples: Sequence[str]) -> list[str]:
    """As many examples as there are buttons; a button without one is not shown."""
    return [*examples, *([""] * COUNT)][:COUNT]


def _about(corpus: CorpusSummary) -> list[Any]:
    chips = [gr.Button(value=example, visible=bool(example)) for example in _padded(corpus.examples)]
    return [render_header(corpus), render_footer(corpus), *chips]


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        label=strings.CONVERSATION,
        show_label=False,
        elem_id="hw-chat",
        layout="bubble",
        rtl=True,
        height=None,
        scale=1,
        buttons=[],
        feedback_options=None,
        # Messages are HTML of our own making in which nothing is left for Markdown or LaTeX.
        sanitize_html=True,
        latex_delimiters=[],
        line_breaks=False,
        allow_tags=False,
        group_consecutive_messages=False,
    )


def _connect(widgets: _Widgets, chain: Runnable[Question, Answer]) -> None:
    # One event for the box, the button and the examples: a second question waits for the first.
    asking = gr.on(
        [widgets.box.submit, widgets.send.click, *(chip.click for chip in widgets.examples)],
        _asking(widgets, chain),
        inputs=[widgets.box, widgets.conversation, *widgets.examples],
        outputs=widgets.outputs(),
        show_progress="hidden",
        trigger_mode="once",
        concurrency_limit=CONCURRENT_ANSWERS,
        api_visibility="private",
    )
    # Runs when the answer has ended in any way: after a stop, only once the generation has let go,
    # so that a question sent when the button is back is never lost.
    asking.then(
        _settling(widgets),
        inputs=[widgets.conversation],
        outputs=widgets.outputs(),
        show_progress="hidden",
        queue=False,
        api_visibility="private",
    )
    widgets.stop.click(None, cancels=[asking], queue=False, api_visibility="private")
    widgets.new.click(None, cancels=[asking], queue=False, api_visibility="private").then(
        _renewing(widgets),
        outputs=widgets.outputs(),
        show_progress="hidden",
        queue=False,
        api_visibility="private",
    )


def _asking(widgets: _Widgets, chain: Runnable[Question, Answer]) -> Callable[..., Iterator[_Update]]:
    names = [chip.elem_id for chip in widgets.examples]

    def answer(typed: str, conversation: Conversation, event: gr.EventData, *offers: str) -> Iterator[_Update]:
        offered = dict(zip(names, offers, strict=True))
        example = offered.get(event.target.elem_id if event.target else None)
        question = typed if example is None else example
        objection = objection_to(question)
        if objection:
            yield {widgets.notice: _notice(objection)}
            return
        box = {} if example is not None else {widgets.box: ""}
        for grown in ask(chain, question, conversation):
            if grown[-1].progress is Progress.FAILED:
                # What was typed is not lost: it can be sent again.
                box = {widgets.box: question}
            yield {**_shown(widgets, grown), **box, widgets.notice: ""}
            box = {}

    return answer


def _settling(widgets: _Widgets) -> Callable[[Conversation], _Update]:
    def settle(conversation: Conversation) -> _Update:
        settled = stopped(conversation)
        # Nothing is written where nothing ran: the next question may already be growing.
        return {widgets.notice: gr.skip()} if settled == conversation else _shown(widgets, settled)

    return settle


def _renewing(widgets: _Widgets) -> Callable[[], _Update]:
    def renew() -> _Update:
        return {**_shown(widgets, ()), widgets.notice: "", widgets.box: ""}

    return renew


def _shown(widgets: _Widgets, conversation: Conversation) -> _Update:
    return {widgets.conversation: conversation, widgets.chat: messages_of(conversation)}


def _notice(sentence: str) -> str:
    return f'<p role="status" class="hw-objection">{escape(sentence)}</p>'
