"""Equations of HTML (MathML) -> the line that a person would type, as `equations` makes of those of Word."""

from bs4 import Tag

from ingest.loaders.markup import lowered, raised
from ingest.loaders.office.equations import as_operand

_SAID_OTHERWISE = {"annotation", "annotation-xml", "mphantom", "none", "mprescripts"}


def mathml_line(element: Tag) -> str:
    """An equation as a line."""
    parts = [child for child in element.children if isinstance(child, Tag) and child.name not in _SAID_OTHERWISE]
    if not parts:
        return element.get_text().strip()
    lines = [mathml_line(part) for part in parts]
    match element.name, lines:
        case "mfrac", [over, under]:
            return f"{as_operand(over)}/{as_operand(under)}"
        case "msup" | "mover", [base, high]:
            return as_operand(base) + raised(high, marked=True)
        case "msub" | "munder", [base, low]:
            return as_operand(base) + lowered(low, marked=True)
        case "msubsup" | "munderover", [base, low, high]:
            return as_operand(base) + lowered(low, marked=True) + raised(high, marked=True)
        case "mroot", [base, degree]:
            return f"{raised(degree, marked=True)}√({base})"
        case "msqrt", _:
            return f"√({''.join(lines)})"
        case "mfenced", _:
            return f"{element.get('open', '(')}{', '.join(lines)}{element.get('close', ')')}"
        case "mtable", _:
            return f"[{'; '.join(lines)}]"
        case "mtr", _:
            return ", ".join(lines)
        case _:
            return "".join(lines)
