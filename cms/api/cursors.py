"""Cursors: where a row stands in a list, sealed for that list and its order, so that no other takes them.

A cursor holds the order's values and the id of one row, so "after" means "beyond these" whatever happened between.
The seal is made with ``SECRET_KEY``; ``SECRET_KEY_FALLBACKS`` keep older cursors good.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from django.conf import settings

from .errors import ClientError

Key = tuple[Any, ...]
"""The order's values of one row, its id last. JSON scalars only."""

SEAL_BYTES = 9


def encode_cursor(key: Sequence[Any], of: str) -> str:
    """The cursor of the row with ``key`` in the list ``of``, which names the list and its order."""
    payload = orjson.dumps(list(key))
    return base64.urlsafe_b64encode(seal(payload, of, settings.SECRET_KEY) + payload).decode().rstrip("=")


def decode_cursor(cursor: str, of: str, argument: str = "after") -> Key:
    """The key in a cursor of the list ``of``; ``ClientError`` for anything else."""
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeError, ValueError):
        raise wrong_cursor(argument) from None
    given, payload = raw[:SEAL_BYTES], raw[SEAL_BYTES:]
    secrets: tuple[str, ...] = (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    if not any(given == seal(payload, of, secret) for secret in secrets):
        raise wrong_cursor(argument)
    return tuple(orjson.loads(payload))


def wrong_cursor(argument: str) -> ClientError:
    return ClientError(
        f"The cursor in `{argument}` is not one of this list in this order. "
        "Use a `cursor`, `startCursor` or `endCursor` that it gave you."
    )


def seal(payload: bytes, of: str, secret: str) -> bytes:
    return hashlib.blake2b(
        of.encode() + b"\0" + payload, digest_size=SEAL_BYTES, key=sealing_key(secret), person=b"cursor"
    ).digest()


@cache
def sealing_key(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
