"""Equations of Word and PowerPoint (OMML) -> the line that a person would type: (a + b)/c, √(x), ∑_(i=1)^n x_i."""

import re
from collections.abc import Callable
from typing import Any

from ingest.loaders.markup import lowered, raised

Element = Any
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

EQUATION, EQUATIONS = f"{M}oMath", f"{M}oMathPara"
"""What an equation is called, and a group of them that stands on lines of its own."""

_SUM = "∫"  # what an operator is that names none
_JOINED = re.compile(r"[.,_^\u066b]")  # what a number or a name may hold


def equation_line(equation: Element) -> str:
    """An equation as a line.

    :param equation: An element of kind `EQUATION`, or one that holds some.
    """
    return _line(equation)


def _line(element: Element) -> str:
    return "".join(_WRITTEN.get(child.tag, _line)(child) for child in element)


def _text(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{M}t", f"{W}t"))


def _part(element: Element, name: str) -> str:
    part = element.find(f"{M}{name}")
    return "" if part is None else _line(part).strip()


def as_operand(text: str) -> str:
    """A text that stands as one operand: in brackets unless it is a number, a name or in brackets already."""
    is_one = _JOINED.sub("", text).isalnum() or (text.startswith("(") and text.find(")") == len(text) - 1)
    return text if is_one or not text else f"({text})"


def _sign(element: Element, group: str, name: str, default: str) -> str:
    sign = element.find(f"{M}{group}/{M}{name}")
    return default if sign is None else sign.get(f"{M}val", "")


def _fraction(element: Element) -> str:
    return f"{as_operand(_part(element, 'num'))}/{as_operand(_part(element, 'den'))}"


def _power(element: Element) -> str:
    return as_operand(_part(element, "e")) + _scripts(_part(element, "sub"), _part(element, "sup"))


def _before(element: Element) -> str:
    return _scripts(_part(element, "sub"), _part(element, "sup")) + as_operand(_part(element, "e"))


def _scripts(low: str, high: str) -> str:
    return (lowered(low, marked=True) if low else "") + (raised(high, marked=True) if high else "")


def _root(element: Element) -> str:
    degree = _part(element, "deg")
    return f"{raised(degree, marked=True) if degree else ''}√({_part(element, 'e')})"


def _delimited(element: Element) -> str:
    between = _sign(element, "dPr", "sepChr", "|")
    inner = between.join(_line(part).strip() for part in element.findall(f"{M}e"))
    return f"{_sign(element, 'dPr', 'begChr', '(')}{inner}{_sign(element, 'dPr', 'endChr', ')')}"


def _operator(element: Element) -> str:
    sign = _sign(element, "naryPr", "chr", _SUM)
    return f"{sign}{_scripts(_part(element, 'sub'), _part(element, 'sup'))} {_part(element, 'e')}"


def _function(element: Element) -> str:
    return f"{_part(element, 'fName')}({_part(element, 'e')})"


def _limited(element: Element) -> str:
    return _part(element, "e") + _scripts(_part(element, "lim"), "")


def _rows(element: Element) -> str:
    return "; ".join(_line(row).strip() for row in element.findall(f"{M}e"))


def _matrix(element: Element) -> str:
    rows = (", ".join(_line(cell).strip() for cell in row.findall(f"{M}e")) for row in element.findall(f"{M}mr"))
    return f"[{'; '.join(rows)}]"


_WRITTEN: dict[str, Callable[[Element], str]] = {
    f"{M}{name}": written
    for name, written in {
        "r": _text,
        "f": _fraction,
        "sSup": _power,
        "sSub": _power,
        "sSubSup": _power,
        "sPre": _before,
        "rad": _root,
        "d": _delimited,
        "nary": _operator,
        "func": _function,
        "limLow": _limited,
        "limUpp": _limited,
        "eqArr": _rows,
        "m": _matrix,
    }.items()
} | {f"{W}r": _text}
