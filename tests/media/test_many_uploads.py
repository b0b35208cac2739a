"""Many large photos at once through the admin: the web process stays small, and a killed worker loses nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import psutil
import pytest
import requests
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image

from cms.media.models import MediaImage, MediaRendition
from cms.media.presets import all_specs
from cms.media.rendering import incomplete_images
from servers.process import free_ports
from tests.delivery.test_worker import until, worker
from tests.factories import make_site
from tests.media import pictures
from tests.media.test_uploads import root
from tests.web import web_server

pytestmark = [
    pytest.mark.s3,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

POSTERS = 4
MEGABYTES = 700
SECONDS = 10
WEBP_AND_JPEG_SECONDS, ALL_SECONDS = 300, 900
TOKEN = "t" * 32


class Memory:
    """Measures what the processes of the web server on ``port`` hold, ten times a second."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.most = 0
        self.over = threading.Event()
        self.reader = threading.Thread(target=self.read)

    def __enter__(self) -> Memory:
        self.reader.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.reader.join()

    def read(self) -> None:
        while not self.over.wait(0.1):
            self.most = max(self.most, sum(held(process) for process in server(self.port)) >> 20)


def held(process: psutil.Process) -> int:
    """Give a process's memory, none if it has ended."""
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def server(port: int) -> list[psutil.Process]:
    """Find the web server's processes below this one; other tests may have servers of theirs there."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            is_keeper = "keeper.py" in " ".join(process.cmdline())
            if "cms.serve" in process.cmdline() and not is_keeper and process.environ().get("PORT") == str(port):
                found += [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    return list({process.pid: process for process in found}.values())


def photos(count: int) -> Iterator[bytes]:
    """Make photos of 24 megapixels as a phone does, no two alike: duplicates are another matter."""
    noise = Image.effect_noise((1_500, 1_000), 40).resize((6_000, 4_000), Image.Resampling.BILINEAR)
    picture = Image.merge("RGB", (noise, noise.transpose(Image.Transpose.FLIP_TOP_BOTTOM), noise))
    for number in range(count):
        picture.paste((6 * number, 0, 0), (0, 0, 64, 64))
        yield pictures.encoded(picture, "JPEG", quality=85, exif=pictures.exif(6))


def rendered(*, avif: bool) -> int:
    """Count the files there are."""
    made = MediaRendition.objects.filter(filter_spec__contains="quality-")
    return (made if avif else made.exclude(filter_spec__contains="format-avif")).count()


def fail_over() -> None:
    """Let what a killed worker had under way count as lost at once, not after five minutes."""
    for task in DBTaskResult.objects.running():
        task.started_at -= timedelta(minutes=10)
        task.save(update_fields=["started_at"])


def test_many_large_photos(soak: bool, admin_client: Client, tell: Callable[[str], None]) -> None:
    count = 40 if soak else 5
    make_site()
    specs = all_specs(4_000, 6_000)
    taken, session, collection = list(photos(count)), admin_client.cookies["sessionid"].value, str(root())
    [port] = free_ports(1)

    def upload(number: int) -> tuple[float, Any]:
        started = time.monotonic()
        answer = requests.post(
            f"{address}{reverse('wagtailimages:add_multiple')}",
            {"title": f"Room {number}", "collection": collection},
            files={"files[]": (f"IMG_{number}.jpg", taken[number])},
            headers={"X-Requested-With": "XMLHttpRequest", "X-CSRFToken": TOKEN},
            cookies={"sessionid": session, "csrftoken": TOKEN},
            timeout=60,
        )
        return time.monotonic() - started, answer.json() if answer.status_code == 200 else answer.text

    with web_server(port, DJANGO_SETTINGS_MODULE="settings.test") as address, Memory(port) as memory:
        with worker() as first, ThreadPoolExecutor(POSTERS) as posters:
            started = time.monotonic()
            uploads = [posters.submit(upload, number) for number in range(count)]
            until(lambda: rendered(avif=True) > 5)
            first.kill()
            answers = [done.result() for done in uploads]
        fail_over()
        with worker("--minute=1"):
            quick = sum(spec.format != "AVIF" for spec in specs) * count
            until(lambda: rendered(avif=False) == quick, seconds=WEBP_AND_JPEG_SECONDS)
            quick_after = time.monotonic() - started
            until(lambda: not incomplete_images() and not DBTaskResult.objects.running().exists(), seconds=ALL_SECONDS)
            all_after = time.monotonic() - started

    longest = max(seconds for seconds, _ in answers)
    tell(
        f"{count} photos of 24 megapixels: {memory.most} MB at most, the longest request {longest:.1f} s, "
        f"all WebP and JPEG files after {quick_after:.0f} s, AVIF too after {all_after:.0f} s"
    )
    assert quick_after < WEBP_AND_JPEG_SECONDS
    assert all_after < ALL_SECONDS
    assert [answer.get("success") for _, answer in answers] == [True] * count
    assert not soak or longest < SECONDS  # a claim about speed: `make soak` has the machine to itself
    assert 0 < memory.most < MEGABYTES
    assert sorted(MediaImage.objects.values_list("title", flat=True)) == sorted(f"Room {n}" for n in range(count))
    for image in MediaImage.objects.all():
        assert image.file.storage.exists(image.file.name)
        made = image.renditions.filter(filter_spec__contains="quality-")
        assert made.count() == len(specs)
        assert all(rendition.file.storage.exists(rendition.file.name) for rendition in made)
