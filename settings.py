"""Every setting, typed: from HIWAR_* in the environment, or from `.env` in the working directory."""

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AnyHttpUrl, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from errors import HiwarError

_PREFIX = "HIWAR_"

ACCOUNTS = "hiwar.sqlite"
"""In the data directory, the database of those who may sign in."""
HISTORY = "history.sqlite"
"""In the data directory, the database of conversations, shared answers and verdicts."""


class Access(StrEnum):
    """Who may use an interface for programs: nobody, those with a key, or everybody."""

    OFF = "off"
    KEYS = "keys"
    OPEN = "open"


def _no_file(path: Path) -> Path:
    if path.is_file():
        raise ValueError("it is a file and not a folder")
    return path


_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")


def _listed(value: object) -> object:
    return re.findall(r"[^\s,]+", value.lower()) if isinstance(value, str) else value


def _only_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin!r} is no origin such as https://www.example.org, without a path")
    return origins


_HOST = re.compile(r"\*|(\*\.)?[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|[0-9a-f:]*:[0-9a-f:.]*")


def _only_hosts(hosts: tuple[str, ...]) -> tuple[str, ...]:
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ValueError(f"{host!r} is not a host name such as www.example.org, without a port")
    return hosts


class Settings(BaseSettings):
    """What an operator may change. An unknown HIWAR_* name, any other name in `.env` and a bad value are errors."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_file=".env", extra="forbid", frozen=True)

    data_dir: Annotated[Path, AfterValidator(_no_file)] = Field(
        default=Path("data"), description="Where all state lives: the editions of the index."
    )
    embeddings: str | None = Field(
        default=None,
        description="A sentence-transformers model or a local folder with one; empty takes the bundled e5.",
    )
    reranker: str | None = Field(
        default=None,
        description="A sentence-transformers CrossEncoder that ranks the best passages anew, or a folder with one.",
    )
    passage_tokens: Annotated[int, Field(ge=32, le=8192)] = Field(
        default=200, description="Longest passage, in tokens of the embedding model."
    )
    max_file_mb: Annotated[int, Field(ge=1)] = Field(default=100, description="Largest document file, in MiB.")
    max_unpacked_mb: Annotated[int, Field(ge=1)] = Field(
        default=500, description="Most that a Word or PowerPoint file may unpack to, in MiB."
    )
    max_pages: Annotated[int, Field(ge=1)] = Field(default=2000, description="Most pages or slides of a document.")
    read_seconds: Annotated[int, Field(ge=1)] = Field(
        default=300, description="Most processor time that reading a document may take, in seconds."
    )
    read_memory_mb: Annotated[int, Field(ge=512)] = Field(
        default=2048, description="Most memory that reading a document may take, in MiB."
    )
    ocr: bool = Field(default=True, description="Whether pages without usable text are recognised from their image.")
    llm: str | None = Field(
        default=None, description="A chat model as PROVIDER:MODEL, such as openai:gpt-4o-mini; empty quotes instead."
    )
    llm_url: AnyHttpUrl | None = Field(default=None, description="Base address of an OpenAI-compatible server.")
    llm_key: SecretStr | None = Field(default=None, description="The key that the model's server wants to see.")
    llm_timeout: Annotated[float, Field(gt=0, le=600)] = Field(
        default=30, description="What an answer of the model may take, in seconds."
    )
    session_hours: Annotated[float, Field(gt=0, le=720)] = Field(
        default=8, description="How long an organiser stays signed in, in hours."
    )
    api: Access = Field(
        default=Access.KEYS,
        description="Who may use /api and /mcp: off (nobody), keys (holders of a key) or open (all).",
    )
    metrics: Access = Field(
        default=Access.KEYS, description="Who may read /metrics: off, keys (of the scope metrics) or open."
    )
    widget_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_only_origins)] = (
        Field(
            default=(),
            description="Sites that may show the chat on their pages: origins, with commas or blanks between.",
        )
    )
    history_days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=30, description="How many days a browser's conversations are kept for it; 0 keeps none."
    )
    feedback_days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=365, description="How many days it is kept whether an answer helped; 0 does not ask."
    )
    shared_days: Annotated[int, Field(ge=0, le=3650)] = Field(
        default=365, description="How many days the link to an answer works; 0 makes no links."
    )
    answers_each: Annotated[int, Field(ge=1, le=64)] = Field(
        default=2, description="How many questions of one address or key are answered at a time; others wait."
    )
    workers: Annotated[int, Field(ge=0, le=64)] = Field(
        default=1, description="How many processes answer beside the server's own, each with the models in its memory."
    )
    host: str = Field(default="127.0.0.1", description="Address that the page is served on.")
    trusted_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_only_hosts)] = Field(
        default=(),
        description="Host names that requests may carry, beside the loopback names, with commas or blanks between: "
        "example.org, *.example.org, * for all; empty takes the address that the page is served on.",
    )
    keep_alive_seconds: Annotated[int, Field(ge=1, le=600)] = Field(
        default=5, description="Seconds after which an idle connection is closed."
    )
    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=7860, description="Port that the page is served on.")


def load_settings(**given: object) -> Settings:
    """Read the settings.

    :param given: Values from the command line that win over the environment; None means not given.
    :raises HiwarError: If a setting is unknown or its value is not allowed.
    """
    for name in os.environ:
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX).lower() not in Settings.model_fields:
            raise _invalid(name, "There is no such setting")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except UnicodeDecodeError as error:
        raise HiwarError("env_not_utf8", "Save it as UTF-8 in an editor.") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        known = name in Settings.model_fields
        problem = first["msg"] if known else "There is no such setting"
        option = f" (--{name.replace('_', '-')})" if known and given.get(name) is not None else ""
        raise _invalid((f"{_PREFIX}{name}" if known else name).upper() + option, problem) from error


def _invalid(name: str, problem: str) -> HiwarError:
    return HiwarError("setting_invalid", f"{problem}. The README lists the settings and what they take.", name=name)
