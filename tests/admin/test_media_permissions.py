"""An editor may change what they uploaded until it shows on the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.media.models import MediaImage
from tests.admin.conftest import run_tasks
from tests.factories import (
    ArticlePageFactory,
    ImageFactory,
    OrganizationFactory,
    SmallSite,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db: None) -> Any:
    return UserFactory(groups=["Editors"])


@pytest.fixture
def client(editor: Any) -> Client:
    client = Client()
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    return client


def change(client: Client, image: MediaImage) -> bool:
    """Try to give the picture another text; tell whether that was done."""
    client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": "Other", "description": "Another text.", "focal_point_x": "", "tags": ""},
    )
    return MediaImage.objects.get(pk=image.pk).description == "Another text."


def delete(client: Client, image: MediaImage, address: str = "") -> bool:
    """Try to delete the picture; tell whether it is gone."""
    client.post(address or reverse("wagtailimages:delete", args=[image.pk]))
    return not MediaImage.objects.filter(pk=image.pk).exists()


def in_bulk(image: MediaImage) -> str:
    return reverse("wagtail_bulk_action", args=["media", "mediaimage", "delete"]) + f"?id={image.pk}"


PLACES: dict[str, Callable[[MediaImage], Any]] = {
    "hero": lambda image: ArticlePageFactory(hero=image),
    "social image": lambda image: ArticlePageFactory(social_image=image),
    "block": lambda image: ArticlePageFactory(body=[("image", {"image": image, "caption": ""})]),
    "logo": lambda image: OrganizationFactory(logo=image),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "waiting for the worker"])
def test_a_picture_that_shows_is_not_its_uploader_s_any_more(
    site: SmallSite, editor: Any, client: Client, place: str, indexed: bool
) -> None:
    image = ImageFactory(uploaded_by_user=editor, description="As published.")
    PLACES[place](image)
    if indexed:
        run_tasks()
    assert not change(client, image)
    assert not delete(client, image)
    assert not delete(client, image, in_bulk(image))


def test_a_picture_of_a_draft_is_still_its_uploader_s(site: SmallSite, editor: Any, client: Client) -> None:
    image = ImageFactory(uploaded_by_user=editor)
    ArticlePageFactory(hero=image, live=False)
    live = ArticlePageFactory(title="Live", slug="live")
    live.hero = image
    live.save_revision()
    run_tasks()
    assert change(client, image)
    assert delete(client, image)


def test_a_publisher_changes_and_deletes_every_picture(site: SmallSite, editor: Any) -> None:
    image = ImageFactory(uploaded_by_user=editor)
    ArticlePageFactory(hero=image)
    run_tasks()
    publisher = Client()
    publisher.force_login(UserFactory(groups=["Publishers"]), backend="django.contrib.auth.backends.ModelBackend")
    assert change(publisher, image)
    assert delete(publisher, image)


def test_an_editor_may_still_choose_a_picture_that_shows(site: SmallSite, editor: Any, client: Client) -> None:
    image = ImageFactory(uploaded_by_user=editor, title="Bowl")
    ArticlePageFactory(hero=image)
    run_tasks()
    assert "Bowl" in client.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert client.get(reverse("wagtailimages_chooser:chosen", args=[image.pk])).status_code == 200
