"""What the page's script adds to a question: anybody may have written it."""

from pydantic import BaseModel, Field, ValidationError

from web.scopes import Text, Within


class Command(BaseModel):
    """How a question is asked beside its words.

    :param question: To be asked in the place of what is typed.
    :param at: The question whose place it takes, counted from 0. A question that was edited makes what was said behind
        it forgotten; one that is asked again does not.
    :param scope: The documents that alone are searched.
    :param conversation: The name that the page gives the conversation; empty where it gives none.
    :param page: The name that the page, as it is open, gives itself; empty where it gives none.
    """

    question: Text | None = None
    at: int | None = Field(default=None, ge=0)
    scope: Within = Field(default_factory=Within)
    conversation: str = Field(default="", pattern=r"^[\w-]{0,64}$")
    page: str = Field(default="", pattern=r"^[\w-]{0,64}$")

    @property
    def is_edit(self) -> bool:
        """Whether what is typed takes the place of a question, and not a question's like."""
        return self.at is not None and self.question is None

    @classmethod
    def read(cls, told: str) -> "Command":
        """Read what the script sent; what it never sends asks for nothing."""
        try:
            return cls.model_validate_json(told) if told else cls()
        except ValidationError:
            return cls()
