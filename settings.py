"""Every setting, typed: from HIWAR_* in the environment, or from `.env` in the working directory."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from errors import HiwarError


class Settings(BaseSettings):
    """What an operator may change. An unknown HIWAR_* name in `.env`, or a bad value, is an error."""

    model_config = SettingsConfigDict(env_prefix="HIWAR_", env_file=".env", extra="forbid", frozen=True)

    data_dir: Path = Field(default=Path("data"), description="Where all state lives: the editions of the index.")
    embeddings: str | None = Field(
        default=None,
        description="A sentence-transformers model or a local folder with one; empty takes the bundled e5.",
    )
    passage_tokens: Annotated[int, Field(ge=32, le=8192)] = Field(
        default=200, description="Longest passage, in tokens of the embedding model."
    )
    host: str = Field(default="127.0.0.1", description="Address that the page is served on.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=7860, description="Port that the page is served on.")


def load_settings(**given: object) -> Settings:
    """Read the settings.

    :param given: Values from the command line that win over the environment; None means not given.
    :raises HiwarError: If a setting is unknown or its value is not allowed.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        given_name = "_".join(str(part) for part in first["loc"])
        name = f"HIWAR_{given_name}".upper() if given_name in Settings.model_fields else given_name.upper()
        raise HiwarError(
            f"قيمة الإعداد {name} غير صالحة.",
            f"The setting {name} is not valid: {first['msg']}.",
            "The README lists the settings and what they take.",
        ) from error
