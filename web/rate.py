"""How often one visitor may do something."""

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class Rate:
    """So many times in a window of time for each visitor; a restart of the server begins it anew.

    :param limit: How many times in how long.
    """

    def __init__(self, limit: RateLimitItem) -> None:
        self._limit = limit
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def allows(self, visitor: str) -> bool:
        """Count one time, and say whether it may be.

        :param visitor: As `web.visitor` names them.
        """
        return self._limiter.hit(self._limit, visitor)
