"""What is kept is made once, and given in whichever coding is asked for."""

from __future__ import annotations

import gzip
from hashlib import sha256

import brotli
import pytest

from cms.delivery.cache.store import size_of
from tests.factories import StandardPageFactory, make_site

from .asking import Asking, Told

pytestmark = pytest.mark.django_db

LIST = "{ pages(first: 50) { nodes { id title path } } }"
CHROME = "gzip, deflate, br, zstd"
DECODED = {CHROME: brotli.decompress, "br": brotli.decompress, "gzip, deflate": gzip.decompress, "": bytes}


@pytest.fixture(autouse=True)
def pages() -> None:
    make_site()
    for number in range(6):
        StandardPageFactory(title=f"Page {number} {'of many words ' * 17}")


def by_django(asking: Asking, accept: str, method: str = "GET") -> Told:
    return asking.get(LIST, asking.django, HTTP_ACCEPT_ENCODING=accept, REQUEST_METHOD=method)


@pytest.mark.parametrize("first", DECODED)
def test_it_is_made_once_for_all_codings(first: str) -> None:
    asking = Asking()
    expected = {accept: by_django(asking, accept) for accept in DECODED}
    for accept in (first, *DECODED, *DECODED):
        assert asking.get(LIST, HTTP_ACCEPT_ENCODING=accept) == expected[accept]
    assert asking.made == 1
    assert {DECODED[accept](told.body) for accept, told in expected.items()} == {expected[""].body}
    assert len({told.body for told in expected.values()}) == 3


def test_a_client_that_has_it_in_this_coding_is_told_so() -> None:
    asking = Asking()
    etags = {accept: asking.get(LIST, HTTP_ACCEPT_ENCODING=accept).headers["ETag"] for accept in DECODED}
    for accept, etag in etags.items():
        for other, known in etags.items():
            told = asking.get(LIST, HTTP_ACCEPT_ENCODING=accept, HTTP_IF_NONE_MATCH=known)
            assert told.status == (304 if known == etag else 200), (accept, other)
            assert told.headers["ETag"] == etag
    assert asking.made == 1


def test_head_passes_by_and_tells_what_get_would() -> None:
    asking = Asking()
    for accept in DECODED:
        kept = asking.get(LIST, HTTP_ACCEPT_ENCODING=accept)
        head = by_django(asking, accept, "HEAD")
        assert (head.status, head.body, head.headers) == (200, b"", kept.headers)


def test_post_is_compressed_too() -> None:
    asking = Asking()
    for _ in range(2):
        told = asking.post({"query": LIST}, HTTP_ACCEPT_ENCODING="gzip")
        assert (told.headers["Content-Encoding"], gzip.decompress(told.body)[:9]) == ("gzip", b'{"data":{')
    assert asking.made == 1


def test_what_is_not_kept_is_compressed_as_well() -> None:
    """A text with its hash is registered each time."""
    hashed = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(LIST.encode()).hexdigest()}}}
    asking = Asking()
    for _ in range(2):
        told = asking.post({"query": LIST, **hashed}, HTTP_ACCEPT_ENCODING="br")
        assert (told.headers["Content-Encoding"], brotli.decompress(told.body)[:9]) == ("br", b'{"data":{')
    assert asking.made == 2


def test_the_codings_count_as_what_is_kept() -> None:
    most = 200_000
    asking = Asking(most)
    for number in range(60):
        for accept in DECODED:
            asking.get(LIST, HTTP_ACCEPT_ENCODING=accept, variables={"unused": number})
    store = asking.hits.store
    assert store.bytes == sum(answer.size() + size_of(key) for key, answer in store.answers.items())
    assert most / 2 < store.bytes <= most
    assert 20 < len(store.answers) < 60
    assert {coding for answer in store.answers.values() for coding in answer.forms} == {"br", "gzip", "identity"}
