"""Every register's screens open, keep a history, search, prefill and cost the same for one row and for thirty."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import RevisionMixin
from wagtail.snippets.models import get_snippet_models

from locations.models import Availability
from pages.models import Announcement, NavigationMenu, Source, Topic
from providers.models import Licence
from tests.admin.conftest import SignIn, run_tasks
from tests.factories import (
    AnnouncementFactory,
    AvailabilityFactory,
    BodyAreaFactory,
    BookingHostFactory,
    CertificationFactory,
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
    make_site,
)

pytestmark = [pytest.mark.django_db, pytest.mark.costly]


def somebody() -> Any:
    """A provider; one is enough."""
    return ProviderPageFactory._meta.model.objects.first() or ProviderPageFactory(live=False)


def make_availability(number: int) -> Availability:
    provider = ProviderPageFactory(title=f"Nurse {number}", live=False)
    treatment = TreatmentPageFactory._meta.model.objects.first() or TreatmentPageFactory()
    location = LocationPageFactory._meta.model.objects.first() or LocationPageFactory()
    row: Availability = AvailabilityFactory(provider=provider, treatment=treatment, location=location)
    return row


MAKERS: dict[str, Any] = {
    "pages.source": lambda number: SourceFactory(),
    "pages.topic": lambda number: TopicFactory(),
    "pages.faq": lambda number: FaqFactory(),
    "pages.disclaimer": lambda number: DisclaimerFactory(),
    "pages.announcement": lambda number: AnnouncementFactory(),
    "pages.navigationmenu": lambda number: NavigationMenuFactory(handle=f"menu-{number}"),
    "treatments.bodyarea": lambda number: BodyAreaFactory(parent=BodyAreaFactory()),
    "treatments.technology": lambda number: TechnologyFactory(parent=TechnologyFactory()),
    "treatments.device": lambda number: DeviceFactory(),
    "treatments.productbrand": lambda number: ProductBrandFactory(),
    "providers.issuingboard": lambda number: IssuingBoardFactory(),
    "providers.certification": lambda number: CertificationFactory(provider=somebody()),
    "providers.licencetype": lambda number: LicenceTypeFactory(),
    "providers.licence": lambda number: LicenceFactory(provider=somebody()),
    "locations.availability": make_availability,
    "locations.bookinghost": lambda number: BookingHostFactory(host=f"booking-{number}.example.com"),
}


def url(model: Any, view: str, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def test_every_register_is_here_and_keeps_revisions() -> None:
    models = get_snippet_models()
    assert {model._meta.label_lower for model in models} == set(MAKERS)
    assert all(issubclass(model, RevisionMixin) for model in models)


@pytest.mark.parametrize("label", MAKERS)
def test_every_screen_of_a_register_opens(site: SmallSite, superuser: Client, label: str) -> None:
    entry = MAKERS[label](1)
    entry.save_revision()
    model = type(entry)
    pages = [url(model, "list"), url(model, "list_results"), url(model, "add")]
    pages += [url(model, view, entry.pk) for view in ("edit", "delete", "history", "usage", "inspect")]
    for page in pages:
        answer = superuser.get(page)
        assert answer.status_code == 200, page
        # What is saved shows at once, so nothing is saved while somebody types.
        assert "w-autosave#save" not in answer.content.decode(), page
    run_tasks()
    assert superuser.get(url(model, "list") + "?q=a").status_code == 200


@pytest.mark.parametrize("label", MAKERS)
def test_a_register_costs_the_same_for_one_row_and_for_thirty(site: SmallSite, superuser: Client, label: str) -> None:
    def statements() -> int:
        superuser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert superuser.get(address).status_code == 200
        return len(queries)

    MAKERS[label](0)
    address = url(type(MAKERS[label](1)), "list")
    few = statements()
    for number in range(2, 30):
        MAKERS[label](number)
    assert statements() == few


def test_a_list_sorts_by_every_column_it_offers(site: SmallSite, superuser: Client) -> None:
    for label, make in MAKERS.items():
        model = type(make(1))
        view = superuser.get(url(model, "list")).context["view"]
        for column in view.columns:
            if column.sort_key:
                for query in (f"ordering={column.sort_key}", f"ordering=-{column.sort_key}"):
                    assert superuser.get(f"{url(model, 'list')}?{query}").status_code == 200, (label, query)


def test_licences_narrow_and_show_how_near_their_end_is(site: SmallSite, superuser: Client) -> None:
    ada, ben = ProviderPageFactory(title="Ada"), ProviderPageFactory(title="Ben")
    LicenceFactory(provider=ada, number="A-1", expires=timezone.localdate() + timedelta(days=10))
    LicenceFactory(provider=ben, number="B-2", expires=timezone.localdate() - timedelta(days=1))
    text = superuser.get(f"{url(Licence, 'list')}?provider={ada.pk}").content.decode()
    assert "A-1" in text
    assert "in 10 days" in text
    assert "B-2" not in text


def test_availability_is_added_with_its_location_filled_in(site: SmallSite, superuser: Client) -> None:
    location = LocationPageFactory(title="Alpharetta")
    response = superuser.get(f"{url(Availability, 'add')}?location={location.pk}&treatment=0&nothing=1&ends=x")
    assert response.status_code == 200
    assert response.context["form"].instance.location_id == location.pk
    assert response.context["form"].initial["location"] == location.pk


@pytest.mark.parametrize("model", [Announcement, NavigationMenu])
def test_the_default_site_is_chosen_already(site: SmallSite, superuser: Client, model: Any) -> None:
    chosen = superuser.get(url(model, "add")).context["form"].initial["site"]
    assert chosen == site.site.pk
    other = make_site("other.example.com")
    assert superuser.get(url(model, "add")).context["form"].initial["site"] == site.site.pk
    assert superuser.get(f"{url(model, 'add')}?site={other.site.pk}").context["form"].initial["site"] == other.site.pk


def test_a_saved_slug_does_not_follow_the_name(superuser: Client) -> None:
    following = 'data-action="focus->w-sync#check blur->w-sync#apply change->w-sync#apply keyup->w-sync#apply"'
    for entry in (TopicFactory(), BodyAreaFactory(), TechnologyFactory(), ProductBrandFactory()):
        new = unescape(superuser.get(url(type(entry), "add")).content.decode())
        saved = unescape(superuser.get(url(type(entry), "edit", entry.pk)).content.decode())
        assert following in new, entry
        assert following not in saved, entry


def test_a_change_is_live_at_once_and_in_the_history(superuser: Client) -> None:
    topic = TopicFactory(name="Sun")
    superuser.post(url(Topic, "edit", topic.pk), {"name": "Sunscreen", "slug": "sun"})
    superuser.post(url(Topic, "edit", topic.pk), {"name": "Sun protection", "slug": "sun"})
    topic.refresh_from_db()
    assert topic.name == "Sun protection"
    assert [revision.as_object().name for revision in topic.revisions.order_by("pk")] == ["Sunscreen", "Sun protection"]


def test_the_chooser_searches(superuser: Client) -> None:
    SourceFactory(title="Guideline on sun protection", publisher="Office of Health")
    SourceFactory(title="Another study", publisher="Press")
    run_tasks()
    chooser = reverse(f"{Source.snippet_viewset.chooser_viewset.url_namespace}:choose_results")
    for words in ("guideline", "office"):
        text = superuser.get(f"{chooser}?q={words}").content.decode()
        assert "Guideline on sun protection" in text
        assert "Another study" not in text


def test_editors_add_to_the_library_and_change_nothing(sign_in: SignIn) -> None:
    topic, editor = TopicFactory(name="Sun"), sign_in("Editors")
    assert editor.get(url(Topic, "list")).status_code == 200
    editor.post(url(Topic, "add"), {"name": "Rest", "slug": "rest"})
    assert Topic.objects.filter(slug="rest").exists()
    editor.post(url(Topic, "edit", topic.pk), {"name": "Moon", "slug": "moon"})
    editor.post(url(Topic, "delete", topic.pk))
    topic.refresh_from_db()
    assert topic.name == "Sun"


def test_booking_hosts_are_for_administrators(sign_in: SignIn) -> None:
    from locations.models import BookingHost

    opened = {}
    for group in ("Administrators", "Publishers", "Editors", "Clinical reviewers"):
        opened[group] = sign_in(group).get(url(BookingHost, "list")).status_code == 200
    assert opened == {"Administrators": True, "Publishers": False, "Editors": False, "Clinical reviewers": False}
