"""Uploads to S3 and downloads by the client's own calls, one after the other.

boto3's transfers have threads and retries of their own, which no deadline reaches and nothing can give up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from io import BytesIO
from math import inf
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from cms.database import limits
from cms.deadlines import within

logger = logging.getLogger(__name__)

LARGEST_PUT = 8 * 1024 * 1024
PART = 5 * 1024 * 1024
"""The least that S3 takes, the last part aside; R2 wants all of one size."""
BLOCK = 1024 * 1024
REQUEST_SECONDS = 12.0
"""What an upload, its look for a free name included, or a download may take in a web request."""

T = TypeVar("T")
_until: ContextVar[float] = ContextVar("until", default=inf)


@contextmanager
def deadline() -> Iterator[None]:
    """Bound what is asked of the store inside, if this is a web request; worker and commands may take their time."""
    token = _until.set(time.monotonic() + REQUEST_SECONDS if limits.in_request() else inf)
    try:
        yield
    finally:
        _until.reset(token)


def in_time(work: Callable[[float], T]) -> T:
    """Give what ``work`` gives; it is told the deadline. Raises TimeoutError once that is over, slow bytes included."""
    until = _until.get()
    if until == inf:
        return work(until)
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return within(left, lambda: work(until), "S3")


class Part(BytesIO):
    """Bytes to send, which end with TimeoutError at the deadline: a thread that was given up sends no more.

    They are sent in small blocks; bytes as such would go in one, all of it within the time-out for connecting.
    """

    def __init__(self, data: bytes, until: float) -> None:
        super().__init__(data)
        self.until = until

    def read(self, size: int | None = -1, /) -> bytes:
        """Give the next bytes."""
        if time.monotonic() > self.until:
            raise TimeoutError
        return super().read(size)


def download(client: Any, target: dict[str, str], until: float) -> bytes:
    """Read what is at ``target`` (Bucket and Key), in blocks that end with TimeoutError at the deadline."""
    read = BytesIO()
    for block in client.get_object(**target)["Body"].iter_chunks(BLOCK):
        if time.monotonic() > until:
            raise TimeoutError
        read.write(block)
    return read.getvalue()


def upload(client: Any, target: dict[str, str], content: Any, parameters: dict[str, Any], until: float) -> None:
    """Store ``content`` at ``target`` (Bucket and Key): whole, or in parts where it is big."""
    first = content.read(LARGEST_PUT + 1)
    if len(first) <= LARGEST_PUT:
        client.put_object(**target, Body=Part(first, until), **parameters)
        return
    upload_id = client.create_multipart_upload(**target, **parameters)["UploadId"]
    try:
        parts = []
        for number, data in enumerate(in_parts(first, content), 1):
            answer = client.upload_part(**target, UploadId=upload_id, PartNumber=number, Body=Part(data, until))
            parts.append({"ETag": answer["ETag"], "PartNumber": number})
        if time.monotonic() > until:
            raise TimeoutError
        client.complete_multipart_upload(**target, UploadId=upload_id, MultipartUpload={"Parts": parts})
    except BaseException:
        give_up(client, target, upload_id)
        raise


def in_parts(first: bytes, content: Any) -> Iterator[bytes]:
    """Give what was read already and what follows, in parts of one size but for the last."""
    held = first
    while len(held) >= PART:
        yield held[:PART]
        held = held[PART:]
        held += content.read(PART - len(held)) if len(held) < PART else b""
    if held:
        yield held


def give_up(client: Any, target: dict[str, str], upload_id: str) -> None:
    """Have the parts dropped; where that fails too, `storage_check` finds them."""
    try:
        client.abort_multipart_upload(**target, UploadId=upload_id)
    except (BotoCoreError, ClientError) as error:
        logger.warning("The parts of %s stay for storage_check: %s", target["Key"], error)
