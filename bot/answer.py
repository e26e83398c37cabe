"""The answer and its citations: the same object in the shell, the page, the API and evaluation."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from vectorstore.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, what was said before it, oldest first, and what it is to be answered from."""

    text: str
    history: tuple[Turn, ...] = ()
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that an answer rests on.

    :param marker: The number that stands as [marker] in the answer's text, from 1; 0 for a passage
        that is only offered as related.
    :param section: Headings from the highest to the nearest.
    :param page: Page number from 1; None where the document has no pages.
    :param quote: The sentence or sentences quoted: verbatim a part of `passage`.
    :param passage: The whole passage, as it stands in the document.
    :param source: File name of the document.
    :param verified: False where the text was recognised from a picture.
    """

    marker: int
    passage_id: str
    title: str
    section: tuple[str, ...]
    page: int | None
    quote: str
    passage: str
    source: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one question of a message.

    :param heading: The question, where the message asks several; else empty.
    :param verdict: "yes" or "no" where that is asked and told; else empty.
    :param markers: Of the citations that it rests on; none where the documents do not answer it.
    """

    heading: str = ""
    verdict: str = ""
    markers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whole or, while it streams, as far as it has come.

    :param text: Markdown-free Arabic text with markers such as [1].
    :param citations: One for each marker in `text`, in their order; none when refused.
    :param refused: True when the documents do not hold the answer.
    :param reason: Why it was refused, as a stable word for machines; empty when it was not.
    :param confidence: Probability that the documents answer the question, 0 to 1.
    :param standalone_question: The question as it was understood with the history.
    :param timings: Seconds spent, by step.
    :param related: When refused, the nearest passages: related, not evidence.
    :param method: "quoted" in the documents' own sentences, or "generated" by a model and checked against them.
    :param notice: Why it is quoted where a model was to answer, or what is amiss, as a stable word for machines:
        "model_failed", "model_unsupported" or "model_cut_short"; empty normally.
    :param edition: The edition of the index that answered; empty where it was not asked through `bot.serving.live`.
    :param scope: What was searched; an empty one for all documents.
    :param parts: What the text says of each question, for who lays it out otherwise; none of a refusal or of what
        a model wrote.
    :param searched: Titles of the documents that were named to be searched; none where no documents were.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    refused: bool = False
    reason: str = ""
    confidence: float = 0.0
    standalone_question: str = ""
    timings: dict[str, float] = field(default_factory=dict[str, float])
    related: tuple[Citation, ...] = ()
    method: Literal["quoted", "generated"] = "quoted"
    notice: str = ""
    edition: str = ""
    scope: Scope = EVERYTHING
    searched: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The answer as plain dicts, lists, strings and numbers, ready for `json.dumps`."""
        return asdict(self)
