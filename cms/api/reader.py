"""One reading of the content: a site, a moment, and everything fetched through the gate so far.

Each root field of a request has a reader of its own. The same object is fetched once, however many ways lead to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import Page, Site

from .declarations import PAGE
from .drafts import Draft, EntryDraft
from .tags import Tags
from .visibility import Gate, public


class Reader:
    """Fetches rows through the gate and remembers them. Rows know their reader as ``_reader``.

    ``tags`` tell what the answer was made of. What a loader reads and does not adopt, it notes there itself.
    ``shown`` is the draft that whoever reads may see; of another site's page nothing is shown. An entry of a
    register is shown as it is edited wherever the public would see it.
    """

    def __init__(self, gate: Gate, tags: Tags | None = None, shown: Draft | EntryDraft | None = None) -> None:
        self.gate = gate
        self.tags = tags or Tags()
        self.shown = shown if isinstance(shown, Draft) and gate.holds(shown.tree_path) else None
        self.shown_entry = shown if isinstance(shown, EntryDraft) else None
        self.known: dict[tuple[type[Model], Any], Any] = {}
        self.addresses: dict[int, str | None] = {}
        self.typed_links: dict[str, str | None] = {}
        self.keys: dict[Any, dict[Any, Any]] = {}

    @cached_property
    def site(self) -> Site | None:
        return self.gate.site

    @cached_property
    def origin(self) -> str:
        """Scheme and host of the site's front end, without a slash at the end."""
        return origin_of(self.site)

    @cached_property
    def draft(self) -> Any:
        """The page of the draft that is shown, made once; None where none is."""
        page = self.shown.make() if self.shown is not None else None
        if page is not None:
            page._reader = self
        return page

    def draft_where(self, is_asked_for: Callable[[Draft], bool]) -> Any:
        """The draft's page if it is what is asked for, whether or not the public may see it."""
        return self.draft if self.shown is not None and is_asked_for(self.shown) else None

    def shows_draft(self, page: Any) -> bool:
        """Whether ``page`` is the draft's."""
        return self.shown is not None and page.pk == self.shown.pk

    @cached_property
    def entry(self) -> Any:
        """The entry of a register that is shown as it is edited, made once; None where none is."""
        return self.shown_entry.make() if self.shown_entry is not None else None

    def as_edited(self, row: Any) -> Any:
        """What ``row``, which is no page, is to be shown as: itself, or what somebody is making of it."""
        shown = self.shown_entry
        return self.entry if shown is not None and type(row) is shown.model and row.pk == self.entry.pk else row

    def public(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """``queryset`` as the public may see it."""
        self.tags.looked_for(queryset.model)
        return public(queryset, self.gate)

    def path_of(self, page: Page) -> str:
        """Where a page stands on its site: starts and ends with a slash."""
        return path_below(self.gate.root, page)

    def adopt(self, row: Any) -> Any:
        """Take in a row that has passed the gate; the known one, or the draft of it, if there is one."""
        if isinstance(row, Page) and self.shows_draft(row):
            row = self.draft
        row = self.as_edited(row)
        known = self.known.setdefault((identity(type(row)), row.pk), row) if row.pk is not None else row
        known._reader = self
        self.tags.saw(known)
        return known

    def fetch(self, target: str, ids: Collection[Any]) -> dict[Any, Any]:
        """The public rows of ``target`` (a model label, or ``PAGE`` for pages of any type) among ``ids``.

        One statement for a model; for pages of any type one, and one more for each type met. Ids already asked for in
        this reading cost nothing.
        """
        model: type[Model] = Page if target == PAGE else apps.get_model(target)
        key = identity(model)
        self.tags.looked_for(model)
        wanted = [pk for pk in dict.fromkeys(ids) if pk is not None and (key, pk) not in self.known]
        if wanted:
            for row in self.rows(model, wanted):
                self.adopt(row)
            for pk in wanted:
                self.known.setdefault((key, pk), None)
        found = {pk: self.known[key, pk] for pk in ids if pk is not None and self.known[key, pk] is not None}
        return {pk: row for pk, row in found.items() if isinstance(row, model)}

    def rows(self, model: type[Model], ids: list[Any]) -> Iterable[Any]:
        manager = model._default_manager
        if model is Page:
            return self.specific(self.public(manager.filter(pk__in=ids)))
        return self.public(manager.filter(pk__in=ids))

    def specific(self, pages: QuerySet[Any]) -> Iterable[Any]:
        """Public pages as their own types: one statement for the ids, one for each type."""
        by_type: dict[int, list[int]] = {}
        for pk, content_type in pages.values_list("pk", "content_type_id"):
            by_type.setdefault(content_type, []).append(pk)
        for content_type, members in by_type.items():
            model: Any = ContentType.objects.get_for_id(content_type).model_class()
            if model is not None and model is not Page:
                yield from model._default_manager.filter(pk__in=members)

    def load_addresses(self, ids: Iterable[int]) -> None:
        """Learn where links to the pages ``ids`` lead: a path here, an address on another site, None for hidden.

        One statement; where some are not on this site, one for the other sites and one for the pages there.
        """
        self.tags.looked_for(Page)
        wanted = [pk for pk in dict.fromkeys(ids) if pk not in self.addresses]
        if not wanted:
            return
        self.addresses.update(dict.fromkeys(wanted))
        for page in self.public(Page.objects.filter(pk__in=wanted)).only("url_path"):
            self.addresses[page.pk] = self.path_of(page)
            self.tags.saw(page)
        absent = [pk for pk in wanted if self.addresses[pk] is None]
        if absent and self.gate.other_sites:
            for page in Page.objects.filter(self.gate.pages_of_any_site(), pk__in=absent).only("path", "url_path"):
                self.addresses[page.pk] = self.address_elsewhere(page)
                self.tags.saw(page)

    def address_elsewhere(self, page: Page) -> str:
        """The absolute address of a page that is public on another site: of the site whose root is nearest above it."""
        above = [gate for gate in self.gate.other_sites if gate.root and page.path.startswith(gate.root.path)]
        gate = max(above, key=lambda one: len(one.root.path) if one.root else 0)
        return origin_of(gate.site) + path_below(gate.root, page)


def origin_of(site: Site | None) -> str:
    """Scheme and host of a site's front end: ``FRONTEND_URL`` for the default one, its own root URL for another."""
    if settings.FRONTEND_URL and (site is None or site.is_default_site):
        return str(settings.FRONTEND_URL)
    return str(site.root_url) if site else ""


def path_below(root: Page | None, page: Page) -> str:
    """The path of ``page`` on the site whose home page is ``root``."""
    above = root.url_path if root is not None else "/"
    return "/" + str(page.url_path).removeprefix(above).removeprefix("/")


def identity(model: type[Model]) -> type[Model]:
    """What rows are known by: all pages are one family, whatever their type."""
    return Page if issubclass(model, Page) else model
