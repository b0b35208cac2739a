"""The first start of a real clinic: one command, twice the same, never over content."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision, Site

from cms.admin.groups import GROUPS
from pages.models import HomePage, NavigationMenu, Organization
from tests.factories import SmallSite, StandardPageFactory, TreatmentPageFactory

pytestmark = pytest.mark.django_db

PATHS = ["/home/", "/home/treatments/", "/home/concerns/", "/home/locations/", "/home/providers/", "/home/articles/"]


def setup_site(name: str = "Larch Hill", front_end: str = "https://www.example.com") -> str:
    out = StringIO()
    call_command("setup_site", name=name, front_end=front_end, stdout=out)
    return out.getvalue()


def everything() -> Any:
    """All rows that the command could touch."""
    models = [Page, Site, Organization, NavigationMenu, Group, Revision, *map(apps.get_model, ["auth.Permission"])]
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_an_empty_database_gets_its_site() -> None:
    assert setup_site().splitlines() == [
        (
            "Made: home page, site, /treatments/, /concerns/, /locations/, /providers/, /articles/, organization, "
            "menu “main”, menu “footer”."
        ),
        "Groups: Editors, Location editors, Clinical reviewers, Publishers, Administrators.",
        "Next: manage.py createsuperuser, then sign in at /admin/.",
    ]
    pages = Page.objects.filter(depth__gt=1).order_by("path")
    assert [page.url_path for page in pages] == PATHS
    assert all(page.live and page.latest_revision_id for page in pages)
    site = Site.objects.get()
    assert (site.hostname, site.port, site.site_name, site.is_default_site) == (
        "www.example.com", 443, "Larch Hill", True,
    )  # fmt: skip
    assert site.root_page.specific == HomePage.objects.get(title="Larch Hill")
    assert Organization.for_site(site).name == "Larch Hill"
    menus = {menu.handle: [item.value["page"].slug for item in menu.items] for menu in NavigationMenu.objects.all()}
    assert menus == {
        "main": ["treatments", "concerns", "providers", "locations", "articles"],
        "footer": ["locations", "articles"],
    }
    assert set(GROUPS) <= set(Group.objects.values_list("name", flat=True))


def test_a_second_run_changes_nothing() -> None:
    setup_site()
    before = everything()
    assert "Everything is there already." in setup_site()
    assert everything() == before


def test_a_second_run_makes_what_is_missing_and_keeps_what_was_edited() -> None:
    setup_site()
    Page.objects.get(slug="articles").delete()
    Organization.objects.update(name="Larch Hill Medical Spa")
    assert "Made: /articles/." in setup_site()
    assert Organization.objects.get().name == "Larch Hill Medical Spa"


def test_content_is_refused_and_nothing_changed() -> None:
    setup_site()
    TreatmentPageFactory(title="Chemical peel")
    before = everything()
    with pytest.raises(CommandError, match=r"already holds content: “.*” at /home/.*nothing was changed"):
        setup_site()
    assert everything() == before


def test_somebody_else_s_site_is_refused(site: SmallSite) -> None:
    StandardPageFactory(title="About us")
    with pytest.raises(CommandError, match="“About us”"):
        setup_site()


def test_a_database_that_has_lost_its_roots_is_set_up_too() -> None:
    Site.objects.all().delete()
    Page.objects.all().delete()
    setup_site()
    assert [page.url_path for page in Page.objects.filter(depth__gt=1).order_by("path")] == PATHS


@pytest.mark.parametrize(
    "address",
    [
        "www.example.com",
        "ftp://www.example.com",
        "https://",
        "https://a.example/en/",
        "https://a:b/",
        "https://exa mple.com",
        "https://a.example?x=1",
        "https://a.example#y",
        "https://a.example?x=1#y",
        "https://me:secret@a.example",
        "https://a.example:0",
        "https://[a",
        "https://a\n.example",
        "https://a_b$.example",
        f"https://{'a' * 260}.example",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(CommandError, match="is not a website's address"):
        setup_site(front_end=address)
    assert not HomePage.objects.exists()


def test_a_front_end_that_the_environment_does_not_name_is_said(settings: Any) -> None:
    settings.FRONTEND_URL = ""
    assert "Set FRONTEND_URL=http://localhost:3000 in the environment" in setup_site(front_end="http://localhost:3000/")
    assert Site.objects.get().root_url == "http://localhost:3000"


@pytest.mark.parametrize(
    ("name", "front_end", "said"),
    [
        ("Maple Hill", "https://www.example.com", "“Larch Hill” (given: “Maple Hill”)"),
        ("Larch Hill", "https://www.example.org", "https://www.example.com (given: https://www.example.org)"),
        (
            "Maple Hill",
            "http://www.example.com",
            "“Larch Hill” (given: “Maple Hill”) and https://www.example.com (given: http://www.example.com)",
        ),
    ],
)
def test_a_second_run_that_says_something_else_is_refused(name: str, front_end: str, said: str) -> None:
    setup_site()
    Page.objects.get(slug="articles").delete()
    before = everything()
    with pytest.raises(CommandError) as refused:
        setup_site(name, front_end)
    assert str(refused.value) == (
        f"This site is set up already, as {said}. Change it at Settings → Sites in the admin; nothing was changed."
    )
    assert everything() == before


def test_an_address_is_the_same_in_any_case() -> None:
    setup_site()
    assert "Everything is there already." in setup_site(front_end="HTTPS://WWW.Example.com:443/")


def test_a_name_that_is_too_long_is_refused() -> None:
    before = everything()
    with pytest.raises(CommandError) as refused:
        setup_site(name="L" * 300)
    assert str(refused.value) == "The clinic's name has 300 characters; at most 120 can be kept."
    assert everything() == before


def test_a_name_is_needed() -> None:
    with pytest.raises(CommandError, match="Give the clinic's name"):
        setup_site(name="  ")
