"""Nothing is in the schema that nobody meant to be: types by name, fields by declaration; one query takes it all."""

from __future__ import annotations

from typing import Any

import pytest
from graphene.utils.str_converters import to_camel_case
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_abstract_type,
    is_introspection_type,
    is_leaf_type,
    is_required_argument,
    is_specified_scalar_type,
    parse,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from grapple.registry import registry

from cms.api.schema import declared_names, schema

BUILT = schema().graphql_schema
PAGES = {
    "ArticleIndexPage", "ArticlePage", "ComparisonArticlePage", "ConcernIndexPage", "ConcernPage", "HomePage",
    "LocationIndexPage", "LocationPage", "ProviderIndexPage", "ProviderPage", "StandardPage", "TreatmentIndexPage",
    "TreatmentPage",
}  # fmt: skip
BLOCKS = {
    "CallToActionBlock", "CalloutBlock", "DocumentBlock", "EmbedBlock", "FaqBlock", "HeadingBlock", "ImageBlock",
    "QuoteBlock", "RichTextBlock", "TableBlock", "TreatmentSectionBlock",
}  # fmt: skip
OBJECTS = {
    "Address", "Announcement", "Author", "Availability", "BodyArea", "Breadcrumb", "Change", "ComparedCell",
    "ComparedCriterion",
    "ComparedSubject", "Comparison", "Credential", "DayHours", "Device", "Disclaimer", "Document", "Faq", "FocalPoint",
    "GeoPoint", "HoursException", "Image", "IssuingBoard", "MonthRange", "NavigationItem", "OpenGraph", "OpeningHours",
    "OpeningInterval",
    "Organization", "PageInfo", "Phone", "PictureSource", "ProductBrand", "Query", "Redirect", "Rendition", "RichText",
    "Route", "SearchExcerpt", "SearchResult", "Seo", "Sessions", "SitemapPage", "SocialLink", "Source", "Technology",
    "Topic", "TreatmentSection",
}  # fmt: skip
ENUMS = {
    "Anaesthesia", "CalloutTone", "ChangeKind", "ConcernCategory", "CredentialKind", "DeviceClearance", "DocumentType",
    "Downtime", "FaqScope", "ImageFormat", "ImagePreset", "Invasiveness", "LocationStatus", "PageType", "ProductClass",
    "ProviderRole", "RegulatedAs", "SourceKind", "TreatmentKind", "Verdict", "Version", "Weekday",
}  # fmt: skip
LISTED = {
    "Article", "Availability", "Change", "Comparison", "Concern", "Location", "Page", "Provider", "Redirect", "Search",
    "Sitemap",
    "Treatment",
}  # fmt: skip
SORTED = LISTED - {"Availability", "Change", "Redirect", "Search", "Sitemap"}
ALLOWED = {
    *PAGES, *BLOCKS, *OBJECTS, *ENUMS, "PageInterface", "Block", "Date", "DateTime", "Time", "Near",
    *(f"{name}{part}" for name in LISTED for part in ("Connection", "Edge")),
    *(f"{name}{part}" for name in SORTED for part in ("Filter", "Order")),
}  # fmt: skip
WAGTAILS_AND_DJANGOS = {
    "alias", "ancestors", "collection", "createdAt", "depth", "descendants", "draftTitle", "expireAt",
    "expired", "file", "fileHash", "fileSize", "goLiveAt", "hasUnpublishedChanges", "latestRevision", "live",
    "liveRevision", "locale", "locked", "lockedAt", "lockedBy", "numchild", "owner", "pk", "rawValue", "revision",
    "revisions", "searchDescription", "searchScore", "seoTitle", "showInMenus", "siblings", "siteroot", "tags",
    "translationKey", "translations", "updatedAt", "uploadedBy", "uploadedByUser", "urlPath", "uuid",
}  # fmt: skip


def objects() -> list[Any]:
    return [
        kind
        for name, kind in BUILT.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not is_introspection_type(kind)
    ]


def test_every_type_is_one_of_these() -> None:
    names = {
        name
        for name, kind in BUILT.type_map.items()
        if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
    }
    assert names - ALLOWED == set()


def test_a_model_shows_what_it_declares_and_its_id() -> None:
    shown = {
        model: set(BUILT.type_map[node._meta.name].fields)  # type: ignore[union-attr]
        for model, node in registry.models.items()
        if model not in registry.pages and getattr(model, "graphql_fields", None)
    }
    declared = {model: {to_camel_case(name.rstrip("_")) for name in declared_names(model)} for model in shown}
    assert len(shown) > 10
    assert [model for model, fields in shown.items() if fields - declared[model] - {"id"}] == []


def test_no_field_is_named_as_what_wagtail_keeps_to_itself() -> None:
    found = {f"{kind.name}.{name}" for kind in objects() for name in kind.fields if name in WAGTAILS_AND_DJANGOS}
    assert found == {"Document.fileSize"}  # of an image it is the original's


def everything(kind: Any, levels: int) -> str:
    """A selection of all that ``kind``, or any type behind it, has: objects down to so many levels."""
    if is_abstract_type(kind):
        parts = (f"... on {one.name} {everything(one, levels)}" for one in BUILT.get_possible_types(kind))
        return "{ __typename " + " ".join(parts) + " }"
    return "{ __typename " + " ".join(filter(None, (one(kind, name, levels) for name in kind.fields))) + " }"


def one(kind: Any, name: str, levels: int) -> str:
    definition = kind.fields[name]
    needed = [argument for argument, told in definition.args.items() if is_required_argument(told)]
    assert set(needed) <= {"preset"}
    below = get_named_type(definition.type)
    if is_leaf_type(below):
        selection = ""
    elif levels:
        selection = everything(below, levels - 1)
    else:
        return ""
    return name + ("(preset: CARD) " if needed else " ") + selection


@pytest.mark.parametrize(("abstract", "levels"), [("PageInterface", 1), ("Block", 2)])
def test_one_query_selects_every_field_of_every_member(
    abstract: str, levels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fields that two members have under one name are of one type, so that they can stand side by side."""
    monkeypatch.setattr(overlapping_fields_can_be_merged, "MAX_COMPLEXITY_BUDGET", 10_000_000)
    field = "" if abstract == "PageInterface" else "... on HomePage { body "
    closing = " }" if field else ""
    selection = everything(BUILT.type_map[abstract], levels)
    inner = f"{{ {field}{selection}{closing} }}" if field else selection
    document = parse(f'{{ page(path: "/") {inner} }}')
    assert validate(BUILT, document) == []
    members = BUILT.get_possible_types(BUILT.type_map[abstract])  # type: ignore[arg-type]
    for member in members:
        for name in member.fields:
            assert f" {name}" in selection
