"""Link rows of treatments and concerns: ordered, real foreign keys."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from pages.models.rows import RevisionRow


class TreatmentConcern(Orderable):
    """A treatment addresses a concern."""

    page = ParentalKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="concern_links")
    concern = models.ForeignKey("treatments.ConcernPage", on_delete=models.CASCADE, related_name="treatment_links")


class TreatmentArea(Orderable, RevisionRow):
    """A treatment is given on a part of the body."""

    page = ParentalKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="area_links")
    area = models.ForeignKey("treatments.BodyArea", on_delete=models.PROTECT, related_name="treatment_links")


class TreatmentBrand(Orderable, RevisionRow):
    """A treatment uses a product."""

    page = ParentalKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="brand_links")
    brand = models.ForeignKey("treatments.ProductBrand", on_delete=models.PROTECT, related_name="treatment_links")


class TreatmentDevice(Orderable, RevisionRow):
    """A treatment uses a device."""

    page = ParentalKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="device_links")
    device = models.ForeignKey("treatments.Device", on_delete=models.PROTECT, related_name="treatment_links")


class TreatmentComponent(Orderable):
    """A composite treatment or a category is made of other treatments."""

    page = ParentalKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="component_links")
    component = models.ForeignKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="composite_links")


class TreatmentSource(Orderable, RevisionRow):
    """A treatment page rests on a source."""

    page = ParentalKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="source_links")
    source = models.ForeignKey("pages.Source", on_delete=models.PROTECT, related_name="treatment_links")


class TreatmentRelated(Orderable):
    """An editor picked another page to go with a treatment."""

    page = ParentalKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="related_links")
    related = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")


class ConcernArea(Orderable, RevisionRow):
    """A concern shows on a part of the body."""

    page = ParentalKey("treatments.ConcernPage", on_delete=models.CASCADE, related_name="area_links")
    area = models.ForeignKey("treatments.BodyArea", on_delete=models.PROTECT, related_name="concern_links")
