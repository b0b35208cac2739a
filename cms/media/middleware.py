"""The last resort when the file store fails outside a form."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from cms.media.forms import STORE_DOWN
from cms.media.storage import StorageUnavailableError

logger = logging.getLogger(__name__)

UPLOADERS = {"wagtailimages:add_multiple", "wagtaildocs:add_multiple"}


class StoreOutageMiddleware:
    """Answer with a plain message and status 503 where a view could not reach the file store."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer in the form the caller shows: Wagtail's uploader reads JSON and shows its message."""
        if not any(isinstance(error, StorageUnavailableError) for error in (exception, exception.__cause__)):
            return None
        logger.error("The file store failed during %s %s", request.method, request.path)
        match = request.resolver_match
        if match is not None and match.view_name in UPLOADERS and request.method == "POST":
            return JsonResponse({"success": False, "error_message": STORE_DOWN})
        response = HttpResponse(STORE_DOWN, content_type="text/plain; charset=utf-8", status=503)
        response["Retry-After"] = "60"
        response["Cache-Control"] = "no-store"
        return response
