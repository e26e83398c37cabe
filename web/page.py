"""The chat page: a chain, example questions and the size of the corpus -> Gradio blocks."""

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from langchain_core.runnables import Runnable

from bot.answer import Answer, Question
from bot.serving.examples import COUNT
from errors import HiwarError
from history.records import Limits, Retention
from web.ahead import PAGE
from web.answering import VISITOR
from web.asking import ask, objection_to
from web.catalogue import ARABIC, Words
from web.command import Command
from web.conversation import Conversation, Progress, messages_of, place_behind, stopped
from web.corpus import CorpusSummary
from web.deeds import do
from web.frame import render_footer, render_header, render_welcome
from web.keeping import Asker, Keeper
from web.render import escape, render_follow_ups
from web.turn import turn_of

# Answering is bound by the processor: a few at a time, the others wait in a line of this length.
CONCURRENT_ANSWERS = 4
WAITING_QUESTIONS = 64
# How often those who wait are told their place: at every move of the line it is a message to each of them.
_PLACE_SECONDS = 1.0
_SESSION_SECONDS = 6 * 60 * 60

_Update = dict[Any, Any]

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Widgets:
    """The parts of the page that take part in events.

    Which buttons are offered follows from what the conversation shows, in the style sheet.
    """

    conversation: gr.State
    name: gr.State
    chat: gr.Chatbot
    notice: gr.HTML
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    new: gr.Button
    welcome: gr.HTML
    following: gr.HTML
    command: gr.Textbox
    examples: tuple[gr.Button, ...]

    def outputs(self) -> list[Any]:
        """What an event may change."""
        return [self.conversation, self.name, self.chat, self.notice, self.box, self.following]


@dataclass(frozen=True, slots=True)
class Behind:
    """What the page works with.

    :param chain: Its `stream` yields an answer again and again as it grows; the last one is whole.
    :param corpus: Gives what the page tells about the corpus, asked whenever a page is opened.
    :param follow_ups: Gives questions that go on from an answer and that the documents answer.
    :param keeper: Keeps conversations, shared answers and verdicts; None keeps nothing.
    :param words: The language of the page.
    """

    chain: Runnable[Question, Answer]
    corpus: Callable[[], CorpusSummary]
    follow_ups: Callable[[Answer], Sequence[str]]
    keeper: Keeper | None
    words: Words = ARABIC

    @property
    def keeps_history(self) -> bool:
        """Whether there are conversations to go back to."""
        return self._retention.history > 0

    @property
    def most_exchanges(self) -> int:
        """How many questions one conversation may have."""
        return (self.keeper.history.limits if self.keeper else Limits()).exchanges

    @property
    def deeds(self) -> tuple[str, ...]:
        """What can be done with an answer."""
        share = ("share",) if self._retention.shared else ()
        return ("copy", *share, *(("helped", "unhelped") if self._retention.feedback else ()))

    @property
    def _retention(self) -> Retention:
        return self.keeper.history.retention if self.keeper else Retention(0, 0, 0)


def build_page(behind: Behind) -> gr.Blocks:
    """Lay the page out and connect it."""
    corpus, words = behind.corpus, behind.words
    with gr.Blocks(title=words.PAGE_TITLE, analytics_enabled=False, fill_height=True) as page:
        header = gr.HTML(render_header(corpus(), keeps_history=behind.keeps_history, words=words), padding=False)
        widgets = _lay_out(corpus(), words)
        gr.HTML(render_footer(words=words), padding=False)
        _connect(widgets, behind)
        # Another edition may be live by the time that a page is opened.
        quiet = _quiet(widgets)
        page.load(lambda: _about(behind), outputs=[header, widgets.welcome, *widgets.examples], **quiet)
        opened = page.load(_opening(widgets, behind), outputs=widgets.outputs(), **quiet)
        opened.then(None, js="() => { window.hiwar?.opened?.(); }", queue=False, api_visibility="private")
        opened.then(_following(behind), inputs=[widgets.conversation], outputs=[widgets.following], **quiet)
    page.queue(
        max_size=WAITING_QUESTIONS,
        default_concurrency_limit=CONCURRENT_ANSWERS,
        status_update_rate=_PLACE_SECONDS,
        api_open=False,
    )
    return page


def _lay_out(corpus: CorpusSummary, words: Words) -> _Widgets:
    conversation = gr.State((), time_to_live=_SESSION_SECONDS)
    name = gr.State("", time_to_live=_SESSION_SECONDS)
    # What is suggested stands below the last answer and scrolls with it: nothing above moves when it arrives.
    with gr.Column(elem_id="hw-talk", scale=1):
        chat = _chat(words)
        following = gr.HTML("", elem_id="hw-following", padding=False)
    with gr.Column(elem_id="hw-welcome", scale=1):
        welcome = gr.HTML(render_welcome(corpus, words=words), padding=False)
        with gr.Row(elem_id="hw-examples"):
            chips = tuple(
                gr.Button(
                    example, size="sm", visible=bool(example), elem_id=f"hw-example-{number}", elem_classes="hw-example"
                )
                for number, example in enumerate(_padded(corpus.examples), start=1)
            )
    notice = gr.HTML("", elem_id="hw-notice", padding=False)
    with gr.Row(elem_id="hw-ask"):
        box = gr.Textbox(
            label=words.QUESTION_LABEL,
            show_label=False,
            container=False,
            placeholder=words.QUESTION_PLACEHOLDER,
            rtl=words.direction == "rtl",
            lines=1,
            max_lines=6,
            autofocus=True,
            scale=1,
            elem_id="hw-box",
        )
        send = gr.Button(words.SEND, variant="primary", scale=0, elem_id="hw-send")
        stop = gr.Button(words.STOP, variant="stop", scale=0, elem_id="hw-stop")
    new = gr.Button(words.NEW_CONVERSATION, elem_id="hw-renew", elem_classes="hw-unseen")  # pressed by the header's
    command = gr.Textbox("", label=words.QUESTION_LABEL, elem_id="hw-command", elem_classes="hw-unseen")
    return _Widgets(conversation, name, chat, notice, box, send, stop, new, welcome, following, command, chips)


def _padded(examples: Sequence[str]) -> list[str]:
    """As many examples as there are buttons; a button without one is not shown."""
    return [*examples, *([""] * COUNT)][:COUNT]


def _about(behind: Behind) -> list[Any]:
    corpus, words = behind.corpus(), behind.words
    chips = [gr.Button(value=example, visible=bool(example)) for example in _padded(corpus.examples)]
    header = render_header(corpus, keeps_history=behind.keeps_history, words=words)
    return [header, render_welcome(corpus, words=words), *chips]


def _chat(words: Words) -> gr.Chatbot:
    return gr.Chatbot(
        label=words.CONVERSATION,
        show_label=False,
        elem_id="hw-chat",
        layout="bubble",
        rtl=words.direction == "rtl",
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
        autoscroll=False,  # to the end; who asked reads from the beginning: the page's script sees to that
    )


def _quiet(widgets: _Widgets) -> dict[str, Any]:
    """How an event runs at once and unseen.

    Gradio tells every part that some event can change of every step of every event, which costs the browser ten
    milliseconds and more of each question. Only the box is told: it shows the place in the queue.
    """
    return {
        "show_progress": "hidden",
        "show_progress_on": widgets.box,
        "queue": False,
        "api_visibility": "private",
    }


def _connect(widgets: _Widgets, behind: Behind) -> None:
    quiet = _quiet(widgets)
    # One event for the box, the button and the examples: a second question waits for the first.
    asking = gr.on(
        [widgets.box.submit, widgets.send.click, *(chip.click for chip in widgets.examples)],
        _asking(widgets, behind),
        inputs=[widgets.box, widgets.command, widgets.conversation, widgets.name, *widgets.examples],
        outputs=widgets.outputs(),
        show_progress="hidden",
        show_progress_on=widgets.box,  # as `_quiet` says
        trigger_mode="once",
        concurrency_limit=CONCURRENT_ANSWERS,
        api_visibility="private",
        js="(typed, _, ...rest) => [typed, window.hiwar?.command(typed) ?? '', ...rest]",
    )
    # Runs when the answer has ended in any way: after a stop, only once the generation has let go,
    # so that a question sent when the button is back is never lost.
    asking.then(None, js="() => { window.hiwar?.ended(); }", queue=False, api_visibility="private")
    settle = gr.Button(behind.words.STOP, elem_id="hw-settle", elem_classes="hw-unseen")
    settle.click(
        _settling(widgets, behind),
        inputs=[widgets.conversation, widgets.name],
        outputs=[widgets.conversation, widgets.chat],
        **quiet,
    )
    # Beside the conversation, so that a question asked meanwhile is not overwritten.
    asking.then(
        _following(behind),
        inputs=[widgets.conversation],
        outputs=[widgets.following],
        **quiet,
    )
    widgets.stop.click(None, cancels=[asking], queue=False, api_visibility="private")
    widgets.new.click(None, cancels=[asking], queue=False, api_visibility="private").then(
        _renewing(widgets), outputs=widgets.outputs(), **quiet
    )
    if behind.keeper:
        _connect_deeds(widgets, behind.keeper, quiet, behind.words)


def _connect_deeds(widgets: _Widgets, keeper: Keeper, quiet: dict[str, Any], words: Words) -> None:
    """The way from a button within an answer to the server and back; `web.deeds` says what travels on it."""
    reply = gr.Textbox("", label=words.QUESTION_LABEL, elem_id="hw-reply", elem_classes="hw-unseen")
    deed = gr.Button(words.SEND, elem_id="hw-deed", elem_classes="hw-unseen")

    def done(told: str, conversation: Conversation, request: gr.Request) -> str:
        return do(told, conversation, keeper, Asker.of(request), words).to_json()

    deed.click(
        done,
        inputs=[widgets.command, widgets.conversation],
        outputs=[reply],
        js="(_, conversation) => [window.hiwar.deed(), conversation]",
        **quiet,
    ).then(None, inputs=[reply], js="(reply) => { window.hiwar.replied(reply); }", queue=False)


def _asking(widgets: _Widgets, behind: Behind) -> Callable[..., Iterator[_Update]]:
    names = [chip.elem_id for chip in widgets.examples]

    def answer(
        typed: str, told: str, conversation: Conversation, name: str, event: gr.EventData, request: gr.Request,
        *offers: str,
    ) -> Iterator[_Update]:  # fmt: skip
        command = Command.read(told)
        offered = dict(zip(names, offers, strict=True)).get(event.target.elem_id if event.target else None)
        given = command.question if offered is None else offered
        question = (typed if given is None else given).strip()  # as it is counted and kept
        name, asker = name or command.conversation or secrets.token_urlsafe(9), Asker.of(request)
        conversation = _with_what_was_asked_elsewhere(behind, asker, name, stopped(conversation))
        turn = turn_of(command, conversation)
        others = len(turn.before) + len(turn.behind)
        objection = objection_to(question, behind.words, others=others, limit=behind.most_exchanges)
        if objection:
            yield {widgets.notice: _notice(objection, behind.words)}
            return
        box = {} if given is not None else {widgets.box: ""}
        asking = {PAGE: command.page, VISITOR: asker.visitor}
        chain = behind.chain.with_config(configurable=asking)
        for grown in ask(chain, question, turn.before, behind.words, command.scope.scope(), turn.place):
            if grown[-1].progress is Progress.FAILED:
                # What was typed is not lost: it can be sent again.
                box = {widgets.box: question}
            conversation = (*grown, *turn.behind)
            yield {
                **_shown(widgets, conversation, behind),
                **box,
                widgets.notice: "",
                widgets.name: name,
                widgets.following: "",
            }
            box = {}
        if behind.keeper:
            behind.keeper.keep(asker, name, conversation[len(turn.before)], cut=command.is_edit)

    return answer


def _with_what_was_asked_elsewhere(behind: Behind, asker: Asker, name: str, conversation: Conversation) -> Conversation:
    """The conversation with what the same reader asked in it in another window meanwhile."""
    if not (behind.keeper and conversation):
        return conversation
    try:
        return (*conversation, *behind.keeper.kept(asker, name, behind=place_behind(conversation) - 1))
    except HiwarError as error:
        _logger.warning("conversation not found: %s", error)
        return conversation


def _settling(widgets: _Widgets, behind: Behind) -> Callable[..., _Update]:
    def settle(conversation: Conversation, name: str, request: gr.Request) -> _Update:
        settled = stopped(conversation)
        if settled == conversation:
            # Nothing is written where nothing ran: the next question may already be growing.
            return {widgets.conversation: gr.skip()}
        if behind.keeper:
            for exchange in settled:
                if exchange not in conversation:  # it was running
                    behind.keeper.keep(Asker.of(request), name, exchange)
        return _shown(widgets, settled, behind)

    return settle


def _following(behind: Behind) -> Callable[[Conversation], str]:
    def follow(conversation: Conversation) -> str:
        last = conversation[-1] if conversation else None
        if last is None or last.answer is None or last.progress is not Progress.DONE:
            return ""
        asked = {exchange.question.strip() for exchange in conversation}
        return render_follow_ups(
            [text for text in behind.follow_ups(last.answer) if text not in asked], words=behind.words
        )

    return follow


def _opening(widgets: _Widgets, behind: Behind) -> Callable[[gr.Request], _Update]:
    """What a page shows when it is opened: the conversation that its address names, if it is this reader's."""

    def opened(request: gr.Request) -> _Update:
        name = str(request.query_params.get("conversation", ""))
        if not (behind.keeper and name):
            return {widgets.notice: gr.skip()}
        try:
            conversation = behind.keeper.kept(Asker.of(request), name)
        except HiwarError as error:
            _logger.warning("conversation not found: %s", error)
            return {widgets.notice: _notice(behind.words.UNEXPECTED_ERROR, behind.words)}
        return {**_shown(widgets, conversation, behind), widgets.name: name if conversation else ""}

    return opened


def _renewing(widgets: _Widgets) -> Callable[[], _Update]:
    def renew() -> _Update:
        empty: _Update = {widgets.conversation: (), widgets.chat: [], widgets.name: "", widgets.following: ""}
        return {**empty, widgets.notice: "", widgets.box: ""}

    return renew


def _shown(widgets: _Widgets, conversation: Conversation, behind: Behind) -> _Update:
    return {widgets.conversation: conversation, widgets.chat: messages_of(conversation, behind.deeds, behind.words)}


def _notice(sentence: str, words: Words) -> str:
    # Gradio lays the elements of its own out from left to right, whatever the page does.
    return f'<p role="status" class="hw-objection hw-n" dir="{words.direction}">{escape(sentence)}</p>'
