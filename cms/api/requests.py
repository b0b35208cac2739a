"""Reading: what an HTTP request asks, after the GraphQL-over-HTTP specification, or why it asks nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from django.http import HttpRequest

from .errors import ClientError, Code
from .limits import BODY_BYTES
from .negotiation import PLAIN_JSON

METHODS = "GET, HEAD, POST, OPTIONS"
PARAMETERS = 50
"""How many parameters an address may have; ours are four."""


@dataclass(frozen=True)
class Asked:
    """What a request asks: the query text, its hash or both, the operation's name and the variables."""

    query: str | None
    sha256: str | None
    operation_name: str | None
    variables: dict[str, Any]


class Refusal(ClientError):
    """A request that is not a GraphQL request at all; carries the HTTP status that says so, and methods allowed."""

    def __init__(self, message: str, status: int, allow: str = "", code: Code = Code.BAD_REQUEST) -> None:
        super().__init__(message, code)
        self.status = status
        self.allow = allow


def read_request(request: HttpRequest) -> Asked:
    """Read the GraphQL request out of an HTTP request; ``Refusal`` when there is none."""
    if request.method in {"GET", "HEAD"}:
        fields = address_fields(request)
    elif request.method == "POST":
        if request.content_type != PLAIN_JSON:
            raise Refusal(f"The request must be sent as {PLAIN_JSON}.", 415)
        if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            raise Refusal("The request must be sent in UTF-8.", 415)
        fields = from_json(read_body(request), "The request body")
    else:
        raise Refusal("The endpoint takes GET and POST.", 405, METHODS)
    if not isinstance(fields, dict):
        raise Refusal("The request body must be one JSON object; batches are not served.", 400)
    return asked_in(fields)


def address_fields(request: HttpRequest) -> dict[str, Any]:
    """What the query string holds. Read here and not by Django, which takes what is no UTF-8 for something else."""
    try:
        text = request.META.get("QUERY_STRING", "").encode("latin-1").decode()
        found = dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS))
    except ValueError:
        raise Refusal(f"The address must hold UTF-8 alone, and at most {PARAMETERS} parameters.", 400) from None
    for name in ("query", "variables", "extensions"):
        if len(found.get(name, "")) > BODY_BYTES:
            what = "query" if name == "query" else f"parameter `{name}`"
            raise Refusal(f"The {what} is longer than {BODY_BYTES} bytes.", 413)
    return {
        "query": found.get("query") or None,
        "operationName": found.get("operationName"),
        "variables": from_json(found.get("variables") or "null", "`variables`"),
        "extensions": from_json(found.get("extensions") or "null", "`extensions`"),
    }


def asked_in(fields: dict[str, Any]) -> Asked:
    query, name, variables = fields.get("query"), fields.get("operationName"), fields.get("variables")
    extensions = fields.get("extensions")
    if not isinstance(extensions, dict | None):
        raise Refusal("`extensions` must be a JSON object.", 400)
    sha256 = hash_in(extensions or {})
    absent = query is None and sha256 is not None
    if not absent and not (isinstance(query, str) and query.strip()):
        raise Refusal("`query` must hold the query text.", 400)
    if name is not None and not isinstance(name, str):
        raise Refusal("`operationName` must be a string.", 400)
    if variables is not None and not isinstance(variables, dict):
        raise Refusal("`variables` must be a JSON object.", 400)
    return Asked(query, sha256, name or None, variables or {})


def hash_in(extensions: dict[str, Any]) -> str | None:
    """The hash that names the query text, after Apollo's protocol of persisted queries; None where none is given."""
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict):
        raise Refusal("`extensions.persistedQuery` must be a JSON object.", 400)
    version, sha256 = persisted.get("version"), persisted.get("sha256Hash")
    if type(version) is not int or version != 1:
        raise Refusal("`extensions.persistedQuery.version` must be 1; there is no other.", 400)
    if not isinstance(sha256, str) or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Refusal("`extensions.persistedQuery.sha256Hash` must be 64 hexadecimal digits in lower case.", 400)
    return sha256


def read_body(request: HttpRequest) -> bytes:
    """The body; ``Refusal`` when it is too large: one that does not tell its length is read a byte beyond at most."""
    length = request.headers.get("Content-Length")
    if not length:
        body = read_to_its_end(request)
    elif length.isdigit() and int(length) <= BODY_BYTES:
        body = request.read(BODY_BYTES)
    else:
        body = None
    if body is None or len(body) > BODY_BYTES:
        raise Refusal(f"The request body is larger than {BODY_BYTES} bytes.", 413)
    return body


def read_to_its_end(request: HttpRequest) -> bytes:
    """A body sent in chunks: Django reads none without a length, so the server is asked, if it tells where it ends."""
    if not request.META.get("wsgi.input_terminated"):
        if "Transfer-Encoding" in request.headers:
            raise Refusal("The request body came in chunks. Send it with a `Content-Length`.", 411)
        return b""
    stream, body = request.META["wsgi.input"], b""
    while len(body) <= BODY_BYTES and (part := stream.read(BODY_BYTES + 1 - len(body))):
        body += part
    return body


def from_json(text: str | bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Refusal(f"{what} is not valid JSON.", 400) from None
