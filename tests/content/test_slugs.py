"""A slug is unique among the pages of its type on a site."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail.models import Page

from tests.factories import (
    ArticlePageFactory,
    ComparisonArticlePageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentIndexPageFactory,
    TreatmentPageFactory,
    make_site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> SmallSite:
    return make_site()


def refused(page: Any) -> str:
    with pytest.raises(ValidationError) as refusal:
        page.save()
    [message] = refusal.value.message_dict["slug"]
    return str(message)


def test_a_second_page_of_a_type_is_told_which_page_has_the_slug(site: SmallSite) -> None:
    TreatmentPageFactory(title="Peel")
    elsewhere = TreatmentIndexPageFactory(parent=site.home, title="More treatments")
    with pytest.raises(ValidationError) as refusal:
        TreatmentPageFactory(title="Another peel", slug="peel", parent=elsewhere)
    assert refusal.value.message_dict == {
        "slug": ["The treatment “Peel” at /larch-hill/treatments/peel/ already has the slug “peel”. Choose another."]
    }


def test_a_draft_is_held_to_it_too(site: SmallSite) -> None:
    StandardPageFactory(title="About", parent=site.home, live=False)
    below = StandardPageFactory(title="Below", parent=site.home)
    page = StandardPageFactory(title="Team", parent=below, live=False)
    page.slug = "about"
    message = "The standard page “About” at /larch-hill/about/ already has the slug “about”. Choose another."
    assert refused(page) == message


def test_the_other_page_is_named_as_it_is_being_called(site: SmallSite) -> None:
    first = TreatmentPageFactory(title="Peel")
    first.title = "Glow peel"
    first.save_revision()
    second = TreatmentPageFactory(title="Needling")
    second.slug = "peel"
    Page.objects.filter(pk=first.pk).update(url_path="/elsewhere/peel/")
    assert refused(second).startswith("The treatment “Glow peel” at /elsewhere/peel/")


def test_a_page_keeps_its_own_slug(site: SmallSite) -> None:
    page = TreatmentPageFactory(title="Peel")
    page.summary = "Another summary."
    page.save()
    page.save_revision().publish()
    assert TreatmentPageFactory._meta.model.objects.get(slug="peel").summary == "Another summary."


def test_types_and_sites_do_not_mind_each_other(site: SmallSite) -> None:
    other = make_site("b.example")
    ArticlePageFactory(title="Peel")
    ComparisonArticlePageFactory(title="Peel two", slug="peel-two")
    TreatmentPageFactory(title="Peel")
    StandardPageFactory(title="Peel", parent=site.home)
    ArticlePageFactory(title="Peel", parent=other.articles)
    assert Page.objects.filter(slug="peel").count() == 4


def test_an_article_and_a_comparison_are_two_types(site: SmallSite) -> None:
    ArticlePageFactory(title="Peel")
    elsewhere = type(site.articles)(title="More", slug="more")
    site.home.add_child(instance=elsewhere)
    ComparisonArticlePageFactory(title="Peel", parent=elsewhere)
    with pytest.raises(ValidationError, match="The article “Peel” at /larch-hill/articles/peel/"):
        ArticlePageFactory(title="Peel", parent=elsewhere, slug="peel")


def test_a_site_within_a_site_is_a_site_of_its_own(site: SmallSite) -> None:
    nested = make_site("nested.example", parent=site.home)
    TreatmentPageFactory(title="Peel")
    TreatmentPageFactory(title="Peel", parent=nested.treatments)
    assert Page.objects.filter(slug="peel").count() == 2


def test_a_slug_is_kept_in_small_letters(site: SmallSite) -> None:
    about = StandardPageFactory(title="About", slug="About-Ünder", parent=site.home)
    below = StandardPageFactory(title="Team", slug="TEAM", parent=about, live=False)
    assert (about.slug, about.url_path) == ("about-ünder", "/larch-hill/about-ünder/")
    assert (below.slug, below.url_path) == ("team", "/larch-hill/about-ünder/team/")
    about.slug = "WE"
    about.save_revision().publish()
    stored = Page.objects.order_by("path").filter(pk__in=[about.pk, below.pk]).values_list("slug", "url_path")
    assert list(stored) == [("we", "/larch-hill/we/"), ("team", "/larch-hill/we/team/")]


def test_pages_of_older_installations_get_small_letters(site: SmallSite) -> None:
    about = StandardPageFactory(title="About", slug="about", parent=site.home)
    below = StandardPageFactory(title="Team", slug="team", parent=about)
    twin = StandardPageFactory(title="Twin", slug="other", parent=site.home)
    Page.objects.filter(pk=about.pk).update(slug="About", url_path="/larch-hill/About/")
    Page.objects.filter(pk=below.pk).update(slug="Team", url_path="/larch-hill/About/Team/")
    Page.objects.filter(pk=twin.pk).update(slug="TEAM", url_path="/larch-hill/TEAM/")
    migration = import_module("pages.migrations.0101_small_letters_in_slugs")
    for _ in range(2):
        migration.write_in_small_letters(apps, None)
        rows = Page.objects.order_by("path").filter(pk__in=[about.pk, below.pk, twin.pk])
        assert sorted(rows.values_list("slug", "url_path")) == [
            ("Team", "/larch-hill/about/Team/"),
            ("about", "/larch-hill/about/"),
            ("team", "/larch-hill/team/"),
        ]
