"""A site's files move from a local folder into the bucket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from cms.delivery.models import Change
from cms.media.migrating import checksum_of
from cms.media.models import MediaDocument, MediaImage
from cms.media.rendering import render_presets
from tests.media import pictures
from tests.media.storage.conftest import Bucket, Gate

pytestmark = pytest.mark.s3

Migrate = Callable[..., tuple[str, str]]
THEN = (
    "Now start the site with the bucket, then run `manage.py storage_check`, and `manage.py purge_cdn` if a CDN stands "
    "in front of it. The folder may be deleted after that.\n"
)


@pytest.fixture
def folder(
    bucket: Bucket, use_store: Callable[..., None], make_image: Callable[..., MediaImage], tmp_path: Path
) -> Path:
    """A site with its files in a folder; the bucket is empty."""
    use_store({})
    render_presets(make_image())
    MediaDocument(title="Price list", file=ContentFile(pictures.PDF, name="x.pdf")).save()
    use_store(bucket.environment)
    return tmp_path


@pytest.fixture
def migrate(capsys: pytest.CaptureFixture[str], folder: Path) -> Migrate:
    """Give a function that runs the command; it returns what was printed and the fault it ended with."""

    def run(*arguments: str) -> tuple[str, str]:
        capsys.readouterr()
        fault = ""
        try:
            call_command("storage_migrate", "--from", str(folder), *arguments)
        except CommandError as error:
            fault = str(error)
        return capsys.readouterr().out, fault

    return run


def paths(folder: Path) -> dict[str, Path]:
    """Give the local files by the keys they should have."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def test_all_files_are_copied_with_their_checksums_and_caches_are_told(
    folder: Path, bucket: Bucket, migrate: Migrate
) -> None:
    before = paths(folder)
    Change.objects.all().delete()

    assert migrate() == (f"22 files: 22 copied.\n{THEN}", "")

    stored = bucket.keys()
    assert {key: bucket.head(key)["Metadata"] for key in stored} == {
        key: {"sha256": checksum_of(path)} for key, path in before.items()
    }
    assert all(
        bucket.client.get_object(Bucket=bucket.name, Key=key)["Body"].read() == path.read_bytes()
        for key, path in before.items()
    )
    assert paths(folder) == before
    assert list(Change.objects.values_list("type", "object")) == [(Change.EVERYTHING, 0)]
    call_command("storage_check")
    assert migrate("--verify") == ("22 files: 22 there already.\n", "")


def test_it_goes_on_where_it_was_stopped(folder: Path, bucket: Bucket, migrate: Migrate, gate: Gate) -> None:
    Change.objects.all().delete()
    gate.refusal = lambda _method, path: (503, "SlowDown") if len(bucket.keys()) >= 7 and "?" not in path else None
    assert migrate()[1] == "The file store cannot be reached at the moment. Run this again: it goes on from here."
    assert (len(bucket.keys()), Change.objects.count()) == (7, 0)

    gate.refusal = lambda _method, _path: None
    gate.seen.clear()
    assert migrate() == (f"22 files: 15 copied, 7 there already.\n{THEN}", "")
    assert sum(request.startswith("PUT") for request in gate.seen) == 15


def test_what_differs_is_told_and_not_written_over(folder: Path, bucket: Bucket, migrate: Migrate) -> None:
    keys = sorted(paths(folder))
    other, same = keys[0], keys[1]
    bucket.put(other, b"of another site")
    bucket.put(same, paths(folder)[same].read_bytes())
    name = other.removeprefix("private/")
    fault = "Not all files are in the bucket as they are in the folder."
    told = f"default: {name} has another content in the bucket\n"
    assert migrate() == (
        f"{told}22 files: 20 copied, 1 there already, 1 has another content in the bucket.\n",
        fault,
    )
    assert bucket.client.get_object(Bucket=bucket.name, Key=other)["Body"].read() == b"of another site"

    bucket.delete(same)
    name = same.removeprefix("private/")
    told += f"default: {name} is not in the bucket\n"
    assert migrate("--verify") == (
        f"{told}22 files: 20 there already, 1 is not in the bucket, 1 has another content in the bucket.\n",
        fault,
    )


def test_it_needs_a_bucket_and_a_folder(
    folder: Path, use_store: Callable[..., None], bucket: Bucket, tmp_path: Path, migrate: Migrate
) -> None:
    with pytest.raises(CommandError, match="holds no files in private/ or public/"):
        call_command("storage_migrate", "--from", str(tmp_path / "nowhere"))
    use_store({})
    assert migrate()[1].startswith("No bucket is set: give S3_BUCKET")
