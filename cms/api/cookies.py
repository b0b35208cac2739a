"""The content API knows no cookies: it reads none, so nothing answers with one, and no answer varies by one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cms.outage import is_content_api


class NoCookiesMiddleware:
    """Take the cookies out of requests to the content API, before sessions and CSRF protection look at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_content_api(request):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)
