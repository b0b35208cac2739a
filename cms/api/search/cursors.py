"""Cursors of a search: they carry the ranked list itself, so that it stays as it was while somebody pages through it.

A cursor is signed, names its query and is good for ten minutes. Any process can read it, and nothing is kept for it.
The ids in it are of pages that were public; whether they still are is asked again.

It holds the moment at which it ends, which is reckoned in steps: within one, the same list has the same cursors, and no
answer with them is kept beyond it. So whoever is given one has ten minutes from then, be the answer kept or made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import orjson
from django.core import signing

from cms.api.errors import ClientError
from cms.api.visibility import Gate

from .ranking import MOST

GOOD_FOR = timedelta(minutes=10)
STEP = timedelta(minutes=5)
SIGNER = signing.Signer(salt="cms.api.search.cursors")

EXPIRED = "The cursor in `{0}` has expired: those of a search are good for 10 minutes. Search again, without `{0}`."
WRONG = (
    "The cursor in `{0}` is not one of this search. Use one that the same `query`, `types` and `site` gave you, or "
    "search again without it."
)


def fingerprint(words: Iterable[str], labels: Iterable[str], site: int | None) -> str:
    """What tells one search from another."""
    told = orjson.dumps([list(words), sorted(labels), site])
    return hashlib.sha256(told).hexdigest()[:16]


def next_step(now: datetime) -> datetime:
    """The moment from which on the same list has other cursors."""
    step = int(STEP.total_seconds())
    return datetime.fromtimestamp((int(now.timestamp()) // step + 1) * step, UTC)


def seal(search: str, ids: Sequence[int], gate: Gate) -> str:
    """What all cursors of one ranked list have in common."""
    ends = next_step(gate.now_until(next_step)) + GOOD_FOR
    return SIGNER.sign_object([search, list(ids), int(ends.timestamp())], compress=True)


def cursor(sealed: str, position: int) -> str:
    """The cursor of one row."""
    return f"{position}.{sealed}"


def read_cursors(given: Mapping[str, str], search: str, gate: Gate) -> tuple[str, list[int], dict[str, int]]:
    """The seal, the ranked list and the places in it of the cursors in arguments, by the arguments' names.

    ``ClientError`` for a cursor that is none of this search, or for two of different lists.
    """
    seals, places, ids = set(), {}, []
    for name, text in given.items():
        position, _, sealed = text.partition(".")
        try:
            made_for, ids, end = SIGNER.unsign_object(sealed)
        except signing.BadSignature:
            raise ClientError(WRONG.format(name)) from None
        ends = datetime.fromtimestamp(end, UTC)
        if gate.now_until(lambda _, ends=ends: ends) >= ends:  # type: ignore[misc]
            raise ClientError(EXPIRED.format(name))
        known = {str(place): place for place in range(min(len(ids), MOST))}
        if made_for != search or position not in known:
            raise ClientError(WRONG.format(name))
        places[name] = known[position]
        seals.add(sealed)
    if len(seals) > 1:
        raise ClientError(WRONG.format("before"))
    return seals.pop(), ids, places
