"""The caches that the settings name."""

from __future__ import annotations

from django.conf import settings

from cms.delivery.clock import Clock

from .caches import Cache
from .cloudflare import Cloudflare
from .purger import Purger
from .xkey import Xkey

SECONDS = 1.0
"""Between two looks at the log."""


def caches() -> list[Cache]:
    """All caches to purge; none where no purge is configured."""
    match settings.CDN_PURGE:
        case {"zone": zone, "token": token, "pictures": pictures}:
            return [Cloudflare(zone, token, pictures=pictures)]
        case {"urls": urls, "secret": secret}:
            return [Xkey(url, secret) for url in urls]
    return []


def clocks() -> list[Clock]:
    """A clock for each cache, so that one that does not answer holds up no other."""
    return [Clock(f"purge {cache.name}", SECONDS, ((1, Purger(cache).run),)) for cache in caches()]
