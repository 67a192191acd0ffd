"""Where an event may be sent: which addresses are public, which are inside, which are never spoken to. Pure.

``ipaddress.is_global`` alone is not enough: it lets multicast, 64:ff9b::/96, ::/96 and fec0::/10 through. So IPv6 is
public only inside 2000::/3, the one block that is given out, and the special blocks of IANA's two registries are named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["public", "inside", "refused"]
Network = IPv4Network | IPv6Network

NEVER: tuple[Network, ...] = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "169.254.0.0/16",  # link-local: where clouds answer with their keys
        "100.100.100.200/32",  # the same at Alibaba
        "168.63.129.16/32",  # the same at Azure, inside a public block
        "fd00:ec2::/32",  # the same at Amazon, by IPv6
        "192.0.0.0/24",  # protocol assignments, Oracle's keys among them
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside an IPv6 one
        "3fff::/20",  # documentation
    )
)
INSIDE: tuple[Network, ...] = tuple(
    ip_network(block)
    for block in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",  # shared by carriers
        "127.0.0.0/8",
        "::1/128",
        "fc00::/7",
    )
)
GIVEN_OUT = ip_network("2000::/3")
NAME_MAX = 253


class BadAddressError(Exception):
    """Nothing is sent there. ``code`` says why; a template has the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: ``host`` is a name or an address without brackets, ``path`` begins with a slash."""

    is_tls: bool
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as HTTP writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


def parse_target(url: str, *, ports: frozenset[int], allow_inside: bool) -> Target:
    """Take a URL apart. Raises :class:`BadAddressError` for what could mean two things or nothing.

    Plain http is for hosts inside only, which the administrator must have allowed.
    """
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in ' \\"<>^`{|}#'):
        raise BadAddressError("bad_url")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise BadAddressError("bad_url") from None
    if not host or len(host) > NAME_MAX or "@" in parts.netloc or "%" in parts.netloc:
        raise BadAddressError("bad_url")
    if parts.scheme != "https" and not (parts.scheme == "http" and allow_inside):
        raise BadAddressError("not_https")
    is_tls = parts.scheme == "https"
    port = port if port is not None else (443 if is_tls else 80)
    if port not in ports:
        raise BadAddressError("port")
    return Target(is_tls, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def kind_of(address: str) -> Kind:
    """Say what kind of address this is. What is neither public nor plainly inside is refused."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "refused"
    if _is_in(parsed, NEVER):
        return "refused"
    if _is_in(parsed, INSIDE):
        return "inside"
    return "public" if _is_public(parsed) else "refused"


def _is_in(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and (address.scope_id or address not in GIVEN_OUT):
        return False
    return address.is_global and not address.is_multicast


def choose(addresses: Sequence[str], *, allow_inside: bool) -> list[str]:
    """Give the addresses to try, in order. One that is not allowed spoils all: a name is not asked to be half honest.

    Raises :class:`BadAddressError`.
    """
    if not addresses:
        raise BadAddressError("no_such_host")
    kinds = [kind_of(address) for address in addresses]
    if "refused" in kinds or ("inside" in kinds and not allow_inside):
        raise BadAddressError("address_refused")
    return list(dict.fromkeys(addresses))
