"""What is at a path of a site: a public page, or a redirect to one."""

from __future__ import annotations

import re
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from wagtail.models import Page

from cms.api.reader import Reader

LONGEST_PATH = 2048


def normal_path(path: str) -> str:
    """``path`` with a slash at both ends, decoded, without query and fragment."""
    plain = normalize("NFC", unquote(re.split(r"[?#]", path, maxsplit=1)[0]))
    return "/" + "".join(f"{part}/" for part in plain.split("/") if part)


def cannot_exist(path: str) -> bool:
    """Whether no page or redirect can have ``path``, and no database should be asked."""
    return len(path) > LONGEST_PATH or "\0" in normal_path(path)


def pages_at(paths: list[str], reader: Reader) -> Any:
    """The pages at normal ``paths`` of the site, hidden ones too.

    ``url_path`` has no index and ``slug`` has one, so the last parts of the paths find the rows, and the whole paths
    choose among the few that share them.
    """
    root = reader.gate.root
    if root is None:
        return Page.objects.none()
    slugs = {path.rstrip("/").rpartition("/")[2] or root.slug for path in paths}
    return Page.objects.filter(slug__in=slugs, url_path__in=[root.url_path + path[1:] for path in paths])


def find_page(path: str, reader: Reader) -> Any:
    """The public page at ``path``, in its own type; None when there is none to see."""
    return None if cannot_exist(path) else page_at(normal_path(path), reader)


def page_at(here: str, reader: Reader) -> Any:
    """The public page at ``here``, a normal path."""
    found = list(reader.specific(reader.public(pages_at([here], reader))))
    return reader.adopt(found[0]) if found else None


def find_route(path: str, reader: Reader) -> dict[str, Any] | None:
    """``path``, ``page`` and ``redirect`` of what is at ``path``; None when there is nothing.

    A page goes before a redirect, and both before a page whose path differs in case only, to which a redirect leads.
    """
    from .redirects import find_redirect, successor_of

    if cannot_exist(path):
        return None
    here = normal_path(path)
    page = page_at(here, reader)
    if page is not None:
        redirect = redirect_to(here, successor_of(page, reader))
        return {"path": here, "page": None if redirect else page, "redirect": redirect}
    redirect = find_redirect(path, reader)
    if redirect is None and here != here.lower():
        page = page_at(here.lower(), reader)
        redirect = redirect_to(here, page and (successor_of(page, reader) or reader.path_of(page)))
    return {"path": here, "page": None, "redirect": redirect} if redirect else None


def redirect_to(here: str, target: str | None) -> dict[str, Any] | None:
    """The permanent redirect from ``here`` to ``target``, if there is one."""
    return {"from_path": here, "to": target, "permanent": True} if target else None
