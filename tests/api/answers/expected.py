"""Parts of expected answers, from the content itself and never from the API's code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import storages

NOW = "2026-03-04T15:00:00+00:00"
FRONT_END = "https://www.example.com"

COMMON = """
fragment Common on PageInterface {
  __typename id title slug path url pageType firstPublishedAt lastPublishedAt
  seo { title description canonicalUrl robots openGraph { title description image { title } } }
  breadcrumbs { title path }
  parent { __typename path }
  children { totalCount nodes { __typename path } }
}
"""


def common(page: Any, way: list[tuple[str, str]], children: list[tuple[str, str]] = (), **seo: Any) -> dict[str, Any]:  # type: ignore[assignment]
    """What ``Common`` gives of a page at the end of ``way``: (title, path) from the home page on."""
    path = way[-1][1]
    types = {"/": "HomePage", "/about-us/": "StandardPage"}
    indexes = ("articles", "treatments", "concerns", "locations", "providers")
    types |= {f"/{name}/": f"{name[:-1].title()}IndexPage" for name in indexes}
    above = way[-2][1] if len(way) > 1 else None
    title = seo.get("title", page.title)
    description = seo.get("description", "")
    return {
        "__typename": type(page).__name__,
        "id": str(page.pk),
        "title": way[-1][0],
        "slug": page.slug,
        "path": path,
        "url": FRONT_END + path,
        "pageType": type(page).__name__,
        "firstPublishedAt": NOW,
        "lastPublishedAt": NOW,
        "seo": {
            "title": title,
            "description": description,
            "canonicalUrl": FRONT_END + path,
            "robots": "index, follow",
            "openGraph": {
                "title": title,
                "description": description,
                "image": {"title": seo["image"].title} if "image" in seo else None,
            },
        },
        "breadcrumbs": [{"title": step, "path": where} for step, where in way],
        "parent": {"__typename": types[above], "path": above} if above else None,
        "children": {
            "totalCount": len(children),
            "nodes": [{"__typename": kind, "path": where} for kind, where in children],
        },
    }


def files_of(image: Any, preset: str, image_format: str) -> list[dict[str, Any]]:
    """The stored files of a preset, as the API's ``Rendition`` gives them, from small to large.

    A picture of 96 × 64 pixels has one file in each shape.
    """
    shapes = {"HERO": "96x54", "CARD": "85x64", "PORTRAIT": "51x64", "OPEN_GRAPH": "96x50"}
    quality = {"AVIF": 55, "WEBP": 80, "JPEG": 82}[image_format]
    name = image_format.lower()
    row = image.renditions.get(filter_spec=f"fill-{shapes[preset]}|format-{name}|{name}quality-{quality}")
    address = storages["renditions"].url(row.file.name)
    return [
        {
            "url": address if "://" in address else settings.CMS_BASE_URL + address,
            "width": row.width,
            "height": row.height,
            "format": image_format,
            "contentType": f"image/{name}",
        }
    ]


def src_set(image: Any, preset: str, image_format: str) -> str:
    """What ``srcSet`` gives."""
    return ", ".join(f"{file['url']} {file['width']}w" for file in files_of(image, preset, image_format))
