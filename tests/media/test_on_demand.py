"""A file that is not rendered yet is made by whoever first follows its signed address, once."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import CollectionViewRestriction

from cms.media import claims, on_demand, rendering
from cms.media.claims import RenderClaim
from cms.media.decoding import decoding
from cms.media.links import public_url, render_url
from cms.media.models import MediaImage
from cms.media.presets import RenditionSpec, filter_specs
from tests.factories import private_collection
from tests.media import pictures
from tests.media.conftest import read

MakeImage = Callable[..., MediaImage]


def spec_of(image: MediaImage, preset: str = "CARD", image_format: str = "AVIF") -> RenditionSpec:
    """The smallest file of a preset."""
    return filter_specs(preset, image_format, image.width, image.height)[0]


def link(image: MediaImage, *wish: str) -> str:
    """The path of a signed address."""
    return render_url(image, spec_of(image, *wish)).removeprefix(django_settings.CMS_BASE_URL)


def test_the_first_visitor_has_it_rendered_and_all_are_led_to_it(
    store: str, make_image: MakeImage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image(pictures.tagged_jpeg())
    response = client.get(link(image))

    row = image.renditions.get()
    assert (row.filter_spec, row.width, row.height) == ("fill-320x240|format-avif|avifquality-55", 320, 240)
    assert (response.status_code, response["Location"]) == (302, public_url(row.file.name))
    told = ("Cache-Control", "Surrogate-Key", "Cache-Tag", "Access-Control-Allow-Origin", "Set-Cookie", "Vary")
    assert {name: response.get(name) for name in told} == {
        "Cache-Control": "public, max-age=60",
        "Surrogate-Key": f"all image-{image.pk}",
        "Cache-Tag": f"all,image-{image.pk}",
        "Access-Control-Allow-Origin": "*",
        "Set-Cookie": None,
        "Vary": None,
    }
    data = read(row.file.storage, row.file.name)
    assert (Image.open(io.BytesIO(data)).format, b"Jane Roe" in data) == ("AVIF", False)

    monkeypatch.setattr(rendering, "decode", None)
    again = client.head(link(image))
    assert (again.status_code, again["Location"]) == (302, response["Location"])
    assert (image.renditions.count(), RenderClaim.objects.count()) == (1, 0)


def test_where_it_is_kept_in_a_folder_the_redirect_leads_to_the_file(
    local_store: None, make_image: MakeImage, client: Client
) -> None:
    path = client.get(link(make_image()))["Location"].removeprefix(django_settings.CMS_BASE_URL)
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "image/avif")
    assert b"".join(response.streaming_content)[4:12] == b"ftypavif"  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", [lambda path: path[:-1], lambda path: path.replace(":CARD:", ":HERO:"), str.upper])
def test_an_address_we_have_not_signed_is_not_there(
    local_store: None, make_image: MakeImage, client: Client, change: Callable[[str], str]
) -> None:
    image = make_image()
    token = link(image).rpartition("/")[2]
    assert client.get(f"/media/render/{change(token)}").status_code == 404
    assert image.renditions.count() == 0
    assert client.post(link(image)).status_code == 405


def test_a_hidden_picture_is_not_there_rendered_or_not(
    local_store: None, make_image: MakeImage, client: Client
) -> None:
    image = make_image()
    rendered, waiting = link(image), link(image, "HERO")
    assert client.get(rendered).status_code == 302
    MediaImage.objects.update(collection=private_collection())
    assert [client.get(path).status_code for path in (rendered, waiting)] == [404, 404]
    CollectionViewRestriction.objects.all().delete()
    assert [client.get(path).status_code for path in (rendered, waiting)] == [302, 302]
    image.delete()
    assert [client.get(path).status_code for path in (rendered, waiting)] == [404, 404]


def test_an_old_address_leads_to_the_present_crop(local_store: None, make_image: MakeImage, client: Client) -> None:
    image = make_image(pictures.jpeg(1200, 300))
    old = link(image)
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 100, 150, 50, 50
    image.save()
    assert link(image) != old
    location = client.get(old)["Location"]
    row = image.renditions.get(focal_point_key=rendering.key_of(image))
    assert location == public_url(row.file.name)
    assert client.get(link(image))["Location"] == location


def test_an_address_of_former_presets_leads_to_what_comes_nearest(
    local_store: None, make_image: MakeImage, client: Client, settings: Any
) -> None:
    image = make_image()
    hero, card = link(image, "HERO"), link(image, "CARD")
    settings.IMAGE_PRESETS = {"CARD": {"ratio": (4, 3), "widths": (100, 300), "formats": {"WEBP": 80}}}
    assert client.get(card).status_code == 302
    assert image.renditions.get().filter_spec == "fill-300x225|format-webp|webpquality-80"
    assert client.get(hero).status_code == 404


def test_addresses_outlive_a_new_secret_key(
    local_store: None, make_image: MakeImage, client: Client, settings: Any
) -> None:
    image = make_image()
    old, settings.SECRET_KEY = link(image), "a-new-one"
    assert client.get(old).status_code == 404
    settings.SECRET_KEY_FALLBACKS = ["for-tests-only"]
    assert client.get(old).status_code == 302


def test_without_its_original_a_picture_is_not_there(local_store: None, make_image: MakeImage, client: Client) -> None:
    image = make_image()
    image.file.storage.delete(image.file.name)
    assert client.get(link(image)).status_code == 404
    assert RenderClaim.objects.count() == 0


def test_while_the_store_is_down_visitors_are_told_to_come_back(
    s3_down: Callable[[], None], local_store: None, make_image: MakeImage, client: Client
) -> None:
    image = make_image()
    path = link(image)
    s3_down()
    response = client.get(path)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "60", "no-store")
    assert (image.renditions.count(), RenderClaim.objects.count()) == (0, 0)


def test_while_others_are_decoded_for_too_long_visitors_are_told_to_come_back(
    local_store: None, make_image: MakeImage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_demand, "LONGEST", 0.05)
    image = make_image()
    with decoding(1):
        response = client.get(link(image))
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    assert (image.renditions.count(), RenderClaim.objects.count()) == (0, 0)


def test_a_file_that_another_makes_is_waited_for(
    local_store: None, make_image: MakeImage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image()
    spec, key = spec_of(image), rendering.key_of(image)
    until = claims.claim(image.pk, spec.filter_spec, key)
    assert until is not None
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            rendering.render_one(image, spec, time.monotonic() + 1)

    monkeypatch.setattr(on_demand, "time", SimpleNamespace(monotonic=time.monotonic, sleep=sleep))
    response = client.get(link(image))
    assert (response.status_code, response["Location"]) == (302, public_url(image.renditions.get().file.name))
    assert looks == [0.1] * 3
    assert RenderClaim.objects.get().until == until


def test_a_file_that_another_makes_for_too_long_is_not_made_twice(
    local_store: None, make_image: MakeImage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_demand, "LONGEST", 0.25)
    image = make_image()
    claims.claim(image.pk, spec_of(image).filter_spec, rendering.key_of(image))
    assert client.get(link(image)).status_code == 503
    assert image.renditions.count() == 0


def test_a_claim_of_one_who_died_is_taken_over_by_one_alone(make_image: MakeImage, local_store: None) -> None:
    image = make_image()
    file = (image.pk, spec_of(image).filter_spec, rendering.key_of(image))
    dead = claims.claim(*file)
    assert dead is not None
    assert claims.claim(*file) is None
    RenderClaim.objects.update(until=timezone.now() - timedelta(seconds=1))

    assert claims.claimed(image.pk, file[2]) == set()
    heir = claims.claim(*file)
    assert heir is not None
    assert claims.claim(*file) is None
    claims.release(*file, dead)
    assert claims.claimed(image.pk, file[2]) == {file[1]}
    claims.release(*file, heir)
    assert RenderClaim.objects.count() == 0


def test_claims_of_the_dead_are_forgotten(make_image: MakeImage, local_store: None) -> None:
    image = make_image()
    claims.claim(image.pk, "one", "")
    RenderClaim.objects.update(until=timezone.now() - timedelta(seconds=1))
    claims.claim(image.pk, "other", "")
    assert claims.forget_ended() == 1
    assert RenderClaim.objects.get().filter_spec == "other"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_ten_first_visitors_at_once_have_it_rendered_once(
    local_store: None, make_image: MakeImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = link(make_image())
    decode = rendering.decode
    in_transaction: list[bool] = []
    together = threading.Barrier(10)

    def counting(data: bytes) -> Image.Image:
        in_transaction.append(connection.in_atomic_block)
        return decode(data)

    def visit(_number: int) -> tuple[int, str]:
        together.wait(10)
        try:
            response = Client().get(path)
            return response.status_code, response.get("Location", "")
        finally:
            connection.close()

    monkeypatch.setattr(rendering, "decode", counting)
    with ThreadPoolExecutor(10) as visitors:
        answers = list(visitors.map(visit, range(10)))
    image = MediaImage.objects.get()
    assert set(answers) == {(302, public_url(image.renditions.get().file.name))}
    assert in_transaction == [False]
    names = [each.name for each in image.renditions.get().file.storage.stored_files()]
    assert names == [image.renditions.get().file.name]
