"""Where a webhook may lead: to public addresses over https, and to what ``WEBHOOK_ALLOWED_HOSTS`` allows besides.

An address is read strictly, its name is looked up once for each delivery, and only addresses that have passed are
connected to, so that nothing in our own network can be reached: by no name that leads there, no odd way to write an
address, and no answer of a name server that changes between the check and the connection.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urlsplit

from django.conf import settings

from cms.deadlines import within

LOOK_UP_SECONDS = 3.0
PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024
NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)*")
NUMBER = re.compile(r"([0-9]+|0x[0-9a-f]*)")
EMBEDS_IPV4 = ip_network("64:ff9b::/96")
"""NAT64, RFC 6052: what a network without IPv4 has in the place of an IPv4 address."""
UNICAST = ip_network("2000::/3")
NOT_PUBLIC = [
    ip_network(network)
    for network in (
        # https://www.iana.org/assignments/iana-ipv4-special-registry; multicast and what is above it
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/3"),
        "168.63.129.16/32",  # what Azure's machines are managed through
        # https://www.iana.org/assignments/iana-ipv6-special-registry, Teredo and 6to4 among them
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
]

Address = IPv4Address | IPv6Address


class TargetError(Exception):
    """Why nothing is sent to an address; the text is for whoever registers it."""


@dataclass(frozen=True)
class Target:
    """An address, read. ``host`` is a name in small ASCII letters or an IP address, ``path`` what is asked for."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The ``Host`` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def check(url: str) -> None:
    """``TargetError`` unless something may be sent to ``url`` as things are now."""
    target = parse(url)
    try:
        within(LOOK_UP_SECONDS, lambda: addresses(target), name="webhook-look-up")
    except TimeoutError:
        raise TargetError(f"The name {target.host} could not be looked up in time. Try again in a minute.") from None


def parse(url: str) -> Target:
    """Read an address; ``TargetError`` where it is not plain."""
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise TargetError("The address must hold no space and no backslash.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise TargetError("This is no address such as https://www.example.com/hooks.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise TargetError("The address must begin with https:// and a host name.")
    if "@" in parts.netloc:
        raise TargetError("The address must hold no user and no password: receivers check the signature.")
    if parts.fragment or url.endswith("#"):
        raise TargetError("The address must hold no # and nothing behind it, for that is not sent.")
    if port == 0:
        raise TargetError("The port must be a number from 1 to 65535.")
    asked = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{encoded(parts.query)}" if parts.query else "")
    return Target(parts.scheme, host_of(parts.hostname), port or PORTS[parts.scheme], asked)


def encoded(query: str) -> str:
    return quote(query, safe="/?%:@!$&'()*+,;=~[]")


def host_of(name: str) -> str:
    """A host as it is looked up; odd ways to write an IP address are refused."""
    if ":" in name:
        try:
            return str(IPv6Address(name if "%" not in name else ""))
        except ValueError:
            raise TargetError("The IP address in brackets is not one.") from None
    try:
        host = name.removesuffix(".").encode("idna").decode().lower()
    except UnicodeError:
        host = ""
    if not NAME.fullmatch(host):
        raise TargetError("The host name is not one. Write it such as www.example.com.")
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        try:
            return str(IPv4Address(host))
        except ValueError:
            raise TargetError("Write an IP address as four decimal numbers, such as 192.0.2.1.") from None
    return host


def addresses(target: Target) -> list[str]:
    """The IP addresses of the target that may be connected to; ``TargetError`` where there is none. Looks it up."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise TargetError(f"The name {target.host} is not found. Check how it is written.") from None
    ips = [ip_address(str(address[0]).partition("%")[0]) for *_, address in found]
    permitted = [ip for ip in dict.fromkeys(ips) if permits(target, ip)]
    if not permitted:
        raise TargetError(refusal(target, ips))
    return [str(ip) for ip in permitted]


def permits(target: Target, ip: Address) -> bool:
    """Whether ``ip`` may be connected to for the target."""
    if is_allowed(target, ip):
        return True
    return target.scheme == "https" and has_usual_port(target) and is_public(ip)


def refusal(target: Target, ips: list[Address]) -> str:
    """Why none of the target's addresses may be connected to."""
    if not any(map(is_public, ips)):
        return (
            f"{target.host} is in a private or reserved network, where nothing is sent. Use a public address, or have "
            "it added to WEBHOOK_ALLOWED_HOSTS."
        )
    if target.scheme != "https":
        return "The address must begin with https://."
    return f"The port {target.port} is another service's. Use 443 or one from {FIRST_FREE_PORT} on."


def has_usual_port(target: Target) -> bool:
    return target.port == PORTS["https"] or target.port >= FIRST_FREE_PORT


def is_public(ip: Address) -> bool:
    """Whether ``ip`` is a public unicast address; one that holds an IPv4 address in another way than NAT64 is not."""
    if ip.version == 6:
        if ip in EMBEDS_IPV4:
            return is_public(IPv4Address(int(ip) & 0xFFFF_FFFF))
        if ip not in UNICAST:
            return False
    return not any(ip in network for network in NOT_PUBLIC if network.version == ip.version) and ip.is_global


def is_allowed(target: Target, ip: Address) -> bool:
    """Whether ``WEBHOOK_ALLOWED_HOSTS`` has the target, by its name or by the address."""
    names, networks = allowed(tuple(settings.WEBHOOK_ALLOWED_HOSTS))
    return (
        target.host in names
        or f"{target.host}:{target.port}" in names
        or any(ip in network for network in networks if network.version == ip.version)
    )


@cache
def allowed(entries: tuple[str, ...]) -> tuple[frozenset[str], tuple[IPv4Network | IPv6Network, ...]]:
    """The names, each with a port or without, and the networks of ``WEBHOOK_ALLOWED_HOSTS``."""
    names = frozenset(entry.lower() for entry in entries if "/" not in entry)
    return names, tuple(ip_network(entry) for entry in entries if "/" in entry)
