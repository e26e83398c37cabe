"""What readers say of answers, for organisers: a table, and each question as a test prompt to download."""

import json
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import Response, StreamingResponse

from history.records import Verdict
from history.store import History
from web.catalogue import Words
from web.deeds import prompt_of
from web.direction import direction_of
from web.paging import ROWS, Pager, Span
from web.render import escape

PROMPTS = "prompts"
_LARGEST_NUMBER = 2**63 - 1  # that SQLite knows
_ADDRESS = f"/organisers/{PROMPTS}"  # the same from the page in each language


def verdicts_tab(opened: Sequence[Any], history: History, words: Words) -> None:
    """Lay the table out.

    :param opened: The events at which it is read anew: what else is done on the page may change it.
    """
    table = gr.HTML("", elem_id="hw-verdicts", padding=False)
    pager = Pager("verdicts", words)

    def shown(at: int) -> list[Any]:
        span = Span.near(at, history.count_verdicts())
        return [_table(history.verdicts(span.skipped, ROWS), words), *pager.shown(span)]

    outputs = [table, *pager.parts]
    gr.on(opened, shown, [pager.at], outputs, show_progress="hidden", api_visibility="private")
    pager.connect(shown, [pager.at], outputs)


def prompts_of(history: History) -> FastAPI:
    """An application with all verdicts as prompts at "/all.jsonl", and one of them at "/N.jsonl"."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/all.jsonl")
    def every() -> Response:
        return _download(history.every_verdict(), "feedback")

    @app.get("/{number}.jsonl")
    def one(number: int) -> Response:
        found = history.verdict(number) if 0 < number <= _LARGEST_NUMBER else None
        return _download([found], f"feedback-{number}") if found else Response(status_code=HTTPStatus.NOT_FOUND)

    return app


def _download(verdicts: Iterable[Verdict], name: str) -> Response:
    lines = (json.dumps(prompt_of(verdict), ensure_ascii=False) + "\n" for verdict in verdicts)
    headers = {"Content-Disposition": f'attachment; filename="{name}.jsonl"', "Cache-Control": "no-store"}
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=headers)


def _table(verdicts: list[Verdict], words: Words) -> str:
    if not verdicts:
        return f'<p dir="{words.direction}">{escape(words.VERDICTS_NONE)}</p>'
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in words.row("VERDICTS_HEAD"))
    link = f'<p dir="{words.direction}"><a href="{_ADDRESS}/all.jsonl" download>{escape(words.VERDICTS_ALL)}</a></p>'
    return (
        f'{link}<div class="hw-table" dir="{words.direction}" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(_row(verdict, words) for verdict in verdicts)}</tbody></table></div>"
    )


def _row(verdict: Verdict, words: Words) -> str:
    record = verdict.record
    told = words.HELPED if verdict.helped else words.reasons.get(verdict.reason, words.DID_NOT_HELP)
    texts = (record.question, record.answer.text, told, verdict.comment)
    cells = "".join(f'<td dir="{direction_of(text)}">{escape(text)}</td>' for text in texts)
    place = "".join(f"<td><bdi>{escape(text)}</bdi></td>" for text in (record.edition, record.at.date().isoformat()))
    name = escape(words.VERDICT_PROMPT)
    link = f'<td><a href="{_ADDRESS}/{verdict.number}.jsonl" download>{name}</a></td>'
    return f"<tr>{cells}{place}{link}</tr>"
