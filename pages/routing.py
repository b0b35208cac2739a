"""What is at a path of a site: a public page, or a redirect to one."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.api.declarations import PAGE
from cms.api.reader import Reader

LONGEST_PATH = 2048


def normal_path(path: str) -> str:
    """``path`` with a slash at both ends, decoded, without query and fragment."""
    plain = unquote(re.split(r"[?#]", path, maxsplit=1)[0])
    return "/" + "".join(f"{part}/" for part in plain.split("/") if part)


def at_path(path: str, reader: Reader) -> Q:
    """The condition for the page that is saved at ``path``, be it public or not."""
    root = reader.gate.root
    if root is None or cannot_exist(path):
        return Q(pk__in=[])
    return Q(url_path=root.url_path + normal_path(path)[1:])


def cannot_exist(path: str) -> bool:
    """Whether no page or redirect can have ``path``, and no database should be asked."""
    return len(path) > LONGEST_PATH or "\0" in normal_path(path)


def find_page(path: str, reader: Reader) -> Any:
    """The public page at ``path``, in its own type; None when there is none to see."""
    root = reader.gate.root
    if root is None or cannot_exist(path):
        return None
    pages = reader.public(Page.objects.filter(at_path(path, reader)))
    pk = pages.values_list("pk", flat=True).first()
    if pk is not None:
        return reader.fetch(PAGE, [pk]).get(pk)
    return reader.draft_where(lambda draft: root.url_path + normal_path(path)[1:] in draft.url_paths)


def find_route(path: str, reader: Reader) -> dict[str, Any] | None:
    """``path``, ``page`` and ``redirect`` of what is at ``path``; None when there is nothing."""
    page = find_page(path, reader)
    if page is not None and reader.shows_draft(page):
        return {"path": normal_path(path), "page": page, "redirect": None}
    if page is not None:
        there = reader.path_of(page)
        onwards = moved_to(page, reader)
        redirect = {"from_path": there, "to": onwards, "permanent": True} if onwards else None
        return {"path": there, "page": None if redirect else page, "redirect": redirect}
    redirect = find_redirect(path, reader)
    return {"path": normal_path(path), "page": None, "redirect": redirect} if redirect else None


def moved_to(page: Any, reader: Reader) -> str | None:
    """The path of the public page that took the place of ``page``; None where ``page`` speaks for itself."""
    successor = getattr(page, "successor_id", None)
    if successor is None:
        return None
    reader.load_paths([successor])
    return reader.paths[successor]


def find_redirect(path: str, reader: Reader) -> dict[str, Any] | None:
    """The redirect from ``path``; None where there is none, or where it leads to a page the public cannot see.

    One for this very query string goes before one for the path alone, one of this site before one of all sites.
    """
    if cannot_exist(path):
        return None
    wanted = old_paths(path)
    rows = Redirect.objects.filter(Q(site=reader.site) | Q(site=None), old_path__in=wanted)
    reader.tags.looked_for(Redirect)
    row = min(rows, key=lambda found: (wanted.index(found.old_path), found.site_id is None), default=None)
    if row is None:
        return None
    reader.tags.saw(row)
    target = row.redirect_link or None
    if row.redirect_page_id is not None:
        reader.load_paths([row.redirect_page_id])
        target = reader.paths[row.redirect_page_id]
    return {"from_path": normal_path(path), "to": target, "permanent": row.is_permanent} if target else None


def old_paths(path: str) -> list[str]:
    """How Wagtail stores a redirect from ``path``: with its query string, and without."""
    plain = Redirect.normalise_path(normal_path(path))
    query = path.partition("#")[0].partition("?")[2]
    return [Redirect.normalise_path(f"{plain}?{query}"), plain] if query else [plain]
