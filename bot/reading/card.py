"""The reader's card: what stands behind the reader's weights, as it was fitted, with its figures."""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any, TypeVar

from errors import HiwarError

CARD = "reader.json"
"""In this package."""

_Fitted = TypeVar("_Fitted")


def fitted(name: str, made_of: Callable[[dict[str, Any]], _Fitted]) -> _Fitted:
    """What stands on the card under a name.

    :param made_of: Makes it of the values there.
    :raises HiwarError: If the card is missing or damaged.
    """
    try:
        return made_of(json.loads(files("bot.reading").joinpath(CARD).read_text("utf-8"))[name])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HiwarError("weights_damaged", "Reinstall Hiwar, or fit the weights anew with `make train`.") from error
