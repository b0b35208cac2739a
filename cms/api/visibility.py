"""THE gate: what the public may see.

:func:`public` narrows a queryset to the rows that anybody may see, on one site, at one moment. Every row that reaches
a client has passed it. A model is let through only if a rule for it is registered here or by its app: there is no
default, so that a new model stays hidden until somebody has thought about it.

Hidden are pages that are not live, expired or not yet begun, under a view restriction of their own or of an ancestor,
or of another site; images and documents in a collection with a view restriction of its own or of an ancestor.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import DateField, DateTimeField, Model, Q, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import In
from django.utils import timezone
from wagtail.models import Page, Site, get_page_models

from .everywhere import Everywhere, everywhere
from .moments import Moments
from .statements import NOW, TODAY, Parameter

AnyModel = TypeVar("AnyModel", bound=Model)


class Gate:
    """What decides visibility for one reading: the site, the moment, and the restrictions in force.

    What decides visibility everywhere is read once, when first needed. ``site`` is None where a CMS has no site yet: no
    page is public.

    Nobody learns the moment without telling what is compared with it: ``moments`` collects when what was read through
    the gate will differ, though nothing changes but the time, and answers are kept until then. ``kept`` is what loaders
    found out of all public rows, for the other root fields of the request.
    """

    def __init__(
        self, site: Site | None, now: Any = None, moments: Moments | None = None, held: Everywhere | None = None
    ) -> None:
        self.site = site
        if held is not None:
            self.everywhere = held
        self.moments = moments or Moments()
        self.kept: dict[str, Any] = {}
        self._now = now or timezone.now()

    def now_among(self, model: type[Model], *columns: str) -> datetime:
        """The moment, to be compared with ``columns`` of ``model``, by which its rows begin or end."""
        self.moments.of(model, *columns)
        now: datetime = self._now
        return now

    def now_until(self, *next_of: Callable[[datetime], datetime]) -> datetime:
        """The moment; what follows from it differs from the first on of those that ``next_of`` give for it."""
        for each in next_of:
            self.moments.at(each(self._now))
        now: datetime = self._now
        return now

    @cached_property
    def everywhere(self) -> Everywhere:
        """What decides visibility everywhere; asked for once."""
        return everywhere()

    @property
    def today(self) -> Any:
        """The day in the time zone of the settings, by which dated records begin and end."""
        return self.day_in(timezone.get_current_timezone())

    def day_in(self, zone: tzinfo) -> date:
        """The day it is in a time zone."""
        self.moments.midnight(self._now, zone)
        day: date = self._now.astimezone(zone).date()
        return day

    def timeless(self) -> TimelessGate:
        """The same gate without its moment, for a statement that is to be used at others.

        Its site is as it is everywhere, not as somebody has read it before.
        """
        own = self.site.pk if self.site is not None else None
        site = next((site for site in self.everywhere.sites if site.pk == own), None)
        return TimelessGate(site, Parameter(NOW, DateTimeField()), held=self.everywhere)

    @cached_property
    def root(self) -> Page | None:
        return self.site.root_page if self.site else None

    @cached_property
    def other_roots(self) -> list[str]:
        """Paths of other sites' roots that lie below this site's root."""
        if self.root is None:
            return []
        roots = [site.root_page.path for site in self.everywhere.sites if site.root_page_id != self.root.pk]
        return [path for path in roots if path.startswith(self.root.path) and path != self.root.path]

    @cached_property
    def hidden_branches(self) -> dict[int, list[str]]:
        """Paths of the pages that are hidden with all below, by their length: hundreds of them are few conditions."""
        found: dict[int, list[str]] = {}
        for path in (*self.everywhere.restricted_paths, *self.other_roots):
            found.setdefault(len(path), []).append(path)
        return found

    def holds(self, path: str) -> bool:
        """Whether a page at the treebeard ``path`` belongs to the site, be it public or not."""
        return (
            self.root is not None
            and path.startswith(self.root.path)
            and not any(path.startswith(root) for root in self.other_roots)
        )

    @cached_property
    def other_sites(self) -> list[Gate]:
        """The gates of all other sites, at the same moment."""
        own = self.site.pk if self.site else None
        others = sorted(self.everywhere.sites, key=lambda site: (not site.is_default_site, site.pk))
        return [Gate(site, self._now, self.moments, self.everywhere) for site in others if site.pk != own]

    def pages(self, prefix: str = "") -> Q:
        """The condition for public pages; ``prefix`` leads to the page, such as ``"treatment__"``."""
        if self.root is None:
            return Q(pk__in=[])
        now = self.now_among(Page, "go_live_at", "expire_at")
        condition = (
            Q(**{f"{prefix}live": True, f"{prefix}path__startswith": self.root.path})
            & (Q(**{f"{prefix}go_live_at": None}) | Q(**{f"{prefix}go_live_at__lte": now}))
            & (Q(**{f"{prefix}expire_at": None}) | Q(**{f"{prefix}expire_at__gt": now}))
        )
        for length, paths in self.hidden_branches.items():
            condition &= ~Q(In(Left(f"{prefix}path", length), paths))
        return condition

    def pages_of_any_site(self, prefix: str = "") -> Q:
        """The condition for pages that are public on this site or on another."""
        condition = self.pages(prefix)
        for gate in self.other_sites:
            condition |= gate.pages(prefix)
        return condition & Q(**{f"{prefix}content_type__in": served_page_types()})

    def media(self, prefix: str = "") -> Q:
        """The condition for images and documents that a public page may show.

        A document's file the public gets while such a page is there (:mod:`cms.media.downloads`).
        """
        return ~Q(**{f"{prefix}collection__in": self.everywhere.restricted_collections})

    def dated(self, starts: str, ends: str) -> Q:
        """The condition that today lies between two dates, either of which may be open."""
        return (Q(**{starts: None}) | Q(**{f"{starts}__lte": self.today})) & (
            Q(**{ends: None}) | Q(**{f"{ends}__gte": self.today})
        )


class TimelessGate(Gate):
    """A gate whose moment and day are filled in when the statement that it is part of is used."""

    @property
    def today(self) -> Any:
        return Parameter(TODAY, DateField())


def gate_of_default_site() -> Gate:
    """The gate for what has one address, whichever site shows it."""
    held = everywhere()
    return Gate(held.default_site, held=held)


Rule = Callable[[Gate], Q]

_rules: dict[type[Model], Rule] = {}


def register(model: type[Model], rule: Rule | None = None) -> None:
    """Let rows of ``model`` through the gate when ``rule`` holds; all of them when there is none.

    Called by an app's ``ready()``. A second rule for a model is joined to the first: both must hold.
    """
    new = rule or (lambda gate: Q())
    old = _rules.get(model)
    _rules[model] = (lambda gate: old(gate) & new(gate)) if old else new


def gated_models() -> list[type[Model]]:
    """The models that a rule is registered for."""
    return list(_rules)


def rule_of(model: type[Model]) -> Rule:
    """What is registered for ``model`` and for what it is built on, as one rule; it does not hold the gate's own."""
    rules = [_rules[cls] for cls in model.__mro__ if cls in _rules]
    return lambda gate: Q(*(rule(gate) for rule in rules))


def public(queryset: QuerySet[AnyModel], gate: Gate) -> QuerySet[AnyModel]:
    """The rows of ``queryset`` that the public may see; LookupError for a model without a rule."""
    model: Any = queryset.model
    conditions = [rule_of(model)(gate)]
    if issubclass(model, Page):
        conditions.append(gate.pages())
        if model is Page:
            conditions.append(Q(content_type__in=served_page_types()))
    elif not any(cls in _rules for cls in model.__mro__):
        raise LookupError(f"{model.__name__} has no visibility rule: register one in its app's ready()")
    for condition in conditions:
        queryset = queryset.filter(condition)
    return queryset


def served_page_types() -> list[int]:
    """Content types of the page types that are served."""
    return [content_type.pk for content_type in ContentType.objects.get_for_models(*served_page_models()).values()]


def served_page_models() -> list[type[Page]]:
    """The page types that declare fields; pages of any other type are not served."""
    return [model for model in get_page_models() if getattr(model, "graphql_fields", None)]
