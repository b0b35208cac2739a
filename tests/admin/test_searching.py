"""A search goes with every sort and every filter that a list offers, and finds the same rows as without them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from providers.models import Licence
from tests.admin.conftest import run_tasks
from tests.factories import (
    AnnouncementFactory,
    ArticlePageFactory,
    AvailabilityFactory,
    BodyAreaFactory,
    BookingHostFactory,
    CertificationFactory,
    ConcernPageFactory,
    DeviceFactory,
    DisclaimerFactory,
    FaqFactory,
    IssuingBoardFactory,
    LicenceFactory,
    LicenceTypeFactory,
    LocationPageFactory,
    NavigationMenuFactory,
    ProductBrandFactory,
    ProviderPageFactory,
    SmallSite,
    SourceFactory,
    TechnologyFactory,
    TopicFactory,
    TreatmentPageFactory,
)

pytestmark = pytest.mark.django_db

NAMES = ("Larch one", "Larch two", "Larch three", "Pine")
"""What the entries of each list are called; a search for "larch" finds three of them."""


def make_registers() -> dict[str, list[Any]]:
    """Four entries of each register, named after ``NAMES``."""
    people = [ProviderPageFactory(title=name, role="physician") for name in NAMES]
    run_tasks()
    Licence.objects.all().delete()  # which they were published with
    place, treatment = LocationPageFactory(title="Midtown", medical_director=people[0]), TreatmentPageFactory()
    board, technology, area = IssuingBoardFactory(), TechnologyFactory(name="Light"), BodyAreaFactory(name="Face")
    return {
        "pages.source": [SourceFactory(title=name) for name in NAMES],
        "pages.topic": [TopicFactory(name=name) for name in NAMES],
        "pages.faq": [FaqFactory(question=name, reviewed_by=people[0]) for name in NAMES],
        "pages.disclaimer": [DisclaimerFactory(name=name) for name in NAMES],
        "pages.announcement": [AnnouncementFactory(text=name) for name in NAMES],
        "pages.navigationmenu": [NavigationMenuFactory(handle=name.replace(" ", "-").lower()) for name in NAMES],
        "treatments.bodyarea": [BodyAreaFactory(name=name, parent=area) for name in NAMES],
        "treatments.technology": [TechnologyFactory(name=name, parent=technology) for name in NAMES],
        "treatments.device": [DeviceFactory(name=name, technology=technology) for name in NAMES],
        "treatments.productbrand": [ProductBrandFactory(display_name=name) for name in NAMES],
        "providers.issuingboard": [IssuingBoardFactory(name=name) for name in NAMES],
        "providers.certification": [
            CertificationFactory(specialty=name, provider=people[-1], board=board) for name in NAMES
        ],
        "providers.licencetype": [LicenceTypeFactory(title=name, board=board) for name in NAMES],
        "providers.licence": [LicenceFactory(number=name, provider=people[-1]) for name in NAMES],
        "locations.availability": [
            AvailabilityFactory(treatment=treatment, provider=person, location=place) for person in people
        ],
        "locations.bookinghost": [
            BookingHostFactory(host=name.replace(" ", "-").lower() + ".example.com") for name in NAMES
        ],
    }


def make_pages() -> dict[str, list[Any]]:
    """Four pages for each list of pages, named after ``NAMES``."""
    concern = ConcernPageFactory(title="Spots")
    people = [ProviderPageFactory(title=name, role="physician") for name in NAMES]
    topic, place = TopicFactory(), LocationPageFactory(title="Midtown", medical_director=people[0])
    treatments = [
        TreatmentPageFactory(title=name, concern_links=[concern], next_review_due=timezone.localdate())
        for name in NAMES
    ]
    for person in people:
        AvailabilityFactory(treatment=treatments[0], provider=person, location=place)
        LicenceFactory(provider=person)
    return {
        "treatments": treatments,
        "concerns": [ConcernPageFactory(title=name) for name in NAMES],
        "articles": [
            ArticlePageFactory(title=name, author=people[0], topic_links=[topic], next_review_due=timezone.localdate())
            for name in NAMES
        ],
        "providers": people,
        "locations": [LocationPageFactory(title=name, medical_director=people[0]) for name in NAMES],
    }


def rows(client: Client, address: str, query: str) -> list[Any]:
    """The primary keys in a list, in its order."""
    response = client.get(f"{address}results/?{query}")
    assert response.status_code == 200, query
    return [row.pk for row in response.context["object_list"]]


def sorts(view: Any) -> list[str]:
    """Every sort that a list's columns offer, both ways."""
    return [sign + column.sort_key for column in view.columns if column.sort_key for sign in ("", "-")]


def narrowings(view: Any) -> Iterator[str]:
    """A query for each of the first values of each filter of a list."""
    for name, field in view.filters.form.fields.items() if view.filters else ():
        if hasattr(field, "choices"):
            values = [str(getattr(value, "value", value)) for value, _ in field.choices]
            yield from [f"{name}={value}" for value in values if value][:3]
        elif "date" in type(field).__name__.lower():
            yield f"{name}_from=2020-01-01&{name}_to={timezone.localdate()}"
        else:
            yield from (f"{name}=true", f"{name}=false")


def check(client: Client, address: str, entries: list[Any]) -> int:
    """Every sort and filter of one list with a search; gives how many were tried."""
    wanted = {entry.pk for entry in entries[:3]}
    assert set(rows(client, address, "q=larch")) == wanted, address
    view = client.get(address).context["view"]
    queries = [f"ordering={sort}" for sort in sorts(view)]
    queries += narrowings(view)
    queries += [f"{narrowing}&{queries[0]}" for narrowing in [*narrowings(view)][:1]]
    for query in queries:
        expected = [pk for pk in rows(client, address, query) if pk in wanted]
        found = rows(client, address, f"q=larch&{query}")
        if "ordering" not in query:  # the most relevant first
            found, expected = sorted(found), sorted(expected)
        assert found == expected, (address, query)
    return len(queries)


def test_every_sort_and_filter_of_every_register(site: SmallSite, superuser: Client) -> None:
    made = make_registers()
    run_tasks()
    tried = {
        label: check(superuser, reverse(type(entries[0]).snippet_viewset.get_url_name("list")), entries)
        for label, entries in made.items()
    }
    assert all(count >= 4 for count in tried.values()), tried
    assert sum(tried.values()) > 100


def test_every_sort_and_filter_of_every_list_of_pages(site: SmallSite, superuser: Client) -> None:
    made = make_pages()
    run_tasks()
    tried = {name: check(superuser, f"/admin/{name}/", entries) for name, entries in made.items()}
    assert all(count >= 10 for count in tried.values()), tried


def test_a_search_puts_the_most_relevant_first(site: SmallSite, superuser: Client) -> None:
    address = reverse("wagtailsnippets_pages_source:list")
    far = SourceFactory(title="A word on many things, among them the larch", publisher="Press")
    near = SourceFactory(title="Larch", publisher="Larch and Larch")
    run_tasks()
    assert rows(superuser, address, "q=larch") == [near.pk, far.pk]
    assert rows(superuser, address, "q=larch&kind=guideline") == [near.pk, far.pk]
    assert rows(superuser, address, "q=larch&ordering=title") == [far.pk, near.pk]


def test_treatments_are_found_by_their_brands_and_concerns(site: SmallSite, superuser: Client) -> None:
    brand = ProductBrandFactory(display_name="BOTOX® Cosmetic", plain_names="Botox\nonabotulinum")
    lines, spots = ConcernPageFactory(title="Frown lines"), ConcernPageFactory(title="Botox spots")
    named = TreatmentPageFactory(title="Botox for beginners", concern_links=[spots])
    branded = TreatmentPageFactory(title="Wrinkle relaxer", brand_links=[brand], concern_links=[lines, spots])
    other = TreatmentPageFactory(title="Peel", concern_links=[lines])
    run_tasks()
    assert rows(superuser, "/admin/treatments/", "q=botox") == [named.pk, branded.pk]
    assert rows(superuser, "/admin/treatments/", "q=BOTOX® cosm") == [branded.pk]
    assert rows(superuser, "/admin/treatments/", "q=frown&ordering=title") == [other.pk, branded.pk]
    assert rows(superuser, "/admin/treatments/", f"q=botox&concern={lines.pk}") == [branded.pk]
    assert rows(superuser, "/admin/treatments/", "q=laser") == []


@pytest.mark.parametrize(
    ("address", "sorted_by"),
    [
        (lambda: reverse("wagtailimages:index"), ["-created_at", "created_at", "title", "-title", "file_size"]),
        (lambda: reverse("wagtaildocs:index"), ["title", "-title", "filename", "created_at", "-created_at"]),
        (lambda: reverse("wagtailredirects:index"), ["old_path", "-old_path", "is_permanent"]),
        (lambda: reverse("wagtailusers_users:index"), ["name", "username", "is_superuser", "is_active", "last_login"]),
        (lambda: reverse("wagtailadmin_explore_root"), ["title", "latest_revision_created_at", "live"]),
    ],
)
def test_wagtails_own_lists_search_with_every_sort(
    site: SmallSite, superuser: Client, address: Any, sorted_by: list[str]
) -> None:
    for sort in sorted_by:
        for narrowing in ("", "&collection_id=1", "&tag=x", "&is_superuser=true", "&is_permanent=true"):
            query = f"q=larch&ordering={sort}{narrowing}"
            assert superuser.get(f"{address()}?{query}").status_code == 200, query
