"""What the page's script adds to a question: anybody may have written it."""

from pydantic import BaseModel, Field, ValidationError

from web.scopes import Within


class Command(BaseModel):
    """How a question is asked beside its words.

    :param question: To be asked in the place of what is typed.
    :param at: The question whose place it takes, counted from 0; what was said behind it is forgotten.
    :param scope: The documents that alone are searched.
    """

    question: str | None = None
    at: int | None = Field(default=None, ge=0)
    scope: Within = Field(default_factory=Within)

    @classmethod
    def read(cls, told: str) -> "Command":
        """Read what the script sent; what it never sends asks for nothing."""
        try:
            return cls.model_validate_json(told) if told else cls()
        except ValidationError:
            return cls()
