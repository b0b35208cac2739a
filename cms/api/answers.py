"""Answering: what was found becomes an HTTP response; of an unexpected error the client is told an id alone."""

from __future__ import annotations

import logging
import uuid
from hashlib import sha256
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag
from graphql import ExecutionResult, GraphQLError

from cms.malformed import MESSAGE, is_malformed

from .audience import PRIVATE_HEADERS
from .encodings import encode
from .errors import ClientError, Code
from .lifetimes import is_held
from .limits import ANSWER_BYTES
from .messages import in_graphql
from .negotiation import GRAPHQL_JSON
from .requests import METHODS
from .tags import Tags, add_tags

KEPT_UNCHANGED = (
    *("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cache-Control", "ETag", "Vary"),
    *("Surrogate-Key", "Cache-Tag"),
)
"""Headers that a 304 carries as the 200 in its place would."""

TOO_LARGE = f"The answer would be larger than {ANSWER_BYTES:,} bytes. Ask for fewer rows, or for less of each."

logger = logging.getLogger(__name__)


def body_of(result: ExecutionResult) -> dict[str, Any]:
    errors = [public_error(error) for error in result.errors or []]
    body: dict[str, Any] = {} if result.data is None and is_request_error(result) else {"data": result.data}
    if errors:
        body["errors"] = errors
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def public_error(error: GraphQLError) -> dict[str, Any]:
    """What a client may be told of ``error``: of an unexpected one an id, which the log holds too."""
    original = error.original_error
    if isinstance(error, ClientError) or isinstance(original, ClientError):
        return refusal(error, error.message)
    if error.path is None or is_argument_error(original):
        return refusal(error, in_graphql(error.message))
    if is_malformed(original):
        logger.warning("A query was refused for its values", exc_info=original)
        return refusal(error, MESSAGE)
    incident = uuid.uuid4().hex
    logger.error("GraphQL incident %s", incident, exc_info=original)
    return {
        **{key: value for key, value in error.formatted.items() if key in {"locations", "path"}},
        "message": "Something went wrong on our side. Quote the id when you report it.",
        "extensions": {"code": Code.INTERNAL.value, "id": incident},
    }


def refusal(error: GraphQLError, message: str) -> dict[str, Any]:
    extensions = {"code": Code.BAD_REQUEST.value, **(error.extensions or {})}
    return {**error.formatted, "message": message, "extensions": extensions}


def is_argument_error(error: Exception | None) -> bool:
    """Whether graphql-core found no value for an argument: it says at which; of what it cannot answer it does not."""
    return isinstance(error, GraphQLError) and bool(error.nodes)


def is_request_error(result: ExecutionResult) -> bool:
    """Whether nothing was executed: no error points into the answer."""
    return all(error.path is None for error in result.errors or [])


def status_of(result: ExecutionResult, media_type: str) -> int:
    """200 for what was executed; 400 for what was not, unless the client asked for plain JSON."""
    if media_type == GRAPHQL_JSON and result.data is None and is_request_error(result):
        return 400
    return 200


def answer(body: dict[str, Any], status: int, media_type: str) -> HttpResponse:
    content = orjson.dumps(body)
    if len(content) > ANSWER_BYTES:
        error = ClientError(TOO_LARGE, Code.TOO_COMPLEX)
        body = {"data": None, "errors": [error.formatted]}
        content = orjson.dumps(body)
    response = HttpResponse(content, status=status, content_type=f"{media_type}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    response["Vary"] = "Accept, Accept-Encoding"
    response["Cache-Control"] = "public, no-cache" if status == 200 and "errors" not in body else "no-store"
    return response


def cacheable(response: HttpResponse, request: HttpRequest, tags: Tags) -> HttpResponse:
    """A public answer without errors, with its validator and its tags; 304 without a body where the client has it.

    Only GET and HEAD may be answered with 304 (RFC 9110, section 13.1.2): POST has its whole answer each time. Of all
    answers these alone are compressed: what a token shows never is, nor what may hold a client's own words in an error.
    """
    if not is_held(request):
        encode(response, request.headers.get("Accept-Encoding"))
    response["ETag"] = etag_of(response["Content-Type"], response.content)
    add_tags(response, tags)
    if request.method not in {"GET", "HEAD"}:
        return response
    if not is_known(response["ETag"], request.headers.get("If-None-Match", "")):
        return response
    unchanged = HttpResponse(status=304)
    del unchanged["Content-Type"]
    unchanged["Content-Length"] = str(len(response.content))  # the 200's, or none: RFC 9110, section 8.6
    for name in KEPT_UNCHANGED:
        unchanged[name] = response[name]
    return unchanged


def etag_of(content_type: str, content: bytes) -> str:
    """The validator of an answer, a strong one: each media type and each coding has its own (RFC 9110, 8.8.3.3)."""
    return quote_etag(sha256(content_type.encode() + content).hexdigest()[:32])


def is_known(etag: str, known: str) -> bool:
    """Whether ``If-None-Match`` names the validator of an answer."""
    if known == etag:
        return True
    named = parse_etags(known)
    return named == ["*"] or etag in {each.removeprefix("W/") for each in named}


def preflight() -> HttpResponse:
    """Tell browsers that any site may read, without credentials."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = ", ".join(("Accept", "Content-Type", "If-None-Match", *PRIVATE_HEADERS))
    response["Access-Control-Max-Age"] = "86400"
    return response
