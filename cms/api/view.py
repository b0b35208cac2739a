"""The HTTP endpoint, after the GraphQL-over-HTTP specification: GET and POST, JSON in, JSON out, never a cookie."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from graphql import ExecutionResult

from cms.outage import is_outage, outage_response

from .answers import answer, body_of, cacheable, preflight, status_of
from .audience import PRIVATE_HEADERS, UnauthenticatedError, audience_of, is_private, keeps_private
from .documents import NotAQuery, checked, chosen_operation
from .errors import ClientError, Code
from .execution import execute
from .lifetimes import KEPT, POSITION, Kept, cache_control, is_asked_to_keep
from .limits import check_variables
from .lookahead import count_from
from .negotiation import GRAPHQL_JSON, PLAIN_JSON, preferred_media_type
from .requests import Asked, Refusal, read_request
from .roots import moments_of, tags_of
from .schema import schema
from .trusted import register, text_of

logger = logging.getLogger(__name__)


@csrf_exempt
@keeps_private
def graphql_view(request: HttpRequest) -> HttpResponse:
    """Answer one GraphQL request."""
    started, now = time.monotonic(), timezone.now()
    if request.method == "OPTIONS":
        return preflight()
    media_type = preferred_media_type(request.headers.get("Accept"))
    try:
        if media_type is None:
            raise Refusal(
                f"The answer comes as {GRAPHQL_JSON} or {PLAIN_JSON}; `Accept` allows neither. Name one of them.", 406
            )
        identify(request)
        asked = read_request(request)
        result = run(asked, request)
    except Refusal as refusal:
        response = answer({"errors": [refusal.formatted]}, refusal.status, media_type or PLAIN_JSON)
        if refusal.allow:
            response["Allow"] = refusal.allow
        return response
    outage = next((error.original_error for error in result.errors or [] if is_outage(error.original_error)), None)
    if outage is not None:
        logger.error("The database does not serve: %s", outage)
        return outage_response(request)
    response = answer(body_of(result), status_of(result, media_type), media_type)
    if response["Cache-Control"] != "no-store" and not is_private(request):
        until = keep(asked, request, now)
        response["Cache-Control"] = cache_control(until, started)
        response = cacheable(response, request, tags_of(request))
    if request.method == "HEAD":
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def keep(asked: Asked, request: HttpRequest, now: datetime) -> datetime | None:
    """When the answer differs by the clock alone, if a cache has to know; tell the one in front of Django all of it.

    A text that comes with its hash is registered each time, so that nobody keeps its answer.
    """
    if not is_asked_to_keep(request):
        return None
    until = moments_of(request).next(now, request.META.get(POSITION))
    if asked.query is None or asked.sha256 is None:
        request.META[KEPT] = Kept(tags_of(request).exact(), until)
    return until


def identify(request: HttpRequest) -> None:
    """Note who is asking as the request's ``audience``; ``Refusal`` when that cannot be believed."""
    if request.method in {"GET", "HEAD"} and is_private(request):
        *others, last = PRIVATE_HEADERS
        names = f"{', '.join(others)} or {last}"
        raise Refusal(f"A request with {names} is taken by POST alone: caches keep what GET brings.", 405, "POST")
    try:
        request.__dict__["audience"] = audience_of(request)
    except UnauthenticatedError as error:
        raise Refusal(error.message, 401, code=Code.UNAUTHENTICATED) from None


def run(asked: Asked, request: HttpRequest) -> ExecutionResult:
    """Find the document, check it, and execute it; nothing is executed that is over a limit."""
    graphql_schema, extensions = schema().graphql_schema, {}
    try:
        document = checked(text_of(asked))
        if document.document is None:
            return ExecutionResult(None, list(document.errors))
        operation = chosen_operation(document.document, asked.operation_name)
        check_variables(asked.variables)
        variants = document.variants(graphql_schema, operation)
        cost = variants.costs.of(asked.variables)
        if request.headers.get("X-Query-Cost") == "1":
            extensions = {"cost": cost.told()}
        cost.check()
    except ClientError as error:
        if request.method != "POST" and isinstance(error, NotAQuery):
            raise Refusal(error.message, 405, "POST") from None
        return ExecutionResult(None, [error], extensions)
    register(asked)
    count_from(request, cost.work_without_rows)
    result = execute(
        variants,
        asked.variables,
        request,
        hide_suggestions=not settings.GRAPHQL_INTROSPECTION,
    )
    return ExecutionResult(result.data, result.errors, extensions)
