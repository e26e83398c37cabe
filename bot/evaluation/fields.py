"""A prompt as JSON, and what may be wrong with it and where."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer import Question, Turn
from bot.evaluation.prompts import Prompt
from errors import HiwarError, Sentence
from vectorstore.analyzer import tokenize
from vectorstore.scope import Scope

ROLES = ("user", "assistant")
_YES = frozenset("yes true 1 نعم صح".split())
_NO = frozenset("no false 0 لا خطأ".split())


class FieldError(Sentence, ValueError):
    """What is wrong with one field of a prompt: a part of a sentence, as for `BadPromptError`."""

    def __init__(self, field: str, key: str, **blanks: object) -> None:
        super().__init__(key, **blanks)
        self.field = field


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a prompt file: a line and its field, or a row and its column."""

    number: int
    field: str = ""
    letter: str = ""
    in_table: bool = False

    @property
    def sentence(self) -> Sentence:
        """As in ", row 3, column answers (E)"."""
        letter = f" ({self.letter})" if self.letter else ""
        part = (
            Sentence("place_column", field=self.field, letter=letter)
            if self.in_table
            else Sentence("place_field", field=self.field)
        )
        return Sentence(
            "place_row" if self.in_table else "place_line", number=self.number, part=part if self.field else ""
        )


class BadPromptError(HiwarError):
    """A prompt file, or a prompt in it, that cannot be read."""

    def __init__(self, name: str, problem: Sentence, place: Place | None = None) -> None:
        super().__init__(
            "prompts_invalid",
            "`hiwar evaluate --template FILE.xlsx` writes a file that shows the form.",
            name=name,
            place=place.sentence if place else "",
            problem=problem,
        )


def prompt_json(prompt: Prompt) -> dict[str, Any]:
    """A prompt as it stands in a file of JSON lines."""
    scope = prompt.question.scope
    limited = {"scope": scope_json(scope)} if scope else {}  # prompts without one are written as they always were
    return {
        "id": prompt.id,
        "question": prompt.question.text,
        "history": [{"role": turn.role, "content": turn.content} for turn in prompt.question.history],
        "answerable": prompt.answerable,
        "kind": prompt.kind,
        "answers": [list(group) for group in prompt.answers],
        "passage": list(prompt.passage),
        **limited,
        **_given(sentences=list(prompt.sentences), intent=prompt.intent, variety=prompt.variety),
    }


def _given(**fields: list[str] | str) -> dict[str, Any]:
    """The fields that a prompt has: a prompt without one is written as it was before there were such fields."""
    return {name: value for name, value in fields.items() if value}


def scope_json(scope: Scope) -> dict[str, Any]:
    """A scope as it stands with a prompt."""
    session = {"session": scope.session} if scope.session else {}  # likewise
    return {"documents": list(scope.documents), "since": scope.since, "until": scope.until, **session}


def prompt_from_json(data: Any) -> Prompt:
    """The prompt that `prompt_json` gives; fields that a prompt has not are passed over.

    :raises FieldError: Naming the field that is wrong; no name if `data` is no object at all.
    """
    if not isinstance(data, dict):
        raise FieldError("", "prompt_no_object")
    return Prompt(
        id=_text("id", data.get("id")),
        question=Question(
            _text("question", data.get("question")), tuple(map(_turn, _list("history", data))), _scope(data)
        ),
        answerable=_flag(data.get("answerable")),
        kind=str(data.get("kind") or ""),
        answers=tuple(_group(group) for group in _list("answers", data)),
        passage=tuple(_words("passage", part) for part in _parts("passage", data)),
        sentences=tuple(_words("sentences", sentence) for sentence in _list("sentences", data)),
        intent=str(data.get("intent") or ""),
        variety=str(data.get("variety") or ""),
    )


def _text(field: str, value: Any) -> str:
    if value is None:
        raise FieldError(field, "prompt_missing")
    if not isinstance(value, str) or not value.strip():
        raise FieldError(field, "prompt_blank")
    return value


def _words(field: str, value: Any) -> str:
    """A text that can be looked for: one of signs alone would be found everywhere."""
    if not tokenize(_text(field, value)):
        raise FieldError(field, "prompt_without_words", value=value)
    return value


def _list(field: str, data: dict[str, Any]) -> list[Any]:
    value = data.get(field) or []
    if not isinstance(value, list):
        raise FieldError(field, "prompt_no_list")
    return value


def _parts(field: str, data: dict[str, Any]) -> list[Any]:
    """A list of texts; one text alone is a list of one."""
    value = data.get(field)
    return [value] if isinstance(value, str) and value.strip() else _list(field, data)


def _group(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise FieldError("answers", "prompt_no_groups")
    return tuple(_words("answers", alternative) for alternative in value)


def _turn(value: Any) -> Turn:
    if not isinstance(value, dict) or value.get("role") not in ROLES:
        raise FieldError("history", "prompt_no_turns")
    return Turn(value["role"], _text("history", value.get("content")))


def _scope(data: dict[str, Any]) -> Scope:
    value = data.get("scope") or {}
    if not isinstance(value, dict):
        raise FieldError("scope", "prompt_no_scope")
    return Scope(
        tuple(_text("documents", name) for name in _list("documents", value)),
        _day("since", value),
        _day("until", value),
        _text("session", value["session"]) if value.get("session") else "",
    )


def _day(field: str, data: dict[str, Any]) -> str:
    value = data.get(field) or ""
    try:
        if value and date.fromisoformat(value).isoformat() != value:
            raise ValueError
    except (TypeError, ValueError) as error:
        raise FieldError(field, "prompt_no_date") from error
    return value


def _flag(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return value is not False
    word = str(value).strip().lower()
    if word not in _YES | _NO:
        raise FieldError("answerable", "prompt_no_flag")
    return word in _YES
