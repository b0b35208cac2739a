"""One reading of the content: a site, a moment, and everything fetched through the gate so far.

Each root field of a request has a reader of its own. The same object is fetched once, however many ways lead to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import Page, Site

from .declarations import PAGE
from .drafts import Draft, EntryDraft
from .rows import READ, Columns, Needs, complete, lacks, made_of, names_of, ordered
from .statements import Among, Parameter, ask, ask_plainly
from .tags import Tags
from .visibility import Gate, public, served_page_models

LOCATED = frozenset({"url_path"})
"""What tells where a page stands."""
Needed = Callable[[type[Model]], Columns | None]
"""The columns of a model that are to be read; None for all there are."""


class Reader:
    """Fetches rows through the gate and remembers them. Rows know their reader as ``_reader``.

    ``tags`` tell what the answer was made of. What a loader reads and does not adopt, it notes there itself.
    ``shown`` is the draft that whoever reads may see; of another site's page nothing is shown. An entry of a
    register is shown as it is edited wherever the public would see it. ``needs`` are the columns that are selected; all
    there are for None.
    """

    def __init__(
        self,
        gate: Gate,
        tags: Tags | None = None,
        shown: Draft | EntryDraft | None = None,
        needs: Needs | None = None,
    ) -> None:
        self.gate = gate
        self.tags = tags or Tags()
        self.shown = shown if isinstance(shown, Draft) and gate.holds(shown.tree_path) else None
        self.shown_entry = shown if isinstance(shown, EntryDraft) else None
        self.known: dict[tuple[type[Model], Any], Any] = {}
        self.addresses: dict[int, str | None] = {}
        self.typed_links: dict[str, str | None] = {}
        self.keys: dict[Any, dict[Any, Any]] = {}
        self.needs = needs

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
        pk = row.pk
        known = self.known.setdefault((identity(type(row)), pk), row) if pk is not None else row
        if known is not row:
            complete(known, row)
        known._reader = self
        self.tags.saw(known)
        return known

    def find(self, model: Any, column: str, value: str) -> Any:
        """The first public row of ``model`` itself, without derived types, that has ``value`` in a column, or None."""
        self.tags.looked_for(model)
        names = ordered(model, self.needed(model, frozenset()))
        rows = ask(
            self.gate,
            ("find", model, column, names),
            lambda gate: (
                public(of_exact_type(model).filter(**{column: Parameter("value")}), gate)
                .order_by("pk")
                .values_list("pk", *names)[:1]
            ),
            value=value,
        )
        return self.adopt(made_of(model, names)(rows[0])) if rows else None

    def fetch(
        self, target: str, ids: Iterable[Any], reads: Columns | None = None, needs: Needs | None = None
    ) -> dict[Any, Any]:
        """The public rows of ``target`` (a model label, or ``PAGE`` for pages of any type) among ``ids``.

        ``reads`` are the columns that the caller looks at, beside those that are selected; all there are for None. One
        statement for a model; for pages of any type one, and one more for each type met that has columns of its own to
        be read: that is worth less columns, those that are selected here, if ``needs`` tells them. What was asked for
        already in this reading costs nothing.
        """
        model: type[Model] = Page if target == PAGE else apps.get_model(target)
        needed = partial(self.needed, reads=reads, needs=needs if model is Page else None)
        key = identity(model)
        self.tags.looked_for(model)
        known = self.known
        ids = dict.fromkeys(pk for pk in ids if pk is not None)
        wanted = [pk for pk in ids if (key, pk) not in known or is_short(known[key, pk], needed)]
        if wanted:
            for row in self.pages(wanted, needed) if model is Page else self.rows(model, wanted, needed(model)):
                self.adopt(row)
            for pk in wanted:
                known.setdefault((key, pk), None)
        return {pk: row for pk in ids if isinstance(row := known[key, pk], model)}

    def needed(self, model: type[Model], reads: Columns | None, needs: Needs | None = None) -> Columns | None:
        """The columns of ``model`` that are selected, and ``reads``; None for all there are."""
        if self.needs is None or reads is None:
            return None
        selected = (self.needs if needs is None else needs).get(model, frozenset())
        return None if selected is None else selected | reads

    def rows(self, model: type[Model], ids: list[Any], columns: Columns | None) -> Iterable[Any]:
        """Public rows of one model."""
        return self.rows_where(
            "among", model, lambda: model._default_manager.filter(Among("pk")).order_by(), columns, ids=ids
        )

    def rows_where(
        self,
        key: str,
        model: type[Model],
        make: Callable[[], QuerySet[Any]],
        columns: Columns | None = None,
        most: int | None = None,
        **values: Any,
    ) -> Iterable[Any]:
        """The first public ones of the rows of ``model`` that ``make`` gives; ``key`` names it.

        All there are where ``most`` is None, and all columns where ``columns`` is.
        """
        self.tags.looked_for(model)
        names = ordered(model, columns)
        found = ask(
            self.gate,
            ("rows", key, model, names),
            lambda gate: public(make(), gate).values_list("pk", *names)[:most],
            **values,
        )
        return map(made_of(model, names), found)

    def pages(self, ids: list[int], needed: Needed) -> Iterable[Any]:
        """Public pages among ``ids`` as their own types."""
        return self.pages_where("among", lambda: Page.objects.filter(Among("pk")), needed, ids=ids)

    def pages_where(self, key: str, make: Callable[[], QuerySet[Page]], needed: Needed, **values: Any) -> Iterable[Any]:
        """The public ones of the pages that ``make`` gives, as their own types.

        One statement finds them, and brings the columns that all pages have; one more for each type of which other
        columns are needed.
        """
        self.tags.looked_for(Page)
        of_all = frozenset(names_of(Page))
        columns = {model: needed(model) for model in served_page_models()}
        names = ordered(Page, frozenset().union(*(some for some in columns.values() if some and some <= of_all)))
        found = ask(
            self.gate,
            ("pages", key, names),
            lambda gate: public(make(), gate).order_by().values_list("pk", *names, "content_type_id"),
            **values,
        )
        others: dict[Any, list[int]] = {}
        for row in found:
            model: Any = ContentType.objects.get_for_id(row[-1]).model_class()
            some = columns.get(model)
            if some is not None and some <= of_all:
                yield made_of(model, names)(row)
            elif model is not None and model is not Page:
                others.setdefault(model, []).append(row[0])
        for model, members in others.items():
            yield from self.of_type(model, members, columns.get(model))

    def of_type(self, model: Any, ids: list[int], columns: Columns | None) -> Iterable[Any]:
        """Pages of one type that have passed the gate."""
        names = ordered(model, columns)
        found = ask_plainly(
            ("rows", model, names),
            lambda: model._default_manager.filter(Among("pk")).order_by().values_list("pk", *names),
            ids=ids,
        )
        return map(made_of(model, names), found)

    def visible(self, ids: Iterable[int]) -> set[int]:
        """Those of the pages ``ids`` that are visible, in one statement; none for no page."""
        ids = list(ids)
        return {page.pk for page in self.rows(Page, ids, frozenset())} if ids else set()

    def load_addresses(self, ids: Iterable[int]) -> None:
        """Learn where links to the pages ``ids`` lead: a path here, an address on another site, None for hidden.

        One statement; where some are not on this site, one for the other sites and one for the pages there.
        """
        self.tags.looked_for(Page)
        wanted = [pk for pk in dict.fromkeys(ids) if pk not in self.addresses]
        if not wanted:
            return
        self.addresses.update(dict.fromkeys(wanted))
        for page in self.rows(Page, wanted, LOCATED):
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


def is_short(row: Any, needed: Needed) -> bool:
    """Whether a known row was read with fewer columns than are needed now; what is hidden stays so."""
    return row is not None and READ in row.__dict__ and lacks(row, needed(type(row)))


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


def of_exact_type(model: Any) -> QuerySet[Any]:
    """Pages of ``model`` itself, without those of types derived from it."""
    derived = bool(model.__subclasses__())
    pages: QuerySet[Any] = model._default_manager
    return pages.exact_type(model) if derived else pages.all()  # type: ignore[attr-defined]
