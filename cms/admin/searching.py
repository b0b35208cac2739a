"""Searching in a list together with its filters and sorts.

The search engine narrows and sorts only by what its index holds, and fails at anything else. So it is asked alone, and
the database does the rest.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

RANKED = 500
"""How many results of a search keep the order of relevance; whoever reads further has a filter to set."""


class SearchesBesideFilters:
    """A list whose search goes with every filter and every sort it offers; goes before Wagtail's view.

    ``also_search`` names texts of other objects that the list's rows are found by as well, after all others.
    """

    also_search: tuple[str, ...] = ()

    def search_queryset(self: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what the search finds, in the order asked for, else the most relevant first."""
        if not self.is_searching:
            return queryset
        results = super().search_queryset(self.get_base_queryset().order_by())  # type: ignore[misc]
        found = [row.pk for row in results]
        if self.also_search:
            named = Q.create([(f"{path}__icontains", self.search_query) for path in self.also_search], Q.OR)
            others = self.model._default_manager.filter(named).exclude(pk__in=found).order_by("pk")
            found += others.values_list("pk", flat=True).distinct()
        queryset = queryset.filter(pk__in=found)
        return queryset if self.is_explicitly_ordered else queryset.order_by(rank(found), "pk")

    def order_queryset(self: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Sort; rows that are equal in the column keep one order from page to page."""
        ordered: QuerySet[Any] = super().order_queryset(queryset)  # type: ignore[misc]
        keys = ordered.query.order_by
        return ordered.order_by(*keys, "pk") if keys and "pk" not in keys else ordered


def rank(found: list[Any]) -> Case:
    """The place of each row among the keys ``found``."""
    places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(found[:RANKED])]
    return Case(*places, default=Value(RANKED), output_field=IntegerField())
