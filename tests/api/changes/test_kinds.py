"""What the public of a site is told of a change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, Page, PageViewRestriction, Site

from cms.delivery.changes import tags_of
from cms.delivery.models import Change, Log
from locations.models import OpeningHours
from pages.models import Source
from providers.models import Licence
from tests import factories as make
from tests.api.conftest import Ask
from tests.factories import SmallSite
from treatments.models import TreatmentConcern

from .conftest import Told
from .mutations import end_transaction, flush, forget_all

pytestmark = pytest.mark.django_db

LINKS = ("UPDATED", None, None, None, None)
"""What is told of a page that the site's public does not see, for what leads to it."""


def fresh(page: Any) -> Any:
    return type(page)._default_manager.get(pk=page.pk)


def tags(act: Callable[[], Any]) -> set[str]:
    """The tags of answers that are old after the act."""
    forget_all()
    act()
    flush()
    return {tag for change in Change.objects.all() for tag in tags_of(change)}


def test_the_life_of_a_page(site: SmallSite, told: Told) -> None:
    page = make.StandardPageFactory(slug="about", title="About", parent=site.home, live=False)
    pk = str(page.pk)
    assert told() == []
    fresh(page).save_revision().publish()
    assert told() == [("PUBLISHED", "StandardPage", pk, "/about/", None)]
    page = fresh(page)
    page.title = "About us"
    revision = page.save_revision()
    assert told() == []
    revision.publish()
    assert told() == [("UPDATED", "StandardPage", pk, "/about/", None)]
    page = fresh(page)
    page.slug = "about-us"
    page.save_revision().publish()
    assert told() == [("MOVED", "StandardPage", pk, "/about-us/", "/about/")]
    fresh(page).unpublish()
    gone = [row for row in told() if row[1] == "StandardPage"]
    assert gone == [("UNPUBLISHED", "StandardPage", pk, "/about-us/", None)]
    fresh(page).save_revision().publish()
    assert [row for row in told() if row[1] == "StandardPage"] == [
        ("PUBLISHED", "StandardPage", pk, "/about-us/", None)
    ]
    fresh(page).delete()
    assert ("DELETED", "StandardPage", pk, "/about-us/", None) in told()


def test_pages_below_move_with_their_parent(site: SmallSite, told: Told) -> None:
    parent = make.StandardPageFactory(slug="a", parent=site.home)
    child = make.StandardPageFactory(slug="b", parent=parent)
    target = make.StandardPageFactory(slug="c", parent=site.home)
    forget_all()
    Page.objects.get(pk=parent.pk).move(Page.objects.get(pk=target.pk), pos="last-child")
    assert sorted(row for row in told() if row[1] == "StandardPage") == sorted(
        [
            ("MOVED", "StandardPage", str(parent.pk), "/c/a/", "/a/"),
            ("MOVED", "StandardPage", str(child.pk), "/c/a/b/", "/a/b/"),
        ]
    )


def test_a_reorder_is_one_change_of_the_parent(site: SmallSite, told: Told) -> None:
    pages = [make.StandardPageFactory(slug=f"page-{number}", parent=site.home) for number in range(5)]
    forget_all()
    Page.objects.get(pk=pages[4].pk).move(Page.objects.get(pk=site.home.pk), pos="first-child")
    assert told() == [("UPDATED", "HomePage", str(site.home.pk), "/", None)]


def test_child_rows_and_other_objects(site: SmallSite, told: Told) -> None:
    location = make.LocationPageFactory(slug="north", hours=[make.hours(0, "09:00", "17:00")])
    source = make.SourceFactory()
    forget_all()
    OpeningHours.objects.filter(location=location).update(closes="18:00")
    assert told() == [("UPDATED", "LocationPage", str(location.pk), "/locations/north/", None)]
    Source.objects.filter(pk=source.pk).update(title="New")
    assert told() == [("UPDATED", "Source", str(source.pk), None, None)]
    Source.objects.filter(pk=source.pk).update(title="New")
    assert told() == []


def test_what_is_private_before_and_after_is_told_to_nobody(site: SmallSite, told: Told) -> None:
    closed = make.StandardPageFactory(slug="closed", parent=site.home)
    below = make.StandardPageFactory(slug="below", parent=closed)
    forget_all()
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert told() == [("REBUILD_ALL", None, None, None, None)]
    below.title = "Secret"
    below.save_revision().publish()
    assert told() == []
    fresh(below).move(Page.objects.get(pk=site.home.pk), pos="last-child")
    assert [row for row in told() if row[1] == "StandardPage"] == [
        ("PUBLISHED", "StandardPage", str(below.pk), "/below/", None)
    ]
    fresh(below).move(Page.objects.get(pk=closed.pk), pos="last-child")
    assert [row for row in told() if row[1] == "StandardPage"] == [
        ("UNPUBLISHED", "StandardPage", str(below.pk), "/below/", None)
    ]


@pytest.mark.parametrize("is_parent_hidden", [False, True])
def test_a_hidden_page_takes_public_pages_to_another_place(site: SmallSite, told: Told, is_parent_hidden: bool) -> None:
    parent = make.StandardPageFactory(slug="parent", parent=site.home)
    section = make.StandardPageFactory(parent=parent)
    make.StandardPageFactory(parent=section)
    make.StandardPageFactory(parent=fresh(parent))
    for page in [section, *([parent] if is_parent_hidden else [])]:
        fresh(page).unpublish()
    forget_all()
    fresh(section).move(fresh(parent), pos="last-child")
    flush()
    tags = {tag for change in Change.objects.all() for tag in tags_of(change)}
    assert {"order-page", f"page-{parent.pk}"} <= tags
    assert told() == [LINKS if is_parent_hidden else ("UPDATED", "StandardPage", str(parent.pk), "/parent/", None)]


def test_of_what_is_hidden_now_only_that_it_is_gone(site: SmallSite, told: Told) -> None:
    page = make.StandardPageFactory(slug="about", parent=site.home)
    forget_all()
    page.title = "More about"
    page.save_revision().publish()
    assert told(forget=False) == [("UPDATED", "StandardPage", str(page.pk), "/about/", None)]
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    assert told() == [("UNPUBLISHED", "StandardPage", str(page.pk), "/about/", None)]


def test_a_credential_that_nobody_sees_is_not_named(site: SmallSite, told: Told) -> None:
    licence = make.LicenceFactory(provider=make.ProviderPageFactory(), status="inactive")
    forget_all()
    change = Licence.objects.filter(pk=licence.pk)
    change.update(number="X-1")
    assert told() == []
    change.update(status="active", expires=timezone.now() - timedelta(days=3))
    assert told() == [("UNPUBLISHED", "Licence", None, None, None)]


def test_of_a_picture_that_was_never_seen_nothing_is_told(site: SmallSite, told: Told) -> None:
    private = make.private_collection()
    forget_all()
    picture = make.ImageFactory(collection=private)
    assert told() == []
    change = picture._meta.default_manager.filter(pk=picture.pk)
    change.update(title="Before")
    assert told() == []
    change.update(collection=Collection.get_first_root_node())
    assert told() == [("UPDATED", "Image", str(picture.pk), None, None)]
    change.update(title="After")
    assert told() == [("UPDATED", "Image", str(picture.pk), None, None)]
    change.update(collection=private)
    assert told() == [("UNPUBLISHED", "Image", None, None, None)]


def test_of_a_document_that_was_never_seen_nothing_is_told(site: SmallSite, told: Told) -> None:
    private = make.private_collection()
    forget_all()
    document = make.DocumentFactory(collection=private)
    assert told() == []
    change = document._meta.default_manager.filter(pk=document.pk)
    change.update(collection=Collection.get_first_root_node())
    assert told() == [("UPDATED", "Document", str(document.pk), None, None)]
    change.update(collection=private)
    assert told() == [("UNPUBLISHED", "Document", None, None, None)]


def test_answers_are_old_when_a_document_of_theirs_changes(site: SmallSite, told: Told, client: Client) -> None:
    document, other = make.DocumentFactory(), make.DocumentFactory()
    body = make.stored_blocks(("document", {"document": document.pk}))
    page = make.StandardPageFactory(slug="forms", parent=site.home, body=body)
    query = '{ page(path: "/forms/") { ... on StandardPage { body { ... on DocumentBlock { document { title } } } } } }'
    answer = client.post("/graphql/", {"query": query}, content_type="application/json")
    assert answer.json()["data"]["page"]["body"] == [{"document": {"title": document.title}}]
    named = f"document-{document.pk}"
    kept = set(answer["Surrogate-Key"].split())
    assert kept == {"all", f"page-{page.pk}", named, "type-document", "type-page"}

    document.file = ContentFile(make.PDF.replace(b"1.7", b"1.4"), name="b.pdf")
    assert tags(document.save) & kept == {named}
    assert tags(lambda: other.save()) & kept == set()
    assert tags(other.delete) & kept == {"type-document"}
    assert tags(document.delete) & kept == {named, "type-document"}


def test_each_site_is_told_of_its_own(site: SmallSite, told: Told) -> None:
    other = make.make_site("other.example")
    forget_all()
    page = make.StandardPageFactory(slug="about", parent=site.home)
    assert told(forget=False) == [("PUBLISHED", "StandardPage", str(page.pk), "/about/", None)]
    assert told(host="other.example") == [LINKS]
    fresh(page).move(Page.objects.get(pk=other.home.pk), pos="last-child")
    assert ("UNPUBLISHED", "StandardPage", str(page.pk), "/about/", None) in told(forget=False)
    assert ("PUBLISHED", "StandardPage", str(page.pk), "/about/", None) in told(host="other.example")


def test_what_leads_to_a_page_of_another_site_is_old_when_it_moves(site: SmallSite, told: Told, ask: Ask) -> None:
    other = make.make_site("other.example")
    there = make.StandardPageFactory(slug="there", parent=other.home)
    link = f'<p><a linktype="page" id="{there.pk}">There</a></p>'
    make.StandardPageFactory(slug="here", parent=site.home, body=make.stored_blocks(("rich_text", {"text": link})))
    forget_all()
    there = fresh(there)
    there.title = "There it is"
    there.save_revision().publish()
    assert told() == []
    there.slug = "yonder"
    there.save_revision().publish()
    flush()
    [node] = ask("{ changes(first: 9) { nodes { kind type id path cacheTags } } }")["changes"]["nodes"]
    assert (node["kind"], node["type"], node["id"], node["path"]) == ("UPDATED", None, None, None)
    assert f"page-{there.pk}" in node["cacheTags"]
    assert told() == [LINKS]
    fresh(there).unpublish()
    assert told() == [LINKS]


def test_typed_links_to_a_hidden_page_are_old_when_it_goes(site: SmallSite, told: Told) -> None:
    page = make.StandardPageFactory(slug="gone", parent=site.home)
    fresh(page).unpublish()
    forget_all()
    hidden = fresh(page)
    hidden.slug = "gone-too"
    hidden.save()
    assert told() == [LINKS]
    fresh(page).delete()
    assert told() == [LINKS]


def test_a_page_that_was_over_before_it_came_is_not_named(site: SmallSite, told: Told) -> None:
    page = make.StandardPageFactory(slug="offer", parent=site.home, live=False)
    forget_all()
    Page.objects.filter(pk=page.pk).update(live=True, expire_at=timezone.now() - timedelta(hours=1))
    assert told() == [LINKS]


def test_a_page_that_is_not_served_is_not_named(site: SmallSite, told: Told) -> None:
    plain = Page(title="Plain", slug="plain")
    fresh(site.home).add_child(instance=plain)
    assert told() == [LINKS]
    plain.delete()
    assert told() == [LINKS]


def test_another_name_of_the_home_page_concerns_everything(site: SmallSite, told: Told) -> None:
    page = make.StandardPageFactory(slug="about", parent=site.home)
    forget_all()
    fresh(page).delete()
    end_transaction()
    home = fresh(site.home)
    home.slug = "start"
    home.save_revision().publish()
    assert ("REBUILD_ALL", None, None, None, None) in told()


def test_sites_and_collections_concern_everything(site: SmallSite, told: Told) -> None:
    Site.objects.filter(pk=site.site.pk).update(port=8080)
    assert told() == [("REBUILD_ALL", None, None, None, None)]
    make.private_collection()
    assert told() == [("REBUILD_ALL", None, None, None, None)]


def test_it_is_read_step_by_step(site: SmallSite, told: Told, ask: Ask) -> None:
    sources = [make.SourceFactory(title=f"Source {number}") for number in range(5)]
    flush()
    part = ask("{ changes(first: 2) { nodes { id } pageInfo { hasNextPage endCursor } totalCount } }")["changes"]
    assert [node["id"] for node in part["nodes"]] == [str(source.pk) for source in sources[:2]]
    assert (part["pageInfo"]["hasNextPage"], part["totalCount"]) == (True, 5)
    query = "query($after: String) { changes(first: 100, after: $after) { nodes { id } pageInfo { endCursor } } }"
    rest = ask(query, after=part["pageInfo"]["endCursor"])["changes"]
    assert [node["id"] for node in rest["nodes"]] == [str(source.pk) for source in sources[2:]]
    last = ask("{ changes(last: 1) { pageInfo { endCursor } } }")["changes"]["pageInfo"]["endCursor"]
    assert last == rest["pageInfo"]["endCursor"]
    assert ask(query, after=last)["changes"]["nodes"] == []


@pytest.mark.postgresql
def test_a_restored_log_swallows_no_change(site: SmallSite, told: Told) -> None:
    """Transactions of another cluster had the same numbers."""
    source = make.SourceFactory()
    flush()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        [number] = cursor.fetchone()
    Change.objects.update(transaction=number)
    end_transaction()
    before = Log.position()
    Source.objects.filter(pk=source.pk).update(title="New")
    flush()
    assert list(Change.objects.filter(sequence__gt=before).values_list("type", "object")) == [("source", source.pk)]


def test_who_asks_when_nothing_is_new_can_go_on_from_there(site: SmallSite, told: Told, ask: Ask) -> None:
    query = "query($after: String) { changes(after: $after) { nodes { id } pageInfo { endCursor } } }"
    last = ask("{ changes(last: 1) { pageInfo { endCursor } } }")["changes"]["pageInfo"]["endCursor"]
    quiet = ask(query, after=last)["changes"]
    assert (quiet["nodes"], quiet["pageInfo"]) == ([], {"endCursor": last})
    source = make.SourceFactory()
    flush()
    part = ask(query, after=last)["changes"]
    assert part["nodes"] == [{"id": str(source.pk)}]
    end_transaction()
    call_command("update_index", verbosity=0)  # is told to nobody, and is behind the reader from now on
    flush()
    quiet = ask(query, after=part["pageInfo"]["endCursor"])["changes"]
    assert quiet["nodes"] == []
    position = Log.position()
    Log.objects.update(pruned=position)
    assert ask(query, after=quiet["pageInfo"]["endCursor"])["changes"]["nodes"] == []


def test_a_cursor_that_the_log_has_not_come_to_starts_over(site: SmallSite, told: Told, post: Any) -> None:
    make.SourceFactory()
    flush()
    query = "query($after: String) { changes(after: $after) { pageInfo { endCursor } } }"
    cursor = post(query)[1]["data"]["changes"]["pageInfo"]["endCursor"]
    Log.objects.update(sequence=Log.position() - 1)
    [error] = post(query, after=cursor)[1]["errors"]
    assert error["message"] == (
        "This cursor is ahead of the log, as after an older backup was restored. Start over: ask for "
        "`changes(last: 1)`, keep its `endCursor`, then read everything anew."
    )


def test_a_reader_that_is_too_late_starts_over(site: SmallSite, told: Told, post: Any) -> None:
    for _ in range(3):
        make.SourceFactory()
        end_transaction()
    query = "query($after: String) { changes(after: $after, first: 1) { nodes { id } pageInfo { endCursor } } }"
    cursors: list[str | None] = [None]
    for _ in range(3):
        cursors.append(post(query, after=cursors[-1])[1]["data"]["changes"]["pageInfo"]["endCursor"])
    Change.objects.update(at=timezone.now() - timedelta(days=31))
    call_command("prune_changes")
    kept = Change.objects.values_list("type", flat=True)
    assert list(kept) == ["source", Change.LOG]  # the last one, as a place to go on from, and that others went
    status, answer = post(query, after=cursors[1])
    [error] = answer["errors"]
    assert (status, answer["data"], error["extensions"]) == (200, None, {"code": "BAD_REQUEST"})
    assert error["message"] == (
        "The changes after this cursor are no longer kept. Start over: ask for `changes(last: 1)`, keep its "
        "`endCursor`, then read everything anew."
    )
    last = str(Source.objects.latest("pk").pk)
    assert post(query, after=cursors[2])[1]["data"]["changes"]["nodes"] == [{"id": last}]
    assert post(query, after=cursors[3])[1]["data"]["changes"]["nodes"] == []


def test_a_list_by_a_relation_is_old_when_one_of_it_changes_or_another_joins(site: SmallSite, client: Client) -> None:
    redness, acne = make.ConcernPageFactory(slug="redness"), make.ConcernPageFactory()
    peel, laser = (make.TreatmentPageFactory(concern_links=[concern]) for concern in (redness, acne))
    query = '{ concern(slug: "redness") { treatments(first: 5) { title } } }'
    answer = client.post("/graphql/", {"query": query}, content_type="application/json")
    assert answer.json() == {"data": {"concern": {"treatments": [{"title": peel.title}]}}}
    kept = set(answer["Surrogate-Key"].split())

    def publish(page: Any, title: str) -> None:
        page.title = title
        page.save_revision().publish()

    def join() -> None:
        page = fresh(laser)
        page.concern_links.add(TreatmentConcern(concern=redness))
        page.save_revision().publish()

    assert tags(lambda: publish(fresh(laser), "Light")) & kept == set()
    assert tags(lambda: publish(fresh(peel), "Acid")) & kept == {f"page-{peel.pk}"}
    assert tags(join) & kept == {"type-treatmentpage"}
    assert tags(lambda: publish(fresh(laser), "Light again")) & kept == set()
