"""Blocks as they were stored, whole or not: what is hidden or missing is left out, nothing fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from wagtail.models import Page

from cms.media.document_types import DOCUMENT_TYPES
from cms.media.models import MediaDocument
from tests.factories import (
    DocumentFactory,
    FaqFactory,
    ImageFactory,
    LocationPageFactory,
    OrganizationFactory,
    ProductBrandFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
    block_id,
    private_collection,
    stored_blocks,
)

from .conftest import Ask

QUERY = """
{
  page(path: "/page/") {
    ... on StandardPage {
      body {
        id blockType
        ... on HeadingBlock { level text anchor }
        ... on RichTextBlock { html text }
        ... on ImageBlock { image { title } caption }
        ... on QuoteBlock { text attribution }
        ... on TreatmentSectionBlock {
          heading level anchor html treatment { title } brand { displayName } image { title }
        }
        ... on CalloutBlock { tone heading html }
        ... on CallToActionBlock { label url phone { e164 } locations { name } }
        ... on FaqBlock { items { question } }
        ... on TableBlock { caption header rows }
        ... on DocumentBlock { document { title url } label }
        ... on EmbedBlock { url html provider }
      }
    }
  }
}
"""


@pytest.fixture
def page(site: SmallSite) -> Page:
    return StandardPageFactory(title="Page", parent=site.home)  # type: ignore[no-any-return]


def shown(ask: Ask, page: Any, *blocks: tuple[str, Any]) -> list[dict[str, Any]]:
    """The body as the API gives it, ids and types aside; they are checked here."""
    stored = stored_blocks(*blocks)
    type(page).objects.filter(pk=page.pk).update(body=stored)
    body: list[dict[str, Any]] = ask(QUERY)["page"]["body"]
    types = {block["id"]: block["type"] for block in json.loads(stored)}
    for block in body:
        assert block.pop("blockType") == "".join(map(str.title, types[block.pop("id")].split("_"))) + "Block"
    return body


def items(*values: Any) -> list[dict[str, Any]]:
    """A list as Wagtail stores it now; before 2.16 the values stood there bare."""
    return [{"type": "item", "id": str(number), "value": value} for number, value in enumerate(values)]


def test_empty_blocks(page: Page, ask: Ask) -> None:
    names = ("heading", "rich_text", "quote", "treatment_section", "callout", "call_to_action", "table", "embed")
    assert shown(ask, page, *((name, {}) for name in names)) == [
        {"level": 2, "text": "", "anchor": f"section-{block_id(1)}"},
        {"html": "", "text": ""},
        {"text": "", "attribution": ""},
        {
            "heading": "", "level": 2, "anchor": f"section-{block_id(4)}", "html": "", "treatment": None, "brand": None,
            "image": None,
        },
        {"tone": "INFO", "heading": "", "html": ""},
        {"caption": "", "header": [], "rows": []},
        {"url": None, "html": "", "provider": ""},
    ]  # fmt: skip


def test_blocks_without_anything_to_show_are_left_out(page: Page, ask: Ask) -> None:
    faqs = [("faq", value) for value in ({}, {"items": []}, {"items": items(999_999)})]
    assert shown(ask, page, ("image", {}), ("document", {}), *faqs) == []


def test_blocks_of_unknown_sorts_are_left_out(page: Page, ask: Ask) -> None:
    blocks = (("raw_html", {"html": "<script>"}), ("quote", {"text": "Kept"}), ("before_after", 5))
    assert shown(ask, page, *blocks) == [{"text": "Kept", "attribution": ""}]


def test_headings_make_their_anchors(page: Page, ask: Ask) -> None:
    blocks = (
        ("heading", {"text": "What to expect?", "level": "3"}),
        ("heading", {"text": "Über uns", "level": 4, "anchor": ""}),
        ("heading", {"text": "Named", "level": "2", "anchor": "here"}),
    )
    assert shown(ask, page, *blocks) == [
        {"level": 3, "text": "What to expect?", "anchor": "what-to-expect"},
        {"level": 4, "text": "Über uns", "anchor": "uber-uns"},
        {"level": 2, "text": "Named", "anchor": "here"},
    ]


def test_no_two_anchors_of_a_page_are_the_same(page: Page, ask: Ask) -> None:
    treatment = TreatmentPageFactory(title="Cost")
    blocks = (
        ("heading", {"text": "Cost"}),
        ("heading", {"text": "Cost!"}),
        ("heading", {"text": "Price", "anchor": "cost-2"}),
        ("treatment_section", {"treatment": treatment.pk}),
        ("heading", {"text": "中文"}),
        ("heading", {"text": "Price", "anchor": "cost"}),
        ("heading", {"text": "Price", "anchor": "cost"}),
        ("heading", {"text": "Price"}),
    )
    assert [block["anchor"] for block in shown(ask, page, *blocks)] == [
        "cost-4",
        "cost-5",
        "cost-2",
        "cost-6",
        f"section-{block_id(5)}",
        "cost",
        "cost-3",
        "price",
    ]


def test_an_anchor_made_of_an_id_stays_when_blocks_move(page: Page, ask: Ask) -> None:
    heading = {"type": "heading", "id": block_id(7), "value": {"text": "中文"}}
    for body in ([heading], [{"type": "heading", "id": block_id(1), "value": {"text": "中文"}}, heading]):
        type(page).objects.filter(pk=page.pk).update(body=json.dumps(body))
        assert ask(QUERY)["page"]["body"][-1]["anchor"] == f"section-{block_id(7)}"


def test_a_picture_in_a_private_collection_takes_its_block_with_it(page: Page, ask: Ask) -> None:
    private = private_collection()
    images = [
        ImageFactory(title="Open", rendered=False),
        ImageFactory(title="Private", collection=private, rendered=False),
        ImageFactory(title="Below", collection=private.get_children().get(), rendered=False),
    ]
    blocks = [("image", {"image": image.pk, "caption": image.title}) for image in images]
    assert shown(ask, page, *blocks, ("image", {"image": 999_999})) == [{"image": {"title": "Open"}, "caption": "Open"}]


def test_a_treatment_section_keeps_its_words_when_the_treatment_is_hidden(page: Page, ask: Ask) -> None:
    treatment, brand = TreatmentPageFactory(title="Peel"), ProductBrandFactory(display_name="FILLER®")
    section = {"treatment": treatment.pk, "brand": brand.pk, "text": "<p>Words</p>"}
    blocks = (("treatment_section", section), ("treatment_section", {**section, "heading": "Own", "level": "3"}))
    words = {"html": "<p>Words</p>", "brand": {"displayName": "FILLER®"}, "image": None}
    assert shown(ask, page, *blocks) == [
        {"heading": "Peel", "level": 2, "anchor": "peel", "treatment": {"title": "Peel"}, **words},
        {"heading": "Own", "level": 3, "anchor": "own", "treatment": {"title": "Peel"}, **words},
    ]
    treatment.unpublish()
    assert shown(ask, page, *blocks) == [
        {"heading": "", "level": 2, "anchor": f"section-{block_id(1)}", "treatment": None, **words},
        {"heading": "Own", "level": 3, "anchor": "own", "treatment": None, **words},
    ]


@pytest.mark.parametrize("stored", ["now", "before 2.16"])
def test_lists_are_read_in_both_stored_forms(page: Page, ask: Ask, stored: str) -> None:
    first = LocationPageFactory(title="Midtown")
    second = LocationPageFactory(title="Alpharetta", medical_director=first.medical_director)
    hidden = LocationPageFactory(title="Hidden", medical_director=first.medical_director, live=False)
    faqs = [FaqFactory(question=question) for question in ("Why?", "When?")]
    places: Any = [second.pk, hidden.pk, first.pk, None, 999_999]
    questions: Any = [faq.pk for faq in faqs]
    if stored == "now":
        places, questions = items(*places), items(*questions)
    assert shown(ask, page, ("call_to_action", {"locations": places}), ("faq", {"items": questions})) == [
        {"label": "", "url": None, "phone": None, "locations": [{"name": "Alpharetta"}, {"name": "Midtown"}]},
        {"items": [{"question": "Why?"}, {"question": "When?"}]},
    ]


def test_a_call_to_action_leads_to_a_page_or_elsewhere(page: Page, site: SmallSite, ask: Ask) -> None:
    OrganizationFactory(phone="+14045550100")
    hidden = StandardPageFactory(title="Hidden", parent=site.home)
    hidden.unpublish()
    blocks = (
        ("call_to_action", {"label": "Page", "page": site.treatments.pk, "show_phone": True}),
        ("call_to_action", {"label": "Link", "url": "https://booking.example.com/", "page": None}),
        ("call_to_action", {"label": "Hidden", "page": hidden.pk}),
        ("call_to_action", {"label": "Hidden", "url": "https://www.example.com/hidden/"}),
        ("call_to_action", {"label": "Hidden", "locations": [hidden.pk]}),
        ("call_to_action", {"label": "Call", "page": hidden.pk, "show_phone": True}),
        ("call_to_action", {"label": "Booking", "page": hidden.pk, "url": "https://booking.example.com/"}),
    )
    assert shown(ask, page, *blocks) == [
        {"label": "Page", "url": "/treatments/", "phone": {"e164": "+14045550100"}, "locations": []},
        {"label": "Link", "url": "https://booking.example.com/", "phone": None, "locations": []},
        {"label": "Call", "url": None, "phone": {"e164": "+14045550100"}, "locations": []},
        {"label": "Booking", "url": "https://booking.example.com/", "phone": None, "locations": []},
    ]


def test_a_button_without_a_number_to_call_is_left_out(page: Page, ask: Ask) -> None:
    """The organization has none."""
    assert shown(ask, page, ("call_to_action", {"label": "Call", "show_phone": True})) == []


def test_a_call_to_action_for_one_location_gives_its_number(page: Page, ask: Ask) -> None:
    OrganizationFactory(phone="+14045550100")
    first = LocationPageFactory(title="Midtown", phone="+14045550111")
    director = first.medical_director
    second = LocationPageFactory(title="Alpharetta", phone="+14045550122", medical_director=director)
    silent = LocationPageFactory(title="Decatur", phone="", medical_director=director)
    hidden = LocationPageFactory(title="Hidden", phone="+14045550133", medical_director=director, live=False)
    named = ([first], [second, first], [silent], [hidden], [first, hidden], [first], [])
    blocks = [
        ("call_to_action", {"show_phone": True, "locations": items(*(place.pk for place in places))})
        for places in named
    ]
    blocks[5][1]["show_phone"] = False
    numbers = [block["phone"] and block["phone"]["e164"] for block in shown(ask, page, *blocks)]
    assert numbers == [
        "+14045550111",
        "+14045550100",
        "+14045550100",
        "+14045550100",
        "+14045550111",
        None,
        "+14045550100",
    ]


def test_a_table_has_text_in_every_cell_of_every_column(page: Page, ask: Ask) -> None:
    data = [["A", None, 3], ["", 0.5, True], [], None, ["a", "b", "c", "d"]]
    blocks = (("table", {"caption": "T", "table": {"data": data}}), ("table", {"table": {"data": None}}))
    assert shown(ask, page, *blocks) == [
        {
            "caption": "T",
            "header": ["A", "", "3"],
            "rows": [["", "0.5", "True"], ["", "", ""], ["", "", ""], ["a", "b", "c"]],
        },
        {"caption": "", "header": [], "rows": []},
    ]


def test_a_table_is_cut_where_an_old_one_is_too_large(page: Page, ask: Ask) -> None:
    [block] = shown(ask, page, ("table", {"caption": "T", "table": {"data": [["x"] * 13] * 62}}))
    assert block == {"caption": "T", "header": ["x"] * 12, "rows": [["x"] * 12] * 60}


def test_ids_stay_when_blocks_move(page: Page, ask: Ask) -> None:
    quote = {"type": "quote", "id": block_id(7), "value": {"text": "Same"}}
    for body in ([quote], [{"type": "heading", "id": block_id(1), "value": {}}, quote]):
        type(page).objects.filter(pk=page.pk).update(body=json.dumps(body))
        assert ask(QUERY)["page"]["body"][-1]["id"] == block_id(7)


def test_blocks_stored_without_an_id_get_one_of_their_place(page: Page, ask: Ask) -> None:
    quote = {"type": "quote", "value": {"text": "Kept"}}
    stored = [quote, {**quote, "id": None}, {**quote, "id": block_id(7)}]
    type(page).objects.filter(pk=page.pk).update(body=json.dumps(stored))
    body = ask(QUERY)["page"]["body"]
    assert [block["id"] for block in body] == [f"{page.pk}-body-0", f"{page.pk}-body-1", block_id(7)]
    assert {block["text"] for block in body} == {"Kept"}


def test_a_document_in_a_private_collection_takes_its_block_with_it(page: Page, ask: Ask) -> None:
    private = private_collection()
    documents = [
        DocumentFactory(title="Aftercare"),
        DocumentFactory(title="Private", collection=private),
        DocumentFactory(title="Below", collection=private.get_children().get()),
    ]
    blocks = [("document", {"document": document.pk, "label": "Sheet"}) for document in documents]
    link = {"title": "Aftercare", "url": f"{settings.CMS_BASE_URL}/documents/{documents[0].pk}/"}
    assert shown(ask, page, *blocks, ("document", {"document": 999_999}), ("document", {})) == [
        {"document": link, "label": "Sheet"}
    ]
    documents[0].delete()
    assert shown(ask, page, *blocks) == []


def test_a_document_s_link_says_its_title_where_nothing_else_is_said(page: Page, ask: Ask) -> None:
    document = DocumentFactory(title="Aftercare")
    blocks = [("document", {"document": document.pk, "label": label}) for label in ("", None, "Sheet")]
    assert [block["label"] for block in shown(ask, page, *blocks)] == ["Aftercare", "Aftercare", "Sheet"]


@pytest.mark.parametrize("kind", sorted(DOCUMENT_TYPES))
def test_every_type_of_document_has_a_name(page: Page, ask: Ask, kind: str) -> None:
    document = DocumentFactory()
    MediaDocument.objects.filter(pk=document.pk).update(file=f"documents/a.{kind}", file_size=None)
    page_of = type(page).objects.filter(pk=page.pk)
    page_of.update(body=stored_blocks(("document", {"document": document.pk})))
    block = "... on DocumentBlock { document { fileType fileSize } }"
    query = f'{{ page(path: "/page/") {{ ... on StandardPage {{ body {{ {block} }} }} }} }}'
    assert ask(query)["page"]["body"] == [{"document": {"fileType": kind.upper(), "fileSize": 0}}]
