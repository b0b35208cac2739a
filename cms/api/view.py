"""The HTTP endpoint, after the GraphQL-over-HTTP specification: GET and POST, JSON in, JSON out, never a cookie."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from graphql import ExecutionResult, GraphQLError, execute_sync

from cms.malformed import MESSAGE, is_malformed
from cms.outage import is_outage, outage_response

from .audience import PRIVATE_HEADERS, UnauthenticatedError, audience_of, is_private, keeps_private
from .documents import NotAQuery, checked, chosen_operation
from .errors import ClientError, Code
from .limits import BODY_BYTES
from .negotiation import GRAPHQL_JSON, PLAIN_JSON, preferred_media_type
from .schema import schema

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """What a request asks: the query text, the operation's name and the variables."""

    query: str
    operation_name: str | None
    variables: dict[str, Any]


class Refusal(ClientError):
    """A request that is not a GraphQL request at all; carries the HTTP status that says so, and methods allowed."""

    def __init__(self, message: str, status: int, allow: str = "", code: Code = Code.BAD_REQUEST) -> None:
        super().__init__(message, code)
        self.status = status
        self.allow = allow


@csrf_exempt
@keeps_private
def graphql_view(request: HttpRequest) -> HttpResponse:
    """Answer one GraphQL request."""
    if request.method == "OPTIONS":
        return preflight()
    media_type = preferred_media_type(request.headers.get("Accept"))
    try:
        if media_type is None:
            raise Refusal(f"The answer comes as {GRAPHQL_JSON} or {PLAIN_JSON}; `Accept` allows neither.", 406)
        identify(request)
        result = run(read_request(request), request)
    except Refusal as refusal:
        response = answer({"errors": [refusal.formatted]}, refusal.status, media_type or PLAIN_JSON)
        if refusal.allow:
            response["Allow"] = refusal.allow
        return response
    outage = next((error.original_error for error in result.errors or [] if is_outage(error.original_error)), None)
    if outage is not None:
        logger.error("The database does not serve: %s", outage)
        return outage_response(request)
    return answer(body_of(result), status_of(result, media_type), media_type)


def identify(request: HttpRequest) -> None:
    """Note who is asking as the request's ``audience``; ``Refusal`` when that cannot be believed."""
    if request.method == "GET" and is_private(request):
        *others, last = PRIVATE_HEADERS
        names = f"{', '.join(others)} or {last}"
        raise Refusal(f"A request with {names} is taken by POST alone: caches keep what GET brings.", 405, "POST")
    try:
        request.__dict__["audience"] = audience_of(request)
    except UnauthenticatedError as error:
        raise Refusal(error.message, 401, code=Code.UNAUTHENTICATED) from None


def run(asked: Asked, request: HttpRequest) -> ExecutionResult:
    document = checked(asked.query)
    if document.document is None:
        return ExecutionResult(None, list(document.errors))
    try:
        chosen_operation(document.document, asked.operation_name)
    except ClientError as error:
        if request.method == "GET" and isinstance(error, NotAQuery):
            raise Refusal(error.message, 405, "POST") from None
        return ExecutionResult(None, [error])
    return execute_sync(
        schema().graphql_schema,
        document.document,
        context_value=request,
        variable_values=asked.variables,
        operation_name=asked.operation_name,
    )


def read_request(request: HttpRequest) -> Asked:
    """Read the GraphQL request out of an HTTP request; ``Refusal`` when there is none."""
    if request.method == "GET":
        fields: dict[str, Any] = {
            "query": request.GET.get("query"),
            "operationName": request.GET.get("operationName") or None,
            "variables": from_json(request.GET.get("variables") or "null", "`variables`"),
        }
    elif request.method == "POST":
        if request.content_type != PLAIN_JSON:
            raise Refusal(f"The request must be sent as {PLAIN_JSON}.", 415)
        if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            raise Refusal("The request must be sent in UTF-8.", 415)
        fields = from_json(read_body(request), "The request body")
    else:
        raise Refusal("The endpoint takes GET and POST.", 405, "GET, POST, OPTIONS")
    if not isinstance(fields, dict):
        raise Refusal("The request body must be one JSON object; batches are not served.", 400)
    return asked_in(fields)


def asked_in(fields: dict[str, Any]) -> Asked:
    query, name, variables = fields.get("query"), fields.get("operationName"), fields.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise Refusal("`query` must hold the query text.", 400)
    if len(query) > BODY_BYTES:
        raise Refusal(f"The query is longer than {BODY_BYTES} bytes.", 413)
    if name is not None and not isinstance(name, str):
        raise Refusal("`operationName` must be a string.", 400)
    if variables is not None and not isinstance(variables, dict):
        raise Refusal("`variables` must be a JSON object.", 400)
    if not isinstance(fields.get("extensions", {}), dict | None):
        raise Refusal("`extensions` must be a JSON object.", 400)
    return Asked(query, name, variables or {})


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
    response["Access-Control-Allow-Headers"] = ", ".join(("Accept", "Content-Type", *PRIVATE_HEADERS))
    response["Access-Control-Max-Age"] = "86400"
    return response


def graphiql_view(request: HttpRequest) -> HttpResponse:
    """The query editor, for development."""
    return render(request, "cms/graphiql.html", {"site_name": settings.WAGTAIL_SITE_NAME})
