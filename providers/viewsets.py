"""The list of providers, and the registers of their credentials, in the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django_filters import BooleanFilter, ChoiceFilter, ModelMultipleChoiceFilter, MultipleChoiceFilter

from cms.admin.columns import SOON_DAYS, DueColumn, NamesColumn, TextColumn, YesColumn
from cms.admin.listings import PageTypeFilterSet, PageTypeIndexView, PageTypeViewSet, page_columns, reaching
from cms.admin.registers import RegisterViewSet, updated

from .models import Certification, IssuingBoard, Licence, LicenceType, ProviderPage


def with_next_expiry(providers: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate ``next_expiry``: the soonest last day of a provider's active licences and certifications."""
    licences = Licence.objects.filter(provider=OuterRef("pk"), status=Licence.Status.ACTIVE)
    certifications = Certification.objects.filter(provider=OuterRef("pk"), expires__isnull=False)
    licence, certification = (
        Subquery(rows.order_by("expires").values("expires")[:1]) for rows in (licences, certifications)
    )
    # Both, each standing in for the other: databases disagree on the least of a day and nothing.
    either = Coalesce(licence, certification), Coalesce(certification, licence)
    annotated: QuerySet[Any] = providers.annotate(next_expiry=Least(*either))
    return annotated


def locations(_request: Any) -> QuerySet[Any]:
    """All locations."""
    return apps.get_model("locations", "LocationPage").objects.order_by("title")


class ProviderFilterSet(PageTypeFilterSet):
    """Narrows the providers."""

    role = MultipleChoiceFilter(choices=ProviderPage.Role.choices, widget=CheckboxSelectMultiple)
    location = ModelMultipleChoiceFilter(
        queryset=locations, method=reaching("availabilities__location"), widget=CheckboxSelectMultiple
    )
    next_expiry = ChoiceFilter(
        label="Next credential expiry",
        choices=[("past", "Past"), ("soon", f"Within {SOON_DAYS} days")],
        method="by_expiry",
    )
    live = BooleanFilter(label="Live")

    class Meta:
        model = ProviderPage
        fields: list[str] = []

    def by_expiry(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Keep providers with a credential past its last day, or near it."""
        today = timezone.localdate()
        days = {"next_expiry__lt": today}
        if value == "soon":
            days = {"next_expiry__gte": today, "next_expiry__lte": today + timedelta(days=SOON_DAYS)}
        found = with_next_expiry(ProviderPage.objects.order_by()).filter(**days)
        return queryset.filter(pk__in=found.values("pk"))


class ProviderIndexView(PageTypeIndexView):
    """The list of providers."""

    with_related = ("availabilities__location",)

    def annotate_queryset(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """Add when the next credential expires."""
        return super().annotate_queryset(with_next_expiry(pages))

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Put those without any expiry last, in either direction."""
        if self.ordering == "next_expiry":
            return queryset.order_by(F("next_expiry").asc(nulls_last=True), "title")
        if self.ordering == "-next_expiry":
            return queryset.order_by(F("next_expiry").desc(nulls_last=True), "title")
        return super().order_queryset(queryset)


def location_names(provider: Any) -> list[str]:
    """Where ``provider`` works, by name."""
    return sorted({row.location.title for row in provider.availabilities.all()})


class ProviderViewSet(PageTypeViewSet):
    """Providers by role, location and next credential expiry."""

    model = ProviderPage
    name = "providers"
    icon = "user"
    menu_label = "Providers"
    menu_order = 240
    index_view_class = ProviderIndexView
    filterset_class = ProviderFilterSet
    list_display = page_columns(
        TextColumn("role", lambda page: page.get_role_display(), sort_key="role"),
        NamesColumn("locations", location_names),
        DueColumn("next_expiry", label="Next credential expiry", sort_key="next_expiry", width="16%"),
    )


class IssuingBoardViewSet(RegisterViewSet):
    """Who certifies and licenses."""

    model = IssuingBoard
    icon = "group"
    menu_order = 90
    list_display = ["name", "abbreviation", "family", updated()]
    list_filter = ["family"]


class CertificationViewSet(RegisterViewSet):
    """Board certifications."""

    model = Certification
    icon = "award"
    menu_order = 100
    list_display = [
        "specialty", "provider", "board", DueColumn("expires", sort_key="expires"), YesColumn("lifetime"), updated(),
    ]  # fmt: skip
    list_filter = ["provider", "board", "lifetime"]
    related = ("provider", "board")


class LicenceTypeViewSet(RegisterViewSet):
    """Kinds of licence, by state."""

    model = LicenceType
    icon = "form"
    menu_order = 110
    list_display = ["title", "state", "abbreviation", "board", "rule_reviewed_on", updated()]
    list_filter = ["state", "board"]
    related = ("board",)


class LicenceViewSet(RegisterViewSet):
    """Licences."""

    model = Licence
    icon = "key"
    menu_order = 120
    list_display = [
        "number", "provider", "licence_type", DueColumn("expires", sort_key="expires"), "status", updated(),
    ]  # fmt: skip
    list_filter = ["provider", "licence_type", "status"]
    related = ("provider", "licence_type")


LISTS: list[Any] = [ProviderViewSet]
REGISTERS: list[Any] = [IssuingBoardViewSet, CertificationViewSet, LicenceTypeViewSet, LicenceViewSet]
