"""What the change log holds of pictures: two changes for all files of one, and nothing of the admin's thumbnails."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from cms.delivery.models import Change
from cms.media import rendering
from cms.media.models import MediaImage

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def image(local_store: None, make_image: Callable[..., MediaImage]) -> Any:
    """A picture of which nobody has been told yet."""
    made = make_image()
    Change.objects.all().delete()
    return made


def told() -> list[tuple[str, int]]:
    return list(Change.objects.values_list("type", "object"))


def test_a_rendered_picture_is_two_changes(image: MediaImage) -> None:
    rendering.render_presets(image)
    most = 2 if connection.vendor == "postgresql" else 1  # SQLite joins what happens within a second
    assert set(told()) == {("image", image.pk)}
    assert most <= len(told()) <= 2


def test_a_file_made_for_a_visitor_is_one(image: MediaImage) -> None:
    spec = rendering.missing_specs(image)[0]
    assert rendering.render_one(image, spec, time.monotonic() + 1) is True
    assert told() == [("image", image.pk)]


def test_the_admins_thumbnails_are_none(image: MediaImage) -> None:
    rendition = image.get_rendition("max-165x165")
    rendition.width = 1
    rendition.save()
    rendition.delete()
    assert told() == []


def test_a_file_that_becomes_one_of_a_preset_or_ceases_to_be_is_told(image: MediaImage) -> None:
    spec = rendering.missing_specs(image)[0]
    rendering.render_one(image, spec, time.monotonic() + 1)
    for other in ("max-165x165", spec.filter_spec):
        Change.objects.all().delete()
        image.renditions.update(filter_spec=other)
        assert told() == [("image", image.pk)]
    Change.objects.all().delete()
    image.renditions.all().delete()
    assert told() == [("image", image.pk)]
