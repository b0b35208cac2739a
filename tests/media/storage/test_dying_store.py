"""An S3 server that is killed in the middle of an upload: what the editor reads, and what is left of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from cms.media.models import MediaImage
from servers.s3 import S3, s3
from tests.media import pictures
from tests.media.storage.conftest import AGREE, Check, Gate
from tests.media.test_uploads import STORE_DOWN, Way
from tests.serving import serving

pytestmark = [pytest.mark.s3, pytest.mark.django_db]


SECONDS = 15


class Store:
    """A server of the test's own behind a gate; it can be killed, and started again with what it had stored."""

    def __init__(self, folder: Path, use_store: Callable[[dict[str, str]], None]) -> None:
        self.folder, self.use_store = folder, use_store
        self.running = ExitStack()
        self.server: S3
        self.gate: Gate

    def start(self) -> None:
        self.server = self.running.enter_context(s3(self.folder))
        self.gate = self.running.enter_context(serving(Gate(self.server.endpoint)))
        self.use_store(self.server.environment() | {"S3_ENDPOINT_URL": self.gate.url})

        self.running.callback(lambda client: client.close(), storages["default"].connection.meta.client)

    def restart(self) -> None:
        self.running.close()
        self.start()

    def dies_at(self, number: int, when: str) -> None:
        """Be killed at this many uploads of bytes: "before" they arrive, or "after", when nobody is told of it."""
        left = number

        def strike(method: str, _path: str) -> None:
            nonlocal left
            left -= method == "PUT"
            if method == "PUT" and not left:
                self.server.process.kill()
                raise ConnectionAbortedError

        if when == "before":
            self.gate.refusal = strike
        else:
            self.gate.answered = strike


@pytest.fixture
def store(tmp_path: Path, use_store: Callable[..., None]) -> Iterator[Store]:
    mine = Store(tmp_path / "s3", use_store)
    with mine.running:
        mine.start()
        yield mine


def photo(*, large: bool) -> bytes:
    """A photo that goes to S3 in one request, or in parts."""
    width = 2_800 if large else 400
    noise = Image.merge("RGB", [Image.effect_noise((width, width), 90) for _ in range(3)])
    return pictures.encoded(noise, "JPEG", quality=92, subsampling=0)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("large", "number"), [(False, 1), (True, 2)], ids=["whole", "in parts"])
def test_the_editor_is_told_in_time_and_nothing_is_left(
    store: Store,
    admin_client: Client,
    check: Check,
    tomorrow: Callable[[], None],
    large: bool,
    number: int,
    when: str,
) -> None:
    way = Way(reverse("wagtailimages:add_multiple"), is_uploader=True)
    data = photo(large=large)
    store.dies_at(number, when)
    started = time.monotonic()
    assert STORE_DOWN in way.shown(way.post(admin_client, data, "room.jpg"))
    assert time.monotonic() - started < SECONDS
    assert not store.server.process.alive()
    assert not MediaImage.objects.exists()
    assert not UploadedFile.objects.exists()

    store.restart()
    tomorrow()
    check("--fix")
    assert check() == (AGREE, "")
    assert [list(storages[alias].stored_files()) for alias in ("default", "renditions")] == [[], []]
    assert list(storages["default"].unfinished_uploads()) == []
