"""Prompt files -> prompts: a table of CSV or Excel, or JSON lines."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.evaluation.fields import BadPromptError, FieldError, Place, prompt_from_json
from bot.evaluation.prompts import Prompt
from bot.evaluation.tables import prompts_of_csv, prompts_of_workbook
from bot.evaluation.workbook import MOST_ROWS
from errors import Sentence
from ingest.encoding import decode
from ingest.errors import TooLargeFileError, UnreadableDocumentError
from ingest.pipeline import read_file

_MOST_BYTES = 10 * 2**20
_TOO_LARGE = Sentence("prompts_too_large", limit=MOST_ROWS)


def read_prompts(path: Path) -> list[Prompt]:
    """Read a prompt file: .csv, .xlsx, or else JSON lines.

    :raises BadPromptError: If it cannot be read, naming the row and the column.
    """
    try:
        data = read_file(path, _MOST_BYTES)
    except TooLargeFileError as error:
        raise BadPromptError(path.name, _TOO_LARGE) from error
    except UnreadableDocumentError as error:
        raise BadPromptError(path.name, Sentence("prompts_unreadable")) from error
    prompts: dict[str, Prompt] = {}
    places: dict[str, Place] = {}
    for place, prompt in _placed(path, data):
        if prompt.id in prompts:
            first = replace(places[prompt.id], field="").sentence
            raise BadPromptError(path.name, Sentence("prompt_twice", id=prompt.id, first=first), place)
        prompts[prompt.id], places[prompt.id] = prompt, place
    if not prompts:
        raise BadPromptError(path.name, Sentence("prompts_none"))
    return list(prompts.values())


def _placed(path: Path, data: bytes) -> Iterator[tuple[Place, Prompt]]:
    """The prompts of a file, each with where it stands."""
    match path.suffix.lower():
        case ".xlsx":
            return prompts_of_workbook(path.name, data)
        case ".csv":
            return prompts_of_csv(path.name, _decoded(path.name, data))
        case _:
            return _prompts_of_lines(path.name, _decoded(path.name, data))


def _prompts_of_lines(name: str, text: str) -> Iterator[tuple[Place, Prompt]]:
    # Not splitlines(): within a JSON text there may be separators of lines other than the newline.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if number > MOST_ROWS:
            raise BadPromptError(name, _TOO_LARGE)
        try:
            yield Place(number, "id"), prompt_from_json(json.loads(line))
        except FieldError as error:
            raise BadPromptError(name, error, Place(number, error.field)) from error
        except (ValueError, RecursionError) as error:
            at = error.colno if isinstance(error, json.JSONDecodeError) else 1
            raise BadPromptError(name, Sentence("prompts_no_json", character=at), Place(number)) from error


def _decoded(name: str, data: bytes) -> str:
    try:
        return decode(data)
    except UnreadableDocumentError as error:
        raise BadPromptError(name, Sentence("prompts_no_text")) from error
