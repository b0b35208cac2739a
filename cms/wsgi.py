"""The WSGI application that granian serves."""

import gc
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")

# Threads take turns 50 times more often than by default: answers from the cache need little and would otherwise
# wait behind each slow query.
sys.setswitchinterval(0.0001)

django_application = get_wsgi_application()

from cms.api.schema import schema  # noqa: E402 (its models need the apps, which are there now)
from cms.delivery.cache.hits import Hits  # noqa: E402


def made(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve a request. Django reads its content type before any middleware and stumbles over one that is none."""
    try:
        return django_application(environ, start_response)
    except ValueError:
        environ["CONTENT_TYPE"] = "application/x-unreadable"
        return django_application(environ, start_response)


application = Hits(made, settings.RESPONSE_CACHE_MB * 2**20) if settings.RESPONSE_CACHE_MB else made

# Whoever asks first would wait a second for these; and what stays for good, the garbage collector need not look at.
# What a request makes goes with it, mostly: the collector comes after 5,000 objects more and not after 700, which is
# some per cent of the CPU of a large answer.
resolve("/graphql/")
schema()
gc.collect()
gc.freeze()
gc.set_threshold(5_000, 10, 10)
