"""Who sees which draft, where it appears, and that nothing else is seen by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.preview.models import PagePreview
from tests.factories import (
    ArticlePageFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    DocumentFactory,
    ImageFactory,
    LocationPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
    UserFactory,
    cell,
    criterion,
    make_site,
    private_collection,
    stored_blocks,
    subject,
)
from tests.preview.drafting import NEWEST, TITLE, bearer, drafted, preview_of, refused, with_token
from tests.preview.reading import read, send

from .conftest import NOW

pytestmark = pytest.mark.django_db

OVER = "The preview has ended: open it again in the admin, or by the review link."
FORGED = "`X-Preview-Token` holds no preview token: open the preview again in the admin."
NEEDS_TOKEN = "`version: DRAFT` needs an API token: send it as `Authorization: Bearer …`."
PRIVATE = ["Authorization", "X-Preview-Token", "X-Query-Cost"]


# Where a draft appears


EVERYWHERE = """
query ($path: String!, $id: ID!, $slug: String!) {
  route(path: $path) { path page { ...Here } redirect { to } }
  byPath: page(path: $path) { ...Here }
  byId: page(id: $id) { ...Here }
  treatment(slug: $slug) { ...Here }
}
fragment Here on PageInterface { id title slug path url breadcrumbs { title path } }
"""


@pytest.mark.parametrize("slug", ["peel", "new-peel"])
def test_the_page_as_edited_by_every_way_to_it(peel: Any, slug: str) -> None:
    peel.title, peel.slug = "Peel, edited", "new-peel"
    here = {
        "id": str(peel.pk),
        "title": "Peel, edited",
        "slug": "new-peel",
        "path": "/treatments/new-peel/",
        "url": "https://www.example.com/treatments/new-peel/",
        "breadcrumbs": [
            {"title": "Home", "path": "/"},
            {"title": "Treatments", "path": "/treatments/"},
            {"title": "Peel, edited", "path": "/treatments/new-peel/"},
        ],
    }
    path = f"/treatments/{slug}/"
    assert read(EVERYWHERE, preview_of(peel), path=path, id=str(peel.pk), slug=slug) == {
        "route": {"path": path, "page": here, "redirect": None},
        "byPath": here,
        "byId": here,
        "treatment": here,
    }


def test_lists_and_relations_show_it_only_where_the_public_sees_the_page(peel: Any) -> None:
    article = ArticlePageFactory(title="About peels", treatment_links=[peel])
    secret = TreatmentPageFactory(title="Secret", live=False)
    ArticlePageFactory(title="About secrets", slug="secrets", treatment_links=[secret])
    query = """{
      treatments { totalCount nodes { title } } pages(first: 100) { nodes { title } }
      article(slug: "about-peels") { treatments { title } related { nodes { title } } }
      other: article(slug: "secrets") { treatments { title } }
    }"""
    public = read(query)
    assert "Secret" not in str(public)
    secret.title = "Secret, edited"
    assert read(query, preview_of(secret)) == public
    peel.title = "Peel, edited"
    edited = read(query, preview_of(peel))
    assert edited["treatments"] == {"totalCount": 1, "nodes": [{"title": "Peel, edited"}]}
    assert edited["article"]["treatments"] == [{"title": "Peel, edited"}]
    assert str(edited).replace("Peel, edited", "Peel") == str(public)
    assert article.title == "About peels"


def test_a_page_that_is_not_public_is_seen_by_its_token_alone(site: SmallSite) -> None:
    page = TreatmentPageFactory(title="Peel", live=False)
    other = TreatmentPageFactory(title="Laser", live=False)
    PageViewRestriction.objects.create(page=site.treatments, restriction_type="login")
    query = "{ page(path: PATH) { title breadcrumbs { path } parent { title } children { totalCount } } }"
    assert read(query.replace("PATH", '"/treatments/peel/"'), preview_of(page)) == {
        "page": {
            "title": "Peel",
            "breadcrumbs": [{"path": "/"}, {"path": "/treatments/peel/"}],
            "parent": None,
            "children": {"totalCount": 0},
        }
    }
    assert read(query.replace("PATH", '"/treatments/peel/"')) == {"page": None}
    assert read(query.replace("PATH", '"/treatments/laser/"'), preview_of(page)) == {"page": None}
    assert read(query.replace("PATH", '"/treatments/laser/"'), preview_of(other))["page"]["title"] == "Laser"


def test_a_taken_path_stays_the_public_page_s(peel: Any) -> None:
    other = TreatmentPageFactory(title="Laser", slug="laser")
    other.slug, other.title = "peel", "Laser, edited"
    token = preview_of(other)
    assert read(TITLE, token, path="/treatments/peel/")["route"]["page"] == {"title": "Peel"}
    assert read(TITLE, token, path="/treatments/laser/")["route"]["page"] == {"title": "Laser, edited"}
    assert read('{ treatment(slug: "peel") { title } }', token) == {"treatment": {"title": "Peel"}}


def test_a_location_that_has_moved_is_shown_rather_than_left(site: SmallSite) -> None:
    new = LocationPageFactory(title="New")
    old = LocationPageFactory(title="Old", status="closed", moved_to=new)
    query = "query ($path: String!) { route(path: $path) { page { title } redirect { to } } }"
    assert read(query, path="/locations/old/")["route"] == {"page": None, "redirect": {"to": "/locations/new/"}}
    assert read(query, preview_of(old), path="/locations/old/")["route"] == {"page": {"title": "Old"}, "redirect": None}


def test_another_site_s_page_is_shown_there_alone(site: SmallSite) -> None:
    other = make_site("b.example")
    page = StandardPageFactory(title="About", slug="about", parent=other.home)
    page.title = "About, edited"
    token = preview_of(page)
    query = 'query ($site: String) { page(path: "/about/", site: $site) { title } }'
    by_id = f'{{ page(id: "{page.pk}") {{ title }} }}'
    assert read(query, token, site="b.example") == {"page": {"title": "About, edited"}}
    assert read(query, token) == {"page": None}
    assert read(by_id, token) == {"page": None}


# What a draft refers to


def test_what_a_draft_refers_to_passes_the_gate(site: SmallSite) -> None:
    hidden, seen = ConcernPageFactory(title="Hidden", live=False), ConcernPageFactory(title="Seen")
    treatment = TreatmentPageFactory(title="Hidden treatment", live=False)
    secret, image = ImageFactory(collection=private_collection()), ImageFactory()
    article = ArticlePageFactory(title="Article", live=False, hero=secret, treatment_links=[treatment])
    section = {"treatment": treatment.pk, "heading": "", "level": "2", "anchor": "", "text": "<p>Words.</p>"}
    article.body = stored_blocks(
        ("image", {"image": secret.pk, "caption": ""}),
        ("image", {"image": image.pk, "caption": ""}),
        ("treatment_section", {**section, "brand": None, "image": secret.pk}),
        ("rich_text", {"text": f'<p>See <a linktype="page" id="{hidden.pk}">this</a>.</p>'}),
    )
    query = """query ($path: String!) { page(path: $path) { ... on ArticlePage {
      hero { id } treatments { title } seo { openGraph { image { id } } jsonLd }
      body { __typename
        ... on ImageBlock { image { id } } ... on RichTextBlock { html }
        ... on TreatmentSectionBlock { treatment { title } image { id } }
      }
    } ... on TreatmentPage { concerns { title } } } }"""
    found = read(query, preview_of(article), path="/articles/article/")["page"]
    assert "Hidden" not in found["seo"].pop("jsonLd")
    assert found == {
        "hero": None,
        "treatments": [],
        "seo": {"openGraph": {"image": None}},
        "body": [
            {"__typename": "ImageBlock", "image": {"id": str(image.pk)}},
            {"__typename": "TreatmentSectionBlock", "treatment": None, "image": None},
            {"__typename": "RichTextBlock", "html": "<p>See this.</p>"},
        ],
    }
    peel = TreatmentPageFactory(title="Peel", concern_links=[hidden, seen])
    assert read(query, preview_of(peel), path="/treatments/peel/")["page"] == {"concerns": [{"title": "Seen"}]}


def test_a_draft_shows_a_document_that_nobody_may_have_yet(site: SmallSite, client: Client) -> None:
    document, secret = DocumentFactory(title="Aftercare"), DocumentFactory(collection=private_collection())
    article = ArticlePageFactory(title="Article", live=False)
    article.body = stored_blocks(*(("document", {"document": one.pk}) for one in (document, secret)))
    query = """query ($path: String!) { page(path: $path) { ... on ArticlePage {
      body { ... on DocumentBlock { label document { url } } }
    } } }"""
    url = f"{settings.CMS_BASE_URL}/documents/{document.pk}/"
    assert read(query, preview_of(article), path="/articles/article/")["page"] == {
        "body": [{"label": "Aftercare", "document": {"url": url}}]
    }
    assert client.get(f"/documents/{document.pk}/").status_code == 404


def test_the_rows_of_a_draft_are_those_in_memory(site: SmallSite) -> None:
    one, two, three = (ConcernPageFactory(title=title) for title in ("One", "Two", "Three"))
    page = TreatmentPageFactory(title="Peel", concern_links=[one, two])
    link = type(page.concern_links.first())
    rows = list(page.concern_links.all())
    page.concern_links = [link(concern=three, sort_order=0), rows[1]]
    query = '{ treatment(slug: "peel") { concerns { title } } }'
    assert read(query) == {"treatment": {"concerns": [{"title": "One"}, {"title": "Two"}]}}
    assert read(query, preview_of(page)) == {"treatment": {"concerns": [{"title": "Three"}, {"title": "Two"}]}}


def in_order(*rows: Any) -> list[Any]:
    for position, row in enumerate(rows):
        row.sort_order = position
    return list(rows)


def test_a_draft_s_grid(site: SmallSite) -> None:
    page = ComparisonArticlePageFactory(title="Versus", slug="versus")
    subjects, criteria = list(page.subjects.all()), list(page.criteria.all())
    page.subjects = in_order(subjects[1], subject("new-one", "New one"))
    page.criteria = in_order(criterion("price", "Price"), criteria[0])
    page.cells = [cell("price", "new-one", verdict="favourable", text="Cheap.")]
    query = """{ comparison(slug: "versus") { comparison {
      subjects { key name } criteria { key cells { subjectKey verdict text } }
    } } }"""
    before = read(query)
    blank = {"verdict": "NOT_STATED", "text": ""}
    known = subjects[1]
    assert read(query, preview_of(page))["comparison"]["comparison"] == {
        "subjects": [{"key": known.key, "name": known.name}, {"key": "new-one", "name": "New one"}],
        "criteria": [
            {
                "key": "price",
                "cells": [
                    {"subjectKey": known.key, **blank},
                    {"subjectKey": "new-one", "verdict": "FAVOURABLE", "text": "Cheap."},
                ],
            },
            {
                "key": criteria[0].key,
                "cells": [{"subjectKey": known.key, **blank}, {"subjectKey": "new-one", **blank}],
            },
        ],
    }
    assert read(query) == before


def test_what_a_draft_refers_to_may_be_gone(site: SmallSite) -> None:
    concern, image = ConcernPageFactory(title="Gone"), ImageFactory()
    page = TreatmentPageFactory(title="Peel", live=False, hero=image, concern_links=[concern])
    token = preview_of(page)
    image.delete()
    Page.objects.get(pk=concern.pk).delete()
    query = '{ treatment(slug: "peel") { title hero { id } concerns { title } } }'
    assert read(query, token) == {"treatment": {"title": "Peel", "hero": None, "concerns": []}}


def test_rows_of_a_draft_cost_no_statements(site: SmallSite) -> None:
    small = ComparisonArticlePageFactory(title="Small", slug="small", treatment_links=[TreatmentPageFactory()])
    keys = ("a", "b", "c", "d")
    large = ComparisonArticlePageFactory(
        title="Large",
        slug="large",
        subjects=[subject(key, key.upper()) for key in keys],
        criteria=[criterion(f"line-{number}", f"Line {number}") for number in range(15)],
        cells=[cell(f"line-{n}", key, verdict="neutral", text="So so.") for n in range(15) for key in keys],
        treatment_links=[TreatmentPageFactory() for _ in range(8)],
    )
    query = """query ($path: String!) { route(path: $path) { page { title ... on ComparisonArticlePage {
      treatments { title } comparison { criteria { cells { verdict source { title } } } }
    } } } }"""
    counts = []
    read(query, path="/articles/small/")  # what a process learns once
    for page in (small, large):
        drafted(page, title="Edited")
        for asked, headers in (
            (query, {"X-Preview-Token": preview_of(page)}),
            (query.replace("path)", "path, version: DRAFT)"), {"Authorization": bearer()}),
        ):
            with CaptureQueriesContext(connection) as captured:
                found = send(asked, {"path": f"/articles/{page.slug}/"}, **headers).json()
            assert found["data"]["route"]["page"]["title"] == "Edited"
            counts.append(len(captured))
    assert counts[:2] == counts[2:]


# Preview tokens


def test_a_token_is_good_for_half_an_hour(peel: Any) -> None:
    token = preview_of(drafted(peel, title="Edited"))
    with time_machine.travel(NOW + timedelta(minutes=29, seconds=59), tick=False):
        assert with_token(token, path="/treatments/peel/").json() == {"data": {"route": {"page": {"title": "Edited"}}}}
    with time_machine.travel(NOW + timedelta(minutes=30, seconds=2), tick=False):
        refused(with_token(token, path="/treatments/peel/"), OVER)


@pytest.mark.parametrize(
    "token", ["", "x", "a:b:c", "\0", "é", "Bearer x", "0" * 5000, "11111111-1111-1111-1111-111111111111"]
)
def test_a_forged_token(peel: Any, token: str) -> None:
    refused(with_token(token, path="/treatments/peel/"), FORGED)


def test_a_token_that_was_changed_or_signed_for_something_else(peel: Any) -> None:
    token = preview_of(peel)
    other = str(PagePreview(id="11111111-1111-1111-1111-111111111111").pk)
    for forged in (
        other + token[36:],
        token[:-1],
        signing.TimestampSigner(salt="other").sign(token[:36]),
        signing.TimestampSigner(salt="cms.preview").sign("not-an-id"),
        signing.TimestampSigner(key="other", salt="cms.preview").sign(token[:36]),
    ):
        refused(with_token(forged, path="/treatments/peel/"), FORGED)


def test_a_token_ends_with_its_page_its_parent_and_its_editor(peel: Any) -> None:
    def end(what: Any) -> None:
        page, editor = StandardPageFactory(title="Page"), UserFactory(is_superuser=True)
        token = preview_of(page, editor)
        assert with_token(token, path="/page/").status_code == 200
        what(page, editor)
        refused(with_token(token, path="/page/"), OVER)
        Page.objects.filter(pk=page.pk).delete()

    end(lambda page, editor: Page.objects.get(pk=page.pk).delete())
    end(lambda page, editor: type(editor).objects.filter(pk=editor.pk).update(is_active=False))
    end(lambda page, editor: type(editor).objects.filter(pk=editor.pk).update(is_superuser=False))
    end(lambda page, editor: editor.delete())


def test_a_token_shows_one_page(peel: Any) -> None:
    other = TreatmentPageFactory(title="Laser", slug="laser")
    drafted(other, title="Laser, edited")
    assert read(TITLE, preview_of(peel), path="/treatments/laser/")["route"]["page"] == {"title": "Laser"}


# HTTP


@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_answer_is_kept_from_caches_and_from_get(peel: Any, name: str) -> None:
    value = {"Authorization": bearer(), "X-Preview-Token": preview_of(peel), "X-Query-Cost": "1"}[name]
    answer = send(TITLE, {"path": "/treatments/peel/"}, **{name: value})
    assert answer.json()["data"] == {"route": {"page": {"title": "Peel"}}}
    assert answer["Cache-Control"] == "private, no-store"
    assert not {"ETag", "Surrogate-Key", "Cache-Tag", "Set-Cookie"} & set(answer.headers)
    got = Client().get("/graphql/", {"query": TITLE, "variables": '{"path": "/"}'}, headers={name: value})
    assert (got.status_code, got["Allow"], got["Cache-Control"]) == (405, "POST", "private, no-store")
    assert got.json() == {
        "errors": [
            {
                "message": "A request with Authorization, X-Preview-Token or X-Query-Cost is taken by POST alone: "
                "caches keep what GET brings.",
                "extensions": {"code": "BAD_REQUEST"},
            }
        ]
    }


def test_a_session_shows_nothing(peel: Any, client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(
        "/graphql/", {"query": NEWEST, "variables": {"path": "/treatments/peel/"}}, content_type="application/json"
    )
    assert answer.json()["errors"][0]["message"] == NEEDS_TOKEN


def test_a_private_refusal_is_kept_from_caches_too(peel: Any) -> None:
    token = preview_of(peel)
    answer = Client().post("/graphql/", "nonsense", content_type="application/json", headers={"X-Preview-Token": token})
    assert (answer.status_code, answer["Cache-Control"]) == (400, "private, no-store")
