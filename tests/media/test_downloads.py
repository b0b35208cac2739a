"""A document's lasting address: who is led to the file, for how long, and what everybody else is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import BigIntegerField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site

from cms.media.models import MediaDocument, ShownDocument
from tests.factories import (
    PDF,
    DocumentFactory,
    SmallSite,
    StandardPageFactory,
    UserFactory,
    block_id,
    make_site,
    private_collection,
    stored_blocks,
)

MOST = BigIntegerField.MAX_BIGINT
NOTHING = {
    "status": 404,
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "private, no-store",
    "Vary": "Cookie",
    "content": b"There is no such document.",
}
DISPOSITION = "attachment; filename=\"Aftercare.pdf\"; filename*=UTF-8''Aftercare.pdf"


@pytest.fixture
def site(db: None) -> SmallSite:
    return make_site()


@pytest.fixture
def document(db: None) -> MediaDocument:
    return DocumentFactory(title="Aftercare")  # type: ignore[no-any-return]


def body(*documents: Any) -> str:
    return stored_blocks(*(("document", {"document": getattr(one, "pk", one)}) for one in documents))


def page_with(site: SmallSite, *documents: Any, **fields: Any) -> Any:
    return StandardPageFactory(title="Page", parent=site.home, body=body(*documents), **fields)


def address(document: Any) -> str:
    return f"/documents/{getattr(document, 'pk', document)}/"


def told(client: Client, path: str, method: str = "get") -> dict[str, Any]:
    """What somebody is told who may not have a document; nothing else is in the answer that could differ."""
    response = getattr(client, method)(path)
    names = ("Content-Type", "Cache-Control", "Set-Cookie", "Vary", "Location")
    found = {name: response[name] for name in names if name in response}
    return {"status": response.status_code, **found, "content": response.content}


def follow(client: Client, location: str, method: str = "GET") -> tuple[int, str | None, str | None, bytes]:
    """What an address of the store answers: status, type, disposition, bytes; no cookie is sent."""
    if location.startswith("/"):
        served: Any = getattr(client, method.lower())(location)
        data = b"".join(served.streaming_content) if served.streaming else served.content
        return served.status_code, served.get("Content-Type"), served.get("Content-Disposition"), data
    try:
        with urlopen(Request(location, method=method), timeout=10) as answer:
            headers = answer.headers
            return answer.status, headers["Content-Type"], headers["Content-Disposition"], answer.read()
    except HTTPError as error:
        return error.code, None, None, b""


def test_the_public_is_led_to_the_file_while_a_public_page_shows_it(
    store: str, site: SmallSite, document: MediaDocument, client: Client
) -> None:
    page_with(site, document)
    response = client.get(address(document))
    names = ("Cache-Control", "Set-Cookie", "Vary")
    assert (response.status_code, *(response.get(name) for name in names)) == (302, "private, no-store", None, None)
    assert follow(client, response["Location"]) == (200, "application/pdf", DISPOSITION, PDF)


def test_a_link_can_be_checked_without_the_file(
    store: str, site: SmallSite, document: MediaDocument, client: Client
) -> None:
    page_with(site, document)
    response = client.head(address(document))
    assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
    assert follow(client, response["Location"], "HEAD") == (200, "application/pdf", DISPOSITION, b"")


def test_the_file_can_be_had_for_ten_minutes(
    store: str, site: SmallSite, document: MediaDocument, client: Client
) -> None:
    page_with(site, document)
    with time_machine.travel(timezone.now() - timedelta(seconds=580)):
        young = client.get(address(document))["Location"]
    with time_machine.travel(timezone.now() - timedelta(seconds=602)):
        old = client.get(address(document))["Location"]
    assert follow(client, young)[0] == 200
    assert follow(client, old)[0] == 403


def test_the_address_stays_when_the_file_is_replaced(
    store: str, site: SmallSite, document: MediaDocument, client: Client
) -> None:
    page_with(site, document)
    other = PDF.replace(b"1.7", b"1.4").replace(b"/Catalog", b"/Catalog /Lang (en)")
    former, document.title = document.filename, "Aftercare, May"
    document.file = ContentFile(other, name="b.pdf")
    document.save()
    document.refresh_from_db()
    assert (document.file_size, document.file_hash, document.filename == former) == (len(other), "", False)
    disposition = "attachment; filename=\"Aftercare, May.pdf\"; filename*=UTF-8''Aftercare%2C%20May.pdf"
    answer = follow(client, client.get(address(document))["Location"])
    assert answer == (200, "application/pdf", disposition, other)


@pytest.mark.parametrize(
    "path", ["/documents/0/", f"/documents/{MOST}/", f"/documents/{MOST + 1}/", f"/documents/{'9' * 5000}/"]
)
def test_an_id_that_is_none(site: SmallSite, client: Client, path: str) -> None:
    assert told(client, path) == NOTHING


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/documents/1%00/", (400, None)),
        ("/documents/1%00", (400, None)),
        ("/documents/%ED%A0%80/", (404, None)),
        ("/documents/-1/", (302, "https://www.example.com/documents/-1/")),
        ("/documents/%D9%A1/", (302, "https://www.example.com/documents/%D9%A1/")),
        ("/documents/", (302, "https://www.example.com/documents/")),
    ],
)
def test_what_is_no_id_may_be_a_page_of_the_front_end(
    site: SmallSite, client: Client, path: str, expected: tuple[int, str | None]
) -> None:
    response = client.get(path)
    assert (response.status_code, response.get("Location")) == expected


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_but_reading(site: SmallSite, document: MediaDocument, client: Client, method: str) -> None:
    page_with(site, document)
    assert getattr(client, method)(address(document)).status_code == 405


def hide_page(page: Any, **columns: Any) -> None:
    Page.objects.filter(pk=page.pk).update(**columns)


def restrict(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


HIDINGS: dict[str, Callable[[SmallSite, Any], Any]] = {
    "a draft": lambda site, page: hide_page(page, live=False),
    "expired": lambda site, page: hide_page(page, expire_at=timezone.now()),
    "not begun": lambda site, page: hide_page(page, go_live_at=timezone.now() + timedelta(seconds=60)),
    "private": lambda site, page: restrict(page),
    "below a private one": lambda site, page: restrict(site.home),
    "on no site": lambda site, page: Page.objects.get(pk=page.pk).move(Page.objects.get(depth=1), "last-child"),
    "deleted": lambda site, page: Page.objects.get(pk=page.pk).delete(),
    "unpublished": lambda site, page: Page.objects.get(pk=page.pk).specific.unpublish(),
    "without it": lambda site, page: publish(page, stored_blocks(("quote", {"text": "Gone"}))),
}


def publish(page: Any, stored: str) -> None:
    fresh = Page.objects.get(pk=page.pk).specific
    fresh.body = stored
    fresh.save_revision().publish()


@pytest.mark.parametrize("reason", HIDINGS)
def test_a_document_that_hidden_pages_alone_show_is_not_there(
    site: SmallSite, document: MediaDocument, client: Client, reason: str
) -> None:
    page = page_with(site, document)
    assert client.get(address(document)).status_code == 302
    HIDINGS[reason](site, page)
    for method in ("get", "head"):
        expected = NOTHING if method == "get" else NOTHING | {"content": b""}
        assert told(client, address(document), method) == expected
    page_with(make_site("other.example"), document)
    assert client.get(address(document)).status_code == 302


def test_a_document_in_no_page_is_not_there(site: SmallSite, document: MediaDocument, client: Client) -> None:
    assert told(client, address(document)) == NOTHING


def test_a_page_that_is_published_lets_its_documents_be_had_at_once(
    site: SmallSite, document: MediaDocument, client: Client
) -> None:
    other = DocumentFactory()
    page = page_with(site, document)
    draft = Page.objects.get(pk=page.pk).specific
    draft.body = body(other)
    revision = draft.save_revision()
    answers = [client.get(address(one)).status_code for one in (document, other)]
    revision.publish()
    answers += [client.get(address(one)).status_code for one in (document, other)]
    assert answers == [302, 404, 404, 302]


def test_an_editors_draft_of_a_live_page_changes_nothing(
    site: SmallSite, document: MediaDocument, client: Client, admin_client: Client
) -> None:
    page, other = page_with(site, document), DocumentFactory()
    form = {
        "title": "Page", "slug": page.slug, "body-count": "1", "body-0-type": "document", "body-0-order": "0",
        "body-0-deleted": "", "body-0-id": block_id(1), "body-0-value-document": str(other.pk),
        "body-0-value-label": "", "introduction": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert admin_client.post(edit, form).status_code == 302
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().body[0].value["document"] == other
    assert [client.get(address(one)).status_code for one in (document, other)] == [302, 404]
    admin_client.post(edit, {**form, "action-publish": "1"})
    assert [client.get(address(one)).status_code for one in (document, other)] == [404, 302]


def test_a_document_of_a_private_collection_is_not_there(site: SmallSite, client: Client) -> None:
    private = private_collection()
    for collection in (private, private.get_children().get()):
        document = DocumentFactory(collection=collection)
        page_with(site, document, slug=f"page-{collection.pk}")
        assert told(client, address(document)) == NOTHING
    CollectionViewRestriction.objects.all().delete()
    assert client.get(address(document)).status_code == 302


def test_a_page_may_show_a_document_twice_and_one_that_is_gone(
    site: SmallSite, document: MediaDocument, client: Client
) -> None:
    page = page_with(site, document)
    page.body = body(document, document, 999_999, "12", None, -1, 2**70)
    page.save(clean=False)
    assert list(ShownDocument.objects.order_by("pk").values_list("page", "document")) == [
        (page.pk, document.pk),
        (page.pk, 999_999),
    ]
    assert client.get(address(document)).status_code == 302
    assert told(client, address(999_999)) == NOTHING
    document.delete()
    page.delete()
    assert ShownDocument.objects.count() == 0


def test_a_copied_page_shows_what_the_original_does(site: SmallSite, document: MediaDocument, client: Client) -> None:
    page = page_with(site, document)
    copy = Page.objects.get(pk=page.pk).specific.copy(update_attrs={"slug": "copy"})
    Page.objects.get(pk=page.pk).delete()
    assert list(ShownDocument.objects.values_list("page", "document")) == [(copy.pk, document.pk)]
    assert client.get(address(document)).status_code == 302


class TestSignedIn:
    """Staff may have what no page shows yet, so that drafts can be looked through."""

    def test_a_document_in_no_page(self, site: SmallSite, document: MediaDocument, client: Client) -> None:
        client.force_login(UserFactory())
        response = client.get(address(document))
        assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
        assert follow(Client(), response["Location"]) == (200, "application/pdf", DISPOSITION, PDF)

    def test_somebody_who_has_left(self, site: SmallSite, document: MediaDocument, client: Client) -> None:
        user = UserFactory()
        client.force_login(user)
        user.is_active = False
        user.save()
        assert client.get(address(document)).status_code == 404

    def test_restricted_collections(self, site: SmallSite, client: Client) -> None:
        document = DocumentFactory(collection=private_collection().get_children().get())
        page_with(site, document)
        [restriction] = CollectionViewRestriction.objects.all()
        doctors = Group.objects.create(name="Doctors")
        insider, outsider = UserFactory(), UserFactory()
        insider.groups.add(doctors)
        answers = {}
        for kind in ("login", "groups", "password"):
            CollectionViewRestriction.objects.update(restriction_type=kind, password="sesame")
            restriction.groups.set([doctors])
            for name, user in (("insider", insider), ("outsider", outsider)):
                client.force_login(user)
                answers[kind, name] = (client.get(address(document)).status_code, client.get(document.url).status_code)
        assert answers == {
            ("login", "insider"): (302, 302),
            ("login", "outsider"): (302, 302),
            ("groups", "insider"): (302, 302),
            ("groups", "outsider"): (404, 403),
            ("password", "insider"): (404, 404),
            ("password", "outsider"): (404, 404),
        }


class TestTheAdminsAddress:
    """Wagtail's own, with the name of the present file in it."""

    def test_a_stranger_is_asked_to_sign_in(self, site: SmallSite, document: MediaDocument, client: Client) -> None:
        response = client.get(document.url)
        assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={document.url}")

    def test_it_leads_to_the_file_whoever_may_have_it(
        self, store: str, site: SmallSite, document: MediaDocument, client: Client
    ) -> None:
        page_with(site, document)
        response = client.get(document.url)
        assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
        assert follow(client, response["Location"]) == (200, "application/pdf", DISPOSITION, PDF)

    def test_another_name(self, site: SmallSite, document: MediaDocument, client: Client, admin_client: Client) -> None:
        page_with(site, document)
        for asking in (client, admin_client):
            assert asking.get(f"/documents/{document.pk}/other.pdf").status_code == 404


def test_what_is_hidden_takes_the_statements_of_what_is_not_there(
    site: SmallSite, document: MediaDocument, client: Client
) -> None:
    shown = DocumentFactory()
    page_with(site, shown)
    private = DocumentFactory(collection=private_collection())
    page_with(site, private, slug="private")
    counts = []
    for path in map(address, (shown, document, private, 999_999)):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts == [2, 2, 2, 2]
    for number in range(8):
        page_with(site, shown, document, private, slug=f"more-{number}")
        DocumentFactory()
    with CaptureQueriesContext(connection) as queries:
        client.get(address(shown))
    assert len(queries) == 2


def test_the_store_is_not_asked(
    site: SmallSite, document: MediaDocument, client: Client, s3_down: Callable[[], None]
) -> None:
    page_with(site, document)
    s3_down()
    begun = time.monotonic()
    location = client.get(address(document))["Location"]
    assert time.monotonic() - begun < 3
    assert location.startswith("http://127.0.0.1:")
    assert "X-Amz-Expires=600" in location


def test_a_site_that_is_gone(site: SmallSite, document: MediaDocument, client: Client) -> None:
    page_with(site, document)
    Site.objects.all().delete()
    assert told(client, address(document)) == NOTHING
