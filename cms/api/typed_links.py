"""Links that somebody typed instead of choosing a page: where they lead, if the public may go there.

An address of this site is looked up: that of a public page becomes the page's present path, so that the front end
routes it itself, and that of a hidden page leads nowhere, as a chosen page does that is hidden. What no page has may be
a page of the front end's own, and stays; so does every address elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

from django.conf import settings

from .paths import cannot_exist, normal_path, saved_at
from .reader import Reader

ALLOWED = re.compile(r"https?://[^\s/?#\\]|mailto:|tel:|#|/(?![/\\])", re.IGNORECASE)
"""How an address may begin: absolute, or a path or anchor of the site."""
UNREAD = re.compile(r"^[\x00-\x20]+|[\t\r\n]|[\x00-\x20]+$")
"""What browsers take out of an address before they read it."""
PARTS = re.compile(r"(?P<path>[^?#]*)(?P<rest>.*)", re.DOTALL)
PORTS = {"http": 80, "https": 443}
PLAIN_IN_PATHS = "/:@!$&'()*+,;="


@dataclass(frozen=True)
class Place:
    """A place on the site: a normal path, and the query and fragment that stood behind it."""

    path: str
    rest: str

    def __str__(self) -> str:
        return quote(self.path, safe=PLAIN_IN_PATHS) + self.rest


def load_links(ids: Iterable[int], typed: Iterable[str], reader: Reader) -> None:
    """Learn where links lead: ``reader.addresses`` of the pages ``ids``, ``reader.typed_links`` of typed addresses.

    One statement for the paths that were typed, if there are any, and those of ``reader.load_addresses``.
    """
    waiting = [address for address in dict.fromkeys(typed) if address not in reader.typed_links]
    reader.typed_links.update((address, as_read(address)) for address in waiting)
    on_site = {address: place for address in waiting if (place := place_on_site(address, reader)) is not None}
    pages = saved_at([place.path for place in on_site.values() if not cannot_exist(place.path)], reader)
    reader.load_addresses([*ids, *pages.values()])
    for address, place in on_site.items():
        if place.path in pages:
            page = reader.addresses[pages[place.path]]
            reader.typed_links[address] = page and page + place.rest


def as_read(address: str) -> str | None:
    """``address`` as browsers read it; None where it leads nowhere, or where no link of ours may lead."""
    read = UNREAD.sub("", address)
    return read if ALLOWED.match(read) and (read[0] in "/#" or is_whole(read)) else None


def is_whole(address: str) -> bool:
    """Whether an absolute ``address`` can be taken apart."""
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def place_on_site(address: str, reader: Reader) -> Place | None:
    """The place on this site that ``address`` means; None for an address elsewhere, or for none at all."""
    read = as_read(address)
    parts = PARTS.match(read or "")
    if not read or parts is None or read.startswith("#"):
        return None
    path = parts["path"].replace("\\", "/")  # as browsers do
    if not path.startswith("/"):
        split = urlsplit(path)
        if endpoint(split) not in own_endpoints(reader):
            return None
        path = split.path
    return Place(without_dots(normal_path(path)), parts["rest"])


def without_dots(path: str) -> str:
    """A normal path with its steps ``.`` and ``..`` taken."""
    kept: list[str] = []
    for part in path.strip("/").split("/"):
        if part == "..":
            kept[-1:] = []
        elif part not in {"", "."}:
            kept.append(part)
    return "/" + "".join(f"{part}/" for part in kept)


def own_endpoints(reader: Reader) -> set[tuple[str, int | None]]:
    """Hosts and ports of this site: its front end's, its own and, for the default site, the CMS's.

    Where one answers at a scheme's usual port, so does the other scheme's.
    """
    site = reader.site
    origins = [reader.origin, site.root_url if site is not None else ""]
    if site is None or site.is_default_site:
        origins.append(settings.CMS_BASE_URL)
    found = {endpoint(urlsplit(origin)) for origin in origins if origin}
    usual = {host for host, port in found if port in PORTS.values()}
    return found | {(host, port) for host in usual for port in PORTS.values()}


def endpoint(address: SplitResult) -> tuple[str, int | None]:
    """Host and port of an absolute address, the host as name servers know it."""
    host = unquote(address.hostname or "").lower().removesuffix(".")
    with suppress(UnicodeError):  # no name of a host: it is nobody's
        host = host.encode("idna").decode()
    return host, address.port or PORTS.get(address.scheme)
