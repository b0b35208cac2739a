"""Stores for the media tests: a local folder, a real S3 server, and one that does not answer."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django_tasks_db.models import DBTaskResult

from cms.media.models import MediaImage, MediaRendition
from settings import services
from tests.media import pictures

S3_VARIABLES = (
    "S3_BUCKET",
    "S3_ENDPOINT_URL",
    "S3_REGION",
    "S3_ACCESS_KEY_ID",
    "S3_SECRET_ACCESS_KEY",
    "S3_ADDRESSING_STYLE",
    "S3_CUSTOM_DOMAIN",
)


@pytest.fixture(scope="session")
def s3_environment() -> dict[str, str]:
    """Give the variables of the run's S3 server."""
    return {name: os.environ.get(name, "") for name in S3_VARIABLES}


@pytest.fixture
def use_store(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Give a function that makes the CMS keep its files where these variables say."""

    def use(environment: dict[str, str]) -> None:
        for name in S3_VARIABLES:
            monkeypatch.setenv(name, environment.get(name, ""))
        settings.STORAGES = services.storages("django.contrib.staticfiles.storage.StaticFilesStorage", tmp_path)
        monkeypatch.setattr(MediaRendition._meta.get_field("file"), "storage", storages["renditions"])

    return use


@pytest.fixture
def local_store(use_store: Callable[..., None]) -> None:
    """Keep files in a folder."""
    use_store({})


@pytest.fixture
def s3_store(use_store: Callable[..., None], s3_environment: dict[str, str]) -> None:
    """Keep files in S3."""
    use_store(s3_environment)


@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.s3)])
def store(request: pytest.FixtureRequest) -> str:
    """Keep files in a folder, then in S3."""
    request.getfixturevalue(f"{request.param}_store")
    return str(request.param)


@pytest.fixture
def s3_down(use_store: Callable[..., None], unused_tcp_port: int) -> Callable[[], None]:
    """Give a function that makes S3 unreachable from then on."""

    def go_down() -> None:
        use_store(
            {
                "S3_BUCKET": "secret-bucket",
                "S3_ENDPOINT_URL": f"http://127.0.0.1:{unused_tcp_port}",
                "S3_REGION": "us-east-1",
                "S3_ACCESS_KEY_ID": "SECRETID",
                "S3_SECRET_ACCESS_KEY": "SECRETKEY",
                "S3_ADDRESSING_STYLE": "path",
            }
        )

    return go_down


@pytest.fixture
def unused_tcp_port() -> int:
    """Give a port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def make_image(db: None) -> Callable[..., MediaImage]:
    """Give a function that saves a picture as code would."""

    def make(data: bytes | None = None, name: str = "Jane Roe before.jpg", **fields: Any) -> MediaImage:
        fields.setdefault("title", "Treatment room")
        image = MediaImage(file=ContentFile(data or pictures.jpeg(800, 600), name=name), **fields)
        image.save()
        return image

    return make


@pytest.fixture
def run_tasks(django_capture_on_commit_callbacks: Any) -> Callable[[], list[str]]:
    """Give a function that runs what waits for the worker, in order, and names it."""

    def run() -> list[str]:
        names = []
        for row in DBTaskResult.objects.ready().order_by("enqueued_at"):
            row.status = "SUCCESSFUL"
            row.save(update_fields=["status"])
            names.append(row.task_path.rpartition(".")[2])
            arguments = row.args_kwargs
            if row.task_path.startswith("cms.media."):
                with django_capture_on_commit_callbacks(execute=True):
                    row.task.call(*arguments["args"], **arguments["kwargs"])
        return [name for name in names if name in ("render_image", "delete_files")]

    return run


def read(storage: Any, name: str) -> bytes:
    """Read a stored file whole."""
    with storage.open(name) as stored:
        return bytes(stored.read())


def as_file(data: bytes, name: str) -> Any:
    """Make what a browser sends: a file object for the test client."""
    file = BytesIO(data)
    file.name = name
    return file
