"""May this be dialled? The decision about addresses, and the connector that cannot dial anything else.

It is taken at connect time, after name resolution, so a rebinding name has no window and an IP literal cannot slip
past (aiohttp asks no resolver for literals). A URL tells less: `url_verdict` judges only what it can know.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import aiohttp

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = frozenset((80, 443, 8080, 8443))
DEFAULT_PORTS = {"http": 80, "https": 443}

# `is_global` alone is not enough: its table changes between Python releases, and on 3.11 it calls the IPv4-compatible
# ::127.0.0.1 and the site-local fec0::/10 global. So: IPv6 only inside 2000::/3, and never these.
_UNICAST6 = ipaddress.ip_network("2000::/3")
_DISGUISED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",  # shared by carriers, RFC 6598
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relay, RFC 7526
        "2002::/16",  # 6to4: an IPv4 address inside, RFC 3056
        "2001::/32",  # Teredo: likewise, RFC 4380
        "2001:db8::/32",  # documentation, RFC 3849
        "3fff::/20",  # documentation, RFC 9637
    )
)

_REFUSED = "refused by the guard"


class AddressRefused(OSError):
    """The address is not one that a feed, a page or a channel may point us at."""


@lru_cache(maxsize=1024)
def _network(text: str) -> Network:
    return ipaddress.ip_network(text)


def verdict(address: str, allow: Sequence[str] = ()) -> str | None:
    """Return why `address` may not be dialled, or None. `allow` names networks the operator opened ("10.2.0.0/16").

    Anything that is not a literal IP address is refused: a name never reaches a socket, so one that does is a trick.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "not an address"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if any(ip in network for network in map(_network, allow) if network.version == ip.version):
        return None
    if ip.is_multicast:
        return "multicast"
    if any(ip in network for network in _DISGUISED if network.version == ip.version):
        return "translated, shared or reserved address"
    if ip.version == 6 and ip not in _UNICAST6:  # noqa: PLR2004 - IPv6
        return "not IPv6 global unicast"
    return None if ip.is_global else "not a public address"


def url_verdict(url: str, ports: Collection[int] = PORTS) -> str | None:
    """Return why `url` may not be asked for, as far as the URL alone tells, or None."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme.lower(), 0)
    except ValueError as problem:
        return f"malformed: {problem}"
    if parts.scheme.lower() not in DEFAULT_PORTS:
        return "it does not begin with http:// or https://"
    if not parts.hostname:
        return "no host"
    if parts.username is not None or parts.password is not None:
        return "credentials in the address"
    return None if port in ports else f"port {port}"


class Guard:
    """Make sockets for allowed addresses only; `allow` are networks the operator opened."""

    def __init__(self, allow: Sequence[str] = ()) -> None:
        self.allow = tuple(allow)

    def socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Return a socket for a getaddrinfo row, or raise AddressRefused (aiohttp's `socket_factory`)."""
        family, kind, proto, _, address = info
        if why := verdict(str(address[0]), self.allow):
            raise AddressRefused(
                f"{address[0]} {_REFUSED}: {why}. If it is yours, name its network in allow_private (a command: --allow-private)"
            )
        made = socket.socket(family, kind, proto)
        made.setblocking(False)  # noqa: FBT003 - the library's signature
        return made


def connector(allow: Sequence[str] = (), **options: Any) -> aiohttp.TCPConnector:
    """Return an aiohttp connector with the guard built in; `options` go to TCPConnector."""
    import aiohttp

    return aiohttp.TCPConnector(socket_factory=Guard(allow).socket, **options)


def refused_address(problem: BaseException) -> bool:
    """Say whether a connection failed because the guard refused its address.

    With several addresses aiohttp merges their errors into one plain OSError: only the words are left.
    """
    inner = getattr(problem, "os_error", problem)
    return isinstance(inner, AddressRefused) or _REFUSED in str(inner)
