"""Requests that mean nothing: they are answered with 400, not with an error of ours."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch

from cms.outage import is_content_api

logger = logging.getLogger(__name__)

MESSAGE = "This request holds a character or a number that no field takes. Send it without."
FOREIGN_HOST = "There is no content API under this host name. Ask under a name of its own."
PAGE = f"<!doctype html><html lang=en><title>Not understood</title><h1>Not understood</h1><p>{MESSAGE}</p></html>"


def is_malformed(error: BaseException | None) -> bool:
    """Tell whether an error comes of a value no field could hold: a NUL, half a character, a number out of range."""
    if isinstance(error, UnicodeEncodeError):
        return "surrogates" in error.reason
    if isinstance(error, ValueError):
        return "NUL (0x00)" in str(error) or " expected a number but got " in str(error)
    if isinstance(error, OverflowError):
        return "too large to convert to SQLite" in str(error)
    return isinstance(error, DataError)


def is_unknown_way(request: HttpRequest, error: Exception) -> bool:
    """Tell whether Wagtail was to lead on to a `next` that it takes for the name of a view."""
    onward = request.POST.get("next") or request.GET.get("next")
    return isinstance(error, NoReverseMatch) and bool(onward) and f"'{onward}'" in str(error)


def holds_nul(request: HttpRequest) -> bool:
    """Tell whether the address or a cookie holds the one character that PostgreSQL cannot store or look for."""
    cookie = request.META.get("HTTP_COOKIE", "")
    return "\0" in request.path or "%00" in request.META.get("QUERY_STRING", "") or "\\000" in cookie


def has_foreign_host(request: HttpRequest) -> bool:
    """Tell whether the request asks a host that ``ALLOWED_HOSTS`` does not hold; the log has the name."""
    try:
        request.get_host()
    except DisallowedHost as error:
        logger.warning("Refused %s %s: %s", request.method, request.path, error)
        return True
    return False


class MalformedRequestMiddleware:
    """Refuses what holds a NUL at once, and what a view stumbles over when it does.

    Of the content API also what asks a foreign host: Django itself would answer with a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or refuse it."""
        if holds_nul(request):
            return refusal(request)
        if is_content_api(request) and has_foreign_host(request):
            return refusal(request, FOREIGN_HOST)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Refuse it; the log has the reason, in case that it was a fault of ours after all."""
        if not is_malformed(exception) and not is_unknown_way(request, exception):
            return None
        logger.warning("Refused %s %s", request.method, request.path, exc_info=exception)
        return refusal(request)


def refusal(request: HttpRequest, message: str = MESSAGE) -> HttpResponse:
    """Answer 400: JSON for the content API, a plain page for people."""
    response: HttpResponse
    if is_content_api(request):
        response = JsonResponse({"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}, status=400)
        response["Access-Control-Allow-Origin"] = "*"
    else:
        response = HttpResponse(PAGE, status=400)
    response["Cache-Control"] = "no-store"
    return response
