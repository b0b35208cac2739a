"""Which coding an answer comes in, and that it is the same answer."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest
from django.test import Client

from cms.api.encodings import LEAST_BYTES, LONGEST, wanted
from tests.factories import SmallSite, StandardPageFactory

LIST = "{ pages(first: 50) { nodes { id title path } } }"
HOME = '{ page(path: "/") { title } }'
DECODED = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
LIKED = {
    None: "identity",
    "": "identity",
    "identity": "identity",
    "deflate": "identity",
    "gzip": "gzip",
    "x-gzip": "gzip",
    "br": "br",
    "*": "br",
    "gzip, deflate, br, zstd": "br",
    "GZIP,DEFLATE": "gzip",
    "br;q=0.5, gzip;q=0.6": "gzip",
    "br;q=0.5, gzip ; Q=0.5": "br",
    "br;q=0, gzip;q=0": "identity",
    "br;q=0.000, *;q=0.1": "gzip",
    "gzip;q=0.5, identity": "identity",
    "gzip, identity;q=0.5": "gzip",
    "gzip, *;q=0": "gzip",
    "*;q=0": "identity",
    "identity;q=0": "identity",
    "br;q=1.001, gzip;q=0.001": "gzip",
    "br;q=, gzip": "gzip",
    "br;level=5, gzip": "gzip",
    ",, gzip ,": "gzip",
    "gzip, br" + " " * LONGEST: "identity",
}


@pytest.mark.parametrize(("accept", "coding"), LIKED.items())
def test_the_coding_that_a_client_likes_best(accept: str | None, coding: str) -> None:
    assert wanted(accept).of(LEAST_BYTES) == coding


@pytest.mark.parametrize(
    ("accept", "coding"), {"br": "identity", "br, identity;q=0": "br", "gzip, *;q=0": "gzip"}.items()
)
def test_a_small_answer_has_none_unless_that_is_refused(accept: str, coding: str) -> None:
    assert wanted(accept).of(LEAST_BYTES - 1) == coding


@pytest.fixture
def pages(site: SmallSite) -> None:
    for number in range(6):
        StandardPageFactory(title=f"Page {number} {'of many words ' * 17}")


def get(client: Client, query: str, coding: str | None, **headers: str) -> Any:
    return client.get(
        "/graphql/", {"query": query}, headers={**headers, **({"accept-encoding": coding} if coding else {})}
    )


@pytest.mark.usefixtures("pages")
def test_each_coding_is_the_same_answer_with_a_validator_of_its_own(client: Client) -> None:
    plain = get(client, LIST, None)
    etags = set()
    for coding, decode in DECODED.items():
        told = get(client, LIST, coding)
        assert (told.status_code, told.headers.get("Content-Encoding")) == (200, coding)
        assert decode(told.content) == plain.content
        assert told.headers["Content-Length"] == str(len(told.content))
        assert coding is None or len(told.content) < len(plain.content) / 3
        assert told.headers["Vary"] == "Accept, Accept-Encoding"
        etags.add(told.headers["ETag"])
    assert len(etags) == len(DECODED)


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("coding", DECODED)
def test_a_client_that_has_it_in_this_coding_is_told_so(client: Client, coding: str | None) -> None:
    first = get(client, LIST, coding)
    again = get(client, LIST, coding, **{"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers["Content-Length"] == first.headers["Content-Length"]
    other = get(client, LIST, "br" if coding != "br" else "gzip", **{"if-none-match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("coding", DECODED)
def test_head_tells_what_get_would(client: Client, coding: str | None) -> None:
    full = get(client, LIST, coding)
    head = client.head("/graphql/", {"query": LIST}, headers={"accept-encoding": coding} if coding else {})
    assert (head.status_code, head.content, dict(head.headers)) == (200, b"", dict(full.headers))


@pytest.mark.usefixtures("pages")
def test_small_private_and_wrong_answers_are_left_as_they_are(client: Client) -> None:
    accept = {"accept-encoding": "br, gzip"}
    small = get(client, HOME, "br")
    private = client.post("/graphql/", {"query": LIST}, "application/json", headers={**accept, "X-Query-Cost": "1"})
    wrong = client.post("/graphql/", {"query": f"{{ {'nothing ' * 40} }}"}, "application/json", headers=accept)
    assert [answer.headers.get("Content-Encoding") for answer in (small, private, wrong)] == [None] * 3
    assert "errors" in wrong.json()
    assert len(private.content) > LEAST_BYTES
    assert len(wrong.content) > LEAST_BYTES
