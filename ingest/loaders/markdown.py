"""Markdown -> blocks, by the CommonMark rules with tables: headings and list items are known as such."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.document import Block, BlockKind
from ingest.encoding import decode
from ingest.repair import repair_characters

_PARSER = MarkdownIt("commonmark").enable("table")


def load_markdown(data: bytes) -> tuple[Block, ...]:
    """Read a Markdown file.

    :param data: The whole file, in any encoding that `ingest.encoding` knows.
    :return: Blocks without markup, in order. A table row is a list item; code is a paragraph.
    :raises UnreadableDocumentError: If it is not text.
    """
    tokens = _PARSER.parse(repair_characters(decode(data)))
    return tuple(block for block in _walk(tokens) if block.text.strip())


def _walk(tokens: Sequence[Token]) -> Iterator[Block]:
    items: list[str] = []  # the numbers of the lists that are open; "" for a bullet
    level: int | None = None
    row: list[str] = []
    for before, token in pairwise((Token("", "", 0), *tokens)):
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "list_item_open":
                items.append(f"{token.info}{token.markup} " if token.info else "")
            case "list_item_close":
                items.pop()
            case "tr_open":
                row = []
            case "tr_close":
                yield Block(" | ".join(row), BlockKind.LIST_ITEM)
            case "fence" | "code_block":
                yield Block(token.content.strip(), BlockKind.PARAGRAPH)
            case "inline" if before.type in {"td_open", "th_open"}:
                row.append(_plain(token))
            case "inline":
                kind = BlockKind.HEADING if level else BlockKind.LIST_ITEM if items else BlockKind.PARAGRAPH
                text = _plain(token)
                if items:  # a number stands before the first paragraph of its item
                    text, items[-1] = items[-1] + text, ""
                yield Block(text, kind, level)
                level = None
            case _:
                pass


def _plain(inline: Token) -> str:
    """The text of an inline token: markup gone, a link's address behind its text where they differ."""
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for child in inline.children or ():
        match child.type:
            case "link_open":
                links.append((str(child.attrGet("href") or ""), len(parts)))
            case "link_close":
                href, at = links.pop()
                label = "".join(parts[at:])
                address = href.removeprefix("mailto:")
                if address and address not in label:
                    parts.append(f" ({address})")
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append(" ")
            case _:
                parts.append(child.content)
    return "".join(parts).strip()
