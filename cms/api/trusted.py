"""Trusted documents: clients name a query text by its SHA-256, after Apollo's protocol of persisted queries.

Some are loaded ahead (``manage.py load_documents``): they lie in the database, for every process and for good. Others
clients register as they go, by sending text and hash together: these lie in the cache, in a fixed number of places, so
that nobody can fill it. A text that has lost its place is sent again by its client; that is part of the protocol.
``TRUSTED_DOCUMENTS_ONLY`` serves the loaded ones and nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from .errors import ClientError, Code
from .models import TrustedDocument
from .requests import Asked

PLACES = 2_048
"""How many texts clients may register; one more takes the place of another."""
REGISTERED_BYTES = 16 * 1024
"""How long a text may be to be kept for its client; with all places taken that is 32 MB."""
KEPT = timedelta(days=7)

NOT_FOUND = "PersistedQueryNotFound"
"""Clients of Apollo's protocol look for these very words, or for the code."""
REQUIRED = "Only documents loaded ahead are served here. Send the hash of one, or have yours loaded."
WRONG_HASH = "`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`. Hash the very text that you send."


def hash_of(text: str) -> str:
    """The SHA-256 of ``text`` in UTF-8, in hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def text_of(asked: Asked) -> str:
    """The query text that a request names; ``ClientError`` where there is none to run."""
    if asked.query is None:
        text = loaded(asked.sha256 or "") or registered(asked.sha256 or "")
        if text is None:
            raise ClientError(NOT_FOUND, Code.PERSISTED_QUERY_NOT_FOUND)
        return text
    if asked.sha256 is not None and asked.sha256 != hash_of(asked.query):
        raise ClientError(WRONG_HASH)
    if settings.TRUSTED_DOCUMENTS_ONLY and loaded(hash_of(asked.query)) is None:
        raise ClientError(REQUIRED, Code.PERSISTED_QUERY_REQUIRED)
    return asked.query


def loaded(hash_: str) -> str | None:
    """The text that was loaded ahead under ``hash_``."""
    return TrustedDocument.objects.filter(pk=hash_).values_list("text", flat=True).first()


def registered(hash_: str) -> str | None:
    """The text that a client has registered under ``hash_``, if it still has its place."""
    if settings.TRUSTED_DOCUMENTS_ONLY:
        return None
    for text in cache.get_many(places(hash_)).values():
        if hash_of(text) == hash_:
            return str(text)
    return None


def register(asked: Asked) -> None:
    """Keep the text of a request that gave its hash too. To be called for texts that are good to run, only."""
    if asked.query is None or asked.sha256 is None or settings.TRUSTED_DOCUMENTS_ONLY:
        return
    if len(asked.query.encode()) > REGISTERED_BYTES:
        return
    first, second = places(asked.sha256)
    taken = cache.get_many([first, second])
    if asked.query not in taken.values():
        cache.set(second if first in taken and second not in taken else first, asked.query, KEPT.total_seconds())


def places(hash_: str) -> tuple[str, str]:
    """The two places that a text may lie in, so that two texts in use seldom drive each other out."""
    first, second = (int(digits, 16) % PLACES for digits in (hash_[:16], hash_[16:32]))
    return f"document-{first}", f"document-{second}"
