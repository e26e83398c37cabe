"""A command and a conversation -> where in it a question is asked."""

from dataclasses import dataclass

from web.command import Command
from web.conversation import Conversation, place_behind


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a question stands.

    :param before: What was said before it, which it may refer to.
    :param behind: What stands behind it and stays there.
    :param place: Its place, as `web.conversation.Exchange` has it.
    """

    before: Conversation
    behind: Conversation
    place: int


def turn_of(command: Command, conversation: Conversation) -> Turn:
    """Where a question is asked: at the end, or in the place of one that was edited or is asked again."""
    if command.at is None or command.at >= len(conversation):
        return Turn(conversation, (), place_behind(conversation))
    before, old, behind = conversation[: command.at], conversation[command.at], conversation[command.at + 1 :]
    return Turn(before, () if command.is_edit else behind, old.place)
