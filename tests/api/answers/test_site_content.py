"""Organization, announcement, navigation, routes and blocks: every field, whole answers."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from cms.embeds.player import player_html
from cms.embeds.providers import providers
from tests.api.conftest import Ask
from tests.factories import PDF, block_id

from .clinic import VIDEO, Clinic
from .expected import files_of, src_set


def test_every_field_of_the_organization(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query {
      organization {
        name legalName phone { e164 display } logo { title alt decorative credit } socialLinks { label url }
        disclaimers { id name content { html text } source { title } }
        announcement { id text link from until locations { name } }
      }
    }
    """
    assert ask_every_field("Organization", query) == {
        "organization": {
            "name": "Larch Hill Medical Spa",
            "legalName": "Larch Hill Aesthetics, LLC",
            "phone": {"e164": "+14045550100", "display": "(404) 555-0100"},
            "logo": {"title": "Logo", "alt": "", "decorative": True, "credit": None},
            "socialLinks": [{"label": "Instagram", "url": "https://social.example/larch-hill"}],
            "disclaimers": [
                {
                    "id": str(clinic["disclaimer"].pk),
                    "name": "Results",
                    "content": {"html": "<p>Results differ.</p>", "text": "Results differ."},
                    "source": {"title": clinic["label"].title},
                }
            ],
            "announcement": {
                "id": str(clinic["announcement"].pk),
                "text": "Midtown closes early today.",
                "link": "https://www.example.com/storm",
                "from": "2026-03-04T14:00:00+00:00",
                "until": "2026-03-05T15:00:00+00:00",
                "locations": [{"name": "Midtown"}],
            },
        }
    }


def test_every_field_of_a_menu(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query {
      navigation(handle: "main") {
        label url page { __typename path } children { label url page { path } children { label } }
      }
    }
    """
    assert ask_every_field("NavigationItem", query) == {
        "navigation": [
            {
                "label": "What we do",
                "url": "/treatments/",
                "page": {"__typename": "TreatmentIndexPage", "path": "/treatments/"},
                "children": [
                    {
                        "label": "Chemical peel",
                        "url": "/treatments/chemical-peel/",
                        "page": {"path": "/treatments/chemical-peel/"},
                        "children": [],
                    }
                ],
            },
            {"label": "Book", "url": "https://booking.example.com/", "page": None, "children": []},
        ]
    }


def test_there_is_no_such_menu(clinic: Clinic, db: None, ask: Ask) -> None:
    assert ask('{ navigation(handle: "footer") { label } }') == {"navigation": []}


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/peels/", {"path": "/peels/", "page": None, "redirect": ["/peels/", "/treatments/chemical-peel/", True]}),
        ("sale", {"path": "/sale/", "page": None, "redirect": ["/sale/", "https://shop.example.com/", False]}),
        ("/treatments", {"path": "/treatments/", "page": "Treatments", "redirect": None}),
        ("", {"path": "/", "page": "Home", "redirect": None}),
        ("/nothing/", None),
    ],
)
def test_every_field_of_a_route(
    clinic: Clinic, db: None, ask_every_field: Ask, path: str, route: dict[str, object] | None
) -> None:
    query = "query ($path: String!) { route(path: $path) { path page { title } redirect { from to permanent } } }"
    answer = ask_every_field("Route", query, path=path)["route"]
    if answer is not None:
        answer["page"] = answer["page"] and answer["page"]["title"]
        answer["redirect"] = answer["redirect"] and list(answer["redirect"].values())
    assert answer == route


def test_every_field_of_an_image(clinic: Clinic, db: None, ask_every_field: Ask) -> None:
    query = """
    query {
      treatment(slug: "chemical-peel") {
        hero {
          id alt decorative title credit width height aspectRatio focalPoint { x y } dominantColor placeholder
          rendition(preset: CARD, format: JPEG) { url width height format contentType }
          plain: rendition(preset: PORTRAIT) { url }
          srcSet(preset: OPEN_GRAPH)
          pictureSources(preset: HERO) { type srcSet }
        }
      }
    }
    """
    image = clinic["hero"]
    [portrait] = files_of(image, "PORTRAIT", "WEBP")
    assert image.placeholder.startswith("data:image/")
    assert ask_every_field("Image", query)["treatment"]["hero"] == {
        "id": str(image.pk),
        "alt": "A bright room with a couch",
        "decorative": False,
        "title": "Treatment room",
        "credit": "Ida Moore",
        "width": 96,
        "height": 64,
        "aspectRatio": 1.5,
        "focalPoint": {"x": 0.5, "y": 0.25},
        "dominantColor": image.dominant_color,
        "placeholder": image.placeholder,
        "rendition": files_of(image, "CARD", "JPEG")[0],
        "plain": {"url": portrait["url"]},
        "srcSet": src_set(image, "OPEN_GRAPH", "JPEG"),
        "pictureSources": [
            {"type": "image/avif", "srcSet": src_set(image, "HERO", "AVIF")},
            {"type": "image/webp", "srcSet": src_set(image, "HERO", "WEBP")},
            {"type": "image/jpeg", "srcSet": src_set(image, "HERO", "JPEG")},
        ],
    }


def player_of(url: str, answer: str = '<iframe src="https://www.youtube.com/embed/aaaaaaaaaaa"></iframe>') -> str:
    """Store the player of a video as saving a page does; give its HTML."""
    html = str(player_html(providers()[0], {"html": answer, "title": "A <room>"}))
    Embed.objects.create(hash=get_embed_hash(url), url=url, type="video", html=html, provider_name="YouTube")
    return html


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<iframe src="https://evil.example/"></iframe>',
        "PLAYER<script>alert(1)</script>",
        'PLAYER<iframe src="https://www.youtube-nocookie.com/"></iframe>',
        "",
    ],
)
def test_what_is_no_player_of_an_allowed_provider_is_not_given(clinic: Clinic, db: None, ask: Ask, html: str) -> None:
    query = '{ comparison(slug: "medical-spa-or-day-spa") { body { ... on EmbedBlock { url html provider } } } }'
    player = player_of(VIDEO)
    assert ask(query)["comparison"]["body"][-1] == {"url": VIDEO, "html": player, "provider": "YouTube"}
    Embed.objects.update(html=html.replace("PLAYER", player))
    assert ask(query)["comparison"]["body"][-1] == {"url": VIDEO, "html": "", "provider": ""}


def test_a_provider_that_is_no_longer_allowed_gives_no_player(
    clinic: Clinic, db: None, ask: Ask, settings: Any
) -> None:
    player_of(VIDEO)
    settings.EMBED_PROVIDERS = {
        name: options for name, options in settings.EMBED_PROVIDERS.items() if name != "YouTube"
    }
    query = '{ comparison(slug: "medical-spa-or-day-spa") { body { ... on EmbedBlock { url html provider } } } }'
    assert ask(query)["comparison"]["body"][-1] == {"url": VIDEO, "html": "", "provider": ""}


def test_every_field_of_every_block(clinic: Clinic, db: None, ask: Ask) -> None:
    player = player_of(VIDEO)
    query = """
    query {
      comparison(slug: "medical-spa-or-day-spa") {
        body {
          __typename id blockType
          ... on HeadingBlock { level text anchor }
          ... on RichTextBlock { html text }
          ... on ImageBlock { image { title } caption }
          ... on QuoteBlock { text attribution }
          ... on TreatmentSectionBlock {
            heading level anchor html treatment { title } brand { displayName } image { title }
          }
          ... on CalloutBlock { tone heading html }
          ... on CallToActionBlock { label url phone { e164 } locations { name } }
          ... on FaqBlock { items { id question answer { html text } scope } }
          ... on TableBlock { caption header rows }
          ... on DocumentBlock { document { id title fileType fileSize url } label }
          ... on EmbedBlock { url html provider }
        }
      }
    }
    """
    expected = [
        ("HeadingBlock", {"level": 3, "text": "What is done", "anchor": "what"}),
        (
            "RichTextBlock",
            {"html": '<p>See <a href="/treatments/chemical-peel/">peels</a>.</p>', "text": "See peels."},
        ),
        ("ImageBlock", {"image": {"title": "Treatment room"}, "caption": "The room"}),
        ("QuoteBlock", {"text": "Ask.", "attribution": ""}),
        (
            "TreatmentSectionBlock",
            {
                "heading": "Chemical peel",
                "level": 2,
                "anchor": "chemical-peel",
                "html": "<p>Renews.</p>",
                "treatment": {"title": "Chemical peel"},
                "brand": {"displayName": "FILLER®"},
                "image": {"title": "Treatment room"},
            },
        ),
        ("CalloutBlock", {"tone": "WARNING", "heading": "Not in pregnancy", "html": "<p>Tell us first.</p>"}),
        (
            "CallToActionBlock",
            {
                "label": "Book a visit",
                "url": "/locations/",
                "phone": {"e164": "+14045550111"},
                "locations": [{"name": "Midtown"}],
            },
        ),
        (
            "FaqBlock",
            {
                "items": [
                    {
                        "id": str(clinic["faq"].pk),
                        "question": "Does it hurt?",
                        "answer": {"html": "<p>It stings a <b>little</b>.</p>", "text": "It stings a little."},
                        "scope": "TREATMENT",
                    }
                ]
            },
        ),
        (
            "TableBlock",
            {"caption": "Depths", "header": ["Depth", "Rest"], "rows": [["Light", "1 day"], ["Deep", ""]]},
        ),
        (
            "DocumentBlock",
            {
                "document": {
                    "id": str(clinic["aftercare"].pk),
                    "title": "Aftercare",
                    "fileType": "PDF",
                    "fileSize": len(PDF),
                    "url": f"http://localhost:8000/documents/{clinic['aftercare'].pk}/",
                },
                "label": "Aftercare",
            },
        ),
        (
            "EmbedBlock",
            {"url": VIDEO, "html": player, "provider": "YouTube"},
        ),
    ]
    assert ask(query)["comparison"]["body"] == [
        {"__typename": kind, "id": block_id(number), "blockType": kind, **fields}
        for number, (kind, fields) in enumerate(expected, 1)
    ]
