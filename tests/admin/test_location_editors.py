"""A location's own editors: its hours and its page, and nothing else."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, ReferenceIndex

from locations.models import LocationPage
from tests.admin.conftest import SignIn
from tests.admin.screens import EditForm, told
from tests.factories import LocationPageFactory, SmallSite, TreatmentPageFactory, UserFactory, hours

pytestmark = [pytest.mark.django_db, pytest.mark.costly]

GROUP = "Location editors: Alpharetta"


def page_permissions(name: str) -> set[tuple[str, int]]:
    rows = Group.objects.get(name=name).page_permissions.select_related("permission")
    return {(row.permission.codename, row.page_id) for row in rows}


def test_each_location_has_a_group_that_edits_and_publishes_it_alone(site: SmallSite) -> None:
    one, two = LocationPageFactory(title="Alpharetta"), LocationPageFactory(title="Midtown", live=False)
    assert page_permissions(GROUP) == {("change_page", one.pk), ("publish_page", one.pk)}
    assert page_permissions("Location editors: Midtown") == {("change_page", two.pk), ("publish_page", two.pk)}
    pattern = Group.objects.get(name="Location editors")
    assert set(Group.objects.get(name=GROUP).permissions.all()) == set(pattern.permissions.all())


def test_the_group_follows_the_location_s_name_and_goes_with_it(site: SmallSite) -> None:
    page = LocationPageFactory(title="Alpharetta")
    person = UserFactory(groups=[GROUP])
    page.title = "Alpharetta North"
    page.save_revision().publish()
    page.save_revision().publish()
    assert [group.name for group in person.groups.all()] == ["Location editors: Alpharetta North"]
    page.delete()
    assert not Group.objects.filter(name__startswith="Location editors: ").exists()


def test_two_locations_of_one_name_have_two_groups(site: SmallSite) -> None:
    LocationPageFactory(title="Alpharetta")
    second = LocationPageFactory(title="Alpharetta", slug="alpharetta-2")
    long = LocationPageFactory(title="A" * 255, slug="long")
    names = set(Group.objects.filter(name__startswith="Location editors: ").values_list("name", flat=True))
    expected = {GROUP, f"{GROUP} ({second.pk})", f"Location editors: {'A' * 132}"}
    assert names == expected
    long.save()
    assert Group.objects.filter(name__startswith="Location editors: ").count() == 3


@pytest.fixture
def two_for_one(site: SmallSite) -> tuple[LocationPage, LocationPage]:
    """Alpharetta, whose group may change and publish Roswell too, as an administrator has decided."""
    alpharetta, roswell = LocationPageFactory(title="Alpharetta"), LocationPageFactory(title="Roswell")
    for row in GroupPagePermission.objects.filter(page=alpharetta):
        GroupPagePermission.objects.create(group=row.group, page=roswell, permission=row.permission)
    Group.objects.get(name="Location editors: Roswell").delete()
    return alpharetta, roswell


def test_a_group_that_edits_another_location_too_keeps_its_name(two_for_one: tuple[LocationPage, LocationPage]) -> None:
    alpharetta, roswell = two_for_one
    before = Group.objects.get(name=GROUP)
    roswell.save_revision().publish()
    assert Group.objects.get(name=GROUP) == before
    assert page_permissions(GROUP) == {
        (name, page.pk) for name in ("change_page", "publish_page") for page in (alpharetta, roswell)
    }
    assert page_permissions("Location editors: Roswell") == {
        ("change_page", roswell.pk), ("publish_page", roswell.pk),
    }  # fmt: skip


def test_a_group_that_edits_another_location_too_outlives_it(two_for_one: tuple[LocationPage, LocationPage]) -> None:
    alpharetta, roswell = two_for_one
    person = UserFactory(groups=[GROUP])
    LocationPage.objects.get(pk=roswell.pk).delete()
    assert [group.name for group in person.groups.all()] == [GROUP]
    assert page_permissions(GROUP) == {("change_page", alpharetta.pk), ("publish_page", alpharetta.pk)}


def test_a_deleted_group_is_made_again_when_its_location_is_saved(site: SmallSite) -> None:
    page = LocationPageFactory(title="Alpharetta")
    Group.objects.get(name=GROUP).delete()
    page = LocationPage.objects.get(pk=page.pk)
    page.save()
    assert page_permissions(GROUP) == {("change_page", page.pk), ("publish_page", page.pk)}


def test_a_group_whose_name_was_changed_by_hand_is_still_the_location_s(site: SmallSite) -> None:
    page = LocationPageFactory(title="Alpharetta")
    Group.objects.filter(name=GROUP).update(name="Front desk")
    page.save()
    assert Group.objects.filter(page_permissions__page=page).distinct().count() == 1
    page.delete()
    assert not Group.objects.filter(name__in=(GROUP, "Front desk")).exists()


def test_the_group_is_no_use_of_the_location_s_page(site: SmallSite) -> None:
    page = LocationPageFactory(title="Alpharetta")
    assert not ReferenceIndex.get_references_to(page).filter(base_content_type__app_label="locations").exists()


def test_a_location_editor_changes_hours_and_publishes_them(site: SmallSite, sign_in: SignIn) -> None:
    page = LocationPageFactory(title="Alpharetta", hours=[hours(0, "09:00", "17:00")])
    form = EditForm.of(sign_in(GROUP), page)
    form.add_row("exceptions", date="2026-12-24", label="Christmas Eve", opens="09:00", closes="13:00")
    assert form.publish(**{"hours-0-closes": "18:30"}).status_code == 302
    page = LocationPage.objects.get(pk=page.pk)
    assert [str(row.closes) for row in page.hours.all()] == ["18:30:00"]
    assert [row.label for row in page.exceptions.all()] == ["Christmas Eve"]


def test_a_location_editor_opens_nothing_else(site: SmallSite, sign_in: SignIn) -> None:
    mine, other = LocationPageFactory(title="Alpharetta"), LocationPageFactory(title="Midtown")
    treatment = TreatmentPageFactory()
    editor = sign_in(GROUP)
    pages = [other, treatment, site.home, site.locations, mine.medical_director]
    addresses = [reverse("wagtailadmin_pages:edit", args=[page.pk]) for page in pages]
    addresses += [
        reverse("wagtailadmin_pages:add", args=["locations", "locationpage", site.locations.pk]),
        reverse("wagtailadmin_pages:add_subpage", args=[site.home.pk]),
        *(reverse(f"wagtailadmin_pages:{name}", args=[mine.pk]) for name in ("delete", "unpublish", "move", "copy")),
        reverse("wagtailadmin_pages:set_privacy", args=[mine.pk]),
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_groups:index"),
        reverse("wagtailredirects:index"),
        reverse("wagtailsites:index"),
        reverse("wagtaildocs:index"),
        reverse("wagtailsettings:edit", args=["pages", "organization"]),
        "/admin/snippets/pages/topic/",
        "/admin/snippets/locations/availability/",
        "/admin/snippets/locations/bookinghost/",
        "/admin/snippets/providers/licence/add/",
    ]
    for address in addresses:
        response = editor.get(address)
        assert response.status_code in {302, 403, 404}, (address, response.status_code)
        if response.status_code == 302:
            assert response["Location"].rstrip("/").endswith("/admin"), (address, response["Location"])


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_a_location_editor_cannot_take_the_page_away_in_bulk(site: SmallSite, sign_in: SignIn, action: str) -> None:
    page = LocationPageFactory(title="Alpharetta")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"
    sign_in(GROUP).post(address, {"chooser": site.home.pk, "include_descendants": "on"})
    page = Page.objects.get(pk=page.pk)
    assert page.live
    assert page.get_parent().pk == site.locations.pk


def test_its_edit_screen_offers_no_way_to_take_it_away(site: SmallSite, sign_in: SignIn) -> None:
    page = LocationPageFactory(title="Alpharetta")
    text = sign_in(GROUP).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    for name in ("delete", "unpublish", "move", "copy"):
        assert reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) not in text, name


def test_publishers_may_still_do_all_that(site: SmallSite) -> None:
    page: Any = LocationPageFactory(title="Alpharetta")
    may = page.permissions_for_user(UserFactory(groups=["Publishers"]))
    assert may.can_unpublish()
    assert may.can_delete()
    assert may.can_copy()
    assert may.can_move()
    assert may.can_set_view_restrictions()


def test_the_edit_screen_lists_what_is_offered_there(site: SmallSite, sign_in: SignIn) -> None:
    from tests.factories import AvailabilityFactory, ProviderPageFactory

    page = LocationPageFactory(title="Alpharetta")
    row = AvailabilityFactory(
        location=page, treatment=TreatmentPageFactory(title="Peel"), provider=ProviderPageFactory(title="Ada")
    )
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    text = sign_in("Publishers").get(address).content.decode()
    assert "Peel" in text
    assert f"/admin/snippets/locations/availability/edit/{row.pk}/" in text
    assert f"/admin/snippets/locations/availability/add/?location={page.pk}" in text
    text = sign_in(GROUP).get(address).content.decode()
    assert "Peel" in text
    assert "/admin/snippets/locations/availability/" not in text


def own_locations(text: bytes) -> list[tuple[str, str]]:
    """The dashboard's links to the user's own locations, by their accessible names."""
    html = BeautifulSoup(text, "html.parser")
    return [(str(link["aria-label"]), str(link["href"])) for link in html.select(".own-locations a")]


def test_the_dashboard_leads_to_the_locations_of_their_own_editors(site: SmallSite, sign_in: SignIn) -> None:
    one, two = LocationPageFactory(title="Alpharetta"), LocationPageFactory(title="Midtown", live=False)
    LocationPageFactory(title="North")
    editor = sign_in(GROUP, "Location editors: Midtown")
    address = reverse("wagtailadmin_pages:edit", args=[one.pk])
    assert own_locations(editor.get("/admin/").content) == [
        ("Edit Alpharetta", address),
        ("Edit Midtown", reverse("wagtailadmin_pages:edit", args=[two.pk])),
    ]
    for group in ("Publishers", "Editors", "Administrators", "Location editors"):
        assert own_locations(sign_in(group).get("/admin/").content) == [], group


def test_after_publishing_a_location_editor_is_back_on_the_page(site: SmallSite, sign_in: SignIn) -> None:
    page = LocationPageFactory(title="Alpharetta")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    published = EditForm.of(sign_in(GROUP), page).publish()
    assert published.url == address
    assert unescape(told(published)[0]).startswith("Page 'Alpharetta' has been published.")
    above = reverse("wagtailadmin_explore", args=[site.locations.pk])
    assert EditForm.of(sign_in("Publishers"), page).publish().url == above
    assert EditForm.of(sign_in(GROUP), page).publish(next="/admin/locations/").url == "/admin/locations/"
