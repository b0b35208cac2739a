"""Reading goes on without the file store; who needs it is told so, in time, and learns nothing of where it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from cms.media.models import MediaDocument, MediaRendition
from settings import services
from tests.factories import ArticlePageFactory, ImageFactory, UserFactory, make_site

from .sockets import hanging

pytestmark = pytest.mark.django_db

STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
SECRETS = {
    "S3_BUCKET": "hidden-bucket",
    "S3_REGION": "hidden-region",
    "S3_ACCESS_KEY_ID": "HIDDENID",
    "S3_SECRET_ACCESS_KEY": "HIDDENKEY",
}
QUERY = (
    """{ article(slug: "a-peel") { title hero { alt rendition(preset: HERO, format: WEBP) { url width height } } } }"""
)


@pytest.fixture
def local_store(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep files in a folder."""
    monkeypatch.delenv("S3_BUCKET", raising=False)
    settings.STORAGES = services.storages(STATIC, tmp_path)
    use_for_renditions(monkeypatch)


@pytest.fixture
def silent_store(local_store: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """Give a function that replaces the folder by an S3 server that accepts connections and never answers."""
    with hanging() as port:

        def go_silent() -> str:
            for name, value in SECRETS.items():
                monkeypatch.setenv(name, value)
            monkeypatch.setenv("S3_ENDPOINT_URL", f"http://127.0.0.1:{port}")
            monkeypatch.setenv("S3_ADDRESSING_STYLE", "path")
            monkeypatch.setenv("S3_CUSTOM_DOMAIN", "https://media.example.com")
            settings.STORAGES = services.storages(STATIC, tmp_path)
            use_for_renditions(monkeypatch)
            return f"127.0.0.1:{port}"

        yield go_silent


def use_for_renditions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MediaRendition._meta.get_field("file"), "storage", storages["renditions"])


def told(text: str, address: str) -> list[str]:
    """What a text gives away."""
    return [word for word in (*SECRETS.values(), address, "Traceback", "botocore") if word in text]


def test_a_front_end_reads_on(silent_store: Any) -> None:
    image = ImageFactory(description="A basin of water")
    ArticlePageFactory(parent=make_site().articles, title="A peel", slug="a-peel", hero=image)
    Client().get("/graphql/?query={__typename}")  # makes the schema
    address = silent_store()
    started = time.monotonic()
    answer = Client().post("/graphql/", {"query": QUERY}, content_type="application/json")
    assert time.monotonic() - started < 2
    hero = answer.json()["data"]["article"]["hero"]
    assert (answer.status_code, hero["alt"], "errors" in answer.json()) == (200, "A basin of water", False)
    assert hero["rendition"]["url"].startswith("https://media.example.com/public/")
    assert told(answer.content.decode(), address) == []


@pytest.mark.once
def test_a_page_of_pictures_waits_once(silent_store: Any, admin_client: Client) -> None:
    for number in range(8):
        ImageFactory(title=f"Picture {number}", rendered=False)
    address = silent_store()
    started = time.monotonic()
    answer = admin_client.get("/admin/images/")
    assert 9 < time.monotonic() - started < 14
    assert (answer.status_code, told(answer.content.decode(), address)) == (200, [])
    assert all(f"Picture {number}" in answer.content.decode() for number in range(8))


@pytest.mark.parametrize(
    ("restriction", "answers"),
    [
        (None, {"stranger": 302, "editor": 302, "administrator": 302}),
        ("login", {"stranger": 302, "editor": 302, "administrator": 302}),
        ("groups", {"stranger": 302, "editor": 403, "administrator": 302}),
        ("password", {"stranger": 404, "editor": 404, "administrator": 404}),
    ],
)
def test_who_may_have_a_document(
    local_store: None, admin_client: Client, restriction: str | None, answers: dict[str, int]
) -> None:
    collection = Collection.get_first_root_node().add_child(name="Forms")
    if restriction:
        CollectionViewRestriction.objects.create(collection=collection, restriction_type=restriction, password="sesame")
    below = collection.add_child(name="Consent")
    document = MediaDocument(title="Consent", file=ContentFile(b"Sign here", name="consent.txt"), collection=below)
    document.save()
    editor = Client()
    editor.force_login(UserFactory(groups=["Editors"]))
    clients = {"stranger": Client(), "editor": editor, "administrator": admin_client}
    got = {who: client.get(document.url) for who, client in clients.items()}
    assert {who: answer.status_code for who, answer in got.items()} == answers
    if restriction in ("login", "groups"):
        assert got["stranger"]["Location"] == f"/admin/login/?next={document.url}"
    if restriction != "password":
        assert got["administrator"]["Cache-Control"] == "private, no-store"
        file = Client().get(got["administrator"]["Location"])
        assert file["Content-Disposition"].startswith('attachment; filename="Consent.txt"')
        assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert b"".join(file.streaming_content) == b"Sign here"
    assert Client().get(document.url.rpartition("/")[0] + "/another.txt").status_code in (302, 404)
    assert Client().post(document.url).status_code == 405
