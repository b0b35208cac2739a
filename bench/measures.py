"""The measures: cold and hot, alone and beside each other, of Q1 to Q3 and of the documents of the docs."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.load import Exchange, Stream, WrongAnswerError, answer_to, get, post, run
from bench.queries import Query, characters_of_text, documents, expected, grapples, ours, titles
from bench.served import Served, on_core
from servers import nginx

CONNECTIONS = (1, 8, 32)
STATIC_BYTES = 5_000
COLD_BESIDE = 2
"""Over how many connections cold queries come beside hits."""


@dataclass(frozen=True)
class Measured:
    """What one load came to."""

    rate: float
    """Answers a second."""
    median: float
    slowest: float
    """The milliseconds within which half of the answers came, and 99 in 100."""
    cpu: float
    """Milliseconds of CPU of the server's processes for each answer."""
    load: float
    """The part of the time that the load generator was at work: near 1 it could not ask for more."""


def measured(served: Served, exchanges: list[Exchange], connections: int, seconds: float) -> Measured:
    """Ask a server for some seconds."""
    return watched(served, [Stream(served.port, exchanges, connections)], seconds)


def watched(served: Served, streams: list[Stream], seconds: float) -> Measured:
    """The same for several streams at once; what is told is of the first, the CPU of all."""
    before = served.cpu()
    with on_core(1):
        load = run(streams, seconds)
    spent = served.cpu() - before
    stream = streams[0]
    return Measured(
        stream.rate,
        stream.within(0.5),
        stream.within(0.99),
        spent * 1000 / sum(len(each.took) for each in streams),
        load,
    )


def asked(served: Served, query: Query) -> list[Exchange]:
    """All requests of a query with what is answered to them, which holds no errors."""
    found = []
    for number in range(query.different):
        request = post(served.port, served.path, query.body(number))
        found.append(Exchange(request, b"200", body_of(served, request, query.name)))
    return found


def body_of(served: Served, request: bytes, name: str) -> bytes:
    status, _, body = answer_to(served.port, request)
    if status != b"200" or "errors" in json.loads(body):
        raise WrongAnswerError(f"{name} was answered with {status!r}: {body[:500]!r}")
    return body


def same_rows(cms: Served, grapple: Served) -> dict[str, tuple[int, int]]:
    """Check that both answer with the same rows; the bytes of each one's answer."""
    sizes = {}
    for own, other in zip(ours(), grapples(), strict=True):
        bodies = [asked(served, query)[7 % query.different].body for served, query in ((cms, own), (grapple, other))]
        mine, others = (json.loads(body) for body in bodies)
        found = titles(mine)
        text = characters_of_text(mine), characters_of_text(others)
        if found != titles(others) or found.total() != expected(own.name) or abs(text[0] - text[1]) > 50:
            differing = (found - titles(others)) + (titles(others) - found)
            raise WrongAnswerError(f"{own.name} has other rows on the two sites: {Counter(differing)}, {text}")
        sizes[own.name] = (len(bodies[0]), len(bodies[1]))
    return sizes


def cold(cms: Served, grapple: Served, seconds: float) -> dict[tuple[str, int], tuple[Measured, Measured]]:
    """Q1 to Q3, ours and grapple's in turns, by query and connections."""
    found = {}
    for own, other in zip(ours(), grapples(), strict=True):
        requests = asked(cms, own), asked(grapple, other)
        for connections in CONNECTIONS:
            found[own.name, connections] = (
                measured(cms, requests[0], connections, seconds),
                measured(grapple, requests[1], connections, seconds),
            )
    return found


def hot(cms: Served, seconds: float) -> dict[tuple[str, int], Measured]:
    """Q1 to Q3 when the answers are in memory."""
    found = {}
    for query in ours():
        exchanges = asked(cms, query)
        for connections in CONNECTIONS:
            found[query.name, connections] = measured(cms, exchanges, connections, seconds)
    return found


def not_modified(cms: Served, seconds: float) -> Measured:
    """Q1 by GET over 32 connections from clients that have the answer."""
    path = f"{cms.path}?{urlencode({'query': ours()[0].text}, quote_via=quote)}"
    _, head, _ = answer_to(cms.port, get(cms.port, path))
    [etag] = [line.partition(": ")[2] for line in head.decode().splitlines() if line.lower().startswith("etag: ")]
    exchange = Exchange(get(cms.port, path, f"If-None-Match: {etag}\r\n"), b"304")
    return measured(cms, [exchange], max(CONNECTIONS), seconds)


def beside_cold(cms: Served, seconds: float) -> tuple[Measured, float]:
    """Q1 from memory over 32 connections while Q3 is made anew over two more; and how many of those a second."""
    exchanges = asked(cms, ours()[0])
    stream = Stream(cms.port, exchanges, max(CONNECTIONS))
    other = Stream(cms.port, never_asked(cms, ours()[2]), COLD_BESIDE)
    found = watched(cms, [stream, other], seconds)
    return found, other.rate


def never_asked(served: Served, query: Query) -> Iterator[Exchange]:
    """A query whose requests differ in a part that changes nothing but what they are remembered by."""
    body = asked(served, query)[0].body
    for number in itertools.count():
        yield Exchange(post(served.port, served.path, query.body(bench=number)), b"200", body)


@dataclass(frozen=True)
class Document:
    """What a document of the docs comes to, over each number of connections."""

    bytes: int
    """How long its answer is."""
    cold: list[Measured]
    hot: list[Measured]


def of_documents(cold_cms: Served, hot_cms: Served, seconds: float) -> dict[str, Document]:
    """The documents of the docs, each measured for so many seconds in all, cold and hot."""
    found = {}
    for query in documents():
        requests = [asked(served, query) for served in (cold_cms, hot_cms)]
        cold, hot = (
            [measured(served, exchanges, connections, seconds / len(CONNECTIONS)) for connections in CONNECTIONS]
            for served, exchanges in zip((cold_cms, hot_cms), requests, strict=True)
        )
        found[query.name] = Document(len(requests[0][0].body), cold, hot)
    return found


def static_file(folder: Path, seconds: float) -> tuple[str, dict[int, Measured]]:
    """nginx's version, and a file of 5 KB from it, by connections."""
    body = (b"0123456789abcdef" * STATIC_BYTES)[:STATIC_BYTES]
    files = folder / "static"
    files.mkdir(exist_ok=True)
    (files / "five.json").write_bytes(body)
    with ExitStack() as stack:
        with on_core(0):
            server = stack.enter_context(nginx(files))
        served = Served(server.port, "/five.json", server.process)
        exchange = Exchange(get(served.port, served.path), b"200", body)
        return server.version, {each: measured(served, [exchange], each, seconds) for each in CONNECTIONS}


def detail(cold_cms: Served, hot_cms: Served, seconds: float) -> tuple[Measured, Measured]:
    """Q2 cold over one connection, and hot over 32."""
    _, query, _ = ours()
    kept = asked(hot_cms, query)
    made = [
        Exchange(post(cold_cms.port, cold_cms.path, query.body(number)), each.status, each.body)
        for number, each in enumerate(kept)
    ]
    return measured(cold_cms, made, 1, seconds), measured(hot_cms, kept, max(CONNECTIONS), seconds)
