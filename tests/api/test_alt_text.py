"""The one effective alt text of a picture: what is said of it where it stands, else what is said with it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    ArticlePageFactory,
    HomePageFactory,
    ImageFactory,
    LocationPageFactory,
    OrganizationFactory,
    ProviderPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
    private_collection,
    stored_blocks,
)
from tests.preview.drafting import preview_of
from tests.preview.reading import read

from .conftest import Ask

ARTICLE = """
query ($slug: String!) {
  article(slug: $slug) {
    hero { ...Picture }
    seo { openGraph { image { ...Picture } } jsonLd }
    body {
      ... on ImageBlock { image { ...Picture } caption }
      ... on TreatmentSectionBlock { image { ...Picture } }
    }
  }
}
fragment Picture on Image { id alt decorative rendition(preset: CARD) { url } small: srcSet(preset: PORTRAIT) }
"""
LIST = """
{
  articles(first: 100, orderBy: [TITLE_ASC]) { nodes { title hero { id alt decorative srcSet(preset: HERO) } } }
}
"""


@pytest.fixture
def leaf(site: SmallSite) -> Any:
    return ImageFactory(title="Leaf", description="A leaf")


def files(ask: Ask, image: Any) -> dict[str, Any]:
    """What an answer holds of a picture beside its words."""
    OrganizationFactory(logo=image)
    picture = "{ id rendition(preset: CARD) { url } small: srcSet(preset: PORTRAIT) }"
    return dict(ask(f"{{ organization {{ logo {picture} }} }}")["organization"]["logo"])


def test_the_same_picture_has_other_words_in_each_place_of_one_answer(leaf: Any, ask: Ask) -> None:
    section = {"treatment": TreatmentPageFactory().pk, "level": "2", "text": "<p>It helps.</p>", "image": leaf.pk}
    ArticlePageFactory(
        slug="leaves",
        hero=leaf,
        hero_alt="What grows before our door",
        body=stored_blocks(
            ("image", {"image": leaf.pk, "caption": "As it is"}),
            ("image", {"image": leaf.pk, "alt": " A maple leaf in fall ", "caption": "In fall"}),
            ("image", {"image": leaf.pk, "decorative": True}),
            ("image", {"image": leaf.pk, "alt": "  "}),
            ("treatment_section", {**section, "alt": "Where the acid comes from"}),
            ("treatment_section", section),
        ),
    )
    one = files(ask, leaf)
    answer = ask(ARTICLE, slug="leaves")["article"]
    graph = json.loads(answer["seo"].pop("jsonLd"))["@graph"]

    def shown(alt: str, decorative: bool = False, mark: str = "") -> dict[str, Any]:
        return {**one, "id": f"{leaf.pk}{mark}", "alt": alt, "decorative": decorative}

    assert answer == {
        "hero": shown("What grows before our door", mark="-9420678d"),
        "seo": {"openGraph": {"image": shown("What grows before our door", mark="-9420678d")}},
        "body": [
            {"image": shown("A leaf"), "caption": "As it is"},
            {"image": shown("A maple leaf in fall", mark="-5682f24f"), "caption": "In fall"},
            {"image": shown("", decorative=True, mark="-cdca0b9b"), "caption": ""},
            {"image": shown("A leaf"), "caption": ""},
            {"image": shown("Where the acid comes from", mark="-cbaaecbc")},
            {"image": shown("A leaf")},
        ],
    }
    assert [node["caption"] for node in graph if node["@type"] == "ImageObject"] == ["What grows before our door"]


def test_a_picture_that_is_decorative_elsewhere_may_say_something_here(site: SmallSite, ask: Ask) -> None:
    image = ImageFactory(description="", is_decorative=True)
    ArticlePageFactory(
        slug="leaves", hero=image, body=stored_blocks(("image", {"image": image.pk, "alt": "The pattern of our tiles"}))
    )
    answer = ask(ARTICLE, slug="leaves")["article"]
    [block] = answer["body"]
    assert (answer["hero"]["alt"], answer["hero"]["decorative"]) == ("", True)
    assert (block["image"]["alt"], block["image"]["decorative"]) == ("The pattern of our tiles", False)
    assert '"caption"' not in answer["seo"]["jsonLd"]


@pytest.mark.parametrize(
    ("factory", "field", "path"),
    [
        (HomePageFactory, "HomePage", "/"),
        (TreatmentPageFactory, "TreatmentPage", "/treatments/page/"),
        (LocationPageFactory, "LocationPage", "/locations/page/"),
        (ArticlePageFactory, "ArticlePage", "/articles/page/"),
    ],
)
def test_every_hero_has_words_of_its_own(
    site: SmallSite, leaf: Any, ask: Ask, factory: Any, field: str, path: str
) -> None:
    query = f'{{ page(path: "{path}") {{ ... on {field} {{ hero {{ alt decorative }} }} }} }}'
    said = {"hero": leaf, "hero_alt": "Ours"}
    if factory is HomePageFactory:
        page: Any = site.home
        page.hero, page.hero_alt = leaf, "Ours"
        page.save_revision().publish()
    else:
        page = factory(slug="page", **said)
    assert ask(query) == {"page": {"hero": {"alt": "Ours", "decorative": False}}}
    page.refresh_from_db()
    page.hero_alt, page.hero_decorative = "", True
    page.save_revision().publish()
    assert ask(query) == {"page": {"hero": {"alt": "", "decorative": True}}}


def test_a_portrait_and_a_logo_that_nobody_described_have_the_name_of_whom_they_show(site: SmallSite, ask: Ask) -> None:
    query = """
    {
      provider(slug: "ada") { photo { alt decorative } seo { openGraph { image { alt } } jsonLd } }
      organization { logo { alt decorative } }
      home: page(path: "/") { seo { jsonLd } }
    }
    """
    image = ImageFactory(description="")
    ProviderPageFactory(title="Ada Larch", slug="ada", post_nominals="RN", photo=image)
    OrganizationFactory(name="Larch Hill", logo=image)

    def answer() -> tuple[Any, ...]:
        data = ask(query)
        captions = [
            node["caption"]
            for page in (data["provider"], data["home"])
            for node in json.loads(page["seo"]["jsonLd"])["@graph"]
            if node.get("@type") == "ImageObject" and "caption" in node
        ]
        logos = [node["logo"]["caption"] for node in json.loads(data["home"]["seo"]["jsonLd"])["@graph"]
                 if "caption" in node.get("logo", {})]  # fmt: skip
        shared = data["provider"]["seo"]["openGraph"]["image"]["alt"]
        return data["provider"]["photo"], shared, captions, data["organization"]["logo"], logos

    ada, larch = "Ada Larch, RN", "Larch Hill"
    assert answer() == (
        {"alt": ada, "decorative": False}, ada, [ada], {"alt": larch, "decorative": False}, [larch],
    )  # fmt: skip
    image.description = "A larch"
    image.save()
    both = {"alt": "A larch", "decorative": False}
    assert answer() == (both, "A larch", ["A larch"], both, ["A larch"])
    image.is_decorative = True
    image.save()
    none = {"alt": "", "decorative": True}
    assert answer() == (none, "", [], none, [])


def test_the_image_for_sharing_has_its_own_words_and_in_its_absence_the_heros(leaf: Any, ask: Ask) -> None:
    query = '{ article(slug: "leaves") { seo { openGraph { image { alt } } } } }'
    page = ArticlePageFactory(slug="leaves", hero=leaf, hero_alt="On this page", social_image=leaf)
    assert ask(query)["article"]["seo"]["openGraph"]["image"] == {"alt": "A leaf"}
    page.social_image = None
    page.save_revision().publish()
    assert ask(query)["article"]["seo"]["openGraph"]["image"] == {"alt": "On this page"}


def test_what_is_stored_in_another_form_says_nothing(leaf: Any, ask: Ask) -> None:
    page = ArticlePageFactory(slug="leaves")
    odd = [{"alt": 5}, {"alt": ["A"]}, {"alt": None, "decorative": None}, {"decorative": "no"}, {"alt": {}}]
    body = stored_blocks(*(("image", {"image": leaf.pk, **each}) for each in odd))
    type(page).objects.filter(pk=page.pk).update(body=body)
    blocks = ask(ARTICLE, slug="leaves")["article"]["body"]
    assert [(block["image"]["alt"], block["image"]["decorative"]) for block in blocks] == [("A leaf", False)] * 5


def test_words_say_nothing_of_a_picture_that_is_hidden(site: SmallSite, ask: Ask) -> None:
    image = ImageFactory(collection=private_collection())
    ArticlePageFactory(
        slug="leaves",
        hero=image,
        hero_alt="Secret",
        body=stored_blocks(("image", {"image": image.pk, "alt": "Secret"})),
    )
    answer = ask(ARTICLE, slug="leaves")["article"]
    assert (answer["hero"], answer["seo"]["openGraph"], answer["body"]) == (None, {"image": None}, [])
    assert "Secret" not in json.dumps(answer)


def test_statements_do_not_grow_with_words_and_pages(leaf: Any, ask: Ask) -> None:
    def cost(query: str, **variables: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ask(query, **variables)
        return len(asked)

    def blocks(*alts: str) -> str:
        return stored_blocks(*(("image", {"image": leaf.pk, "alt": alt}) for alt in alts))

    plain = ArticlePageFactory(slug="plain", hero=leaf, body=blocks(""))
    ArticlePageFactory(slug="own", hero=leaf, hero_alt="Here", body=blocks("One", "Two", "Three"))
    cost(ARTICLE, slug="plain")
    picture = "{ srcSet(preset: HERO) }"
    short = f"{{ article(slug: $slug) {{ hero {picture} body {{ ... on ImageBlock {{ image {picture} }} }} }} }}"
    for query in (ARTICLE, f"query ($slug: String!) {short}"):
        assert cost(query, slug="own") == cost(query, slug="plain")
    few = cost(LIST)
    for number in range(8):
        ArticlePageFactory(hero=leaf, hero_alt=f"Words {number}", parent=plain.get_parent())
    assert cost(LIST) == few
    alts = [node["hero"]["alt"] for node in ask(LIST)["articles"]["nodes"]]
    assert sorted(alts) == sorted(["A leaf", "Here", *(f"Words {number}" for number in range(8))])


def test_new_words_are_told_and_in_the_next_answer(leaf: Any, ask: Ask) -> None:
    query = '{ page(path: "/rooms/") { ... on StandardPage { body { ... on ImageBlock { image { alt } } } } } }'
    page: Any = StandardPageFactory(slug="rooms", body=stored_blocks(("image", {"image": leaf.pk})))
    assert ask(query)["page"]["body"] == [{"image": {"alt": "A leaf"}}]
    page.body = stored_blocks(("image", {"image": leaf.pk, "alt": "Before our door"}))
    page.save_revision().publish()
    assert ask(query)["page"]["body"] == [{"image": {"alt": "Before our door"}}]


def test_a_draft_has_the_words_of_the_draft_and_the_public_those_of_the_page(leaf: Any, ask: Ask) -> None:
    query = """
    { article(slug: "leaves") {
        hero { alt decorative } seo { openGraph { image { alt } } } body { ... on ImageBlock { image { alt } } }
    } }
    """
    silent = ImageFactory(description="")
    page: Any = ArticlePageFactory(slug="leaves", hero=leaf, body=stored_blocks(("image", {"image": leaf.pk})))
    page.hero, page.hero_alt, page.hero_decorative = silent, "Not decided", True
    page.body = stored_blocks(("image", {"image": silent.pk}), ("image", {"image": silent.pk, "alt": "Drafted"}))
    assert read(query, preview_of(page))["article"] == {
        "hero": {"alt": "", "decorative": True},
        "seo": {"openGraph": {"image": {"alt": ""}}},
        "body": [{"image": {"alt": ""}}, {"image": {"alt": "Drafted"}}],
    }
    assert ask(query)["article"] == {
        "hero": {"alt": "A leaf", "decorative": False},
        "seo": {"openGraph": {"image": {"alt": "A leaf"}}},
        "body": [{"image": {"alt": "A leaf"}}],
    }
