"""Pictures: presets only, whatever has been rendered, and none from private collections."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from wagtail.models import Collection, CollectionViewRestriction

from cms.api.images import image_files, load_renditions
from cms.media.links import public_url, render_url
from cms.media.models import MediaImage, MediaRendition
from cms.media.presets import all_specs, filter_specs, focal_point_key
from cms.media.rendering import render_presets
from tests.factories import (
    HomePageFactory,
    ImageFactory,
    OrganizationFactory,
    ProviderPageFactory,
    SmallSite,
    private_collection,
)

from .conftest import Ask

QUERY = """
{
  organization {
    logo {
      alt decorative focalPoint { x y } width height aspectRatio
      rendition(preset: HERO) { width height format contentType url }
      jpeg: srcSet(preset: HERO, format: JPEG)
      pictureSources(preset: CARD) { type srcSet }
    }
  }
}
"""


@pytest.fixture
def image(site: SmallSite) -> MediaImage:
    """A picture said to be 2000 × 1500 pixels, not rendered yet."""
    made = ImageFactory(title="Logo", description="A larch", rendered=False)
    MediaImage.objects.filter(pk=made.pk).update(width=2000, height=1500)
    made.refresh_from_db()
    OrganizationFactory(logo=made)
    return made  # type: ignore[no-any-return]


def add_files(image: MediaImage, focal_point: tuple[int | None, ...] = (None,) * 4, mark: str = "") -> None:
    """Rows as the worker writes them; there are no files behind them."""
    key = focal_point_key(*focal_point)
    MediaRendition.objects.bulk_create(
        MediaRendition(
            image=image, filter_spec=spec.filter_spec, focal_point_key=key, width=spec.width, height=spec.height,
            file=f"images/{spec.preset}-{spec.width}{mark}.{spec.format.lower()}",
        )
        for spec in all_specs(image.width, image.height)
    )  # fmt: skip


def address(name: str) -> str:
    url = storages["renditions"].url(f"images/{name}")
    return url if "://" in url else settings.CMS_BASE_URL + url


def logo(ask: Ask) -> dict[str, Any]:
    return dict(ask(QUERY)["organization"]["logo"])


def signed(image: MediaImage, preset: str, image_format: str, width: int) -> str:
    """The address of a file that is not there yet."""
    image.refresh_from_db()
    specs = filter_specs(preset, image_format, image.width, image.height)
    return render_url(image, next(spec for spec in specs if spec.width == width))


def test_before_it_is_rendered_a_picture_has_signed_addresses(image: MediaImage, ask: Ask) -> None:
    assert logo(ask) == {
        "alt": "A larch",
        "decorative": False,
        "focalPoint": None,
        "width": 2000,
        "height": 1500,
        "aspectRatio": 1.3333,
        "rendition": {
            "width": 2000,
            "height": 1125,
            "format": "WEBP",
            "contentType": "image/webp",
            "url": signed(image, "HERO", "WEBP", 2000),
        },
        "jpeg": f"{signed(image, 'HERO', 'JPEG', 1024)} 1024w",
        "pictureSources": [
            {
                "type": f"image/{name.lower()}",
                "srcSet": ", ".join(f"{signed(image, 'CARD', name, width)} {width}w" for width in widths),
            }
            for name, widths in (("AVIF", (320, 640, 960)), ("WEBP", (320, 640, 960)), ("JPEG", (640,)))
        ],
    }


def test_signed_addresses_are_the_cmss_own_and_the_same_each_time(image: MediaImage, ask: Ask) -> None:
    url = logo(ask)["rendition"]["url"]
    assert url.startswith(f"{settings.CMS_BASE_URL}/media/render/{image.pk}:HERO:WEBP:2000:")
    assert logo(ask)["rendition"]["url"] == url


def test_rendered_files_come_from_small_to_large(image: MediaImage, ask: Ask) -> None:
    add_files(image)
    answer = logo(ask)
    assert answer["rendition"] == {
        "width": 2000,
        "height": 1125,
        "format": "WEBP",
        "contentType": "image/webp",
        "url": address("HERO-2000.webp"),
    }
    assert answer["jpeg"] == f"{address('HERO-1024.jpeg')} 1024w"
    assert answer["pictureSources"] == [
        {
            "type": f"image/{kind}",
            "srcSet": ", ".join(f"{address(f'CARD-{width}.{kind}')} {width}w" for width in widths),
        }
        for kind, widths in (("avif", (320, 640, 960)), ("webp", (320, 640, 960)), ("jpeg", (640,)))
    ]


def test_of_a_picture_half_rendered_the_rest_is_signed(image: MediaImage, ask: Ask) -> None:
    add_files(image)
    MediaRendition.objects.filter(filter_spec__contains="fill-640x480|format-avif").delete()
    avif = logo(ask)["pictureSources"][0]["srcSet"].split(", ")
    assert avif == [
        f"{address('CARD-320.avif')} 320w",
        f"{signed(image, 'CARD', 'AVIF', 640)} 640w",
        f"{address('CARD-960.avif')} 960w",
    ]


def test_with_another_focal_point_addresses_are_signed_until_the_new_crops_are_there(
    image: MediaImage, ask: Ask
) -> None:
    add_files(image)
    MediaImage.objects.update(focal_point_x=500, focal_point_y=300, focal_point_width=40, focal_point_height=40)
    answer = logo(ask)
    assert answer["focalPoint"] == {"x": 0.25, "y": 0.2}
    assert answer["rendition"]["url"] == signed(image, "HERO", "WEBP", 2000)
    add_files(image, (500, 300, 40, 40), mark="-new")
    assert logo(ask)["rendition"]["url"] == address("HERO-2000-new.webp")


def test_a_file_that_the_worker_has_made_is_in_the_very_next_answer(image: MediaImage, client: Any) -> None:
    query = "{ organization { logo { rendition(preset: CARD) { url } } } }"
    MediaImage.objects.filter(pk=image.pk).update(width=96, height=64)
    image.refresh_from_db()

    def answer() -> Any:
        return client.get("/graphql/", {"query": query}, headers={"if-none-match": etags[-1]} if etags else {})

    etags: list[str] = []
    first = answer()
    etags.append(first["ETag"])
    assert answer().status_code == 304
    render_presets(image)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    second = answer()
    assert second.status_code == 200
    urls = [each.json()["data"]["organization"]["logo"]["rendition"]["url"] for each in (first, second)]
    row = image.renditions.get(filter_spec__contains="fill-85x64|format-webp")
    assert urls == [signed(image, "CARD", "WEBP", 85), public_url(row.file.name)]


def test_two_copies_of_one_picture_both_have_their_files(image: MediaImage) -> None:
    add_files(image)
    copies = [MediaImage.objects.get(pk=image.pk) for _ in range(2)]
    load_renditions(copies, reader=None)  # type: ignore[arg-type]
    assert [image_files(each, "CARD", "AVIF")[0].url for each in copies] == [address("CARD-320.avif")] * 2


def test_a_decorative_picture_has_no_words(image: MediaImage, ask: Ask) -> None:
    MediaImage.objects.update(is_decorative=True)
    answer = logo(ask)
    assert (answer["alt"], answer["decorative"]) == ("", True)


@pytest.mark.parametrize("below", [False, True])
def test_a_picture_in_a_private_collection_is_not_there(image: MediaImage, ask: Ask, below: bool) -> None:
    private = private_collection()
    MediaImage.objects.update(collection=private.get_children().get() if below else private)
    assert ask(QUERY) == {"organization": {"logo": None}}
    CollectionViewRestriction.objects.all().delete()
    assert logo(ask)["alt"] == "A larch"


def test_a_restriction_of_the_root_collection_hides_all(image: MediaImage, ask: Ask) -> None:
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type=CollectionViewRestriction.GROUPS
    )
    assert ask(QUERY) == {"organization": {"logo": None}}


@pytest.mark.parametrize("variables", [{}, {"format": None}, {"format": "WEBP"}])
def test_a_format_that_is_null_is_webp(image: MediaImage, ask: Ask, variables: dict[str, Any]) -> None:
    add_files(image)
    query = """
    query ($format: ImageFormat) {
      organization {
        logo {
          rendition(preset: CARD, format: $format) { format }
          written: rendition(preset: CARD, format: null) { format }
          srcSet(preset: CARD, format: $format)
          webp: srcSet(preset: CARD, format: WEBP)
        }
      }
    }
    """
    logo = ask(query, **variables)["organization"]["logo"]
    assert (logo["rendition"], logo["written"]) == ({"format": "WEBP"}, {"format": "WEBP"})
    assert logo["srcSet"] == logo["webp"] != ""


@pytest.mark.parametrize("variables", [{}, {"format": None}, {"format": "JPEG"}])
def test_of_a_preset_without_webp_null_is_what_it_has(image: MediaImage, ask: Ask, variables: dict[str, Any]) -> None:
    query = """
    query ($format: ImageFormat) {
      organization {
        logo {
          rendition(preset: OPEN_GRAPH, format: $format) { format width }
          avif: rendition(preset: OPEN_GRAPH, format: AVIF) { format }
          srcSet(preset: OPEN_GRAPH, format: AVIF)
          pictureSources(preset: OPEN_GRAPH) { type }
        }
      }
    }
    """
    assert ask(query, **variables)["organization"]["logo"] == {
        "rendition": {"format": "JPEG", "width": 1200},
        "avif": None,
        "srcSet": "",
        "pictureSources": [{"type": "image/jpeg"}],
    }


def test_a_shared_page_shows_its_own_picture_then_its_hero(site: SmallSite, ask: Ask) -> None:
    own, hero = ImageFactory(title="Own", rendered=False), ImageFactory(title="Hero", rendered=False)
    HomePageFactory(title="Landing", parent=site.home, hero=hero, social_image=own)
    query = '{ page(path: "/landing/") { seo { openGraph { image { title } } } ... on HomePage { hero { title } } } }'

    def shared() -> Any:
        return ask(query)["page"]["seo"]["openGraph"]["image"]

    assert shared() == {"title": "Own"}
    own.collection = private_collection()
    own.save()
    assert shared() == {"title": "Hero"}
    hero.delete()
    assert shared() is None


def test_a_shared_provider_shows_the_photo_then_nothing(site: SmallSite, ask: Ask) -> None:
    photo = ImageFactory(title="Portrait")
    ProviderPageFactory(title="Ada Reed", slug="ada-reed", photo=photo)
    query = '{ provider(slug: "ada-reed") { seo { openGraph { image { title } } } } }'
    assert ask(query)["provider"]["seo"]["openGraph"] == {"image": {"title": "Portrait"}}
    photo.collection = private_collection()
    photo.save()
    assert ask(query)["provider"]["seo"]["openGraph"] == {"image": None}


@pytest.mark.parametrize(
    "field",
    ['rendition(preset: "fill-9x9") { url }', "rendition(width: 5) { url }", "file", "url", "original { url }"],
)
def test_there_are_no_other_sizes_and_no_originals(image: MediaImage, post: Any, field: str) -> None:
    status, answer = post(f"{{ organization {{ logo {{ {field} }} }} }}")
    assert (status, set(answer)) == (200, {"errors"})
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}
