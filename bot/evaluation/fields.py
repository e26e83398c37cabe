"""A prompt as JSON, and what may be wrong with it and where."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer import Question, Turn
from bot.evaluation.prompts import Prompt
from errors import HiwarError
from vectorstore.analyzer import tokenize
from vectorstore.scope import Scope

ROLES = ("user", "assistant")
_YES = frozenset("yes true 1 نعم صح".split())
_NO = frozenset("no false 0 لا خطأ".split())


class FieldError(ValueError):
    """What is wrong with one field of a prompt."""

    def __init__(self, field: str, arabic: str, english: str) -> None:
        super().__init__(f"{field} {english}")
        self.field, self.arabic, self.english = field, arabic, english


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a prompt file: a line and its field, or a row and its column."""

    number: int
    field: str = ""
    letter: str = ""
    in_table: bool = False

    @property
    def english(self) -> str:
        """As in ", row 3, column answers (E)"."""
        part = f", {'column' if self.in_table else 'field'} {self.field}" if self.field else ""
        return f", {'row' if self.in_table else 'line'} {self.number}{part}{f' ({self.letter})' if self.letter else ''}"

    @property
    def arabic(self) -> str:
        """As `english`, in Arabic."""
        part = f"، {'العمود' if self.in_table else 'الحقل'} {self.field}" if self.field else ""
        letter = f" ({self.letter})" if self.letter else ""
        return f"، {'الصف' if self.in_table else 'السطر'} {self.number}{part}{letter}"


class BadPromptError(HiwarError):
    """A prompt file, or a prompt in it, that cannot be read."""

    def __init__(self, name: str, arabic: str, english: str, place: Place | None = None) -> None:
        super().__init__(
            f"ملف الأسئلة «{name}»{place.arabic if place else ''}: {arabic}.",
            f"{name}{place.english if place else ''}: {english}.",
            "`hiwar evaluate --template FILE.xlsx` writes a file that shows the form.",
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
    }


def scope_json(scope: Scope) -> dict[str, Any]:
    """A scope as it stands with a prompt."""
    return {"documents": list(scope.documents), "since": scope.since, "until": scope.until}


def prompt_from_json(data: Any) -> Prompt:
    """The prompt that `prompt_json` gives; fields that a prompt has not are passed over.

    :raises FieldError: Naming the field that is wrong; no name if `data` is no object at all.
    """
    if not isinstance(data, dict):
        raise FieldError("", "ليس كائن JSON", "not a JSON object")
    return Prompt(
        id=_text("id", data.get("id")),
        question=Question(
            _text("question", data.get("question")), tuple(map(_turn, _list("history", data))), _scope(data)
        ),
        answerable=_flag(data.get("answerable")),
        kind=str(data.get("kind") or ""),
        answers=tuple(_group(group) for group in _list("answers", data)),
        passage=tuple(_words("passage", part) for part in _list("passage", data)),
    )


def _text(field: str, value: Any) -> str:
    if value is None:
        raise FieldError(field, "ناقص", "is missing")
    if not isinstance(value, str) or not value.strip():
        raise FieldError(field, "يجب أن يكون نصاً غير فارغ", "must be a text that is not empty")
    return value


def _words(field: str, value: Any) -> str:
    """A text that can be looked for: one of signs alone would be found everywhere."""
    if not tokenize(_text(field, value)):
        raise FieldError(field, f"لا كلمات في «{value}»", f"holds no words in {value!r}")
    return value


def _list(field: str, data: dict[str, Any]) -> list[Any]:
    value = data.get(field) or []
    if not isinstance(value, list):
        raise FieldError(field, "يجب أن يكون قائمة", "must be a list")
    return value


def _group(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise FieldError("answers", "يجب أن يكون قائمة من قوائم البدائل", "must be a list of lists of alternatives")
    return tuple(_words("answers", alternative) for alternative in value)


def _turn(value: Any) -> Turn:
    if not isinstance(value, dict) or value.get("role") not in ROLES:
        raise FieldError(
            "history",
            "لكل رسالة فيه role (‏user أو assistant) و content",
            "must hold a role, user or assistant, and content",
        )
    return Turn(value["role"], _text("history", value.get("content")))


def _scope(data: dict[str, Any]) -> Scope:
    value = data.get("scope") or {}
    try:
        documents, dates = value.get("documents") or [], [value.get(name) or "" for name in ("since", "until")]
        for day in filter(None, dates):
            date.fromisoformat(day)
        if not isinstance(documents, list):
            raise TypeError
    except (AttributeError, TypeError, ValueError) as error:
        raise FieldError(
            "scope",
            "فيه documents (قائمة) و since و until (تاريخان مثل 2020-11-03)",
            "must hold documents, a list, and since and until, dates such as 2020-11-03",
        ) from error
    return Scope(tuple(_text("scope", name) for name in documents), *dates)


def _flag(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return value is not False
    word = str(value).strip().lower()
    if word not in _YES | _NO:
        raise FieldError("answerable", "يجب أن يكون نعم أو لا", "must be yes or no")
    return word in _YES
