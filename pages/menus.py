"""Menus as the public sees them: entries that lead to hidden pages are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cms.api.blocks import list_items
from cms.api.declarations import PAGE
from cms.api.reader import Reader
from cms.api.statements import Parameter
from cms.api.typed_links import load_links

from .models import NavigationMenu


def menu_items(handle: str, reader: Reader) -> list[dict[str, Any]]:
    """``label``, ``url``, ``page`` and ``children`` of each entry of the menu; none where there is no such menu."""
    reader.tags.sorted(NavigationMenu)
    found = reader.rows_where(
        "of handle",
        NavigationMenu,
        lambda: NavigationMenu.objects.filter(site=reader.site, handle=Parameter("handle")).order_by("pk"),
        handle=handle,
    )
    menu = next(map(reader.adopt, found), None)
    stored = [block["value"] for block in menu.items.raw_data] if menu is not None else []
    below = [child for entry in stored for child in list_items(entry.get("children"))]
    load_links((), [entry["url"] for entry in (*stored, *below) if entry.get("url")], reader)
    pages = reader.fetch(PAGE, [entry["page"] for entry in (*stored, *below) if entry.get("page")])
    return list(visible(stored, pages, reader))


def visible(entries: Iterable[Mapping[str, Any]], pages: Mapping[int, Any], reader: Reader) -> Iterable[dict[str, Any]]:
    for entry in entries:
        page = pages.get(entry["page"]) if entry.get("page") else None
        url = reader.path_of(page) if page is not None else reader.typed_links.get(entry.get("url") or "")
        if not url or (entry.get("page") and page is None):
            continue
        children = visible(list_items(entry.get("children")), pages, reader)
        label = entry.get("label") or (page.title if page is not None else url)
        yield {"label": label, "url": url, "page": page, "children": list(children)}
