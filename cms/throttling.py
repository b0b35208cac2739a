"""Guessing a password is slow: after some failures from one network address, sign-in is closed there for a while.

django-axes counts in the database, for whichever name was typed, whether there is such an account or not. The numbers
are ``AXES_FAILURE_LIMIT`` (for one name), ``SIGN_IN_FAILURES_FROM_ONE_ADDRESS`` (for all names together) and
``AXES_COOLOFF_TIME`` in settings.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# An IPv6 customer has a whole network of addresses to change between.
IPV6_PREFIX = 64


def client_address(request: HttpRequest) -> str | None:
    """Give the client's address (of IPv6, its network), as the outermost of our own proxies saw it.

    ``PROXY_COUNT`` proxies each add one entry at the end of X-Forwarded-For; what stands before came from the client.
    """
    address = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < settings.PROXY_COUNT <= len(forwarded) and forwarded[-settings.PROXY_COUNT]:
        address = forwarded[-settings.PROXY_COUNT]
    return network_of(address)


def network_of(address: str) -> str | None:
    """Give an address without its port, of IPv6 the network; None when it is no address."""
    if address.startswith("["):
        address = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        address = address.partition(":")[0]
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), IPV6_PREFIX), strict=False).network_address)


class SignInHandler(AxesDatabaseHandler):
    """Counts failures for a name from an address, and for the address whatever the names."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Give the failures for the name, or the limit once the address as a whole has had too many."""
        recent = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
        )
        total: int = recent.aggregate(total=Sum("failures_since_start"))["total"] or 0
        if total >= settings.SIGN_IN_FAILURES_FROM_ONE_ADDRESS:
            return int(settings.AXES_FAILURE_LIMIT)
        return int(super().get_failures(request, credentials))


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Answer 429 with a page that says how long to wait; the same for names that exist and names that do not."""
    wait: timedelta = settings.AXES_COOLOFF_TIME
    minutes = round(wait.total_seconds() / 60)
    answer = render(request, "cms/locked_out.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(int(wait.total_seconds()))
    answer["Cache-Control"] = "no-store"
    return answer
