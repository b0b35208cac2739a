"""Registers of the treatments app: body areas, technologies, devices and product brands."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from cms.api.declarations import Choice, GraphQLFields, ToOne, Value
from cms.search.findable import Findable
from pages.lines import lines
from pages.models import Register

SLUG_HELP = "Used in addresses and filters; keep it once published."


class Taxonomy(Findable, Register):
    """A named thing in a tree of two or more levels, with the other words people use for it."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True, help_text=SLUG_HELP)
    synonyms = models.TextField(blank=True, help_text="Other words for it, one per line.")

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("parent"), FieldPanel("synonyms")]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("synonyms"),
        index.SearchField("search_words"),
        index.AutocompleteField("name"),
        index.FilterField("slug"),
    ]

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def search_names(self) -> list[str]:
        return [self.name, *lines(self.synonyms)]

    def clean(self) -> None:
        super().clean()
        seen = {self.pk}
        above = self.parent  # type: ignore[attr-defined]
        while above is not None and self.pk is not None:
            if above.pk in seen:
                raise ValidationError({"parent": f"{self.name} would end up inside itself. Choose another parent."})
            seen.add(above.pk)
            above = above.parent


class BodyArea(Taxonomy):
    """Part of the body that is treated."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    graphql_fields: GraphQLFields = [
        Value("name", required=True, description="The area's name."),
        Value("slug", required=True, description="The area's stable name for filters."),
        ToOne(
            "parent", target="treatments.BodyArea", description="The larger area it belongs to; null for the largest."
        ),
    ]

    class Meta(Taxonomy.Meta):
        verbose_name = "body area"


class Technology(Taxonomy):
    """How a device works: pulsed light, radiofrequency, …"""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    graphql_fields: GraphQLFields = [
        Value("name", required=True, description="The technology's name."),
        Value("slug", required=True, description="The technology's stable name for filters."),
    ]

    class Meta(Taxonomy.Meta):
        verbose_name = "technology"
        verbose_name_plural = "technologies"


class Device(Findable, Register):
    """A device the clinic treats with."""

    class Clearance(models.TextChoices):
        """How the FDA let a device onto the market."""

        CLEARED = "510k", "510(k): cleared"
        DE_NOVO = "de_novo", "De Novo: granted"
        APPROVED = "pma", "PMA: approved"
        NONE = "none", "None"

    name = models.CharField(max_length=120, unique=True)
    maker = models.CharField(max_length=120, blank=True)
    technology = models.ForeignKey(Technology, null=True, blank=True, on_delete=models.PROTECT, related_name="devices")
    clearance = models.CharField(
        max_length=8,
        choices=Clearance.choices,
        default=Clearance.NONE,
        help_text="How the FDA let it onto the market.",
    )
    clearance_number = models.CharField(max_length=20, blank=True, help_text="Such as K123456.")

    panels = [
        FieldPanel("name"),
        FieldPanel("maker"),
        FieldPanel("technology"),
        FieldPanel("clearance"),
        FieldPanel("clearance_number"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("maker"),
        index.SearchField("search_words"),
        index.AutocompleteField("name"),
        index.AutocompleteField("maker"),
        index.FilterField("clearance"),
        index.FilterField("technology"),
    ]
    graphql_fields: GraphQLFields = [
        Value("name", required=True, description="The device's name."),
        Value("maker", source="maker_or_none", description="Who makes it; null if not given."),
        ToOne("technology", target="treatments.Technology", description="How it works; null if not given."),
        Choice(
            "clearance", enum="DeviceClearance", choices=Clearance, required=True,
            description="How the FDA let it onto the market; most devices are cleared, not approved.",
        ),
        Value(
            "clearance_number", source="clearance_number_or_none",
            description="The FDA's number, such as K123456; null if not given.",
        ),
        Value(
            "clearance_verb",
            description="The one word that may be said of it: cleared, granted or approved; null when it is neither.",
        ),
    ]  # fmt: skip

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def maker_or_none(self) -> str | None:
        return self.maker or None

    @property
    def clearance_number_or_none(self) -> str | None:
        return self.clearance_number or None

    @property
    def clearance_verb(self) -> str | None:
        """What the FDA did to it, in its own word."""
        verbs = {
            self.Clearance.CLEARED: "cleared",
            self.Clearance.DE_NOVO: "granted",
            self.Clearance.APPROVED: "approved",
        }
        return verbs.get(self.Clearance(self.clearance))

    def search_names(self) -> list[str]:
        return [self.name]

    def clean(self) -> None:
        super().clean()
        if self.clearance_number and self.clearance == self.Clearance.NONE:
            raise ValidationError({"clearance": "There is a clearance number: choose which clearance it is."})


class ProductBrand(Findable, Register):
    """A product by its marked name, with its generic name."""

    class ProductClass(models.TextChoices):
        """What sort of product a brand is, by what it is made of."""

        NEUROTOXIN = "neurotoxin", "Neurotoxin"
        HA_FILLER = "ha_filler", "Hyaluronic acid filler"
        CAHA_FILLER = "caha_filler", "Calcium hydroxylapatite filler"
        PLLA = "plla", "Poly-L-lactic acid"
        PEEL = "peel", "Peel"
        OTHER = "other", "Other"

    class RegulatedAs(models.TextChoices):
        """What a product is in the eyes of the FDA."""

        DRUG = "drug", "Drug"
        DEVICE = "device", "Device"
        COSMETIC = "cosmetic", "Cosmetic"

    display_name = models.CharField(
        "name with its mark",
        max_length=120,
        unique=True,
        help_text="As the maker writes it, such as BOTOX® Cosmetic.",
    )
    slug = models.SlugField(max_length=80, unique=True, help_text=SLUG_HELP)
    plain_names = models.TextField(
        blank=True, help_text="How people type it, without marks, one per line. Used by search."
    )
    generic_name = models.CharField(max_length=120, help_text="Such as onabotulinumtoxinA.")
    product_class = models.CharField(max_length=12, choices=ProductClass.choices, default=ProductClass.OTHER)
    regulated_as = models.CharField(max_length=10, choices=RegulatedAs.choices, default=RegulatedAs.DEVICE)
    prescription_only = models.BooleanField(default=False)
    maker = models.CharField(max_length=120, blank=True)
    trademark_line = models.CharField(
        max_length=240, blank=True, help_text="The attribution the maker asks for, in the clinic's own words."
    )
    label_source = models.ForeignKey(
        "pages.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="brands",
        help_text="The current product label.",
    )  # fmt: skip

    panels = [
        FieldPanel("display_name"),
        FieldPanel("slug"),
        FieldPanel("plain_names"),
        FieldPanel("generic_name"),
        FieldPanel("product_class"),
        FieldPanel("regulated_as"),
        FieldPanel("prescription_only"),
        FieldPanel("maker"),
        FieldPanel("trademark_line"),
        FieldPanel("label_source"),
    ]
    search_fields = [
        index.SearchField("display_name"),
        index.SearchField("plain_names"),
        index.SearchField("generic_name"),
        index.SearchField("search_words"),
        index.AutocompleteField("display_name"),
        index.AutocompleteField("plain_names"),
        index.FilterField("product_class"),
        index.FilterField("slug"),
    ]
    graphql_fields: GraphQLFields = [
        Value("display_name", required=True, description="The name with its mark, as the maker writes it."),
        Value("slug", required=True, description="The brand's stable name for filters."),
        Value("generic_name", required=True, description="The name of the substance or material."),
        Choice(
            "product_class", enum="ProductClass", choices=ProductClass, required=True, description="What it is."
        ),
        Choice(
            "regulated_as", enum="RegulatedAs", choices=RegulatedAs, required=True, description="Its legal category."
        ),
        Value("prescription_only", type="Boolean", required=True, description="Whether it needs a prescription."),
        Value("maker", source="maker_or_none", description="Who makes it; null if not given."),
        Value(
            "trademark_line", source="trademark_or_none",
            description="The attribution to print beside the brand; null where there is none to print.",
        ),
        ToOne("label_source", target="pages.Source", description="The current product label; null if not given."),
    ]  # fmt: skip

    class Meta:
        ordering = ["display_name"]
        verbose_name = "product brand"

    def __str__(self) -> str:
        return self.display_name

    @property
    def maker_or_none(self) -> str | None:
        return self.maker or None

    @property
    def trademark_or_none(self) -> str | None:
        return self.trademark_line or None

    def search_names(self) -> list[str]:
        return [self.display_name, *lines(self.plain_names), self.generic_name]
