"""Who asks, as far as limits go: a network address, of which nobody has thousands."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

_SITE = 64  # bits: what a provider gives one customer of IPv6, who may use every address in it


def visitor_of(connection: HTTPConnection) -> str:
    """The address that a request comes from; of IPv6 the /64 network, and empty where the server is told none.

    Behind a proxy it is what the proxy says, if uvicorn trusts it: by default one on the same machine, else those of
    `FORWARDED_ALLOW_IPS`. What anybody else says of whom they ask for is not read.
    """
    return visitor_at(connection.client.host if connection.client else "")


def visitor_at(host: str) -> str:
    """The same of an address, as text."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host  # a socket of the machine itself has a name
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    network = int(address) >> (128 - _SITE) << (128 - _SITE)
    return f"{IPv6Address(network)}/{_SITE}"
