"""Waits that grow with each failure: who mistypes hardly notices, who guesses gets nowhere."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_FIRST, _LONGEST = 15.0, 15 * 60.0  # seconds
_DOUBLINGS = 10  # more than enough from the one to the other
_FORGOTTEN = 24 * 60 * 60.0  # seconds without a failure
_MOST = 10_000  # keys; those that failed longest ago go first


@dataclass(slots=True)
class _Failed:
    times: int
    until: float
    last: float


class Delays:
    """After so many failures each further one doubles the time in which a key may not try again.

    For one thread: between what `wait` says and what `count` does nothing may come.

    :param free: Failures without a wait.
    :param clock: Seconds that only grow.
    """

    def __init__(self, free: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free = free
        self._clock = clock
        self._failed = OrderedDict[str, _Failed]()

    def wait(self, key: str) -> float:
        """Seconds until a key may try; 0 if it may now."""
        failed = self._failed.get(key)
        return max(failed.until - self._clock(), 0.0) if failed else 0.0

    def count(self, key: str) -> None:
        """Count a try as failed, before it is known: of many at once none may pass for not being counted yet."""
        now = self._clock()
        failed = self._failed.pop(key, None)
        if failed is None or now - failed.last > _FORGOTTEN:
            failed = _Failed(0, 0.0, now)
        failed.times, failed.last = failed.times + 1, now
        if failed.times >= self._free:
            failed.until = now + min(_FIRST * 2.0 ** min(failed.times - self._free, _DOUBLINGS), _LONGEST)
        self._failed[key] = failed
        if len(self._failed) > _MOST:
            self._failed.popitem(last=False)

    def take_back(self, key: str) -> None:
        """Take back one try that was counted and did not fail."""
        failed = self._failed.get(key)
        if failed:
            failed.times -= 1
            failed.until = failed.until if failed.times >= self._free else 0.0

    def forget(self, key: str) -> None:
        """Forget a key's failures."""
        self._failed.pop(key, None)
