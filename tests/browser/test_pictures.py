"""A page of twelve pictures in a real browser: it loads the right files, nothing moves, and all have words."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from cms.media.models import MediaRendition
from tests.factories import ArticlePageFactory, ImageFactory, make_site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

pytestmark = [
    pytest.mark.browser,
    pytest.mark.s3,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

PICTURES = 12
FITTING = {400: 320, 800: 640, 1600: 960}
"""Of a window's width, the width of the files that fit pictures of half of it."""

QUERY = """
{ articles(first: 12) { nodes { hero {
  alt rendition(preset: CARD) { url width height } pictureSources(preset: CARD) { type srcSet }
} } } }
"""
HEAD = """<!doctype html><title>Pictures</title><style>
  body { margin: 0 } main { display: grid; grid-template-columns: 50% 50% }
  img { width: 100%; height: auto; display: block }
</style><script>
  window.shifts = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shifts += entry.value }))
    .observe({ type: 'layout-shift', buffered: true });
</script>"""
LOADED = "number => { const image = document.images[number]; return image.complete && image.naturalWidth > 0 }"


def noisy(seed: int) -> bytes:
    """A JPEG that does not compress to nothing: random grains, as large as those of a soft photograph."""
    grains = Image.frombytes("RGB", (250, 188), random.Random(seed).randbytes(250 * 188 * 3))
    output = io.BytesIO()
    grains.resize((1000, 750), Image.Resampling.BICUBIC).save(output, "JPEG", quality=90)
    return output.getvalue()


@pytest.fixture
def pictures(settings: Any) -> list[dict[str, Any]]:
    """What the content API says of twelve articles' pictures, of the shape CARD alone, to save time."""
    settings.IMAGE_PRESETS = {"CARD": settings.IMAGE_PRESETS["CARD"]}
    site = make_site()
    for number in range(PICTURES):
        hero = ImageFactory(file=ContentFile(noisy(number), name="noise.jpg"), description=f"Grains {number}")
        ArticlePageFactory(parent=site.articles, title=f"Article {number}", hero=hero)
    answer = Client().post("/graphql/", {"query": QUERY}, content_type="application/json").json()
    found = [node["hero"] for node in answer["data"]["articles"]["nodes"]]
    assert len(found) == PICTURES
    return found


def markup(hero: dict[str, Any], number: int) -> str:
    """What a front end makes of a picture; those further down wait until they are near."""
    sources = "".join(
        f'<source type="{source["type"]}" srcset="{source["srcSet"]}" sizes="50vw">'
        for source in hero["pictureSources"]
    )
    file, loading = hero["rendition"], "eager" if number < 2 else "lazy"
    return (
        f'<picture>{sources}<img src="{file["url"]}" width="{file["width"]}" height="{file["height"]}" '
        f'alt="{hero["alt"]}" loading="{loading}"></picture>'
    )


@pytest.mark.parametrize("width", FITTING)
def test_the_browser_loads_what_fits_and_nothing_moves(
    screen: Page, pictures: list[dict[str, Any]], width: int
) -> None:
    requests: list[Request] = []
    screen.on("requestfinished", lambda request: requests.append(request))
    screen.set_viewport_size({"width": width, "height": 600})
    screen.set_content(HEAD + f"<main>{''.join(map(markup, pictures, range(PICTURES)))}</main>", wait_until="load")
    for number in range(PICTURES):
        screen.locator("img").nth(number).scroll_into_view_if_needed()
        screen.wait_for_function(LOADED, arg=number)

    transferred = sum(
        sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")) for request in requests
    )
    fitting = MediaRendition.objects.filter(width=FITTING[width], filter_spec__contains="format-avif")
    ideal = sum(row.file.size for row in fitting)
    assert len(requests) == fitting.count() == PICTURES
    assert ideal <= transferred <= 1.15 * ideal
    assert screen.evaluate("window.shifts") == 0
    words = screen.evaluate("[...document.images].map(image => image.getAttribute('alt'))")
    assert sorted(words) == sorted(f"Grains {number}" for number in range(PICTURES))
