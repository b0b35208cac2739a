"""Registers and site-wide content as they are edited, on a page of the website that shows them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.preview.models import PagePreview
from pages.models import Announcement, NavigationMenu, Organization, Source
from tests.admin.conftest import SignIn, run_tasks
from tests.admin.screens import EditForm
from tests.factories import (
    AnnouncementFactory,
    ArticlePageFactory,
    BookingHostFactory,
    CertificationFactory,
    DisclaimerFactory,
    LicenceFactory,
    LicenceTypeFactory,
    LocationPageFactory,
    NavigationMenuFactory,
    OrganizationFactory,
    ProviderPageFactory,
    SmallSite,
    SourceFactory,
    make_site,
)

from .drafting import refused, with_token
from .reading import FRONT_END, Link, preview_form, read

pytestmark = pytest.mark.django_db

OVER = "The preview has ended: open it again in the admin, or by the review link."


def url(entry: Any, name: str) -> str:
    """The address of a view of an entry's, or of a register's."""
    model = type(entry) if not isinstance(entry, type) else entry
    arguments = [] if entry is model else [entry.pk]
    return reverse(model.snippet_viewset.get_url_name(name), args=arguments)


def previewed(client: Client, entry: Any, **typed: Any) -> Link:
    """Where the panel beside the form of a saved entry leads."""
    form = EditForm(client, url(entry, "edit"))
    return preview_form(client, url(entry, "preview_on_edit"), {**form.data, **typed})


def test_the_organization(site: SmallSite, superuser: Client) -> None:
    organization = OrganizationFactory(site=site.site, name="Larch Hill")
    disclaimer = DisclaimerFactory(content="<p>Results vary.</p>")
    address = reverse("wagtailsettings:edit", args=["pages", "organization", site.site.pk])
    form = EditForm(superuser, address)
    form.add_row("disclaimer_links", disclaimer=disclaimer.pk)
    link = preview_form(superuser, f"{address}preview/", {**form.data, "name": "Larch Hill, typed"})
    assert (link.address, link.path) == (f"{FRONT_END}/api/preview", "/")
    query = "{ organization { name disclaimers { content { text } } } }"
    assert read(query, link.token) == {
        "organization": {"name": "Larch Hill, typed", "disclaimers": [{"content": {"text": "Results vary."}}]}
    }
    assert read(query) == {"organization": {"name": "Larch Hill", "disclaimers": []}}
    organization.refresh_from_db()
    assert organization.name == "Larch Hill"


def test_a_menu(site: SmallSite, superuser: Client) -> None:
    menu = NavigationMenuFactory(site=site.site, handle="main", items=[])
    typed = {
        "items-count": "1",
        "items-0-deleted": "",
        "items-0-order": "0",
        "items-0-type": "item",
        "items-0-id": "5b1e5b0e-8f1b-4c83-9c3e-6d7c8f4b2a11",
        "items-0-value-label": "Treatments",
        "items-0-value-page": str(site.treatments.pk),
        "items-0-value-url": "",
        "items-0-value-children-count": "0",
    }
    link = previewed(superuser, menu, **typed)
    assert link.path == "/"
    query = '{ navigation(handle: "main") { label url } }'
    assert read(query, link.token) == {"navigation": [{"label": "Treatments", "url": "/treatments/"}]}
    assert read(query) == {"navigation": []}
    assert not NavigationMenu.objects.get().items


ANNOUNCEMENT = "{ organization { announcement { text locations { name } } } }"


def test_an_announcement_that_is_not_yet_shown(site: SmallSite, superuser: Client) -> None:
    location = LocationPageFactory(title="Midtown")
    later = timezone.now() + timedelta(days=2)
    entry = AnnouncementFactory(site=site.site, text="Snow", starts=later, ends=later + timedelta(days=1))
    link = previewed(superuser, entry, text="Snow, typed")
    assert read(ANNOUNCEMENT, link.token) == {
        "organization": {"announcement": {"text": "Snow, typed", "locations": []}}
    }
    form = EditForm(superuser, url(entry, "edit"))
    form.add_row("location_links", location=location.pk)
    link = preview_form(superuser, url(entry, "preview_on_edit"), form.data)
    assert read(ANNOUNCEMENT, link.token) == {
        "organization": {"announcement": {"text": "Snow", "locations": [{"name": "Midtown"}]}}
    }
    assert read(ANNOUNCEMENT) == {"organization": {"announcement": None}}


def test_an_announcement_that_was_never_saved(site: SmallSite, superuser: Client) -> None:
    form = EditForm(superuser, url(Announcement, "add"))
    days = {"starts": "2030-01-05 08:00", "ends": "2030-01-06 08:00"}
    typed = {**form.data, **days, "site": str(site.site.pk), "text": "Snow, typed"}
    link = preview_form(superuser, url(Announcement, "preview_on_add"), typed)
    assert read(ANNOUNCEMENT, link.token) == {
        "organization": {"announcement": {"text": "Snow, typed", "locations": []}}
    }
    assert not Announcement.objects.exists()


def test_an_entry_is_shown_on_a_page_that_refers_to_it(site: SmallSite, superuser: Client) -> None:
    source = SourceFactory(title="A guideline")
    hidden = SourceFactory(title="Nobody's")
    ArticlePageFactory(title="Draft", live=False, source_links=[source])
    ArticlePageFactory(title="Skin", slug="skin", source_links=[source])
    run_tasks()
    link = previewed(superuser, source, title="A guideline, typed")
    assert link.path == "/articles/skin/"
    query = "query ($path: String!) { route(path: $path) { page { ... on ArticlePage { sources { title } } } } }"
    assert read(query, link.token, path=link.path) == {
        "route": {"page": {"sources": [{"title": "A guideline, typed"}]}}
    }
    assert read(query, path=link.path) == {"route": {"page": {"sources": [{"title": "A guideline"}]}}}
    other = previewed(superuser, hidden, title="Nobody's, typed")
    assert other.path == "/"
    assert read(query, other.token, path="/articles/skin/") == read(query, path="/articles/skin/")


def test_an_entry_that_nothing_can_show_yet_has_no_preview(site: SmallSite, superuser: Client) -> None:
    assert "w-preview-iframe" not in superuser.get(url(Source, "add")).content.decode()
    assert "w-preview-iframe" in superuser.get(url(Announcement, "add")).content.decode()


def test_what_the_api_works_out_from_many_rows_has_no_preview(site: SmallSite, superuser: Client) -> None:
    provider = ProviderPageFactory()
    held = (CertificationFactory(provider=provider), LicenceFactory(provider=provider))
    for entry in (*held, LicenceTypeFactory(), BookingHostFactory()):
        assert "w-preview-iframe" not in superuser.get(url(entry, "edit")).content.decode()
    assert "w-preview-iframe" in superuser.get(url(DisclaimerFactory(), "edit")).content.decode()


def test_without_a_website_there_is_no_preview(site: SmallSite, superuser: Client, settings: Any) -> None:
    entry = AnnouncementFactory(site=site.site)
    settings.FRONTEND_URL = ""
    for address in (url(entry, "edit"), url(Announcement, "add")):
        assert "w-preview-iframe" not in superuser.get(address).content.decode()


def test_who_may_not_change_it_has_none(site: SmallSite, sign_in: SignIn) -> None:
    entry = AnnouncementFactory(site=site.site)
    assert sign_in("Editors").get(url(entry, "preview_on_edit"))["Location"] == "/admin/"
    publisher = sign_in("Publishers", username="ann")
    token = previewed(publisher, entry, text="Snow, typed").token
    assert read("{ __typename }", token) == {"__typename": "Query"}
    User.objects.get(username="ann").groups.clear()
    refused(with_token(token, "{ __typename }"), OVER)
    assert PagePreview.objects.get().user.username == "ann"


def test_it_ends_with_the_entry(site: SmallSite, superuser: Client) -> None:
    entry = AnnouncementFactory(site=site.site)
    token = previewed(superuser, entry, text="Snow, typed").token
    entry.delete()
    refused(with_token(token, "{ __typename }"), OVER)


def test_another_site_sees_nothing_of_it(site: SmallSite, superuser: Client) -> None:
    Organization.objects.all().delete()
    other = make_site("b.example")
    OrganizationFactory(site=other.site, name="Other")
    address = reverse("wagtailsettings:edit", args=["pages", "organization", other.site.pk])
    form = EditForm(superuser, address)
    link = preview_form(superuser, f"{address}preview/", {**form.data, "name": "Other, typed"})
    assert link.address == "https://b.example/api/preview"
    assert read('{ organization(site: "b.example") { name } }', link.token) == {
        "organization": {"name": "Other, typed"}
    }
    assert "typed" not in str(read("{ organization { name } }", link.token))
