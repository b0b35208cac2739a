"""Paths of a site as people write them, and the pages that are saved at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from unicodedata import category, normalize
from urllib.parse import unquote

from django.db.models import Q
from wagtail.models import Page

from .reader import Reader
from .rows import Columns
from .statements import Parameter

LONGEST_PATH = 2048


def normal_path(path: str) -> str:
    """``path`` with a slash at both ends, decoded, without query and fragment."""
    plain = normalize("NFC", unquote(re.split(r"[?#]", path, maxsplit=1)[0]))
    return "/" + "".join(f"{part}/" for part in plain.split("/") if part)


def cannot_exist(path: str) -> bool:
    """Whether nothing can be at ``path``, and no database should be asked: it is too long, or holds controls."""
    return len(path) > LONGEST_PATH or any(category(character) in {"Cc", "Cs"} for character in normal_path(path))


def at_paths(paths: Sequence[str], reader: Reader) -> Q:
    """The condition for the pages that are saved at normal ``paths`` of the site, hidden ones too.

    ``url_path`` has no index and ``slug`` has one, so the last parts of the paths find the rows, and the whole paths
    choose among the few that share them.
    """
    root = reader.gate.root
    if root is None:
        return Q(pk__in=[])
    slugs = {last_part(path) or root.slug for path in paths}
    return Q(slug__in=slugs, url_path__in=[root.url_path + path[1:] for path in paths])


def last_part(path: str) -> str:
    """The slug of a normal path; empty for that of the home page, which has one all the same."""
    return path.rstrip("/").rpartition("/")[2]


def page_at_path(path: str, reader: Reader, reads: Columns) -> Any:
    """The public page at a normal ``path``, in its own type, or None; ``reads`` is what the caller looks at of it."""
    root = reader.gate.root
    if root is None:
        return None
    found = reader.pages_where(
        "at path",
        lambda: Page.objects.filter(slug=Parameter("slug"), url_path=Parameter("url_path")),
        partial(reader.needed, reads=reads),
        slug=last_part(path) or root.slug,
        url_path=root.url_path + path[1:],
    )
    return next((reader.adopt(page) for page in found), None)


def at_path(path: str, reader: Reader) -> Q:
    """The condition for the page that is saved at ``path``, as a client writes it, be it public or not."""
    return Q(pk__in=[]) if cannot_exist(path) else at_paths([normal_path(path)], reader)


def pages_at(paths: Sequence[str], reader: Reader) -> Any:
    """The pages at normal ``paths`` of the site, hidden ones too."""
    return Page.objects.filter(at_paths(paths, reader))


def saved_at(paths: Sequence[str], reader: Reader) -> dict[str, int]:
    """The ids of the pages that normal ``paths`` mean, hidden ones too, in one statement.

    A page at the very path goes before one at the path in small letters, as all paths of pages are. One that was never
    published is not there yet: writing a draft must change nothing that the public sees.
    """
    if not paths:
        return {}
    rows = pages_at([*paths, *(path.lower() for path in paths)], reader).only("url_path")
    rows = rows.exclude(live=False, first_published_at=None)
    there = {reader.path_of(page): int(page.pk) for page in rows}
    found = {path: there.get(path, there.get(path.lower())) for path in paths}
    return {path: pk for path, pk in found.items() if pk is not None}
