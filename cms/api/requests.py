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
from .messages import quoted
from .negotiation import PLAIN_JSON

METHODS = "GET, HEAD, POST, OPTIONS"
PARAMETERS = 50
"""How many parameters an address may have; ours are four."""
DIGITS = len(str(BODY_BYTES))
EXAMPLE = "such as `{ organization { name } }`"


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
            given = request.content_type
            what = f"The `Content-Type` is {quoted(given)}" if given else "There is no `Content-Type`"
            raise Refusal(f"{what}. Send the request as {PLAIN_JSON}.", 415)
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            raise Refusal(f"The `Content-Type` names the charset {quoted(charset)}. Send the request in UTF-8.", 415)
        fields = from_body(read_body(request))
    else:
        method = quoted(request.method or "")
        raise Refusal(f"The method is {method}. The endpoint takes GET and POST: ask with one of them.", 405, METHODS)
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
            message = f"The parameter `{name}` is longer than {BODY_BYTES:,} bytes. Shorten it."
            raise Refusal(message, 413)
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
        raise Refusal(f"`extensions` must be a JSON object; it is {kind_of(extensions)}.", 400)
    sha256 = hash_in(extensions or {})
    absent = query is None and sha256 is not None
    if not absent and not (isinstance(query, str) and query.strip()):
        raise Refusal(f"`query` must hold the text of a query, {EXAMPLE}; {lack_of(query)}.", 400)
    if name is not None and not isinstance(name, str):
        raise Refusal(f"`operationName` must be a string; it is {kind_of(name)}.", 400)
    if variables is not None and not isinstance(variables, dict):
        raise Refusal(f"`variables` must be a JSON object; it is {kind_of(variables)}.", 400)
    return Asked(query, sha256, name or None, variables or {})


def hash_in(extensions: dict[str, Any]) -> str | None:
    """The hash that names the query text, after Apollo's protocol of persisted queries; None where none is given."""
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict):
        raise Refusal(f"`extensions.persistedQuery` must be a JSON object; it is {kind_of(persisted)}.", 400)
    version, sha256 = persisted.get("version"), persisted.get("sha256Hash")
    if type(version) is not int or version != 1:
        raise Refusal("`extensions.persistedQuery.version` must be 1; there is no other.", 400)
    if not isinstance(sha256, str) or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Refusal("`extensions.persistedQuery.sha256Hash` must be 64 hexadecimal digits in lower case.", 400)
    return sha256


def read_body(request: HttpRequest) -> bytes:
    """The body; ``Refusal`` when it is too large: one that does not tell its length is read a byte beyond at most."""
    body: bytes | None
    length = request.headers.get("Content-Length")
    if not length:
        body = read_to_its_end(request)
    elif not re.fullmatch("[0-9]+", length):
        raise Refusal(f"The `Content-Length` is {quoted(length)}. Give the number of the body's bytes.", 400)
    else:
        body = read_all_of(request, length.lstrip("0"))
    if body is None or len(body) > BODY_BYTES:
        raise Refusal(f"The request body is larger than {BODY_BYTES:,} bytes. Ask in several requests.", 413)
    return body


def read_all_of(request: HttpRequest, length: str) -> bytes | None:
    """The body, of ``length`` bytes; None when those are too many. Python makes no number of thousands of digits."""
    if len(length) > DIGITS or int(length or 0) > BODY_BYTES:
        return None
    body = request.read(BODY_BYTES)
    if len(body) < int(length or 0):
        message = f"The request body ends after {len(body):,} bytes; its `Content-Length` is {int(length):,}."
        raise Refusal(f"{message} Send all of it.", 400)
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


def from_body(body: bytes) -> dict[str, Any]:
    if not body:
        raise Refusal(f"The request has no body. Send a JSON object with a `query`, {EXAMPLE}.", 400)
    found = from_json(body, "The request body")
    if not isinstance(found, dict):
        message = f"The request body must be one JSON object; it is {kind_of(found)}. Batches are not served."
        raise Refusal(message, 400)
    return found


def from_json(text: str | bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno:,}, column {error.colno:,}"
        raise Refusal(f"{what} is not valid JSON in UTF-8: see {place}.", 400) from None


def lack_of(query: Any) -> str:
    """What is wrong with a ``query`` that holds no text."""
    if query is None:
        return "there is none"
    return "it is empty" if isinstance(query, str) else f"it is {kind_of(query)}"


def kind_of(value: Any) -> str:
    """What a value is in JSON."""
    kinds = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}
    return "null" if value is None else kinds.get(type(value), "a number")
