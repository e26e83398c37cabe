"""How often one visitor may ask for something."""

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from web.visitor import visitor_of


class Rate:
    """So many requests a minute from one visitor.

    :param a_minute: How many.
    """

    def __init__(self, a_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(a_minute)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def allows(self, request: Request) -> bool:
        """Count a request, and say whether it may pass."""
        return self._limiter.hit(self._limit, visitor_of(request))
