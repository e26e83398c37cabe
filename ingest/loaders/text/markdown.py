"""Markdown -> blocks, by the CommonMark rules with tables: headings and list items are known as such."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.document import Block, BlockKind
from ingest.encoding import decode
from ingest.loaders.markup import link_text, lowered, raised, without_marked_headings
from ingest.repair import repair_characters

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_FIELDS = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)  # YAML before the text
_TITLE = re.compile(r"^title:(.+)$", re.MULTILINE)
_DATE = re.compile(r"^date:(.+)$", re.MULTILINE)
_QUOTED = re.compile(r"\A[\"']?(.*?)[\"']?\Z")
_TASK_BOX = re.compile(r"\A\[[ xX]\][ \t]+")
# A footnote goes on in lines that are set in.
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*(?:\n++(?:  |\t)[^\S\n]*+\S.*)*+)\n?", re.MULTILINE)
_SHIFTS, _SHIFTED = {"<sup>", "<sub>"}, {"</sup>": raised, "</sub>": lowered}
_NOTE_MARK = re.compile(r"\[\^([^\]\[\s]+)\]")
_TAG = re.compile(r"<!--(?:(?!<!--|-->).)*+-->|</?[a-zA-Z][^<>]*>", re.DOTALL)


def load_markdown(data: bytes) -> tuple[Block, ...]:
    """Read a Markdown file.

    :param data: The whole file, in any encoding that `ingest.encoding` knows.
    :return: Blocks without markup, in order, footnotes last; what is struck out is left out. A table row is
        a list item; code is a paragraph. Without a marked heading in the file, paragraphs are of kind TEXT:
        its headings may be lines as in plain text.
    :raises UnreadableDocumentError: If it is not text.
    """
    text = repair_characters(decode(data)).replace("\f", "\n")
    fields = _FIELDS.match(text)
    text, notes = _without_notes(text[fields.end() :] if fields else text)
    tokens = _PARSER.parse(text)
    is_marked = any(token.type == "heading_open" for token in tokens)
    blocks = [*_title_and_date(fields[1] if fields else ""), *_walk(tokens)]
    blocks = [block for block in blocks if block.text.strip()]
    return (*(blocks if is_marked else without_marked_headings(blocks)), *notes)


def _without_notes(text: str) -> tuple[str, list[Block]]:
    """The text without footnotes and their marks, and the footnotes."""
    notes = {match[1]: " ".join(match[2].split()) for match in _NOTE.finditer(text)}
    text = _NOTE_MARK.sub(lambda mark: "" if mark[1] in notes else mark[0], _NOTE.sub("\n", text))
    read = (" ".join(block.text for block in _walk(_PARSER.parse(note))) for note in notes.values())
    return text, [Block(note, BlockKind.FOOTNOTE) for note in read if note]


def _title_and_date(fields: str) -> Iterator[Block]:
    for field, kind, level in ((_TITLE, BlockKind.HEADING, 1), (_DATE, BlockKind.PARAGRAPH, None)):
        if (found := field.search(fields)) and (value := _QUOTED.match(found[1].strip())):
            yield Block(value[1], kind, level)


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
            case "html_block":
                yield Block(_TAG.sub(" ", token.content).strip(), BlockKind.PARAGRAPH)
            case "inline" if before.type in {"td_open", "th_open"}:
                row.append(_plain(token))
            case "inline":
                kind = BlockKind.HEADING if level else BlockKind.LIST_ITEM if items else BlockKind.PARAGRAPH
                text = _plain(token)
                if items:  # a number stands before the first paragraph of its item
                    text, items[-1] = items[-1] + _TASK_BOX.sub("", text), ""
                yield Block(text, kind, level)
                level = None
            case _:
                pass


def _plain(inline: Token) -> str:
    """The text of an inline token: markup gone, a link's address behind its text where they differ."""
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    struck = 0  # where what is struck out begins
    shifted: int | None = None  # where what is raised or lowered begins
    for child in inline.children or ():
        match child.type:
            case "link_open":
                links.append((str(child.attrGet("href") or ""), len(parts)))
            case "link_close":
                href, at = links.pop()
                parts[at:] = [link_text("".join(parts[at:]), href)]
            case "s_open":
                struck = len(parts)
            case "s_close":
                del parts[struck:]
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "html_inline" if child.content in _SHIFTS:
                shifted = len(parts)
            case "html_inline" if shifted is not None and (shift := _SHIFTED.get(child.content)):
                parts[shifted:] = [shift("".join(parts[shifted:]))]
                shifted = None
            case "html_inline":
                parts.append(" " if child.content.startswith("<br") else "")
            case _:
                parts.append(child.content)
    return "".join(parts).strip()
