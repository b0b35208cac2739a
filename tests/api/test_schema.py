"""What stands in the schema: these fields and no others, one type for each name, a bound on every list."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_specified_scalar_type,
)

from cms.api.schema import schema

SHARED_PAGE_FIELDS = {
    "id", "title", "slug", "path", "url", "pageType", "firstPublishedAt", "lastPublishedAt", "seo", "breadcrumbs",
    "parent", "children",
}  # fmt: skip
OWN_PAGE_FIELDS = {
    "HomePage": {"introduction", "hero", "body"},
    "StandardPage": {"introduction", "body"},
    "ArticleIndexPage": {"introduction"},
    "TreatmentIndexPage": {"introduction"},
    "ConcernIndexPage": {"introduction"},
    "LocationIndexPage": {"introduction"},
    "ProviderIndexPage": {"introduction"},
    "ArticlePage": {
        "introduction", "hero", "body", "author", "publishedOn", "topics", "treatments", "reviewedBy", "lastReviewed",
        "nextReviewDue", "sources", "related",
    },
    "ComparisonArticlePage": {
        "introduction", "hero", "body", "author", "publishedOn", "topics", "treatments", "reviewedBy", "lastReviewed",
        "nextReviewDue", "sources", "related", "comparison",
    },
    "TreatmentPage": {
        "summary", "kind", "aliases", "hero", "sections", "concerns", "areas", "brands", "devices", "sessions",
        "durationMinutes", "downtime", "onset", "lastsMonths", "anaesthesia", "invasiveness", "compositeOf",
        "providers", "locations", "sources", "author", "reviewedBy", "lastReviewed", "nextReviewDue", "related",
    },
    "ConcernPage": {
        "name", "clinicalName", "synonyms", "category", "introduction", "areas", "seeADoctorIf", "treatments",
    },
    "LocationPage": {
        "name", "status", "movedTo", "hero", "introduction", "body", "address", "phone", "geo", "timeZone", "hours",
        "exceptions", "openNow", "opensNext", "today", "bookingUrl", "mapUrl", "parking", "accessibility",
        "medicalDirector", "treatments", "providers", "availability",
    },
    "ProviderPage": {
        "displayName", "postNominals", "role", "jobTitle", "photo", "bio", "languages", "education", "since",
        "credentials", "treatments", "locations",
    },
}  # fmt: skip
ROOT_FIELDS = {
    "route", "page", "pages", "organization", "navigation", "treatment", "treatments", "article", "articles",
    "comparison", "comparisons", "concern", "concerns", "location", "locations", "provider", "providers", "sitemap",
    "changes", "redirects", "search",
}  # fmt: skip
GRAPHQL_SCHEMA = schema().graphql_schema
OURS = {
    name: kind
    for name, kind in GRAPHQL_SCHEMA.type_map.items()
    if not name.startswith("__") and not is_specified_scalar_type(kind)
}


def test_page_types_hold_what_is_declared_and_nothing_of_wagtails() -> None:
    interface = GRAPHQL_SCHEMA.type_map["PageInterface"]
    assert isinstance(interface, GraphQLInterfaceType)
    types = {kind.name: set(kind.fields) for kind in GRAPHQL_SCHEMA.get_possible_types(interface)}
    assert set(interface.fields) == SHARED_PAGE_FIELDS
    assert types == {name: SHARED_PAGE_FIELDS | fields for name, fields in OWN_PAGE_FIELDS.items()}


def test_there_are_the_promised_root_fields_and_no_mutation() -> None:
    assert GRAPHQL_SCHEMA.query_type is not None
    assert set(GRAPHQL_SCHEMA.query_type.fields) == ROOT_FIELDS
    assert GRAPHQL_SCHEMA.mutation_type is None
    assert GRAPHQL_SCHEMA.subscription_type is None


@pytest.mark.parametrize("abstract", ["PageInterface", "Block"])
def test_one_field_name_has_one_type(abstract: str) -> None:
    interface = GRAPHQL_SCHEMA.type_map[abstract]
    assert isinstance(interface, GraphQLInterfaceType)
    types: dict[str, set[str]] = {}
    for kind in GRAPHQL_SCHEMA.get_possible_types(interface):
        for name, field in kind.fields.items():
            types.setdefault(name, set()).add(str(field.type))
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


PLAIN_LISTS = [
    (f"{name}.{field_name}", field)
    for name, kind in OURS.items()
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.endswith("Connection")
    for field_name, field in kind.fields.items()
    if "[" in str(field.type)
]


def test_every_plain_list_names_its_maximum() -> None:
    unnamed = [
        name
        for name, field in PLAIN_LISTS
        if "first" not in field.args and f"most {field.extensions.get('maximum')}" not in (field.description or "")
    ]
    assert len(PLAIN_LISTS) > 40
    assert unnamed == []


def test_every_plain_list_has_a_maximum_that_programs_can_read() -> None:
    unbounded = [name for name, field in PLAIN_LISTS if type(field.extensions.get("maximum")) is not int]
    assert unbounded == []


def test_nothing_else_has_a_maximum() -> None:
    listed = {name for name, _ in PLAIN_LISTS}
    bounded = {
        f"{name}.{field_name}"
        for name, kind in OURS.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field_name, field in kind.fields.items()
        if "maximum" in field.extensions
    }
    assert bounded == listed
