"""What is at a path of a site: a public page, or a redirect to one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import category, normalize
from urllib.parse import unquote

from django.db.models import Q
from wagtail.models import Page

from cms.api.reader import Reader

LONGEST_PATH = 2048


def normal_path(path: str) -> str:
    """``path`` with a slash at both ends, decoded, without query and fragment."""
    plain = normalize("NFC", unquote(re.split(r"[?#]", path, maxsplit=1)[0]))
    return "/" + "".join(f"{part}/" for part in plain.split("/") if part)


def cannot_exist(path: str) -> bool:
    """Whether nothing can be at ``path``, and no database should be asked: it is too long, or holds controls."""
    return len(path) > LONGEST_PATH or any(category(character) == "Cc" for character in normal_path(path))


def at_paths(paths: Sequence[str], reader: Reader) -> Q:
    """The condition for the pages that are saved at normal ``paths`` of the site, hidden ones too.

    ``url_path`` has no index and ``slug`` has one, so the last parts of the paths find the rows, and the whole paths
    choose among the few that share them.
    """
    root = reader.gate.root
    if root is None:
        return Q(pk__in=[])
    slugs = {path.rstrip("/").rpartition("/")[2] or root.slug for path in paths}
    return Q(slug__in=slugs, url_path__in=[root.url_path + path[1:] for path in paths])


def at_path(path: str, reader: Reader) -> Q:
    """The condition for the page that is saved at ``path``, as a client writes it, be it public or not."""
    return Q(pk__in=[]) if cannot_exist(path) else at_paths([normal_path(path)], reader)


def pages_at(paths: Sequence[str], reader: Reader) -> Any:
    """The pages at normal ``paths`` of the site, hidden ones too."""
    return Page.objects.filter(at_paths(paths, reader))


def find_page(path: str, reader: Reader) -> Any:
    """The public page at ``path``, in its own type; None when there is none to see."""
    return None if cannot_exist(path) else page_at(normal_path(path), reader)


def page_at(here: str, reader: Reader) -> Any:
    """The public page at ``here``, a normal path, or the draft that is shown there."""
    found = list(reader.specific(reader.public(pages_at([here], reader))))
    if found:
        return reader.adopt(found[0])
    root = reader.gate.root
    return reader.draft_where(lambda draft: root is not None and root.url_path + here[1:] in draft.url_paths)


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
        redirect = None if reader.shows_draft(page) else redirect_to(here, successor_of(page, reader))
        return {"path": here, "page": None if redirect else page, "redirect": redirect}
    redirect = find_redirect(path, reader)
    if redirect is None and here != here.lower():
        page = page_at(here.lower(), reader)
        redirect = redirect_to(here, page and (successor_of(page, reader) or reader.path_of(page)))
    return {"path": here, "page": None, "redirect": redirect} if redirect else None


def redirect_to(here: str, target: str | None) -> dict[str, Any] | None:
    """The permanent redirect from ``here`` to ``target``, if there is one."""
    return {"from_path": here, "to": target, "permanent": True} if target else None
