"""Many rows of everything, each related to a few others, to count statements at two sizes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from cms.media.models import MediaImage, MediaRendition
from locations.models import Availability
from pages.models import NavigationMenu
from tests import factories as make


class Crowd:
    """A site that grows: ``grow(n)`` brings each sort of thing to ``n``."""

    def __init__(self) -> None:
        self.site = make.make_site()
        self.picture = make.ImageFactory()
        self.images: list[Any] = []
        self.providers: list[Any] = []
        self.concerns: list[Any] = []
        self.treatments: list[Any] = []
        self.locations: list[Any] = []
        self.articles: list[Any] = []
        make.OrganizationFactory(logo=self.picture, social_links=[make.social_link()])

    def grow(self, size: int) -> None:
        for number in range(len(self.treatments), size):
            self.add(number)
        NavigationMenu.objects.all().delete()
        entries = [
            {"page": page, "children": [{"page": page, "label": "Again"}]}
            for pages in (self.treatments, self.articles, self.locations)
            for page in pages[:4]
        ]
        make.NavigationMenuFactory(items=entries)

    def add(self, number: int) -> None:
        """One more of everything; it refers to itself and to those just before it."""
        image = self.clone_picture(number)
        face = make.BodyAreaFactory(parent=make.BodyAreaFactory())
        source, topic = make.SourceFactory(), make.TopicFactory()
        provider = self.page("ProviderPage", number, photo=image, role="physician")
        make.LicenceFactory(provider=provider)
        make.CertificationFactory(provider=provider)
        concern = self.page("ConcernPage", number, area_links=[face])
        brand, device = make.ProductBrandFactory(label_source=source), make.DeviceFactory()
        treatment = self.page(
            "TreatmentPage", number, hero=image, concern_links=[concern, *self.concerns[-2:]], area_links=[face],
            brand_links=[brand], device_links=[device], source_links=[source], component_links=self.treatments[-2:],
            author=provider, reviewed_by=provider, last_reviewed=date(2026, 1, 1),
            overview=f"<p>{make.link_to(concern, 'why')}</p>",
        )  # fmt: skip
        location = self.page(
            "LocationPage", number, hero=image, medical_director=provider,
            hours=[make.hours(day, "09:00", "17:00") for day in range(5)],
            exceptions=[make.exception(timezone.localdate() + timedelta(days=number + 1))],
        )  # fmt: skip
        self.providers.append(provider)
        self.concerns.append(concern)
        self.treatments.append(treatment)
        self.locations.append(location)
        Availability.objects.bulk_create(
            Availability(treatment=one, provider=two, location=location)
            for one in self.treatments[-2:]
            for two in self.providers[-2:]
        )
        clinical = {"author": provider, "source_links": [source], "topic_links": [topic], "hero": image}
        treatments = self.treatments[-3:]
        body = self.body(number)
        self.articles.append(self.page("ArticlePage", number, body=body, treatment_links=treatments, **clinical))
        places = [(f"criterion-{row}", key) for row in (1, 2, 3) for key in ("medical-spa", "day-spa")]
        self.page(
            "ComparisonArticlePage", number, body=body, treatment_links=treatments, **clinical,
            cells=[make.cell(*place, source=source) for place in places], related_links=self.articles[-2:],
        )  # fmt: skip

    def page(self, kind: str, number: int, **fields: Any) -> Any:
        title = f"{kind.removesuffix('Page').removesuffix('Article') or 'Article'} {number}"
        return getattr(make, f"{kind}Factory")(title=title, history=False, **fields)

    def clone_picture(self, number: int) -> MediaImage:
        """One more row of the same picture and its renditions; no file is made."""
        renditions = list(self.picture.renditions.all())
        image = MediaImage.objects.get(pk=self.picture.pk)
        image.pk, image.title = None, f"Picture {number}"
        [image] = MediaImage.objects.bulk_create([image])
        for row in renditions:
            row.pk, row.image = None, image
        MediaRendition.objects.bulk_create(renditions)
        self.images.append(image)
        return image

    def body(self, number: int) -> str:
        treatment, location, image = self.treatments[number], self.locations[number], self.images[number]
        brand, faq = treatment.brand_links.first().brand, make.FaqFactory()
        return make.stored_blocks(
            ("rich_text", {"text": f"<p>{make.link_to(treatment, 'peel')}</p>"}),
            ("image", {"image": image.pk}),
            ("document", {"document": make.DocumentFactory().pk}),
            ("faq", {"items": [{"type": "item", "value": faq.pk, "id": "1"}]}),
            ("treatment_section", {
                "treatment": treatment.pk, "brand": brand.pk, "image": image.pk, "text": "<p>What it does.</p>",
            }),
            ("call_to_action", {
                "label": "Go", "page": self.site.home.pk, "show_phone": True,
                "locations": [{"type": "item", "value": location.pk, "id": "1"}],
            }),
        )  # fmt: skip
