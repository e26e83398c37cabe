"""What a document is called, when it is from and which symbol it bears: by its front, or by a sidecar that wins."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from ingest.dates import first_date, without_dates
from ingest.document import Block, BlockKind
from ingest.errors import SidecarError
from ingest.wording import words

# Organ, series and number parted by slashes, as in E/ESCWA/2020/1, A/CONF.231/3 or HRI/GEN/1/Rev.9.
_PART = r"(?:(?:Rev|Add|Corr|Amend)\.\d+|[A-Z0-9][A-Z0-9.()\-]*)"
_SYMBOL = re.compile(rf"(?<![\w/.])[A-Z]{{1,8}}(?:/{_PART})+(?![\w/])")
_MOST_BYTES, _MOST_BRACKETS = 10_000, 50  # of a sidecar
_FRONT_BLOCKS, _FRONT_WORDS = 15, 30
# What stands beside a symbol at a document's head; where anything else does, the line speaks of another document.
_HEAD_WORDS = words(
    "رمز الرمز وثيقة الوثيقة رقم الأمم المتحدة توزيع التوزيع عام محدود مقيد الأصل بالعربية بالإنكليزية بالإنجليزية "
    "بالفرنسية عربي symbol document date united nations un distr general limited restricted original arabic english "
    "french"
)


def find_symbol(blocks: Sequence[Block]) -> str | None:
    """The document symbol, such as E/ESCWA/2020/1, that stands by itself before the text.

    :param blocks: The document as its loader read it.
    """
    for line in _front_lines(blocks):
        symbols = _symbols(line)
        if len(symbols) == 1 and not set(without_dates(_SYMBOL.sub(" ", line)).split()) - _HEAD_WORDS:
            return symbols[0]
    return None


def head_symbol(head: Sequence[Block]) -> str | None:
    """The document symbol above the text on the first page; the only one may stand beside other words."""
    symbols = {symbol for line in _front_lines(head) for symbol in _symbols(line)}
    return symbols.pop() if len(symbols) == 1 else find_symbol(head)


def head_date(head: Sequence[Block]) -> str | None:
    """The first date (ISO 8601) that stands above the text on the first page."""
    return next((found for line in _front_lines(head) if (found := first_date(line))), None)


def _symbols(line: str) -> list[str]:
    return [match[0].rstrip(".-") for match in _SYMBOL.finditer(line) if _is_symbol(match[0])]


def _is_symbol(text: str) -> bool:
    return any(character.isdecimal() for character in text) and (text.count("/") > 1 or len(text) > 5)


def _front_lines(blocks: Sequence[Block]) -> Iterator[str]:
    """Lines, and cells of tables such as a letterhead, up to the first paragraph of some length."""
    for block in islice(blocks, _FRONT_BLOCKS):
        if len(block.text.split()) > _FRONT_WORDS:
            return
        cells = block.text.split(" | ")
        if block.kind is not BlockKind.LIST_ITEM or len(cells) > 1:
            yield from (line for cell in cells for line in cell.split("\n"))


def _iso_date(value: Any) -> str:
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("it should be a date such as 2020-11-03")
    return value.isoformat()


_Line = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=500)]


class Sidecar(BaseModel):
    """What the organisers say of a document; None where they leave it to the document.

    :param date: ISO 8601.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: _Line | None = None
    date: Annotated[str | None, BeforeValidator(_iso_date)] = None
    language: Literal["ar"] | None = None
    symbol: Annotated[_Line, StringConstraints(pattern=r"^\S+$")] | None = None


def read_sidecar(data: bytes) -> Sidecar:
    """Read a sidecar: YAML with some of the keys title, date, language and symbol.

    :param data: The whole file.
    :raises SidecarError: If it is no such YAML: it names the first key that is wrong.
    """
    # Its values are lines: what is full of brackets, or long, is something else, and takes long to read.
    if len(data) > _MOST_BYTES or data.count(b"[") + data.count(b"{") > _MOST_BRACKETS:
        raise SidecarError(problem="it is no YAML of a few lines such as `title: ...`")
    try:
        fields = yaml.safe_load(data.decode("utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date such as 2020-13-01 is a ValueError
        raise SidecarError(problem="it is no YAML in UTF-8, or a date in it does not exist") from error
    if fields is not None and not isinstance(fields, dict):
        raise SidecarError(problem="it should hold lines such as `title: ...`")
    try:
        return Sidecar.model_validate(fields or {})
    except ValidationError as error:
        first = error.errors()[0]
        unknown = first["type"] == "extra_forbidden"
        known = ", ".join(Sidecar.model_fields)
        problem = f"there is no such key, only {known}" if unknown else first["msg"].removeprefix("Value error, ")
        raise SidecarError(field=str(first["loc"][0]), problem=problem) from error
