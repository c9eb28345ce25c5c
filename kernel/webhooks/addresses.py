"""Which addresses may be called: those of the public internet, and those that the operator has named.

An address comes from outside, and so does what its name resolves to. What is not known to be public is refused:
`ipaddress.is_global` takes multicast, 6to4 and NAT64 forms of loopback for public.
"""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings

PORTS = frozenset({443, 8443})
LONGEST = 1_000
NAME = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
OWN_NAMES = ("localhost", "localdomain", "local", "internal", "home.arpa")
# What IANA keeps for other uses than hosts of the internet, inside the ranges that are given out.
RESERVED_4 = [
    IPv4Network(block)
    for block in (
        *("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    )
]
HOSTS_4 = (IPv4Address("1.0.0.0"), IPv4Address("223.255.255.255"))
HOSTS_6 = IPv6Network("2000::/3")
RESERVED_6 = [
    IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]


class NotAllowed(ValueError):
    """The address may not be called. The text says why, without repeating it."""


class NotKnown(ValueError):
    """The name of the host resolves to nothing."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """An address that may be called, once what its host resolves to has been looked at."""

    host: str
    port: int
    path: str
    is_secure: bool
    is_named: bool
    """Whether the operator has named this host and port: it may be plain HTTP, and private."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one that hosts of the public internet have."""
    if isinstance(address, IPv4Address):
        within = HOSTS_4[0] <= address <= HOSTS_4[1]
        return within and address.is_global and not any(address in block for block in RESERVED_4)
    within = address in HOSTS_6 and address.scope_id is None
    return within and address.is_global and not any(address in block for block in RESERVED_6)


def target_of(url: str) -> Target:
    """What an address names; refuses (NotAllowed) all that is known not to be callable without resolving its host."""
    if not 0 < len(url) <= LONGEST or not re.fullmatch(r"[!-~]+", url) or "\\" in url:
        raise NotAllowed(f"An address has up to {LONGEST} visible ASCII characters.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise NotAllowed("This is no address.") from None
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    is_named = (f"[{host}]" if ":" in host else host, port) in settings.WEBHOOK_EGRESS_ALLOW
    if parts.username is not None or parts.password is not None or "#" in url or ("[" in url) != (":" in host):
        raise NotAllowed("An address has no user, no password, no fragment and no brackets.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_named):
        raise NotAllowed("An address begins with https://.")
    if not is_named:
        _require_public(host, port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host=host, port=port, path=path, is_secure=parts.scheme == "https", is_named=is_named)


def _require_public(host: str, port: int) -> None:
    if port not in PORTS:
        raise NotAllowed(f"The port is one of {', '.join(map(str, sorted(PORTS)))}.")
    literal = _literal(host)
    if literal is not None:
        if str(literal) != host or not is_public(literal):
            raise NotAllowed("This is not an address of the public internet.")
    elif not NAME.match(host) or any(host == own or host.endswith(f".{own}") for own in OWN_NAMES):
        raise NotAllowed("This is not the name of a host of the public internet.")


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is, in whatever spelling the system's resolver takes for one; None for a name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return ip_address(found[0][4][0])


def resolve(target: Target) -> list[str]:
    """The addresses of a target's host. Refuses (NotAllowed) all of them if one is not public, and (NotKnown) none."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise NotKnown from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not target.is_named and not all(is_public(ip_address(address)) for address in addresses):
        raise NotAllowed("The host resolves to an address that is not public.")
    return addresses
