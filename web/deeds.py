"""What a person does with an answer that they were given: share it, or say whether it helped.

The page sends what is to be done with which answer of the conversation; the answer itself is the server's.
"""

import json
import logging
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from bot.evaluation.fields import scope_json
from errors import HiwarError
from history.records import Verdict
from web.catalogue import ARABIC, Words
from web.conversation import Conversation
from web.keeping import Asker, Keeper, record_of

REASONS = ("wrong_passage", "incomplete", "not_answered", "should_refuse", "unclear", "other")
LONGEST_COMMENT = 2000

_logger = logging.getLogger(__name__)


class _Deed(BaseModel):
    kind: Literal["share", "judge"]
    at: int = Field(ge=0)
    helped: bool = False
    reason: Literal["", "wrong_passage", "incomplete", "not_answered", "should_refuse", "unclear", "other"] = ""
    comment: str = Field(default="", max_length=LONGEST_COMMENT)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the page is told: whether it was done, the name of what was shared, and why it was not done, if known."""

    done: bool
    name: str = ""
    problem: str = ""

    def to_json(self) -> str:
        """As the page reads it."""
        return json.dumps(asdict(self))


def do(told: str, conversation: Conversation, keeper: Keeper, asker: Asker, words: Words = ARABIC) -> Reply:
    """Do what a page asks for.

    :param told: JSON from the page: anybody may have written it.
    :param conversation: What the server knows to be said.
    :param words: The language of the page.
    """
    try:
        deed = _Deed.model_validate_json(told)
    except ValidationError:
        return Reply(done=False)
    exchange = conversation[deed.at] if deed.at < len(conversation) else None
    record = record_of(exchange) if exchange else None
    if record is None:
        return Reply(done=False)
    try:
        if deed.kind == "share":
            name = keeper.share(asker, record)
            return Reply(bool(name), name)
        keeper.judge(asker, Verdict(record, deed.helped, deed.reason, deed.comment.strip()))
    except HiwarError as error:
        _logger.warning("not kept: %s", error)
        return Reply(done=False, problem=error.told(words.language))
    return Reply(done=True)


def prompt_of(verdict: Verdict) -> dict[str, Any]:
    """A verdict as a test prompt; what the verdict does not tell is left for people to fill in.

    An answer that helped says what a good one rests on. One that did not says at most whether there is one.
    """
    answer = verdict.record.answer
    # A follow-up means nothing without what was said before.
    question = answer.standalone_question.strip() or verdict.record.question
    prompt: dict[str, Any] = {"id": f"feedback-{verdict.number}", "question": question, "kind": "feedback"}
    if answer.scope:
        prompt["scope"] = scope_json(answer.scope)
    if verdict.helped:
        prompt["answerable"] = not answer.refused
        if answer.citations:
            prompt["passage"] = answer.citations[0].quote
        return prompt
    if verdict.reason in ("not_answered", "should_refuse"):
        prompt["answerable"] = verdict.reason == "not_answered"
    # For whoever fills in what the answer should have held: neither is a field of prompts.
    return {**prompt, "reason": verdict.reason, "comment": verdict.comment}
