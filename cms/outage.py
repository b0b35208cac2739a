"""A database that is gone or silent becomes a 503 that tells nothing of it, on every path."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from cms.api.negotiation import GRAPHQL_JSON
from cms.database import limits

logger = logging.getLogger(__name__)

MESSAGE = "The service is not available at the moment. Try again in a few seconds."
PAGE = f"<!doctype html><html lang=en><title>Not available</title><h1>Not available</h1><p>{MESSAGE}</p></html>"
RETRY_SECONDS = 5


def is_outage(error: BaseException | None) -> bool:
    """Tell a database that does not serve from a fault of ours (SQLite calls both operational)."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return not str(error).startswith(("no such ", "near ", "table ", "too many ", "fts5: "))


def is_content_api(request: HttpRequest) -> bool:
    """Tell whether a program asks, which wants JSON, and not a person."""
    return request.path.rstrip("/") == "/graphql"


def outage_response(request: HttpRequest) -> HttpResponse:
    """Return the 503: JSON for the content API, a plain page for people."""
    if is_content_api(request):
        error = {"message": MESSAGE, "extensions": {"code": "SERVICE_UNAVAILABLE"}}
        accepted = request.headers.get("Accept", "")
        content_type = GRAPHQL_JSON if GRAPHQL_JSON in accepted else "application/json"
        response = HttpResponse(json.dumps({"errors": [error]}), content_type=content_type, status=503)
        response["Access-Control-Allow-Origin"] = "*"
    else:
        response = HttpResponse(PAGE, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


class OutageMiddleware:
    """Outermost middleware: bounds what a request asks of the database, and answers when it fails.

    Django turns an exception of any inner middleware into its own 500 before it reaches here; the signal
    that goes before tells which request it was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        got_request_exception.connect(_note_outage, dispatch_uid="cms.outage")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        with limits.request():
            response = self.get_response(request)
        if response.status_code == 500 and getattr(request, "met_outage", False):
            return outage_response(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view that met the outage."""
        if not is_outage(exception):
            return None
        logger.error("The database does not serve: %s", exception)
        return outage_response(request)


def _note_outage(request: Any = None, **kwargs: Any) -> None:
    error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
    if request is not None and is_outage(error):
        request.met_outage = True
