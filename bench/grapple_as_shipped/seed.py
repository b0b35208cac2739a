"""The benchmark's rows in the yardstick: `python -m bench.grapple_as_shipped.seed SCALE`, into an empty database."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

from bench import content


def fill(scale: float) -> None:
    """Make the tables, a site, and the blocks of the scale below its root."""
    from django.core.management import call_command
    from django.db import transaction
    from wagtail.models import Locale, Page, Site

    from bench.rows import Branch, analyze

    from .models import ArticlePage, LocationPage, ProviderPage, TreatmentPage

    call_command("migrate", run_syncdb=True, verbosity=0)
    with transaction.atomic():
        Locale.objects.create(language_code="en")
        home = Page.add_root(title="Root", slug="root").add_child(instance=Page(title="Home", slug="home"))
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        for block in content.blocks(scale):
            parts = {}
            for model in (LocationPage, ProviderPage, TreatmentPage, ArticlePage):  # they share a parent
                parts[model] = branch = Branch(model, home)
                branch.add(rows_of(model, block, parts))
            relate(block, parts)
    analyze()


def rows_of(model: Any, block: content.Block, parts: dict[Any, Any]) -> Any:
    """Number, title, slug and fields of each page of a type."""
    from .models import ArticlePage, LocationPage, ProviderPage, TreatmentPage

    def named(kind: str, number: int, fields: dict[str, Any]) -> tuple[int, str, str, dict[str, Any]]:
        return number, content.title(kind, number), content.slug(kind, number), fields

    if model is LocationPage:
        return (named("Location", number, location(number)) for number in block.locations)
    if model is ProviderPage:
        return (named("Provider", number, provider(number)) for number in block.providers)
    if model is TreatmentPage:
        return (named("Treatment", each.number, treatment(each.number)) for each in block.treatments)
    if model is ArticlePage:
        authors = parts[ProviderPage].ids
        return (named("Article", each.number, article(each, authors[each.author])) for each in block.articles)
    raise LookupError(model)


def location(number: int) -> dict[str, Any]:
    return {
        "introduction": content.plain_text(content.INTRODUCTION_CHARACTERS, number),
        "address_line_1": f"{number} Larch Street",
        "city": f"City {number}",
        "region": "GA",
        "postal_code": "30309",
    }


def provider(number: int) -> dict[str, Any]:
    bio = content.rich_text(content.BIO_CHARACTERS, number)
    return {"post_nominals": "RN", "role": content.role_of(number), "bio": bio}


def treatment(number: int) -> dict[str, Any]:
    from .models import SECTIONS

    return {
        "summary": content.plain_text(content.SUMMARY_CHARACTERS, number),
        "kind": content.kind_of(number),
        **{name: content.rich_text(content.SECTION_CHARACTERS, number * 20 + nth) for nth, name in enumerate(SECTIONS)},
    }


def article(each: content.Article, author: int) -> dict[str, Any]:
    text = content.rich_text(content.BODY_CHARACTERS, each.number)
    return {
        "introduction": content.plain_text(content.INTRODUCTION_CHARACTERS, each.number),
        "body": json.dumps([{"type": "rich_text", "value": text, "id": "1"}]),
        "published_on": each.published_on,
        "author_id": author,
    }


def relate(block: content.Block, parts: dict[Any, Any]) -> None:
    """Fill the tables between the pages."""
    from bench.rows import add_rows

    from .models import ArticlePage, LocationPage, ProviderPage, TreatmentPage

    treatments = parts[TreatmentPage].ids
    for name, own, others in (
        ("providers", "providerpage_id", parts[ProviderPage].ids),
        ("locations", "locationpage_id", parts[LocationPage].ids),
        ("related", "to_treatmentpage_id", treatments),
    ):
        mine = "from_treatmentpage_id" if name == "related" else "treatmentpage_id"
        add_rows(
            getattr(TreatmentPage, name).through,
            (
                {mine: treatments[each.number], own: others[other]}
                for each in block.treatments
                for other in getattr(each, name)
            ),
        )
    add_rows(
        ArticlePage.treatments.through,
        (
            {"articlepage_id": parts[ArticlePage].ids[each.number], "treatmentpage_id": treatments[other]}
            for each in block.articles
            for other in each.treatments
        ),
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.grapple_as_shipped.settings"
    django.setup()
    fill(float(sys.argv[1]))
