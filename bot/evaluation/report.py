"""Runs and comparisons of runs -> files for people: one self-contained page each, in Arabic and English, and JSON.

The pages ask no other host and need no other file; whatever was asked, answered or cited is escaped.
"""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape
from openpyxl import Workbook

from bot.answer import Citation
from bot.evaluation import plots
from bot.evaluation.comparison import Change, Comparison
from bot.evaluation.metrics import SHARES, Metrics, Row, measure, rows_of
from bot.evaluation.prompts import Outcome
from bot.evaluation.run import Result, writing
from bot.evaluation.sheets import fill
from ingest.readings import replace_file
from vectorstore.analyzer import is_arabic

METRICS_FILE, REPORT, SHEET, COMPARISON = "metrics.json", "report.html", "results.xlsx", "comparison"
_NAMES = {
    "right": ("نتائج صحيحة", "Right"),
    "correct": ("إجابات صحيحة", "Answers correct"),
    "groups": ("أجزاء الإجابة الواردة", "Parts of answers given"),
    "exact_match": ("تطابق تام", "Exact match"),
    "f1": ("تداخل الكلمات F1", "Token F1"),
    "citation_hit": ("المرجع الصحيح مذكور", "Citation hit"),
    "citation_precision": ("دقة المراجع", "Citation precision"),
    "first_quote": ("الاقتباس الأول يجيب", "First quote answers"),
    "quote_precision": ("دقة الاقتباسات", "Quote precision"),
    "quote_recall": ("شمول الاقتباسات", "Quote recall"),
    "verbatim": ("اقتباسات حرفية", "Quotes verbatim"),
    "refusal_precision": ("دقة الاعتذار", "Refusal precision"),
    "refusal_recall": ("شمول الاعتذار", "Refusal recall"),
    "false_refusals": ("اعتذار في غير محله", "False refusals"),
    "length": ("وسيط طول الإجابة بالأحرف", "Median characters of an answer"),
    "latency_p50": ("زمن الإجابة: الوسيط (ثانية)", "Seconds an answer, median"),
    "latency_p95": ("زمن الإجابة: المئين 95 (ثانية)", "Seconds an answer, 95th percentile"),
}
_OUTCOMES = {
    Outcome.RIGHT: ("صحيحة", "right"),
    Outcome.ANSWERED: ("أُجيب عنه بلا إجابة منتظرة", "answered, nothing expected"),
    Outcome.WRONG: ("خاطئة أو ناقصة", "wrong or partial"),
    Outcome.FALSE_REFUSAL: ("اعتذار في غير محله", "refused by mistake"),
    Outcome.MISSED_REFUSAL: ("كان يجب الاعتذار", "should have refused"),
}
_CHANGES = {
    Change.BETTER: ("أفضل", "better"),
    Change.WORSE: ("أسوأ", "worse"),
    Change.OTHERWISE: ("بصياغة أخرى", "in other words"),
    Change.SAME: ("كما كانت", "same"),
}


def write_report(out: Path, results: Sequence[Result]) -> Metrics:
    """Score a run, and write `metrics.json`, `results.xlsx` and, last, `report.html` into its folder.

    :raises HiwarError: If they cannot be written.
    """
    rows = rows_of(results)
    metrics = measure(rows)
    scores = {"edition": results[0].edition, "prompts": len(results), **metrics.to_json()}
    with writing(out):
        replace_file(out / METRICS_FILE, _json(scores))
        replace_file(out / SHEET, _workbook(rows, metrics))
        replace_file(out / REPORT, render_report(rows, metrics).encode())
    return metrics


def write_comparison(out: Path, compared: Comparison) -> None:
    """Write `comparison.json` and `comparison.html` into a folder.

    :raises HiwarError: If they cannot be written.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        replace_file(out / f"{COMPARISON}.json", _json(compared.to_json()))
        replace_file(out / f"{COMPARISON}.html", render_comparison(compared).encode())


def render_report(rows: Sequence[Row], metrics: Metrics) -> str:
    """The page of a run.

    :param rows: The prompts of the run, judged.
    """
    answers = [row.result.answer for row in rows]
    latency = [metrics.overall[name].value for name in ("latency_p50", "latency_p95")]
    return _page("report.html").render(
        rows=rows,
        metrics=metrics,
        edition=rows[0].result.edition,
        plots={
            "kinds": plots.bars({kind: m["right"] for kind, m in metrics.by_kind.items() if "right" in m}),
            "calibration": plots.calibration(
                [answer.confidence for answer in answers], [row.result.prompt.answerable for row in rows]
            ),
            "latency": plots.histogram([row.result.seconds for row in rows], latency),
        },
    )


def render_comparison(compared: Comparison) -> str:
    """The page of a comparison; it may have no pairs."""
    first = compared.pairs[0] if compared.pairs else None
    return _page("comparison.html").render(
        compared=compared,
        before=first.before.result.edition if first else "",
        after=first.after.result.edition if first else "",
        kinds=sorted({pair.after.result.prompt.kind for pair in compared.pairs} - {""}),
    )


def _workbook(rows: Sequence[Row], metrics: Metrics) -> bytes:
    """Every prompt beside its answer, and the metrics on a sheet of their own."""
    book = Workbook()
    head = ("المعرّف", "النوع", "السؤال", "النتيجة", "الإجابة", "المنتظر", "المراجع", "الثقة", "الثواني")
    fill(book.worksheets[0], [head, *map(_line, rows)], (10, 14, 45, 20, 70, 35, 60, 8, 8))
    book.worksheets[0].title = "الإجابات"
    scores = [
        (_NAMES[name][0], figure(m.value, name), figure(m.low, name), figure(m.high, name), str(m.n))
        for name, m in metrics.overall.items()
    ]
    interval = ("أدنى مجال الثقة 95٪", "أعلى مجال الثقة 95٪")
    fill(book.create_sheet("المقاييس"), [("المقياس", "القيمة", *interval, "العدد"), *scores], (32, 12, 20, 20, 8))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _line(row: Row) -> tuple[str, ...]:
    prompt, answer = row.result.prompt, row.result.answer
    expected = "\n".join(" / ".join(group) for group in prompt.answers) if prompt.answerable else "اعتذار"
    cited = [f"[{one.marker}] {' › '.join((one.title, *one.section))}: {one.quote}" for one in answer.citations]
    return (
        prompt.id, prompt.kind, prompt.question.text, _OUTCOMES[row.outcome][0], answer.text, expected,
        "\n".join(cited), f"{answer.confidence:.2f}", f"{row.result.seconds:.3f}",
    )  # fmt: skip


def figure(value: float, metric: str) -> str:
    """A metric's value, or how far it moved, as people read it: a share in per cent."""
    if metric in SHARES:
        return f"{100 * value:.1f}%"
    return f"{value:.0f}" if metric == "length" else f"{value:.3f}"


def _page(name: str) -> Any:
    pages: Any = Environment(
        loader=PackageLoader("bot.evaluation"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    pages.filters |= {"direction": _direction, "marked": _marked, "figure": figure, "mark": _mark}
    pages.globals |= {"names": _NAMES, "outcomes": _OUTCOMES, "changes": _CHANGES}
    return pages.get_template(name)


def _direction(text: str) -> str:
    return "rtl" if is_arabic(text) else "ltr"


def _mark(outcome: Outcome) -> str:
    """The class of the style sheet that an outcome is shown in."""
    return "bad" if outcome.is_bad else "good" if outcome is Outcome.RIGHT else ""


def _marked(citation: Citation) -> Markup:
    """A cited passage with its quote marked."""
    if not citation.quote:
        return escape(citation.passage)
    before, quote, after = citation.passage.partition(citation.quote)
    return Markup("{}<mark>{}</mark>{}").format(before, quote, after)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
