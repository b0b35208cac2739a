"""A worker that is killed while it deletes is followed by another, as processes, against a real store."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.utils import timezone

from cms.media.models import MediaImage, Takedown
from cms.media.rendering import render_presets
from settings import test as test_settings
from tests.delivery.test_worker import until, worker
from tests.media import pictures
from tests.media.storage.conftest import Bucket, Gate

from .conftest import TakeDown


@pytest.mark.s3
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_that_is_killed_while_it_deletes_is_followed_by_another(
    bucket: Bucket,
    gate: Gate,
    use_store: Callable[[dict[str, str]], None],
    monkeypatch: pytest.MonkeyPatch,
    make_image: Callable[..., MediaImage],
    remove: TakeDown,
) -> None:
    for name in ("PUBLIC", "PRIVATE"):  # those of the worker's settings
        monkeypatch.setenv(f"S3_{name}_PREFIX", f"{name.lower()}/{test_settings._worker}")
    use_store(bucket.environment | {"S3_ENDPOINT_URL": gate.url})
    bucket.keep_versions()
    image = make_image(pictures.jpeg(400, 300))
    render_presets(image)
    reached, released, left = threading.Event(), threading.Event(), iter(range(3))

    def hold(method: str, _path: str) -> tuple[int, str] | None:
        if method == "DELETE" and next(left, None) is None:
            reached.set()
            released.wait(30)
        return None

    gate.refusal = hold
    remove(image)
    with worker() as first:
        assert reached.wait(60)
        first.kill()
        first.wait()
    released.set()
    assert Takedown.objects.get().files_gone_at is None
    Takedown.objects.update(next_at=timezone.now())  # a minute has passed
    with worker():
        until(lambda: Takedown.objects.get().done_at)
    assert bucket.everything() == []
