"""Lists of treatments and concerns, and the registers of the treatments app, in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.forms import CheckboxSelectMultiple
from django_filters import BooleanFilter, DateFromToRangeFilter, ModelMultipleChoiceFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import NumberColumn

from cms.admin.columns import DueColumn, NamesColumn, TextColumn, YesColumn
from cms.admin.listings import PageTypeFilterSet, PageTypeIndexView, PageTypeViewSet, page_columns, reaching
from cms.admin.registers import RegisterViewSet, updated

from .models import BodyArea, ConcernPage, Device, ProductBrand, Technology, TreatmentPage


class TreatmentFilterSet(PageTypeFilterSet):
    """Narrows the treatments."""

    kind = MultipleChoiceFilter(choices=TreatmentPage.Kind.choices, widget=CheckboxSelectMultiple)
    concern = ModelMultipleChoiceFilter(
        queryset=ConcernPage.objects.order_by("title"),
        method=reaching("concern_links__concern"),
        widget=CheckboxSelectMultiple,
    )
    live = BooleanFilter(label="Live")
    latest_revision_created_at = DateFromToRangeFilter(label="Last edited", widget=DateRangePickerWidget)

    class Meta:
        model = TreatmentPage
        fields: list[str] = []


class TreatmentIndexView(PageTypeIndexView):
    """The list of treatments."""

    with_related = ("concern_links__concern",)
    also_search = (
        "brand_links__brand__display_name",
        "brand_links__brand__plain_names",
        "concern_links__concern__title",
    )


class TreatmentViewSet(PageTypeViewSet):
    """Treatments by kind and concern."""

    model = TreatmentPage
    name = "treatments"
    icon = "health"
    menu_label = "Treatments"
    menu_order = 200
    index_view_class = TreatmentIndexView
    filterset_class = TreatmentFilterSet
    list_display = page_columns(
        TextColumn("kind", lambda page: page.get_kind_display(), sort_key="kind", width="12%"),
        NamesColumn("concerns", lambda page: [link.concern.title for link in page.concern_links.all()]),
        DueColumn("next_review_due", label="Next review", sort_key="next_review_due", width="14%"),
    )


class ConcernFilterSet(PageTypeFilterSet):
    """Narrows the concerns."""

    category = MultipleChoiceFilter(choices=ConcernPage.Category.choices, widget=CheckboxSelectMultiple)
    live = BooleanFilter(label="Live")

    class Meta:
        model = ConcernPage
        fields: list[str] = []


class ConcernIndexView(PageTypeIndexView):
    """The list of concerns."""

    def annotate_queryset(self, pages: Any) -> Any:
        """Count the treatments of each."""
        return super().annotate_queryset(pages).annotate(treatment_count=Count("treatment_links__page", distinct=True))


class ConcernViewSet(PageTypeViewSet):
    """Concerns by category."""

    model = ConcernPage
    name = "concerns"
    icon = "comment"
    menu_label = "Concerns"
    menu_order = 210
    index_view_class = ConcernIndexView
    filterset_class = ConcernFilterSet
    list_display = page_columns(
        TextColumn("category", lambda page: page.get_category_display(), sort_key="category"),
        TextColumn("clinical_name", lambda page: page.clinical_name),
        NumberColumn("treatment_count", label="Treatments"),
    )


class BodyAreaViewSet(RegisterViewSet):
    """Parts of the body."""

    model = BodyArea
    icon = "crosshairs"
    menu_order = 50
    slug_from = "name"
    list_display = ["name", "parent", updated()]
    list_filter = ["parent"]
    related = ("parent",)


class TechnologyViewSet(RegisterViewSet):
    """How devices work."""

    model = Technology
    icon = "sliders"
    menu_order = 60
    slug_from = "name"
    list_display = ["name", "parent", updated()]
    list_filter = ["parent"]
    related = ("parent",)


class DeviceViewSet(RegisterViewSet):
    """Devices the clinic treats with."""

    model = Device
    icon = "mobile-alt"
    menu_order = 70
    list_display = ["name", "maker", "technology", "clearance", updated()]
    list_filter = ["technology", "clearance"]
    related = ("technology",)


class ProductBrandViewSet(RegisterViewSet):
    """Products by their marked name."""

    model = ProductBrand
    icon = "thumbtack"
    menu_order = 80
    slug_from = "display_name"
    list_display = [
        "display_name",
        "generic_name",
        "product_class",
        YesColumn("prescription_only", label="Prescription"),
        updated(),
    ]
    list_filter = ["product_class", "regulated_as", "prescription_only"]


LISTS: list[Any] = [TreatmentViewSet, ConcernViewSet]
REGISTERS: list[Any] = [BodyAreaViewSet, TechnologyViewSet, DeviceViewSet, ProductBrandViewSet]
