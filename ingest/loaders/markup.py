"""What the formats with markup have in common: how links and raised figures read, and files that mark no heading."""

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from ingest.document import Block, BlockKind

_ADDRESSES = ("http://", "https://", "mailto:", "ftp://", "www.")

TICKED, OPEN = "☒", "☐"
"""The boxes of a form."""
_PLAIN = "0123456789+-−=()n"
_RAISED = str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ")


def raised(text: str, *, marked: bool = False) -> str:
    """A text that stands above the line, so that it does not melt into what stands before it.

    :param marked: Whether letters are marked too; in running text they are endings, as in 1st.
    """
    return _apart(text, "^", _RAISED, marked=marked)


def lowered(text: str, *, marked: bool = False) -> str:
    """A text that stands below the line, as `raised` has it."""
    return _apart(text, "_", _LOWERED, marked=marked)


def _apart(text: str, sign: str, figures: dict[int, int], *, marked: bool) -> str:
    bare = text.strip()
    if all(character in _PLAIN for character in bare):
        return text.translate(figures)
    if not marked and not any(character.isdecimal() for character in bare):
        return text
    return text.replace(bare, f"{sign}{bare}" if bare.isalnum() else f"{sign}({bare})")


def link_text(label: str, href: str) -> str:
    """A link as text: its address behind its label where they differ; an address within the file is none."""
    if not href.lower().startswith(_ADDRESSES):
        return label
    address = unquote(href.removeprefix("mailto:").split("?subject=")[0])
    shown = label.strip()
    if not shown:
        return f" {address} "
    bare = address.split("://")[-1].removeprefix("www.").rstrip("/")
    return label if bare in unquote(shown) else f"{label} ({address})"


def without_marked_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Paragraphs and lone numbered items as TEXT: where no heading is marked, "1. ..." may be one."""
    kinds = [None, *(block.kind for block in blocks), None]
    for at, block in enumerate(blocks, 1):
        is_lone = block.text[:1].isdecimal() and BlockKind.LIST_ITEM not in (kinds[at - 1], kinds[at + 1])
        is_text = block.kind is BlockKind.PARAGRAPH or (block.kind is BlockKind.LIST_ITEM and is_lone)
        yield Block(block.text, BlockKind.TEXT, page=block.page) if is_text else block
