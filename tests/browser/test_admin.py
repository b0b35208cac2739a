"""The admin in a real browser: writing, publishing, reading, and keeping to one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from locations.models import LocationPage
from pages.models import ComparisonArticlePage, Topic
from tests.factories import (
    ConcernPageFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SourceFactory,
    TreatmentPageFactory,
    hours,
    make_site,
    picture,
)
from treatments.models import TreatmentPage

if TYPE_CHECKING:
    from playwright.sync_api import Page as Screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SECTIONS = ("overview", "why_its_done", "suitability", "risks")


def tab(screen: Screen, name: str) -> None:
    """Open a tab of the edit form."""
    screen.get_by_role("tab", name=name).click()


def write(screen: Screen, field: str, words: str) -> None:
    """Type into a rich text field."""
    screen.locator(f"[data-contentpath={field}] [contenteditable=true]").first.click()
    screen.keyboard.type(words)


def choose_page(screen: Screen, button: str, title: str) -> None:
    """Choose a page in the chooser that a button opens."""
    screen.get_by_role("button", name=button).click()
    dialogue = screen.locator(".modal-body")
    dialogue.get_by_role("checkbox", name=re.compile(title)).check()
    screen.locator(".modal-body").get_by_role("button", name="Confirm selection").click()
    dialogue.wait_for(state="detached")


def upload(screen: Screen, folder: Path, alt: str) -> None:
    """Upload a picture in the image chooser of the page."""
    file = folder / "leaf.jpg"
    file.write_bytes(picture(640, 480))
    screen.get_by_role("button", name="Choose an image").first.click()
    screen.get_by_role("tab", name="Upload").click()
    dialogue = screen.locator(".modal-body")
    dialogue.locator("input[type=file]").set_input_files(str(file))
    dialogue.locator("input[name$=title]").fill("Leaf")
    dialogue.locator("[name$=description]").fill(alt)
    dialogue.get_by_role("button", name="Upload").click()
    dialogue.wait_for(state="detached")


def action(screen: Screen, label: str) -> None:
    """Press a button of the bar at the foot; unfold it where need be."""
    button = screen.locator("footer").get_by_role("button", name=label, exact=True)
    if not button.is_visible():
        screen.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    button.click()


def save_draft(screen: Screen) -> None:
    """Press the button and wait until the server has answered: the address alone tells of an autosave as well."""
    action(screen, "Save draft")
    screen.wait_for_selector("text=/Page '.+' (created|has been updated)/")


def read(slug: str) -> Any:
    """The treatment as the public reads it."""
    query = "query ($slug: String!) { treatment(slug: $slug) { title hero { alt } concerns { title } } }"
    answer: dict[str, Any] = (
        Client()
        .post("/graphql/", {"query": query, "variables": {"slug": slug}}, content_type="application/json")
        .json()
    )
    assert "errors" not in answer, answer
    return answer["data"]["treatment"]


def compared() -> Any:
    """The comparison as the public reads it."""
    query = """{ comparison(slug: "medical-spa-or-day-spa") {
        reviewedBy { displayName } lastReviewed comparison { subjects { key } } } }"""
    return Client().post("/graphql/", {"query": query}, content_type="application/json").json()["data"]["comparison"]


def test_an_editor_writes_a_publisher_publishes_and_the_public_reads(
    screen: Screen, sign_in: Callable[..., None], tmp_path: Path
) -> None:
    make_site()
    ConcernPageFactory(title="Dull skin")
    sign_in("Editors")
    screen.goto("/admin/treatments/")
    screen.get_by_role("link", name="Add treatment").click()
    screen.wait_for_selector("[name=title]")
    screen.fill("[name=title]", "Chemical peel")
    screen.fill("[name=summary]", "A solution loosens the uppermost layer of the skin.")
    screen.select_option("[name=kind]", "peel")
    upload(screen, tmp_path, "A green leaf")
    for name in SECTIONS:
        write(screen, name, f"Words about {name}.")
    tab(screen, "Relations")
    choose_page(screen, "Add concern", "Dull skin")
    assert screen.locator("footer").get_by_role("button", name="Publish", exact=True).count() == 0
    save_draft(screen)
    page = TreatmentPage.objects.get(title="Chemical peel")
    assert not page.live
    assert page.slug == "chemical-peel"
    assert read("chemical-peel") is None

    sign_in("Publishers")
    screen.goto(f"/admin/pages/{page.pk}/edit/")
    action(screen, "Publish")
    screen.wait_for_selector("text=has been published")
    assert read("chemical-peel") == {
        "title": "Chemical peel",
        "hero": {"alt": "A green leaf"},
        "concerns": [{"title": "Dull skin"}],
    }


def test_an_editor_compares_a_reviewer_reviews_and_a_publisher_publishes(
    screen: Screen, sign_in: Callable[..., None]
) -> None:
    site = make_site()
    SourceFactory(title="Rules of the Georgia board")
    ProviderPageFactory(title="Ada Director", role="physician", post_nominals="MD")
    sign_in("Editors")
    screen.goto(f"/admin/pages/add/pages/comparisonarticlepage/{site.articles.pk}/")
    screen.fill("[name=title]", "Medical spa or day spa")
    screen.fill("[name=introduction]", "Which of the two is right for you.")
    tab(screen, "Comparison")
    for number, name in enumerate(("Medical spa", "Day spa"), 1):
        screen.get_by_label(f"Name of subject {number}").fill(name)
    for number, name in enumerate(("Who supervises", "Who performs", "Technology"), 1):
        screen.get_by_label(f"Name of criterion {number}").fill(name)
    for verdict in screen.get_by_label(re.compile("^Verdict: ")).all():
        verdict.select_option("not_stated")
    tab(screen, "Clinical")
    choose_page(screen, "Add source", "Rules of the Georgia board")
    assert screen.locator("[name=last_reviewed]").count() == 0
    save_draft(screen)
    page = ComparisonArticlePage.objects.get(title="Medical spa or day spa")

    sign_in("Publishers")
    screen.goto(f"/admin/pages/{page.pk}/edit/")
    action(screen, "Publish")
    screen.wait_for_selector("text=A clinical reviewer must record the review")
    assert compared() is None

    sign_in("Clinical reviewers")
    screen.goto(f"/admin/pages/{page.pk}/edit/#tab-clinical")
    screen.get_by_role("button", name="Choose a page (Provider)").first.click()
    screen.locator(".modal-body").get_by_role("link", name="Ada Director").click()
    screen.fill("[name=last_reviewed]", "2026-01-05")
    save_draft(screen)

    sign_in("Publishers")
    screen.goto(f"/admin/pages/{page.pk}/edit/")
    action(screen, "Publish")
    screen.wait_for_selector("text=has been published")
    assert compared() == {
        "reviewedBy": {"displayName": "Ada Director, MD"},
        "lastReviewed": "2026-01-05",
        "comparison": {"subjects": [{"key": "medical-spa"}, {"key": "day-spa"}]},
    }


def test_a_publisher_is_told_what_is_missing_beside_the_fields(screen: Screen, sign_in: Callable[..., None]) -> None:
    site = make_site()
    sign_in("Publishers")
    screen.goto(f"/admin/pages/add/treatments/treatmentpage/{site.treatments.pk}/")
    screen.fill("[name=title]", "Chemical peel")
    screen.fill("[name=summary]", "It smooths.")
    screen.select_option("[name=kind]", "peel")
    action(screen, "Publish")
    screen.wait_for_selector("text=could not be")
    assert screen.locator("text=Write “Overview” before publishing.").first.is_visible()
    assert screen.input_value("[name=summary]") == "It smooths."
    assert not TreatmentPage.objects.filter(live=True).exists()


def test_a_location_editor_changes_hours_and_opens_nothing_else(screen: Screen, sign_in: Callable[..., None]) -> None:
    make_site()
    director = ProviderPageFactory(title="Ada Director", role="physician")
    page = LocationPageFactory(title="Alpharetta", medical_director=director, hours=[hours(0, "09:00", "17:00")])
    other = LocationPageFactory(title="Midtown", medical_director=director)
    sign_in("Location editors: Alpharetta")
    labels = [text.strip() for text in screen.locator("#wagtail-sidebar a, #wagtail-sidebar button").all_inner_texts()]
    assert "Locations" in labels
    assert not {"Treatments", "Articles", "Providers", "Registers", "Images", "Settings"} & set(labels)
    screen.get_by_role("link", name="Locations", exact=True).click()
    screen.get_by_role("link", name="Alpharetta", exact=True).first.click()
    tab(screen, "Hours")
    screen.fill("[name=hours-0-closes]", "18:30")
    screen.keyboard.press("Escape")
    action(screen, "Publish")
    screen.wait_for_selector("text=has been published")
    assert [str(row.closes) for row in LocationPage.objects.get(pk=page.pk).hours.all()] == ["18:30:00"]
    for address in (f"/admin/pages/{other.pk}/edit/", f"/admin/pages/{director.pk}/edit/", "/admin/users/",
                    f"/admin/pages/{page.pk}/delete/", "/admin/snippets/locations/availability/"):  # fmt: skip
        screen.goto(address)
        assert screen.url.endswith("/admin/"), address


def test_a_publisher_sets_a_schedule(screen: Screen, sign_in: Callable[..., None]) -> None:
    make_site()
    page = TreatmentPageFactory(title="Chemical peel", live=False)
    sign_in("Publishers")
    screen.goto(f"/admin/pages/{page.pk}/edit/")
    screen.get_by_role("button", name="Toggle status").click()
    screen.get_by_role("button", name="Set schedule").click()
    screen.fill("[name=go_live_at]", "2099-03-01 09:00")
    # By key: the calendar that the field opens lies over the button until the field is left.
    screen.locator("#schedule-publishing-dialog").get_by_role("button", name="Save schedule").press("Enter")
    screen.wait_for_load_state()
    action(screen, "Schedule to publish")
    screen.wait_for_selector("text=has been scheduled for publishing")
    page = TreatmentPage.objects.get(pk=page.pk)
    assert (page.live, page.approved_schedule) == (False, True)
    assert page.scheduled_revision.as_object().go_live_at == datetime(2099, 3, 1, 14, tzinfo=UTC)


def test_a_new_entry_s_slug_follows_its_name_until_it_is_saved(screen: Screen, sign_in: Callable[[str], None]) -> None:
    sign_in("Publishers")
    screen.goto("/admin/snippets/pages/topic/add/")
    screen.locator("#id_name").press_sequentially("Crème & sun")
    screen.locator("#id_slug").focus()
    expect(screen.locator("#id_slug")).to_have_value("creme-sun")
    screen.fill("#id_slug", "sun-care")
    screen.locator("#id_name").focus()
    screen.keyboard.type(" care")
    screen.locator("footer button[type=submit]").first.click()
    screen.wait_for_url("**/topic/")
    topic = Topic.objects.get()
    assert (topic.name, topic.slug) == ("Crème & sun care", "sun-care")
    screen.goto(f"/admin/snippets/pages/topic/edit/{topic.pk}/")
    screen.fill("#id_slug", "creme-sun-care")
    screen.locator("#id_name").focus()
    screen.keyboard.type("s")
    screen.locator("#id_slug").focus()
    screen.wait_for_timeout(500)  # the time in which it would follow
    expect(screen.locator("#id_slug")).to_have_value("creme-sun-care")
