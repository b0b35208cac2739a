"""A picture that is taken down is in no answer any more, on no path, and its signed links lead nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cms.admin.taking_down import references_to
from cms.media.links import render_url
from cms.media.models import MediaImage, Takedown
from cms.media.presets import filter_specs
from cms.media.takedowns import take_down
from pages.models import HomePage
from tests.api.conftest import Ask
from tests.factories import UserFactory

from .clinic import Clinic

READY = Path(__file__).parents[3] / "docs" / "queries"
HERO = "hero { id }"
SEO = "seo { openGraph { image { id } } }"
QUERY = f"""{{
    home: page(path: "/") {{ {SEO} ... on HomePage {{ {HERO} }} }}
    treatment(slug: "chemical-peel") {{ {HERO} {SEO} }}
    location(slug: "midtown") {{ {HERO} {SEO} }}
    article(slug: "your-first-peel") {{ {HERO} {SEO} }}
    comparisons {{ nodes {{ {HERO} {SEO} body {{
        blockType
        ... on ImageBlock {{ caption image {{ id }} }}
        ... on TreatmentSectionBlock {{ html image {{ id }} }}
    }} }} }}
    organization {{ logo {{ id }} }}
}}"""


def removed(image: MediaImage) -> Takedown:
    """Take a picture down."""
    return take_down(image.pk, UserFactory(first_name="Ada", last_name="Larch"), "Consent withdrawn", references_to)


def answers(ask: Ask) -> Iterator[str]:
    """What the ready queries give for each page of the site, JSON-LD included, and for all that is not a page."""
    paths = [row["path"] for row in ask("{ sitemap(first: 100) { nodes { path } } }")["sitemap"]["nodes"]]
    for file in sorted(READY.glob("*.graphql")):
        text = file.read_text()
        if re.search(r"\((\$path|\$slug): String!\)", text):
            for path in paths:
                yield json.dumps(ask(text, path=path, slug=path.split("/")[-2]))
    yield json.dumps(ask((READY / "layout.graphql").read_text(), menu="main"))


def without(value: Any, pk: str) -> Any:
    """An answer without a picture: null in its place, and no block that is nothing but the picture."""
    if isinstance(value, dict):
        return None if value.get("id") == pk else {name: without(each, pk) for name, each in value.items()}
    if isinstance(value, list):
        return [without(each, pk) for each in value if not is_picture(each, pk)]
    return value


def is_picture(block: Any, pk: str) -> bool:
    return isinstance(block, dict) and block.get("blockType") == "ImageBlock" and block["image"]["id"] == pk


@pytest.mark.usefixtures("any_cost", "db")
def test_it_is_in_no_answer_any_more(clinic: Clinic, ask: Ask, client: Client) -> None:
    hero, logo = clinic.things["hero"], clinic.things["logo"]
    home = HomePage.objects.get(pk=clinic.site.root_page_id)
    home.hero = home.social_image = hero
    home.save()
    names = [*hero.renditions.values_list("file", flat=True), *logo.renditions.values_list("file", flat=True)]
    before, told = ask(QUERY), "".join(answers(ask))
    assert sum(name in told for name in names) > 5
    assert json.dumps(before).count(f'"id": "{hero.pk}"') == 12
    link = render_url(hero, filter_specs("HERO", "AVIF", hero.width, hero.height)[0])
    signed = link.removeprefix(settings.CMS_BASE_URL)
    assert client.get(signed).status_code == 302

    takedown = removed(hero)
    removed(logo)

    assert ask(QUERY) == without(without(before, str(hero.pk)), str(logo.pk))
    told = "".join(answers(ask))
    assert [name for name in [*names, hero.credit, hero.description, "/media/render/"] if name in told] == []
    assert client.get(signed).status_code == 404
    assert takedown.asked_by_name == "Ada Larch"
    assert sorted((each["title"], each["kind"]) for each in takedown.references) == sorted(
        [
            ("Chemical peel", "Treatment, live"),
            ("Home", "Home page, live"),
            ("Midtown", "Location, live"),
            ("Your first peel", "Article, live"),
            ("Medical spa or day spa?", "Comparison article, live"),
            ("Logo", "The same picture"),  # the tests' pictures are all of one file
            ("Portrait", "The same picture"),
        ]
    )
