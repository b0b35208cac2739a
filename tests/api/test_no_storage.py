"""Reading never asks the file store and never opens a picture, whatever is asked for."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from PIL import Image

from cms.media.models import MediaRendition
from cms.media.storage import StorageUnavailableError
from settings import services
from tests.factories import StandardPageFactory
from tests.preview.drafting import preview_of

from .crowd import Crowd
from .test_statements import QUERIES, READY

STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(scope="module")
def crowd(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[Crowd]:
    """A site of which every second picture is not rendered yet."""
    with lasting():
        made = Crowd()
        made.grow(4)
        StandardPageFactory(title="About", body=made.body(0))
        MediaRendition.objects.filter(image__in=made.images[::2]).delete()
        call_command("update_index", verbosity=0)
        yield made


@pytest.fixture
def asked(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Refuse every connection to S3 and every picture that is opened, and list what was tried."""
    tried: list[str] = []
    connect = socket.socket.connect
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("S3_BUCKET", "a-bucket")
    monkeypatch.setenv("S3_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("S3_REGION", "us-east-1")
    monkeypatch.setenv("S3_ACCESS_KEY_ID", "an-id")
    monkeypatch.setenv("S3_SECRET_ACCESS_KEY", "a-key")
    monkeypatch.setenv("S3_ADDRESSING_STYLE", "path")
    monkeypatch.setenv("S3_CUSTOM_DOMAIN", "https://media.example.com")
    settings.STORAGES = services.storages(STATIC, tmp_path)

    def refuse(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[1] == port:
            tried.append("connect")
            raise ConnectionRefusedError
        connect(self, address)

    def fail(*_arguments: Any, **_options: Any) -> Any:
        tried.append("open")
        raise AssertionError("A picture was opened.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(Image, "open", fail)
    return tried


def send(query: str, variables: dict[str, Any], **headers: str) -> str:
    body = json.dumps({"query": query, "variables": variables})
    response = Client().post("/graphql/", body, content_type="application/json", headers=headers)
    assert "errors" not in response.json()
    return response.content.decode()


def test_the_trap_catches(asked: list[str], db: None) -> None:
    with pytest.raises(StorageUnavailableError):
        storages["default"].exists("originals/picture.jpg")
    with pytest.raises(AssertionError):
        Image.open("picture.jpg")
    assert set(asked) == {"connect", "open"}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_asks_no_store_and_opens_no_picture(
    crowd: Crowd, asked: list[str], db: None, any_cost: None, name: str
) -> None:
    query, variables = QUERIES[name]
    send(
        query.replace("IMAGE", "{ alt rendition(preset: CARD) { url } pictureSources(preset: HERO) { srcSet } }"),
        variables,
    )
    assert asked == []


def test_a_picture_is_named_whether_it_is_rendered_or_not(crowd: Crowd, asked: list[str], db: None) -> None:
    query = "{ treatments(first: 4) { nodes { hero { rendition(preset: CARD) { url } } seo { jsonLd } } } }"
    answer = send(query, {})
    assert answer.count("https://media.example.com/public/") > 2
    assert answer.count("/media/render/") > 2
    assert asked == []


@pytest.mark.parametrize("name", ["article-page", "article-by-path"])
def test_a_preview_asks_no_store_either(crowd: Crowd, asked: list[str], db: None, name: str) -> None:
    for article in crowd.articles[:2]:
        query, _variables = READY[name]
        variables = {"slug": article.slug, "path": f"/articles/{article.slug}/"}
        answer = send(query, variables, **{"X-Preview-Token": preview_of(article)})
        assert article.title in answer
    assert asked == []
