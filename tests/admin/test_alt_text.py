"""A picture without words on every way through the admin and by the clock; drafts are never held up by it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState

from pages.models import ArticlePage, HomePage, StandardPage
from tests.admin.screens import EditForm, form_errors, told
from tests.factories import (
    ArticlePageFactory,
    ImageFactory,
    SmallSite,
    StandardPageFactory,
    UserFactory,
    stored_blocks,
)

pytestmark = [pytest.mark.django_db, pytest.mark.costly]

SILENT = (
    "“Room” has no alt text. Say in “Alt text here” what it shows on this page, or tick “Decorative here”; or describe "
    "the image itself, for every page."
)
BOTH = "A decorative picture has no alt text. Clear “Alt text here”, or untick “Decorative here”."
REFUSAL = f"“Rooms” was not published: Body, block 1 (Image): {SILENT}"


@pytest.fixture
def silent(db: None) -> Any:
    """A picture as it is after an upload of many, before anybody has described it."""
    return ImageFactory(title="Room", description="", rendered=False)


@pytest.fixture
def rooms(site: SmallSite, silent: Any) -> Any:
    """A draft whose only block is that picture."""
    return StandardPageFactory(title="Rooms", live=False, body=stored_blocks(("image", {"image": silent.pk})))


def is_live(page: Any) -> bool:
    return Page.objects.get(pk=page.pk).live


def newest(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def image_block(image: Any, alt: str = "", **more: str) -> dict[str, str]:
    """A body of one picture, as the form sends it."""
    value = {"image": str(image.pk), "alt": alt, "caption": "", **more}
    head = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "image", "body-0-id": ""}
    return {**head, **{f"body-0-value-{name}": each for name, each in value.items()}}


def at_the_block(response: Any) -> dict[str, list[str]]:
    """What a refused form says at the parts of the first block."""
    assert response.status_code == 200, response.get("Location")
    [error] = response.context["form"].errors.as_data()["body"]
    return {name: each.messages for name, each in error.block_errors[0].block_errors.items()}


def test_at_a_hero_it_is_said_beside_its_alt_text_and_a_draft_is_saved(
    site: SmallSite, superuser: Client, silent: Any
) -> None:
    page = ArticlePageFactory(live=False)
    form = EditForm.of(superuser, page)
    assert form.autosave(hero=silent.pk)["success"]
    assert form.save(hero=silent.pk).status_code == 302
    assert newest(page).hero == silent
    assert form_errors(form.publish(hero=silent.pk)) == {"hero_alt": [SILENT]}
    assert form_errors(form.publish(hero=silent.pk, hero_alt=" ")) == {"hero_alt": [SILENT]}
    both = {"hero": silent.pk, "hero_alt": "Our room", "hero_decorative": "on"}
    assert form_errors(form.publish(**both)) == {"hero_alt": [BOTH]}
    assert form.save(**both).status_code == 302
    [too_long] = form_errors(form.publish(hero=silent.pk, hero_alt="x" * 256))["hero_alt"]
    assert too_long == "Ensure this value has at most 255 characters (it has 256)."
    assert form.publish(hero=silent.pk, hero_alt=" Our room ").status_code == 302
    page = ArticlePage.objects.get(pk=page.pk)
    assert (page.live, page.hero_alt, page.hero_decorative) == (True, "Our room", False)


def test_in_the_body_it_is_said_at_the_block_and_a_draft_is_saved(superuser: Client, rooms: Any, silent: Any) -> None:
    form = EditForm.of(superuser, rooms)
    assert form.autosave(**image_block(silent))["success"]
    assert form.save(**image_block(silent)).status_code == 302
    assert at_the_block(form.publish(**image_block(silent))) == {"alt": [SILENT]}
    assert at_the_block(form.publish(**image_block(silent, "  "))) == {"alt": [SILENT]}
    assert at_the_block(form.publish(**image_block(silent, "Our room", decorative="on"))) == {"alt": [BOTH]}
    named = "“IMG_1.jpg” is the name of a file. Say what the picture shows."
    assert at_the_block(form.publish(**image_block(silent, "IMG_1.jpg"))) == {"alt": [named]}
    too_long = ["Ensure this value has at most 255 characters (it has 256)."]
    assert at_the_block(form.publish(**image_block(silent, "x" * 256))) == {"alt": too_long}
    assert form.publish(**image_block(silent, "Our room")).status_code == 302
    [block] = StandardPage.objects.get(pk=rooms.pk).body
    assert (block.value["alt"], block.value["decorative"]) == ("Our room", False)


def test_a_form_that_was_open_while_a_picture_went_says_so(superuser: Client, site: SmallSite) -> None:
    gone = "This picture is not there any more: it was deleted or taken down. Choose another, or none."
    hero, other = ImageFactory(rendered=False), ImageFactory(rendered=False)
    form = EditForm.of(superuser, ArticlePageFactory(hero=hero))
    typed = {"hero": hero.pk, **image_block(hero)}
    hero.delete()
    assert form_errors(form.save(**typed)) == {"hero": [gone]}
    assert at_the_block(form.publish(**typed)) == {"image": ["This field is required."]}
    assert form.save(hero="", **image_block(other)).status_code == 302


def test_a_live_page_keeps_its_picture_while_a_draft_of_it_has_one_without_words(
    site: SmallSite, superuser: Client, silent: Any
) -> None:
    form = EditForm.of(superuser, site.home)
    assert form.save(hero=silent.pk).status_code == 302
    assert (HomePage.objects.get().hero, newest(site.home).hero) == (None, silent)
    assert form_errors(form.publish(hero=silent.pk)) == {"hero_alt": [SILENT]}


def test_a_schedule_is_refused(superuser: Client, rooms: Any, silent: Any) -> None:
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    response = EditForm.of(superuser, rooms).publish(go_live_at=tomorrow, **image_block(silent))
    assert at_the_block(response) == {"alt": [SILENT]}
    assert Page.objects.get(pk=rooms.pk).scheduled_revision is None


def test_bulk_publishing_names_the_page_the_picture_and_its_place(superuser: Client, rooms: Any) -> None:
    good = StandardPageFactory(live=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = superuser.post(f"{address}?id={rooms.pk}&id={good.pk}")
    assert told(response)[0] == REFUSAL
    assert (is_live(rooms), is_live(good)) == (False, True)


def test_approving_leaves_the_task_open(superuser: Client, rooms: Any) -> None:
    rooms.save_revision()
    rooms.get_workflow().start(rooms, UserFactory(groups=["Editors"]))
    state = rooms.current_workflow_task_state
    response = superuser.post(reverse("wagtailadmin_pages:workflow_action", args=[rooms.pk, "approve", state.pk]))
    assert (told(response), is_live(rooms)) == ([REFUSAL], False)
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_going_back_to_a_version_with_such_a_picture_is_refused(superuser: Client, rooms: Any, silent: Any) -> None:
    old = rooms.get_latest_revision()
    rooms.body = stored_blocks()
    rooms.save_revision().publish()
    form = EditForm(superuser, reverse("wagtailadmin_pages:revisions_revert", args=[rooms.pk, old.pk]))
    form.address = reverse("wagtailadmin_pages:edit", args=[rooms.pk])
    assert at_the_block(form.publish(revision=old.pk, **image_block(silent))) == {"alt": [SILENT]}
    assert [*StandardPage.objects.get(pk=rooms.pk).body] == []


def test_copying_and_publishing_says_why_not(superuser: Client, rooms: Any, site: SmallSite) -> None:
    data = {
        "new_title": "Rooms", "new_slug": "rooms-too", "new_parent_page": site.home.pk, "copy_subpages": "",
        "publish_copies": "on",
    }  # fmt: skip
    image = ImageFactory(title="Room", rendered=False)
    page = StandardPageFactory(title="Rooms", slug="open", body=stored_blocks(("image", {"image": image.pk})))
    type(image).objects.filter(pk=image.pk).update(description="")
    response = superuser.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert told(response) == [REFUSAL]
    assert not StandardPage.objects.filter(slug="rooms-too").exists()


def test_the_clock_refuses_a_version_whose_picture_lost_its_words(site: SmallSite) -> None:
    image = ImageFactory(title="Room", rendered=False)
    page = StandardPageFactory(title="Rooms", live=False, body=stored_blocks(("image", {"image": image.pk})))
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    type(image).objects.filter(pk=image.pk).update(description="")
    err = StringIO()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        with pytest.raises(CommandError):
            call_command("publish_scheduled", stdout=StringIO(), stderr=err)
        assert not is_live(page)
        assert f"Body, block 1 (Image): {SILENT}" in err.getvalue()
        type(image).objects.filter(pk=image.pk).update(description="A room")
        call_command("publish_scheduled", stdout=StringIO())
    assert is_live(page)


def test_emptying_the_words_of_a_picture_is_refused_at_the_picture(superuser: Client) -> None:
    image = ImageFactory(title="Room", description="A room", rendered=False)
    address = reverse("wagtailimages:edit", args=[image.pk])
    data = {"title": "Room", "collection": image.collection_id, "tags": "", "credit": "", "description": " "}
    for text, message in (
        (" ", "Describe the picture for people who cannot see it, or tick “Decorative”."),
        ("IMG_1234.jpg", "“IMG_1234.jpg” is the name of a file. Say what the picture shows."),
    ):
        response = superuser.post(address, {**data, "description": text})
        assert response.context["form"].errors == {"description": [message]}
    image.refresh_from_db()
    assert image.description == "A room"
