"""The benchmark's rows in the CMS, all of them public: `python -m bench.data SCALE`, in the database that is set.

What is there already is counted: a larger scale adds what is missing, which `search` does not find.
"""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from typing import Any

import django


def fill(scale: float) -> int:
    """Bring the site to ``scale`` blocks; return how many pages there are."""
    from django.core.management import call_command
    from django.db import transaction
    from wagtail.models import Page

    from bench.content import LOCATIONS, blocks
    from bench.rows import analyze
    from locations.models import LocationPage

    with transaction.atomic():
        present = LocationPage.objects.count() // LOCATIONS
        filling = Filling()
        for block in blocks(scale, present):
            filling.add(block)
    if not present:
        call_command("update_index", verbosity=0)
    analyze()
    return int(Page.objects.count())


class Filling:
    """The branches of the site, made if they are not there, and what stands beside the pages."""

    def __init__(self) -> None:
        from bench import beside
        from bench.rows import Branch
        from locations.models import LocationIndexPage, LocationPage
        from pages.models import ArticleIndexPage, ArticlePage
        from providers.models import LicenceType, ProviderIndexPage, ProviderPage
        from tests import factories
        from treatments.models import ConcernIndexPage, ConcernPage, TreatmentIndexPage, TreatmentPage

        make: Any = factories
        if not TreatmentIndexPage.objects.exists():
            site = make.make_site()
            make.OrganizationFactory()
            make.LicenceTypeFactory(state="GA", title="Registered Nurse")
            make.NavigationMenuFactory(items=[site.treatments, site.articles, site.locations])
            beside.make(site)
        self.licence_type = LicenceType.objects.get()
        self.treatments = Branch(TreatmentPage, TreatmentIndexPage.objects.get())
        self.concerns = Branch(ConcernPage, ConcernIndexPage.objects.get())
        self.providers = Branch(ProviderPage, ProviderIndexPage.objects.get())
        self.locations = Branch(LocationPage, LocationIndexPage.objects.get())
        self.articles = Branch(ArticlePage, ArticleIndexPage.objects.get())

    def add(self, block: Any) -> None:
        """Add one block's pages, then what relates them."""
        self.add_providers(block)
        self.add_locations(block)
        self.add_treatments(block)
        self.add_articles(block)

    def add_providers(self, block: Any) -> None:
        """Nobody is public without a licence."""
        from bench import content
        from bench.rows import add_rows
        from providers.models import Licence

        self.providers.add(
            (
                number, content.title("Provider", number), content.slug("Provider", number),
                {
                    "post_nominals": "RN",
                    "role": content.role_of(number),
                    "bio": content.rich_text(content.BIO_CHARACTERS, number),
                },
            )
            for number in block.providers
        )  # fmt: skip
        add_rows(
            Licence,
            (
                {
                    "provider_id": self.providers.ids[number],
                    "licence_type": self.licence_type,
                    "number": f"RN-{number}",
                    "expires": date(2099, 12, 31),
                }
                for number in block.providers
            ),
        )

    def add_locations(self, block: Any) -> None:
        from bench import content

        self.locations.add(
            (
                number, content.title("Location", number), content.slug("Location", number),
                {
                    "introduction": content.plain_text(content.INTRODUCTION_CHARACTERS, number),
                    "address_line_1": f"{number} Larch Street",
                    "city": f"City {number}",
                    "region": "GA",
                    "postal_code": "30309",
                    "time_zone": "America/New_York",
                    "latitude": Decimal("33.7") + Decimal("0.02") * (number % content.LOCATIONS),
                    "longitude": Decimal("-84.4"),
                    "medical_director_id": self.providers.ids[block.providers[number % len(block.providers)]],
                },
            )
            for number in block.locations
        )  # fmt: skip

    def add_treatments(self, block: Any) -> None:
        from bench import content
        from bench.rows import add_rows
        from locations.models import Availability
        from treatments.models import TreatmentConcern, TreatmentRelated
        from treatments.models.sections import SECTIONS

        self.concerns.add(
            (
                number, content.title("Concern", number), content.slug("Concern", number),
                {"introduction": content.plain_text(300, number), "see_a_doctor_if": content.rich_text(100, number)},
            )
            for number in block.concerns
        )  # fmt: skip
        self.treatments.add(
            (
                each.number, content.title("Treatment", each.number), content.slug("Treatment", each.number),
                {
                    "summary": content.plain_text(content.SUMMARY_CHARACTERS, each.number),
                    "kind": content.kind_of(each.number),
                    **{
                        section.field: content.rich_text(content.SECTION_CHARACTERS, each.number * 20 + nth)
                        for nth, section in enumerate(SECTIONS)
                    },
                },
            )
            for each in block.treatments
        )  # fmt: skip
        ids = self.treatments.ids
        add_rows(
            TreatmentConcern,
            (
                {"page_id": ids[each.number], "concern_id": self.concerns.ids[concern], "sort_order": nth}
                for each in block.treatments
                for nth, concern in enumerate(each.concerns)
            ),
        )
        add_rows(
            TreatmentRelated,
            (
                {"page_id": ids[each.number], "related_id": ids[other], "sort_order": nth}
                for each in block.treatments
                for nth, other in enumerate(each.related)
            ),
        )
        add_rows(
            Availability,
            (
                {
                    "treatment_id": ids[each.number],
                    "provider_id": self.providers.ids[provider],
                    "location_id": self.locations.ids[location],
                }
                for each in block.treatments
                for provider, location in each.availability()
            ),
        )

    def add_articles(self, block: Any) -> None:
        from bench import content
        from bench.rows import add_rows
        from pages.models import ArticleTreatment
        from tests.factories import stored_blocks

        self.articles.add(
            (
                each.number, content.title("Article", each.number), content.slug("Article", each.number),
                {
                    "introduction": content.plain_text(content.INTRODUCTION_CHARACTERS, each.number),
                    "body": stored_blocks(
                        ("rich_text", {"text": content.rich_text(content.BODY_CHARACTERS, each.number)})
                    ),
                    "published_on": each.published_on,
                    "is_medical": False,
                    "author_id": self.providers.ids[each.author],
                    "byline": f"{content.title('Provider', each.author)}, RN",
                },
            )
            for each in block.articles
        )  # fmt: skip
        add_rows(
            ArticleTreatment,
            (
                {
                    "page_id": self.articles.ids[each.number],
                    "treatment_id": self.treatments.ids[treatment],
                    "sort_order": nth,
                }
                for each in block.articles
                for nth, treatment in enumerate(each.treatments)
            ),
        )


if __name__ == "__main__":
    django.setup()
    print(f"{fill(float(sys.argv[1]))} pages")
