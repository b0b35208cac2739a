"""Review links: one page's newest draft for whoever has the link and nobody else, and no longer than it is good."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cms.delivery.models import Change
from cms.preview.review_links import PERMISSION, ReviewLink, digest_of, make_review_link, revoke
from tests.admin.conftest import SignIn
from tests.factories import LocationPageFactory, SmallSite, TreatmentPageFactory, UserFactory

from .drafting import TITLE, drafted, refused, with_token
from .reading import FRONT_END, Link, read, send

pytestmark = pytest.mark.django_db

OVER = "The preview has ended: open it again in the admin, or by the review link."
LINK_OVER = "The review link has expired or was revoked: ask whoever sent it for a new one."
FORGED = "`X-Preview-Token` holds no preview token: open the preview again in the admin."


@pytest.fixture
def peel(site: SmallSite) -> Any:
    """A public page with a newer draft."""
    return drafted(TreatmentPageFactory(title="Peel", slug="peel"), title="Peel, draft")


def made(page: Any, days: int = 14, user: Any = None) -> tuple[ReviewLink, str]:
    """A link by somebody who may make it, and its secret."""
    return make_review_link(Page.objects.get(pk=page.pk), user or UserFactory(is_superuser=True), days)


def opened(secret: str) -> Any:
    """What a reader without an account gets."""
    response = Client().get("/review-link/", {"token": secret})
    assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    return response


def screen(page: Any) -> str:
    return reverse("review_links:page", args=[page.pk])


def title_at(token: str, path: str = "/treatments/peel/") -> Any:
    route = read(TITLE, token, path=path)["route"]
    return route and route["page"]


# What it shows


def test_it_leads_to_the_front_end_with_the_newest_draft(peel: Any) -> None:
    _, secret = made(peel)
    link = Link.of(opened(secret))
    assert (link.address, link.path) == (f"{FRONT_END}/api/preview", "/treatments/peel/")
    assert title_at(link.token) == {"title": "Peel, draft"}
    drafted(peel, title="Peel, newer", slug="new-peel")
    assert title_at(link.token) == title_at(link.token, "/treatments/new-peel/") == {"title": "Peel, newer"}
    assert title_at(Link.of(opened(secret)).token) == {"title": "Peel, newer"}
    assert secret not in link.token
    assert title_at("") == {"title": "Peel"}


def test_it_shows_a_page_that_is_not_live_and_no_other(peel: Any) -> None:
    hidden = TreatmentPageFactory(title="Secret", live=False)
    TreatmentPageFactory(title="Other secret", live=False)
    drafted(TreatmentPageFactory(title="Laser", slug="laser"), title="Laser, draft")
    token = Link.of(opened(made(hidden)[1])).token
    assert title_at(token, "/treatments/secret/") == {"title": "Secret"}
    assert title_at(token, "/treatments/other-secret/") is None
    assert title_at(token, "/treatments/laser/") == {"title": "Laser"}
    assert title_at(token) == {"title": "Peel"}
    assert "ecret" not in str(read("{ treatments { nodes { title } } pages(first: 50) { nodes { title } } }", token))
    newest = "query ($path: String!) { route(path: $path, version: DRAFT) { page { title } } }"
    answer = with_token(token, newest, path="/treatments/laser/").json()
    assert answer["data"] == {"route": None}
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


def test_it_shows_a_page_without_versions_as_it_is_saved(site: SmallSite) -> None:
    page = TreatmentPageFactory(title="Peel", slug="peel", live=False)
    Page.objects.filter(pk=page.pk).update(latest_revision=None)
    assert title_at(Link.of(opened(made(page)[1])).token) == {"title": "Peel"}


# How long


def test_it_ends_and_so_does_every_token_from_it(peel: Any) -> None:
    link, secret = made(peel, days=1)
    with time_machine.travel(link.ends_at - timedelta(minutes=5), tick=False):
        token = Link.of(opened(secret)).token
        assert title_at(token) == {"title": "Peel, draft"}
    with time_machine.travel(link.ends_at, tick=False):
        assert opened(secret).status_code == 410
        refused(with_token(token, path="/treatments/peel/"), LINK_OVER)
    with time_machine.travel(link.ends_at + timedelta(minutes=30), tick=False):
        refused(with_token(token, path="/treatments/peel/"), OVER)


def test_a_token_is_good_for_half_an_hour_and_the_link_gives_another(peel: Any) -> None:
    _, secret = made(peel)
    token = Link.of(opened(secret)).token
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        refused(with_token(token, path="/treatments/peel/"), OVER)
        assert title_at(Link.of(opened(secret)).token) == {"title": "Peel, draft"}


def test_a_revoked_link_and_its_tokens_show_nothing_in_the_very_next_request(peel: Any) -> None:
    link, secret = made(peel)
    other = Link.of(opened(made(peel)[1])).token
    token = Link.of(opened(secret)).token
    assert revoke(link, link.made_by)
    assert not revoke(link, link.made_by)
    response = opened(secret)
    assert response.status_code == 410
    assert "It has expired or was revoked." in response.content.decode()
    refused(with_token(token, path="/treatments/peel/"), LINK_OVER)
    assert title_at(other) == {"title": "Peel, draft"}


@pytest.mark.parametrize("lose", ["permission", "account", "active"])
def test_it_ends_when_its_maker_may_no_longer_edit_the_page(peel: Any, lose: str) -> None:
    maker = UserFactory(groups=["Editors"])
    _, secret = made(peel, user=maker)
    token = Link.of(opened(secret)).token
    if lose == "permission":
        maker.groups.clear()
    elif lose == "active":
        type(maker).objects.filter(pk=maker.pk).update(is_active=False)
    else:
        maker.delete()
    assert opened(secret).status_code == (404 if lose == "account" else 410)
    refused(with_token(token, path="/treatments/peel/"), OVER if lose == "account" else LINK_OVER)


def test_it_goes_with_its_page(peel: Any) -> None:
    _, secret = made(peel)
    token = Link.of(opened(secret)).token
    Page.objects.get(pk=peel.pk).delete()
    assert opened(secret).status_code == 404
    refused(with_token(token, path="/treatments/peel/"), OVER)


@pytest.mark.parametrize("secret", ["", "x", "\ud800", "a" * 5000, "é"])
def test_what_is_no_link_leads_nowhere(peel: Any, secret: str) -> None:
    made(peel)
    address = f"/review-link/?{urlencode({'token': secret}, errors='surrogatepass')}"
    response = Client().get(address)
    assert response.status_code == 404
    assert response["Cache-Control"] == "private, no-store"
    assert "Peel" not in response.content.decode()


def test_neither_the_secret_nor_what_is_kept_of_it_is_a_token(peel: Any) -> None:
    link, secret = made(peel)
    forged = signing.TimestampSigner(key="somebody else's", salt="cms.preview").sign(str(link.pk))
    for token in (secret, link.digest, str(link.pk), forged):
        refused(with_token(token, path="/treatments/peel/"), FORGED)
    assert opened(link.digest).status_code == opened(str(link.pk)).status_code == 404


def test_without_a_website_it_says_so(peel: Any, settings: Any) -> None:
    _, secret = made(peel)
    settings.FRONTEND_URL = ""
    response = opened(secret)
    assert response.status_code == 404
    assert "There is no website to show it" in response.content.decode()
    assert "draft" not in response.content.decode()


# Where nothing of it may be


def test_shared_caches_keep_nothing_and_give_nothing_of_it(peel: Any) -> None:
    public = send(TITLE, {"path": "/treatments/peel/"})
    token = Link.of(opened(made(peel)[1])).token
    private = with_token(token, path="/treatments/peel/")
    assert private["Cache-Control"] == "private, no-store"
    assert not {"ETag", "Surrogate-Key", "Cache-Tag"} & set(private.headers)
    assert private.json()["data"]["route"]["page"] == {"title": "Peel, draft"}
    asked = {"query": TITLE, "variables": '{"path": "/treatments/peel/"}'}
    again = (send(TITLE, {"path": "/treatments/peel/"}), Client().get("/graphql/", asked))
    assert [answer.json() for answer in again] == [public.json()] * 2
    by_get = Client().get("/graphql/", asked, headers={"X-Preview-Token": token})
    assert (by_get.status_code, by_get["Cache-Control"]) == (405, "private, no-store")
    assert "draft" not in by_get.content.decode()


def test_neither_logs_nor_the_change_log_hear_of_it(peel: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    before = list(Change.objects.values_list("sequence", flat=True))
    link, secret = made(peel)
    token = Link.of(opened(secret)).token
    read(TITLE, token, path="/treatments/peel/")
    revoke(link, link.made_by)
    opened(secret)
    with_token(token, path="/treatments/peel/")
    opened(f"{secret[:-1]}-")
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not [line for line in lines if secret[:-1] in line or token in line or "Peel, draft" in line]
    assert [line for line in lines if "/review-link/" in line]
    assert list(Change.objects.values_list("sequence", flat=True)) == before


def test_only_a_digest_is_kept(peel: Any) -> None:
    link, secret = made(peel)
    stored = ReviewLink.objects.filter(pk=link.pk).values().get()
    assert stored["digest"] == digest_of(secret)
    assert secret not in str(stored)
    assert secret not in str(list(PageLogEntry.objects.values()))


# The screen


def test_an_editor_makes_a_link_and_revokes_it(peel: Any, sign_in: SignIn) -> None:
    client = sign_in("Editors", username="ann", first_name="Ann", last_name="Lee")
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[peel.pk])).content.decode()
    assert screen(peel) in edit
    assert "Review links (" not in edit
    assert "There is none for this page." in client.get(screen(peel)).content.decode()

    response = client.post(screen(peel), {"reader": "Dr. Lee", "days": "3"})
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    address = response.context["new_address"]
    assert address in response.content.decode().replace("&amp;", "&")
    parts = urlsplit(address)
    assert (parts.netloc, parts.path) == ("testserver", "/review-link/")
    secret = parse_qs(parts.query)["token"][0]
    assert title_at(Link.of(opened(secret)).token) == {"title": "Peel, draft"}

    link = ReviewLink.objects.get()
    assert (link.reader, link.made_by.username, link.page_id) == ("Dr. Lee", "ann", peel.pk)
    assert link.ends_at - link.made_at == pytest.approx(timedelta(days=3), abs=timedelta(seconds=5))
    assert "Review links (1)" in client.get(reverse("wagtailadmin_pages:edit", args=[peel.pk])).content.decode()
    listed = client.get(screen(peel)).content.decode()
    assert "Dr. Lee" in listed
    assert "Ann Lee" in listed
    assert secret not in listed

    address = reverse("review_links:revoke", args=[peel.pk, link.pk])
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == screen(peel)
    assert opened(secret).status_code == 410
    listed = client.get(screen(peel)).content.decode()
    assert "The link is revoked" in listed
    assert address not in listed
    client.post(address)
    assert "The link had ended already." in client.get(screen(peel)).content.decode()
    entries = PageLogEntry.objects.filter(action__startswith="preview.").order_by("timestamp")
    assert [(entry.action, entry.user.username, entry.page_id) for entry in entries] == [
        ("preview.review_link.make", "ann", peel.pk),
        ("preview.review_link.revoke", "ann", peel.pk),
    ]
    assert [entry.data for entry in entries] == [
        {"link": str(link.pk), "reader": "Dr. Lee", "days": 3},
        {"link": str(link.pk), "reader": "Dr. Lee"},
    ]
    history = client.get(reverse("wagtailadmin_pages:history", args=[peel.pk])).content.decode()
    assert "Made a review link to the draft" in history


def test_every_good_link_is_listed_and_of_others_the_newest(peel: Any, superuser: Client) -> None:
    good, _ = made(peel)
    for _ in range(101):
        revoke(made(peel)[0], good.made_by)
    listed = list(superuser.get(screen(peel)).context["links"])
    assert (listed[0], len(listed)) == (good, 101)


@pytest.mark.parametrize("days", ["", "0", "91", "-1", "1e9", "9" * 400, "soon"])
def test_days_that_are_none_make_no_link(peel: Any, superuser: Client, days: str) -> None:
    response = superuser.post(screen(peel), {"reader": "", "days": days})
    assert (response.status_code, ReviewLink.objects.count()) == (200, 0)
    assert response.context["form"].errors.keys() == {"days"}


def test_who_may_not_share_a_page_sees_no_link_and_makes_none(site: SmallSite, sign_in: SignIn) -> None:
    own, other = LocationPageFactory(title="Alpharetta"), LocationPageFactory(title="Midtown")
    link, secret = made(other)
    client = sign_in("Location editors: Alpharetta")
    assert screen(own) not in client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).content.decode()
    revoking = reverse("review_links:revoke", args=[other.pk, link.pk])
    for page in (own, other):
        assert client.get(screen(page))["Location"] == client.post(screen(page), {"days": "3"})["Location"] == "/admin/"
    Group.objects.get(name="Location editors: Alpharetta").permissions.add(permission())
    assert client.get(screen(own)).status_code == 200
    assert client.post(screen(other), {"days": "3"})["Location"] == client.post(revoking)["Location"] == "/admin/"
    assert client.post(reverse("review_links:revoke", args=[own.pk, link.pk])).status_code == 404
    assert [row.pk for row in ReviewLink.objects.all()] == [link.pk]
    assert opened(secret).status_code == 302
    for address in (screen(own), revoking):
        assert Client().post(address)["Location"].startswith("/admin/login/")


def permission() -> Any:
    from django.contrib.auth.models import Permission

    app_label, codename = PERMISSION.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def test_the_permission_is_offered_for_groups(superuser: Client) -> None:
    group = Group.objects.get(name="Editors")
    form = superuser.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content.decode()
    assert "Can make and revoke review links" in form


def test_without_a_website_the_screen_says_so_and_makes_none(peel: Any, superuser: Client, settings: Any) -> None:
    settings.FRONTEND_URL = ""
    assert "FRONTEND_URL" in superuser.get(screen(peel)).content.decode()
    assert superuser.post(screen(peel), {"reader": "", "days": "3"})["Location"] == "/admin/"
    assert not ReviewLink.objects.exists()
