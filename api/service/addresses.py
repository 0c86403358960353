"""Where the service may call out to: public addresses, and internal ones that were allowed.

A name is resolved once, all its addresses are judged, and the one that was judged is the one that
is called: a name that answers otherwise a moment later changes nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

from models.domain.service_errors import WebhookAddressError

Resolver = Callable[[str, int], Sequence[str]]
Address = IPv4Address | IPv6Address

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000
# IPv6 addresses that carry an IPv4 address in their last 32 bits (NAT64).
_CARRYING = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_LAST_32 = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Callee:
    """An address that may be called: ``address`` is what the host name stands for."""

    url: str
    host: str
    port: int
    address: str

    @property
    def pinned(self) -> str:
        """The URL with the address in the place of the name."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        parts = urlsplit(self.url)
        return parts._replace(netloc=f"{host}:{self.port}").geturl()

    @property
    def host_header(self) -> str:
        """The name that the server goes by, with its port where that is not the usual one."""
        parts = urlsplit(self.url)
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[parts.scheme] else f"{name}:{self.port}"


def check_url(url: str, allow: Iterable[str]) -> None:
    """Judge a URL by what is written, without asking anybody; raises WebhookAddressError."""
    parts = _parts(url)
    literal = _literal(parts.hostname or "")
    if literal is not None and not _permitted(literal, parts.hostname or "", tuple(allow)):
        raise WebhookAddressError(url=url)
    if _is_local_name(parts.hostname or "") and (parts.hostname or "") not in set(allow):
        raise WebhookAddressError(url=url)


def find_callee(url: str, allow: Iterable[str], resolve: Resolver | None = None) -> Callee:
    """Return what to call for a URL.

    Raises WebhookAddressError where it, or any address that its name stands for, is not allowed;
    OSError where the name is not known.
    """
    parts, allowed = _parts(url), tuple(allow)
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    found = [ip_address(text.partition("%")[0]) for text in (resolve or _resolve)(host, port)]
    if not found or not all(_permitted(address, host, allowed) for address in found):
        raise WebhookAddressError(url=url)
    return Callee(url, host, port, str(found[0]))


def is_public(address: Address) -> bool:
    """Tell whether an address, and any address that it carries, is on the open internet."""
    carried = _carried(address)
    if carried is not None:
        return is_public(carried)
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _permitted(address: Address, host: str, allow: tuple[str, ...]) -> bool:
    if is_public(address):
        return True
    inner = _carried(address) or address
    return any(_allows(entry, inner, host) for entry in allow)


def _allows(entry: str, address: Address, host: str) -> bool:
    try:
        network = ip_network(entry, strict=False)
    except ValueError:
        return entry.lower() == host.lower()
    return address in network


def _carried(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if any(address in network for network in _CARRYING):
        return IPv4Address(int(address) & _LAST_32)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


def _parts(url: str) -> SplitResult:
    """Return the parts of a plain http(s) URL; raises WebhookAddressError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WebhookAddressError(url=url[:_LONGEST]) from error
    plain = all(" " < letter < "\x7f" for letter in url) and "\\" not in url
    named = bool(parts.hostname) and parts.username is None and parts.password is None
    if not (plain and named and parts.scheme in _PORTS and port != 0 and len(url) <= _LONGEST):
        raise WebhookAddressError(url=url[:_LONGEST])
    return parts


def _literal(host: str) -> Address | None:
    """Return the address that a host is written as, in any of the spellings that systems take."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _is_local_name(host: str) -> bool:
    bare = host.rstrip(".").lower()
    return bare == "localhost" or bare.endswith((".localhost", ".local", ".internal"))


def _resolve(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]
