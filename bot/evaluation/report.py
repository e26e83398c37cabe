"""A run -> one self-contained page in Arabic and English: metrics, plots, and every prompt with its answer."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from statistics import mean

from jinja2 import Environment
from markupsafe import Markup

from bot.evaluation.metrics import Measured, Row, is_right

_BINS = 10
_WIDTH, _LEFT, _STEP = 640, 150, 26
_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    files("bot.evaluation").joinpath("report.html").read_text("utf-8")
)
# Metric: its name in Arabic and English, and whether it is a share.
_NAMES = {
    "correct": ("إجابات صحيحة", "Answered right", True),
    "exact_match": ("تطابق تام", "Exact match", True),
    "f1": ("تداخل الكلمات F1", "Token F1", True),
    "citation_hit": ("المرجع الصحيح مذكور", "Citation hit", True),
    "citation_precision": ("دقة المراجع", "Citation precision", True),
    "verbatim": ("اقتباسات حرفية", "Quotes verbatim", True),
    "refusal_precision": ("دقة الاعتذار", "Refusal precision", True),
    "refusal_recall": ("شمول الاعتذار", "Refusal recall", True),
    "false_refusals": ("اعتذار في غير محله", "False refusals", True),
    "length": ("طول الإجابة (وسيط، حرف)", "Answer length (median, characters)", False),
    "latency_p50": ("زمن الإجابة (وسيط، ثانية)", "Seconds an answer (median)", False),
    "latency_p95": ("زمن الإجابة (المئين 95، ثانية)", "Seconds an answer (95th percentile)", False),
}


def render_report(rows: Sequence[Row], metrics: Mapping[str, Mapping[str, Measured]]) -> str:
    """The page as HTML; it asks no other host and needs no other file.

    :param rows: The prompts of the run, judged.
    :param metrics: As `metrics.measure` gives them.
    """
    return _PAGE.render(
        rows=rows,
        is_right=is_right,
        metrics=[(*_NAMES[name], measured) for name, measured in metrics["all"].items()],
        kinds=[kind for kind in metrics if kind != "all"],
        by_kind=_bars(rows, [kind for kind in metrics if kind != "all"]),
        calibration=_calibration(rows),
        latency=_histogram([row.result.seconds for row in rows]),
        edition=rows[0].result.edition,
    )


def _bars(rows: Sequence[Row], kinds: Sequence[str]) -> Markup:
    """The share of prompts that came out right, by kind."""
    parts: list[str] = []
    for at, kind in enumerate(kinds):
        of_kind = [is_right(row) for row in rows if row.result.prompt.kind == kind]
        share, y = mean(of_kind), _STEP * at
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 16}" text-anchor="end">{_escaped(kind)}</text>'
            f'<rect x="{_LEFT}" y="{y + 3}" width="{share * 400:.0f}" height="{_STEP - 8}"/>'
            f'<text x="{_LEFT + share * 400 + 6:.0f}" y="{y + 16}">{sum(of_kind)}/{len(of_kind)}</text>'
        )
    return _svg(parts, _STEP * max(len(kinds), 1))


def _calibration(rows: Sequence[Row]) -> Markup:
    """How often questions of each confidence had an answer: on the diagonal, the confidence is right."""
    side = 260
    parts = [f'<path class="rule" d="M40 {side}H{40 + side}M40 {side}V0M40 {side}L{40 + side} 0"/>']
    for number in range(_BINS):
        low, high = number / _BINS, (number + 1) / _BINS
        within = [
            row
            for row in rows
            if low <= row.result.answer.confidence < high or (high == 1.0 == row.result.answer.confidence)
        ]
        if within:
            x = 40 + side * mean(row.result.answer.confidence for row in within)
            y = side - side * mean(row.result.prompt.answerable for row in within)
            title = f"{low:.1f}–{high:.1f}: {len(within)}"
            parts.append(
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{4 + len(within) ** 0.5:.1f}"><title>{title}</title></circle>'
            )
    parts += [
        f'<text x="{40 + side * at / 4:.0f}" y="{side + 18}" text-anchor="middle">{at / 4:.2f}</text>'
        for at in range(5)
    ]
    parts += [
        f'<text x="34" y="{side - side * at / 4 + 5:.0f}" text-anchor="end">{at / 4:.2f}</text>' for at in range(1, 5)
    ]
    return _svg(parts, side + 26)


def _histogram(values: Sequence[float]) -> Markup:
    """How many answers took how long."""
    height, longest = 160, max(values) or 1
    counts = [0] * 20
    for value in values:
        counts[min(int(20 * value / longest), 19)] += 1
    parts = [
        f'<rect x="{20 + 30 * at}" y="{height - height * count / max(counts):.0f}" width="26" '
        f'height="{height * count / max(counts):.0f}"><title>{count}</title></rect>'
        for at, count in enumerate(counts)
    ]
    parts += [f'<text x="{20 + 600 * at / 4:.0f}" y="{height + 18}">{longest * at / 4:.3f}</text>' for at in range(5)]
    return _svg(parts, height + 26)


def _svg(parts: Sequence[str], height: int) -> Markup:
    return Markup(f'<svg viewBox="0 -8 {_WIDTH} {height + 10}" role="img" direction="ltr">{"".join(parts)}</svg>')


def _escaped(text: str) -> str:
    return str(Markup.escape(text))
