"""What is at a path of a site: a public page, or a redirect to one."""

from __future__ import annotations

from typing import Any

from cms.api.paths import cannot_exist, normal_path, page_at_path
from cms.api.reader import Reader

WHERE = frozenset({"url_path"})
"""What tells of a page where it is."""


def find_page(path: str, reader: Reader) -> Any:
    """The public page at ``path``, in its own type; None when there is none to see."""
    return None if cannot_exist(path) else page_at(normal_path(path), reader)


def page_at(here: str, reader: Reader) -> Any:
    """The public page at ``here``, a normal path, or the draft that is shown there."""
    found = page_at_path(here, reader, WHERE)
    if found is not None:
        return found
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
