"""Answering: what was found becomes an HTTP response; of an unexpected error the client is told an id alone."""

from __future__ import annotations

import logging
import uuid
from typing import Any

import orjson
from django.http import HttpResponse
from graphql import ExecutionResult, GraphQLError

from cms.malformed import MESSAGE, is_malformed

from .errors import ClientError, Code
from .negotiation import GRAPHQL_JSON

logger = logging.getLogger(__name__)


def body_of(result: ExecutionResult) -> dict[str, Any]:
    errors = [public_error(error) for error in result.errors or []]
    if result.data is None and is_request_error(result):
        return {"errors": errors}
    return {"data": result.data, **({"errors": errors} if errors else {})}


def public_error(error: GraphQLError) -> dict[str, Any]:
    """What a client may be told of ``error``: of an unexpected one an id, which the log holds too."""
    original = error.original_error
    if error.path is None or original is None or isinstance(original, ClientError):
        formatted: dict[str, Any] = dict(error.formatted)
        formatted["extensions"] = {"code": Code.BAD_REQUEST.value, **(error.extensions or {})}
        return formatted
    if is_malformed(original):
        logger.warning("A query was refused for its values", exc_info=original)
        return {**error.formatted, "message": MESSAGE, "extensions": {"code": Code.BAD_REQUEST.value}}
    incident = uuid.uuid4().hex
    logger.error("GraphQL incident %s", incident, exc_info=original)
    return {
        **{key: value for key, value in error.formatted.items() if key in {"locations", "path"}},
        "message": "Something went wrong on our side. Quote the id when you report it.",
        "extensions": {"code": Code.INTERNAL.value, "id": incident},
    }


def is_request_error(result: ExecutionResult) -> bool:
    """Whether nothing was executed: no error points into the answer."""
    return all(error.path is None for error in result.errors or [])


def status_of(result: ExecutionResult, media_type: str) -> int:
    """200 for what was executed; 400 for what was not, unless the client asked for plain JSON."""
    if media_type == GRAPHQL_JSON and result.data is None and is_request_error(result):
        return 400
    return 200


def answer(body: dict[str, Any], status: int, media_type: str) -> HttpResponse:
    response = HttpResponse(orjson.dumps(body), status=status, content_type=f"{media_type}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Vary"] = "Accept, Accept-Encoding"
    response["Cache-Control"] = "public, no-cache" if status == 200 and "errors" not in body else "no-store"
    return response


def preflight() -> HttpResponse:
    """Tell browsers that any site may read, without credentials."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response["Access-Control-Max-Age"] = "86400"
    return response
