"""Whether a request that changes something comes from a page of this site."""

from fastapi import Request


def from_elsewhere(request: Request) -> bool:
    """Whether another site's page sent it: the cookie would not come along, but a login might."""
    origin = request.headers.get("origin")
    return origin is not None and origin.split("://")[-1] != request.headers.get("host")
