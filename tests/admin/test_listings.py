"""Lists of pages: what they show, how they narrow, and that they cost the same for one row and for thirty."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from locations.models import LocationPage
from providers.models import ProviderPage
from tests.admin.conftest import SignIn, run_tasks
from tests.factories import (
    ArticlePageFactory,
    AvailabilityFactory,
    CertificationFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    LicenceFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SmallSite,
    TopicFactory,
    TreatmentPageFactory,
)
from treatments.models import TreatmentPage

pytestmark = pytest.mark.django_db


def titles(client: Client, url: str) -> list[str]:
    """The titles in a list, in its order."""
    response = client.get(url)
    assert response.status_code == 200, response
    return [page.title for page in response.context["pages"]]


def statements(client: Client, url: str) -> int:
    """How many statements a list costs, the second time."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def first(factory: Any) -> Any:
    """What the test has of this kind already, else a new one: rows are many, what they refer to need not be."""
    return factory._meta.model.objects.first() or factory()


def make_treatment(number: int) -> None:
    TreatmentPageFactory(title=f"Peel {number}", concern_links=[first(ConcernPageFactory)], live=False)


def make_concern(number: int) -> None:
    ConcernPageFactory(title=f"Spots {number}", live=False)


def make_article(number: int) -> None:
    factory = ComparisonArticlePageFactory if number % 2 else ArticlePageFactory
    topics = [first(TopicFactory)]
    factory(title=f"Note {number}", author=first(ProviderPageFactory), topic_links=topics, live=False)


def make_provider(number: int) -> None:
    provider = ProviderPageFactory(title=f"Nurse {number}", live=False)
    LicenceFactory(provider=provider)
    treatment, location = first(TreatmentPageFactory), first(LocationPageFactory)
    AvailabilityFactory(provider=provider, treatment=treatment, location=location)


def make_location(number: int) -> None:
    LocationPageFactory(title=f"Clinic {number}", medical_director=first(ProviderPageFactory), live=False)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("treatments", make_treatment),
        ("concerns", make_concern),
        ("articles", make_article),
        ("providers", make_provider),
        ("locations", make_location),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_for_thirty(
    site: SmallSite, superuser: Client, name: str, make: Callable[[int], None]
) -> None:
    make(0)
    make(1)
    few = statements(superuser, f"/admin/{name}/")
    for number in range(2, 30):
        make(number)
    assert statements(superuser, f"/admin/{name}/") == few
    assert few < 40


def test_treatments_narrow_by_kind_and_concern(site: SmallSite, superuser: Client) -> None:
    spots, lines = ConcernPageFactory(title="Spots"), ConcernPageFactory(title="Lines")
    TreatmentPageFactory(title="Peel", kind=TreatmentPage.Kind.PEEL, concern_links=[spots, lines])
    TreatmentPageFactory(title="Filler", kind=TreatmentPage.Kind.INJECTABLE, concern_links=[lines])
    TreatmentPageFactory(title="Draft", kind=TreatmentPage.Kind.PEEL, concern_links=[lines], live=False)
    run_tasks()
    listed = lambda query: sorted(titles(superuser, f"/admin/treatments/?{query}"))  # noqa: E731
    assert listed("") == ["Draft", "Filler", "Peel"]
    assert listed("kind=injectable") == ["Filler"]
    assert listed(f"concern={spots.pk}") == ["Peel"]
    assert listed(f"concern={spots.pk}&concern={lines.pk}") == ["Draft", "Filler", "Peel"]
    assert listed("live=true") == ["Filler", "Peel"]
    assert listed("q=fill") == ["Filler"]
    assert listed(f"q=peel&concern={lines.pk}") == ["Peel"]
    assert listed(f"q=peel&kind=injectable&concern={lines.pk}") == []


@pytest.mark.parametrize("name", ["treatments", "concerns", "articles", "providers", "locations"])
def test_a_list_sorts_by_every_column_it_offers_searching_or_not(site: SmallSite, superuser: Client, name: str) -> None:
    for make in (make_treatment, make_concern, make_article, make_provider, make_location):
        make(1)
    view = superuser.get(f"/admin/{name}/").context["view"]
    keys = [column.sort_key for column in view.columns if column.sort_key]
    assert len(keys) >= 3
    for key in keys:
        for query in (f"ordering={key}", f"ordering=-{key}", f"ordering={key}&q=a"):
            assert superuser.get(f"/admin/{name}/?{query}").status_code == 200, query
            assert superuser.get(f"/admin/{name}/results/?{query}").status_code == 200, query


def test_articles_narrow_by_author_topic_review_and_kind(site: SmallSite, superuser: Client) -> None:
    writer, topic = ProviderPageFactory(title="Ada Writer"), TopicFactory(name="Sun")
    today = timezone.localdate()
    ArticlePageFactory(title="Sunscreen", author=writer, topic_links=[topic], next_review_due=today)
    ComparisonArticlePageFactory(title="Spa or spa", byline="A. Guest", next_review_due=today + timedelta(days=90))
    listed = lambda query: sorted(titles(superuser, f"/admin/articles/?{query}"))  # noqa: E731
    assert listed(f"author={writer.pk}") == ["Sunscreen"]
    assert listed(f"topic={topic.pk}") == ["Sunscreen"]
    assert listed(f"next_review_due_to={today}") == ["Sunscreen"]
    assert listed("comparison=true") == ["Spa or spa"]
    assert listed("comparison=false") == ["Sunscreen"]
    text = superuser.get("/admin/articles/").content.decode()
    assert all(words in text for words in ("Ada Writer", "A. Guest", "Comparison", "Sun"))


def test_providers_show_and_sort_by_the_soonest_expiry(site: SmallSite, superuser: Client) -> None:
    today = timezone.localdate()
    soon, late, past, never = (ProviderPageFactory(title=name) for name in ("Soon", "Late", "Past", "Never"))
    LicenceFactory(provider=soon, expires=today + timedelta(days=200))
    CertificationFactory(provider=soon, expires=today + timedelta(days=20))
    CertificationFactory(provider=soon, expires=None, lifetime=True)
    LicenceFactory(provider=late, expires=today + timedelta(days=400))
    LicenceFactory(provider=late, expires=today - timedelta(days=400), status="inactive")
    CertificationFactory(provider=past, expires=today - timedelta(days=3))
    assert titles(superuser, "/admin/providers/?ordering=next_expiry") == ["Past", "Soon", "Late", "Never"]
    assert titles(superuser, "/admin/providers/?ordering=-next_expiry") == ["Late", "Soon", "Past", "Never"]
    assert titles(superuser, "/admin/providers/?next_expiry=past") == ["Past"]
    assert titles(superuser, "/admin/providers/?next_expiry=soon") == ["Soon"]
    assert "in 20 days" in superuser.get("/admin/providers/").content.decode()
    assert never.pk


def test_providers_narrow_by_role_and_location(site: SmallSite, superuser: Client) -> None:
    nurse = ProviderPageFactory(title="Nurse")
    doctor = ProviderPageFactory(title="Doctor", role=ProviderPage.Role.PHYSICIAN)
    here = LocationPageFactory(title="Alpharetta", medical_director=doctor)
    AvailabilityFactory(provider=nurse, treatment=TreatmentPageFactory(), location=here)
    AvailabilityFactory(provider=nurse, treatment=TreatmentPageFactory(), location=here)
    assert titles(superuser, f"/admin/providers/?location={here.pk}") == ["Nurse"]
    assert titles(superuser, "/admin/providers/?role=physician") == ["Doctor"]
    assert superuser.get("/admin/providers/").content.decode().count("Alpharetta, Alpharetta") == 0


def test_locations_narrow_by_status_and_city(site: SmallSite, superuser: Client) -> None:
    LocationPageFactory(title="Midtown", city="Atlanta")
    LocationPageFactory(title="North", city="Alpharetta", status=LocationPage.Status.OPENING_SOON)
    run_tasks()
    assert titles(superuser, "/admin/locations/?status=opening_soon") == ["North"]
    assert titles(superuser, "/admin/locations/?city=Atlanta") == ["Midtown"]
    assert titles(superuser, "/admin/locations/?q=north") == ["North"]


def menu(client: Client) -> list[str]:
    """The labels of the main menu's first level."""
    text = client.get("/admin/").content.decode()
    props: dict[str, Any] = json.loads(re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', text, re.DOTALL)[1])
    [items] = [module["_args"][0] for module in props["modules"] if module["_type"] == "wagtail.sidebar.MainMenuModule"]
    return [item["_args"][0]["label"] for item in items]


def test_each_group_sees_the_menu_it_can_use(site: SmallSite, sign_in: SignIn) -> None:
    LocationPageFactory(title="Alpharetta")
    lists = ["Treatments", "Concerns", "Articles", "Locations", "Providers"]
    for name in ("Editors", "Publishers", "Clinical reviewers", "Administrators"):
        assert [label for label in menu(sign_in(name)) if label in (*lists, "Registers")] == [*lists, "Registers"], name
    own = menu(sign_in("Location editors: Alpharetta"))
    assert "Locations" in own
    assert not {"Treatments", "Concerns", "Articles", "Providers", "Registers", "Settings"} & set(own)
