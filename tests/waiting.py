"""How long tests wait for what is to happen: until it does, and so long that no slow machine fails them."""

import time
from collections.abc import Callable
from functools import partial

import httpx

PATIENCE = 120.0  # seconds

get, post = partial(httpx.get, timeout=PATIENCE), partial(httpx.post, timeout=PATIENCE)
"""As httpx has them, whose own patience is five seconds."""


_briefly = partial(time.sleep, 0.02)


def until(happened: Callable[[], object], pause: Callable[[], object] = _briefly) -> None:
    """Wait until something has happened.

    :param happened: Looks whether it has.
    :param pause: What to do between two looks. What a browser tells comes only while one waits in it.
    :raises AssertionError: If it does not happen.
    """
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "what was waited for has not happened"
        pause()
