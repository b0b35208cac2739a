"""Where review links lead first: to the website's preview if they are good, and to a word about it if they are not.

The secret stands in the query, which Django's own log never shows.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .front_end import front_end_review
from .review_links import link_of, shown_page

PARAMETER = "token"


@require_safe
def open_review_link(request: HttpRequest) -> HttpResponse:
    """Lead to the draft on the front end; 404 for no link of ours, 410 for one that is over."""
    response = answer_to(request)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def answer_to(request: HttpRequest) -> HttpResponse:
    link = link_of(request.GET.get(PARAMETER, ""))
    page = shown_page(link) if link is not None else None
    if link is None:
        return refusal(request, "unknown", 404)
    if page is None:
        return refusal(request, "over", 410)
    return front_end_review(link, page, request) or refusal(request, "no_website", 404)


def refusal(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "cms_preview/no_review.html", {"why": why}, status=status)
