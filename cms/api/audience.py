"""Who is asking: the public, somebody who previews one page, or a user with an API token.

A request that says so in a header of its own is private: its answer is for this one client, and no cache may keep it.
"""

from __future__ import annotations

from django.http import HttpRequest

PRIVATE_HEADERS = ("Authorization", "X-Preview-Token", "X-Query-Cost")
"""A request with any of these is accepted by POST only, and answered ``private, no-store``."""


def is_private(request: HttpRequest) -> bool:
    """Whether the request carries a header that makes its answer one client's own; an empty one does too."""
    return any(name in request.headers for name in PRIVATE_HEADERS)
