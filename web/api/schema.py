"""What programs send and are sent, as OpenAPI and MCP describe it."""

import re
from dataclasses import dataclass
from inspect import cleandoc
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.answer import Answer, Citation, Part, Question, Turn
from vectorstore.passages import section_path
from vectorstore.retriever import Hit
from vectorstore.scope import Scope
from web.asking import MAX_QUESTION_LENGTH
from web.scopes import Text, Within

LARGEST_BODY = 256 * 2**10  # bytes
_MOST_TURNS, _LONGEST_TURN = 40, 20_000


_STRICT = ConfigDict(extra="forbid", strict=True)


class Message(BaseModel):
    """An earlier message of the conversation."""

    model_config = _STRICT

    role: Literal["user", "assistant"] = Field(description="Who said it.")
    content: Text = Field(max_length=_LONGEST_TURN, description="What was said, as plain text.")


class AskRequest(BaseModel):
    """A question, and the conversation that it goes on from."""

    model_config = _STRICT

    question: Text = Field(
        description="السؤال بالعربية. The question, in Arabic.",
        examples=["كم مشاركاً حضر الجلسة الأولى؟"],
        json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION_LENGTH},
    )
    history: list[Message] = Field(
        default_factory=list[Message],
        max_length=_MOST_TURNS,
        description="ما قيل قبله، من الأقدم إلى الأحدث. What was said before, oldest first.",
    )
    scope: Within = Field(
        default_factory=Within,
        description="الوثائق التي يقتصر عليها البحث. The documents that alone are searched; all where it is left out.",
    )

    def asked(self) -> Question:
        """The question for the bot."""
        turns = tuple(Turn(turn.role, turn.content) for turn in self.history)
        return Question(self.question.strip(), turns, self.scope.scope())


SearchLimit = Annotated[int, Field(ge=1, le=50, description="The most passages to give.")]


class SearchRequest(BaseModel):
    """Words or a question, for which passages are wanted."""

    model_config = _STRICT

    query: Text = Field(
        description="What to look for.",
        examples=["توصيات العمال المهاجرين"],
        json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION_LENGTH},
    )
    limit: SearchLimit = 10
    scope: Within = Field(
        default_factory=Within, description="The documents that alone are searched; all where it is left out."
    )


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found.

    :param passage_id: The same in every edition for as long as the passage is.
    :param document_id: Of its document.
    :param title: Of its document.
    :param section: Headings from the highest to the nearest.
    :param page: Page number from 1; null where the document has no pages.
    :param passage: The whole passage, as it stands in the document.
    :param source: File name of the document.
    :param date: Of the document, as ISO 8601; empty where it is not known.
    :param verified: False where the text was recognised from a picture.
    :param score: Higher is better; comparable within one search only.
    """

    passage_id: str
    document_id: str
    title: str
    section: tuple[str, ...]
    page: int | None
    passage: str
    source: str
    date: str
    verified: bool
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found.

    :param passages: Best first.
    """

    passages: tuple[FoundPassage, ...]


def found_passage(hit: Hit) -> FoundPassage:
    """A search's hit as it is sent."""
    data: dict[str, Any] = hit.passage.metadata
    return FoundPassage(
        passage_id=str(hit.passage.id),
        document_id=data["document_id"],
        title=data["title"],
        section=section_path(hit.passage),
        page=data["page"] or None,
        passage=hit.passage.page_content,
        source=data["source"],
        date=data["date"],
        verified=data["verified"],
        score=round(hit.score, 4),
    )


def describe_fields(schemas: dict[str, Any]) -> None:
    """Put what the docstrings of the answer's types say of each field into their JSON schemas.

    :param schemas: By the name of the type; changed in place.
    """
    for kind in (Answer, Citation, Part, Scope, FoundPassage, SearchResult):
        if kind.__name__ not in schemas:
            continue
        text = cleandoc(kind.__doc__ or "")
        schema = schemas[kind.__name__]
        schema["description"] = text.partition("\n\n")[0]
        for name, said in re.findall(r"^:param (\w+): (.*(?:\n .*)*)", text, re.MULTILINE):
            field = schema["properties"][name]
            # Beside a reference, older readers of OpenAPI look at nothing else.
            if "$ref" not in field:
                field["description"] = re.sub(r"\s+", " ", said)
