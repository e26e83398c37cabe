"""Refuses requests whose host name is not trusted, because Gradio builds addresses from it."""

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from errors import HiwarError
from web.api.errors import ApiError
from web.failures import page_that_tells, words_at
from web.health import HEALTHZ, READYZ

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_FORWARDED = "x-forwarded-host"
# Gradio would build links from this header. No proxy sends it, so it is removed.
_GRADIO_SERVER = b"x-gradio-server"
_LABEL = r"[a-z0-9_-]{1,63}"
_HOST = re.compile(rf"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>{_LABEL}(?:\.{_LABEL})*\.?))(?::(?P<port>\d{{1,5}}))?")
_HIGHEST_PORT = 65535
# Load balancers ask for these by the address of the server.
_UNCHECKED = (HEALTHZ, READYZ)


@dataclass(frozen=True, slots=True)
class TrustedHosts:
    """The host names that requests may carry.

    :param names: Without ports. "*.example.org" matches all names below it, and "*" everything.
    :param any_address: Whether every IP address is trusted. DNS rebinding needs a name.
    """

    names: tuple[str, ...] = _LOOPBACK
    any_address: bool = False

    def hold(self, host: str) -> bool:
        """Whether the value of a `Host` header, with or without a port, is trusted."""
        found = _HOST.fullmatch(host.strip().lower())
        if found is None or int(found["port"] or 0) > _HIGHEST_PORT:
            return False
        name = str(found["name"] or found["address"])
        if found["address"] and not _is_address(name):
            return False
        if "*" in self.names or name in self.names:
            return True
        if any(pattern.startswith("*.") and name.endswith(pattern[1:]) for pattern in self.names):
            return True
        return self.any_address and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def trusted_hosts(listed: Sequence[str], bound: str) -> TrustedHosts:
    """The loopback names and those of the operator.

    :param listed: The operator's names. If empty, the bound address is trusted. A server that is bound to all
        addresses then trusts the machine's name and every IP address.
    :param bound: The address or name that the server listens on.
    """
    if listed:
        return TrustedHosts((*_LOOPBACK, *listed))
    if _is_address(bound) and ipaddress.ip_address(bound).is_unspecified:
        return TrustedHosts((*_LOOPBACK, socket.gethostname().lower()), any_address=True)
    return TrustedHosts((*_LOOPBACK, bound.lower()))


class TrustedHostsOnly:
    """ASGI middleware that answers 400 to requests with an untrusted `Host` or `X-Forwarded-Host`.

    :param app: The application below.
    :param hosts: The trusted names.
    :param programs: Prefixes of paths whose errors are JSON, as in `web.api`.
    """

    def __init__(self, app: ASGIApp, hosts: TrustedHosts, programs: Sequence[str] = ()) -> None:
        self._app = app
        self._hosts = hosts
        self._programs = tuple(programs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] != "http" or scope["path"] in _UNCHECKED or self._trusts(Headers(scope=scope)):
            headers = [(name, value) for name, value in scope.get("headers", ()) if name != _GRADIO_SERVER]
            await self._app({**scope, "headers": headers}, receive, send)
            return
        path = str(scope["path"])
        if path.startswith(self._programs):
            response = ApiError(HTTPStatus.BAD_REQUEST, "host_untrusted").response()
        else:
            words = words_at(path)
            told = HiwarError("host_untrusted").told(words.language)
            response = page_that_tells(told, HTTPStatus.BAD_REQUEST, words)
        await response(scope, receive, send)

    def _trusts(self, headers: Headers) -> bool:
        forwarded = ",".join(headers.getlist(_FORWARDED))
        return all(map(self._hosts.hold, [headers.get("host", ""), *filter(None, forwarded.split(","))]))
