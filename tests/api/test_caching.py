"""What caches are told of an answer: its validator, its tags, and when there are none."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from cms.api.tags import HEADER_BYTES, MOST_TAGS, Tags
from locations.models import OpeningHours
from pages.models import Faq, Organization
from tests.factories import (
    ArticlePageFactory,
    ConcernPageFactory,
    ImageFactory,
    LocationPageFactory,
    NavigationMenuFactory,
    ProviderPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
)

HOME = '{ page(path: "/") { title } }'
NAMES = ("ETag", "Surrogate-Key", "Cache-Tag")


def get(client: Client, query: str, **headers: str) -> Any:
    return client.get("/graphql/", {"query": query}, headers=headers)


def tags(client: Client, query: str) -> list[str]:
    """The tags of an answer, which both headers name."""
    response = get(client, query)
    assert "errors" not in response.json(), response.json()
    named: list[str] = response.headers["Surrogate-Key"].split(" ")
    assert response.headers["Cache-Tag"].split(",") == named == sorted(set(named))
    return named


def test_a_client_that_has_the_answer_is_told_so(site: SmallSite, client: Client) -> None:
    first = get(client, HOME)
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = get(client, HOME, **{"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert {**first.headers, **again.headers} == dict(first.headers)
        assert set(NAMES) | {"Cache-Control", "Vary", "Access-Control-Allow-Origin"} <= set(again.headers)
        assert not again.cookies
        head = client.head("/graphql/", {"query": HOME}, headers={"if-none-match": known})
        assert (head.status_code, head.headers["ETag"]) == (304, etag)
    for other in ('"other"', "", etag.strip('"'), "x" * 9_000):
        assert get(client, HOME, **{"if-none-match": other}).status_code == 200


def test_a_change_changes_the_validator(site: SmallSite, client: Client) -> None:
    before = get(client, HOME).headers["ETag"]
    site.home.title = "New"
    site.home.save_revision().publish()
    after = get(client, HOME, **{"if-none-match": before})
    assert (after.status_code, after.json()) == (200, {"data": {"page": {"title": "New"}}})
    assert after.headers["ETag"] != before


def test_the_two_media_types_have_validators_of_their_own(site: SmallSite, client: Client) -> None:
    plain, own = (get(client, HOME, accept=kind) for kind in ("application/json", "application/graphql-response+json"))
    assert plain.content == own.content
    assert plain.headers["ETag"] != own.headers["ETag"]


def test_post_is_answered_in_full(site: SmallSite, client: Client) -> None:
    body = json.dumps({"query": HOME})
    first = client.post("/graphql/", body, content_type="application/json")
    etag = first.headers["ETag"]
    again = client.post("/graphql/", body, content_type="application/json", headers={"if-none-match": etag})
    assert (again.status_code, again.json(), again.headers["ETag"]) == (200, first.json(), etag)


@pytest.mark.parametrize(
    "query",
    ["{", "{ nothing }", '{ organization(site: "x.example") { name } }', "{ pages(first: 101) { totalCount } }"],
)
def test_errors_are_kept_by_nobody(site: SmallSite, client: Client, query: str) -> None:
    response = get(client, query)
    assert response.headers["Cache-Control"] == "no-store"
    assert not set(NAMES) & set(response.headers)


@pytest.mark.parametrize("header", ["Authorization", "X-Preview-Token", "X-Query-Cost"])
def test_private_answers_carry_nothing_for_caches(site: SmallSite, client: Client, header: str) -> None:
    response = client.post("/graphql/", {"query": HOME}, "application/json", headers={header: "1"})
    assert not set(NAMES) & set(response.headers)


def test_what_was_read_is_named(site: SmallSite, client: Client) -> None:
    hero = ImageFactory()
    concern = ConcernPageFactory()
    treatment = TreatmentPageFactory(slug="peel", hero=hero, concern_links=[concern])
    query = '{ treatment(slug: "peel") { title hero { alt } concerns { name } } }'
    assert tags(client, query) == sorted(
        [
            *("all", "type-treatmentpage", "type-image", "type-concernpage"),
            *(f"page-{treatment.pk}", f"image-{hero.pk}", f"page-{concern.pk}"),
        ]
    )


def test_a_list_is_named_by_its_types_order(site: SmallSite, client: Client) -> None:
    treatment = TreatmentPageFactory()
    assert tags(client, "{ treatments { nodes { title } } }") == [
        "all",
        "order-treatmentpage",
        f"page-{treatment.pk}",
        "type-treatmentpage",
    ]


def test_what_was_looked_for_in_vain_is_named_by_its_type(site: SmallSite, client: Client) -> None:
    assert tags(client, '{ treatment(slug: "none") { title } }') == ["all", "type-treatmentpage"]
    assert tags(client, '{ route(path: "/none/") { path } }') == [
        *("all", "order-redirect", "type-locationpage", "type-page", "type-redirect"),
    ]


def test_tags_do_not_tell_hidden_things_from_absent_ones(site: SmallSite, client: Client) -> None:
    hidden = ProviderPageFactory(live=False)
    private = StandardPageFactory(slug="private", parent=site.home)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    query = '{ treatment(slug: "%s") { reviewedBy { title } sections { html } } }'
    named = []
    for slug, reviewer in (("hidden", hidden), ("absent", None)):
        treatment = TreatmentPageFactory(
            slug=slug, reviewed_by=reviewer, last_reviewed=reviewer and date(2026, 1, 1), history=False
        )
        named.append([tag for tag in tags(client, query % slug) if tag != f"page-{treatment.pk}"])
    assert named[0] == named[1]
    hidden_location = LocationPageFactory(title="Hidden", live=False)
    Redirect.add_redirect("/to-provider", hidden)
    Redirect.add_redirect("/to-location", hidden_location)
    Redirect.add_redirect("/to-address", "https://www.example.com/private/")
    Redirect.add_redirect("/to-redirect", "/to-location/")
    Redirect.add_redirect("/loop", "/loop/")
    names = ("private", "PRIVATE", "to-provider", "to-location", "to-address", "to-redirect", "loop", "absent")
    routes = {name: tags(client, f'{{ route(path: "/{name}/") {{ path }} }}') for name in names}
    assert routes == dict.fromkeys(names, routes["absent"])


def test_a_typed_link_to_a_hidden_page_is_tagged_as_one_to_none(site: SmallSite, client: Client) -> None:
    StandardPageFactory(slug="private", parent=site.home, live=False)
    query = '{ navigation(handle: "%s") { label } }'
    menus = {
        slug: NavigationMenuFactory(site=site.site, handle=slug, items=[{"label": "There", "url": f"/{slug}/"}])
        for slug in ("private", "absent")
    }
    named = [
        [tag for tag in tags(client, query % slug) if tag != f"navigationmenu-{menu.pk}"]
        for slug, menu in menus.items()
    ]
    assert named == [["all", "order-navigationmenu", "type-navigationmenu", "type-page"]] * 2


def test_what_is_sorted_or_filtered_is_named_by_its_order(site: SmallSite, client: Client) -> None:
    """An edit of any of them may change the sitemap, what is near, where redirects lead, and what is found.

    What is related follows from where pages lead, which is told by type.
    """
    location = LocationPageFactory(title="Midtown", latitude="33.78", longitude="-84.38")
    article = ArticlePageFactory(slug="peels", parent=site.articles)
    row = Redirect.add_redirect("/old", location)
    near = "{ locations(near: { latitude: 33.7, longitude: -84.3, radiusKm: 50 }) { nodes { title } } }"
    expected = {
        "{ sitemap { nodes { path } } }": {"order-page", "type-page"},
        "{ redirects { nodes { from } } }": {"order-page", "order-redirect", "type-page", "type-redirect"},
        near: {"order-locationpage", "type-locationpage", f"page-{location.pk}"},
        '{ search(query: "peel") { totalCount } }': {"order-page", "type-page"},
        '{ article(slug: "peels") { related { totalCount } } }': {
            *("type-articlepage", "type-concernpage", "type-treatmentpage"),
            f"page-{article.pk}",
        },
        '{ route(path: "/old/") { redirect { to } } }': {
            *("order-redirect", "type-page", f"redirect-{row.pk}", f"page-{location.pk}"),
        },
    }
    for query, names in expected.items():
        assert names <= set(tags(client, query)), query


def test_ancestors_and_linked_pages_are_named(site: SmallSite, client: Client) -> None:
    treatment = TreatmentPageFactory(slug="peel")
    index = treatment.get_parent()
    named = tags(client, '{ treatment(slug: "peel") { breadcrumbs { title } } }')
    assert {f"page-{page.pk}" for page in (treatment, index, site.home)} <= set(named)


def test_the_root_fields_of_a_request_are_named_together(site: SmallSite, client: Client) -> None:
    Organization.objects.update_or_create(site=site.site, defaults={"name": "Larkfield"})
    organization = Organization.objects.get()
    treatment = TreatmentPageFactory(slug="peel")
    named = tags(client, '{ organization { name } treatment(slug: "peel") { title } }')
    assert {f"organization-{organization.pk}", f"page-{treatment.pk}"} <= set(named)


def test_too_many_objects_are_named_by_their_types(site: SmallSite) -> None:
    collected = Tags()
    for pk in range(1, 400):
        collected.saw(type(site.home)(pk=pk))
    for pk in range(1, 20):
        collected.saw(Organization(pk=pk))
    collected.looked_for(type(site.home))
    assert collected.all() == sorted(
        ["all", "any-homepage", "type-homepage", *(f"organization-{pk}" for pk in range(1, 20))]
    )
    assert len(" ".join(collected.all())) <= HEADER_BYTES


def test_too_many_objects_are_named_by_their_types_though_their_names_are_short(site: SmallSite) -> None:
    collected = Tags()
    for pk in range(1, MOST_TAGS):
        collected.saw(Faq(pk=pk))
    assert collected.all() == sorted(["all", *(f"faq-{pk}" for pk in range(1, MOST_TAGS))])
    collected.saw(Faq(pk=MOST_TAGS))
    assert collected.all() == ["all", "any-faq"]


@pytest.mark.parametrize("has_objects", [True, False])
def test_too_many_types_are_old_after_whatever_changes(site: SmallSite, has_objects: bool) -> None:
    """Every change has the tag ``changes`` but two: those of everything and of the search index."""
    collected = Tags()
    collected.lists = {f"order-{name}page" for name in range(200)}
    if has_objects:
        collected.saw(Faq(pk=1))
    assert collected.all() == ["all", "changes", "search"]


def test_a_pages_own_rows_are_named_with_it(site: SmallSite) -> None:
    collected = Tags()
    collected.saw(OpeningHours(pk=5))
    assert collected.all() == ["all"]
