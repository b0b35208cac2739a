"""What an attacker sends: a clear error in JSON, soon, and in little memory."""

from __future__ import annotations

import gc
import json
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_introspection_query,
    get_named_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
)

from cms.api.schema import schema
from tests.factories import make_site

pytestmark = pytest.mark.django_db

SLACK = 3
CPU_SECONDS = 0.1 * SLACK
MEMORY_KB = 50 * 1024 * SLACK
GRAPHQL_JSON = "application/graphql-response+json"
BUILT = schema().graphql_schema


@pytest.fixture(scope="module", autouse=True)
def warm(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """A site, and a process that has answered before."""
    with lasting():
        make_site()
        Client().post("/graphql/", {"query": "{ pages { nodes { title } } }"}, content_type="application/json")
        yield


@pytest.fixture
def measured() -> Iterator[None]:
    """Hold the CPU time and the memory that the test takes to their limits, the collector's own rounds left out."""
    gc.disable()
    memory, cpu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    yield
    taken = time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    gc.enable()
    assert taken <= (CPU_SECONDS, MEMORY_KB)


def send(body: bytes, content_type: str = "application/json") -> Any:
    client = Client(raise_request_exception=False)
    return client.generic("POST", "/graphql/", body, content_type=content_type, headers={"accept": GRAPHQL_JSON})


def codes(response: Any) -> set[str]:
    """The codes of an answer that must be JSON and no error of ours."""
    assert response.status_code < 500
    assert response["Content-Type"].startswith(("application/json", GRAPHQL_JSON))
    return {error["extensions"]["code"] for error in json.loads(response.content).get("errors", ())}


def fan(levels: int, width: int) -> str:
    """Fragments, each of which asks for the next one ``width`` times."""
    links = [
        f"fragment F{level} on PageInterface {{ "
        + " ".join(f"a{level}{n}: parent {{ ...F{level + 1} }}" for n in range(width))
        + " }"
        for level in range(levels)
    ]
    return " ".join(["{ pages { nodes { ...F0 } } }", *links, f"fragment F{levels} on PageInterface {{ id }}"])


COMPLEX, INVALID, BAD, UNPARSED = (
    {"QUERY_TOO_COMPLEX"},
    {"GRAPHQL_VALIDATION_FAILED"},
    {"BAD_REQUEST"},
    {"GRAPHQL_PARSE_FAILED"},
)
NONE: set[str] = set()

DOCUMENTS = {
    "a fragment that spreads itself": ("{ ...A } fragment A on Query { __typename ...A }", INVALID),
    "fragments in a ring": (
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{(n + 1) % 200} }}" for n in range(200)),
        COMPLEX,
    ),
    "fragments that fan out": (fan(30, 2), COMPLEX),
    "depth 50": ("{ page(id: 1) {" + "parent {" * 49 + "id" + "}" * 51, COMPLEX),
    "the parser's depth": ("{ page(id: 1) {" + "parent {" * 900 + "id" + "}" * 902, COMPLEX),
    "66 bytes": ("{pages(first:100){nodes{children{nodes{children{nodes{id}}}}}}}", COMPLEX),
    "introspection 10 deep": ("{ __schema { types {" + "fields { type {" * 10 + "name" + "} }" * 10 + "} } }", INVALID),
    "introspection many times": (
        "{" + " ".join(f"a{n}: __schema {{ types {{ fields {{ name }} }} }}" for n in range(60)) + "}",
        COMPLEX,
    ),
    "introspection wide": (
        "{ __schema {" + " ".join(f"a{n}: types {{ fields {{ name }} }}" for n in range(60)) + "} }",
        COMPLEX,
    ),
    "10,000 directives": ("{ organization { name" + " @a" * 10_000 + " } }", COMPLEX),
    "directives within the tokens": ("{ organization { name" + " @a" * 900 + " } }", INVALID),
    "1,000 aliases": ("{" + " ".join(f"a{n}: organization {{ name }}" for n in range(1_000)) + "}", COMPLEX),
    "many operations": (" ".join(f"query A{n} {{ __typename }}" for n in range(300)), COMPLEX),
    "one field many times": ("{ organization {" + " name" * 1_900 + " } }", COMPLEX),
    "fields that must be compared": ("{ pages { nodes {" + " parent { id title }" * 240 + " } } }", COMPLEX),
    "unknown fields": ("{ organization {" + " ".join(f"nam{n}" for n in range(1_900)) + " } }", INVALID),
    "unused variables": (
        "query (" + " ".join(f"$a{n}: Int" for n in range(450)) + ") { organization { name } }",
        INVALID,
    ),
    "a deep list": ("{ pages(first: " + "[" * 900 + "]" * 900 + ") { totalCount } }", COMPLEX),
    "a deep input": ("{ pages(filter: " + "{ not: " * 300 + "{}" + "}" * 300 + ") { totalCount } }", COMPLEX),
    "an integer of 90,000 digits": ("{ pages(first: " + "9" * 90_000 + ") { totalCount } }", INVALID),
    "an id of 90,000 digits": ("{ page(id: " + "9" * 90_000 + ") { id } }", NONE),
    "an exponent of 9,000 digits": ("{ pages(first: 1e" + "9" * 9_000 + ") { totalCount } }", INVALID),
    "a string of 90 KB": ('{ page(path: "' + "x" * 90_000 + '") { id } }', NONE),
    "a comment of 90 KB": ('{ page(path: "/x/") { id } } #' + "x" * 90_000, NONE),
    "commas of 90 KB": ('{ page(path: "/x/") { id } }' + "," * 90_000, NONE),
    "the standard introspection query": (get_introspection_query(), NONE),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_costs_little_to_refuse(name: str, measured: None) -> None:
    text, expected = DOCUMENTS[name]
    assert codes(send(json.dumps({"query": text}).encode())) == expected


def body(query: str, variables: str) -> bytes:
    return b'{"query": ' + json.dumps(query).encode() + b', "variables": ' + variables.encode() + b"}"


FIRST = "query ($v: Int) { pages(first: $v) { totalCount } }"
PATH = "query ($v: String!) { page(path: $v) { id } }"
ID = "query ($v: ID!) { page(id: $v) { id } }"
DEEP = "[" * 100_000
BODIES: dict[str, tuple[bytes, set[str]]] = {
    "5 MB": (b"x" * 5_000_000, BAD),
    "2.4 MB": (body("{" + " a" * 1_200_000 + "}", "{}"), BAD),
    "900 KB of one string": (body(PATH, '{"v": "' + "x" * 900_000 + '"}'), BAD),
    "90 KB of one string": (body(PATH, '{"v": "' + "x" * 90_000 + '"}'), NONE),
    "nothing": (b"", BAD),
    "100,000 brackets": (DEEP.encode(), BAD),
    "100,000 brackets in variables": (body(FIRST, '{"v": ' + DEEP), BAD),
    "brackets that close": (body(FIRST, '{"v": ' + "[" * 40_000 + "]" * 40_000 + "}"), BAD),
    "brackets as deep as JSON goes": (body(FIRST, '{"v": ' + "[" * 900 + "]" * 900 + "}"), COMPLEX),
    "objects as deep as JSON goes": (body(FIRST, '{"v": ' + '{"a":' * 900 + "1" + "}" * 900 + "}"), COMPLEX),
    "an integer of 4,400 digits": (body(FIRST, '{"v": ' + "9" * 4_400 + "}"), BAD),
    "an integer beyond 64 bits": (body(FIRST, '{"v": ' + "9" * 30 + "}"), BAD),
    "a float beyond all": (body(FIRST, '{"v": 1e400}'), BAD),
    "a float below all": (body(FIRST, '{"v": -1e308}'), BAD),
    "an id of 10^30": (body(ID, '{"v": "' + str(10**30) + '"}'), NONE),
    "an id of 90,000 digits": (body(ID, '{"v": "' + "9" * 90_000 + '"}'), NONE),
    "a list of 40,000": (body(FIRST, '{"v": [' + "1," * 40_000 + "1]}"), COMPLEX),
    "24,000 empty filters": (
        body(
            "query ($v: PageFilter) { pages(filter: $v) { totalCount } }",
            '{"v": {"or": [' + "{}," * 24_000 + "{}]}}",
        ),
        COMPLEX,
    ),
    "a list of 100,000": (body(FIRST, '{"v": [' + "1," * 100_000 + "1]}"), BAD),
    "9,000 keys": (b"{" + b",".join(b'"k%d": 1' % n for n in range(9_000)) + b"}", BAD),
    "one key twice": (b'{"query": "{ a }", "query": "{ __typename }"}', NONE),
    "names of JavaScript's": (
        body("query ($__proto__: String!, $constructor: String) { page(path: $__proto__, site: $constructor) { id } }",
             '{"__proto__": "/x/", "constructor": null}'),
        NONE,
    ),
    "a variable that is none": (body(PATH, '{"v": "/x/", "__proto__": {"v": 1}, "w": {}}'), NONE),
    "a hash of brackets": (b'{"extensions": {"persistedQuery": ' + b"[" * 500 + b"]" * 500 + b"}}", BAD),
    "a long operation's name": (b'{"query": "{ __typename }", "operationName": "' + b"x" * 90_000 + b'"}', BAD),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_body_costs_little_to_refuse(name: str, measured: None) -> None:
    sent, expected = BODIES[name]
    assert codes(send(sent)) == expected


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80"])
@pytest.mark.parametrize(
    "content_type",
    [
        *("application/json", "application/json; charset=utf-8", "application/json; charset=utf-16"),
        *("application/graphql", "text/plain", "application/x-www-form-urlencoded"),
        *("multipart/form-data; boundary=x", "multipart/form-data", "", "\xff"),
    ],
)
def test_what_is_no_utf_8_is_refused_whatever_it_claims_to_be(bad: bytes, content_type: str, measured: None) -> None:
    for sent in (bad, b'{"query": "' + bad + b'"}', b'{"query": "{ __typename }", "variables": {"a": "' + bad + b'"}}'):
        assert codes(send(sent, content_type)) == BAD


@pytest.mark.parametrize("name", ["query", "variables", "operationName", "extensions", "nothing"])
@pytest.mark.parametrize("bad", ["%FF%FE", "%ED%A0%80", "%C0%80", "%00"])
def test_an_address_that_is_no_utf_8_is_refused(name: str, bad: str, measured: None) -> None:
    query = quote("{ __typename }")
    response = Client().get(f"/graphql/?query={query}&{name}={bad}")
    assert (response.status_code, codes(response)) == (400, BAD)


@pytest.mark.parametrize(
    "query_string",
    [
        "&".join("a=1" for _ in range(20_000)),
        "query=" + "x" * 200_000,
        "query=%7B__typename%7D&variables=" + "[" * 50_000,
        "query=%7B__typename%7D&extensions=" + "[" * 50_000,
        "query=%7B__typename%7D&extensions=5",
    ],
)
def test_an_address_costs_little_to_refuse(query_string: str, measured: None) -> None:
    assert codes(Client().get(f"/graphql/?{query_string}")) == BAD


def filled(kind: Any, bad: str | None) -> Iterator[Any]:
    """Values of an input type, each with ``bad`` in the place of one text; without ``bad`` one that is ordinary."""
    if isinstance(kind, GraphQLNonNull):
        yield from filled(kind.of_type, bad)
    elif isinstance(kind, GraphQLList):
        yield from ([value] for value in filled(kind.of_type, bad))
    elif isinstance(kind, GraphQLInputObjectType):
        needed = {
            name: next(filled(field.type, None))
            for name, field in kind.fields.items()
            if is_required_input_field(field)
        }
        if bad is None:
            yield needed
            return
        for name, field in kind.fields.items():
            if get_named_type(field.type) is not kind:
                yield from ({**needed, name: value} for value in filled(field.type, bad))
    elif isinstance(kind, GraphQLEnumType):
        yield from [next(iter(kind.values))] if bad is None else []
    elif bad is None:
        yield {"Int": 1, "Float": 1.5, "Boolean": True, "Date": "2026-01-01", "DateTime": "2026-01-01T00:00:00Z"}.get(
            kind.name, "x"
        )
    elif kind.name in {"String", "ID"}:
        yield bad


def text_arguments() -> Iterator[tuple[str, str]]:
    """Every root field and argument in which there is a text."""
    assert BUILT.query_type is not None
    for name, field in BUILT.query_type.fields.items():
        for argument, definition in field.args.items():
            if any(True for _ in filled(definition.type, "x")):
                yield name, argument


@pytest.mark.parametrize(("name", "argument"), list(text_arguments()))
def test_every_text_argument_takes_what_no_text_holds(name: str, argument: str) -> None:
    assert BUILT.query_type is not None
    field = BUILT.query_type.fields[name]
    given = {argument: field.args[argument], **{n: a for n, a in field.args.items() if is_required_argument(a)}}
    variables = {n: next(filled(a.type, None)) for n, a in given.items()}
    declared = ", ".join(f"${n}: {a.type}" for n, a in given.items())
    passed = ", ".join(f"{n}: ${n}" for n in given)
    below = " { __typename }" if is_composite_type(get_named_type(field.type)) else ""
    query = f"query ({declared}) {{ {name}({passed}){below} }}"
    for bad in ("\0", "a\0b", "\ud800", "a\udfff", "9" * 31, "\u202e\ufffe", "x" * 90_000):
        for value in filled(field.args[argument].type, bad):
            response = send(json.dumps({"query": query, "variables": {**variables, argument: value}}).encode())
            assert codes(response) <= BAD


def plain_texts() -> list[tuple[str, str]]:
    """Those that are texts themselves and hold none in an input."""
    assert BUILT.query_type is not None
    fields = BUILT.query_type.fields
    return [
        (name, argument)
        for name, argument in text_arguments()
        if get_named_type(fields[name].args[argument].type).name in {"String", "ID"}
    ]


@pytest.mark.parametrize(("name", "argument"), plain_texts())
def test_every_text_argument_takes_it_written_down(name: str, argument: str) -> None:
    assert BUILT.query_type is not None
    field = BUILT.query_type.fields[name]
    needed = {n: next(filled(a.type, None)) for n, a in field.args.items() if is_required_argument(a)}
    below = " { __typename }" if is_composite_type(get_named_type(field.type)) else ""
    for bad in (r"\u0000", r"a\u0000b", r"\ud800", r"\u{110000}", r"\u{d800}"):
        passed = ", ".join(
            f'{n}: "{bad}"' if n == argument else f"{n}: {json.dumps(v)}" for n, v in {**needed, argument: ""}.items()
        )
        assert codes(send(json.dumps({"query": f"{{ {name}({passed}){below} }}"}).encode())) <= {*BAD, *UNPARSED}


OFF = "Introspection is off here. The schema is in `schema.graphql` of the release."


@pytest.mark.parametrize(
    ("query", "variables", "message"),
    [
        ("{ organisation { name } }", {}, 'Cannot query field "organisation" on type "Query".'),
        ("{ page(pathe: \"/\") { id } }", {}, 'Unknown argument "pathe" on field "Query.page".'),
        ("query ($a: Strin) { page(path: $a) { id } }", {}, 'Unknown type "Strin".'),
        (
            "query ($a: ImagePreset!) { treatments { nodes { hero { srcSet(preset: $a) } } } }",
            {"a": "HERRO"},
            'Variable "$a" got invalid value "HERRO"; Value "HERRO" does not exist in "ImagePreset" enum.',
        ),
        (
            "{ treatments { nodes { hero { srcSet(preset: HERRO) } } } }",
            {},
            'Value "HERRO" does not exist in "ImagePreset" enum.',
        ),
        ("{ __schema { types { name } } }", {}, OFF),
        ('{ __type(name: "Query") { name } }', {}, OFF),
    ],
)  # fmt: skip
def test_nothing_is_suggested_where_introspection_is_off(
    settings: Any, query: str, variables: dict[str, Any], message: str
) -> None:
    settings.GRAPHQL_INTROSPECTION = False
    response = send(json.dumps({"query": query, "variables": variables}).encode())
    assert message in {error["message"] for error in response.json()["errors"]}
    assert "Did you mean" not in response.content.decode()
    assert codes(response) <= {*INVALID, *BAD}


def test_typename_stays_where_introspection_is_off(settings: Any) -> None:
    settings.GRAPHQL_INTROSPECTION = False
    assert send(b'{"query": "{ __typename }"}').json() == {"data": {"__typename": "Query"}}
