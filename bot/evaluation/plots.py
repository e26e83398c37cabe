"""Figures of a run -> SVG that stands in a page, without script or library."""

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup, escape

from bot.evaluation.metrics import Measured

_WIDTH = 520
_BINS = 10
_BARS = 24
_LONGEST = 18  # characters of a name


def bars(measured: Mapping[str, Measured]) -> Markup:
    """Shares as bars with their intervals, by name."""
    left, step, length = 130, 28, 300
    parts = [_line(left + length * at / 4, 0, left + length * at / 4, step * len(measured), "grid") for at in range(5)]
    for at, (name, share) in enumerate(measured.items()):
        middle = step * at + step / 2
        parts += [
            _text(left - 8, middle + 5, name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…", "end"),
            _rect(left, middle - 8, length * share.value, 16),
            _line(left + length * share.low, middle, left + length * share.high, middle, "rule"),
            _text(left + length + 8, middle + 5, f"{round(share.value * share.n)}/{share.n}"),
        ]
    foot = step * len(measured) + 18
    parts += [_text(left + length * at / 4, foot, f"{25 * at}%", "middle") for at in range(5)]
    return _svg(parts, foot + 6)


def calibration(confidences: Sequence[float], happened: Sequence[bool]) -> Markup:
    """A reliability diagram: how often what was said with each confidence was so (DeGroot and Fienberg 1983)."""
    left, side = 80, 300
    parts = [_line(left, side * at / 4, left + side, side * at / 4, "grid") for at in range(5)]
    parts.append(_line(left, side, left + side, 0, "rule"))
    said, so = np.array(confidences), np.array(happened)
    bins = np.minimum((said * _BINS).astype(int), _BINS - 1)
    for number in range(_BINS):
        if (within := bins == number).any():
            x, y = left + side * said[within].mean(), side - side * so[within].mean()
            title = f"{number / _BINS:.1f}–{(number + 1) / _BINS:.1f}: {so[within].sum()}/{within.sum()}"
            radius = 3 + 25 * np.sqrt(within.mean())
            parts.append(
                f'<circle class="bar" fill-opacity=".75" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
                f"<title>{title}</title></circle>"
            )
    parts += [_text(left + side * at / 4, side + 34, f"{at / 4:.2f}", "middle") for at in range(5)]
    parts += [_text(left - 32, side - side * at / 4 + 5, f"{25 * at}%", "end") for at in range(5)]
    return _svg(parts, side + 40, top=30)


def histogram(values: Sequence[float], rules: Sequence[float]) -> Markup:
    """How many values lie where, with lines at some of them."""
    left, width, height = 40, 450, 200
    counts, edges = np.histogram(values, _BARS, (0, max(*values, 1e-3)))
    scale = width / edges[-1]
    parts = [_line(left, height, left + width, height, "grid")]
    for at, count in enumerate(counts):
        tall = (height - 20) * count / counts.max()
        title = f"{edges[at]:.3f}–{edges[at + 1]:.3f}: {count}"
        parts.append(_rect(left + width * at / _BARS + 1, height - tall, width / _BARS - 2, tall, title))
    for value in rules:
        parts.append(_line(left + value * scale, 8, left + value * scale, height, "rule"))
        parts.append(_text(left + value * scale, 4, f"{value:.2f}", "middle"))
    parts += [_text(left + width * at / 4, height + 18, f"{edges[-1] * at / 4:.2f}", "middle") for at in range(5)]
    parts.append(_text(left - 6, 28, str(counts.max()), "end"))
    return _svg(parts, height + 26, top=12)


def _svg(parts: Sequence[str], height: float, top: int = 4) -> Markup:
    # All that was written by somebody went through _text, which escapes it.
    view = f"0 {-top} {_WIDTH} {height + top:.0f}"
    return Markup(f'<svg viewBox="{view}" role="img" direction="ltr">{"".join(parts)}</svg>')


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, name: str) -> str:
    return f'<path class="{name}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'


def _rect(x: float, y: float, width: float, height: float, title: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="bar" {place}><title>{title}</title></rect>'
